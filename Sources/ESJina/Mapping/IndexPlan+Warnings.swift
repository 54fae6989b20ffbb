import Embeddings

extension IndexPlan {
    /// What is allowed but worth a second thought, a sentence or two each: sizes the model was not trained for.
    public var warnings: [String] { dims.compactMap { model.dimsWarning($0) } }
}
