import JSONValues
import SQLiteStorage
import Synchronization
import TestSupport
import Testing

@testable import ESJina

@Suite struct `A run of checks` {
    private struct Check: HealthCheck {
        let group = HealthGroup.machine
        let name: String
        let body: @Sendable () async throws -> HealthFinding.Status

        func run() async throws -> [HealthFinding] { [HealthFinding(group, name, try await body(), "found")] }
    }

    /// A clock whose sleeps end when it is told so.
    private final class Gate: Clock {
        struct Instant: InstantProtocol {
            var offset = Duration.zero
            func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
            func duration(to other: Instant) -> Duration { other.offset - offset }
            static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
        }

        private let state = Mutex((isOpen: false, sleepers: [CheckedContinuation<Void, Never>]()))
        var now: Instant { Instant() }
        var minimumResolution: Duration { .zero }

        func sleep(until deadline: Instant, tolerance: Duration?) async throws {
            await withCheckedContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.sleepers.append(continuation) }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
        }

        func open() {
            let sleepers = state.withLock { state in
                state.isOpen = true
                defer { state.sleepers = [] }
                return state.sleepers
            }
            for sleeper in sleepers { sleeper.resume() }
        }
    }

    @Test func `findings stand in the order of the checks, and the worst decides`() async {
        let checks = [
            Check(name: "slow") {
                for _ in 0..<100 { await Task.yield() }
                return .ok
            }, Check(name: "quick") { .warn }, Check(name: "left_out") { .skipped },
        ]
        let report = await HealthRun().report(on: checks)
        #expect(report.findings.map(\.check) == ["slow", "quick", "left_out"])
        #expect(report.status == .warn && report.count(.skipped) == 1)
        #expect(HealthReport(findings: []).status == .ok)
        let failed = HealthReport(findings: report.findings + [HealthFinding(.index, "x", .fail, "y")])
        #expect(failed.status == .fail)
    }

    @Test func `an error is a failure of its check alone`() async {
        let report = await HealthRun()
            .report(on: [
                Check(name: "a") { throw IngestError(.stateUnavailable, "no disk") }, Check(name: "b") { .ok },
            ])
        #expect(report.findings.map(\.status) == [.fail, .ok])
        #expect(report.findings[0].found == "no disk")
    }

    @Test func `a check that never ends holds nobody up`() async {
        let gate = Gate()
        // What never resumes stands for a disk or a server that does not answer; cancelling does not reach it.
        let stuck = Check(name: "stuck") {
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return .ok
        }
        let quick = Check(name: "quick") {
            defer { gate.open() }
            return .ok
        }
        let report = await HealthRun(limit: .seconds(7), clock: gate).report(on: [stuck, quick])
        #expect(report.findings[0].status == .warn && report.findings[0].found == "there is no answer after 7 s")
        #expect(report.findings[0].fix == "Give it more time with --check-timeout")
        #expect(report.findings.count == 2)
    }

    @Test func `the report as JSON keeps its keys`() {
        let report = HealthReport(findings: [
            HealthFinding(.engine, "java", .warn, "slow", fix: "faster", facts: ["versions": "25"]),
            HealthFinding(.machine, "state", .ok, "there"),
        ])
        #expect(
            report.json.text
                == #"{"status":"warn","counts":{"ok":1,"skipped":0,"warn":1,"fail":0},"checks":[{"group":"engine","check":"java","status":"warn","found":"slow","fix":"faster","facts":{"versions":"25"}},{"group":"machine","check":"state","status":"ok","found":"there","fix":null,"facts":{}}]}"#
        )
    }
}

@Suite struct `Checks of the state directory` {
    private func names(_ directory: TemporaryDirectory) throws -> [String] {
        try FileReader.names(in: directory.path).sorted()
    }

    @Test func `a directory that is not there yet can be made`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/a/b"
        let finding = try #require(try await StateDirectoryCheck(path).run().first)
        #expect(finding.status == .ok && finding.found.contains("is not there yet"))
        #expect(finding.facts["exists"] == false)
        #expect(try await DatabaseCheck(path).run().first?.status == .skipped)
        #expect(try await IngestCheck(directory: path, index: "x").run().first?.status == .skipped)
        #expect(try names(directory) == [])
    }

    @Test func `a file in its place is a failure`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("x", to: "state")
        let finding = try #require(try await StateDirectoryCheck(directory.path + "/state").run().first)
        #expect(finding.status == .fail && finding.fix?.contains("--state") == true)
    }

    @Test func `whole and damaged databases are told apart, and nothing is written`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/embeddings.sqlite"
        do {
            let database = try SQLiteDatabase(path: path)
            try database.run("CREATE TABLE t (x); CREATE INDEX i ON t (x);")
            for number in 0..<2000 { try database.execute("INSERT INTO t VALUES (?)", [.text("row \(number)")]) }
        }
        let before = try names(directory)
        #expect(before == ["embeddings.sqlite"])
        #expect(try await DatabaseCheck(directory.path).run().first?.found == "1 database whole")
        #expect(try names(directory) == before)
        var bytes = try FileReader.bytes(of: path)
        for place in 8192..<12_288 { bytes[place] = 0xA5 }
        try directory.write(bytes, to: "embeddings.sqlite")
        let finding = try #require(try await DatabaseCheck(directory.path).run().first)
        #expect(finding.status == .fail && finding.found.contains("embeddings.sqlite is damaged"))
        #expect(try names(directory) == before)
    }

    @Test func `libraries that this module is built on are there`() async throws {
        for check in LibraryCheck.own {
            #expect(try await check.run().first?.status == .ok, "\(check.name)")
        }
        let missing = LibraryCheck("x", isRequired: true) { .init(complaint: "gone", fix: "install it") }
        let finding = try await missing.run()[0]
        #expect(finding.status == .fail && finding.found == "gone" && finding.fix == "install it")
    }

    @Test func `advice is left out of what was found`() {
        for (message, found) in [
            (
                "Nothing answers at http://a:1 (connection refused): check that it runs.",
                "Nothing answers at http://a:1 (connection refused)"
            ),
            ("a:9 (hosted) rejected the API key (401): set JINA_API_KEY", "a:9 (hosted) rejected the API key (401)"),
            ("the server answered with 200; check the URL and its port", "the server answered with 200"),
            ("it is checked: nothing.", "it is checked: nothing"), ("", ""),
        ] { #expect(MessageText.withoutAdvice(message) == found) }
    }

    @Test func `sizes read well`() {
        for (bytes, text) in [
            (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (59_132_366_848, "55.1 GiB"),
        ] {
            #expect(SizeText.bytes(bytes) == text)
        }
        #expect(SizeText.count(1, "shard") == "1 shard" && SizeText.count(2, "copy", plural: "copies") == "2 copies")
    }
}
