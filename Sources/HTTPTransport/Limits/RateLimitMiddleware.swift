import Synchronization

/// Holds requests back so that no more than a number of them start in a minute, evenly spread.
///
/// Copies share one limit. It learns nothing from answers: it keeps a limit that is known before. Requests go in the order
/// in which they came; one whose task is cancelled while it waits leaves its place empty.
public struct RateLimitMiddleware<Time: Clock<Duration>>: HTTPMiddleware {
    /// The most requests to start in a minute, from 1.
    public let requestsPerMinute: Int
    /// How many may start at once after a quiet time, from 1.
    public let burst: Int
    private let clock: Time
    private let observer: (any Observer)?
    private let schedule: Schedule

    private final class Schedule: Sendable {
        /// When the next request may start if no burst were allowed (the theoretical arrival time of the generic cell
        /// rate algorithm, ITU-T I.371).
        let next = Mutex<Time.Instant?>(nil)
    }

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - requestsPerMinute: The most requests to start in a minute; at least 1.
    ///   - burst: How many may start at once after a quiet time; default 1, at least 1.
    ///   - clock: What measures time and waits.
    ///   - observer: Who hears of each wait; default nobody.
    public init(requestsPerMinute: Int, burst: Int = 1, clock: Time, observer: (any Observer)? = nil) {
        self.requestsPerMinute = max(1, requestsPerMinute)
        self.burst = max(1, burst)
        self.clock = clock
        self.observer = observer
        schedule = Schedule()
    }

    /// Sends `request` on when its turn has come.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - next: What comes behind.
    /// - Returns: The answer of `next`.
    /// - Throws: What `next` throws, or `CancellationError` while it waits.
    public func send(_ request: HTTPRequest, next: any HTTPTransport) async throws -> HTTPResponse {
        let now = clock.now
        let delay = reserve(now)
        if delay > .zero {
            observer?
                .throttled(
                    ThrottleEvent(
                        operation: request.operation,
                        delay: delay,
                        reason: "\(requestsPerMinute) requests a minute"
                    )
                )
            try await clock.sleep(until: now.advanced(by: delay), tolerance: nil)
        }
        return try await next.send(request)
    }

    private func reserve(_ now: Time.Instant) -> Duration {
        let interval = Duration.seconds(60) / requestsPerMinute
        return schedule.next.withLock { next in
            let arrival = next.map { max($0, now) } ?? now
            next = arrival.advanced(by: interval)
            return max(.zero, now.duration(to: arrival) - interval * (burst - 1))
        }
    }
}

extension RateLimitMiddleware where Time == ContinuousClock {
    /// Makes the middleware on the system's clock.
    public init(requestsPerMinute: Int, burst: Int = 1, observer: (any Observer)? = nil) {
        self.init(requestsPerMinute: requestsPerMinute, burst: burst, clock: ContinuousClock(), observer: observer)
    }
}
