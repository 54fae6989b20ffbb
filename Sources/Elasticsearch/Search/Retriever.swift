public import JSONValues

/// A tree of first-stage searches and what joins or reorders them, as a value.
public struct Retriever: Sendable, Hashable {
    indirect enum Node: Sendable, Hashable {
        case standard(query: Query?, filter: [Query], minScore: Float?)
        case knn(KnnSearch)
        case rrf([WeightedRetriever], rankConstant: Int, rankWindowSize: Int, filter: [Query])
        case linear([WeightedRetriever], rankWindowSize: Int, minScore: Float?, filter: [Query])
        case rescorer(Retriever, query: Query, windowSize: Int, queryWeight: Float?, rescoreQueryWeight: Float?)
        case reranker(Retriever, TextSimilarityReranker)
        case raw(JSONValue)
    }

    let node: Node

    /// A plain query.
    public static func standard(_ query: Query?, filter: [Query] = [], minScore: Float? = nil) -> Retriever {
        Retriever(node: .standard(query: query, filter: filter, minScore: minScore))
    }

    /// The nearest vectors.
    public static func knn(_ search: KnnSearch) -> Retriever { Retriever(node: .knn(search)) }

    /// Lists fused by reciprocal rank; Enterprise or Serverless.
    ///
    /// - Parameters:
    ///   - retrievers: The lists, two or more, each with its weight; other weights than 1 from 9.2.
    ///   - rankConstant: How little the first ranks stand out, at least 1; default 60.
    ///   - rankWindowSize: How many hits of each list count; default 10, at least the size of the page.
    ///   - filter: What all lists must match.
    /// - Returns: The retriever.
    public static func rrf(
        _ retrievers: [WeightedRetriever],
        rankConstant: Int = 60,
        rankWindowSize: Int = 10,
        filter: [Query] = []
    ) -> Retriever {
        Retriever(
            node: .rrf(retrievers, rankConstant: rankConstant, rankWindowSize: rankWindowSize, filter: filter)
        )
    }

    /// Lists fused by the weighted sum of their scores; Enterprise or Serverless.
    ///
    /// - Parameters:
    ///   - retrievers: The lists, each with weight and normalizer.
    ///   - rankWindowSize: How many hits of each list count; default 10.
    ///   - minScore: The least sum of a hit.
    ///   - filter: What all lists must match.
    /// - Returns: The retriever.
    public static func linear(
        _ retrievers: [WeightedRetriever],
        rankWindowSize: Int = 10,
        minScore: Float? = nil,
        filter: [Query] = []
    ) -> Retriever {
        Retriever(node: .linear(retrievers, rankWindowSize: rankWindowSize, minScore: minScore, filter: filter))
    }

    /// The first hits of `retriever` scored again by `query`.
    ///
    /// - Parameters:
    ///   - retriever: The first stage.
    ///   - query: What scores again.
    ///   - windowSize: How many hits are scored again; default 10.
    ///   - queryWeight: The weight of the first score; default 1.
    ///   - rescoreQueryWeight: The weight of the second score; default 1.
    /// - Returns: The retriever.
    public static func rescorer(
        _ retriever: Retriever,
        query: Query,
        windowSize: Int = 10,
        queryWeight: Float? = nil,
        rescoreQueryWeight: Float? = nil
    ) -> Retriever {
        Retriever(
            node: .rescorer(
                retriever,
                query: query,
                windowSize: windowSize,
                queryWeight: queryWeight,
                rescoreQueryWeight: rescoreQueryWeight
            )
        )
    }

    /// The first hits of `retriever` reordered by a model behind an inference endpoint; Enterprise or Serverless.
    public static func textSimilarityReranker(_ retriever: Retriever, _ reranker: TextSimilarityReranker) -> Retriever {
        Retriever(node: .reranker(retriever, reranker))
    }

    /// Any other retriever, as JSON.
    public static func raw(_ json: JSONValue) -> Retriever { Retriever(node: .raw(json)) }
}

/// One list of a fusion with its weight.
public struct WeightedRetriever: Sendable, Hashable {
    /// How scores are made comparable before they are added, as an open set.
    public struct Normalizer: RawRepresentable, Sendable, Hashable {
        /// The word in a request.
        public let rawValue: String
        /// Makes a normalizer of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// As they are.
        public static let none = Normalizer(rawValue: "none")
        /// From 0 for the least to 1 for the greatest.
        public static let minMax = Normalizer(rawValue: "minmax")
        /// Divided by the root of the sum of their squares; from 8.19 and 9.1.
        public static let l2Norm = Normalizer(rawValue: "l2_norm")
    }

    /// The list.
    public var retriever: Retriever
    /// Its weight, 0 or more; default 1.
    public var weight: Float
    /// How its scores are made comparable, in linear fusion.
    public var normalizer: Normalizer?

    /// Makes a weighted list.
    public init(_ retriever: Retriever, weight: Float = 1, normalizer: Normalizer? = nil) {
        self.retriever = retriever
        self.weight = weight
        self.normalizer = normalizer
    }
}

/// What reorders hits by a model behind an inference endpoint.
public struct TextSimilarityReranker: Sendable, Hashable {
    /// The text field that is compared.
    public var field: String
    /// What it is compared with.
    public var inferenceText: String
    /// The inference endpoint; `nil` for the server's default.
    public var inferenceID: String?
    /// How many hits are reordered; default 10.
    public var rankWindowSize: Int
    /// The least score of a hit.
    public var minScore: Float?

    /// Makes a reranker.
    public init(
        field: String,
        inferenceText: String,
        inferenceID: String? = nil,
        rankWindowSize: Int = 10,
        minScore: Float? = nil
    ) {
        self.field = field
        self.inferenceText = inferenceText
        self.inferenceID = inferenceID
        self.rankWindowSize = rankWindowSize
        self.minScore = minScore
    }
}

/// The name of a retriever, as an open set.
public struct RetrieverKind: RawRepresentable, Sendable, Hashable {
    /// The word in a request.
    public let rawValue: String
    /// Makes a kind of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// A plain query.
    public static let standard = RetrieverKind(rawValue: "standard")
    /// The nearest vectors.
    public static let knn = RetrieverKind(rawValue: "knn")
    /// Fusion by reciprocal rank.
    public static let rrf = RetrieverKind(rawValue: "rrf")
    /// Fusion by weighted scores.
    public static let linear = RetrieverKind(rawValue: "linear")
    /// A second query over the first hits.
    public static let rescorer = RetrieverKind(rawValue: "rescorer")
    /// A model over the first hits.
    public static let textSimilarityReranker = RetrieverKind(rawValue: "text_similarity_reranker")
    /// Chosen documents first.
    public static let pinned = RetrieverKind(rawValue: "pinned")
    /// Hits unlike each other.
    public static let diversify = RetrieverKind(rawValue: "diversify")
    /// Query rules.
    public static let rule = RetrieverKind(rawValue: "rule")
}
