public import Embeddings

/// A reranker on a Jina-compatible server.
public struct JinaReranker: Reranker {
    /// What is known of the model.
    public let model: JinaRerankerModel
    private let client: JinaClient

    /// Makes a reranker; sends nothing.
    public init(client: JinaClient, model: JinaRerankerModel = JinaModels.rerankerV3) {
        self.client = client
        self.model = model
    }

    /// The model's id.
    public var modelID: String { model.id }
    /// The most documents in one call.
    public var maxDocuments: Int { model.maxDocuments }
    /// Whether a score depends on the other documents of its call.
    public var isListwise: Bool { model.isListwise }

    /// Scores `documents` against `query` in one request.
    ///
    /// - Parameters:
    ///   - query: The query; one of white space alone is an error.
    ///   - documents: The passages; none returns at once, more than ``maxDocuments`` or an empty one is an error.
    /// - Returns: One finite score per document, in the order of `documents`; jina-reranker-v3 scores from −1 to 1.
    /// - Throws: ``JinaError`` where the server refuses, or leaves a document out, names one twice or scores it with no
    ///   number; `TransportError` where there is no answer; `CancellationError`. Nothing is scored then.
    public func rerank(query: String, documents: [String]) async throws -> [Float] {
        guard !documents.isEmpty else { return [] }
        guard documents.count <= maxDocuments else {
            let window =
                isListwise ? ", whose scores are relative to the list: rerank a shorter one" : ": use more calls"
            throw JinaError(
                .invalidInput,
                "\(documents.count) documents are more than the \(maxDocuments) of \(modelID)\(window)"
            )
        }
        guard !query.allSatisfy(\.isWhitespace) else {
            throw JinaError(.invalidInput, "The query for \(modelID) is empty: there is nothing to rerank by")
        }
        if let empty = documents.firstIndex(where: { $0.allSatisfy(\.isWhitespace) }) {
            throw JinaError(.invalidInput, "Document \(empty) for \(modelID) is empty: leave it out of the list")
        }
        let request = RerankRequest(model: modelID, query: query, documents: documents)
        var scores = [Float](repeating: 0, count: documents.count)
        for result in try await client.rerank(request).results { scores[result.index] = Float(result.score) }
        return scores
    }
}
