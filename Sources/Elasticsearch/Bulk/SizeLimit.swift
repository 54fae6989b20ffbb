import Synchronization

/// The size from which on the server refused a request, learnt from its answers and shared by copies of an indexer.
final class SizeLimit: Sendable {
    private let bytes = Mutex(Int.max)

    /// A body of this many bytes or more is known to be refused.
    var value: Int { bytes.withLock { $0 } }

    func lower(to count: Int) { bytes.withLock { $0 = min($0, count) } }
}
