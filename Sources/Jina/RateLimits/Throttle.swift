import HTTPTransport
import Synchronization

/// Makes tasks wait as a ``RateLimiter`` decides.
final class Throttle: Sendable {
    private struct State: Sendable {
        var limiter: RateLimiter
        var waiters: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
        var lastWaiter = 0
    }

    private let state: Mutex<State>
    private let time: TimeSource
    private let observer: (any Observer)?

    init(_ limiter: RateLimiter, time: TimeSource, observer: (any Observer)?) {
        state = Mutex(State(limiter: limiter))
        self.time = time
        self.observer = observer
    }

    /// Waits until a request of about `tokens` may start and returns its number.
    ///
    /// - Throws: `CancellationError` where the task was cancelled while it waited.
    func start(tokens: Int, operation: String) async throws -> Int {
        while true {
            try Task.checkCancellation()
            let now = time.now()
            switch state.withLock({ $0.limiter.admit(tokens: tokens, at: now) }) {
            case .start(let id): return id
            case .full: try await waitForSlot()
            case .wait(let delay, let reason):
                observer?.throttled(ThrottleEvent(operation: operation, delay: delay, reason: reason))
                try await time.sleep(delay)
            }
        }
    }

    func finish(_ id: Int, remaining: RateLimiter.Remaining?) {
        let now = time.now()
        release { $0.finish(id, remaining: remaining, at: now) }
    }

    func settle(_ id: Int, tokens: Int) { state.withLock { $0.limiter.settle(id, tokens: tokens) } }

    func reject(_ id: Int, limit: JinaError.RateLimit, retryAfter: Duration?) -> Duration {
        let now = time.now()
        return release { $0.reject(id, limit: limit, retryAfter: retryAfter, at: now) }
    }

    private func release<Result: Sendable>(_ change: (inout RateLimiter) -> Result) -> Result {
        let (result, waiters) = state.withLock { state in
            let result = change(&state.limiter)
            // All of them: each asks the limiter again, and whoever finds no slot waits again.
            let waiters = state.waiters
            state.waiters = []
            return (result, waiters)
        }
        for waiter in waiters { waiter.continuation.resume() }
        return result
    }

    private func waitForSlot() async throws {
        let id = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isParked = state.withLock { state in
                    // Looked at under the lock, or a slot freed, or a cancellation made, just before would go unheard.
                    guard !state.limiter.hasFreeSlot, !Task.isCancelled else { return false }
                    state.waiters.append((id, continuation))
                    return true
                }
                if !isParked { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
            }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }
}

/// A clock as two functions, so that any `Clock` can stand behind it.
struct TimeSource: Sendable {
    /// The time since some fixed moment.
    let now: @Sendable () -> Duration
    /// Waits.
    let sleep: @Sendable (Duration) async throws -> Void

    init<C: Clock>(_ clock: C) where C.Duration == Duration {
        let start = clock.now
        now = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(until: clock.now.advanced(by: $0), tolerance: nil) }
    }
}
