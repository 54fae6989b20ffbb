/// Orders documents by how well each answers a query, reading both together.
public protocol Reranker: Sendable {
    /// The model's id, such as `jina-reranker-v3`.
    var modelID: String { get }
    /// The most documents in one call.
    var maxDocuments: Int { get }
    /// Whether a score depends on the other documents of its call, so that scores of two calls must not be compared.
    var isListwise: Bool { get }

    /// Scores `documents` against `query`.
    ///
    /// - Parameters:
    ///   - query: The query as the user wrote it.
    ///   - documents: The passages, at most ``maxDocuments`` and none of them empty.
    /// - Returns: One score per document, in the order of `documents`; higher is better, the scale is the model's own and may
    ///   be negative.
    /// - Throws: The reranker's own error where it could not score every document.
    func rerank(query: String, documents: [String]) async throws -> [Float]
}
