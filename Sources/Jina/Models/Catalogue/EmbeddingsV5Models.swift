import Embeddings

extension CatalogueModel {
    static let embeddingsV5TextSmall = CatalogueModel(
        id: "jina-embeddings-v5-text-small",
        kinds: [.embedding],
        summary: "multilingual texts, long ones too",
        parameters: 677_000_000,
        contextTokens: 32_768,
        languages: "multilingual",
        modalities: [.text],
        vectors: Vectors(1024, cutTo: [32, 64, 128, 256, 512], dimsRange: 1...1024),
        tasks: embeddingsV5Tasks(other: nil),
        defaultTask: "text-matching",
        queryTask: "retrieval.query",
        documentTask: "retrieval.passage",
        outputTypes: vectorOutputs,
        requestOptions: ["dimensions", "task", "normalized", "truncate"],
        licence: .nonCommercial,
        revision: "dd76d535f5447ca3897a9c893fb1e612ead98192",
        release: "2026-02-18",
        paper: "2602.15547",
        sources: [CatalogueSource.onPrem, CatalogueSource.onPremTasks, CatalogueSource.api],
        notes: [inferenceServiceNote]
    )

    static let embeddingsV5TextNano = CatalogueModel(
        id: "jina-embeddings-v5-text-nano",
        kinds: [.embedding],
        summary: "multilingual texts, small and fast",
        parameters: 239_000_000,
        contextTokens: 8192,
        languages: "multilingual",
        modalities: [.text],
        vectors: Vectors(768, cutTo: [32, 64, 128, 256, 512], dimsRange: 1...768),
        tasks: embeddingsV5Tasks(other: nil),
        defaultTask: "text-matching",
        queryTask: "retrieval.query",
        documentTask: "retrieval.passage",
        outputTypes: vectorOutputs,
        requestOptions: ["dimensions", "task", "normalized", "truncate"],
        licence: .nonCommercial,
        revision: "8a7f00aac812071b69403df470f1038ec85f8925",
        release: "2026-02-18",
        paper: "2602.15547",
        sources: [CatalogueSource.onPrem, CatalogueSource.onPremTasks, CatalogueSource.api],
        notes: [
            "Jina's web page says 32K tokens of context, the catalogue of jina-on-prem 8,192.",
            "The API's description allows dimensions up to 1024, but its vectors have 768.",
            inferenceServiceNote,
        ]
    )

    static let embeddingsV5OmniSmall = omni(
        "small",
        parameters: 1_740_000_000,
        contextTokens: 32_768,
        vectors: Vectors(1024, cutTo: [32, 64, 128, 256, 512]),
        revision: "05f4151c87083f204159bfa15e53fdb0320ffef1",
        notes: ["Jina's web page also lists 768 dims, the catalogue of jina-on-prem does not."]
    )

    static let embeddingsV5OmniNano = omni(
        "nano",
        parameters: 1_040_000_000,
        contextTokens: 8192,
        vectors: Vectors(768, cutTo: [32, 64, 128, 256, 512]),
        revision: "b0d2521203a610fc5967a7c2d53990bae14d9e23",
        notes: []
    )

    private static let inferenceServiceNote =
        "Elastic's inference service takes at most 16 inputs a request of the v5 models."

    private static func omni(
        _ size: String,
        parameters: Int,
        contextTokens: Int,
        vectors: Vectors,
        revision: String,
        notes: [String]
    ) -> CatalogueModel {
        CatalogueModel(
            id: "jina-embeddings-v5-omni-\(size)",
            kinds: [.embedding],
            summary: "texts, pictures, sound and video in one space",
            parameters: parameters,
            contextTokens: contextTokens,
            languages: "multilingual",
            modalities: [.text, .image, .audio, .video, .pdf],
            undocumentedModalities: [.image, .audio, .video, .pdf],
            vectors: vectors,
            // Suffixless tasks read documents, as jina-on-prem found in the model's own `encode`.
            tasks: embeddingsV5Tasks(other: "Document: "),
            defaultTask: "text-matching",
            queryTask: "retrieval.query",
            documentTask: "retrieval.passage",
            outputTypes: vectorOutputs,
            images: ImageLimits(),
            licence: .nonCommercial,
            revision: revision,
            release: "2026-05-07",
            paper: "2605.08384",
            sources: [CatalogueSource.onPrem, CatalogueSource.onPremTasks],
            notes: [
                "Not in the API's description of April 2026: how a request to the hosted API carries pictures, sound, video and PDF is "
                    + "not known, nor which options and sizes it takes, so es-jina sends it texts alone; jina-on-prem gets pictures "
                    + "too. Sound and video are not sent anywhere."
            ] + notes
        )
    }

    private static func embeddingsV5Tasks(other prompt: String?) -> [Task] {
        [
            Task("retrieval.query", prompt: "Query: "), Task("retrieval.passage", prompt: "Document: "),
            Task("text-matching", prompt: prompt), Task("clustering", prompt: prompt),
            Task("classification", prompt: prompt),
        ]
    }
}
