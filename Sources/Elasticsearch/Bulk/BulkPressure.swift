public import HTTPTransport
import Synchronization

/// What a ``BulkIndexer`` and its copies have learnt of the server, and how long it has held them up.
public struct BulkPressure: Sendable, Hashable {
    /// How many requests may be under way at once, how many are, and how many wait for their turn.
    public var concurrency: ConcurrencyGate.Snapshot
    /// The time batches paused because the server had no room (429, 503, 504, time-outs), added up over batches.
    public var throttled: Duration
    /// How many such pauses there were.
    public var throttles: Int
    /// The largest body that the server takes, in bytes; `nil` where none was refused.
    public var learnedSizeLimit: Int?
}

/// What copies of an indexer share.
final class BulkShared: Sendable {
    let gate: ConcurrencyGate
    private let state = Mutex((size: BodySizeLimit(), throttled: Duration.zero, throttles: 0))

    init(gate: ConcurrencyGate) { self.gate = gate }

    var sizeLimit: Int? { state.withLock { $0.size.bytes } }

    func passed(_ bytes: Int) { state.withLock { $0.size.passed(bytes) } }

    func refused(_ bytes: Int) { state.withLock { $0.size.refused(bytes) } }

    func throttled(_ delay: Duration) {
        state.withLock {
            $0.throttled += delay
            $0.throttles += 1
        }
    }

    var pressure: BulkPressure {
        let (size, throttled, throttles) = state.withLock { $0 }
        return BulkPressure(
            concurrency: gate.snapshot,
            throttled: throttled,
            throttles: throttles,
            learnedSizeLimit: size.bytes
        )
    }
}
