import ESJina
import ESJinaTesting
import Embeddings
import JSONValues
import TestSupport
import Testing
import VipsImages

@testable import es_jina

@Suite struct `Reranking a list` {
    private static let lines = "a green pear\n\na red car\r\n  \na red apple on the table\n"
    private static let records = """
        {"id": 7, "meta": {"title": "A boat"}, "text": "A red boat.", "rank": "old"}
        {"id": 8, "meta": {"title": "Apples"}, "text": "A red apple."}
        {"id": 9, "meta": {}}
        no JSON at all
        {"id": 10, "meta": {"title": "A lamp"}, "text": 5}
        """

    private func run(_ arguments: [String], _ input: String = lines) async throws -> ChildProcess.Result {
        try await CommandLineTool().run(["rerank"] + arguments, input: input)
    }

    @Test func `lines come out best first, and empty ones are told`() async throws {
        let result = try await run(["red apple"])
        #expect(result.status == 0)
        #expect(
            result.output.split(separator: "\n").map { $0.split(separator: "\t").last } == [
                "a red apple on the table", "a red car", "a green pear",
            ]
        )
        #expect(result.errors == "es-jina: warning: 2 lines are empty and were passed over: 2, 4.\n")
        Golden.verify(result.output, as: "results/rerank.tsv")
        let table = try await run(["red apple", "--format", "table", "--top", "2"])
        Golden.verify(table.output, as: "results/rerank.table")
    }

    @Test func `lines as JSON say where they were`() async throws {
        let ndjson = try await run(["red apple", "--ndjson", "-k", "1"])
        #expect(ndjson.output.hasPrefix(#"{"rank":1,"score":0."#))
        #expect(ndjson.output.hasSuffix(#","line":5,"text":"a red apple on the table"}"# + "\n"))
        let document = try JSONValue.parse(try await run(["red apple", "--json"]).output)
        #expect(
            document.object?.keys == [
                "query", "model", "documents", "calls", "complete", "took_ms", "warnings",
            ]
        )
        #expect(document["model"] == "es-jina-lexical-v1")
        #expect(document["documents"]?.array?.map { $0["rank"]?.int } == [1, 2, 3])
        #expect(document["calls"] == 1 && document["complete"] == true)
    }

    @Test func `JSON documents pass through with rank and score`() async throws {
        let result = try await run(["red apple", "--text-field", "meta.title,text", "--ndjson"], Self.records)
        #expect(result.status == 1, "one line is no JSON")
        #expect(
            result.errors
                == "es-jina: warning: Line 4 is no JSON object and was left out.\n"
                + "es-jina: warning: Line 3 has no text in those fields and keeps its place.\n"
        )
        let documents = try result.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
        #expect(documents.map { $0["id"]?.int } == [8, 7, 9, 10])
        #expect(documents.map { $0["rank"]?.int } == [1, 2, 3, 4])
        #expect(documents[1].object?.keys == ["id", "meta", "text", "rank", "score"])
        #expect(documents[2]["score"] == .null)
        #expect(documents[0]["meta"] == ["title": "Apples"])
        Golden.verify(result.output, as: "results/rerank.ndjson")
    }

    @Test func `a file is read by its name, and a missing one is named`() async throws {
        let tool = try CommandLineTool()
        try tool.home.write("\u{FEFF}b\na", to: "list.txt")
        let result = try await tool.run(["rerank", "a", tool.home.path + "/list.txt"])
        #expect(result.output.split(separator: "\n").map { $0.split(separator: "\t").last } == ["a", "b"])
        let missing = try await tool.run(["rerank", "a", tool.home.path + "/none.txt"])
        #expect(missing.status == 2)
        #expect(tool.masked(missing.errors) == "es-jina: HOME/none.txt cannot be read. Is the path right?\n")
    }

    @Test func `nothing in, nothing out`() async throws {
        let result = try await run(["a"], "")
        #expect([result.output, result.errors] == ["", ""])
        #expect(result.status == 0)
        let json = try JSONValue.parse(try await run(["a", "--json"], "\n").output)
        #expect(json["documents"] == [] && json["complete"] == true)
    }

    @Test func `more than the stated number of documents is refused`() async throws {
        let many = String(repeating: "x\n", count: 10_001)
        let result = try await run(["x"], many)
        #expect(result.status == 2)
        #expect(
            result.errors
                == "es-jina: Standard input has more than 10,000 documents. Rerank what a first stage chose, such as the hits of a search.\n"
        )
    }

    @Test(arguments: [
        ([" "], "There is nothing to rerank by: give some words. See 'es-jina rerank --help'."),
        (
            ["q", "--model", "jina-reranker-3"],
            "There is no reranker “jina-reranker-3” in the catalogue: did you mean “jina-reranker-v3”? 'offline' needs no "
                + "network, and 'inference:ID' is an endpoint of the cluster."
        ),
        (
            ["q", "--model", "jina-reranker-v3"],
            "Jina's API needs a key: set JINA_API_KEY, or name a server of your own with --jina-url. Without either, the "
                + "reranker 'offline' works."
        ),
        (
            ["q", "--model", "inference:x"],
            "An inference endpoint belongs to a cluster: name it with --url. See 'es-jina rerank --help'."
        ),
        (
            ["q", "--text-field", "=x"],
            "'=x' names no field of a passage: write a field's name, such as title, or LABEL=NAME. See 'es-jina rerank --help'."
        ),
        (
            ["q", "--rerank-timeout", "0s"],
            "Invalid value '0s' for '--rerank-timeout': expected a time above 0. See 'es-jina rerank --help'."
        ),
    ])
    func `a mistake names what was meant`(arguments: [String], message: String) async throws {
        let result = try await run(arguments)
        #expect(result.status == 64)
        #expect(result.errors == "es-jina: \(message)\n")
        #expect(result.output == "")
    }
}

