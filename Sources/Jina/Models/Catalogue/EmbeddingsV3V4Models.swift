import Embeddings

extension CatalogueModel {
    static let embeddingsV3 = CatalogueModel(
        id: "jina-embeddings-v3",
        kinds: [.embedding],
        summary: "multilingual texts, with late chunking",
        parameters: 570_000_000,
        contextTokens: 8192,
        languages: "multilingual",
        modalities: [.text],
        vectors: Vectors(1024, cutTo: [32, 64, 128, 256, 512, 768], dimsRange: 1...1024),
        tasks: [
            Task("retrieval.query", prompt: "Represent the query for retrieving evidence documents: "),
            Task("retrieval.passage", prompt: "Represent the document for retrieval: "),
            Task("text-matching"), Task("classification"), Task("separation"),
        ],
        queryTask: "retrieval.query",
        documentTask: "retrieval.passage",
        outputTypes: vectorOutputs,
        requestOptions: ["dimensions", "task", "normalized", "truncate", "late_chunking"],
        licence: .nonCommercial,
        revision: "ab036b023d30b4d1138c4c3bfa9f0c445ab455d6",
        release: "2024-09-18",
        paper: "2409.10173",
        sources: [CatalogueSource.onPrem, CatalogueSource.onPremTasks, CatalogueSource.api],
        notes: [
            "Without a task the base model answers, with neither adapter nor prompt: such vectors resemble those of a task little."
        ]
    )

    static let embeddingsV4 = CatalogueModel(
        id: "jina-embeddings-v4",
        kinds: [.embedding, .multiVector],
        summary: "multilingual texts, large pictures and scanned pages",
        parameters: 3_800_000_000,
        contextTokens: 32_768,
        languages: "multilingual",
        modalities: [.text, .image, .pdf],
        vectors: Vectors(2048, cutTo: [128, 256, 512, 1024], dimsRange: 1...2048),
        tokenVectors: TokenVectors(128, sizes: [128]),
        tasks: [
            Task("text-matching", prompt: "Query: "),
            Task("retrieval.query", prompt: "Query: "), Task("retrieval.passage", prompt: "Passage: "),
            Task("code.query", prompt: "Query: "), Task("code.passage", prompt: "Passage: "),
        ],
        defaultTask: "text-matching",
        queryTask: "retrieval.query",
        documentTask: "retrieval.passage",
        outputTypes: vectorOutputs,
        requestOptions: [
            "dimensions", "task", "truncate", "late_chunking", "return_multivector", "return_tokenized_input",
        ],
        images: ImageLimits(maxBytes: hostedImageBytes, maxPixels: 20_000_000),
        licence: .qwenResearch,
        revision: "853c867b65b749f3c3c72a06868140d842e04f06",
        release: "2025-06-24",
        paper: "2506.18902",
        sources: [CatalogueSource.onPrem, CatalogueSource.onPremTasks, CatalogueSource.api],
        notes: [
            "Late chunking takes texts alone. es-jina asks for its dense vectors only; token vectors come with return_multivector."
        ]
    )
}
