import Synchronization

/// Watches one ingest from outside and can ask it to stop.
public final class IngestMonitor: Sendable {
    private let counters = Mutex(IngestCounters())
    private let stopping = Atomic(false)

    /// Makes a monitor for one run.
    public init() {}

    /// The counts at this moment.
    public var snapshot: IngestCounters { counters.withLock { $0 } }

    /// Asks the run to take no further input, finish what is under way and return its report.
    public func requestStop() { stopping.store(true, ordering: .relaxed) }

    /// Whether a stop was asked for.
    public var isStopping: Bool { stopping.load(ordering: .relaxed) }

    func update(_ change: (inout IngestCounters) -> Void) { counters.withLock { change(&$0) } }
}

/// What an ingest has done so far.
public struct IngestCounters: Sendable, Hashable {
    /// Inputs taken from the source.
    public var started = 0
    /// Documents the server acknowledged.
    public var indexed = 0
    /// Inputs that were in the index already, unchanged since.
    public var unchanged = 0
    /// Inputs that could not become documents.
    public var deadLettered = 0
    /// Files that were left out on purpose.
    public var skipped = 0
    /// Inputs sent to the embedder.
    public var embedded = 0
    /// Inputs whose vector was in the cache.
    public var cachedEmbeddings = 0
    /// Calls to the embedder.
    public var embeddingCalls = 0
    /// Tokens the embedder billed.
    public var billedTokens = 0
    /// Bulk batches sent.
    public var bulkBatches = 0
    /// Bytes of bulk bodies sent.
    public var bulkBytes = 0

    /// Makes counters of nothing.
    public init() {}

    /// Inputs that reached their end.
    public var finished: Int { indexed + unchanged + deadLettered + skipped }
}

/// How an ingest ended: every input is in exactly one of the four counts.
public struct IngestReport: Sendable {
    /// The index.
    public var index: String
    /// The embedding model's id.
    public var model: String
    /// The sizes indexed.
    public var dims: [Int]
    /// The counts.
    public var counters: IngestCounters
    /// How often each reason for leaving a file out occurred.
    public var skippedReasons: [String: Int]
    /// The first 100 inputs that could not become documents.
    public var failures: [Failure]
    /// The file that lists every one of them; `nil` where there is none.
    public var deadLetterPath: String?
    /// The time from start to end.
    public var duration: Duration
    /// Whether it was asked to stop before the source was exhausted.
    public var isInterrupted: Bool

    /// An input that could not become a document.
    public struct Failure: Sendable, Hashable {
        /// What names the input.
        public var position: String
        /// Why.
        public var error: InputError
    }
}
