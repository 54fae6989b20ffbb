import Synchronization

/// Memory of bodies that were sent, for those that come.
///
/// A body is some megabytes that are written once. Memory that comes new from the system is cleared page by page on first use,
/// which takes longer than writing documents to it.
final class BulkBodyPool: Sendable {
    /// More are never needed: the largest number of requests that any indexer has under way.
    static let maxBodies = 16

    private let largest: Int
    private let free = Mutex<[[UInt8]]>([])

    /// Makes an empty pool; memory of more than `largest` bytes, which a single huge document took, is not kept.
    init(largest: Int) { self.largest = largest }

    /// An empty body, with the capacity of one before where there is one.
    func take() -> [UInt8] {
        // The one that has been here longest, which whoever sent it has let go of by now.
        var body = free.withLock { $0.isEmpty ? [] : $0.removeFirst() }
        body.removeAll(keepingCapacity: true)
        return body
    }

    func give(_ body: consuming [UInt8]) {
        guard body.capacity <= largest else { return }
        free.withLock { [body] in
            if $0.count < Self.maxBodies { $0.append(body) }
        }
    }
}

/// The body that copies of a batch share.
final class BulkBodyStorage: Sendable {
    let bytes: [UInt8]
    private let pool: BulkBodyPool?

    init(_ bytes: [UInt8], pool: BulkBodyPool?) {
        self.bytes = bytes
        self.pool = pool
    }

    // Whoever still sends the bytes keeps them: the next body then gets memory of its own.
    deinit { pool?.give(bytes) }
}
