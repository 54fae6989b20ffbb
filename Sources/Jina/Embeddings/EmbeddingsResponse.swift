public import Embeddings
import JSONValues

/// The answer to an ``EmbeddingsRequest``, checked for completeness and put in the order of the request.
public struct EmbeddingsResponse: Sendable, Hashable {
    /// The model's id as the server names it.
    public var model: String?
    /// One vector per input, in the order of the inputs; a component the server wrote as `null` is NaN here.
    public var vectors: [Embedding]
    /// What the call cost in tokens.
    public var usage: JinaUsage

    /// Makes an answer.
    public init(model: String?, vectors: [Embedding], usage: JinaUsage) {
        self.model = model
        self.vectors = vectors
        self.usage = usage
    }
}

/// Tokens of one call.
public struct JinaUsage: Sendable, Hashable {
    /// All tokens; 0 where the server does not say.
    public var totalTokens: Int
    /// Tokens of texts, where the server says.
    public var promptTokens: Int?
    /// Tokens of pictures, where the server says.
    public var imageTokens: Int?

    /// Makes a count.
    public init(totalTokens: Int, promptTokens: Int? = nil, imageTokens: Int? = nil) {
        self.totalTokens = totalTokens
        self.promptTokens = promptTokens
        self.imageTokens = imageTokens
    }

    init(_ json: JSONValue?) {
        promptTokens = json?["prompt_tokens"]?.int
        imageTokens = json?["image_tokens"]?.int
        totalTokens = max(0, json?["total_tokens"]?.int ?? (promptTokens ?? 0) + (imageTokens ?? 0))
    }
}

extension EmbeddingsResponse {
    /// The answer where every input has its vector; the error is half a sentence for ``JinaError``.
    init(complete answer: EmbeddingsAnswer<Embedding>) throws(MalformedAnswer) {
        var vectors: [Embedding] = []
        vectors.reserveCapacity(answer.items.count)
        for item in answer.items {
            switch item {
            case .success(let vector): vectors.append(vector)
            case .failure(let fault): throw MalformedAnswer(fault.reason)
            }
        }
        self.init(model: answer.model, vectors: vectors, usage: answer.usage)
    }
}

/// Why an answer of status 200 cannot be used, as half a sentence.
struct MalformedAnswer: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}
