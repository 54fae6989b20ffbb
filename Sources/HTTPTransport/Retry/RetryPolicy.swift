/// When a request is sent again, and how long to wait before; a value whose decisions need neither clock nor network.
public struct RetryPolicy: Sendable, Hashable {
    /// How many times a request is sent at most, the first time included, from 1; default 5.
    public var maxAttempts: Int
    /// The longest pause before the second time; it doubles with every further one; default 250 ms.
    public var baseDelay: Duration
    /// The longest pause, also where a server asks for more; default 30 s.
    public var maxDelay: Duration
    /// The longest time from the first sending to the start of the last; default 5 min.
    public var totalDeadline: Duration
    /// The statuses that mean that the same request may well succeed later; default 429, 502, 503 and 504.
    public var retriedStatuses: Set<Int>

    /// Makes a policy.
    public init(
        maxAttempts: Int = 5,
        baseDelay: Duration = .milliseconds(250),
        maxDelay: Duration = .seconds(30),
        totalDeadline: Duration = .seconds(300),
        retriedStatuses: Set<Int> = [429, 502, 503, 504]
    ) {
        self.maxAttempts = maxAttempts
        self.baseDelay = baseDelay
        self.maxDelay = maxDelay
        self.totalDeadline = totalDeadline
        self.retriedStatuses = retriedStatuses
    }

    /// Never sends twice.
    public static let never = RetryPolicy(maxAttempts: 1)

    /// How an attempt ended.
    public enum Outcome: Sendable {
        /// With an answer.
        case response(HTTPResponse)
        /// Without one.
        case failure(TransportError)
    }

    /// What to do after an attempt.
    public enum Decision: Sendable, Hashable {
        /// Hand the outcome to the caller.
        case finish
        /// Send again after a pause, for a reason in a few words.
        case retry(after: Duration, reason: String)
    }

    /// Decides what follows an attempt.
    ///
    /// A request is sent again after a transient failure or one of ``retriedStatuses``: always where it is idempotent,
    /// otherwise only where no byte of it can have arrived. A streamed body is never sent twice. The pause is the one the
    /// server asks for by `Retry-After`, else random between zero and a bound that doubles each time (full jitter,
    /// Brooker, "Exponential Backoff And Jitter", AWS 2015). Where the server asks for more than ``maxDelay``, or the
    /// pause would end after ``totalDeadline``, the outcome stands.
    ///
    /// - Parameters:
    ///   - outcome: How the attempt ended.
    ///   - request: What was sent.
    ///   - attempt: How many times it was sent so far, from 1.
    ///   - elapsed: The time since the first sending started.
    ///   - random: A random number from 0 to 1.
    ///   - now: The seconds since 1970, for a `Retry-After` that is a date; `nil` where the time is not known.
    /// - Returns: The decision.
    public func decision(
        after outcome: Outcome,
        to request: HTTPRequest,
        attempt: Int,
        elapsed: Duration,
        random: Double,
        now: Int64? = nil
    ) -> Decision {
        if case .stream = request.body { return .finish }
        guard attempt < maxAttempts else { return .finish }
        var asked: Duration?
        let reason: String
        switch outcome {
        case .response(let response):
            guard request.isIdempotent, retriedStatuses.contains(response.status) else { return .finish }
            asked = RetryAfter.duration(of: response, now: now)
            reason = "status \(response.status)"
        case .failure(let error):
            guard error.isTransient, request.isIdempotent || !error.requestMayHaveBeenProcessed else { return .finish }
            reason = error.kind.rawValue
        }
        let delay = asked ?? backoff(attempt: attempt, random: random)
        guard delay <= maxDelay, elapsed + delay <= totalDeadline else { return .finish }
        return .retry(after: delay, reason: reason)
    }

    private func backoff(attempt: Int, random: Double) -> Duration {
        var bound = baseDelay
        var doublings = attempt - 1
        while doublings > 0 && bound < maxDelay {
            bound *= 2
            doublings -= 1
        }
        return min(bound, maxDelay) * min(max(random, 0), 1)
    }
}
