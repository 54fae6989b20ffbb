public import Embeddings
import JSONValues

/// One `POST /v1/rerank`.
public struct RerankRequest: Sendable {
    /// The model's id.
    public var model: String
    /// The query as the user wrote it.
    public var query: String
    /// The passages, at least one; pictures only for jina-reranker-m0.
    public var documents: [EmbeddingInput]
    /// How many results to return; `nil`, the default, for all.
    public var topN: Int?
    /// Whether results hold their passage; default `false`, because the caller has it.
    public var returnsDocuments: Bool
    /// The most tokens read of a passage, 1 to 8192; `nil` for the server's own 2048; only jina-reranker-v3 and newer on
    /// Jina's own servers.
    public var maxDocumentTokens: Int?

    /// Makes a request about texts.
    public init(
        model: String,
        query: String,
        documents: [String],
        topN: Int? = nil,
        returnsDocuments: Bool = false,
        maxDocumentTokens: Int? = nil
    ) {
        self.init(
            model: model,
            query: query,
            inputs: documents.map { .text($0) },
            topN: topN,
            returnsDocuments: returnsDocuments,
            maxDocumentTokens: maxDocumentTokens
        )
    }

    /// Makes a request about texts and pictures.
    public init(
        model: String,
        query: String,
        inputs: [EmbeddingInput],
        topN: Int? = nil,
        returnsDocuments: Bool = false,
        maxDocumentTokens: Int? = nil
    ) {
        self.model = model
        self.query = query
        documents = inputs
        self.topN = topN
        self.returnsDocuments = returnsDocuments
        self.maxDocumentTokens = maxDocumentTokens
    }

    func body(_ wire: WireFormat) -> [UInt8] {
        var writer = JSONWriter(capacity: estimatedBytes)
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
            switch document {
            case .text(let text): writer.string(text.prefix(scalars: wire.maxTextScalars))
            case .image(let image): wire.write(image, to: &writer)
            }
        }
        writer.raw("]}")
        return writer.bytes
    }

    var containsImages: Bool { documents.contains { $0.modality == .image } }

    /// The texts among the passages.
    var texts: [String] { documents.compactMap { if case .text(let text) = $0 { text } else { nil } } }

    private var estimatedBytes: Int {
        documents.reduce(256 + query.utf8.count) { sum, document in
            switch document {
            case .text(let text): sum + text.utf8.count + 8
            case .image(let image): sum + image.bytes.count / 3 * 4 + 96
            }
        }
    }

    /// A guess of the tokens, for the rate limiter.
    func estimatedTokens(perImage: Int) -> Int {
        documents.reduce(TokenEstimate.tokens(in: query)) { sum, document in
            switch document {
            case .text(let text): sum + TokenEstimate.tokens(in: text) + 2
            case .image: sum + perImage
            }
        }
    }
}
