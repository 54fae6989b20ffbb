import ESJinaTesting
import JSONValues
import TestSupport
import Testing

@Suite struct `Token vectors on the command line` {
    private let texts = [
        "bicycle.txt": "A red bicycle leans on the wall of the bakery.", "tide.txt": "The tide table of the harbour.",
        "chain.txt": "How to repair the chain of a bicycle.", "shoes.txt": "Repairing shoes by hand.",
    ]

    private func tool(
        _ multiVector: [String],
        _ environment: [String: String] = [:]
    ) async throws -> (
        CommandLineTool, ChildProcess.Result
    ) {
        var tool = try CommandLineTool()
        tool.environment = environment
        for (name, text) in texts { try tool.home.write(text, to: "texts/\(name)") }
        return (tool, try await tool.run(["ingest", tool.home.path + "/texts"] + multiVector))
    }

    private func names(_ output: String) throws -> [String] {
        (try JSONValue.parse(output)["hits"]?.array ?? [])
            .compactMap { $0["id"]?.string?.split(separator: "/").last.map(String.init) }
    }

    @Test func `are made offline, compared by a search, and no part of its hits`() async throws {
        let (tool, ingest) = try await tool(["--multi-vector", "offline:64"])
        #expect(ingest.status == 0)
        #expect(ingest.output.contains("\n  token vectors  4 texts embedded in 1 call, 0 from the cache\n"))
        for name in ["late-interaction", "es-jina-hashing-words-v1"] {
            let search = try await tool.run([
                "search", "repair a bicycle chain", "--rerank", name, "--require-rerank", "--json",
            ])
            #expect(search.status == 0 && search.errors == "")
            #expect(try names(search.output).first == "chain.txt")
            let hits = try #require(try JSONValue.parse(search.output)["hits"]?.array)
            #expect(hits.first?["provenance"]?.array?.last?["leg"] == "rerank")
            #expect(hits.allSatisfy { $0["source"]?["token_vectors"] == nil })
        }
    }

    @Test func `are asked of a server, and paid for once`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let environment = [
            "JINA_API_KEY": HostedJinaServer.defaultKey, "JINA_BASE_URL": server.url, "JINA_DIALECT": "hosted",
        ]
        let (tool, ingest) = try await tool(["--multi-vector", "jina-colbert-v2:96"], environment)
        #expect(ingest.status == 0, "\(ingest.errors)")
        let asked = server.requests.compactMap(\.json).filter { $0["model"] == "jina-colbert-v2" }
        #expect(asked.map { $0["dimensions"] } == [96] && asked.map { $0["input_type"] } == ["document"])
        let paid = server.billedTokens
        let again = try await tool.run([
            "ingest", tool.home.path + "/texts", "--multi-vector", "jina-colbert-v2:96", "--index", "again",
        ])
        #expect(again.status == 0 && server.billedTokens == paid)
        let search = try await tool.run(["search", "bicycle chain", "--rerank", "jina-colbert-v2", "--json"])
        #expect(try names(search.output).first == "chain.txt")
        #expect(search.errors == "")
        #expect(server.requests.last?.json?["input_type"] == "query")
        #expect(server.requests.last?.json?["dimensions"] == 96, "the size is the index's")
    }

    @Test func `belong to the index, and another choice says the way out`() async throws {
        let (tool, _) = try await tool([])
        let search = try await tool.run(["search", "tide", "--rerank", "late-interaction"])
        #expect(search.status == 2)
        #expect(
            search.errors
                == "es-jina: The index 'es-jina' holds no token vectors, which 'late-interaction' compares. Ingest into another "
                + "index with --multi-vector, or name a reranker, such as jina-reranker-v3.\n"
        )
        let ingest = try await tool.run(["ingest", tool.home.path + "/texts", "--multi-vector", "offline"])
        #expect(ingest.status == 2)
        #expect(
            ingest.errors
                == "es-jina: The index 'es-jina' holds no token vectors. Leave --multi-vector out, or use another index with "
                + "--index.\n"
        )
    }

    @Test(arguments: [
        (
            "jina-colbert-v2:x", 64,
            "Invalid value 'jina-colbert-v2:x' for '--multi-vector': expected a model, or a model and a size such as "
                + "jina-colbert-v2:64."
        ),
        (
            "jina-colbert-v3", 2,
            "There is no late-interaction model “jina-colbert-v3” in the catalogue: did you mean “jina-colbert-v2”?"
        ),
        ("jina-colbert-v2:100", 2, "jina-colbert-v2 makes no token vectors of 100 dims; use one of 64, 96, 128"),
    ])
    func `that cannot be made are refused before anything is sent`(
        value: String,
        status: Int32,
        message: String
    ) async throws {
        let (_, ingest) = try await tool(["--multi-vector", value])
        #expect(ingest.status == status)
        #expect(ingest.errors == "es-jina: \(message)\n")
    }

    @Test func `show in the mapping`() async throws {
        let arguments = ["mapping", "--embedder", "offline", "--multi-vector", "jina-colbert-v2:64", "--for", "9.5"]
        let mapping = try JSONValue.parse(try await CommandLineTool().output(arguments))["mappings"]
        #expect(mapping?["properties"]?["token_vectors"] == ["type": "binary"])
        #expect(mapping?["_meta"]?["es_jina"]?["token_vectors"]?["model"] == "jina-colbert-v2")
        let ranked =
            try
            JSONValue.parse(
                try await CommandLineTool().output(arguments + ["--multi-vector-storage", "rank_vectors"])
            )["mappings"]
        #expect(
            ranked?["properties"]?["token_vectors"] == [
                "type": "rank_vectors", "element_type": "bfloat16", "dims": 64,
            ]
        )
    }
}
