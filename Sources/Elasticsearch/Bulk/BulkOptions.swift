/// How a ``BulkIndexer`` sends and how long it keeps trying.
public struct BulkOptions: Sendable, Hashable {
    /// When documents become visible; default with the index's next refresh.
    public var refresh: RefreshPolicy
    /// The ingest pipeline that documents go through; `nil` for the index's default one, `_none` for none at all.
    ///
    /// A document that the pipeline drops counts as done, because the server says so.
    public var pipeline: String?
    /// The most times one operation is sent; default 8, at least 1.
    public var maxAttempts: Int
    /// The most times one operation is sent that the server itself fails on with status 500; default 4, at least 1.
    ///
    /// It then ends with the server's error, as a document that is to blame for it, and holds nothing up any longer.
    public var maxServerErrorAttempts: Int
    /// The wait after the first failed try, doubled with each further one; default 500 ms.
    public var initialBackoff: Duration
    /// The longest wait between two tries; default 30 s.
    public var maxBackoff: Duration
    /// The longest time one batch may take, waits included; default 10 min.
    public var maxTotalTime: Duration
    /// How many requests may be under way at once at first, before the server has shown what it bears; default 2.
    public var initialConcurrency: Int
    /// The most requests that may ever be under way at once; default 8.
    public var maxConcurrency: Int
    /// The value of `X-Opaque-Id` on every request, by which the server's logs and tasks name the sender; `nil` for none.
    ///
    /// What is not printable ASCII is left out of it.
    public var opaqueID: String?

    /// Makes options.
    public init(
        refresh: RefreshPolicy = .none,
        pipeline: String? = nil,
        maxAttempts: Int = 8,
        maxServerErrorAttempts: Int = 4,
        initialBackoff: Duration = .milliseconds(500),
        maxBackoff: Duration = .seconds(30),
        maxTotalTime: Duration = .seconds(600),
        initialConcurrency: Int = 2,
        maxConcurrency: Int = 8,
        opaqueID: String? = nil
    ) {
        self.refresh = refresh
        self.pipeline = pipeline
        self.maxAttempts = max(1, maxAttempts)
        self.maxServerErrorAttempts = max(1, maxServerErrorAttempts)
        self.initialBackoff = initialBackoff
        self.maxBackoff = maxBackoff
        self.maxTotalTime = maxTotalTime
        self.initialConcurrency = max(1, initialConcurrency)
        self.maxConcurrency = max(1, maxConcurrency)
        self.opaqueID = opaqueID
    }

    /// The wait after try `attempt`, counted from 1, for a random number of 0 to 1: between half and all of the doubled wait.
    ///
    /// Doubling as in RFC 9110's retry practice, "equal jitter" so that waits neither vanish nor run in step.
    package func backoff(after attempt: Int, random: Double) -> Duration {
        let doubled = min(maxBackoff, initialBackoff * (1 << min(attempt - 1, 20)))
        return doubled / 2 + doubled / 2 * random
    }
}
