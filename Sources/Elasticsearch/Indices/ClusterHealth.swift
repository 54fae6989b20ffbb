import JSONValues

/// How well a cluster or an index is.
public struct ClusterHealth: Sendable, Hashable {
    /// The worst state of any shard.
    public enum Status: String, Sendable, Hashable, Comparable {
        /// A primary shard is missing.
        case red
        /// A copy is missing.
        case yellow
        /// Every shard is there.
        case green

        private var rank: Int { self == .red ? 0 : self == .yellow ? 1 : 2 }
        /// Orders from bad to good.
        public static func < (left: Status, right: Status) -> Bool { left.rank < right.rank }
    }

    /// The cluster's name.
    public var clusterName: String
    /// The worst state of any shard.
    public var status: Status
    /// Whether the state waited for did not come in time.
    public var timedOut: Bool
    /// How many nodes there are.
    public var nodes: Int
    /// How many shards work.
    public var activeShards: Int
    /// How many shards have no node.
    public var unassignedShards: Int

    init?(_ json: JSONValue) {
        guard let status = json["status"]?.string.flatMap({ Status(rawValue: $0) }) else { return nil }
        clusterName = json["cluster_name"]?.string ?? ""
        self.status = status
        timedOut = json["timed_out"]?.bool ?? false
        nodes = json["number_of_nodes"]?.int ?? 0
        activeShards = json["active_shards"]?.int ?? 0
        unassignedShards = json["unassigned_shards"]?.int ?? 0
    }
}
