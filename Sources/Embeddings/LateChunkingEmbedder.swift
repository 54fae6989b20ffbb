/// An embedder that reads a whole document before it embeds the chunks of it, so that each chunk's vector knows its context.
///
/// Günther et al., "Late Chunking: Contextual Chunk Embeddings Using Long-Context Embedding Models" (arXiv 2409.04701).
public protocol LateChunkingEmbedder: Embedder {
    /// Whether this very model and service can do it.
    var embedsChunks: Bool { get }

    /// Embeds the chunks of one document together, for the document side of a search, at the model's full size.
    ///
    /// - Parameter chunks: The document's text, cut into pieces, in order; together at most ``EmbeddingModel/maxTokens``.
    /// - Returns: One outcome per chunk, in order, and what the call cost.
    /// - Throws: As ``Embedder/embed(_:role:dims:)``.
    func embedChunks(_ chunks: [String]) async throws -> EmbeddingBatch
}
