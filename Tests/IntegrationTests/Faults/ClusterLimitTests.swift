import ESJina
import Elasticsearch
import TestSupport
import Testing

private let advice: Comment =
    "Set ES_JINA_TEST_NODE_SCRIPT to the script that starts Elasticsearch nodes; see CONTRIBUTING.md."

/// Refusals that nobody plays: the settings of a real node make it say them.
@Suite(
    .serialized,
    .timeLimit(.minutes(3)),
    .enabled(if: TestEquipment.runs(with: TestEquipment.nodeScript), advice)
)
struct `An ingest into a real node that takes little` {
    @Test func `sends again what the write queue had no room for, and nothing else`() async throws {
        let settings = ["thread_pool.write.queue_size=1", "thread_pool.write.size=1", "node.processors=1"]
        try await ElasticsearchNode.run("9.5.4", settings: settings) { node in
            let load = try TextLoad(urls: [node.url], checking: node.url, patience: .seconds(60), stall: .seconds(20))
            let run = try await load.run(2000, concurrentWindows: 8, maxBulkBytes: 8 << 10)
            #expect(run.report != nil, "\(String(describing: run.error))")
            #expect(run.counters.indexed == 2000)
            #expect(
                run.throttles.contains { $0.contains("es_rejected_execution_exception") || $0.contains("rejected") },
                "the queue was never full, so this proved nothing: \(run.throttles.first ?? "no pause")"
            )
            #expect(run.counters.throttled > .zero)
            load.account(run)
            try await load.complete(after: run, count: 2000)
            #expect(try await load.versions(2000).allSatisfy { $0 == 1 }, "a document was written twice")
        }
    }

    @Test func `cuts its requests to what http.max_content_length lets pass`() async throws {
        try await ElasticsearchNode.run("8.19.21", settings: ["http.max_content_length=2mb"]) { node in
            let load = try TextLoad(urls: [node.url], checking: node.url, patience: .seconds(60), stall: .seconds(20))
            let run = try await load.run(900, windowSize: 300, maxBulkBytes: 8 << 20, words: 2000, oversized: [7, 450])
            #expect(run.report != nil, "\(String(describing: run.error))")
            #expect(load.statuses[413] > 2, "no request was too large, so this proved nothing")
            // What was learnt keeps the later requests small: only the single documents and the first halvings were refused.
            #expect(load.statuses[413] < 40, "\(load.statuses[413]) requests were refused")
            #expect(run.counters.indexed == 898)
            #expect(run.counters.deadLettered == 2)
            #expect(run.positions("dead_lettered") == ["in:7", "in:450"])
            #expect(run.outcomes.count == 900)
            #expect(run.outcomes.values.allSatisfy { $0.count == 1 }, "an input ended twice")
            let reasons = run.report?.failures.map(\.error.message) ?? []
            #expect(reasons.allSatisfy { $0.contains("http.max_content_length") }, "\(reasons)")
            #expect(try await load.versions(900).count { $0 == 1 } == 898, "a document was written twice")
            // Made smaller, they come too.
            try await load.complete(after: run, count: 900, words: 2000)
        }
    }
}
