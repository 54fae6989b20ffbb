public import Elasticsearch
public import Embeddings
public import HTTPTransport

/// Takes a source through an ingest that embeds nothing and writes nothing of value.
///
/// It is the pipeline itself, with two parts exchanged: what would embed counts instead, and documents go, without their vectors,
/// to an engine that is thrown away afterwards and says to each what a real one would. So the inputs it rejects are those that an
/// ingest into an empty index rejects, for the same reasons. What only the embedder's server can find wrong with an input is not
/// known.
///
/// The journal is not touched; the embedding cache is only looked into. Memory is bounded as that of ``IngestPipeline``; the
/// scratch directory grows with the texts, not with the pictures.
public struct DryRun: Sendable {
    /// How many inputs that would be rejected are listed.
    public static let listedFailures = 10_000

    private let engine: ElasticsearchClient
    private let scratchDirectory: String
    private let index: String
    private let embedder: any Embedder
    private let alternatives: [any Embedder]
    private let multiVectorEmbedder: (any MultiVectorEmbedder)?
    private let images: (any ImagePreparer)?
    private let fetcher: (any ImageFetcher)?
    private let options: IngestOptions
    private let capabilities: Capabilities
    private let observer: (any Observer)?

    /// Makes a dry run; sends nothing yet.
    ///
    /// - Parameters:
    ///   - engine: An empty engine to throw away, such as an embedded node in a temporary directory.
    ///   - scratchDirectory: An empty directory to throw away.
    ///   - index: The index, for messages.
    ///   - embedder: What would make the vectors; it is asked for its limits and what it refuses, never for a vector.
    ///   - alternatives: The same model as other kinds of server would serve it, where it is not known which one will: a vector that is
    ///     kept from any of them counts as kept.
    ///   - multiVectorEmbedder: What would make the vectors of tokens; `nil` for none.
    ///   - images: What decodes pictures; `nil` rejects them.
    ///   - fetcher: What fetches pictures named by URL; `nil` rejects them.
    ///   - options: As for the ingest; its state directory is that of the embedding cache.
    ///   - capabilities: The server that documents would be sent to.
    ///   - observer: Hears of stages and of every item's end.
    public init(
        engine: ElasticsearchClient,
        scratchDirectory: String,
        index: String,
        embedder: any Embedder,
        alternatives: [any Embedder] = [],
        multiVectorEmbedder: (any MultiVectorEmbedder)? = nil,
        images: (any ImagePreparer)?,
        fetcher: (any ImageFetcher)? = nil,
        options: IngestOptions,
        capabilities: Capabilities,
        observer: (any Observer)? = nil
    ) {
        self.engine = engine
        self.scratchDirectory = scratchDirectory
        self.index = index
        self.embedder = embedder
        self.alternatives = alternatives
        self.multiVectorEmbedder = multiVectorEmbedder
        self.images = images
        self.fetcher = fetcher
        self.options = options
        self.capabilities = capabilities
        self.observer = observer
    }

    /// Runs to the end of the source, or to where it is asked to stop.
    ///
    /// - Parameters:
    ///   - source: The inputs.
    ///   - monitor: Shows the counts while it runs and can ask it to stop.
    /// - Returns: What an ingest would do.
    /// - Throws: ``IngestError`` where the scratch directory or the cache cannot be used or too many inputs fail,
    ///   `ElasticsearchError` where the engine cannot go on, `CancellationError`.
    public func run<Source: AsyncSequence & Sendable>(
        _ source: Source,
        monitor: IngestMonitor = IngestMonitor()
    ) async throws -> DryRunReport where Source.Element == SourceStep {
        try StateDirectory.make(scratchDirectory)
        let rehearsal = try Rehearsal(
            capabilities: capabilities,
            directory: scratchDirectory,
            cache: try EmbeddingCache(reading: options.stateDirectory),
            alternatives: alternatives,
            maxBulkBytes: options.maxBulkBytes
        )
        var options = options
        options.vectors = try encodings()
        options.stateDirectory = scratchDirectory
        options.bulk.pipeline = nil
        options.createsOnly = false
        options.prune = nil
        options.defersRefresh = false
        options.reconciliationSample = 0
        var pipeline = IngestPipeline(
            client: engine,
            index: index,
            embedder: embedder,
            multiVectorEmbedder: multiVectorEmbedder,
            images: images,
            fetcher: fetcher,
            options: options,
            observer: observer
        )
        pipeline.rehearsal = rehearsal
        let report = try await pipeline.run(source, monitor: monitor)
        return DryRunReport(
            ingest: report,
            sent: rehearsal.sent,
            vectors: rehearsal.vectors,
            tokenVectors: rehearsal.tokenVectors
        )
    }

    /// What the vectors of each size are stored as and compared by on the server; how they are indexed is no matter here, and the
    /// engine may not know it.
    private func encodings() throws -> VectorOptions {
        let plan = try IndexPlan(embedder: embedder, dims: options.dims, images: options.images)
        var encodings = VectorOptions()
        for dims in plan.dims {
            let field = try options.vectors.choice(dims: dims, for: capabilities).field
            encodings.sizes[dims] = VectorOptions(elementType: field.elementType, similarity: field.similarity)
        }
        return encodings
    }
}
