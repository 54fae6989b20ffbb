import JSONValues
import SQLiteStorage
import Synchronization

/// One committed state of an index, held for as long as somebody pages through it.
///
/// It keeps a read transaction open, so whatever is written, deleted or compacted meanwhile, by this process or another,
/// it sees what there was. As long as it is held, the index's write-ahead log cannot shrink.
final class HeldIndex: Sendable {
    let store: IndexStore
    private let snapshot: IndexSnapshot
    private let database: SQLiteDatabase

    init(store: IndexStore, snapshot: IndexSnapshot, database: SQLiteDatabase) {
        self.store = store
        self.snapshot = snapshot
        self.database = database
    }

    /// Runs `body` on the held state; one at a time.
    func read<Value>(_ body: (IndexReader) throws -> Value) throws -> Value {
        try database.withConnection { connection in
            try body(IndexReader(store: store, snapshot: snapshot, connection: connection))
        }
    }
}

/// The states of one or several indices that a client pages through.
struct PointInTime: Sendable {
    let number: Int
    let indices: [HeldIndex]
    var expires: ContinuousClock.Instant
}

/// The points in time a node holds: few, each for as long as its client asked, none beyond the life of the process.
final class PointsInTime: Sendable {
    /// How many there may be at once; each holds a connection to every one of its indices.
    static let limit = 64
    /// The longest time a point may be kept without being used, as the server's `search.max_keep_alive`.
    static let longestKeepAlive = 86_400_000_000_000

    private struct State {
        var points: [Int: PointInTime] = [:]
        var next = 1
    }

    /// Tells the points of this process from those of others.
    let session = NodeIdentity.randomID(bytes: 16)
    private let state = Mutex(State())
    private let clock = ContinuousClock()

    /// Lets go of the points nobody used in time.
    func removeExpired() {
        let expired = state.withLock { state -> [PointInTime] in
            guard !state.points.isEmpty else { return [] }
            let now = clock.now
            let expired = state.points.values.filter { $0.expires <= now }
            for point in expired { state.points[point.number] = nil }
            return expired
        }
        // Connections close here, outside the lock.
        _ = expired.count
    }

    /// Holds the present states of `stores`.
    func open(_ stores: [IndexStore], keepAlive: TimeValue) throws -> PointID {
        let number = try state.withLock { state in
            guard state.points.count < Self.limit else {
                throw RESTError(
                    429,
                    "es_rejected_execution_exception",
                    "the embedded node already holds \(Self.limit) points in time: close those that are no longer needed "
                        + "(DELETE /_pit) or wait until their keep_alive is over"
                )
            }
            state.next += 1
            return state.next - 1
        }
        let indices = try stores.map { try $0.hold() }
        let point = PointInTime(number: number, indices: indices, expires: clock.now + keepAlive.duration)
        state.withLock { $0.points[number] = point }
        return PointID(session: session, number: number, indices: stores.map(\.name))
    }

    /// The point with this id, its time prolonged; `nil` where there is none, or no longer.
    func point(_ id: PointID, keepAlive: TimeValue?) -> PointInTime? {
        guard id.session == session else { return nil }
        return state.withLock { state in
            guard var point = state.points[id.number] else { return nil }
            if let keepAlive { point.expires = clock.now + keepAlive.duration }
            state.points[id.number] = point
            return point
        }
    }

    /// Lets go of a point; the indices it held.
    func close(_ id: PointID) -> [IndexName] {
        guard id.session == session else { return [] }
        return state.withLock { $0.points.removeValue(forKey: id.number) }?.indices.map(\.store.name) ?? []
    }
}

/// What the id of a point in time says.
struct PointID: Sendable, Hashable {
    let session: String
    let number: Int
    let indices: [IndexName]

    private static let mark = "es-jina-pit"

    init(session: String, number: Int, indices: [IndexName]) {
        self.session = session
        self.number = number
        self.indices = indices
    }

    /// Reads an id.
    ///
    /// - Throws: ``RESTError`` where it is not one of this engine's.
    init(_ text: String) throws {
        let invalid = RESTError.illegalArgument(
            "[\(text.prefix(100))] is not the id of a point in time of the embedded node: open one with POST /INDEX/_pit"
        )
        guard let bytes = Hexadecimal.decode(text) else { throw invalid }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines.count % 2 == 1, lines[0] == Self.mark, let number = Int(lines[2]) else {
            throw invalid
        }
        session = String(lines[1])
        self.number = number
        indices = stride(from: 3, to: lines.count - 1, by: 2)
            .map { IndexName(name: String(lines[$0]), uuid: String(lines[$0 + 1])) }
    }

    /// The id as clients see it.
    var text: String {
        let lines = [Self.mark, session, String(number)] + indices.flatMap { [$0.name, $0.uuid] }
        let digits = Array("0123456789abcdef".utf8)
        let bytes = lines.joined(separator: "\n").utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
