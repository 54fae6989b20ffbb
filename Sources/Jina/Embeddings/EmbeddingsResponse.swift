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
    /// Reads `json` as the answer to `count` inputs; the error is half a sentence for ``JinaError``.
    ///
    /// An answer of another length is refused whole: a server that drops an input and numbers the rest anew would hand
    /// vectors to the wrong inputs without a trace.
    init(_ json: JSONValue, count: Int) throws(MalformedAnswer) {
        guard let data = json["data"]?.array else { throw MalformedAnswer("it has no array “data”") }
        guard data.count == count else {
            throw MalformedAnswer("it has \(data.count) vectors for \(count) inputs")
        }
        var vectors = [Embedding?](repeating: nil, count: count)
        for element in data {
            guard let index = element["index"]?.int, vectors.indices.contains(index) else {
                throw MalformedAnswer("a vector has no index between 0 and \(count - 1)")
            }
            guard vectors[index] == nil else { throw MalformedAnswer("index \(index) comes twice") }
            vectors[index] = try Self.vector(element["embedding"], index: index)
        }
        self.init(model: json["model"]?.string, vectors: vectors.compactMap(\.self), usage: JinaUsage(json["usage"]))
    }

    private static func vector(_ json: JSONValue?, index: Int) throws(MalformedAnswer) -> Embedding {
        switch json {
        case .string(let text):
            do { return try Embedding(base64: text, .little) } catch {
                throw MalformedAnswer("the vector at index \(index) is not base64 of 32-bit floats")
            }
        case .array(let numbers):
            var floats: [Float] = []
            floats.reserveCapacity(numbers.count)
            for number in numbers {
                if let value = number.double {
                    floats.append(Float(value))
                } else if number.isNull {
                    floats.append(.nan)
                } else {
                    throw MalformedAnswer("the vector at index \(index) holds something that is no number")
                }
            }
            return Embedding(floats)
        default:
            throw MalformedAnswer("the entry at index \(index) has no dense vector “embedding”")
        }
    }
}

/// Why an answer of status 200 cannot be used, as half a sentence.
struct MalformedAnswer: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}
