import CurlTransport
import ESJina
import Elasticsearch
import Embeddings
import HTTPTransport
import TestSupport
import Testing

private let clusterURLs = TestEquipment.clusterURLs.isEmpty ? [""] : TestEquipment.clusterURLs
private let advice: Comment =
    "Set ES_JINA_TEST_URLS to the URLs of Elasticsearch nodes and ES_JINA_TEST_TOXIPROXY to the path of toxiproxy-server."

@Suite(
    .serialized,
    .timeLimit(.minutes(5)),
    .enabled(
        if: TestEquipment.runs(
            with: TestEquipment.clusterURLs.first,
            TestEquipment.variable("ES_JINA_TEST_TOXIPROXY")
        ),
        advice
    )
)
struct `An ingest into a real node over a network that fails` {
    @Test(arguments: Toxic.slowing, clusterURLs)
    func `lives with connections that are slow`(toxic: Toxic, url: String) async throws {
        try await withLoad(url) { load, network in
            try await network.add(toxic)
            let run = try await load.run(250)
            #expect(run.report != nil, "\(String(describing: run.error))")
            load.account(run)
            try await network.heal()
            try await load.complete(after: run, count: 250)
        }
    }

    @Test(arguments: Toxic.breaking, clusterURLs)
    func `goes on when all connections break in the middle`(toxic: Toxic, url: String) async throws {
        try await withLoad(url) { load, network in
            async let first = load.run(1500)
            try await load.wait(for: 100)
            try await network.add(toxic)
            for _ in 0..<2000 where load.statuses.failures < 3 { try await Task.sleep(for: .milliseconds(5)) }
            try await network.heal()
            let run = try await first
            #expect(load.statuses.failures >= 3, "no request failed, so this proved nothing")
            #expect(run.report != nil, "\(String(describing: run.error))")
            load.account(run)
            try await load.complete(after: run, count: 1500)
        }
    }

    @Test(arguments: clusterURLs)
    func `goes on when the server was away for a moment`(url: String) async throws {
        try await withLoad(url) { load, network in
            // The index is made before: making one is not tried again.
            _ = try await load.run(0)
            async let first = load.run(250)
            for _ in 0..<4 {
                try await Task.sleep(for: .milliseconds(60))
                try await network.setEnabled(false)
                try await Task.sleep(for: .milliseconds(60))
                try await network.setEnabled(true)
            }
            let run = try await first
            #expect(run.report != nil, "\(String(describing: run.error))")
            load.account(run)
            try await load.complete(after: run, count: 250)
        }
    }

    @Test(arguments: clusterURLs)
    func `stops when the server stays away, and is completed when it is back`(url: String) async throws {
        try await withLoad(url) { load, network in
            async let first = load.run(1500)
            try await load.wait(for: 200)
            try await network.setEnabled(false)
            let run = try await first
            #expect(run.report == nil, "the server went too late to show anything")
            #expect("\(run.error.map { "\($0)" } ?? "")".contains("refused"), "\(String(describing: run.error))")
            try await network.setEnabled(true)
            try await load.complete(after: run, count: 1500)
        }
    }

    private func withLoad(_ url: String, _ body: (TextLoad, Toxiproxy) async throws -> Void) async throws {
        try #require(!url.isEmpty, advice)
        let network = try await Toxiproxy(upstream: url)
        do {
            let load = try TextLoad(urls: [network.url], checking: url)
            try await load.withIndex { try await body(load, network) }
        } catch {
            await network.end()
            throw error
        }
        await network.end()
    }
}
