public import JSONValues

/// What an index says of its size, its shards and what it lets one do.
public struct IndexFacts: Sendable, Hashable {
    /// The index's own name, where an alias was asked.
    public var name: String
    /// Primary shards.
    public var shards: Int
    /// Copies of each.
    public var replicas: Int
    /// Documents.
    public var documents: Int
    /// Documents that are deleted or replaced and still take room.
    public var deletedDocuments: Int
    /// The size of the primary shards, in bytes.
    public var bytes: Int
    /// Segments of the primary shards; `nil` where the server does not tell.
    public var segments: Int?
    /// The blocks that are set, such as `read_only_allow_delete`.
    public var blocks: [String]
    /// How often writes become visible; `nil` for the default.
    public var refreshInterval: String?

    /// Reads the answers to `GET /X/_settings` and `GET /X/_stats`; `nil` where the first is of none or several indices.
    public init?(settings: JSONValue, stats: JSONValue) {
        guard let members = settings.object?.members, members.count == 1,
            let index = members[0].value["settings"]?["index"]
        else { return nil }
        name = members[0].key
        shards = index["number_of_shards"]?.string.flatMap { Int($0) } ?? 1
        replicas = index["number_of_replicas"]?.string.flatMap { Int($0) } ?? 0
        refreshInterval = index["refresh_interval"]?.string
        blocks = (index["blocks"]?.object ?? [:]).members.filter { $0.value.string == "true" || $0.value.bool == true }
            .map(\.key)
        let primaries = stats["_all"]?["primaries"]
        documents = primaries?["docs"]?["count"]?.int ?? 0
        deletedDocuments = primaries?["docs"]?["deleted"]?.int ?? 0
        bytes = primaries?["store"]?["size_in_bytes"]?.int ?? 0
        segments = primaries?["segments"]?["count"]?.int
    }
}
