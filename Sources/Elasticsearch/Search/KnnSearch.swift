public import Embeddings
public import JSONValues

/// A search for the nearest vectors.
public struct KnnSearch: Sendable, Hashable {
    /// The vector field.
    public var field: String
    /// The vector to be near to; empty where the server makes it, see ``vectorBuilder``.
    public var vector: Embedding
    /// What the field's vectors are, by which ``vector`` is written; default floats.
    public var encoding = VectorEncoding.float
    /// How the server makes the vector to be near to; `nil` where it is given.
    public var vectorBuilder: QueryVectorBuilder?
    /// How many neighbours, at least 1.
    public var k: Int
    /// How many candidates each shard looks at, `k` to 10000; more finds more and takes longer.
    public var numCandidates: Int
    /// What neighbours must match; applied while searching, so there are still `k`.
    public var filter: [Query]
    /// The least raw similarity, or for `l2_norm` the greatest distance; default none.
    public var similarity: Float?
    /// A factor on the score; default 1.
    public var boost: Float?
    /// How many times more candidates are compared with full vectors; 1 or more, or 0 for none; default the mapping's.
    public var rescoreOversample: Float?
    /// Percent of the vectors to visit in a `bbq_disk` field, 0 to 100; from 9.2.
    public var visitPercentage: Float?
    /// The name under which a hit lists this search as matched.
    public var name: String?
    /// Brings the parts of a nested field whose vectors are near; for searches beside the query only.
    public var innerHits: InnerHits?

    /// Makes a search.
    ///
    /// - Parameters:
    ///   - field: The vector field.
    ///   - vector: The vector to be near to, of the field's size.
    ///   - k: How many neighbours; default 10.
    ///   - numCandidates: How many candidates each shard looks at; `nil` for one and a half times `k` and at least 100.
    ///   - filter: What neighbours must match.
    ///   - similarity: The least raw similarity.
    ///   - boost: A factor on the score.
    ///   - rescoreOversample: How many times more candidates are compared with full vectors.
    ///   - visitPercentage: Percent of the vectors to visit in a `bbq_disk` field.
    ///   - name: The name under which a hit lists this search as matched.
    ///   - innerHits: Brings the parts of a nested field whose vectors are near.
    public init(
        field: String,
        vector: Embedding,
        k: Int = 10,
        numCandidates: Int? = nil,
        filter: [Query] = [],
        similarity: Float? = nil,
        boost: Float? = nil,
        rescoreOversample: Float? = nil,
        visitPercentage: Float? = nil,
        name: String? = nil,
        innerHits: InnerHits? = nil
    ) {
        self.field = field
        self.vector = vector
        self.k = k
        self.numCandidates = numCandidates ?? min(max(100, k + k / 2), max(k, 10_000))
        self.filter = filter
        self.similarity = similarity
        self.boost = boost
        self.rescoreOversample = rescoreOversample
        self.visitPercentage = visitPercentage
        self.name = name
        self.innerHits = innerHits
    }

    /// Makes a search for vectors near to one that the server makes.
    ///
    /// - Parameters:
    ///   - field: The vector field.
    ///   - builder: How the server makes the vector.
    ///   - k: How many neighbours; default 10.
    ///   - numCandidates: How many candidates each shard looks at; `nil` for one and a half times `k` and at least 100.
    ///   - filter: What neighbours must match.
    public init(
        field: String,
        builder: QueryVectorBuilder,
        k: Int = 10,
        numCandidates: Int? = nil,
        filter: [Query] = []
    ) {
        self.init(field: field, vector: Embedding([]), k: k, numCandidates: numCandidates, filter: filter)
        vectorBuilder = builder
    }

