import JSONValues
import TestSupport
import Testing

@testable import es_jina

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite struct `Plans` {
    private let tool: CommandLineTool

    init() throws { tool = try CommandLineTool() }

    @Test func `the newcomer's question has one command and one answer`() async throws {
        let text = try await tool.output(
            ["plan", "--pictures", "3000000", "--dims", "256", "--index-type", "int8_hnsw,bbq_hnsw", "--replicas", "0"]
        )
        let lines = text.split(separator: "\n").map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
        #expect(
            lines.first == ["DIMS", "INDEX TYPE", "RAM", "GRAPH", "TOTAL RAM", "DISK", "TOTAL DISK", "NOTE", "WHY"]
        )
        #expect(
            lines.dropFirst().map { $0.prefix(5).joined(separator: " ") } == [
                "256 int8_hnsw 1008000000 192000000 1008000000", "256 bbq_hnsw 330000000 192000000 330000000",
            ]
        )
        #expect(lines[1][7] == "recommended")
    }

    @Test(arguments: [
        ("pictures", ["--pictures", "3000000", "--dims", "1024,256", "--for", "9.5", "--ram", "8gb"]),
        (
            "texts",
            [
                "--texts", "1000000", "--model", "jina-embeddings-v3", "--tokens-per-document", "300", "--token-price",
                "0.05", "--for", "8.19", "--index-type", "int8_hnsw,bbq_disk", "--jina-tier", "2",
            ]
        ),
    ])
    func `the JSON is a contract`(name: String, arguments: [String]) async throws {
        let text = try await tool.output(["plan", "--json"] + arguments)
        Golden.verify(try JSONValue.parse(text).prettyText + "\n", as: "plan/\(name).json")
    }

    @Test func `tab-separated values are a contract`() async throws {
        let text = try await tool.output(["plan", "--pictures", "3000000", "--dims", "1024,256", "--for", "9.5"])
        Golden.verify(text, as: "plan/pictures.tsv")
    }

    @Test func `people see a table with what it rests on`() async throws {
        let arguments = [
            "plan", "--pictures", "3000000", "--dims", "1024,256", "--index-type", "int8_hnsw,bbq_hnsw,bbq_disk",
            "--ram", "8gb", "--token-price", "0.05",
        ]
        let text = try await onTerminal(arguments)
        Golden.verify(text, as: "plan/pictures.txt")
        #expect(text.split(separator: "\n").allSatisfy { $0.last != " " })
    }

    @Test func `the page asks for nothing, runs nothing, and shows every figure`() async throws {
        let path = tool.home.path + "/plan.html"
        _ = try await tool.output(
            ["plan", "--pictures", "3000000", "--dims", "1024,256", "--for", "9.5", "--ram", "8gb", "--html", path]
        )
        let page = try #require(PlatformFiles.read(path).map { String(decoding: $0, as: UTF8.self) })
        Golden.verify(page, as: "plan/plan.html")
        for banned in ["<script", "http:", "https:", "url(", "@import", "<link", "<img"] {
            #expect(!page.contains(banned), "\(banned)")
        }
        #expect(page.contains("role=\"img\"") && page.contains("<desc"))
        #expect(page.contains("prefers-color-scheme: dark"))
    }

    @Test(arguments: [
        ([], "Say how many documents there are with --documents, --pictures or --texts, or name files to count."),
        (["--dry-run"], "A dry run needs files or directories."),
        (
            ["--pictures", "5", "--model", "jina-embeddings-v3"],
            "jina-embeddings-v3 does not embed pictures: choose a model that does, or give --texts."
        ),
        (
            ["--pictures", "5", "--texts", "6", "--documents", "10"],
            "--pictures and --texts together are more than --documents."
        ),
        (
            ["--pictures", "5", "--for", "7.17"],
            "Invalid value '7.17' for '--for': expected a version from 8.19 on, such as 9.5, or serverless."
        ),
    ])
    func `a mistake is explained`(arguments: [String], message: String) async throws {
        let result = try await tool.run(["plan"] + arguments)
        #expect(result.status == 64)
        #expect(result.errors == "es-jina: \(message) See 'es-jina plan --help'.\n")
        #expect(result.output == "")
    }

    private func onTerminal(_ arguments: [String]) async throws -> String {
        let result = try await PseudoTerminal(columns: 140)
            .run(
                [ChildProcess.toolPath] + arguments,
                environment: ["HOME": tool.home.path, "PATH": "/usr/bin:/bin", "NO_COLOR": "1"]
            )
        #expect(result.status == 0)
        return result.text.replacing("\r\n", with: "\n")
    }
}

