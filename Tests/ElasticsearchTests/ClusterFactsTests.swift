import HTTPTransport
import JSONValues
import Testing

@testable import Elasticsearch

@Suite("Facts of nodes, disks and indices")
struct ClusterFactsTests {
    /// A client of a node whose answers were recorded; what was not is refused as an unknown endpoint is.
    private func client(_ version: String, _ more: [(String, HTTPResponse)] = []) throws -> ElasticsearchClient {
        let recorded = [
            ("/_nodes/stats", try Fixture.response("nodes-stats", version)),
            ("/_nodes/", try Fixture.response("nodes", version)),
            ("/_cluster/settings", try Fixture.response("cluster-settings", version)),
        ]
        let unknown = try Fixture.response("no-handler", version)
        return try makeClient(
            FakeTransport { request, _ in (more + recorded).first { request.url.contains($0.0) }?.1 ?? unknown }
        )
    }

    @Test("A node's memory, disk, load and Java are read", arguments: Fixture.versions)
    func nodes(version: String) async throws {
        let nodes = try #require(try await client(version).nodes())
        let node = try #require(nodes.first)
        #expect(nodes.count == 1 && node.name == "test-node" && node.version == version && node.holdsData)
        // The one node runs with the vector module, the other without.
        #expect(node.hasVectorModule == (version == "8.19.21"))
        #expect(node.javaVersion == (version == "8.19.21" ? "17.0.15" : "25.0.2"))
        #expect(node.heapLimit == 1 << 30 && node.hasCompressedPointers == true)
        #expect((1...100).contains(node.heapPercent ?? 0) && (node.memory ?? 0) > 1 << 30)
        #expect(node.maxContentLength == 100 << 20)
        #expect((node.diskTotal ?? 0) > (node.diskAvailable ?? 0) && (node.diskAvailable ?? 0) > 0)
        #expect(node.breakers.map(\.name).contains("parent"))
        #expect(node.breakers.allSatisfy { $0.limit > 0 })
        #expect((node.pressureLimit ?? 0) > 100_000_000 && node.pressure == 0)
        #expect(node.rejectedWrites == 0 && node.rejectedSearches == 0)
    }

    @Test("A service that keeps its nodes to itself is no failure", arguments: [403, 404, 410])
    func withheld(status: Int) async throws {
        let client = try makeClient(
            FakeTransport(HTTPResponse.json(["error": "not offered", "status": JSONValue(status)], status: status))
        )
        #expect(try await client.nodes() == nil)
        let limits = try await client.allocationLimits()
        #expect(limits.watermarks == nil && limits.shardsPerNode == nil)
    }

    @Test("The watermarks are read, and say what is done at a disk", arguments: Fixture.versions)
    func watermarks(version: String) async throws {
        let limits = try await client(version).allocationLimits()
        #expect(limits.shardsPerNode == 1000)
        let marks = try #require(limits.watermarks)
        // These nodes were started so that they do not mind.
        #expect(!marks.isEnabled)
        let gigabyte = 1 << 30
        #expect(marks.stage(total: 100 * gigabyte, available: 16 * gigabyte) == .belowLow)
        #expect(marks.stage(total: 100 * gigabyte, available: 14 * gigabyte) == .low)
        #expect(marks.stage(total: 100 * gigabyte, available: 9 * gigabyte) == .high)
        #expect(marks.stage(total: 100 * gigabyte, available: 4 * gigabyte) == .floodStage)
        // On large disks the share is no longer what counts: 200 GB, 150 GB and 100 GB are enough.
        #expect(marks.stage(total: 10_000 * gigabyte, available: 201 * gigabyte) == .belowLow)
        #expect(marks.stage(total: 10_000 * gigabyte, available: 199 * gigabyte) == .low)
        #expect(marks.stage(total: 10_000 * gigabyte, available: 99 * gigabyte) == .floodStage)
        #expect(marks.freeBelowLow(total: 10_000 * gigabyte) == 200 * gigabyte)
    }

    @Test("Settings that were made win over defaults, sizes over shares")
    func settings() throws {
        let marks = try #require(
            DiskWatermarks([
                "transient": ["cluster": ["routing": ["allocation": ["disk": ["watermark": ["low": "20gb"]]]]]],
                "persistent": [
                    "cluster": ["routing": ["allocation": ["disk": ["watermark": ["low": "1%", "high": "0.5"]]]]]
                ],
                "defaults": [
                    "cluster": [
                        "routing": [
                            "allocation": [
                                "disk": [
                                    "threshold_enabled": "true",
                                    "watermark": ["low": "85%", "high": "90%", "flood_stage": "95%"],
                                ]
                            ]
                        ]
                    ]
                ],
            ])
        )
        let gigabyte = 1 << 30
        #expect(marks.isEnabled)
        #expect(marks.freeBelowLow(total: 1000 * gigabyte) == 20 * gigabyte)
        #expect(marks.stage(total: 100 * gigabyte, available: 49 * gigabyte) == .high)
        #expect(marks.stage(total: 10 * gigabyte, available: 9 * gigabyte) == .low)
        #expect(DiskWatermarks(["defaults": [:]]) == nil)
        for (text, bytes) in [("512mb", 512 << 20), ("1.5TB", 3 << 39), ("100b", 100), ("7", 7)] {
            #expect(DiskWatermarks.bytes(text) == bytes)
        }
        #expect(DiskWatermarks.bytes("much") == nil && DiskWatermarks.bytes("5 apples") == nil)
    }

    @Test("An index's size, segments and blocks are read")
    func index() async throws {
        // Both as 9.5.4 answers for an index that a full disk made read-only.
        let settings: JSONValue = [
            "observe": [
                "settings": [
                    "index": [
                        "number_of_shards": "1", "blocks": ["read_only_allow_delete": "true"],
                        "provided_name": "observe", "number_of_replicas": "1", "version": ["created": "9111000"],
                    ]
                ]
            ]
        ]
        let stats: JSONValue = [
            "_shards": ["total": 2, "successful": 1, "failed": 0],
            "_all": [
                "primaries": [
                    "docs": ["count": 7, "deleted": 2, "total_size_in_bytes": 5496],
                    "store": ["size_in_bytes": 5723], "segments": ["count": 3],
                ]
            ],
        ]
        let client = try client(
            "9.5.4",
            [("/_settings", .json(settings)), ("/_stats", .json(stats))]
        )
        let facts = try await client.facts(of: "alias")
        #expect(facts.name == "observe" && facts.shards == 1 && facts.replicas == 1)
        #expect(facts.documents == 7 && facts.deletedDocuments == 2 && facts.bytes == 5723 && facts.segments == 3)
        #expect(facts.blocks == ["read_only_allow_delete"] && facts.refreshInterval == nil)
        // Without the statistics there is still something to say.
        let partial = try #require(IndexFacts(settings: settings, stats: .null))
        #expect(partial.blocks == facts.blocks && partial.segments == nil)
        #expect(IndexFacts(settings: ["a": [:], "b": [:]], stats: .null) == nil)
    }
}
