public import Embeddings

/// The catalogue of Jina's dense embedding models and rerankers.
///
/// Sizes, contexts and Matryoshka sizes are those of `models/catalog.json` in `jina-ai/jina-on-prem`, tasks those of Jina's
/// OpenAPI description of April 2026. Mind the licences: clip-v1 and the v2 embeddings are Apache-2.0, v4 has the Qwen
/// research licence, every other model CC-BY-NC-4.0.
public enum JinaModels {
    // MARK: Texts and pictures

    /// Texts of 89 languages and pictures in one space: 1024 dims down to 64, 8192 tokens, pictures at 512×512.
    ///
    /// Only queries have a task; documents are sent without one.
    public static let clipV2 = EmbeddingModel(
        id: "jina-clip-v2",
        dims: 1024,
        matryoshkaDims: [64, 128, 256, 512, 768, 1024],
        dimsRange: 1...1024,
        modalities: [.text, .image],
        maxTokens: 8192,
        queryTask: "retrieval.query"
    )
    /// English texts and pictures: 768 dims, pictures at 224×224, no Matryoshka sizes, no tasks.
    public static let clipV1 = EmbeddingModel(
        id: "jina-clip-v1",
        dims: 768,
        matryoshkaDims: [768],
        modalities: [.text, .image],
        maxTokens: 8192
    )
    /// Texts and pictures up to 20 megapixels: 2048 dims down to 128, 32,768 tokens.
    public static let embeddingsV4 = retrieval(
        "jina-embeddings-v4",
        [128, 256, 512, 1024, 2048],
        [.text, .image],
        32768
    )

    // MARK: Texts

    /// Multilingual texts: 1024 dims down to 32, 8192 tokens.
    public static let embeddingsV3 = retrieval("jina-embeddings-v3", [32, 64, 128, 256, 512, 768, 1024], [.text], 8192)
    /// Multilingual texts: 1024 dims down to 32, 32,768 tokens.
    public static let embeddingsV5TextSmall = retrieval(
        "jina-embeddings-v5-text-small",
        [32, 64, 128, 256, 512, 1024],
        [.text],
        32768
    )
    /// Multilingual texts: 768 dims down to 32, 8192 tokens.
    public static let embeddingsV5TextNano = retrieval(
        "jina-embeddings-v5-text-nano",
        [32, 64, 128, 256, 512, 768],
        [.text],
        8192
    )
    /// Source code found by words: 896 dims down to 64, 32,768 tokens.
    public static let code05B = code("jina-code-embeddings-0.5b", [64, 128, 256, 512, 896])
    /// Source code found by words: 1536 dims down to 128, 32,768 tokens.
    public static let code15B = code("jina-code-embeddings-1.5b", [128, 256, 512, 1024, 1536])

    /// The second generation, a language each: 768 dims, no Matryoshka sizes, no tasks, 8192 tokens.
    public static let embeddingsV2: [EmbeddingModel] = ["en", "zh", "de", "es", "code"]
        .map { language in
            EmbeddingModel(
                id: "jina-embeddings-v2-base-\(language)",
                dims: 768,
                matryoshkaDims: [768],
                modalities: [.text],
                maxTokens: 8192
            )
        }

    /// The models that embed chunks in the context of their document; the others' requests have no `late_chunking`.
    public static let lateChunking: Set<String> = [embeddingsV3.id, embeddingsV4.id]

    /// Every embedding model of the catalogue.
    public static let embeddingModels: [EmbeddingModel] =
        [clipV2, clipV1, embeddingsV3, embeddingsV4, embeddingsV5TextSmall, embeddingsV5TextNano, code05B, code15B]
        + embeddingsV2

    // MARK: Late interaction

    /// Multilingual texts, a vector a token: 64, 96 or 128 dims, each with weights of its own, 8192 tokens; CC-BY-NC-4.0.
    public static let colbertV2 = MultiVectorModel(
        id: "jina-colbert-v2",
        dims: 128,
        sizes: [64, 96, 128],
        maxTokens: 8192
    )
    /// English texts, a vector a token: 128 dims, 8192 tokens; Apache-2.0.
    public static let colbertV1 = MultiVectorModel(id: "jina-colbert-v1-en", dims: 128, sizes: [128], maxTokens: 8192)

    /// Every late-interaction model of the catalogue.
    public static let multiVectorModels: [MultiVectorModel] = [colbertV2, colbertV1]

    // MARK: Rerankers

