import ESJina

/// How far some work has come, at one moment.
struct ProgressSnapshot: Sendable, Hashable {
    /// What is being done, as a verb: `Ingesting`.
    var title: String
    /// The time since the start.
    var elapsed: Duration = .zero
    /// Whether this is the last one.
    var isFinal = false
    /// Items that reached their end.
    var done = 0
    /// Items there are in all; `nil` while nobody knows.
    var total: Int?
    /// How fast it goes of late, or went in all where this is the last one; `nil` before there is a measure.
    var reading: ProgressMeter.Reading?
    /// Items under way.
    var inFlight = 0
    /// Documents that were indexed.
    var indexed = 0
    /// Pictures that were prepared.
    var images = 0
    /// Bytes sent to the index.
    var bytes = 0
    /// Inputs that were sent to the embedder.
    var embedded = 0
    /// Inputs whose vectors were kept from before.
    var cached = 0
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

    /// The time left by the late pace; `nil` while it cannot be told.
    var remaining: Duration? {
        guard !isFinal, let total, total >= done, let pace = reading?.pace else { return nil }
        return .milliseconds(Int64(min(Double(total - done) * pace * 1000, 1e15).rounded()))
    }

    /// Takes over what an ingest counts.
    ///
    /// - Parameters:
    ///   - counters: The counts.
    ///   - tokenPrice: What a million tokens cost in US dollars; `nil` where nobody says.
    mutating func take(_ counters: IngestCounters, tokenPrice: Double? = nil) {
        done = counters.finished
        inFlight = max(0, counters.started - counters.finished)
        indexed = counters.indexed
        bytes = counters.bulkBytes
        embedded = counters.embedded
        cached = counters.cachedEmbeddings
        deadLetters = counters.deadLettered
        skipped = counters.skipped
        unchanged = counters.unchanged
        tokens = counters.billedTokens
        cost = tokenPrice.map { Double(counters.billedTokens) / 1_000_000 * $0 }
    }
}
