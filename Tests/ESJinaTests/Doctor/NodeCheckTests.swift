import Elasticsearch
import HTTPTransport
import JSONValues
import Testing

@testable import ESJina

@Suite struct `Checks of nodes and indices` {
    private let gigabyte = 1 << 30

    /// The recorded node with other numbers in its statistics.
    private func server(_ change: (inout JSONObject) -> Void) throws -> RecordedServer {
        let stats = try JSONValue.parse(try RecordedServer.read("nodes-stats", "9.5.4").body)
        var root = stats.object ?? [:]
        var nodes = root["nodes"]?.object ?? [:]
        for (id, node) in nodes.members {
            var node = node.object ?? [:]
            change(&node)
            nodes[id] = .object(node)
        }
        root["nodes"] = .object(nodes)
        return RecordedServer(version: "9.5.4", overrides: [("/_nodes/stats", .server(.object(root)))])
    }

    @Test func `disks are judged by the cluster's own watermarks`() async throws {
        func look(_ free: Int) async throws -> HealthFinding {
            var server = try server {
                $0["fs"] = [
                    "total": ["total_in_bytes": JSONValue(100 * gigabyte), "available_in_bytes": JSONValue(free)]
                ]
            }
            let marks: JSONValue = ["low": "85%", "high": "90%", "flood_stage": "95%"]
            let disk: JSONValue = ["threshold_enabled": "true", "watermark": marks]
            let settings: JSONValue = ["defaults": ["cluster": ["routing": ["allocation": ["disk": disk]]]]]
            server.overrides.append(("/_cluster/settings", .server(settings)))
            return try await server.finding { DiskCheck($0) }
        }
        #expect(try await look(16 * gigabyte).status == .ok)
        let low = try await look(14 * gigabyte)
        #expect(low.status == .warn && low.found == "test-node has 14 GiB of 100 GiB free, below the low watermark")
        #expect(try await look(9 * gigabyte).found.hasSuffix("below the high watermark"))
        let flood = try await look(4 * gigabyte)
        #expect(flood.status == .fail && flood.fix?.contains("read-only") == true)
    }

