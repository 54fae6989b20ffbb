import JSONValues
import Testing

@Suite struct `Mappings` {
    @Test(arguments: ["8.19", "9.0", "9.3", "9.5", "serverless"], ["jina-clip-v2", "es-jina-hashing-v1"])
    func `each version gets what it takes`(version: String, model: String) async throws {
        let tool = try CommandLineTool()
        let dims = model == "jina-clip-v2" ? "1024,256" : "64"
        let text = try await tool.output(["mapping", "--for", version, "--model", model, "--dims", dims])
        Golden.verify(text, as: "mapping/\(model)-\(dims)-\(version).json")
    }

    @Test func `without a version the mapping is for the engine at hand`() async throws {
        let tool = try CommandLineTool()
        let here = try await tool.output(["mapping", "--dims", "64"])
        #expect(here == (try await tool.output(["mapping", "--dims", "64", "--for", "9.5"])))
    }

    @Test func `an index made by hand from a printed mapping is one an ingest takes`() async throws {
        let mapping = try JSONValue.parse(
            try await CommandLineTool().output(["mapping", "--model", "jina-clip-v2", "--for", "9.5"])
        )
        // What JinaEmbedder says of itself for Jina's own API; without it the ingest would refuse the index.
        #expect(
            mapping["mappings"]?["_meta"]?["es_jina"]?["embedder"]?.string?.hasPrefix("jina-clip-v2 1024 hosted ")
                == true
        )
    }
}
