import Elasticsearch
import EmbeddedNode
import HTTPTransport
import JSONValues
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct `An index that is to be another one` {
    /// The tool for an engine, with three texts in an index of 256 dims.
    private func run(
        _ engine: Engine,
        _ body: (_ tool: Tool, _ texts: String, _ index: String) async throws -> Void
    ) async throws {
        var tool = try Tool()
        let index = TestEquipment.uniqueIndexName("check")
        tool.environment["ES_JINA_EMBEDDER"] = "offline"
        tool.environment["ES_JINA_INDEX"] = index
        tool.environment["ELASTICSEARCH_URL"] = engine.url
        let texts = try tool.writeTexts(3)
        let client = engine.url == nil ? nil : try engine.client(tool.directory)
        do {
            #expect(try await tool.json("ingest", texts, "--dims", "256")["dead_lettered"] == 0)
            try await body(tool, texts, index)
        } catch {
            _ = try? await client?.deleteIndex(index)
            throw error
        }
        _ = try await client?.deleteIndex(index)
    }

    private func statuses(_ found: JSONValue, _ status: String) -> [String] {
        (found["entries"]?.array ?? []).filter { $0["status"]?.string == status }.compactMap { $0["path"]?.string }
    }

    @Test(arguments: Engine.all)
    func `a smaller size is added, filled from the cache and found by`(engine: Engine) async throws {
        try await run(engine) { tool, texts, index in
            #expect(try await tool.json("mapping", "--check")["is_as_wanted"] == true)
            let check = try await tool.json("mapping", "--check", "--dims", "256,64")
            #expect(check["is_as_wanted"] == false && check["applied"] == false)
            #expect(statuses(check, "add") == ["image_embedding_64", "text_embedding_64"])
            #expect(check["unfilled"] == ["image_embedding_64", "text_embedding_64"])
            let applied = try await tool.run("mapping", "--apply", "--dims", "256,64")
            #expect(applied.status == 0, "\(applied.errors)")
            #expect(applied.errors.contains("No document has a value of image_embedding_64, text_embedding_64 yet."))
            // From then on that is what the index says that it was made for.
            let after = try await tool.json("mapping", "--check")
            #expect(after["is_as_wanted"] == true && statuses(after, "extra").contains("text_embedding_64") == false)
            let refilled = try await tool.json("ingest", texts, "--dims", "256,64")
            #expect(refilled["indexed"] == 3, "\(refilled)")
            #expect(refilled["embedded"]?.int ?? 0 == 0, "\(refilled)")
            let found = try await tool.json("search", "lamps", "--dims", "64", "--mode", "knn", "--in", "texts")
            #expect(found["hits"]?.array?.count == 3)
        }
    }

    @Test(arguments: Engine.all)
    func `index types change in place where they can, and else the way is shown`(engine: Engine) async throws {
        try await run(engine) { tool, _, index in
            let coarser = try await tool.json("mapping", "--apply", "--index-type", "int4_hnsw")
            #expect(coarser["applied"] == true && coarser["is_as_wanted"] == true, "\(coarser)")
            #expect(statuses(coarser, "update") == ["image_embedding_256", "text_embedding_256"])
            #expect(try await tool.json("mapping", "--check")["is_as_wanted"] == true)
            let back = try await tool.run("mapping", "--apply", "--index-type", "int8_hnsw")
            #expect(back.status == 1)
            #expect(back.errors.contains("cannot change [index_options.type] from [int4_hnsw] to [int8_hnsw]"))
            #expect(
                back.errors.contains("--index \(index)-v2 --model es-jina-hashing-v1 --dims 256 --index-type int8_hnsw")
            )
            #expect(back.errors.contains("curl -X POST") == (engine.url != nil))
        }
    }

    @Test(arguments: Engine.all)
    func `the way that is shown is one that can be gone`(engine: Engine) async throws {
        try await run(engine) { tool, texts, index in
            let check = try await tool.json("mapping", "--check", "--similarity", "cosine")
            #expect(statuses(check, "migrate") == ["image_embedding_256", "text_embedding_256"])
            let next = try #require(check["migration"]?["new_index"]?.string)
            let report = try await tool.json(
                "ingest",
                texts,
                "--index",
                next,
                "--model",
                "es-jina-hashing-v1",
                "--dims",
                "256",
                "--similarity",
                "cosine"
            )
            #expect(report["indexed"] == 3)
            guard let url = engine.url else { return }
            let client = try engine.client(tool.directory)
            let command = try #require(check["migration"]?["steps"]?[2]?["command"]?.string)
            let swap = try await ChildProcess.run(["/bin/sh", "-c", command], environment: [:])
            #expect(
                swap.output.contains(#""acknowledged":true"#),
                "\(command) on \(url): \(swap.output) \(swap.errors)"
            )
            #expect(try await tool.json("mapping", "--check")["is_as_wanted"] == true)
            // What the test takes away in the end is the index and not its alias.
            try await client.deleteIndex(next)
            try await client.createIndex(index)
        }
    }

    @Test(arguments: Engine.all)
    func `an index that was changed by something else is refused, and nothing is embedded`(
        engine: Engine
    ) async throws {
        try await run(engine) { tool, texts, index in
            let printed = try await tool.run("mapping", "--dims", "256")
            var body = try #require(try JSONValue.parse(printed.output).object)
            var mapping = try #require(body["mappings"]?.object)
            var fields = try #require(mapping["properties"]?.object)
            fields["text_embedding_256"] = ["type": "dense_vector", "dims": 128]
            mapping["properties"] = .object(fields)
            body["mappings"] = .object(mapping)
            let broken = index + "-broken"
            do {
                let client = try client(engine, tool)
                _ = try await client.perform(.put, "/" + broken, body: .object(body))
            }
            let refused = try await tool.run("ingest", texts, "--dims", "256", "--index", broken)
            #expect(refused.status == 2)
            #expect(
                refused.errors.contains("the field 'text_embedding_256' has 128 dims, not 256."),
                "\(refused.errors)"
            )
            let search = try await tool.run("search", "lamp", "--index", broken)
            #expect(search.status == 2 && search.errors.contains("--mode bm25"), "\(search.errors)")
            let check = try await tool.json("mapping", "--check", "--index", broken)
            #expect(statuses(check, "migrate") == ["text_embedding_256"])
            _ = try await client(engine, tool).deleteIndex(broken)
        }
    }

    private func client(_ engine: Engine, _ tool: Tool) throws -> ElasticsearchClient {
        guard engine.url == nil else { return try engine.client(tool.directory) }
        return ElasticsearchClient(
            try ElasticsearchConfiguration("http://embedded"),
            transport: try EmbeddedNode(directory: tool.state + "/embedded")
        )
    }
}
