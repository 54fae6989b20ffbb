import Embeddings
import JSONValues
import Synchronization
import TestSupport
import Testing

@testable import ESJina
@testable import es_jina

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct `Lines of queries` {
    private func fault(_ line: String) -> String? {
        do {
            var query = SearchQuery(terms: [])
            try BatchQuery(line, number: 7).apply(to: &query)
            return nil
        } catch let error as BatchQuery.Fault {
            return error.message
        } catch {
            return "\(error)"
        }
    }

    @Test func `words are a query, and an object says more`() throws {
        let plain = try BatchQuery("red apple", number: 7)
        #expect(plain.id == 7 && plain.text == "red apple" && plain.image == nil)
        let rich = try BatchQuery(
            """
            {"id": "q1", "query": "apple", "size": 3, "page": 2, "mode": "knn", "in": "images", "dims": 64, \
            "filter": "year > 2020", "min_relevance": 0.5, "diversity": 1, "num_candidates": 50, "rerank_window": 9}
            """,
            number: 8
        )
        var query = SearchQuery(terms: [])
        try rich.apply(to: &query)
        #expect(rich.id == "q1" && rich.text == "apple")
        #expect([query.size, query.from, query.dims, query.numCandidates, query.rerankWindow] == [3, 3, 64, 50, 9])
        #expect(query.mode == .knn && query.target == .images)
        #expect(query.minRelevance == 0.5 && query.diversity == 1 && query.filter != nil)
        #expect(try BatchQuery(#"{"id": 12, "like": "a.jpg"}"#, number: 1).id == 12)
    }

    @Test(arguments: [
        (#"{"query": "x""#, "Line 7 begins like a JSON object and is none."),
        (#"{"id": "x"}"#, #"There is nothing to search for: give "query", "image" or "like"."#),
        (#"{"query": 3}"#, #""query" must be a text."#),
        (#"{"query": "x", "size": 0}"#, #""size" must be a whole number from 1 to 10000."#),
        (#"{"query": "x", "size": "5"}"#, #""size" must be a whole number from 1 to 10000."#),
        (#"{"query": "x", "mode": "fast"}"#, #""mode" must be one of auto, hybrid, knn, bm25, not "fast"."#),
        (#"{"query": "x", "min_relevance": 2}"#, #""min_relevance" must be a number from 0 to 1."#),
        (#"{"query": "x", "id": [1]}"#, #""id" must be a text or a whole number."#),
        (#"{"image": "-"}"#, #""image" cannot be standard input, where queries may come from; name a file or a URL."#),
    ])
    func `a line that is wrong is told what is wrong`(line: String, message: String) {
        #expect(fault(line) == message)
    }

    @Test func `unknown keys and filters are named`() {
        #expect(
            fault(#"{"query": "x", "szie": 5}"#)?.hasPrefix(#""szie" is no key of a query; there are id, query, "#)
                == true
        )
        #expect(fault(#"{"query": "x", "filter": "year >"}"#)?.contains("year >") == true)
    }

    @Test func `lines are read one by one, without empty ones and never without bound`() async throws {
        let directory = try TemporaryDirectory()
        let long = String(repeating: "x", count: BatchLines.maxBytes + 5)
        let path = try directory.write("  one \r\n\n\(long)\ntwo\n\t\nlast", to: "queries.txt")
        let lines = try BatchLines(path)
        var read: [(Int, String?)] = []
        while let line = try await lines.next() { read.append((line.number, line.text)) }
        #expect(read.map(\.0) == [1, 3, 4, 6])
        #expect(read.map(\.1) == ["one", nil, "two", "last"])
        #expect(throws: CommandError.self) { try BatchLines(directory.path + "/none") }
    }
}

@Suite struct `Many queries at a time` {
    private func found(_ query: SearchQuery) -> SearchResults {
        let hits = [SearchResult(rank: 1, id: "hit of \(query.text ?? "")", score: 1, source: [:])]
        return SearchResults(hits: hits, warnings: [], mode: .bm25, model: nil, dims: nil, timings: [])
    }

    private func lines(_ texts: [String]) throws -> (TemporaryDirectory, BatchLines) {
        let directory = try TemporaryDirectory()
        return (directory, try BatchLines(try directory.write(texts.joined(separator: "\n"), to: "queries")))
    }

    private func batch(
        _ concurrency: Int,
        _ search: @escaping @Sendable (SearchQuery) async throws -> SearchResults
    ) -> QueryBatch {
        QueryBatch(
            base: SearchQuery(terms: []),
            concurrency: concurrency,
            terms: { SearchQuery(text: $0.text).terms },
            search: search
        )
    }

    @Test(.timeLimit(.minutes(1)))
    func `records keep the order of the lines, and a slow one holds back a bounded number`() async throws {
        let (directory, lines) = try lines((0..<60).map(String.init))
        let begun = Mutex<Set<String>>([])
        let batch = batch(3) { query in
            begun.withLock { _ = $0.insert(query.text ?? "") }
            // The first waits until as many went before it as may, and a while longer.
            if query.text == "0" {
                while begun.withLock({ $0.count }) < 12 { await Task.yield() }
                for _ in 0..<2000 { await Task.yield() }
                #expect(begun.withLock { $0.count } == 12)
            }
            return found(query)
        }
        var ids: [JSONValue] = []
        let tally = try await batch.run(lines) { record, _ in
            ids.append(record.id)
            return true
        }
        #expect(ids == (1...60).map { JSONValue($0) })
        #expect(tally == .init(done: 60, failed: 0))
        _ = directory
    }

    @Test func `a query that fails leaves the others alone`() async throws {
        let (directory, lines) = try lines(["good", #"{"id": "bad", "size": 0}"#, "ugly", "fine"])
        let batch = batch(2) { query in
            if query.text == "ugly" { throw SearchError(.embeddingFailed, "No vector.") }
            return found(query)
        }
        var records: [JSONValue] = []
        let tally = try await batch.run(lines) { record, _ in
            records.append(record.json)
            return true
        }
        #expect(tally == .init(done: 4, failed: 2))
        #expect(records.map { $0["hits"]?.array?.count } == [1, nil, nil, 1])
        #expect(records[1]["id"] == "bad" && records[1]["error"]?["kind"] == "invalid_query")
        #expect(
            records[2].text == #"{"id":3,"query":"ugly","error":{"kind":"embedding_failed","message":"No vector."}}"#
        )
        _ = directory
    }

    @Test func `nothing more is searched where nobody reads on`() async throws {
        let (directory, lines) = try lines((0..<100).map(String.init))
        let tally = try await batch(1) { found($0) }.run(lines) { record, _ in record.id != 5 }
        #expect(tally.done == 5)
        _ = directory
    }

    @Test func `a run for trec_eval has six words a line and falling scores`() {
        var results = found(SearchQuery(text: ""))
        results.hits = ["a.jpg", "my picture 1%.jpg", "日本.txt"].enumerated()
            .map { SearchResult(rank: $0 + 1, id: $1, score: 0.5, source: [:]) }
        let record = BatchRecord(id: "q 1", text: "x", outcome: .success(.init(results: results)))
        #expect(
            record.trec(tag: "run")
                == "q%201 Q0 a.jpg 1 3 run\nq%201 Q0 my%20picture%201%25.jpg 2 2 run\nq%201 Q0 日本.txt 3 1 run\n"
        )
    }
}

@Suite struct `Queries of a file` {
    private let tool: CommandLineTool

    init() async throws {
        tool = try CommandLineTool()
        let records = (1...9).map { #"{"id": "r\#($0)", "title": "Apple \#($0)", "text": "An apple of kind \#($0)."}"# }
        try tool.home.write(records.joined(separator: "\n"), to: "records.jsonl")
        let report = try await tool.run(["ingest", tool.home.path + "/records.jsonl", "-q", "--dims", "64"])
        #expect(report.status == 0, "\(report.errors)")
    }

    private static let queries = """
        apple 3
        {"id": "two", "query": "apple", "size": 2, "mode": "bm25"}

        {"id": "bad", "query": "apple", "filter": "nosuchfield == 1"}
        {"query": "kind 5", "explain": true}
        apple 9
        """

    @Test func `become records in their order, and a bad one costs the exit code alone`() async throws {
        let path = try tool.home.write(Self.queries, to: "queries.txt")
        let search = ["search", "--queries", path, "-k", "1", "--progress", "none"]
        let result = try await tool.run(search + ["--concurrency", "3"])
        #expect(result.status == 1)
        #expect(result.errors == "es-jina: warning: 2 of 5 queries failed.\n")
        let records = try result.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
        #expect(records.map { $0["id"] } == [1, "two", "bad", 5, 6])
        #expect(records.map { $0["hits"]?.array?.count } == [1, 2, nil, nil, 1])
        #expect(records[0]["hits"]?.array?.first?["id"] == "r3")
        #expect(records[0].object?.keys.prefix(4) == ["id", "query", "hits", "mode"])
        #expect(records[0]["took_ms"]?["total"]?.double != nil)
        #expect(records[1]["mode"] == "bm25")
        #expect(records[2]["error"]?["kind"] == "invalid_filter")
        #expect(records[3]["error"]?["message"]?.string?.hasPrefix(#""explain" is no key"#) == true)
        let alone = try await tool.run(search + ["--concurrency", "1"])
        let hits = { (text: String) in try text.split(separator: "\n").map { try JSONValue.parse(String($0))["hits"] } }
        #expect(try hits(alone.output) == hits(result.output), "whatever the concurrency")
    }

    @Test func `come from standard input, and go to trec_eval`() async throws {
        let result = try await tool.run(
            ["search", "--queries", "-", "--trec=bm", "--mode", "bm25", "-k", "2"],
            input: "apple 4\n{\"id\": \"t2\", \"query\": \"kind 6\"}\n"
        )
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        #expect(lines.count == 4)
        #expect(lines.allSatisfy { $0.count == 6 && $0[1] == "Q0" && $0[5] == "bm" })
        #expect(lines.map { $0[0] } == ["1", "1", "t2", "t2"])
        #expect([lines[0][2], lines[2][2]] == ["r4", "r6"])
        #expect(lines.map { $0[3] + $0[4] } == ["12", "21", "12", "21"])
        #expect(result.errors.hasPrefix("Searching 2"), "progress is told on standard error")
    }

    @Test func `contradictions are usage errors`() async throws {
        #expect(try await tool.run(["search", "apple", "--queries", "q"]).status == 64)
        #expect(try await tool.run(["search", "apple", "--trec"]).status == 64)
        #expect(try await tool.run(["search", "--queries", "q", "--html", "x"]).status == 64)
        let missing = try await tool.run(["search", "--queries", tool.home.path + "/none"])
        #expect(missing.status == 2)
        #expect(missing.errors.contains("No such file or directory"))
    }

    @Test(.timeLimit(.minutes(1))) func `are answered as they come, until Ctrl-C`() async throws {
        let pipe = tool.home.path + "/pipe"
        try #require(mkfifo(pipe, 0o600) == 0)
        // Open for both, so that there is a writer all the time.
        let writer = open(pipe, O_RDWR)
        try #require(writer >= 0)
        defer { close(writer) }
        let child = try ChildProcess(
            [ChildProcess.toolPath, "search", "--queries", pipe, "--progress", "none", "-k", "1"],
            environment: ["HOME": tool.home.path, "PATH": "/usr/bin:/bin"]
        )
        for number in 1...3 {
            let line = Array("apple \(number)\n".utf8)
            #expect(write(writer, line, line.count) == line.count)
            // The answer comes before the next question is asked.
            while child.outputSoFar.count(where: { $0 == "\n" }) < number {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        child.signal(SIGINT)
        let result = await child.wait()
        #expect(result.status == 130)
        #expect(result.errors == "es-jina: Interrupted; what is printed is whole.\n")
        #expect(try result.output.split(separator: "\n").map { try JSONValue.parse(String($0))["id"] } == [1, 2, 3])
    }
}
