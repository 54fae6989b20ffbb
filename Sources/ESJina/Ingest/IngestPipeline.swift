public import Elasticsearch
public import Embeddings
public import HTTPTransport

/// Takes inputs to an index: reads, decodes, embeds, indexes and accounts for every one of them.
///
/// ```
/// source ─> windows of inputs ─> read, cut, decode ─> embed what is not cached ─> bulk ─> journal ─> account
/// ```
///
/// Several windows are under way at once. Each input ends in exactly one of indexed, unchanged, dead-lettered and skipped. A
/// vector is kept before its document is sent and a document is journalled after the server acknowledged it, so a run that
/// ends at any instant is completed by the next one, which pays for no vector again and indexes nothing twice (ids are the
/// inputs' own).
///
/// Memory: at most (``IngestOptions/concurrentWindows`` + 1) × (``IngestOptions/windowBytes`` or one larger input + 16 fetched pictures +
/// 64 prepared pictures + 512 documents with their vectors + one bulk body), whatever the number of inputs.
public struct IngestPipeline: Sendable {
    let client: ElasticsearchClient
    let index: String
    let embedder: any Embedder
    let multiVectorEmbedder: (any MultiVectorEmbedder)?
    let images: (any ImagePreparer)?
    let fetcher: (any ImageFetcher)?
    let options: IngestOptions
    let observer: (any Observer)?
    /// Counts instead of embedding, for a dry run; `nil` for the real thing.
    var rehearsal: Rehearsal?

    /// Makes a pipeline; sends nothing yet.
    ///
    /// - Parameters:
    ///   - client: The cluster or embedded node.
    ///   - index: The index; made with the right mapping where there is none.
    ///   - embedder: What makes the vectors; ``PrecomputedEmbedder`` where the inputs bring theirs.
    ///   - multiVectorEmbedder: What makes the vectors of tokens for late interaction; `nil` for none.
    ///   - images: What decodes pictures; `nil` dead-letters them.
    ///   - fetcher: What fetches pictures named by URL; `nil` dead-letters them.
    ///   - options: Sizes and limits.
    ///   - observer: Hears of batches and of every item's end.
    public init(
        client: ElasticsearchClient,
        index: String,
        embedder: any Embedder,
        multiVectorEmbedder: (any MultiVectorEmbedder)? = nil,
        images: (any ImagePreparer)?,
        fetcher: (any ImageFetcher)? = nil,
        options: IngestOptions,
        observer: (any Observer)? = nil
    ) {
        self.client = client
        self.index = index
        self.embedder = embedder
        self.multiVectorEmbedder = multiVectorEmbedder
        self.images = images
        self.fetcher = fetcher
        self.options = options
        self.observer = observer
    }

    /// Runs one ingest to its end.
    ///
    /// Sends `GET /`, `GET /_license`, the creation or check of the index, one `_bulk` a batch, one `_refresh`, and what comparing the
    /// index with the journal takes.
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
        try await run(source, monitor: monitor, outcomes: nil)
    }

    /// Runs one ingest while its outcomes are read, one by one.
    ///
    /// The run starts when the first outcome is asked for, waits while the reader is more than 1,024 outcomes behind, and is
    /// cancelled when the reader stops; the next run goes on from there. Errors are thrown to the reader.
    ///
    /// - Parameters:
    ///   - source: The inputs, in an order that is the same in every run.
    ///   - monitor: Shows the counts while it runs and can ask it to stop.
    /// - Returns: One outcome an input, in the order they end; its ``IngestOutcomes/report`` is there after the last one.
    public func outcomes<Source: AsyncSequence & Sendable>(
        of source: Source,
        monitor: IngestMonitor = IngestMonitor()
    ) -> IngestOutcomes where Source.Element == SourceStep {
        IngestOutcomes { channel in
            try await run(source, monitor: monitor, outcomes: channel)
        }
    }

    private func run<Source: AsyncSequence & Sendable>(
        _ source: Source,
        monitor: IngestMonitor,
        outcomes: BoundedChannel<ItemOutcome>?
    ) async throws -> IngestReport where Source.Element == SourceStep {
        try await TraceContext.$current.withValue(options.trace ?? .next()) {
            try await IngestRun.open(self, monitor: monitor, outcomes: outcomes).complete(source)
        }
    }
}
