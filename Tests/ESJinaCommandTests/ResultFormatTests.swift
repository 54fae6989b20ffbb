import JSONValues
import TestSupport
import Testing

/// The formats programs read are contracts: a key that goes or changes its place breaks somebody's program.
@Suite struct `Result formats` {
    private static let records = """
        {"id": "apple", "title": "Red apple", "text": "A red apple on the table.", "lang": "en", "year": 2024}
        {"id": "boat", "title": "Barco azul", "text": "Un barco azul en el mar.", "tags": ["mar", "barco"], "lang": "es"}
        {"id": "broken", "title": 7, "text": "x"}
        {"id": "lamp", "text": "A lamp beside the bed.", "caption": {"en": "A lamp", "fr": "Une lampe"}, "lang": "en"}
        """

    private func ingested() async throws -> (tool: CommandLineTool, report: ChildProcess.Result) {
        let tool = try CommandLineTool()
        try tool.home.write(Self.records, to: "things/records.jsonl")
        try tool.home.write("no input", to: "things/notes.pdf")
        let report = try await tool.run(["ingest", tool.home.path + "/things", "--json", "--dims", "64"])
        #expect(report.status == 1, "one record is broken: \(report.errors)")
        return (tool, report)
    }

    /// `value` with 0 for what differs from run to run: times, and the size of bodies that hold paths.
    private func masked(_ value: JSONValue) -> JSONValue {
        guard var object = value.object else { return value }
        if object["bulk_bytes"] != nil { object["bulk_bytes"] = 0 }
        if object["started"] != nil { object["started"] = "(masked)" }
        if let stages = object["stages_ms"]?.object {
            object["stages_ms"] = .object(JSONObject(stages.map { ($0.key, 0) }))
        }
        switch object["took_ms"] {
        case .object(let phases)?: object["took_ms"] = .object(JSONObject(phases.map { ($0.key, 0) }))
        case .some: object["took_ms"] = 0
        case nil: break
        }
        return .object(object)
    }

    @Test func `the report of an ingest`() async throws {
        let (tool, report) = try await ingested()
        let document = masked(try JSONValue.parse(tool.masked(report.output)))
        Golden.verify(document.prettyText + "\n", as: "results/ingest.json")
        #expect(report.output.utf8.count(where: { $0 == 0x0A }) == 1, "one document is one line")
        let again = try await tool.run(["ingest", tool.home.path + "/things", "--json"])
        #expect(again.status == 1)
        let second = try JSONValue.parse(again.output)
        #expect(second["indexed"]?.int == 0)
        #expect(second["unchanged"]?.int == 3)
        #expect(second["dims"]?.array == [64], "the sizes of the index are taken over")
    }

    @Test func `the report for people`() async throws {
        let tool = try CommandLineTool()
        try tool.home.write(Self.records, to: "things/records.jsonl")
        let result = try await tool.run(["ingest", tool.home.path + "/things", "--dims", "64", "--progress", "none"])
        let lines = tool.masked(result.output).split(separator: "\n")
            .map { line in
                ["  time ", "  sent "].contains { line.hasPrefix($0) } ? line.prefix(17) + "(masked)" : String(line)
            }
        Golden.verify(lines.joined(separator: "\n") + "\n", as: "results/ingest.txt")
        Golden.verify(tool.masked(result.errors), as: "results/ingest-warnings.txt")
    }

    @Test func `the answer to a search`() async throws {
        let (tool, _) = try await ingested()
        let answer = try JSONValue.parse(try await tool.output(["search", "red apple", "--json"]))
        Golden.verify(masked(answer).prettyText + "\n", as: "results/search.json")
        let lines = try await tool.output(["search", "red apple", "--ndjson"])
        Golden.verify(lines, as: "results/search.ndjson")
        #expect(
            try lines.split(separator: "\n").map { try JSONValue.parse(String($0)) } == answer["hits"]?.array,
            "NDJSON prints the same hits, one a line"
        )
        Golden.verify(try await tool.output(["search", "red apple"]), as: "results/search.tsv")
        let table = try await tool.run(["search", "red apple", "--format", "table", "--rerank", "offline"])
        Golden.verify(table.output, as: "results/search.table")
        #expect(table.errors == "Hits 1 to 3 of 3 candidates.\n")
    }

    @Test func `an answer without hits is empty, not missing`() async throws {
        let (tool, _) = try await ingested()
        let search = ["search", "zebra", "--mode", "bm25"]
        #expect(try JSONValue.parse(try await tool.output(search + ["--json"]))["hits"]?.array == [])
        #expect(try await tool.output(search + ["--ndjson"]) == "")
        #expect(try await tool.output(search) == "")
        let table = try await tool.run(search + ["--format", "table"])
        #expect([table.output, table.errors] == ["", "No hits.\n"])
    }

    @Test func `keys of an answer keep their order`() async throws {
        let (tool, report) = try await ingested()
        #expect(
            try JSONValue.parse(report.output).object?.keys == [
                "index", "run", "state", "stop_reason", "partition", "started", "model", "dims", "inputs", "indexed",
                "unchanged", "dead_lettered", "skipped", "documents", "pictures", "removed", "embedded",
                "cached_embeddings", "embedding_calls", "multi_vectors", "cached_multi_vectors", "multi_vector_calls",
                "billed_tokens", "bulk_batches", "bulk_bytes", "retries",
                "throttled_ms", "took_ms", "stages_ms", "interrupted", "dead_letter_file", "skipped_reasons",
                "reconciliation", "warnings", "failures",
            ]
        )
        let answer = try JSONValue.parse(try await tool.output(["search", "lamp", "--json"]))
        #expect(
            answer.object?.keys == ["hits", "mode", "model", "dims", "candidates", "fusion", "took_ms", "warnings"]
        )
        #expect(answer["hits"]?.array?.first?.object?.keys == ["rank", "id", "score", "source", "provenance"])
    }
}
