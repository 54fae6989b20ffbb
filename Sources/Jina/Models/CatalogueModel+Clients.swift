public import Embeddings

/// What clients need to know, derived from the one entry of a model.
extension CatalogueModel {
    /// What an embedder must know; `nil` for a model without dense vectors.
    public var embeddingModel: EmbeddingModel? {
        guard let vectors else { return nil }
        return EmbeddingModel(
            id: id,
            dims: vectors.dims,
            matryoshkaDims: vectors.matryoshkaDims,
            dimsRange: vectors.dimsRange,
            modalities: modalities.intersection([.text, .image]),
            maxTokens: contextTokens,
            queryTask: queryTask,
            documentTask: documentTask
        )
    }

    /// What an embedder of token vectors must know; `nil` for a model whose requests ``JinaMultiVectorEmbedder`` does not write.
    public var multiVectorModel: MultiVectorModel? {
        guard let tokenVectors, kinds.first == .multiVector else { return nil }
        return MultiVectorModel(
            id: id,
            dims: tokenVectors.dims,
            sizes: tokenVectors.sizes,
            maxTokens: contextTokens
        )
    }

    /// What a reranker must know; `nil` for a model that orders nothing.
    public var rerankerModel: JinaRerankerModel? {
        guard let reranking else { return nil }
        return JinaRerankerModel(
            id: id,
            maxDocuments: reranking.passagesPerCall,
            isListwise: reranking.isListwise,
            contextTokens: contextTokens,
            documentTokens: reranking.passageTokens,
            maxDocumentTokens: reranking.maxPassageTokens,
            modalities: modalities.intersection([.text, .image])
        )
    }
}
