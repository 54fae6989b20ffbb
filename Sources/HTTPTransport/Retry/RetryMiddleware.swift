#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Sends requests again as a ``RetryPolicy`` decides; the last outcome is the caller's, answer or error.
///
/// A cancelled task stops waiting at once.
public struct RetryMiddleware<Time: Clock<Duration>>: HTTPMiddleware {
    /// When to send again.
    public var policy: RetryPolicy
    private let clock: Time
    private let observer: (any Observer)?
    private let random: @Sendable () -> Double
    private let secondsSince1970: @Sendable () -> Int64

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - policy: When to send again; default every default of ``RetryPolicy``.
    ///   - clock: What measures time and waits.
    ///   - observer: Who hears of each retry; default nobody.
    ///   - random: Gives random numbers from 0 to 1 for the jitter; default the system's.
    ///   - secondsSince1970: Gives the time for dates in `Retry-After`; default the system's.
    public init(
        policy: RetryPolicy = RetryPolicy(),
        clock: Time,
        observer: (any Observer)? = nil,
        random: @escaping @Sendable () -> Double = { .random(in: 0...1) },
        secondsSince1970: (@Sendable () -> Int64)? = nil
    ) {
        self.policy = policy
        self.clock = clock
        self.observer = observer
        self.random = random
        self.secondsSince1970 = secondsSince1970 ?? { Int64(time(nil)) }
    }

    /// Sends `request` up to ``RetryPolicy/maxAttempts`` times.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - next: What comes behind.
    /// - Returns: The last answer, whatever its status.
    /// - Throws: The last `TransportError`, or `CancellationError`.
    public func send(_ request: HTTPRequest, next: any HTTPTransport) async throws -> HTTPResponse {
        let start = clock.now
        var attempt = 1
        while true {
            let outcome: RetryPolicy.Outcome
            do {
                outcome = .response(try await next.send(request))
            } catch let error as TransportError {
                outcome = .failure(error)
            }
            let decision = policy.decision(
                after: outcome,
                to: request,
                attempt: attempt,
                elapsed: start.duration(to: clock.now),
                random: random(),
                now: secondsSince1970()
            )
            switch (decision, outcome) {
            case (.finish, .response(let response)): return response
            case (.finish, .failure(let error)): throw error
            case (.retry(let delay, let reason), _):
                observer?
                    .requestRetried(
                        RetryEvent(operation: request.operation, attempt: attempt, delay: delay, reason: reason)
                    )
                try await clock.sleep(for: delay)
                attempt += 1
            }
        }
    }
}

extension RetryMiddleware where Time == ContinuousClock {
    /// Makes the middleware on the system's clock.
    public init(policy: RetryPolicy = RetryPolicy(), observer: (any Observer)? = nil) {
        self.init(policy: policy, clock: ContinuousClock(), observer: observer)
    }
}
