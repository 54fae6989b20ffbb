import Embeddings

extension CatalogueModel {
    static let readerLMV2 = CatalogueModel(
        id: "ReaderLM-v2",
        kinds: [.reader],
        summary: "HTML to Markdown or JSON",
        parameters: 1_540_000_000,
        contextTokens: 524_288,
        languages: "multilingual",
        modalities: [.text],
        licence: .nonCommercial,
        revision: "1d07078459ee1e880a22d67387b5e683d50a6e4b",
        release: "2025-01-16",
        paper: "2503.01151",
        sources: [CatalogueSource.onPrem],
        notes: ["Asked through r.jina.ai (X-Respond-With: readerlm-v2) or a chat completion of jina-on-prem."]
    )

    static let vlm = CatalogueModel(
        id: "jina-vlm",
        kinds: [.vlm],
        summary: "answers about pictures, captions",
        parameters: 2_400_000_000,
        contextTokens: 32_768,
        languages: "29 languages",
        modalities: [.text, .image],
        images: ImageLimits(maxSide: 4096),
        licence: .nonCommercial,
        revision: "ddfa80b180f87f59873fd1cea352dec51183ab88",
        release: "2025-12-04",
        paper: "2512.04032",
        sources: [CatalogueSource.onPrem, CatalogueSource.card("jina-vlm")],
        notes: [
            "Asked by chat completions; the API's description calls them experimental. What a tile measures and costs is not known."
        ]
    )
}