@Suite struct `Reranking a search` {
    private static let records = """
        {"id": "a", "title": "Lamps", "text": "About boats and boats and boats."}
        {"id": "b", "title": "Boats", "text": "About boats and lamps."}
        """
    private let search = ["search", "boats", "--mode", "bm25", "--ndjson"]

    private func ingested() async throws -> CommandLineTool {
        let tool = try CommandLineTool()
        try tool.home.write(Self.records, to: "things/records.jsonl")
        let report = try await tool.run(["ingest", tool.home.path + "/things", "--dims", "64"])
        #expect(report.status == 0, "\(report.errors)")
        return tool
    }

    private func ids(_ result: ChildProcess.Result) throws -> [String] {
        try result.output.split(separator: "\n").compactMap { try JSONValue.parse(String($0))["id"]?.string }
    }

    @Test func `fields and labels are what the reranker reads, and none turns it off`() async throws {
        var tool = try await ingested()
        let title = try await tool.run([
            "search", "lamps", "--mode", "bm25", "--ndjson", "--rerank", "offline", "--rerank-fields", "title",
        ])
        #expect(try ids(title) == ["a", "b"])
        let body = try await tool.run([
            "search", "lamps", "--mode", "bm25", "--ndjson", "--rerank", "auto", "--rerank-fields", "Text=body",
        ])
        #expect(try ids(body) == ["b", "a"])
        #expect(body.output.contains(#""leg":"rerank","rank":1"#))
        tool.environment["ES_JINA_RERANK"] = "offline"
        #expect(try await tool.run(search).output.contains("rerank"))
        #expect(try await !tool.run(search + ["--rerank", "none"]).output.contains("rerank"))
    }

