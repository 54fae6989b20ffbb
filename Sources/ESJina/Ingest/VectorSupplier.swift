import ContentDigests
import Embeddings

/// What gives an ingest its vectors: ``VectorStage``, which buys them, or a ``RehearsalStage``, which only counts.
protocol VectorSource<Vector>: Sendable {
    /// What an input becomes.
    associatedtype Vector: Sendable

    /// One outcome per request, in order; vectors have the model's full size.
    func vectors(for requests: [VectorRequest]) async throws -> [Result<Vector, EmbeddingFailure>]
}

/// What a ``VectorStage`` buys vectors from, and how it keeps them.
protocol VectorSupplier<Vector>: Sendable {
    /// What an input becomes.
    associatedtype Vector: Sendable

    /// The model's id, for messages.
    var modelID: String { get }
    /// How much one call may hold.
    var limits: EmbedderLimits { get }
    /// The longest text the model reads, in tokens.
    var maxTokensPerText: Int { get }

    /// One outcome per input, in order.
    func embed(_ inputs: [EmbeddingInput]) async throws -> VectorBatch<Vector>
    /// One outcome per part of a text that know each other, in order.
    func embed(parts: [String]) async throws -> VectorBatch<Vector>
    /// Why a vector cannot be used, as a sentence; `nil` where it can.
    func fault(of vector: Vector) -> String?
    /// What a request's vector is kept under: everything it depends on.
    func key(of request: VectorRequest) -> ContentDigest
    /// The form in which a vector is kept.
    func bytes(of vector: Vector) -> [UInt8]
    /// The vector that is kept as `bytes`; `nil` where they are none.
    func vector(of bytes: UnsafeRawBufferPointer) -> Vector?
    /// Counts what was done.
    func count(_ tally: VectorTally, in counters: inout IngestCounters)
}

/// One input with the digest of the content it was made from.
struct VectorRequest: Sendable {
    var input: EmbeddingInput
    var content: ContentDigest
    /// What it is embedded together with; `nil` where it is embedded by itself.
    var context: ChunkContext?
}

/// What a ``VectorStage`` did.
struct VectorTally {
    var made = 0
    var calls = 0
    var cached = 0
}

/// One vector an input, at the model's full size.
struct EmbeddingSupplier: VectorSupplier {
    let embedder: any Embedder
    /// Names how pictures are prepared, for the cache's key.
    let preprocessing: String

    var modelID: String { embedder.model.id }
    var limits: EmbedderLimits { embedder.limits }
    var maxTokensPerText: Int { embedder.model.maxTokens }

    func embed(_ inputs: [EmbeddingInput]) async throws -> EmbeddingBatch {
        try await embedder.embed(inputs, role: .document, dims: nil)
    }

    func embed(parts: [String]) async throws -> EmbeddingBatch {
        guard let embedder = embedder as? any LateChunkingEmbedder else {
            throw IngestError(
                .embedderFailed,
                "The embedder \(embedder.model.id) cannot embed the parts of a text together."
            )
        }
        return try await embedder.embedChunks(parts)
    }

    func fault(of vector: Embedding) -> String? {
        guard vector.dims == embedder.model.dims else {
            return "The vector has \(vector.dims) dims; \(embedder.model.id) has \(embedder.model.dims)."
        }
        guard vector.isFinite, vector.norm > 0 else {
            return "\(embedder.model.id) returned a vector that is zero or not finite."
        }
        return nil
    }

    func key(of request: VectorRequest) -> ContentDigest {
        var hasher = ContentHasher()
        hasher.updateDelimited(embedder.fingerprint)
        hasher.updateDelimited(EmbeddingRole.document.rawValue)
        hasher.updateDelimited(request.input.modality.rawValue)
        if case .image(let image) = request.input {
            hasher.updateDelimited(preprocessing)
            if embedder.readsImageWords { image.words.forEach { hasher.updateDelimited($0) } }
        }
        hasher.update(request.content.bytes)
        return hasher.finalize()
    }

    func bytes(of vector: Embedding) -> [UInt8] { vector.littleEndianBytes }

    func vector(of bytes: UnsafeRawBufferPointer) -> Embedding? { try? Embedding(littleEndianBytes: bytes) }

    func count(_ tally: VectorTally, in counters: inout IngestCounters) {
        counters.embedded += tally.made
        counters.embeddingCalls += tally.calls
        counters.cachedEmbeddings += tally.cached
    }
}

/// A stage of one vector an input.
typealias EmbeddingStage = VectorStage<EmbeddingSupplier>

extension VectorStage<EmbeddingSupplier> {
    init(
        embedder: any Embedder,
        cache: EmbeddingCache,
        preprocessing: String,
        monitor: IngestMonitor,
        warnings: WarningLog = WarningLog(),
        maxCalls: Int = 4
    ) {
        self.init(
            supplier: EmbeddingSupplier(embedder: embedder, preprocessing: preprocessing),
            cache: cache,
            monitor: monitor,
            warnings: warnings,
            maxCalls: maxCalls
        )
    }
}
