import JSONValues

/// What to do with one document.
public struct BulkOperation: Sendable, Hashable {
    /// What to do.
    public enum Action: String, Sendable, Hashable {
        /// Write it, whether or not it is there.
        case index
        /// Write it only where it is not there.
        case create
        /// Remove it.
        case delete
    }

    /// What to do; default ``Action/index``.
    public var action: Action
    /// The document's id, 1 to 512 bytes: one's own, so that sending twice does the same as sending once.
    public var id: String
    /// The document as JSON, UTF-8, on one line; empty for ``Action/delete``.
    public var source: [UInt8]
    /// The value that chooses the shard; `nil` for the id.
    public var routing: String?

    /// Makes an operation.
    public init(_ action: Action = .index, id: String, source: [UInt8] = [], routing: String? = nil) {
        self.action = action
        self.id = id
        self.source = source
        self.routing = routing
    }

    /// Why the operation cannot be sent; `nil` where it can.
    ///
    /// Catches what would break the batch around it: an empty or long id, a source that is missing or has a line break.
    public var fault: String? {
        if id.isEmpty || id.utf8.count > 512 { return "its id has \(id.utf8.count) bytes; 1 to 512 are allowed" }
        switch action {
        case .delete: return source.isEmpty ? nil : "a deletion has no source"
        case .index, .create:
            guard source.first == UInt8(ascii: "{"), source.last == UInt8(ascii: "}") else {
                return "its source is not one JSON object without white space around it"
            }
            return source.contains(0x0A) ? "its source has a line break; write it on one line" : nil
        }
    }

    /// Appends action and source as lines of a bulk body.
    func write(to body: inout [UInt8]) {
        var writer = JSONWriter()
        // Lent to the writer and taken back, so that the lines are written where they belong and not copied there.
        swap(&writer.bytes, &body)
        switch action {
        case .index: writer.raw("{\"index\":{\"_id\":")
        case .create: writer.raw("{\"create\":{\"_id\":")
        case .delete: writer.raw("{\"delete\":{\"_id\":")
        }
        writer.string(id)
        if let routing {
            writer.raw(",\"routing\":")
            writer.string(routing)
        }
        writer.raw("}}\n")
        swap(&writer.bytes, &body)
        guard action != .delete else { return }
        body.append(contentsOf: source)
        body.append(0x0A)
    }
}
