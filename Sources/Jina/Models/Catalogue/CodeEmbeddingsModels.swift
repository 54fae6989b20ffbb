import Embeddings

extension CatalogueModel {
    static let code05B = code(
        "0.5b",
        parameters: 494_000_000,
        vectors: Vectors(896, cutTo: [64, 128, 256, 512], dimsRange: 1...896),
        revision: "4db235132dafbe56a8b9c5f59b59795ecf58a4a7"
    )

    static let code15B = code(
        "1.5b",
        parameters: 1_540_000_000,
        vectors: Vectors(1536, cutTo: [128, 256, 512, 1024], dimsRange: 1...1536),
        revision: "39aeb4fb9b60f930934c78ae5d749a46287c248a"
    )

    private static func code(
        _ size: String,
        parameters: Int,
        vectors: Vectors,
        revision: String
    ) -> CatalogueModel {
        CatalogueModel(
            id: "jina-code-embeddings-\(size)",
            kinds: [.embedding],
            summary: "code, found by words or by other code",
            parameters: parameters,
            contextTokens: 32_768,
            languages: "multilingual",
            modalities: [.text, .code],
            vectors: vectors,
            tasks: [
                Task(
                    "nl2code.query",
                    prompt: "Find the most relevant code snippet given the following query:\n"
                ),
                Task("nl2code.passage", prompt: "Candidate code snippet:\n"),
                Task("qa.query", prompt: "Find the most relevant answer given the following question:\n"),
                Task("qa.passage", prompt: "Candidate answer:\n"),
                Task(
                    "code2code.query",
                    prompt: "Find an equivalent code snippet given the following code snippet:\n"
                ),
                Task("code2code.passage", prompt: "Candidate code snippet:\n"),
                Task("code2nl.query"), Task("code2nl.passage"),
                Task("code2completion.query"), Task("code2completion.passage"),
            ],
            defaultTask: "nl2code.query",
            queryTask: "nl2code.query",
            documentTask: "nl2code.passage",
            outputTypes: vectorOutputs,
            requestOptions: ["dimensions", "task", "truncate"],
            licence: .nonCommercial,
            revision: revision,
            release: "2025-09-01",
            paper: "2508.21290",
            sources: [CatalogueSource.onPrem, CatalogueSource.onPremTasks, CatalogueSource.api],
            notes: ["The prompts of code2nl and code2completion are not known."]
        )
    }
}
