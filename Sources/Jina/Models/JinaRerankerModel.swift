/// What the toolkit must know of a reranker.
public struct JinaRerankerModel: Sendable, Hashable {
    /// The model's id on the wire, such as `jina-reranker-v3`.
    public var id: String
    /// The most passages in one call.
    public var maxDocuments: Int
    /// Whether a score depends on the other passages of its call.
    public var isListwise: Bool
    /// The longest query and passages it reads, in its own tokens.
    public var contextTokens: Int

    /// Makes a model.
    public init(id: String, maxDocuments: Int, isListwise: Bool, contextTokens: Int) {
        self.id = id
        self.maxDocuments = maxDocuments
        self.isListwise = isListwise
        self.contextTokens = contextTokens
    }
}