    @Test func `a reranker that is not there is a warning, or a failure where it is required`() async throws {
        let tool = try await ingested()
        let plain = try await tool.run(search)
        let away = ["--rerank", "jina-reranker-v3", "--jina-url", "http://127.0.0.1:9", "--jina-dialect", "hosted"]
        let warned = try await tool.run(search + away)
        #expect(warned.status == 0)
        #expect(try ids(warned) == ids(plain))
        #expect(
            warned.errors.hasPrefix(
                "es-jina: warning: jina-reranker-v3 failed, the order of the first stage stays: Nothing answers at http://127.0.0.1:9 "
            )
        )
        let failed = try await tool.run(search + away + ["--require-rerank"])
        #expect(failed.status == 2)
        #expect(failed.output == "")
        #expect(
            failed.errors.hasPrefix("es-jina: The hits could not be reranked, which was required: jina-reranker-v3")
        )
    }

    @Test func `a server of one's own reranks a search and a list`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        var tool = try await ingested()
        tool.environment = [
            "JINA_API_KEY": HostedJinaServer.defaultKey, "JINA_BASE_URL": server.url, "JINA_DIALECT": "hosted",
        ]
        let found = try await tool.run(search + ["--rerank", "jina-reranker-v3", "--rerank-tokens", "300"])
        #expect([found.status, Int32(try ids(found).count)] == [0, 2])
        #expect(found.errors == "")
        #expect(server.requests.last?.json?["max_doc_length"] == 300)
        #expect(server.requests.last?.json?["documents"]?.array?.last == "Lamps\nAbout boats and boats and boats.")
        let listed = try await tool.run(["rerank", "red boat", "--json"], input: "a lamp\na red boat\n")
        #expect(listed.status == 0)
        #expect(try JSONValue.parse(listed.output)["documents"]?.array?.map { $0["score"]?.double } == [1, -0.5])
        #expect(server.requests.last?.json?["model"] == "jina-reranker-v3", "the default where there is a server")
        server.fail(.shortAnswer)
        let warned = try await tool.run(["rerank", "red boat"], input: "a lamp\na red boat\n")
        #expect(warned.status == 0)
        #expect(warned.output == "1\t\ta lamp\n2\t\ta red boat\n")
        #expect(warned.errors.hasPrefix("es-jina: warning: jina-reranker-v3 failed, the order of the input stays: "))
        server.fail(.shortAnswer)
        let failed = try await tool.run(["rerank", "red boat", "--require-rerank"], input: "a lamp\na red boat\n")
        #expect(failed.status == 2 && failed.output == "")
        #expect(failed.errors.hasPrefix("es-jina: jina-reranker-v3 failed: 127.0.0.1:"))
    }

    @Test(arguments: [
        (
            ["--require-rerank"],
            "--require-rerank needs a reranker: name one with --rerank. See 'es-jina search --help'."
        ),
        (
            ["--rerank", "jina-rerank-v3"],
            "There is no reranker “jina-rerank-v3” in the catalogue: did you mean “jina-reranker-v3”? 'offline' needs no "
                + "network, and 'inference:ID' is an endpoint of the cluster."
        ),
        (
            ["--rerank", "offline", "--rerank-fields", "title,=x"],
            "'=x' names no field of a passage: write a field's name, such as title, or LABEL=NAME. See 'es-jina search --help'."
        ),
    ])
    func `a mistake names what was meant`(arguments: [String], message: String) async throws {
        let result = try await CommandLineTool().run(search + arguments)
        #expect(result.status == 64)
        #expect(result.errors == "es-jina: \(message)\n")
    }
}

@Suite struct `Pictures of hits` {
    private func picture(_ path: String?, part: Int? = nil) async throws -> EmbeddingImage? {
        var source: JSONObject = ["modality": "image"]
        source["path"] = path.map { .string($0) }
        source["part_number"] = part.map { JSONValue($0) }
        return try await HitPictures(images: VipsImagePreparer())
            .picture(of: SearchResult(id: "x", score: 1, source: source))
    }

    @Test func `come small from the file that the document names`() async throws {
        let home = try TemporaryDirectory()
        let path = try home.write(
            Pictures.png(width: 1200, height: 900, samples: Array(repeating: 90, count: 1200 * 900 * 3)),
            to: "wide.png"
        )
        let image = try #require(try await picture(path))
        #expect(image.bytes.count < 100_000 && image.mediaType.hasPrefix("image/"))
        #expect(try await picture(nil) == nil)
        for (bad, reason) in [
            (home.path + "/none.png", "No such file"), (home.path, "is not a regular file"),
            (try home.write("words", to: "words.png"), "words.png"),
        ] {
            await #expect {
                try await picture(bad)
            } throws: {
                "\($0)".contains(reason)
            }
        }
    }
}