    /// Multilingual, reads all passages together: 64 at once by its model card, 131,072 tokens, of a passage 2,048 or as many as
    /// asked for up to 8,192; scores from −1 to 1.
    public static let rerankerV3 = JinaRerankerModel(
        id: "jina-reranker-v3",
        maxDocuments: 64,
        isListwise: true,
        contextTokens: 131_072,
        documentTokens: 2048,
        maxDocumentTokens: 8192
    )
    /// Successor of v3 with the same interface; its card names no other window, so v3's 64 holds.
    public static let rerankerV35 = JinaRerankerModel(
        id: "jina-reranker-v3.5",
        maxDocuments: 64,
        isListwise: true,
        contextTokens: 131_072,
        documentTokens: 2048,
        maxDocumentTokens: 8192
    )
    /// Multilingual and multimodal, a passage at a time: texts and pictures; 1000 passages a call, as Weaviate's client sends.
    public static let rerankerM0 = JinaRerankerModel(
        id: "jina-reranker-m0",
        maxDocuments: 1000,
        isListwise: false,
        contextTokens: 10_240,
        modalities: [.text, .image]
    )
    /// Multilingual, a passage at a time; 1000 passages a call, as Weaviate's client sends.
    public static let rerankerV2 = JinaRerankerModel(
        id: "jina-reranker-v2-base-multilingual",
        maxDocuments: 1000,
        isListwise: false,
        contextTokens: 1024
    )
    /// Multilingual late interaction behind the same interface: the server compares the tokens' vectors, a passage at a time.
    public static let rerankerColBERTV2 = JinaRerankerModel(
        id: "jina-colbert-v2",
        maxDocuments: 1000,
        isListwise: false,
        contextTokens: 8192
    )

    /// Every reranker of the catalogue, newest first.
    public static let rerankers: [JinaRerankerModel] = [
        rerankerV35, rerankerV3, rerankerM0, rerankerColBERTV2, rerankerV2,
    ]

    // MARK: Finding one

    /// The embedding model called `id`.
    ///
    /// - Parameter id: The id on the wire; `jina-ai/` and `jinaai/` before it are understood.
    /// - Returns: The model.
    /// - Throws: ``JinaError`` with ``JinaError/Kind/modelNotFound``, naming the nearest one, where there is none.
    public static func embeddingModel(_ id: String) throws(JinaError) -> EmbeddingModel {
        let name = withoutOwner(id)
        if let model = embeddingModels.first(where: { $0.id == name }) { return model }
        throw unknown("embedding model", id, among: embeddingModels.map(\.id))
    }

    /// The reranker called `id`.
    ///
    /// - Parameter id: The id on the wire; `jina-ai/` and `jinaai/` before it are understood.
    /// - Returns: The model.
    /// - Throws: ``JinaError`` with ``JinaError/Kind/modelNotFound``, naming the nearest one, where there is none.
    public static func reranker(_ id: String) throws(JinaError) -> JinaRerankerModel {
        let name = withoutOwner(id)
        if let model = rerankers.first(where: { $0.id == name }) { return model }
        throw unknown("reranker", id, among: rerankers.map(\.id))
    }

    /// The late-interaction model called `id`.
    ///
    /// - Parameter id: The id on the wire; `jina-ai/` and `jinaai/` before it are understood.
    /// - Returns: The model.
    /// - Throws: ``JinaError`` with ``JinaError/Kind/modelNotFound``, naming the nearest one, where there is none.
    public static func multiVectorModel(_ id: String) throws(JinaError) -> MultiVectorModel {
        let name = withoutOwner(id)
        if let model = multiVectorModels.first(where: { $0.id == name }) { return model }
        throw unknown("late-interaction model", id, among: multiVectorModels.map(\.id))
    }

    private static func withoutOwner(_ id: String) -> String {
        for owner in ["jina-ai/", "jinaai/"] where id.hasPrefix(owner) { return String(id.dropFirst(owner.count)) }
        return id
    }

    private static func unknown(_ what: String, _ id: String, among ids: [String]) -> JinaError {
        let nearest = EditDistance.nearest(to: withoutOwner(id).lowercased(), among: ids)
        let hint = nearest.map { "did you mean “\($0)”?" } ?? "known are \(ids.joined(separator: ", "))"
        return JinaError(.modelNotFound, "There is no \(what) “\(id)” in the catalogue: \(hint)")
    }

    private static func retrieval(
        _ id: String,
        _ sizes: [Int],
        _ modalities: Set<Modality>,
        _ tokens: Int
    ) -> EmbeddingModel {
        EmbeddingModel(
            id: id,
            dims: sizes.max() ?? 0,
            matryoshkaDims: sizes,
            dimsRange: 1...max(1, sizes.max() ?? 0),
            modalities: modalities,
            maxTokens: tokens,
            queryTask: "retrieval.query",
            documentTask: "retrieval.passage"
        )
    }

    private static func code(_ id: String, _ sizes: [Int]) -> EmbeddingModel {
        EmbeddingModel(
            id: id,
            dims: sizes.max() ?? 0,
            matryoshkaDims: sizes,
            dimsRange: 1...max(1, sizes.max() ?? 0),
            modalities: [.text],
            maxTokens: 32768,
            queryTask: "nl2code.query",
            documentTask: "nl2code.passage"
        )
    }
}