/// Dry runs of the real binary beside its ingests.
@Suite struct `Dry runs` {
    private static let picture = Pictures.png(
        width: 40,
        height: 30,
        samples: (0..<3600).map { UInt8(truncatingIfNeeded: $0 / 7) }
    )

    private let tool: CommandLineTool
    private var folder: String { tool.home.path + "/things" }

    init() throws {
        tool = try CommandLineTool()
        try tool.home.write("A grey sea.\n", to: "things/sea.txt")
        try tool.home.write("A grey sea.\n", to: "things/same.txt")
        try tool.home.write("   \n", to: "things/empty.txt")
        try tool.home.write((1...3000).map { "Sentence \($0) of a long text. " }.joined(), to: "things/long.md")
        try tool.home.write(
            "{\"id\":\"1\",\"text\":\"one\",\"year\":2024}\n{\"id\":\"2\",\"text\":\"one\"}\nno JSON\n{\"id\":\"1\",\"text\":\"twin\"}\n"
                + "{\"id\":\"3\",\"text\":\"three\",\"year\":\"long ago\"}\n{\"id\":\"4\"}\n",
            to: "things/records.jsonl"
        )
        try tool.home.write("sku,text,price\n00123,A lamp,12.5\n00124,A chair,x\n", to: "things/stock.csv")
        try tool.home.write(Self.picture, to: "things/good.png")
        try tool.home.write(Array(Self.picture.prefix(60)), to: "things/cut.png")
        try tool.home.write(Pictures.headerBomb(width: 60_000, height: 60_000), to: "things/bomb.png")
        try tool.home.write("what is this", to: "things/notes.xyz")
    }

    /// Of two inputs with one id the first to come has it; one at a time it is always the same.
    private let arguments = ["--type", "price=double", "--concurrency", "1", "--progress", "none"]

    @Test func `a messy folder is judged as the ingest judges it`() async throws {
        let dry = try await tool.run(["ingest", folder, "--dry-run", "--json"] + arguments)
        #expect(dry.status == 1)
        #expect(try await tool.output(["status"]).hasPrefix("Nothing was ingested yet"), "nothing is left behind")
        let plan = try await tool.run(["plan", folder, "--embedder", "offline", "--json"] + arguments)
        #expect(plan.status == 1)
        let real = try await tool.run(["ingest", folder, "--json"] + arguments)
        #expect(real.status == 1)
        let (rehearsal, planned, report) = (
            try JSONValue.parse(dry.output), try JSONValue.parse(plan.output), try JSONValue.parse(real.output)
        )
        #expect(rehearsal["rejections"] == report["failures"])
        #expect(rehearsal["rejections"]?.array?.count ?? 0 >= 6)
        #expect(rehearsal["rejected"] == report["dead_lettered"])
        #expect(rehearsal["accepted"] == report["indexed"])
        #expect(rehearsal["skipped_reasons"] == report["skipped_reasons"])
        #expect(rehearsal["documents"] == report["documents"])
        #expect(rehearsal["documents"] == report["reconciliation"]?["index_documents"])
        #expect(rehearsal["sent"]?["bulk_requests"] == report["bulk_batches"])
        #expect(rehearsal["sent"]?["bulk_bytes"] == report["bulk_bytes"])
        #expect(planned["dry_run"]?["rejections"] == rehearsal["rejections"])
        #expect(planned["documents"] == report["documents"])
        #expect(planned["pictures"] == report["pictures"])
        // What was paid for is not paid for again.
        let again = try JSONValue.parse(
            try await tool.run(["ingest", folder, "--dry-run", "--json"] + arguments).output
        )
        #expect(again["vectors"]?["requests"] == 0)
        #expect(again["vectors"]?["cached"] == report["embedded"])
        #expect(again["vectors"]?["duplicates"] == 1)
    }

    @Test func `without cluster, key and network a plan for Jina's model counts a folder`() async throws {
        let result = try await tool.run(
            ["plan", folder, "--dims", "256", "--jina-url", "http://127.0.0.1:9", "--documents", "1000000", "--json"]
                + arguments
        )
        #expect(result.status == 1)
        #expect(result.errors == "")
        let plan = try JSONValue.parse(result.output)
        #expect(plan["model"] == "jina-clip-v2")
        #expect(plan["documents"] == 1_000_000)
        #expect(plan["source_bytes_per_document"]?["origin"] == "measured")
        #expect(plan["tokens_per_picture"] == nil && plan["embedding"]?["tokens_per_picture"]?["origin"] == "assumed")
    }

