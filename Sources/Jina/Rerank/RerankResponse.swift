import JSONValues

/// The answer to a ``RerankRequest``.
public struct RerankResponse: Sendable, Hashable {
    /// A passage with its score.
    public struct Result: Sendable, Hashable {
        /// The place of the passage in the request, from 0.
        public var index: Int
        /// The score on the model's own scale; higher is better; may be negative.
        public var score: Double
        /// The passage, where it was asked for.
        public var document: String?

        /// Makes a result.
        public init(index: Int, score: Double, document: String? = nil) {
            self.index = index
            self.score = score
            self.document = document
        }
    }

    /// The model's id as the server names it.
    public var model: String?
    /// The results, best first as the server sent them; every index once.
    public var results: [Result]
    /// What the call cost in tokens.
    public var usage: JinaUsage

    /// Makes an answer.
    public init(model: String?, results: [Result], usage: JinaUsage) {
        self.model = model
        self.results = results
        self.usage = usage
    }

    /// Reads `json` as the answer about `count` passages of which `topN` were asked for.
    init(_ json: JSONValue, count: Int, topN: Int?) throws(MalformedAnswer) {
        guard let entries = json["results"]?.array else { throw MalformedAnswer("it has no array “results”") }
        let expected = min(count, topN ?? count)
        guard entries.count == expected else {
            throw MalformedAnswer("it has \(entries.count) results where \(expected) were due")
        }
        var seen = Set<Int>()
        var results: [Result] = []
        for entry in entries {
            guard let index = entry["index"]?.int, (0..<count).contains(index) else {
                throw MalformedAnswer("a result has no index between 0 and \(count - 1)")
            }
            guard seen.insert(index).inserted else { throw MalformedAnswer("index \(index) comes twice") }
            guard let score = entry["relevance_score"]?.double, score.isFinite else {
                throw MalformedAnswer("the result for index \(index) has no finite “relevance_score”")
            }
            let document = entry["document"]?.string ?? entry["document"]?["text"]?.string
            results.append(Result(index: index, score: score, document: document))
        }
        self.init(model: json["model"]?.string, results: results, usage: JinaUsage(json["usage"]))
    }
}
