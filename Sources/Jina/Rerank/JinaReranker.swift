public import Embeddings

/// A reranker on a Jina-compatible server.
public struct JinaReranker: Reranker {
    /// What is known of the model.
    public let model: JinaRerankerModel
    /// The most tokens read of one passage.
    public let maxDocumentTokens: Int
    private let client: JinaClient

    /// Makes a reranker; sends nothing.
    ///
    /// - Parameters:
    ///   - client: The server.
    ///   - model: The model; default jina-reranker-v3.
    ///   - maxDocumentTokens: How many tokens of a passage are read, at most ``JinaRerankerModel/maxDocumentTokens``; `nil`, the
    ///     default, for ``JinaRerankerModel/documentTokens``.
    public init(
        client: JinaClient,
        model: JinaRerankerModel = JinaModels.rerankerV3,
        maxDocumentTokens: Int? = nil
    ) {
        self.client = client
        self.model = model
        self.maxDocumentTokens = min(max(1, maxDocumentTokens ?? model.documentTokens), model.maxDocumentTokens)
    }

    /// The model's id.
    public var modelID: String { model.id }
    /// The most documents in one call.
    public var maxDocuments: Int { model.maxDocuments }
    /// Whether a score depends on the other documents of its call.
    public var isListwise: Bool { model.isListwise }
    /// What a document may be.
    public var modalities: Set<Modality> { model.modalities }
    /// The most bytes of encoded pictures in one call: ``JinaLimits/bytesPerCall``.
    public var maxImageBytes: Int { limits.bytesPerCall }

    /// The most tokens in one call: of a listwise model its context, less what its prompt needs; of others
    /// ``JinaLimits/tokensPerCall``, because a call of many passages is as much at once for the server as one of many inputs.
    public var maxTokens: Int { isListwise ? model.contextTokens - 256 : limits.tokensPerCall }

    private var limits: ResolvedLimits { client.configuration.limits.resolved(for: client.configuration.dialect) }

    /// Scores `documents` against `query` in one request.
    ///
    /// - Parameters:
    ///   - query: The query; one of white space alone is an error.
    ///   - documents: The passages; none returns at once, more than ``maxDocuments`` or an empty one is an error.
    /// - Returns: One finite score per document, in the order of `documents`; jina-reranker-v3 scores from −1 to 1.
    /// - Throws: ``JinaError`` where the server refuses, or leaves a document out, names one twice or scores it with no
    ///   number; `TransportError` where there is no answer; `CancellationError`. Nothing is scored then.
    public func rerank(query: String, documents: [String]) async throws -> [Float] {
        try await rerank(query: query, inputs: documents.map { .text($0) })
    }

    /// Scores texts and pictures against `query` in one request.
    ///
    /// - Parameters:
    ///   - query: The query; one of white space alone is an error.
    ///   - inputs: The documents; none returns at once, more than ``maxDocuments``, an empty text, or a picture for a model that
    ///     reads none is an error.
    /// - Returns: As ``rerank(query:documents:)``.
    /// - Throws: As ``rerank(query:documents:)``.
    public func rerank(query: String, inputs: [EmbeddingInput]) async throws -> [Float] {
        guard !inputs.isEmpty else { return [] }
        try check(query, inputs)
        let request = RerankRequest(
            model: modelID,
            query: query,
            inputs: inputs,
            // Models whose limit cannot be raised do not know the parameter.
            maxDocumentTokens: model.maxDocumentTokens > model.documentTokens
                && maxDocumentTokens != model.documentTokens ? maxDocumentTokens : nil
        )
        var scores = [Float](repeating: 0, count: inputs.count)
        for result in try await client.rerank(request).results { scores[result.index] = Float(result.score) }
        return scores
    }

    private func check(_ query: String, _ inputs: [EmbeddingInput]) throws(JinaError) {
        guard inputs.count <= maxDocuments else {
            let window =
                isListwise ? ", whose scores are relative to the list: rerank a shorter one" : ": use more calls"
            throw JinaError(
                .invalidInput,
                "\(inputs.count) documents are more than the \(maxDocuments) of \(modelID)\(window)"
            )
        }
        guard !query.allSatisfy(\.isWhitespace) else {
            throw JinaError(.invalidInput, "The query for \(modelID) is empty: there is nothing to rerank by")
        }
        for (index, input) in inputs.enumerated() {
            switch input {
            case .text(let text) where text.allSatisfy(\.isWhitespace):
                throw JinaError(.invalidInput, "Document \(index) for \(modelID) is empty: leave it out of the list")
            case .image where !modalities.contains(.image):
                let readers = JinaModels.rerankers.filter { $0.modalities.contains(.image) }.map(\.id)
                throw JinaError(
                    .invalidInput,
                    "Document \(index) for \(modelID) is a picture, which it does not read: use \(readers.joined(separator: ", "))"
                )
            default: break
            }
        }
    }
}
