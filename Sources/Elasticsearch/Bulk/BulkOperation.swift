import JSONValues

/// How the versions of one's own that an operation brings are compared with the one in the index.
///
/// A document keeps the version it was written with. An operation whose version is too old is refused (409) and reported as
/// ``BulkOutcome/isSuperseded``: what the index holds is newer, so there is nothing left to do. The index remembers the version
/// of a deletion for a minute only (`index.gc_deletes`); after that an older write comes through.
public enum BulkVersioning: String, Sendable, Hashable {
    /// The operation is carried out where its version is higher than the one in the index, or nothing is there.
    case external
    /// The same, and where it equals the one in the index, so that sending a version again changes the document again.
    case externalOrEqual = "external_gte"
}

/// What to do with one document.
public struct BulkOperation: Sendable, Hashable {
    /// What to do.
    public enum Action: String, Sendable, Hashable {
        /// Write it, whether or not it is there.
        case index
        /// Write it only where it is not there.
        case create
        /// Remove it; what is not there counts as removed.
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
    /// The document's version where it came from, from 0, not with ``Action/create``; with `nil` the index counts.
    public var version: Int?
    /// How ``version`` is compared; default ``BulkVersioning/external``.
    public var versioning: BulkVersioning

    /// Makes an operation.
    public init(
        _ action: Action = .index,
        id: String,
        source: [UInt8] = [],
        routing: String? = nil,
        version: Int? = nil,
        versioning: BulkVersioning = .external
    ) {
        self.action = action
        self.id = id
        self.source = source
        self.routing = routing
        self.version = version
        self.versioning = versioning
    }

    /// Why the operation cannot be sent; `nil` where it can.
    ///
    /// Catches what would break the batch around it: an empty or long id, a source that is missing or has a line break, a version
    /// that the server refuses.
    public var fault: String? {
        if id.isEmpty || id.utf8.count > 512 { return "its id has \(id.utf8.count) bytes; 1 to 512 are allowed" }
        if let version {
            if version < 0 { return "its version is \(version); external versions count from 0" }
            if action == .create { return "a creation has no version; use index, which refuses what is older" }
        }
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
        writeAction(to: &body)
        guard action != .delete else { return }
        body.append(contentsOf: source)
        body.append(0x0A)
    }

    /// Appends the action's line alone.
    func writeAction(to body: inout [UInt8]) {
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
        if let version {
            writer.raw(",\"version\":")
            writer.integer(version)
            writer.raw(
                versioning == .external ? ",\"version_type\":\"external\"" : ",\"version_type\":\"external_gte\""
            )
        }
        writer.raw("}}\n")
        swap(&writer.bytes, &body)
    }
}
