public import Embeddings

/// Which models of the catalogue somebody looks for; every condition must hold.
public struct CatalogueFilter: Sendable, Hashable {
    /// What it must be for, among others; `nil` for anything.
    public var kind: CatalogueModel.Kind?
    /// What it must read, all of it.
    public var modalities: Set<Modality>
    /// What a request's `task` must be able to say: all of it, such as `retrieval.query`, or the part before the point; `nil` for
    /// anything.
    public var task: String?
    /// Whether its weights must be licensed for commercial use.
    public var needsCommercialUse: Bool

    /// Makes a filter; without conditions every model passes.
    public init(
        kind: CatalogueModel.Kind? = nil,
        modalities: Set<Modality> = [],
        task: String? = nil,
        needsCommercialUse: Bool = false
    ) {
        self.kind = kind
        self.modalities = modalities
        self.task = task
        self.needsCommercialUse = needsCommercialUse
    }

    /// Whether every condition holds for `model`.
    public func accepts(_ model: CatalogueModel) -> Bool {
        if let kind, !model.kinds.contains(kind) { return false }
        if let task, !model.tasks.contains(where: { $0.name == task || $0.name.hasPrefix(task + ".") }) { return false }
        return model.modalities.isSuperset(of: modalities)
            && (model.licence.allowsCommercialUse || !needsCommercialUse)
    }
}
