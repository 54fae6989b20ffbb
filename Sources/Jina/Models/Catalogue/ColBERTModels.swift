import Embeddings

extension CatalogueModel {
    static let colbertV2 = CatalogueModel(
        id: "jina-colbert-v2",
        kinds: [.multiVector, .reranker],
        summary: "multilingual texts, a vector a token",
        parameters: 560_000_000,
        contextTokens: 8192,
        languages: "89 languages",
        modalities: [.text],
        tokenVectors: TokenVectors(128, sizes: [64, 96, 128], queryTokens: 32),
        reranking: Reranking(isListwise: false, passagesPerCall: 1000),
        outputTypes: tokenVectorOutputs,
        requestOptions: ["dimensions", "input_type", "top_n", "return_documents", "truncation"],
        licence: .nonCommercial,
        revision: "4552c4dc1ffd7d7a635b6a41a1077fe9c9cdd974",
        release: "2024-08-31",
        paper: "2408.16672",
        sources: [CatalogueSource.onPrem, CatalogueSource.api],
        notes: ["Each size has weights of its own: a smaller vector is not cut from a larger one.", callNote]
    )

    static let colbertV1 = CatalogueModel(
        id: "jina-colbert-v1-en",
        kinds: [.multiVector, .reranker],
        summary: "English texts, a vector a token",
        parameters: 137_000_000,
        contextTokens: 8192,
        languages: "English",
        modalities: [.text],
        tokenVectors: TokenVectors(128, sizes: [128]),
        reranking: Reranking(isListwise: false, passagesPerCall: 1000),
        outputTypes: tokenVectorOutputs,
        requestOptions: ["input_type", "top_n", "return_documents", "truncation"],
        licence: .apache2,
        revision: "31bb5a4d063a793f4aaaf6ecb9bf4ef1879ddf7d",
        release: "2024-02-17",
        sources: [CatalogueSource.onPrem, CatalogueSource.api],
        notes: [callNote]
    )

    private static let tokenVectorOutputs = ["float", "base64"]

    /// Whose number 1,000 is.
    static let callNote = "1,000 passages a call is what Weaviate's client sends; Jina documents no limit."
}
