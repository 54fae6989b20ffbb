/// Orders documents by how well each answers a query, reading both together.
public protocol Reranker: Sendable {
    /// The model's id, such as `jina-reranker-v3`.
    var modelID: String { get }
    /// The most documents in one call.
    var maxDocuments: Int { get }
    /// Whether a score depends on the other documents of its call, so that scores of two calls must not be compared.
    var isListwise: Bool { get }
    /// The most tokens of one call, by ``TokenEstimate``: the query and all documents; default no limit.
    var maxTokens: Int { get }
    /// The most tokens it reads of one document, by ``TokenEstimate``; default no limit.
    var maxDocumentTokens: Int { get }
    /// The most bytes of encoded pictures in one call; default no limit.
    var maxImageBytes: Int { get }
    /// What a document may be; default texts alone.
    var modalities: Set<Modality> { get }

    /// Scores `documents` against `query`.
    ///
    /// - Parameters:
    ///   - query: The query as the user wrote it.
    ///   - documents: The passages, at most ``maxDocuments`` and none of them empty.
    /// - Returns: One score per document, in the order of `documents`; higher is better, the scale is the model's own and may
    ///   be negative.
    /// - Throws: The reranker's own error where it could not score every document; `CancellationError` soon after the task was
    ///   cancelled.
    func rerank(query: String, documents: [String]) async throws -> [Float]

    /// Scores texts and pictures against `query`.
    ///
    /// - Parameters:
    ///   - query: The query as the user wrote it.
    ///   - inputs: The documents, at most ``maxDocuments``, of ``modalities``; no text is empty.
    /// - Returns: One score per document, as ``rerank(query:documents:)``.
    /// - Throws: As ``rerank(query:documents:)``, and ``EmbeddingError`` of kind `unsupportedModality` for a picture that is
    ///   not among ``modalities``.
    func rerank(query: String, inputs: [EmbeddingInput]) async throws -> [Float]
}

extension Reranker {
    /// No limit.
    public var maxTokens: Int { .max }
    /// No limit.
    public var maxDocumentTokens: Int { .max }
    /// No limit.
    public var maxImageBytes: Int { .max }
    /// Texts alone.
    public var modalities: Set<Modality> { [.text] }

    /// Scores texts by ``rerank(query:documents:)``, and refuses pictures.
    public func rerank(query: String, inputs: [EmbeddingInput]) async throws -> [Float] {
        var documents: [String] = []
        for input in inputs {
            guard case .text(let text) = input else {
                throw EmbeddingError(.unsupportedModality, "\(modelID) reads no pictures: give it their captions.")
            }
            documents.append(text)
        }
        return try await rerank(query: query, documents: documents)
    }
}
