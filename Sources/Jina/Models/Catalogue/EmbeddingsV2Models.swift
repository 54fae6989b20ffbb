import Embeddings

extension CatalogueModel {
    static let embeddingsV2: [CatalogueModel] = [
        embeddingsV2("en", "English", 137_000_000, "322d4d7e2f35e84137961a65af894fda0385eb7a", "2023-10-28"),
        embeddingsV2("zh", "English, Chinese", 161_000_000, "c1ff9086a89a1123d7b5eff58055a665db4fb4b9", "2024-01-09"),
        embeddingsV2("de", "English, German", 161_000_000, "3f9eede875721714945b6a99a3198299243cf2be", "2024-01-15"),
        embeddingsV2("es", "English, Spanish", 161_000_000, "8e2d780d8fd38f81ca9123ee28e4c5a968aaf21e", "2024-02-14"),
        embeddingsV2("code", "English", 137_000_000, "516f4baf13dec4ddddda8631e019b5737c8bc250", "2024-02-05"),
    ]

    private static func embeddingsV2(
        _ suffix: String,
        _ languages: String,
        _ parameters: Int,
        _ revision: String,
        _ release: String
    ) -> CatalogueModel {
        let readsCode = suffix == "code"
        return CatalogueModel(
            id: "jina-embeddings-v2-base-\(suffix)",
            kinds: [.embedding],
            summary: readsCode ? "code and English texts about it" : "texts in \(languages.replacingComma)",
            parameters: parameters,
            contextTokens: 8192,
            languages: languages,
            modalities: readsCode ? [.text, .code] : [.text],
            vectors: Vectors(768),
            outputTypes: vectorOutputs,
            requestOptions: ["normalized", "truncate"],
            licence: .apache2,
            revision: revision,
            release: release,
            paper: readsCode ? nil : "2310.19923",
            sources: [CatalogueSource.onPrem, CatalogueSource.api]
        )
    }
}

extension String {
    /// `English, German` as `English and German`.
    fileprivate var replacingComma: String { split(separator: ", ").joined(separator: " and ") }
}
