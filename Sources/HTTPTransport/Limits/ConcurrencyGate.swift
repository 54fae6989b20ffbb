import Synchronization

/// Lets as many requests through at once as an ``AdaptiveConcurrency`` allows, in the order in which they came.
///
/// Whoever waits holds nothing: no permit, no thread. A waiting task that is cancelled leaves the line at once. Hold a permit for
/// one request only and give it back before any pause, so that a pause holds nobody else up.
public final class ConcurrencyGate: Sendable {
    /// What a gate knows at one moment.
    public struct Snapshot: Sendable, Hashable {
        /// How many requests may be under way at once.
        public var limit: Int
        /// How many are under way.
        public var inFlight: Int
        /// How many wait for their turn.
        public var waiting: Int
        /// How many times the limit was halved because the server had no room.
        public var cuts: Int
        /// The time that requests waited for their turn, added up.
        public var waited: Duration
    }

    private struct Waiter {
        let id: UInt64
        let since: Duration
        let continuation: CheckedContinuation<AdaptiveConcurrency.Ticket, any Error>
    }

    private struct State {
        var control: AdaptiveConcurrency
        var waiters: [Waiter] = []
        var lastID: UInt64 = 0
        /// Those that were cancelled before they stood in the line.
        var cancelled: Set<UInt64> = []
        var waited = Duration.zero
    }

    private let state: Mutex<State>
    private let elapsed: @Sendable () -> Duration

    /// Makes a gate.
    ///
    /// - Parameters:
    ///   - control: How the limit is learnt; default every default of ``AdaptiveConcurrency``.
    ///   - clock: What measures how long requests take; default the system's.
    public init(
        _ control: AdaptiveConcurrency = AdaptiveConcurrency(),
        clock: some Clock<Duration> = ContinuousClock()
    ) {
        state = Mutex(State(control: control))
        let start = clock.now
        elapsed = { start.duration(to: clock.now) }
    }

    /// What the gate knows now.
    public var snapshot: Snapshot {
        state.withLock {
            Snapshot(
                limit: $0.control.limit,
                inFlight: $0.control.inFlight,
                waiting: $0.waiters.count,
                cuts: $0.control.cuts,
                waited: $0.waited
            )
        }
    }

    /// Runs `body` when its turn has come.
    ///
    /// - Parameter body: One request, which says how it ended; one that throws counts as inconclusive.
    /// - Returns: The value of `body`.
    /// - Throws: What `body` throws, or `CancellationError` while it waits.
    public func perform<Value>(
        _ body: () async throws -> (value: Value, outcome: AdaptiveConcurrency.Outcome)
    ) async throws -> Value {
        let ticket = try await enter()
        var outcome = AdaptiveConcurrency.Outcome.inconclusive
        defer { leave(ticket, outcome) }
        let result = try await body()
        outcome = result.outcome
        return result.value
    }

    private func enter() async throws -> AdaptiveConcurrency.Ticket {
        try Task.checkCancellation()
        let now = elapsed()
        let (ticket, id) = state.withLock { state -> (AdaptiveConcurrency.Ticket?, UInt64) in
            if state.waiters.isEmpty, state.control.hasRoom { return (state.control.start(at: now), 0) }
            state.lastID += 1
            return (nil, state.lastID)
        }
        if let ticket { return ticket }
        defer { state.withLock { _ = $0.cancelled.remove(id) } }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if state.cancelled.contains(id) { return true }
                    state.waiters.append(Waiter(id: id, since: now, continuation: continuation))
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) } else { admit() }
            }
        } onCancel: {
            let waiter = state.withLock { state -> Waiter? in
                guard let place = state.waiters.firstIndex(where: { $0.id == id }) else {
                    state.cancelled.insert(id)
                    return nil
                }
                return state.waiters.remove(at: place)
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    private func leave(_ ticket: AdaptiveConcurrency.Ticket, _ outcome: AdaptiveConcurrency.Outcome) {
        let now = elapsed()
        state.withLock { $0.control.finish(ticket, outcome, at: now) }
        admit()
    }

    /// Lets in whoever has room now.
    private func admit() {
        let now = elapsed()
        let admitted = state.withLock { state -> [(Waiter, AdaptiveConcurrency.Ticket)] in
            var admitted: [(Waiter, AdaptiveConcurrency.Ticket)] = []
            while state.control.hasRoom, !state.waiters.isEmpty {
                let waiter = state.waiters.removeFirst()
                state.waited += now - waiter.since
                admitted.append((waiter, state.control.start(at: now)))
            }
            return admitted
        }
        for (waiter, ticket) in admitted { waiter.continuation.resume(returning: ticket) }
    }
}
