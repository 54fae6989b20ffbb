public import JSONValues

/// A tree of first-stage searches and what joins or reorders them, as a value.
///
/// What a server or its licence does not take is found out when the search is sent: then ``ElasticsearchError`` names the rule
/// and the way out, and nothing is sent. Every kind takes a `filter`, which all hits below it must match, `minScore`, the least
/// score of a hit, and a `name`, which ``FusionExplanation`` shows.
public struct Retriever: Sendable, Hashable {
    /// What it has that a retriever around it may not allow.
    struct Traits: Sendable, Hashable {
        var hasSearchAfter = false
        var hasTerminateAfter = false
        /// Whether its hits come in another order than by score.
        var isSorted = false
        /// How many hits it passes on at most, where it works on a window of them.
        var windowSize: Int?
        /// The windows, its own and those below it, that the server compares with the size of the page.
        var pageWindows: [PageWindow] = []
    }

    struct PageWindow: Sendable, Hashable {
        var kind: RetrieverKind
        var size: Int
    }

    /// The kind; `nil` for raw JSON.
    public let kind: RetrieverKind?
    let node: BodyNode
    let traits: Traits

    init(_ kind: RetrieverKind, _ node: BodyNode, _ traits: Traits = Traits()) {
        self.kind = kind
        self.node = node
        self.traits = traits
    }

    private init(raw json: JSONValue) {
        kind = nil
        node = .json(json)
        traits = Traits()
    }

    /// A plain query.
    ///
    /// - Parameters:
    ///   - query: The query; `nil` for every document.
    ///   - filter: What hits must match besides.
    ///   - minScore: The least score of a hit.
    ///   - sort: The order; empty for falling score. Below a rescorer only that.
    ///   - searchAfter: The ``SearchHit/sort`` of the last hit of the page before; only at the top.
    ///   - terminateAfter: How many documents of each shard are looked at; only at the top.
    ///   - collapse: Only the best hit of those with the same value.
    ///   - name: The name in explanations.
    /// - Returns: The retriever.
    public static func standard(
        _ query: Query?,
        filter: [Query] = [],
        minScore: Float? = nil,
        sort: [SearchRequest.Sort] = [],
        searchAfter: [JSONValue] = [],
        terminateAfter: Int? = nil,
        collapse: Collapse? = nil,
        name: String? = nil
    ) -> Retriever {
        var body = BodyObject("the retriever [standard]")
        body.add("query", query)
        if !searchAfter.isEmpty {
            body.refuse(
                if: sort.isEmpty || sort.allSatisfy(\.isFallingScore),
                "has search_after without a sort; sort must contain at least one field"
            )
            body.add("search_after", .array(searchAfter))
        }
        body.refuse(
            if: (terminateAfter ?? 1) < 0,
            "has terminate_after \(terminateAfter ?? 0); it must be more than 0"
        )
        body.add("terminate_after", terminateAfter)
        if !sort.isEmpty { body.add("sort", .array(sort.map(\.json))) }
        body.add("collapse", node: collapse?.node)
        body.refuse(
            if: !Collapse.goesWith(collapse, searchAfter: searchAfter, sort: sort),
            Collapse.searchAfterRule
        )
        body.addShared(filter: filter, minScore: minScore, name: name)
        return Retriever(
            .standard,
            body.node,
            Traits(
                hasSearchAfter: !searchAfter.isEmpty,
                hasTerminateAfter: (terminateAfter ?? 0) != 0,
                isSorted: !(sort.isEmpty || (sort.count == 1 && sort[0].isFallingScore))
            )
        )
    }

    /// The nearest vectors; the search's own filter and name are the retriever's.
    public static func knn(_ search: KnnSearch, minScore: Float? = nil) -> Retriever {
        Retriever(.knn, .knn(search, .retriever(minScore: minScore)))
    }

    /// The first hits of `retriever` scored again by `query`.
    ///
    /// - Parameters:
    ///   - retriever: The first stage; a plain query in it must not have an order of its own.
    ///   - query: What scores again.
    ///   - windowSize: How many hits are scored again and can be found; default 10, at least the size of the page and at most the
    ///     window of what it is over.
    ///   - queryWeight: The weight of the first score; default 1.
    ///   - rescoreQueryWeight: The weight of the second score; default 1.
    ///   - scoreMode: How the two become one; default their sum.
    ///   - filter: What hits must match.
    ///   - minScore: The least score of a hit.
    ///   - name: The name in explanations.
    /// - Returns: The retriever.
    public static func rescorer(
        _ retriever: Retriever,
        query: Query,
        windowSize: Int = 10,
        queryWeight: Float? = nil,
        rescoreQueryWeight: Float? = nil,
        scoreMode: Rescore.ScoreMode? = nil,
        filter: [Query] = [],
        minScore: Float? = nil,
        name: String? = nil
    ) -> Retriever {
        rescorer(
            retriever,
            [
                Rescore(
                    query,
                    windowSize: windowSize,
                    queryWeight: queryWeight,
                    rescoreQueryWeight: rescoreQueryWeight,
                    scoreMode: scoreMode
                )
            ],
            filter: filter,
            minScore: minScore,
            name: name
        )
    }

    /// The first hits of `retriever` scored again by several queries, one after the other.
    ///
    /// As many can be found as the smallest of their windows has.
    public static func rescorer(
        _ retriever: Retriever,
        _ rescores: [Rescore],
        filter: [Query] = [],
        minScore: Float? = nil,
        name: String? = nil
    ) -> Retriever {
        var body = BodyObject("the retriever [rescorer]")
        body.refuse(if: rescores.isEmpty, "has nothing that scores again")
        let window = rescores.map { $0.windowSize ?? 10 }.min() ?? 10
        body.add(child: retriever)
        body.refuse(
            if: retriever.traits.isSorted,
            "is over a retriever with a sort; cannot use [sort] in conjunction with [rescore]"
        )
        body.refuse(
            if: retriever.traits.windowSize.map { window > $0 } ?? false,
            "has window_size \(window); it must be at most the rank_window_size \(retriever.traits.windowSize ?? 0) of what it is over"
        )
        body.add("retriever", node: .retriever(retriever))
        body.add("rescore", node: rescores.count == 1 ? rescores[0].node : .array(rescores.map(\.node)))
        body.addShared(filter: filter, minScore: minScore, name: name)
        return compound(.rescorer, body.node, over: [retriever], windowSize: window)
    }

    /// Any other retriever, as JSON.
    public static func raw(_ json: JSONValue) -> Retriever { Retriever(raw: json) }
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

extension Collapse {
    static let searchAfterRule =
        "cannot use [collapse] in conjunction with [search_after] unless the search is sorted on the same field; multiple sort fields are not allowed"

    /// Whether the server takes the three together.
    static func goesWith(_ collapse: Collapse?, searchAfter: [JSONValue], sort: [SearchRequest.Sort]) -> Bool {
        guard let field = collapse?.field, !searchAfter.isEmpty else { return true }
        return sort.count == 1 && sort[0].field == field
    }
}
