import ESJinaTesting
import Elasticsearch
import JSONValues
import TestSupport
import Testing

/// The folder of example pictures and texts of this repository.
private let gallery = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Examples/gallery"

@Suite(.timeLimit(.minutes(10)))
struct `The real binary against servers that speak Jina's API` {
    /// A tool whose engine is `engine`.
    private func tool(_ engine: Engine, _ environment: [String: String]) throws -> Tool {
        var tool = try Tool()
        tool.environment = environment
        tool.environment["ELASTICSEARCH_URL"] = engine.url
        tool.environment["ES_JINA_INDEX"] = TestEquipment.uniqueIndexName("jina")
        return tool
    }

    private func remove(_ tool: Tool, _ engine: Engine) async throws {
        guard let index = tool.environment["ES_JINA_INDEX"] else { return }
        _ = try await engine.client(tool.directory).deleteIndex(index)
    }

    @Test(arguments: Engine.all)
    func `the hosted API's shapes take a gallery to search with rerank, and nothing is bought twice`(
        engine: Engine
    ) async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let tool = try tool(
            engine,
            [
                "JINA_API_KEY": HostedJinaServer.defaultKey, "JINA_BASE_URL": server.url, "JINA_DIALECT": "hosted",
            ]
        )
        let first = try await tool.json("ingest", gallery, "--dims", "1024,256")
        let indexed = try #require(first["indexed"]?.int)
        #expect(indexed >= 80)
        #expect(first["model"] == "jina-clip-v2")
        #expect(first["dead_lettered"] == 0, "\(first)")
        #expect(server.paidInputs.count == indexed)
        #expect((first["billed_tokens"]?.int ?? 0) > 0)
        let found = try await tool.json("search", "storing apples", "--rerank", "jina-reranker-v3", "--in", "texts")
        #expect(found["hits"]?.array?.count == 10)
        #expect(found["warnings"] == [])
        let places = found["hits"]?[0]?["provenance"]?.array?.compactMap { $0["leg"]?.string } ?? []
        #expect(Set(places).isSuperset(of: ["fused", "rerank"]))
        let again = try await tool.json("ingest", gallery, "--dims", "1024,256")
        #expect(again["unchanged"]?.int == indexed)
        // The queries were embedded; no document was embedded again.
        #expect(server.paidInputs.count <= indexed + 2)
        // A reranker that is away does not make a search fail.
        server.fail(.internalError, .internalError, .internalError, .internalError, .internalError, .internalError)
        let bm25 = try await tool.run("search", "apples", "--mode", "bm25", "--rerank", "jina-reranker-v3")
        #expect(bm25.status == 0)
        #expect(
            bm25.errors.contains("warning: jina-reranker-v3 failed, the order of the first stage stays"),
            "\(bm25.errors)"
        )
        #expect(!bm25.output.isEmpty)
        try await remove(tool, engine)
    }

    @Test(
        .enabled(
            if: TestEquipment.runs(with: TestEquipment.jinaURL),
            "Set ES_JINA_TEST_JINA_URL to an infinity server with jina-clip-v2, jina-reranker-v3 and all-MiniLM-L6-v2."
        ),
        arguments: Engine.all
    )
    func `a real server embeds pictures and texts, and reranks`(engine: Engine) async throws {
        let url = try #require(TestEquipment.jinaURL, "ES_JINA_TEST_JINA_URL is not set")
        var environment = ["JINA_BASE_URL": url]
        environment["JINA_API_KEY"] = TestEquipment.variable("ES_JINA_TEST_JINA_KEY")
        let tool = try tool(engine, environment)
        let report = try await tool.json("ingest", gallery, "--dims", "1024,256")
        #expect(report["dead_lettered"] == 0, "\(report)")
        #expect(report["model"] == "jina-clip-v2")
        let indexed = try #require(report["indexed"]?.int)
        // A picture finds itself first, at both sizes: the vectors came back whole and in the right order.
        for dims in ["1024", "256"] {
            let like = try await tool.json(
                "search",
                "--image",
                gallery + "/red-apple.svg",
                "--in",
                "images",
                "--dims",
                dims,
                "--size",
                "3"
            )
            #expect(like["hits"]?[0]?["id"] == "gallery/red-apple.svg")
        }
        let reranked = try await tool.json("search", "a red apple", "--rerank", "jina-reranker-v3")
        #expect(reranked["warnings"] == [])
        #expect((reranked["hits"]?.array?.count ?? 0) == 10)
        let again = try await tool.json("ingest", gallery, "--dims", "1024,256")
        #expect(again["unchanged"]?.int == indexed)
        #expect(again["embedded"] == 0)
        try await remove(tool, engine)
    }

    @Test(
        .enabled(if: TestEquipment.runs(with: TestEquipment.jinaURL), "Set ES_JINA_TEST_JINA_URL."),
        arguments: Engine.all
    )
    func `a real text model finds a text by its meaning, not its words`(engine: Engine) async throws {
        let url = try #require(TestEquipment.jinaURL, "ES_JINA_TEST_JINA_URL is not set")
        var environment = ["JINA_BASE_URL": url, "ES_JINA_MODEL": "all-MiniLM-L6-v2"]
        environment["JINA_API_KEY"] = TestEquipment.variable("ES_JINA_TEST_JINA_KEY")
        let tool = try tool(engine, environment)
        for (name, text) in [
            ("cat", "The kitten sleeps on the sofa all afternoon."),
            ("boat", "A small vessel leaves the harbour at dawn."),
            ("bread", "Knead the dough, let it rise, then bake it."),
            ("money", "The bank raised its interest rates again."),
        ] {
            try tool.directory.write(text, to: "in/\(name).txt")
        }
        let report = try await tool.json("ingest", tool.directory.path + "/in", "--model-dims", "384")
        #expect(report["indexed"] == 4)
        for (query, id) in [
            ("a ship at sea", "in/boat.txt"), ("sleeping pet", "in/cat.txt"), ("cooking recipe", "in/bread.txt"),
        ] {
            let found = try await tool.json("search", query, "--mode", "knn", "--in", "texts", "--model-dims", "384")
            #expect(found["hits"]?[0]?["id"]?.string == id, "\(query)")
        }
        try await remove(tool, engine)
    }
}
