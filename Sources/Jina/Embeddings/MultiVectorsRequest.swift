public import Embeddings
import JSONValues

/// One request for token vectors: `POST /v1/embeddings` with a late-interaction model.
public struct MultiVectorsRequest: Sendable {
    /// The model's id.
    public var model: String
    /// What to embed.
    public var texts: [String]
    /// The side of the search, sent as `input_type`: queries are embedded otherwise than documents.
    public var role: EmbeddingRole
    /// The size of the vectors; `nil`, the default, for the model's usual one.
    public var dimensions: Int?
    /// How the vectors are sent; default base64.
    public var encoding: EmbeddingsRequest.VectorEncoding

    /// Makes a request.
    public init(
        model: String,
        texts: [String],
        role: EmbeddingRole,
        dimensions: Int? = nil,
        encoding: EmbeddingsRequest.VectorEncoding = .base64
    ) {
        self.model = model
        self.texts = texts
        self.role = role
        self.dimensions = dimensions
        self.encoding = encoding
    }

    /// The body; these models know neither `task` nor `truncate` nor `normalized`.
    func body(_ wire: WireFormat) -> [UInt8] {
        var writer = JSONWriter(capacity: texts.reduce(256) { $0 + $1.utf8.count + 16 })
        writer.raw("{\"model\":")
        writer.string(model)
        writer.raw(",\"input_type\":")
        writer.string(role.rawValue)
        if let dimensions {
            writer.raw(",\"dimensions\":")
            writer.integer(dimensions)
        }
        writer.raw(",")
        writer.key(wire.encodingKey)
        writer.string(encoding.rawValue)
        writer.raw(",\"input\":[")
        for (index, text) in texts.enumerated() {
            if index > 0 { writer.raw(",") }
            writer.string(text)
        }
        writer.raw("]}")
        return writer.bytes
    }

    /// A guess of the tokens, for the rate limiter; two for the marks that models set around a text.
    var estimatedTokens: Int { texts.reduce(0) { $0 + TokenEstimate.tokens(in: $1) + 2 } }
}

/// The answer to a ``MultiVectorsRequest``, checked for completeness and put in the order of the request.
public struct MultiVectorsResponse: Sendable, Hashable {
    /// The model's id as the server names it.
    public var model: String?
    /// The vectors of each text, in the order of the texts; a component the server wrote as `null` is NaN here.
    public var multiVectors: [MultiVector]
    /// What the call cost in tokens.
    public var usage: JinaUsage

    /// Makes an answer.
    public init(model: String?, multiVectors: [MultiVector], usage: JinaUsage) {
        self.model = model
        self.multiVectors = multiVectors
        self.usage = usage
    }

    /// The answer where every text has its vectors; the error is half a sentence for ``JinaError``.
    init(complete answer: EmbeddingsAnswer<MultiVector>) throws(MalformedAnswer) {
        var multiVectors: [MultiVector] = []
        for item in answer.items {
            switch item {
            case .success(let vectors): multiVectors.append(vectors)
            case .failure(let fault): throw MalformedAnswer(fault.reason)
            }
        }
        self.init(model: answer.model, multiVectors: multiVectors, usage: answer.usage)
    }
}
