import Embeddings

extension CatalogueModel {
    static let rerankerV35 = CatalogueModel(
        id: "jina-reranker-v3.5",
        kinds: [.reranker],
        summary: "reads all passages together, long and structured ones too",
        parameters: 600_000_000,
        contextTokens: 131_072,
        languages: "multilingual",
        modalities: [.text],
        reranking: Reranking(
            isListwise: true,
            passagesPerCall: 64,
            queryTokens: 1024,
            passageTokens: 2048,
            maxPassageTokens: 8192,
            embeddingDims: 512
        ),
        requestOptions: listwiseOptions,
        licence: .nonCommercial,
        revision: "e8a93f33f0b22108f8c2364f8484ce3422552fbc",
        release: "2026-07-27",
        paper: "2607.18152",
        sources: [CatalogueSource.onPrem, CatalogueSource.card("jina-reranker-v3.5")],
        notes: [
            "Not in the API's description of April 2026; its card gives it the interface of v3 and names no other number of passages a "
                + "call, so that of v3 holds. Jina's own client sends up to 1,024."
        ]
    )

    static let rerankerV3 = CatalogueModel(
        id: "jina-reranker-v3",
        kinds: [.reranker],
        summary: "reads all passages together",
        parameters: 597_000_000,
        contextTokens: 131_072,
        languages: "multilingual",
        modalities: [.text],
        reranking: Reranking(
            isListwise: true,
            passagesPerCall: 64,
            queryTokens: 512,
            passageTokens: 2048,
            maxPassageTokens: 8192,
            embeddingDims: 512
        ),
        requestOptions: listwiseOptions,
        licence: .nonCommercial,
        revision: "10fb694fc21f7a710a563ff1eb977a460f3868e4",
        release: "2025-10-01",
        paper: "2509.25085",
        sources: [CatalogueSource.onPrem, CatalogueSource.api, CatalogueSource.card("jina-reranker-v3")],
        notes: [
            "64 passages a call is the figure of its card; its own code begins a new block at 125. Scores, cosines from −1 to 1, hold "
                + "within one call alone.",
            "Some pages say vectors of 256 dims; its code and its API make 512.",
        ]
    )

    static let rerankerM0 = CatalogueModel(
        id: "jina-reranker-m0",
        kinds: [.reranker],
        summary: "texts and pictures as passages, one at a time",
        parameters: 2_400_000_000,
        contextTokens: 10_240,
        languages: "29 languages",
        modalities: [.text, .image],
        reranking: Reranking(isListwise: false, passagesPerCall: 1000),
        requestOptions: pointwiseOptions,
        images: ImageLimits(minSide: 56),
        licence: .nonCommercial,
        revision: "94bfe0aeb2d4dd7978362699cddd5893d4e0adc8",
        release: "2025-04-08",
        sources: [CatalogueSource.onPrem, CatalogueSource.api],
        notes: [
            "Pictures from 56×56 pixels to 4K, seen in at most 768 patches of 28×28.",
            "Sources disagree whether a query may be a picture; es-jina sends words.", callNote,
        ]
    )

    static let rerankerV2 = CatalogueModel(
        id: "jina-reranker-v2-base-multilingual",
        kinds: [.reranker],
        summary: "short texts, one at a time",
        parameters: 278_000_000,
        contextTokens: 1024,
        languages: "multilingual",
        modalities: [.text],
        reranking: Reranking(isListwise: false, passagesPerCall: 1000),
        requestOptions: pointwiseOptions,
        licence: .nonCommercial,
        revision: "9cfeff2df7d40d1b78e75e5e9cebec92a99813c9",
        release: "2024-06-25",
        sources: [CatalogueSource.onPrem, CatalogueSource.api],
        notes: ["Longer texts are read in overlapping pieces by its own code.", callNote]
    )

    static let rerankersV1: [CatalogueModel] = [
        rerankerV1("turbo", "fast", 37_800_000, "b8c14f4e723d9e0aab4732a7b7b93741eeeb77c2", "2024-04-18"),
        rerankerV1("tiny", "smallest", 33_000_000, "aca45de6945b5dc6399abcd2a9c55ded5dc9111f", "2024-04-18"),
        rerankerV1("base", "base size", 137_000_000, "a05700294977fa3ecadc070b1f5b2a76e0bf1eef", "2024-02-29"),
    ]

    private static func rerankerV1(
        _ name: String,
        _ what: String,
        _ parameters: Int,
        _ revision: String,
        _ release: String
    ) -> CatalogueModel {
        CatalogueModel(
            id: "jina-reranker-v1-\(name)-en",
            kinds: [.reranker],
            summary: "English texts, one at a time; \(what)",
            parameters: parameters,
            contextTokens: 8192,
            languages: "English",
            modalities: [.text],
            reranking: Reranking(isListwise: false, passagesPerCall: 1000),
            requestOptions: pointwiseOptions,
            licence: .apache2,
            revision: revision,
            release: release,
            sources: [CatalogueSource.onPrem, CatalogueSource.api],
            notes: [callNote]
        )
    }

    private static let pointwiseOptions = ["top_n", "return_documents", "truncation"]
    private static let listwiseOptions = pointwiseOptions + ["max_doc_length", "return_embeddings"]
}
