import Embeddings

extension CatalogueModel {
    static let clipV2 = CatalogueModel(
        id: "jina-clip-v2",
        kinds: [.embedding],
        summary: "texts and pictures in one space",
        parameters: 865_000_000,
        contextTokens: 8192,
        languages: "89 languages",
        modalities: [.text, .image, .pdf],
        vectors: Vectors(1024, cutTo: [64, 128, 256, 512, 768], dimsRange: 1...1024),
        tasks: [Task("retrieval.query", prompt: "Represent the query for retrieving evidence documents: ")],
        queryTask: "retrieval.query",
        outputTypes: vectorOutputs,
        requestOptions: ["dimensions", "task", "normalized", "truncate"],
        images: ImageLimits(side: 512, maxBytes: hostedImageBytes),
        licence: .nonCommercial,
        revision: "e10d47f5691d0454a0fb5d13f46f2199b74cb436",
        release: "2024-11-05",
        paper: "2412.08802",
        sources: [
            CatalogueSource.onPrem, CatalogueSource.api, CatalogueSource.card("jina-clip-v2/blob/main/config.json"),
        ],
        notes: [
            "561 million parameters read texts, 304 million pictures.",
            "Documents have no task. The configuration on Hugging Face also lists 32 dims, the catalogue of jina-on-prem does not.",
        ]
    )

    static let clipV1 = CatalogueModel(
        id: "jina-clip-v1",
        kinds: [.embedding],
        summary: "English texts and pictures in one space",
        parameters: 223_000_000,
        contextTokens: 8192,
        languages: "English",
        modalities: [.text, .image, .pdf],
        vectors: Vectors(768),
        outputTypes: vectorOutputs,
        requestOptions: ["normalized", "truncate"],
        images: ImageLimits(side: 224, maxBytes: hostedImageBytes),
        licence: .apache2,
        revision: "ceb3e44ca4d6eceaa4f3fb58b1c1a5748b3f29b6",
        release: "2024-06-05",
        paper: "2405.20204",
        sources: [CatalogueSource.onPrem, CatalogueSource.api]
    )
}
