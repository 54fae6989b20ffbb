/// Decides when a request may start, from what was asked of the server in the last minute and what the server said.
///
/// A plain value without a clock: every function takes the time, so that a test can walk through an hour in no time. The
/// window slides, which never exceeds a server's fixed one. Use by others of the same key shows in the remaining counts of
/// the answers and is kept as entries of its own.
struct RateLimiter: Sendable {
    /// What ``admit(tokens:at:)`` decided.
    enum Decision: Hashable, Sendable {
        /// Go ahead; the number is for ``finish(_:remaining:at:)`` and ``settle(_:tokens:)``.
        case start(Int)
        /// Ask again after this time.
        case wait(Duration, reason: String)
        /// Ask again when a request has finished.
        case full
    }

    /// What an answer's headers say is left of the current minute.
    struct Remaining: Hashable, Sendable {
        var requests: Int?
        var tokens: Int?
    }

    /// How long a request counts.
    static let window: Duration = .seconds(60)
    /// The longest pause after a rejection whose answer names none.
    static let longestPause: Duration = .seconds(60)
    /// Answers in a row after which a reduced concurrency grows by one.
    static let answersPerGrowth = 20

    private struct Entry: Sendable {
        var id: Int
        var time: Duration
        var requests: Int
        var tokens: Int
        var isForeign: Bool
    }

    /// Requests a minute, raised when the server says that more are left.
    private(set) var requestsPerMinute: Int
    /// Tokens a minute, raised likewise.
    private(set) var tokensPerMinute: Int
    /// Requests at once at present: halved by a concurrency rejection, regrown by answers.
    private(set) var concurrency: Int
    /// Requests that have started and not finished.
    private(set) var active = 0

    private let maxConcurrency: Int
    private var entries: [Entry] = []
    private var lastID = 0
    private var pausedUntil: Duration = .zero
    private var rejections = 0
    private var answersSinceReduction = 0

    init(requestsPerMinute: Int, tokensPerMinute: Int, concurrency: Int) {
        self.requestsPerMinute = requestsPerMinute
        self.tokensPerMinute = tokensPerMinute
        self.concurrency = concurrency
        maxConcurrency = concurrency
    }

    /// Whether another request may run beside those that do.
    var hasFreeSlot: Bool { active < concurrency }

    /// Whether a request of about `tokens` may start at `now`, and counts it if so.
    ///
    /// A request larger than a whole minute's tokens starts when nothing else counts, so that it waits but is never stuck.
    mutating func admit(tokens: Int, at now: Duration) -> Decision {
        entries.removeAll { $0.time + Self.window <= now }
        if now < pausedUntil { return .wait(pausedUntil - now, reason: "the server asked to slow down") }
        guard hasFreeSlot else { return .full }
        if let wait = waitFor(1, of: \.requests, limit: requestsPerMinute, at: now) {
            return .wait(wait, reason: "\(requestsPerMinute) requests a minute")
        }
        if let wait = waitFor(tokens, of: \.tokens, limit: tokensPerMinute, at: now) {
            return .wait(wait, reason: "\(tokensPerMinute) tokens a minute")
        }
        active += 1
        lastID += 1
        entries.append(Entry(id: lastID, time: now, requests: 1, tokens: tokens, isForeign: false))
        return .start(lastID)
    }

    /// Notes that request `id` has ended, with the remaining counts of its answer where it had one.
    mutating func finish(_ id: Int, remaining: Remaining?, at now: Duration) {
        active = max(0, active - 1)
        guard let remaining else { return }
        rejections = 0
        if concurrency < maxConcurrency {
            answersSinceReduction += 1
            if answersSinceReduction >= Self.answersPerGrowth {
                answersSinceReduction = 0
                concurrency += 1
            }
        }
        learn(remaining.requests, of: \.requests, limit: \.requestsPerMinute, at: now)
        learn(remaining.tokens, of: \.tokens, limit: \.tokensPerMinute, at: now)
    }

    /// Replaces the guessed tokens of request `id` by those the server counted.
    mutating func settle(_ id: Int, tokens: Int) {
        guard let place = entries.lastIndex(where: { $0.id == id && !$0.isForeign }) else { return }
        entries[place].tokens = tokens
    }

    /// Notes that request `id` was refused with 429, and pauses every other.
    ///
    /// - Returns: How long the pause is: `retryAfter` where the server said, else 1 s for too many at once, else 2, 4, 8 … 60 s.
    @discardableResult
    mutating func reject(_ id: Int, limit: JinaError.RateLimit, retryAfter: Duration?, at now: Duration) -> Duration {
        active = max(0, active - 1)
        entries.removeAll { $0.id == id && !$0.isForeign }
        let wasPaused = now < pausedUntil
        var pause: Duration
        if limit == .concurrency {
            // The rejections of one burst are one piece of news.
            if !wasPaused { concurrency = max(1, concurrency / 2) }
            answersSinceReduction = 0
            pause = .seconds(1)
        } else {
            if !wasPaused { rejections += 1 }
            pause = min(Self.longestPause, .seconds(1 << min(max(rejections, 1), 6)))
        }
        if let retryAfter { pause = retryAfter }
        pausedUntil = max(pausedUntil, now + pause)
        return pausedUntil - now
    }

    /// How long until `amount` more fits below `limit`; `nil` where it does now.
    private func waitFor(_ amount: Int, of count: KeyPath<Entry, Int>, limit: Int, at now: Duration) -> Duration? {
        guard limit < .max else { return nil }
        var sum = entries.reduce(0) { $0 + $1[keyPath: count] }
        guard sum > 0, sum + amount > limit else { return nil }
        for entry in entries {
            sum -= entry[keyPath: count]
            if sum + amount <= limit || sum <= 0 { return max(.milliseconds(1), entry.time + Self.window - now) }
        }
        return nil
    }

    /// Brings our own count into line with what the server says is left.
    private mutating func learn(
        _ remaining: Int?,
        of count: WritableKeyPath<Entry, Int>,
        limit: WritableKeyPath<RateLimiter, Int>,
        at now: Duration
    ) {
        guard let remaining, remaining >= 0, self[keyPath: limit] < .max else { return }
        self[keyPath: limit] = max(self[keyPath: limit], remaining)
        let used = entries.reduce(0) { $0 + $1[keyPath: count] }
        var difference = (self[keyPath: limit] - used) - remaining
        if difference > 0 {
            var entry = Entry(id: 0, time: now, requests: 0, tokens: 0, isForeign: true)
            entry[keyPath: count] = difference
            entries.append(entry)
        } else {
            // More is left than we thought: the server's minute began anew, so what others used counts no longer.
            for place in entries.indices.reversed() where entries[place].isForeign && difference < 0 {
                let dropped = min(entries[place][keyPath: count], -difference)
                entries[place][keyPath: count] -= dropped
                difference += dropped
            }
        }
    }
}
