/// Gathers operations into batches bounded by bytes and number.
///
/// A value without tasks or time: give it operations, send what it returns.
public struct BulkBatcher: Sendable {
    /// The most bytes of a batch; one document larger than that becomes a batch of its own; default 5 MiB.
    public let maxBytes: Int
    /// The most operations of a batch; default 1000.
    public let maxOperations: Int
    /// The largest body that the server is known to take, where that is less than ``maxBytes``; `nil` where it is not known.
    ///
    /// Set it from ``BulkIndexer/learnedSizeLimit`` now and then, so that batches are cut to size in the first place instead of
    /// being halved when they are sent.
    public var learnedLimit: Int?

    private var bound: Int { min(maxBytes, max(1, learnedLimit ?? maxBytes)) }
    private var body: [UInt8] = []
    private var entries: [BulkBatch.Entry] = []

    /// Makes an empty batcher.
    ///
    /// - Parameters:
    ///   - maxBytes: The most bytes of a batch; Elasticsearch takes up to 100 MB and likes 5 to 15.
    ///   - maxOperations: The most operations of a batch.
    public init(maxBytes: Int = 5 << 20, maxOperations: Int = 1000) {
        self.maxBytes = max(1, maxBytes)
        self.maxOperations = max(1, maxOperations)
    }

    /// How many operations wait.
    public var count: Int { entries.count }

    /// How many bytes wait.
    public var bytes: Int { body.count }

    /// Adds an operation.
    ///
    /// - Parameter operation: The operation; one with a ``BulkOperation/fault`` must not come here.
    /// - Returns: The batch that the operation completes or did not fit into any more; `nil` while there is room.
    public mutating func add(_ operation: BulkOperation) -> BulkBatch? {
        var full: BulkBatch?
        let start = body.count
        operation.write(to: &body)
        if body.count > bound, !entries.isEmpty {
            let line = Array(body[start...])
            body.removeLast(line.count)
            full = take()
            body = line
        }
        let begin = entries.isEmpty ? 0 : start
        entries.append(BulkBatch.Entry(operation, range: begin..<body.count))
        if full == nil, entries.count >= maxOperations || body.count >= bound { full = take() }
        return full
    }

    /// Ends the last batch.
    ///
    /// - Returns: What waits; `nil` where nothing does.
    public mutating func finish() -> BulkBatch? { entries.isEmpty ? nil : take() }

    private mutating func take() -> BulkBatch {
        let batch = BulkBatch(body: body, entries: entries)
        let room = min(maxBytes, body.count)
        body = []
        body.reserveCapacity(room)
        entries.removeAll(keepingCapacity: true)
        return batch
    }
}
