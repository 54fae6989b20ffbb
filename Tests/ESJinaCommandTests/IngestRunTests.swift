import JSONValues
import TestSupport
import Testing

@testable import es_jina

/// Whole runs of the binary on the embedded engine.
@Suite struct `Runs of an ingest` {
    private let tool: CommandLineTool
    private var folder: String { tool.home.path + "/things" }

    init() throws {
        tool = try CommandLineTool()
        try tool.home.write("A grey sea.\n", to: "things/sea.txt")
        try tool.home.write("A green wood.\n", to: "things/wood.md")
        try tool.home.write("sku,text,price\n00123,A lamp,12.5\n00124,A chair,x\n", to: "things/stock.csv")
    }

    private func ingest(_ arguments: [String], input: String = "") async throws -> (status: Int32, report: JSONValue) {
        let result = try await tool.run(["ingest"] + arguments + ["--json", "--progress", "none"], input: input)
        return (result.status, try JSONValue.parse(result.output))
    }

    /// The four ends of inputs, in the order of the report.
    private func ends(_ report: JSONValue) -> [Int?] {
        ["indexed", "unchanged", "dead_lettered", "skipped"].map { report[$0]?.int }
    }

    @Test func `what failed is listed, tried again with the types it was read with, and gone when it succeeds`()
        async throws
    {
        let typed = [folder, "--id-field", "sku", "--type", "price=double"]
        let first = try await ingest(typed)
        #expect(first.status == 1)
        #expect(ends(first.report) == [3, 0, 1, 0])
        let status = try await tool.output(["status"])
        #expect(status.hasPrefix("es-jina: 3 documents, 1 dead letter\n"))
        #expect(status.contains("es-jina retry-failed --index es-jina"))
        #expect(try await tool.run(["retry-failed", "--quiet"]).status == 1, "nothing was mended")
        try tool.home.write("sku,text,price\n00123,A lamp,12.5\n00124,A chair,8.5\n", to: "things/stock.csv")
        #expect(try await tool.run(["retry-failed", "--quiet"]).status == 0)
        #expect(try await tool.output(["status"]).hasPrefix("es-jina: 4 documents, 0 dead letters\n"))
        let hits = try JSONValue.parse(try await tool.output(["search", "chair", "--mode", "bm25", "--json"]))["hits"]
        #expect(hits?[0]?["id"]?.string == "00124")
        #expect(hits?[0]?["source"]?["price"]?.double == 8.5)
        #expect(try await tool.output(["retry-failed"]) == "There is nothing to try again.\n")
        #expect(ends(try await ingest(typed).report) == [0, 4, 0, 0])
    }

    @Test func `a file of dead letters can be replayed by itself`() async throws {
        let first = try await ingest([folder, "--id-field", "sku", "--type", "price=double"])
        let letters = try #require(first.report["dead_letter_file"]?.string)
        try tool.home.write("sku,text,price\n00123,A lamp,12.5\n00124,A chair,8.5\n", to: "things/stock.csv")
        let again = try await ingest(["--replay", letters])
        #expect(again.status == 0)
        #expect(ends(again.report) == [1, 0, 0, 0])
        let missing = try await tool.run(["ingest", "--replay", folder + "/sea.txt"])
        #expect(missing.status == 2)
        #expect(tool.masked(missing.errors).contains("Line 1 of HOME/things/sea.txt is no dead letter."))
    }

    @Test func `shares add up to the whole, and a missing one is told`() async throws {
        var paths: [String] = []
        for share in 1...3 {
            let result = try await tool.run(
                ["ingest", folder, "--partition", "\(share)/3", "--index", "shared", "--json", "--progress", "none"]
            )
            paths.append(tool.home.path + "/share-\(share).json")
            try tool.home.write(result.output, to: "share-\(share).json")
        }
        let whole = try await tool.run(["status", "--merge", "--json"] + paths)
        #expect(whole.status == 0)
        let sum = try JSONValue.parse(whole.output)
        #expect(ends(sum) == [4, 0, 0, 0])
        let part = try await tool.run(["status", "--merge"] + paths.dropLast())
        #expect(part.status == 2)
        #expect(part.output.contains("share 3/3 is missing"))
        #expect(try await tool.run(["ingest", folder, "--partition", "4/3"]).status == 64)
    }

    @Test func `what vanished is removed only where that is asked for`() async throws {
        _ = try await ingest([folder])
        tool.home.remove("things/wood.md")
        #expect(ends(try await ingest([folder]).report) == [0, 3, 0, 0])
        #expect(try await tool.output(["status"]).hasPrefix("es-jina: 4 documents"))
        let pruned = try await ingest([folder, "--prune"])
        #expect(pruned.report["removed"]?.int == 1)
        #expect(try await tool.output(["status"]).hasPrefix("es-jina: 3 documents"))
        #expect(try await tool.output(["search", "wood", "--mode", "bm25"]) == "")
        #expect(try await tool.run(["ingest", folder, "--prune", "--partition", "1/2"]).status == 64)
    }

