public import Elasticsearch
import JSONValues

/// Whether every shard of the cluster has its place; one request.
public struct ClusterHealthCheck: EngineCheck {
    /// What it is about.
    public let group = HealthGroup.engine
    /// Its name.
    public let name = "health"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        guard capabilities.allowsNodeAPIs else { return [skipped("Serverless takes care of it")] }
        let health = try await engine.client.health()
        let facts: JSONObject = [
            "health": .string(health.status.rawValue), "nodes": JSONValue(health.nodes),
            "active_shards": JSONValue(health.activeShards), "unassigned_shards": JSONValue(health.unassignedShards),
        ]
        let found =
            "\(health.status.rawValue), \(SizeText.count(health.nodes, "node")), \(SizeText.count(health.activeShards, "shard"))"
        switch health.status {
        case .green: return [ok(found, facts: facts)]
        case .yellow:
            let missing = SizeText.count(health.unassignedShards, "copy", plural: "copies")
            let fix =
                health.nodes == 1
                ? "Add a node, or set number_of_replicas to 0 where one node is meant to do"
                : "Ask GET /_cluster/allocation/explain why"
            return [warn("\(found), \(missing) without a place", fix: fix, facts: facts)]
        case .red:
            let fix = "Ask GET /_cluster/allocation/explain why; searches and writes there fail until then"
            return [fail("\(found), primary shards without a place", fix: fix, facts: facts)]
        }
    }
}

/// Whether the disks of nodes that hold data have room, as Elasticsearch's own watermarks judge it; three requests with others'.
public struct DiskCheck: NodeCheck {
    /// Its name.
    public let name = "disk"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ nodes: [NodeFacts]) async throws -> [HealthFinding] {
        let marks = try await engine.limits().watermarks
        var findings: [HealthFinding] = []
        for node in nodes where node.holdsData {
            guard let total = node.diskTotal, let free = node.diskAvailable, total > 0 else { continue }
            let facts: JSONObject = [
                "node": .string(node.name), "total": JSONValue(total), "available": JSONValue(free),
                "watermarks": .bool(marks?.isEnabled ?? false),
            ]
            let found = "\(node.name) has \(SizeText.bytes(free)) of \(SizeText.bytes(total)) free"
            guard let marks, marks.isEnabled else {
                let isShort = Double(free) < 0.05 * Double(total)
                let off = marks == nil ? "" : "; Elasticsearch does not mind its disks (threshold_enabled is false)"
                findings.append(
                    isShort
                        ? warn(found + off, fix: "Make room before writes fail", facts: facts)
                        : ok(found + off, facts: facts)
                )
                continue
            }
            switch marks.stage(total: total, available: free) {
            case .belowLow: findings.append(ok(found, facts: facts))
            case .low:
                let fix = "Make room or add a node: new indices and replicas find no place here"
                findings.append(warn(found + ", below the low watermark", fix: fix, facts: facts))
            case .high:
                let fix = "Make room or add a node: shards are being moved away"
                findings.append(warn(found + ", below the high watermark", fix: fix, facts: facts))
            case .floodStage:
                let fix = "Make room at once: every index with a shard here is read-only until then"
                findings.append(fail(found + ", below the flood stage", fix: fix, facts: facts))
            }
        }
        return findings.isEmpty ? [skipped("no node tells its disks")] : findings
    }
}

/// Whether the cluster may have more shards.
public struct ShardCheck: NodeCheck {
    /// Its name.
    public let name = "shards"
    /// The engine.
    public let engine: EngineUnderTest

    /// Makes the check.
    public init(_ engine: EngineUnderTest) { self.engine = engine }

    /// Looks.
    public func run(_ nodes: [NodeFacts]) async throws -> [HealthFinding] {
        guard let each = try await engine.limits().shardsPerNode else { return [skipped("the limit is not told")] }
        let limit = each * nodes.count { $0.holdsData }
        let shards = try await engine.client.health().activeShards
        let facts: JSONObject = ["shards": JSONValue(shards), "limit": JSONValue(limit)]
        let found = "\(shards) of \(limit) that the nodes may have"
        guard shards * 10 >= limit * 9 else { return [ok(found, facts: facts)] }
        let fix = "Delete indices that nobody uses, or add a node; at the limit no index can be made"
        return [warn(found, fix: fix, facts: facts)]
    }
}
