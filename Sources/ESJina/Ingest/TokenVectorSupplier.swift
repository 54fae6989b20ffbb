import ContentDigests
import Embeddings

/// The token vectors of texts.
///
/// They are kept, and go on from here, as bfloat16: half the bytes at a loss far below that of what documents hold, and a document is
/// the same whether its vectors come from the embedder or from the cache.
struct TokenVectorSupplier: VectorSupplier {
    let embedder: any MultiVectorEmbedder

    var modelID: String { embedder.model.id }
    var limits: EmbedderLimits { embedder.limits }
    var maxTokensPerText: Int { embedder.model.maxTokens }

    func embed(_ inputs: [EmbeddingInput]) async throws -> VectorBatch<PackedMultiVector> {
        let texts = inputs.map { if case .text(let text) = $0 { text } else { "" } }
        let batch = try await embedder.embed(texts, role: .document)
        return VectorBatch(
            outcomes: batch.outcomes.map { $0.flatMap(packed) },
            billedTokens: batch.billedTokens,
            interruption: batch.interruption,
            notes: batch.notes
        )
    }

    func embed(parts: [String]) async throws -> VectorBatch<PackedMultiVector> {
        try await embed(parts.map(EmbeddingInput.text))
    }

    private func packed(_ vectors: MultiVector) -> Result<PackedMultiVector, EmbeddingFailure> {
        do throws(EmbeddingError) {
            return .success(try PackedMultiVector(vectors, as: .bfloat16))
        } catch {
            return .failure(
                EmbeddingFailure("\(modelID) returned token vectors that cannot be used: \(error.message).")
            )
        }
    }

    func fault(of vector: PackedMultiVector) -> String? {
        vector.dims == embedder.dims
            ? nil : "The token vectors have \(vector.dims) dims; \(modelID) was to make \(embedder.dims)."
    }

    func key(of request: VectorRequest) -> ContentDigest {
        var hasher = ContentHasher()
        hasher.updateDelimited("token vectors")
        hasher.updateDelimited(embedder.fingerprint)
        hasher.updateDelimited(EmbeddingRole.document.rawValue)
        hasher.update(request.content.bytes)
        return hasher.finalize()
    }

    func bytes(of vector: PackedMultiVector) -> [UInt8] { vector.bytes }

    func vector(of bytes: UnsafeRawBufferPointer) -> PackedMultiVector? { try? PackedMultiVector(bytes: bytes) }

    func count(_ tally: VectorTally, in counters: inout IngestCounters) {
        counters.multiVectors += tally.made
        counters.multiVectorCalls += tally.calls
        counters.cachedMultiVectors += tally.cached
    }
}
