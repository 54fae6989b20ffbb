/// The answer to one bulk request.
public struct BulkResponse: Sendable, Hashable {
    /// The time the server took.
    public var took: Duration
    /// Whether any operation failed.
    public var hasErrors: Bool
    /// The operations' answers, in the order of the request.
    public var items: [BulkItem]

    /// Makes a response.
    public init(took: Duration = .zero, hasErrors: Bool = false, items: [BulkItem] = []) {
        self.took = took
        self.hasErrors = hasErrors
        self.items = items
    }
}

/// The answer to one operation of a bulk request.
public struct BulkItem: Sendable, Hashable {
    /// What the answer means for the operation.
    public enum Outcome: Sendable, Hashable {
        /// It is done.
        case done
        /// The server had no room or no shard for it, or failed itself; the same operation may be sent again.
        case retryable
        /// It will fail again.
        case failed
    }

    /// The document's id.
    public var id: String
    /// The operation's own status.
    public var status: Int
    /// Why it failed; `nil` where it did not.
    public var error: ServerErrorCause?

    /// Makes an item.
    public init(id: String, status: Int, error: ServerErrorCause? = nil) {
        self.id = id
        self.status = status
        self.error = error
    }

    /// What the answer means; a deletion of what was not there (404 without an error) is done.
    public var outcome: Outcome {
        switch status {
        case 200..<300: .done
        case 404 where error == nil: .done
        case 429, 500...: .retryable
        default: .failed
        }
    }
}
