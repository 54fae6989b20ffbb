/// How a ``BulkIndexer`` sends and how long it keeps trying.
public struct BulkOptions: Sendable, Hashable {
    /// When documents become visible; default with the index's next refresh.
    public var refresh: RefreshPolicy
    /// The most times one operation is sent; default 8, at least 1.
    public var maxAttempts: Int
    /// The wait after the first failed try, doubled with each further one; default 500 ms.
    public var initialBackoff: Duration
    /// The longest wait between two tries; default 30 s.
    public var maxBackoff: Duration
    /// The longest time one batch may take, waits included; default 10 min.
    public var maxTotalTime: Duration

    /// Makes options.
    public init(
        refresh: RefreshPolicy = .none,
        maxAttempts: Int = 8,
        initialBackoff: Duration = .milliseconds(500),
        maxBackoff: Duration = .seconds(30),
        maxTotalTime: Duration = .seconds(600)
    ) {
        self.refresh = refresh
        self.maxAttempts = max(1, maxAttempts)
        self.initialBackoff = initialBackoff
        self.maxBackoff = maxBackoff
        self.maxTotalTime = maxTotalTime
    }

    /// The wait after try `attempt`, counted from 1, for a random number of 0 to 1: between half and all of the doubled wait.
    ///
    /// Doubling as in RFC 9110's retry practice, "equal jitter" so that waits neither vanish nor run in step.
    func backoff(after attempt: Int, random: Double) -> Duration {
        let doubled = min(maxBackoff, initialBackoff * (1 << min(attempt - 1, 20)))
        return doubled / 2 + doubled / 2 * random
    }
}

/// What became of one operation in the end.
public struct BulkOutcome: Sendable {
    /// The document's id.
    public var id: String
    /// The operation's status, 201 for created and 200 for changed; `nil` where no answer said so.
    public var status: Int?
    /// How many times it was sent.
    public var attempts: Int
    /// Why it is not done; `nil` where it is.
    public var failure: ElasticsearchError?

    /// Makes an outcome.
    public init(id: String, status: Int?, attempts: Int, failure: ElasticsearchError? = nil) {
        self.id = id
        self.status = status
        self.attempts = attempts
        self.failure = failure
    }

    /// Whether the server acknowledged it.
    public var isDone: Bool { failure == nil }
}
