public import Elasticsearch
public import Embeddings
public import HTTPTransport

/// Takes inputs to an index: reads, decodes, embeds, indexes and accounts for every one of them.
///
/// ```
/// source ─> windows of inputs ─> read, decode ─> embed what is not cached ─> bulk ─> journal
/// ```
///
/// Several windows are under way at once. Each input ends in exactly one of indexed, unchanged, dead-lettered and skipped. A
/// vector is kept before its document is sent and a document is journalled after the server acknowledged it, so a run that
/// ends at any instant is completed by the next one, which pays for no vector again and indexes nothing twice (ids are the
/// inputs' own). Inputs held in memory are bounded by ``IngestOptions/windowBytes`` (or one larger input) ×
/// (``IngestOptions/concurrentWindows`` + 1).
public struct IngestPipeline: Sendable {
    private let client: ElasticsearchClient
    private let index: String
    private let embedder: any Embedder
    private let images: (any ImagePreparer)?
    private let options: IngestOptions
    private let observer: (any Observer)?

    /// Makes a pipeline; sends nothing yet.
    ///
    /// - Parameters:
    ///   - client: The cluster or embedded node.
    ///   - index: The index; made with the right mapping where there is none.
    ///   - embedder: What makes the vectors.
    ///   - images: What decodes pictures; `nil` dead-letters them.
    ///   - options: Sizes and limits.
    ///   - observer: Hears of every item's end.
    public init(
        client: ElasticsearchClient,
        index: String,
        embedder: any Embedder,
        images: (any ImagePreparer)?,
        options: IngestOptions,
        observer: (any Observer)? = nil
    ) {
        self.client = client
        self.index = index
        self.embedder = embedder
        self.images = images
        self.options = options
        self.observer = observer
    }

    /// Runs one ingest to its end.
    ///
    /// Sends `GET /`, `GET /_license`, the creation or check of the index, one `_bulk` a batch and one `_refresh`.
    ///
    /// - Parameters:
    ///   - source: The inputs, in an order that is the same in every run.
    ///   - monitor: Shows the counts while it runs and can ask it to stop.
    /// - Returns: The report; inputs that failed are in it, not thrown.
    /// - Throws: ``IngestError``, `ElasticsearchError` or the embedder's error where the whole run cannot go on, and
    ///   `CancellationError`. What was acknowledged until then stays, and the next run goes on from there.
    public func run<Source: AsyncSequence & Sendable>(
        _ source: Source,
        monitor: IngestMonitor = IngestMonitor()
    ) async throws -> IngestReport where Source.Element == SourceStep {
        let start = ContinuousClock.now
        let journal = try IngestJournal(directory: options.stateDirectory, index: index)
        let capabilities = try await client.capabilities()
        let (plan, target) = try await IngestTarget.open(client: client, index: index, capabilities: capabilities) {
            existing in
            // The sizes of another model's index are not this model's; that mismatch is the one to report.
            let isSameModel = existing?.embedderFingerprint == embedder.fingerprint
            let dims = options.dims.isEmpty && isSameModel ? existing?.dims ?? [] : options.dims
            return try IndexPlan(embedder: embedder, dims: dims, images: options.images)
        }
        let deadLetters = DeadLetterFile(path: FilePath.join(options.stateDirectory, "\(index).dead-letters.ndjson"))
        let ledger = IngestLedger(deadLetters: deadLetters, monitor: monitor, observer: observer)
        let window = IngestWindow(
            client: client,
            index: index,
            target: target.id,
            journal: journal,
            preparer: ItemPreparer(plan: plan, images: images, options: options.images),
            embedding: EmbeddingStage(
                embedder: embedder,
                cache: try EmbeddingCache(directory: options.stateDirectory),
                preprocessing: options.images.fingerprint,
                monitor: monitor
            ),
            documents: DocumentBuilder(plan: plan, usesBase64: capabilities.acceptsBase64Vectors),
            languages: CaptionLanguages(client: client, index: index, known: target.captionLanguages),
            bulk: BulkIndexer(client: client, index: index, options: options.bulk, observer: observer),
            ledger: ledger,
            maxBulkBytes: options.maxBulkBytes
        )
        let isComplete = try await feed(source, through: window, ledger: ledger, monitor: monitor)
        try await client.refresh(index)
        return IngestReport(
            index: index,
            model: plan.model.id,
            dims: plan.dims,
            counters: monitor.snapshot,
            skippedReasons: ledger.skippedReasons,
            failures: ledger.failures,
            deadLetterPath: deadLetters.exists ? deadLetters.path : nil,
            duration: .now - start,
            isInterrupted: !isComplete
        )
    }

    /// Cuts the source into windows and keeps a bounded number of them under way.
    ///
    /// - Returns: Whether the source was exhausted, rather than left at a request to stop.
    private func feed<Source: AsyncSequence & Sendable>(
        _ source: Source,
        through window: IngestWindow,
        ledger: IngestLedger,
        monitor: IngestMonitor
    ) async throws -> Bool where Source.Element == SourceStep {
        let concurrency = max(1, min(options.concurrentWindows, embedder.limits.maxConcurrentCalls))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            var entries: [SourceEntry] = []
            var bytes = 0
            var running = 0
            func flush() async throws {
                guard !entries.isEmpty else { return }
                if running == concurrency {
                    try await group.next()
                    running -= 1
                }
                let full = entries
                entries = []
                bytes = 0
                group.addTask { try await window.process(full) }
                running += 1
            }
            var iterator = source.makeAsyncIterator()
            var isComplete = true
            while let step = try await iterator.next() {
                if monitor.isStopping {
                    isComplete = false
                    break
                }
                monitor.update { $0.started += 1 }
                switch step {
                case .entry(let entry):
                    if bytes + entry.byteCount > options.windowBytes { try await flush() }
                    entries.append(entry)
                    bytes += entry.byteCount
                case .skipped(let position, let reason): ledger.skip(position, reason: reason)
                case .failed(let position, let error): try ledger.reject(position, id: nil, error)
                }
                if entries.count >= options.windowSize { try await flush() }
            }
            try await flush()
            try await group.waitForAll()
            return isComplete
        }
    }
}

/// How an ingest runs.
public struct IngestOptions: Sendable {
    /// The directory of the journal, the cache and the dead letters.
    public var stateDirectory: String
    /// The sizes to index; empty for the model's full size alone.
    public var dims: [Int] = []
    /// How pictures are prepared.
    public var images = ImageOptions()
    /// How many inputs are worked on together; default 64.
    public var windowSize = 64
    /// How many bytes of inputs are worked on together; default 32 MiB; a larger input has a window of its own.
    public var windowBytes = 32 << 20
    /// How many windows are under way at once, at most the embedder's concurrent calls; default 4.
    public var concurrentWindows = 4
    /// The largest bulk body in bytes; default 5 MiB.
    public var maxBulkBytes = 5 << 20
    /// How bulk requests are retried.
    public var bulk = BulkOptions()

    /// Makes options with the defaults.
    public init(stateDirectory: String) { self.stateDirectory = stateDirectory }
}