    @Test func `vectors made elsewhere need no embedder, and are found again without their size`() async throws {
        let records =
            "{\"id\":\"1\",\"text\":\"one\",\"v\":[1,0,0,0]}\n{\"id\":\"2\",\"text\":\"two\",\"v\":[0,2,0,0]}\n"
        try tool.home.write(records, to: "v.jsonl")
        let path = tool.home.path + "/v.jsonl"
        let unknown = try await tool.run(["ingest", path, "--vector-field", "v"])
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("say --vector-dims or --model"))
        let first = try await ingest([path, "--vector-field", "v", "--vector-dims", "4"])
        #expect(first.status == 0)
        #expect(ends(first.report) == [2, 0, 0, 0])
        #expect(first.report["embedded"]?.int == 0)
        try tool.home.write(records + "{\"id\":\"3\",\"text\":\"three\"}\n", to: "v.jsonl")
        let second = try await ingest([path, "--vector-field", "v"])
        #expect(second.status == 1)
        #expect(ends(second.report) == [0, 2, 1, 0])
        let search = try await tool.run(["search", "one"])
        #expect(search.status != 0)
        #expect(search.errors.contains("Search by words with --mode bm25"))
        #expect(try await tool.output(["search", "one", "--mode", "bm25"]).hasPrefix("1\t"))
    }

    @Test func `standard input brings records, tables and lists of files`() async throws {
        let records = try await ingest(["-", "--index", "a"], input: "{\"id\":\"1\",\"text\":\"one\"}\n\n{\"id\":2}\n")
        #expect(ends(records.report) == [1, 0, 1, 0])
        let table = try await ingest(["-", "--index", "b", "--input-format", "tsv"], input: "id\ttext\n007\tJames\n")
        #expect(ends(table.report) == [1, 0, 0, 0])
        let list = "\(folder)/sea.txt\0\(folder)\0\(folder)/none.txt\0"
        let files = try await ingest(["--files-from", "-", "--null", "--index", "c"], input: list)
        #expect(files.report["indexed"]?.int == 1)
        #expect(files.report["dead_lettered"]?.int == 1, "a file that is listed and not there")
        let nothing = try await tool.run(["ingest"])
        #expect(nothing.status == 64)
        #expect(nothing.errors.contains("Nothing to ingest: name files or directories"))
    }

    @Test func `too many failures end the run, and a deadline leaves the rest to the next one`() async throws {
        let failed = try await tool.run(
            ["ingest", folder, "--type", "price=double", "--max-errors", "0", "--progress", "none"]
        )
        #expect(failed.status == 2)
        #expect(failed.errors.contains("More than 0 inputs failed"))
        #expect(failed.errors.contains("raise --max-errors"))
        #expect(try await tool.output(["status"]).contains("run 1  failed"))
        let late = try await ingest([folder, "--index", "late", "--deadline", "0s"])
        #expect(late.status == 130)
        #expect(late.report["state"]?.string == "interrupted")
        #expect(ends(try await ingest([folder, "--index", "late"]).report) == [4, 0, 0, 0])
    }

    @Test func `metrics stay in their file, and progress for logs is one JSON object a line`() async throws {
        let metrics = tool.home.path + "/run.prom"
        let result = try await tool.run(
            ["ingest", folder, "--metrics", metrics, "--token-price", "0.05", "--progress", "json", "--json"]
        )
        #expect(result.status == 0)
        let lines = try result.errors.split(separator: "\n").map { try JSONValue.parse(String($0)) }
        #expect(lines.last?["event"]?.string == "finished")
        #expect(lines.last?["done"]?.int == 4)
        #expect(lines.last?["cost_usd"]?.double == 0)
        let text = try #require(PlatformFiles.read(metrics).map { String(decoding: $0, as: UTF8.self) })
        #expect(text.contains("\nes_jina_items_total{index=\"es-jina\",outcome=\"indexed\"} 4\n"))
        #expect(text.contains("\nes_jina_run_exit_status{index=\"es-jina\"} 0\n"))
    }

    @Test func `fast loading leaves the index's settings as they were`() async throws {
        let result = try await ingest([folder, "--fast-load"])
        #expect(result.status == 0)
        #expect(result.report["warnings"]?.array == [])
        #expect(ends(try await ingest([folder, "--create-only"]).report) == [0, 4, 0, 0])
        try tool.home.write("Another sea.\n", to: "things/sea.txt")
        let kept = try await ingest([folder, "--create-only"])
        #expect(ends(kept.report) == [0, 3, 0, 1])
        #expect(kept.report["skipped_reasons"]?.object?.keys.first?.contains("--create-only") == true)
    }
}
