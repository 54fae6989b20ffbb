public import JSONValues

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

    /// What bodies may be longer than the bound while a document is tried in them.
    private static let slack = 64 << 10
    /// What is reserved at once; larger bodies, which hardly any server likes, grow.
    private static let largestRoom = 16 << 20

    private var bound: Int { min(maxBytes, max(1, learnedLimit ?? maxBytes)) }
    private let pool: BulkBodyPool
    private var body: [UInt8] = []
    private var entries: [BulkBatch.Entry] = []

    /// Makes an empty batcher.
    ///
    /// A batcher and its copies use the memory of batches that nobody holds any more for the next ones; at most 16 bodies are kept.
    ///
    /// - Parameters:
    ///   - maxBytes: The most bytes of a batch; Elasticsearch takes up to 100 MB and likes 5 to 15.
    ///   - maxOperations: The most operations of a batch.
    public init(maxBytes: Int = 5 << 20, maxOperations: Int = 1000) {
        self.maxBytes = max(1, maxBytes)
        self.maxOperations = max(1, maxOperations)
        // Arrays take twice the room they had when they outgrow it.
        pool = BulkBodyPool(largest: 2 * (self.maxBytes + Self.slack))
    }

    /// How many operations wait.
    public var count: Int { entries.count }

    /// How many bytes wait.
    public var bytes: Int { body.count }

    /// How many bytes there is memory for.
    var room: Int { body.capacity }

    /// Adds an operation.
    ///
    /// - Parameter operation: The operation; one with a ``BulkOperation/fault`` must not come here.
    /// - Returns: The batch that the operation completes or did not fit into any more; `nil` while there is room.
    public mutating func add(_ operation: BulkOperation) -> BulkBatch? {
        // What certainly does not fit is not tried.
        var full = body.count + operation.source.count > bound && !entries.isEmpty ? take() : nil
        makeRoom()
        let start = body.count
        operation.write(to: &body)
        return close(BulkBatch.Entry(operation, range: start..<body.count), &full)
    }

    /// Adds a document that is written where it will be sent from, without memory of its own.
    ///
    /// - Parameters:
    ///   - operation: What to do with it, not a deletion; its own ``BulkOperation/source`` is not used.
    ///   - write: Writes the document, one JSON object on one line without a line break behind it; it must only append.
    /// - Returns: The batch that the operation completes or did not fit into any more; `nil` while there is room.
    /// - Throws: What `write` throws; the operation is not added then.
    public mutating func add<Failure: Error>(
        _ operation: BulkOperation,
        writing write: (inout JSONWriter) throws(Failure) -> Void
    ) throws(Failure) -> BulkBatch? {
        makeRoom()
        let start = body.count
        operation.writeAction(to: &body)
        var writer = JSONWriter()
        swap(&writer.bytes, &body)
        do throws(Failure) {
            try write(&writer)
        } catch {
            writer.bytes.removeLast(writer.bytes.count - start)
            swap(&writer.bytes, &body)
            throw error
        }
        swap(&writer.bytes, &body)
        body.append(0x0A)
        var full: BulkBatch?
        return close(BulkBatch.Entry(operation, range: start..<body.count), &full)
    }

    /// Ends the last batch.
    ///
    /// - Returns: What waits; `nil` where nothing does.
    public mutating func finish() -> BulkBatch? { entries.isEmpty ? nil : take() }

    /// Keeps the lines that were written last, in the next batch where this one has no room for them.
    private mutating func close(_ entry: BulkBatch.Entry, _ full: inout BulkBatch?) -> BulkBatch? {
        var entry = entry
        if body.count > bound, !entries.isEmpty {
            let lines = Array(body[entry.range])
            body.removeLast(lines.count)
            full = take()
            makeRoom()
            body.append(contentsOf: lines)
            entry.range = 0..<lines.count
        }
        entries.append(entry)
        if full == nil, entries.count >= maxOperations || body.count >= bound { full = take() }
        return full
    }

    /// Makes room for a whole batch at once; memory that is not written to yet takes none.
    private mutating func makeRoom() {
        guard body.capacity == 0 else { return }
        body = pool.take()
        body.reserveCapacity(min(maxBytes, Self.largestRoom) + Self.slack)
    }

    private mutating func take() -> BulkBatch {
        let batch = BulkBatch(body: body, entries: entries, pool: pool)
        body = []
        entries.removeAll(keepingCapacity: true)
        return batch
    }
}
