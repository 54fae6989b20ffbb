import CurlTransport
import Elasticsearch
import HTTPTransport
import JSONValues
import Synchronization
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

@Suite("Nodes under pressure", .serialized, .enabled(if: Equipment.hasNodeScript, Equipment.nodeScriptAdvice))
struct PressureTests {
    /// Runs `body` with the URL of a node of its own, which is stopped whatever happens.
    private func withNode(
        _ version: String,
        environment: [String: String] = [:],
        settings: [String] = [],
        _ body: (String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "es-jina-node-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let url = try run(["start", version, folder.path] + settings, environment: environment)
        defer { _ = try? run(["stop", folder.path]) }
        try await body(url)
    }

    @discardableResult
    private func run(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
        try ShellScript.run(Equipment.nodeScript, arguments, environment: ["HEAP": "600m"].merging(environment) { $1 })
    }

    private final class Counter: Observer {
        let retries = Mutex(0)
        func requestRetried(_ event: RetryEvent) { retries.withLock { $0 += 1 } }
    }

    @Test("Rejected and too large requests lose nothing", arguments: ["9.5.4", "8.19.21"])
    func pressure(version: String) async throws {
        let settings = ["thread_pool.write.queue_size=1", "thread_pool.write.size=1", "http.max_content_length=2mb"]
        try await withNode(version, settings: settings) { url in
            let client = try Equipment.client(url)
            let server = try await client.capabilities()
            let index = "pressure"
            try await client.createIndex(index, IndexDefinition(settings: IndexSettings(numberOfShards: 8)))
            let counter = Counter()
            let indexer = BulkIndexer(
                client: client,
                index: index,
                options: BulkOptions(
                    maxAttempts: 40,
                    initialBackoff: .milliseconds(20),
                    maxBackoff: .milliseconds(500)
                ),
                observer: counter
            )
            let text = String(repeating: "word and word ", count: 20)
            let outcomes = try await withThrowingTaskGroup(of: [BulkOutcome].self) { group in
                for task in 0..<12 {
                    group.addTask {
                        try await indexer.send(
                            BulkBatch(
                                (0..<200).map { BulkOperation(id: "\(task)-\($0)", ["t": .string(text)], for: server) }
                            )
                        )
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(outcomes.count == 2400)
            #expect(outcomes.filter { !$0.isDone }.isEmpty, "\(outcomes.first { !$0.isDone }?.failure?.message ?? "")")
            #expect(counter.retries.withLock { $0 } > 0, "nothing was rejected, so this proved nothing")

            let big = BulkOperation(id: "big", ["t": .string(String(repeating: "x", count: 3_000_000))], for: server)
            let many = (0..<30)
                .map {
                    BulkOperation(
                        id: "large-\($0)",
                        ["t": .string(String(repeating: "y ", count: 100_000))],
                        for: server
                    )
                }
            let large = try await indexer.send(BulkBatch(Array(many[..<11]) + [big] + Array(many[11...])))
            #expect(large.filter { !$0.isDone }.map(\.id) == ["big"])
            #expect(large[11].failure?.kind == .requestTooLarge)
            try await client.refresh(index)
            #expect(try await client.count(index) == 2430)
        }
    }

    @Test(
        "A node that asks for a key takes the right one and names the variable for a wrong one",
        arguments: ["9.5.4", "8.19.21"]
    )
    func apiKey(version: String) async throws {
        try await withNode(version, environment: ["API_KEY": "Zm9vOmJhcg=="]) { url in
            for key in ["Zm9vOmJhcg==", "foo:bar"] {
                let client = try Equipment.client(url, credentials: .apiKey(Secret(key)))
                #expect(try await client.capabilities().version == ServerVersion(version))
            }
            for credentials in [
                Credentials.none, .apiKey(Secret("foo:wrong")), .basic(username: "a", password: Secret("b")),
            ] {
                let client = try Equipment.client(url, credentials: credentials)
                let error = try await failure { _ = try await client.capabilities() }
                #expect(error.kind == .authentication)
                #expect(error.message.contains("set ELASTICSEARCH_API_KEY"))
                #expect(!error.message.contains("wrong"))
            }
        }
    }

    @Test("A node that is killed and comes back loses nothing that was acknowledged", arguments: ["9.5.4"])
    func crash(version: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "es-jina-node-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        )
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let url = try run(["start", version, folder.path])
        let port = try #require(url.split(separator: ":").last.map { String($0) })
        defer { _ = try? run(["stop", folder.path]) }
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        let index = "crash"
        try await client.createIndex(index, IndexDefinition(settings: IndexSettings(numberOfReplicas: 0)))
        let indexer = BulkIndexer(
            client: client,
            index: index,
            options: BulkOptions(maxAttempts: 200, initialBackoff: .milliseconds(100), maxBackoff: .milliseconds(300))
        )
        async let sent = withThrowingTaskGroup(of: [BulkOutcome].self) { group in
            for task in 0..<4 {
                group.addTask {
                    var outcomes: [BulkOutcome] = []
                    for batch in 0..<30 {
                        outcomes += try await indexer.send(
                            BulkBatch(
                                (0..<50)
                                    .map {
                                        BulkOperation(
                                            .create,
                                            id: "\(task)-\(batch)-\($0)",
                                            ["n": JSONValue($0)],
                                            for: server
                                        )
                                    }
                            )
                        )
                        try await Task.sleep(for: .milliseconds(50))
                    }
                    return outcomes
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try await Task.sleep(for: .milliseconds(700))
        try run(["kill", folder.path])
        try run(["start", version, folder.path, port])
        let outcomes = try await sent
        #expect(outcomes.count == 6000)
        #expect(outcomes.filter { !$0.isDone }.isEmpty, "\(outcomes.first { !$0.isDone }?.failure?.message ?? "")")
        #expect(outcomes.contains { $0.attempts > 1 }, "the crash met no request, so this proved nothing")
        try await client.refresh(index)
        #expect(try await client.count(index) == 6000)
    }
}

extension BulkOperation {
    fileprivate init(_ action: Action, id: String, _ members: JSONObject, for server: Capabilities) {
        self.init(id: id, members, for: server)
        self.action = action
    }
}
