/// What names a document: its id, and its routing where it was written with one.
public struct DocumentKey: Sendable, Hashable {
    /// The id.
    public var id: String
    /// The value that chose the shard; `nil` for the id.
    public var routing: String?

    /// Makes a key.
    public init(_ id: String, routing: String? = nil) {
        self.id = id
        self.routing = routing
    }
}
