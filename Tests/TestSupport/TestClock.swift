import Synchronization

/// A clock that never waits: sleeping moves its time on at once and is written down.
public final class TestClock: Clock {
    /// A time of the clock.
    public struct Instant: InstantProtocol {
        /// How long after the clock was made.
        public var offset: Duration
        /// The time so much later.
        public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        /// How much later another time is.
        public func duration(to other: Instant) -> Duration { other.offset - offset }
        /// Whether one time is before another.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Instant(offset: .zero), sleeps: [Duration]()))

    /// Makes a clock that stands at its beginning.
    public init() {}

    /// The time it shows.
    public var now: Instant { state.withLock { $0.now } }
    /// The shortest time that can be slept.
    public var minimumResolution: Duration { .nanoseconds(1) }
    /// What was slept, one after the other.
    public var sleeps: [Duration] { state.withLock { $0.sleeps } }

    /// Lets time pass without a sleep.
    public func advance(by duration: Duration) { state.withLock { $0.now = $0.now.advanced(by: duration) } }

    /// Lets the time be `deadline` at once.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        state.withLock {
            $0.sleeps.append($0.now.duration(to: deadline))
            $0.now = max($0.now, deadline)
        }
    }
}