    /// Checks the numbers and the vector.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest` naming the field, the rule and the fix.
    public func validate(for capabilities: Capabilities) throws(ElasticsearchError) {
        func invalid(_ what: String) -> ElasticsearchError {
            ElasticsearchError(.invalidRequest, "the knn search on [\(field)] \(what)", operation: "search")
        }
        guard !field.isEmpty else { throw invalid("names no field") }
        guard k >= 1 else { throw invalid("asks for k \(k); it must be at least 1") }
        guard numCandidates <= 10_000 else {
            throw invalid("asks for num_candidates \(numCandidates); 10000 is the most")
        }
        guard numCandidates >= k else {
            throw invalid(
                "asks for k \(k) out of num_candidates \(numCandidates); num_candidates must not be less than k"
            )
        }
        guard vector.dims > 0 || vectorBuilder != nil else { throw invalid("has an empty vector") }
        guard vector.dims == 0 || vectorBuilder == nil else {
            throw invalid("has a query_vector and a query_vector_builder; it cannot have both")
        }
        if case .lookup? = vectorBuilder, !capabilities.supportsLookupVectors {
            throw invalid(
                "looks its vector up, which \(capabilities.summary) does not know; get the vector first and search with it"
            )
        }
        if let place = vector.values.firstIndex(where: { !$0.isFinite }) {
            throw invalid("has a vector whose component \(place) is no finite number")
        }
        if let similarity, !similarity.isFinite { throw invalid("has a similarity that is no finite number") }
        if let boost, !(boost.isFinite && boost >= 0) { throw invalid("has the boost \(boost); it must be 0 or more") }
        if let oversample = rescoreOversample {
            guard capabilities.supportsRescoreVector else {
                throw invalid("has rescore_vector, which \(capabilities.summary) does not have; remove it")
            }
            guard oversample == 0 ? capabilities.allowsZeroOversample : oversample >= 1 && oversample.isFinite else {
                let zero = capabilities.allowsZeroOversample ? ", or 0 for no rescoring" : ""
                throw invalid("has an oversample of \(oversample); it must be 1 or more\(zero)")
            }
        }
        if let percentage = visitPercentage {
            guard capabilities.supportsVisitPercentage else {
                throw invalid("has visit_percentage, which \(capabilities.summary) does not have; remove it")
            }
            guard (0...100).contains(percentage) else {
                throw invalid("has visit_percentage \(percentage); it must be 0 to 100")
            }
        }
    }

    /// Where a knn search stands, which decides a few of its members.
    enum Form: Sendable, Hashable {
        case section, query
        case retriever(minScore: Float?)

        var isRetriever: Bool { if case .retriever = self { true } else { false } }
    }

    /// The vector fields that it and its filters use.
    var vectorFields: [String] { [field] + filter.flatMap(\.vectorFields) }

    func write(to writer: inout BodyWriter, form: Form) throws(ElasticsearchError) {
        try validate(for: writer.capabilities)
        func misplaced(_ what: String) -> ElasticsearchError {
            ElasticsearchError(.invalidRequest, "the knn search on [\(field)] \(what)", operation: "search")
        }
        if form.isRetriever, boost != nil {
            throw misplaced("has a boost, which a knn retriever does not take; weigh it in the fusion instead")
        }
        if form != .section, innerHits != nil {
            throw misplaced("has inner_hits, which only a knn search beside the query takes; put it there")
        }
        try writer.object { writer throws(ElasticsearchError) in
            writer.member("field", .string(field))
            if let vectorBuilder {
                writer.member("query_vector_builder", vectorBuilder.json)
            } else {
                writer.key("query_vector")
                do throws(EmbeddingError) { try writer.vector(vector, encoding) } catch {
                    throw ElasticsearchError(
                        .invalidRequest,
                        "the knn search on [\(field)] has a vector that is none for its field: \(error.message)",
                        operation: "search"
                    )
                }
            }
            writer.member("k", JSONValue(k))
            writer.member("num_candidates", JSONValue(numCandidates))
            if !filter.isEmpty {
                writer.key("filter")
                try writer.array(filter) { writer, query throws(ElasticsearchError) in try query.write(to: &writer) }
            }
            writer.member("similarity", similarity.map(JSONValue.decimal))
            writer.member("boost", boost.map(JSONValue.decimal))
            if let rescoreOversample {
                writer.member("rescore_vector", ["oversample": .decimal(rescoreOversample)])
            }
            writer.member("visit_percentage", visitPercentage.map(JSONValue.decimal))
            if case .retriever(let minScore) = form { writer.member("min_score", minScore.map(JSONValue.decimal)) }
            writer.member("_name", name.map(JSONValue.string))
            try writer.member("inner_hits", node: innerHits?.node)
        }
    }
}

/// How a server makes the vector of a knn search.
public enum QueryVectorBuilder: Sendable, Hashable {
    /// By a model behind an inference endpoint; Enterprise or Serverless.
    case textEmbedding(inferenceID: String?, text: String)
    /// It is the vector of a document that is in an index already; from 9.4.
    case lookup(index: String, id: String, field: String, routing: String? = nil)
    /// Any other way, as JSON.
    case raw(JSONValue)

    var json: JSONValue {
        switch self {
        case .textEmbedding(let inferenceID, let text):
            var object: JSONObject = ["model_text": .string(text)]
            object["model_id"] = inferenceID.map(JSONValue.string)
            return ["text_embedding": .object(object)]
        case .lookup(let index, let id, let field, let routing):
            var object: JSONObject = ["index": .string(index), "id": .string(id), "path": .string(field)]
            object["routing"] = routing.map(JSONValue.string)
            return ["lookup": .object(object)]
        case .raw(let json): return json
        }
    }
}
