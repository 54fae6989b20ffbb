public import Embeddings

/// Jina's models.
///
/// ``catalogue`` holds one entry a model; everything else here is derived from it, so a new model is one new entry there. Facts are
/// those of `models/catalog.json` in `jina-ai/jina-on-prem` and of Jina's OpenAPI description of April 2026. Mind the licences:
/// ``CatalogueModel/licence``.
public enum JinaModels {
    /// Every model, by family, the newest of each first.
    public static let catalogue: [CatalogueModel] =
        [
            .clipV2, .clipV1, .embeddingsV5OmniSmall, .embeddingsV5OmniNano, .embeddingsV5TextSmall,
            .embeddingsV5TextNano,
        ]
        + [.embeddingsV4, .embeddingsV3] + CatalogueModel.embeddingsV2 + [.code15B, .code05B, .colbertV2, .colbertV1]
        + [.rerankerV35, .rerankerV3, .rerankerM0, .rerankerV2] + CatalogueModel.rerankersV1 + [.readerLMV2, .vlm]

    /// Every embedding model of the catalogue.
    public static let embeddingModels: [EmbeddingModel] = catalogue.compactMap(\.embeddingModel)

    /// Every late-interaction model of the catalogue.
    public static let multiVectorModels: [MultiVectorModel] = catalogue.compactMap(\.multiVectorModel)

    /// Every reranker of the catalogue; late-interaction models too, behind the same interface.
    public static let rerankers: [JinaRerankerModel] = catalogue.compactMap(\.rerankerModel)

    /// The models that embed chunks in the context of their document; the others' requests have no `late_chunking`.
    public static let lateChunking: Set<String> = Set(catalogue.filter(\.chunksLate).map(\.id))

    // MARK: Texts and pictures

    /// Texts of 89 languages and pictures in one space: 1024 dims down to 64, 8192 tokens, pictures at 512×512.
    ///
    /// Only queries have a task; documents are sent without one.
    public static let clipV2 = embedder(.clipV2)
    /// English texts and pictures: 768 dims, pictures at 224×224, no Matryoshka sizes, no tasks.
    public static let clipV1 = embedder(.clipV1)
    /// Texts and pictures up to 20 megapixels: 2048 dims down to 128, 32,768 tokens.
    public static let embeddingsV4 = embedder(.embeddingsV4)
    /// Texts and, on jina-on-prem, pictures: 1024 dims down to 32, 32,768 tokens.
    public static let embeddingsV5OmniSmall = embedder(.embeddingsV5OmniSmall)
    /// Texts and, on jina-on-prem, pictures: 768 dims down to 32, 8192 tokens.
    public static let embeddingsV5OmniNano = embedder(.embeddingsV5OmniNano)

    // MARK: Texts

    /// Multilingual texts: 1024 dims down to 32, 8192 tokens.
    public static let embeddingsV3 = embedder(.embeddingsV3)
    /// Multilingual texts: 1024 dims down to 32, 32,768 tokens.
    public static let embeddingsV5TextSmall = embedder(.embeddingsV5TextSmall)
    /// Multilingual texts: 768 dims down to 32, 8192 tokens.
    public static let embeddingsV5TextNano = embedder(.embeddingsV5TextNano)
    /// Source code found by words: 896 dims down to 64, 32,768 tokens.
    public static let code05B = embedder(.code05B)
    /// Source code found by words: 1536 dims down to 128, 32,768 tokens.
    public static let code15B = embedder(.code15B)
    /// The second generation, a language each: 768 dims, no Matryoshka sizes, no tasks, 8192 tokens.
    public static let embeddingsV2: [EmbeddingModel] = CatalogueModel.embeddingsV2.map(embedder)

    // MARK: Late interaction

    /// Multilingual texts, a vector a token: 64, 96 or 128 dims, each with weights of its own, 8192 tokens.
    public static let colbertV2 = tokenEmbedder(.colbertV2)
    /// English texts, a vector a token: 128 dims, 8192 tokens.
    public static let colbertV1 = tokenEmbedder(.colbertV1)

    // MARK: Rerankers

    /// Multilingual, reads all passages together: 64 at once by its model card, 131,072 tokens, of a passage 2,048 or as many as
    /// asked for up to 8,192; scores from −1 to 1.
    public static let rerankerV3 = ranker(.rerankerV3)
    /// Successor of v3 with the same interface; its card names no other window, so v3's 64 holds.
    public static let rerankerV35 = ranker(.rerankerV35)
    /// Multilingual and multimodal, a passage at a time: texts and pictures; 1000 passages a call, as Weaviate's client sends.
    public static let rerankerM0 = ranker(.rerankerM0)
    /// Multilingual, a passage at a time; 1000 passages a call, as Weaviate's client sends.
    public static let rerankerV2 = ranker(.rerankerV2)
    /// Multilingual late interaction behind the same interface: the server compares the tokens' vectors, a passage at a time.
    public static let rerankerColBERTV2 = ranker(.colbertV2)

    private static func embedder(_ entry: CatalogueModel) -> EmbeddingModel {
        derived(entry.embeddingModel, entry, .embedding)
    }

    private static func tokenEmbedder(_ entry: CatalogueModel) -> MultiVectorModel {
        derived(entry.multiVectorModel, entry, .multiVector)
    }

    private static func ranker(_ entry: CatalogueModel) -> JinaRerankerModel {
        derived(entry.rerankerModel, entry, .reranker)
    }

    /// A constant above names an entry of its kind, or the source is wrong; the tests read every one.
    private static func derived<Model>(_ model: Model?, _ entry: CatalogueModel, _ kind: CatalogueModel.Kind) -> Model {
        guard let model else { preconditionFailure("\(entry.id) is no \(kind.rawValue) model") }
        return model
    }
}
