import ESJinaTesting
import Elasticsearch
import JSONValues
import TestSupport
import Testing

/// One index, its state and its embedding server, and a process that ingests into it and may be killed.
final class CrashRig: Sendable {
    let server: HostedJinaServer
    private let engine: Engine
    private let directory: TemporaryDirectory
    private let index = TestEquipment.uniqueIndexName("crash")

    init(_ engine: Engine) throws {
        self.engine = engine
        directory = try TemporaryDirectory()
        server = try HostedJinaServer(requestsPerMinute: 10_000)
    }

    deinit { server.stop() }

    /// Runs `body` with a rig whose index is deleted whatever happens.
    static func run<Value>(_ engine: Engine, _ body: (CrashRig) async throws -> Value) async throws -> Value {
        let rig = try CrashRig(engine)
        do {
            let value = try await body(rig)
            _ = try await rig.client().deleteIndex(rig.index)
            return value
        } catch {
            _ = try? await rig.client().deleteIndex(rig.index)
            throw error
        }
    }

    private func client() throws -> ElasticsearchClient { try engine.client(directory) }

    /// Runs the probe on an edition of its corpus, with so many windows under way at once, until it ends or, where one is given,
    /// to that moment of its state's life, from 1.
    func probe(edition: Int, workers: Int, killAt: Int? = nil, runs: Int = 1) async throws -> ProbeRun {
        var orders = [
            "state": directory.path + "/state", "index": index, "jina": server.url, "key": HostedJinaServer.defaultKey,
            "edition": "\(edition)", "workers": "\(workers)", "runs": "\(runs)",
        ]
        orders["kill-at"] = killAt.map { "\($0)" }
        if let url = engine.url { orders["url"] = url } else { orders["embedded"] = directory.path + "/embedded" }
        let result = try await ChildProcess.run(
            [ChildProcess.path(ofProgram: "IngestProbe")] + orders.map { "\($0)=\($1)" },
            environment: ProcessVariables.all
        )
        return try ProbeRun(result)
    }

    /// Everything that is in the index, by id, vectors and routing included.
    func documents() async throws -> [String: JSONValue] {
        var documents: [String: JSONValue] = [:]
        for try await hit in try client().scan(index, source: .all) {
            let document: JSONValue = [
                "source": .object(hit.source), "routing": hit.routing.map { .string($0) } ?? .null,
            ]
            #expect(documents.updateValue(document, forKey: hit.id) == nil, "\(hit.id) is there twice")
        }
        return documents
    }

    /// The settings that a load changes, and what the index says of itself.
    func description() async throws -> [JSONValue] {
        let client = try client()
        return [
            .object(try await client.loadSettings(of: index).json), .object(try await client.mapping(of: index).meta),
        ]
    }
}

/// How a run of the probe ended.
struct ProbeRun: Sendable {
    let status: Int32
    /// The moment at which it was killed.
    let killed: String?
    /// The reports of its runs.
    let reports: [JSONValue]
    let errors: String

    init(_ result: ChildProcess.Result) throws {
        status = result.status
        errors = result.errors
        killed = result.errors.split(separator: "\n").first { $0.hasPrefix("killed ") }.map { String($0.dropFirst(7)) }
        reports = try result.output.split(separator: "\n").map { try JSONValue.parse(String($0)) }
    }

    /// Every moment of its last run.
    var moments: [String] { reports.last?["moments"]?.array?.compactMap(\.string) ?? [] }
}
