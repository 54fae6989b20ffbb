public import Embeddings

extension JinaModels {
    /// The entry called `id`.
    ///
    /// - Parameter id: The id on the wire; `jina-ai/` and `jinaai/` before it are understood.
    /// - Returns: The entry.
    /// - Throws: ``JinaError`` with ``JinaError/Kind/modelNotFound``, naming the nearest one, where there is none.
    public static func model(_ id: String) throws(JinaError) -> CatalogueModel {
        try find("model", id, among: catalogue, \.id)
    }

    /// The embedding model called `id`.
    ///
    /// - Parameter id: The id on the wire; `jina-ai/` and `jinaai/` before it are understood.
    /// - Returns: The model.
    /// - Throws: ``JinaError`` with ``JinaError/Kind/modelNotFound``, naming the nearest one, where there is none.
    public static func embeddingModel(_ id: String) throws(JinaError) -> EmbeddingModel {
        try find("embedding model", id, among: embeddingModels, \.id)
    }

    /// The reranker called `id`.
    ///
    /// - Parameter id: The id on the wire; `jina-ai/` and `jinaai/` before it are understood.
    /// - Returns: The model.
    /// - Throws: ``JinaError`` with ``JinaError/Kind/modelNotFound``, naming the nearest one, where there is none.
    public static func reranker(_ id: String) throws(JinaError) -> JinaRerankerModel {
        try find("reranker", id, among: rerankers, \.id)
    }

    /// The late-interaction model called `id`.
    ///
    /// - Parameter id: The id on the wire; `jina-ai/` and `jinaai/` before it are understood.
    /// - Returns: The model.
    /// - Throws: ``JinaError`` with ``JinaError/Kind/modelNotFound``, naming the nearest one, where there is none.
    public static func multiVectorModel(_ id: String) throws(JinaError) -> MultiVectorModel {
        try find("late-interaction model", id, among: multiVectorModels, \.id)
    }

    /// What `model` reads but no documented request to Jina's hosted API can carry; empty for models that are not in the catalogue.
    static func undocumentedModalities(of model: String) -> Set<Modality> {
        catalogue.first { $0.id == model }?.undocumentedModalities ?? []
    }

    private static func find<Model>(
        _ what: String,
        _ id: String,
        among models: [Model],
        _ name: (Model) -> String
    ) throws(JinaError) -> Model {
        let wanted = withoutOwner(id)
        if let model = models.first(where: { name($0) == wanted }) { return model }
        let ids = models.map(name)
        if let other = catalogue.first(where: { $0.id == wanted }) {
            let kind = other.kinds[0].rawValue
            throw JinaError(
                .modelNotFound,
                "“\(id)” is no \(what); the catalogue has it as \(kind). Known are \(ids.joined(separator: ", "))"
            )
        }
        let nearest = EditDistance.nearest(to: wanted.lowercased(), among: ids)
        let hint = nearest.map { "did you mean “\($0)”?" } ?? "known are \(ids.joined(separator: ", "))"
        throw JinaError(.modelNotFound, "There is no \(what) “\(id)” in the catalogue: \(hint)")
    }

    private static func withoutOwner(_ id: String) -> String {
        for owner in ["jina-ai/", "jinaai/"] where id.hasPrefix(owner) { return String(id.dropFirst(owner.count)) }
        return id
    }
}
