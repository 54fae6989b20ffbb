import JSONValues
import TestSupport
import Testing

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
