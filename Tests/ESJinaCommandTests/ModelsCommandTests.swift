import ESJinaTesting
import JSONValues
import TestSupport
import Testing

@Suite struct `The list of models` {
    private func ids(_ arguments: [String]) async throws -> [String] {
        try await CommandLineTool().output(["models", "--ndjson"] + arguments).split(separator: "\n")
            .compactMap { try JSONValue.parse(String($0))["id"]?.string }
    }

    @Test func `is a table for people, lines for programs and a contract as JSON`() async throws {
        let tool = try CommandLineTool()
        Golden.verify(try await tool.output(["models", "--format", "table"]), as: "models/models.table")
        Golden.verify(try await tool.output(["models"]), as: "models/models.tsv")
        let json = try JSONValue.parse(try await tool.output(["models", "--json"]))
        Golden.verify(json.prettyText + "\n", as: "models/models.json")
        let keys = json["models"]?.array?.compactMap { $0.object?.keys }
        #expect(Set(keys ?? []).count == 1, "every model has the same keys")
        #expect(try await ids([]) == json["models"]?.array?.compactMap { $0["id"]?.string })
    }

    @Test(arguments: ["jina-clip-v2", "jina-colbert-v2", "jina-reranker-v3", "jina-embeddings-v5-omni-small"])
    func `one model is shown with everything that is known of it`(model: String) async throws {
        let tool = try CommandLineTool()
        Golden.verify(try await tool.output(["models", model, "--format", "table"]), as: "models/\(model).table")
        let lines = try await tool.output(["models", "jinaai/\(model)"]).split(separator: "\n")
        #expect(lines.allSatisfy { $0.split(separator: "\t").count == 2 })
    }

    @Test func `filters hold together, also for models that are named`() async throws {
        #expect(try await ids(["--kind", "embedding", "--modality", "image", "--commercial"]) == ["jina-clip-v1"])
        #expect(try await ids(["--modality", "audio,pdf"]).count == 2)
        #expect(try await ids(["--task", "separation"]) == ["jina-embeddings-v3"])
        #expect(
            try await ids(["jina-vlm", "jina-clip-v1", "jina-vlm", "--modality", "pdf"]) == ["jina-clip-v1"]
        )
        let tool = try CommandLineTool()
        let none = ["models", "--kind", "reader", "--commercial"]
        #expect(try await tool.output(none + ["--json"]) == "{\"models\":[]}\n")
        let table = try await tool.run(none + ["--format", "table"])
        #expect(table.status == 0 && table.output == "")
        #expect(table.errors == "No model of the catalogue is like that.\n")
    }

    @Test(arguments: [
        (
            ["jina-clip-3"],
            "There is no model “jina-clip-3” in the catalogue: did you mean “jina-clip-v2”? See 'es-jina models --help'."
        ),
        (
            ["--kind", "rerank"],
            "Invalid value 'rerank' for '--kind': expected one of embedding, multi-vector, reranker, reader, vlm. Did you mean "
                + "'reranker'? See 'es-jina models --help'."
        ),
        (
            ["--task", "retrieve"],
            "Invalid value 'retrieve' for '--task': no model has it; there are retrieval.query, retrieval.passage, text-matching, "
                + "clustering, classification, code.query, code.passage, separation, nl2code.query, nl2code.passage, qa.query, "
                + "qa.passage, code2code.query, code2code.passage, code2nl.query, code2nl.passage, code2completion.query, "
                + "code2completion.passage. See 'es-jina models --help'."
        ),
    ])
    func `a mistake names what was meant`(arguments: [String], message: String) async throws {
        let result = try await CommandLineTool().run(["models"] + arguments)
        #expect(result.status == 64)
        #expect(result.errors == "es-jina: \(message)\n")
        #expect(result.output == "")
    }
}

@Suite struct `Sizes nobody trained for` {
    @Test func `are indexed and searched, with a warning, at no further cost`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        var tool = try CommandLineTool()
        tool.environment = [
            "JINA_API_KEY": HostedJinaServer.defaultKey, "JINA_BASE_URL": server.url, "JINA_DIALECT": "hosted",
        ]
        try tool.home.write(
            #"{"id": "a", "text": "a red boat"}"# + "\n" + #"{"id": "b", "text": "a lamp"}"#,
            to: "x.jsonl"
        )
        let ingest = ["ingest", tool.home.path + "/x.jsonl", "--dims", "300", "--progress", "none"]
        let warning =
            "es-jina: warning: jina-clip-v2 was not trained for vectors of 300 dims: how well they find is not known. The nearest "
            + "trained sizes are 256 and 512.\n"
        let report = try await tool.run(ingest)
        #expect(report.status == 0 && report.errors == warning)
        let found = try await tool.run(["search", "a red boat", "--mode", "knn", "--ndjson"])
        let hits = try found.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
        #expect(hits.map { $0["id"]?.string } == ["a", "b"])
        let paid = server.paidInputs.count
        let other = try await tool.run(ingest + ["--index", "other", "--dims", "17"])
        #expect(other.status == 0 && other.errors.contains("vectors of 17 dims"))
        #expect(server.paidInputs.count == paid, "cut from the vectors that were kept")
        let refused = try await tool.run(ingest + ["--index", "third", "--dims", "1025"])
        #expect(refused.status == 2)
        #expect(
            refused.errors.hasSuffix(
                "jina-clip-v2 has no 1025-dim vectors; the nearest size is 1024, all are 64, 128, 256, 512, 768, 1024; with a warning, "
                    + "any from 1 to 1024\n"
            )
        )
        let mapping = try await tool.run(["mapping", "--model", "jina-clip-v2", "--dims", "300", "--for", "9.5"])
        #expect(mapping.errors == warning && mapping.output.contains("\"dims\": 300"))
    }
}
