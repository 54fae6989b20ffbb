import CommandTree
import Embeddings
import Jina

/// The names of models that help lists and shells offer where others are accepted, too.
enum ModelNames {
    /// For `--model` where vectors are made.
    static let embedding =
        values { $0.embeddingModel != nil } + [
            AllowedValue(EmbeddingModel.offlineHashing.id, "no network; a stand-in without semantics")
        ]
    /// For `--multi-vector`.
    static let multiVector = values { $0.multiVectorModel != nil } + [offline]
    /// For what reorders a list.
    static let reranking = values { $0.rerankerModel != nil } + [offline]
    /// For `--rerank` of a search.
    static let secondStage =
        reranking + [
            AllowedValue(RerankOptions.lateInteraction, "compares the token vectors of the index"),
            AllowedValue("none", "turns off what the environment or the configuration asks for"),
        ]
    /// Every entry of the catalogue.
    static let all = values { _ in true }
    /// Every value of a request's `task`.
    static let tasks: [AllowedValue] = {
        var seen: Set<String> = []
        return JinaModels.catalogue.flatMap(\.tasks).map(\.name).filter { seen.insert($0).inserted }
            .map { AllowedValue($0) }
    }()

    private static let offline = AllowedValue("offline", "no network; compares words")

    private static func values(_ isIncluded: (CatalogueModel) -> Bool) -> [AllowedValue] {
        JinaModels.catalogue.filter(isIncluded).map { AllowedValue($0.id, $0.summary) }
    }
}
