public import JSONValues

/// The settings of an index that a bulk load changes: as they are, as a load wants them, or as they were before.
///
/// A load that may be killed keeps the former ones where they survive, such as the index's own `_meta`
/// (``ElasticsearchClient/updateMeta(of:_:)``), until it has put them back.
public struct LoadSettings: Sendable, Hashable {
    /// How often new documents become visible, such as `1s`, or `-1` for never; `nil` where the index leaves it to the server.
    ///
    /// Left to the server, an index that nobody searches is not refreshed at all; set to the same second, it is.
    public var refreshInterval: String?
    /// Copies of each shard; `nil` where the index leaves it to the server, or the server keeps it to itself.
    public var numberOfReplicas: Int?

    /// Makes settings.
    public init(refreshInterval: String? = nil, numberOfReplicas: Int? = nil) {
        self.refreshInterval = refreshInterval
        self.numberOfReplicas = numberOfReplicas
    }

    /// What loads fastest: nothing becomes visible, and each shard is written once.
    ///
    /// Without replicas, a node that is lost takes what it held with it until the load has been run again.
    public static let fastest = LoadSettings(refreshInterval: "-1", numberOfReplicas: 0)

    /// Reads settings that ``json`` wrote, or that a server answered under `index`.
    public init(_ json: JSONObject) {
        refreshInterval = json["refresh_interval"]?.string
        numberOfReplicas = json["number_of_replicas"].flatMap { $0.int ?? $0.string.flatMap { Int($0) } }
    }

    /// The settings as a server takes them; what is left to it is `null`, which resets.
    public var json: JSONObject {
        [
            "refresh_interval": refreshInterval.map { .string($0) } ?? .null,
            "number_of_replicas": numberOfReplicas.map { JSONValue($0) } ?? .null,
        ]
    }
}

/// Which settings of a load a server took.
public struct LoadSettingsResult: Sendable, Hashable {
    /// The names of the settings that now are as asked for.
    public var applied: [String]
    /// Why the others are not, by name, in the server's words.
    public var refused: [String: String]

    /// Whether all of them were taken.
    public var isComplete: Bool { refused.isEmpty }
}
