import JSONValues
import TestSupport
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

@Suite struct `Choices for vectors` {
    private func explained(_ arguments: String...) async throws -> String {
        try await CommandLineTool().output(["mapping", "--explain"] + arguments)
    }

    @Test func `are explained field by field`() async throws {
        Golden.verify(
            try await explained(
                "--model",
                "jina-clip-v2",
                "--dims",
                "1024,256,64",
                "--for",
                "9.5",
                "--element-type",
                "64=bit",
                "--index-type",
                "256=bbq_hnsw",
                "--oversample",
                "256=5"
            ),
            as: "mapping/explained.txt"
        )
        Golden.verify(
            try await explained(
                "--model",
                "jina-embeddings-v3",
                "--dims",
                "1024,128",
                "--for",
                "9.5",
                "--licence",
                "enterprise",
                "--optimize",
                "memory",
                "--json"
            ),
            as: "mapping/explained.json"
        )
    }

    @Test(arguments: ["index", "component"]) func `and templates hold the same mapping`(kind: String) async throws {
        let tool = try CommandLineTool()
        let arguments = ["mapping", "--dims", "64", "--for", "9.5", "--index", "photos"]
        let template = try JSONValue.parse(try await tool.output(arguments + ["--template", kind]))
        #expect(template["template"] == (try JSONValue.parse(try await tool.output(arguments))))
        #expect(template["index_patterns"] == (kind == "index" ? ["photos", "photos-*"] : nil))
        #expect(template["priority"] == (kind == "index" ? 200 : nil))
        let named = try await tool.output(arguments + ["--template", kind, "--index-pattern", "a-*,b"])
        #expect(try JSONValue.parse(named)["index_patterns"] == (kind == "index" ? ["a-*", "b"] : nil))
    }

    @Test(
        arguments: [
            (
                ["--element-type", "bit", "--index-type", "bbq_hnsw"], 2,
                "which the index type [bbq_hnsw] cannot quantise"
            ),
            (["--index-type", "bbq_disk"], 2, "use bbq_hnsw or an Enterprise licence"),
            (["--for", "8.19", "--element-type", "bfloat16"], 2, "use float or upgrade to 9.3"),
            (
                ["--for", "9.4", "--licence", "trial", "--index-type", "bbq_disk", "--auto-calibrate", "true"], 2,
                "[auto_calibrate]"
            ),
            (["--index-type", "flat", "--m", "16"], 2, "which the index type [flat] does not take"),
            (["--index-type", "bbq"], 64, "Did you mean 'bbq_hnsw'?"),
            (["--index-type", "x=flat"], 64, "such as 1024=flat"), (["--m", "many"], 64, "a whole number"),
            (["--for", "7.17"], 64, "from 8.19 on"),
            (["--licence", "gold"], 64, "one of basic, platinum, enterprise, trial"),
        ] as [([String], Int32, String)]
    )
    func `that cannot be are refused, saying why`(arguments: [String], status: Int32, text: String) async throws {
        let version = arguments.contains("--for") ? [] : ["--for", "9.5"]
        let result = try await CommandLineTool().run(["mapping", "--dims", "64"] + version + arguments)
        #expect(result.status == status)
        #expect(result.output == "")
        #expect(result.errors.contains(text), "\(result.errors)")
    }

    @Test func `that are allowed but doubtful are warned of`() async throws {
        let result = try await CommandLineTool()
            .run(["mapping", "--dims", "64", "--for", "9.5", "--index-type", "bbq_flat"])
        #expect(result.status == 0)
        #expect(result.errors.contains("warning: bbq_flat below 384 dims loses recall"))
        #expect(result.errors.contains("warning: bbq_flat compares every vector"))
    }

    @Test func `languages known beforehand are mapped with their analyzers`() async throws {
        let text = try await CommandLineTool()
            .output(["mapping", "--dims", "64", "--for", "9.5", "--languages", "fr,PT-br", "--analyzers", "language"])
        let captions = try JSONValue.parse(text)["mappings"]?["properties"]?["captions"]?["properties"]
        #expect(captions?["fr"]?["analyzer"] == "french")
        #expect(captions?["pt-br"]?["analyzer"] == "brazilian")
    }
}
