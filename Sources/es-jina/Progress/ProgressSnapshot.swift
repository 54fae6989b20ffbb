/// How far some work has come, at one moment.
struct ProgressSnapshot: Sendable, Hashable {
    /// What is being done, as a verb: `Ingesting`.
    var title: String
    /// The time since the start.
    var elapsed: Duration = .zero
    /// Items that reached their end.
    var done = 0
    /// Items there are in all; `nil` while nobody knows.
    var total: Int?
    /// Items finished in a second of late; `nil` before there is a measure.
    var rate: Double?
    /// Items under way.
    var inFlight = 0
    /// Requests that were sent again.
    var retries = 0
    /// Items that could not be indexed.
    var deadLetters = 0
    /// Items left out on purpose.
    var skipped = 0
    /// Items that were there already.
    var unchanged = 0
    /// Tokens billed.
    var tokens = 0
    /// Estimated cost in US dollars; `nil` where there is no price.
    var cost: Double?
    /// Why the work waits, such as `rate limit`; `nil` while it does not.
    var waiting: String?

    init(_ title: String) { self.title = title }

    /// The time left by the late rate; `nil` while it cannot be told.
    var remaining: Duration? {
        guard let total, let rate, rate > 0, total >= done else { return nil }
        return .milliseconds(Int64((Double(total - done) / rate * 1000).rounded()))
    }
}
