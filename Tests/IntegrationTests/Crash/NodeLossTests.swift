import CurlTransport
import ESJina
import Elasticsearch
import HTTPTransport
import JSONValues
import TestSupport
import Testing

@Suite(
    .serialized,
    .timeLimit(.minutes(10)),
    .enabled(
        if: TestEquipment.runs(with: TestEquipment.nodeScript),
        "Set ES_JINA_TEST_NODE_SCRIPT to the script that starts nodes."
    )
)
struct `A load during which a node is lost` {
    @Test func `of 100,000 documents into the only node has them all when it is back`() async throws {
        try await ElasticsearchNode.run(heap: "512m") { node in
            let load = try VectorLoad(count: 100_000, urls: [node.url])
            async let first = load.run(load.monitor)
            try await load.wait(for: 30_000)
            try await node.kill()
            #expect(load.monitor.snapshot.documents < load.count, "the node went too late to show anything")
            try await node.start()
            try await load.complete(after: await first)
        }
    }

    @Test func `of a cluster has every document once, whether the node was its master or not`() async throws {
        try await ElasticsearchCluster.run { cluster in
            // Every node holds a primary shard and a copy of another.
            try await Self.put(
                "/_index_template/spread",
                [
                    "index_patterns": ["es-jina-test-*"],
                    "template": ["settings": ["number_of_shards": 3, "number_of_replicas": 1]],
                ],
                at: cluster.urls[0]
            )
            for isMaster in [false, true] {
                let load = try VectorLoad(count: 20_000, urls: cluster.urls)
                let master = try await Self.master(at: cluster.urls[0])
                let name = try #require(cluster.nodes.keys.sorted().first { ($0 == master) == isMaster })
                let node = try #require(cluster.nodes[name])
                async let first = load.run(load.monitor)
                try await load.wait(for: 1)
                // A copy that is not complete yet could not take the place of a shard that is lost.
                let health = try await load.client.health(of: load.index, waitFor: .green)
                try #require(health.status == .green && health.activeShards == 6, "\(health)")
                try await node.kill()
                #expect(load.monitor.snapshot.documents < load.count, "the node went too late to show anything")
                try await node.start()
                try await load.complete(after: await first)
                let after = try await load.client.health(of: load.index, waitFor: .green, timeout: .seconds(60))
                #expect(after.status == .green && after.nodes == 3, "\(after)")
                try await load.client.deleteIndex(load.index)
            }
        }
    }

    private static func put(_ path: String, _ body: JSONValue, at url: String) async throws {
        let request = HTTPRequest(
            .put,
            url + path,
            headers: ["Content-Type": "application/json"],
            body: .bytes(body.serialized())
        )
        let answer = try await LibcurlTransport().send(request)
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    }

    /// The name of the elected master.
    private static func master(at url: String) async throws -> String {
        let answer = try await LibcurlTransport().send(HTTPRequest(.get, url + "/_cat/master?format=json"))
        return try #require(try JSONValue.parse(answer.body)[0]?["node"]?.string)
    }
}