    @Test func `breakers, refusals and heaps are seen`() async throws {
        let tripped = try server {
            $0["breakers"] = [
                "request": ["limit_size_in_bytes": 1024, "estimated_size_in_bytes": 10, "tripped": 3],
                "parent": ["limit_size_in_bytes": 1000, "estimated_size_in_bytes": 900, "tripped": 0],
            ]
        }
        let findings = try await BreakerCheck(try tripped.engine()).run()
        #expect(
            findings.map(\.found) == [
                "the breaker 'parent' of test-node has 900 B of 1000 B in use",
                "the breaker 'request' refused 3 requests since test-node started, 10 B of 1 KiB in use",
            ]
        )
        #expect(findings.allSatisfy { $0.status == .warn })
        let pressed = try server {
            $0["thread_pool"] = ["write": ["rejected": 2], "search": ["rejected": 1]]
        }
        let pressure = try await pressed.finding { PressureCheck($0) }
        #expect(pressure.found == "2 writes and 1 search refused since the nodes started" && pressure.status == .warn)
        let full = try server { $0["jvm"] = ["mem": ["heap_used_percent": 93]] }
        #expect(try await full.finding { MemoryCheck($0) }.status == .warn)
        let greedy = try server { $0["os"] = ["mem": ["total_in_bytes": JSONValue(gigabyte)]] }
        #expect(try await greedy.finding { MemoryCheck($0) }.fix?.contains("half of the memory") == true)
        #expect(try await full.finding { RequestSizeCheck($0, batchBytes: 200 << 20) }.status == .warn)
    }

    @Test func `shards near the limit and missing copies are seen`() async throws {
        func health(_ status: String, nodes: Int = 1, shards: Int = 10) -> HTTPResponse {
            .server([
                "cluster_name": "c", "status": .string(status), "number_of_nodes": JSONValue(nodes),
                "active_shards": JSONValue(shards), "unassigned_shards": 2,
            ])
        }
        func server(_ answer: HTTPResponse) -> RecordedServer {
            RecordedServer(version: "9.5.4", overrides: [("/_cluster/health", answer)])
        }
        let yellow = try await server(health("yellow")).finding { ClusterHealthCheck($0) }
        #expect(yellow.status == .warn && yellow.found == "yellow, 1 node, 10 shards, 2 copies without a place")
        #expect(try await server(health("red", nodes: 3)).finding { ClusterHealthCheck($0) }.status == .fail)
        #expect(try await server(health("green", shards: 899)).finding { ShardCheck($0) }.status == .ok)
        let near = try await server(health("green", shards: 900)).finding { ShardCheck($0) }
        #expect(near.status == .warn && near.found == "900 of 1000 that the nodes may have")
    }

    /// An index as a server describes it.
    private func index(
        _ more: JSONObject = [:],
        documents: Int = 5,
        deleted: Int = 0,
        segments: Int = 2
    ) -> RecordedServer {
        var settings: JSONObject = ["number_of_shards": "1", "number_of_replicas": "0"]
        for (key, value) in more.members { settings[key] = value }
        let health: JSONValue = [
            "status": more["number_of_replicas"] == nil ? "green" : "yellow", "number_of_nodes": 1, "active_shards": 1,
            "unassigned_shards": 0,
        ]
        let primaries: JSONValue = [
            "docs": ["count": JSONValue(documents), "deleted": JSONValue(deleted)], "store": ["size_in_bytes": 2048],
            "segments": ["count": JSONValue(segments)],
        ]
        return RecordedServer(
            version: "9.5.4",
            overrides: [
                ("/_settings", .server(["photos": ["settings": ["index": .object(settings)]]])),
                ("/_stats", .server(["_all": ["primaries": primaries]])), ("/_cluster/health", .server(health)),
            ]
        )
    }

    @Test func `what forbids writing to an index is a failure with its way out`() async throws {
        func look(_ server: RecordedServer) async throws -> HealthFinding {
            try await server.finding { IndexStateCheck($0, index: "photos") }
        }
        let well = try await look(index())
        #expect(well.status == .ok && well.found == "5 documents, 2 KiB, 1 shard and 0 replicas, 2 segments")
        let full = try await look(index(["blocks": ["read_only_allow_delete": "true"]]))
        #expect(full.status == .fail && full.found.contains("as a full disk makes it"))
        #expect(full.fix?.contains(#"PUT /photos/_settings {"index.blocks.read_only_allow_delete": null}"#) == true)
        #expect(
            try await look(index(["blocks": ["write": "true"]])).found == "'photos' is blocked (index.blocks.write)"
        )
        let copies = try await look(index(["number_of_replicas": "1"]))
        #expect(copies.status == .warn && copies.found == "1 replica of 'photos' on 1 node")
        #expect(try await look(index(["refresh_interval": "-1"])).found.contains("does not become visible"))
        #expect(try await look(index(segments: 101)).fix?.contains("_forcemerge") == true)
        #expect(try await look(index(documents: 12_000, deleted: 11_000)).status == .warn)
        let missing = RecordedServer(
            version: "9.5.4",
            overrides: [("/photos/", try RecordedServer.read("unknown-index", "9.5.4"))]
        )
        #expect(try await look(missing).status == .skipped)
    }

    @Test func `the model an index was made for is compared with the configured one`() async throws {
        func mapping(_ meta: JSONValue) -> HTTPResponse {
            .server(["photos": ["mappings": ["_meta": meta, "properties": [:]]]])
        }
        let made = mapping(["es_jina": ["model": "m", "embedder": "m v1", "dims": [64, 32], "preprocessing": "p"]])
        func look(_ answer: HTTPResponse, _ configured: ConfiguredModel?) async throws -> HealthFinding {
            try await RecordedServer(version: "9.5.4", overrides: [("/_mapping", answer)])
                .finding { IndexModelCheck($0, index: "photos") { configured } }
        }
        let same = try await look(made, ConfiguredModel(id: "m", fingerprint: "m v1"))
        #expect(same.status == .ok && same.found == "'photos' holds vectors of m with 64, 32 dims, as is configured")
        #expect(try await look(made, nil).status == .ok)
        #expect(try await look(made, ConfiguredModel(id: "m", fingerprint: nil)).status == .ok)
        let other = try await look(made, ConfiguredModel(id: "n", fingerprint: nil))
        #expect(other.status == .fail && other.fix?.contains("--model m") == true)
        #expect(try await look(made, ConfiguredModel(id: "m", fingerprint: "m v2")).status == .fail)
        #expect(try await look(mapping([:]), nil).found == "'photos' was not made by es-jina")
        let unknown = try RecordedServer.read("unknown-index", "9.5.4")
        #expect(try await look(unknown, nil).facts["exists"] == false)
    }
}
