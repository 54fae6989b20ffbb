import Synchronization

/// A clock that is at once wherever a sleeper wants it, and knows how long was slept.
public final class InstantClock: Clock {
    /// The system's.
    public typealias Duration = Swift.Duration

    /// A time of the clock.
    public struct Instant: InstantProtocol {
        var offset: Swift.Duration
        /// The time so much later.
        public func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
        /// How much later another time is.
        public func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
        /// Whether one time is before another.
        public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Swift.Duration.zero, slept: Swift.Duration.zero))

    /// Makes a clock that stands at its beginning.
    public init() {}

    /// The time that was slept so far.
    public var now: Instant { Instant(offset: state.withLock { $0.now }) }
    /// Any duration can be slept.
    public var minimumResolution: Swift.Duration { .zero }
    /// How long was slept in all.
    public var slept: Swift.Duration { state.withLock { $0.slept } }

    /// Lets the time be `deadline` at once.
    public func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            guard deadline.offset > state.now else { return }
            state.slept += deadline.offset - state.now
            state.now = deadline.offset
        }
        await Task.yield()
    }
}