    @Test func `people read what would be rejected, and a clean folder is a success`() async throws {
        let text = try await tool.run(["ingest", folder, "--dry-run"] + arguments)
        #expect(text.output.contains("Would index"))
        #expect(text.output.contains("Would be rejected:\n"))
        #expect(text.output.contains("which is no double"))
        let clean = try await tool.run(["ingest", folder + "/sea.txt", "--dry-run", "--progress", "none"])
        #expect(clean.status == 0 && clean.errors == "")
        #expect(!clean.output.contains("rejected:"))
        let none = try await tool.run(["plan", folder + "/notes.xyz"])
        #expect(none.status == 2)
    }

    @Test(.timeLimit(.minutes(3))) func `Ctrl-C finishes what is under way, says so and leaves nothing`() async throws {
        let records = (1...60_000).map { "{\"id\":\"\($0)\",\"text\":\"thing number \($0)\"}\n" }.joined()
        try tool.home.write(records, to: "many.jsonl")
        try tool.home.write("", to: "tmp/.keep")
        let child = try ChildProcess(
            [
                ChildProcess.toolPath, "ingest", tool.home.path + "/many.jsonl", "--dry-run", "--progress", "json",
                "--concurrency", "1",
            ],
            environment: ["HOME": tool.home.path, "PATH": "/usr/bin:/bin", "TMPDIR": tool.home.path + "/tmp"]
        )
        while !child.errorsSoFar.contains("\"event\":\"progress\"") { try await Task.sleep(for: .milliseconds(5)) }
        child.signal(SIGINT)
        let result = await child.wait()
        #expect(result.status == 130)
        #expect(result.output.contains("Interrupted: the figures are those of what was read until then.\n"))
        let left = try await ChildProcess.run(["ls", tool.home.path + "/tmp"], environment: ["PATH": "/usr/bin:/bin"])
        #expect(left.output == "")
    }

    @Test func `an earlier ingest says how fast the next one will be, and an embedder that bills nothing has no cost`()
        async throws
    {
        let records = (1...200).map { "{\"id\":\"\($0)\",\"text\":\"thing number \($0)\"}\n" }.joined()
        try tool.home.write(records, to: "some.jsonl")
        let path = tool.home.path + "/some.jsonl"
        #expect(try await tool.run(["ingest", path, "--progress", "none"]).status == 0)
        let plan = try JSONValue.parse(
            try await tool.output(["plan", "--texts", "1000000", "--embedder", "offline", "--json"])
        )
        #expect(plan["time"]?["bounds"]?.array?.count == 1)
        #expect(
            plan["time"]?["bounds"]?[0]?["explanation"]?.string?.hasSuffix("(the last ingest into 'es-jina')") == true
        )
        #expect(plan["time"]?["seconds"]?.double ?? 0 > 0)
        let table = try await onTerminal(["plan", "--texts", "10", "--embedder", "offline", "--index-type", "hnsw"])
        #expect(!table.contains("cost ") && table.contains("to embed"))
    }

    private func onTerminal(_ arguments: [String]) async throws -> String {
        let result = try await PseudoTerminal(columns: 140)
            .run(
                [ChildProcess.toolPath] + arguments,
                environment: ["HOME": tool.home.path, "PATH": "/usr/bin:/bin", "NO_COLOR": "1"]
            )
        #expect(result.status == 0)
        return result.text.replacing("\r\n", with: "\n")
    }

    @Test func `the scratch directory is gone afterwards`() async throws {
        try tool.home.write("", to: "tmp/.keep")
        var own = tool
        own.environment["TMPDIR"] = tool.home.path + "/tmp"
        _ = try await own.run(["ingest", folder, "--dry-run"] + arguments)
        let left = try await ChildProcess.run(["ls", tool.home.path + "/tmp"], environment: ["PATH": "/usr/bin:/bin"])
        #expect(left.output == "")
        own.environment["TMPDIR"] = tool.home.path + "/none"
        let failed = try await own.run(["ingest", folder, "--dry-run"] + arguments)
        #expect(failed.status == 2)
        #expect(failed.errors.contains("Name another with TMPDIR"))
    }
}
