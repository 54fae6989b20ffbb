public import Embeddings

/// What the toolkit must know of a reranker.
public struct JinaRerankerModel: Sendable, Hashable {
    /// The model's id on the wire, such as `jina-reranker-v3`.
    public var id: String
    /// The most passages in one call.
    public var maxDocuments: Int
    /// Whether a score depends on the other passages of its call.
    public var isListwise: Bool
    /// The longest text it reads at once, in its own tokens: of a listwise model the query and all passages, of others the
    /// query and one passage.
    public var contextTokens: Int
    /// How many tokens of a passage are read where a request does not say; the rest is cut off by the server.
    public var documentTokens: Int
    /// How many tokens of a passage a request may ask to be read; ``documentTokens`` where it cannot ask.
    public var maxDocumentTokens: Int
    /// What a passage may be.
    public var modalities: Set<Modality>

    /// Makes a model; passages are texts of up to `contextTokens` where nothing else is said.
    public init(
        id: String,
        maxDocuments: Int,
        isListwise: Bool,
        contextTokens: Int,
        documentTokens: Int? = nil,
        maxDocumentTokens: Int? = nil,
        modalities: Set<Modality> = [.text]
    ) {
        self.id = id
        self.maxDocuments = maxDocuments
        self.isListwise = isListwise
        self.contextTokens = contextTokens
        self.documentTokens = documentTokens ?? contextTokens
        self.maxDocumentTokens = max(self.documentTokens, maxDocumentTokens ?? 0)
        self.modalities = modalities
    }
}
