import Embeddings
import JSONValues

/// One `POST /v1/rerank`.
public struct RerankRequest: Sendable {
    /// The model's id.
    public var model: String
    /// The query as the user wrote it.
    public var query: String
    /// The passages, at least one.
    public var documents: [String]
    /// How many results to return; `nil`, the default, for all.
    public var topN: Int?
    /// Whether results hold their passage; default `false`, because the caller has it.
    public var returnsDocuments: Bool
    /// The most tokens read of a passage, 1 to 8192; `nil` for the server's own 2048; only jina-reranker-v3 and newer on
    /// Jina's own servers.
    public var maxDocumentTokens: Int?

    /// Makes a request.
    public init(
        model: String,
        query: String,
        documents: [String],
        topN: Int? = nil,
        returnsDocuments: Bool = false,
        maxDocumentTokens: Int? = nil
    ) {
        self.model = model
        self.query = query
        self.documents = documents
        self.topN = topN
        self.returnsDocuments = returnsDocuments
        self.maxDocumentTokens = maxDocumentTokens
    }

    func body(_ wire: WireFormat) -> [UInt8] {
        var writer = JSONWriter(capacity: documents.reduce(256 + query.utf8.count) { $0 + $1.utf8.count + 8 })
        writer.raw("{\"model\":")
        writer.string(model)
        writer.raw(",\"query\":")
        writer.string(query.prefix(scalars: wire.maxTextScalars))
        // Always written: the default is true at Jina and false elsewhere, and null is refused by infinity.
        writer.raw(",\"return_documents\":")
        writer.value(.bool(returnsDocuments))
        if let topN {
            writer.raw(",\"top_n\":")
            writer.integer(topN)
        }
        if wire.obeysOptions, let maxDocumentTokens {
            writer.raw(",\"max_doc_length\":")
            writer.integer(maxDocumentTokens)
        }
        writer.raw(",\"documents\":[")
        for (index, document) in documents.enumerated() {
            if index > 0 { writer.raw(",") }
            writer.string(document.prefix(scalars: wire.maxTextScalars))
        }
        writer.raw("]}")
        return writer.bytes
    }

    /// A guess of the tokens, for the rate limiter.
    var estimatedTokens: Int {
        documents.reduce(TokenEstimate.tokens(in: query)) { $0 + TokenEstimate.tokens(in: $1) + 2 }
    }
}
