import JSONValues

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
    /// How its scores are made comparable, in linear fusion; default as they are.
    public var normalizer: Normalizer?

    /// Makes a weighted list.
    public init(_ retriever: Retriever, weight: Float = 1, normalizer: Normalizer? = nil) {
        self.retriever = retriever
        self.weight = weight
        self.normalizer = normalizer
    }

    fileprivate var node: BodyNode {
        var body = BodyObject("a part of a fusion")
        body.add("retriever", node: .retriever(retriever))
        body.add("weight", weight)
        body.add("normalizer", normalizer?.rawValue)
        return body.node
    }
}

extension Retriever {
    /// Lists fused by reciprocal rank; Enterprise or Serverless.
    ///
    /// - Parameters:
    ///   - retrievers: The lists, two or more, each with its weight; other weights than 1 from 9.2.
    ///   - rankConstant: How little the first ranks stand out, at least 1; default 60.
    ///   - rankWindowSize: How many hits of each list count; default 10, at least the size of the page.
    ///   - filter: What all lists must match.
    ///   - minScore: The least score of a hit.
    ///   - name: The name in explanations.
    /// - Returns: The retriever.
    public static func rrf(
        _ retrievers: [WeightedRetriever],
        rankConstant: Int = 60,
        rankWindowSize: Int = 10,
        filter: [Query] = [],
        minScore: Float? = nil,
        name: String? = nil
    ) -> Retriever {
        var body = BodyObject("the retriever [rrf]")
        body.add(parts: retrievers)
        body.refuse(
            if: retrievers.contains { $0.normalizer != nil },
            "has a normalizer, which only linear fusion takes; remove it or use linear"
        )
        let isWeighted = retrievers.contains { $0.weight != 1 }
        let parts = BodyNode.array(retrievers.map { isWeighted ? $0.node : .retriever($0.retriever) })
        body.add(
            "retrievers",
            node: isWeighted ? .needs(.weightedRRF, "the retriever [rrf] has weights", parts) : parts
        )
        body.add(rankConstant: rankConstant, rankWindowSize: rankWindowSize)
        body.addShared(filter: filter, minScore: minScore, name: name)
        return compound(.rrf, body.node, over: retrievers.map(\.retriever), windowSize: rankWindowSize)
    }

    /// A text looked for in several fields, whose lists are fused by reciprocal rank; Enterprise or Serverless, from 8.19 and
    /// 9.1.
    ///
    /// It finds text fields and `semantic_text`, not vectors of your own.
    ///
    /// - Parameters:
    ///   - text: What to look for.
    ///   - fields: The fields, each of weight 1; empty for the index's default fields.
    ///   - rankConstant: How little the first ranks stand out, at least 1; default 60.
    ///   - rankWindowSize: How many hits of each list count; default 10, at least the size of the page.
    ///   - filter: What all lists must match.
    ///   - name: The name in explanations.
    /// - Returns: The retriever.
    public static func rrf(
        text: String,
        fields: [String],
        rankConstant: Int = 60,
        rankWindowSize: Int = 10,
        filter: [Query] = [],
        name: String? = nil
    ) -> Retriever {
        var body = BodyObject("the retriever [rrf]")
        body.add("query", node: .needs(.fieldsOfRetrievers, "the retriever [rrf] has a query", .json(.string(text))))
        body.add("fields", fields)
        body.add(rankConstant: rankConstant, rankWindowSize: rankWindowSize)
        body.addShared(filter: filter, minScore: nil, name: name)
        return compound(.rrf, body.node, over: [], windowSize: rankWindowSize)
    }

    /// Lists fused by the weighted sum of their scores; Enterprise or Serverless.
    ///
    /// - Parameters:
    ///   - retrievers: The lists, each with weight and normalizer.
    ///   - rankWindowSize: How many hits of each list count; default 10, at least the size of the page.
    ///   - minScore: The least sum of a hit, 0 or more.
    ///   - filter: What all lists must match.
    ///   - name: The name in explanations.
    /// - Returns: The retriever.
    public static func linear(
        _ retrievers: [WeightedRetriever],
        rankWindowSize: Int = 10,
        minScore: Float? = nil,
        filter: [Query] = [],
        name: String? = nil
    ) -> Retriever {
        var body = BodyObject("the retriever [linear]")
        body.add(parts: retrievers)
        let parts = BodyNode.array(retrievers.map(\.node))
        body.add("retrievers", node: normalized(parts, by: retrievers.compactMap(\.normalizer)))
        body.add(linearWindow: rankWindowSize, minScore: minScore)
        body.addShared(filter: filter, minScore: minScore, name: name)
        return compound(.linear, body.node, over: retrievers.map(\.retriever), windowSize: rankWindowSize)
    }

    /// A text looked for in several fields, whose scores are added; Enterprise or Serverless, from 8.19 and 9.1.
    ///
    /// It finds text fields and `semantic_text`, not vectors of your own.
    ///
    /// - Parameters:
    ///   - text: What to look for.
    ///   - fields: The fields, each with its weight; empty for the index's default fields.
    ///   - normalizer: How the scores of the lists are made comparable.
    ///   - rankWindowSize: How many hits of each list count; default 10, at least the size of the page.
    ///   - minScore: The least sum of a hit, 0 or more.
    ///   - filter: What all lists must match.
    ///   - name: The name in explanations.
    /// - Returns: The retriever.
    public static func linear(
        text: String,
        fields: [WeightedField],
        normalizer: WeightedRetriever.Normalizer = .minMax,
        rankWindowSize: Int = 10,
        minScore: Float? = nil,
        filter: [Query] = [],
        name: String? = nil
    ) -> Retriever {
        var body = BodyObject("the retriever [linear]")
        body.add("query", node: .needs(.fieldsOfRetrievers, "the retriever [linear] has a query", .json(.string(text))))
        body.add("fields", fields: fields)
        body.add("normalizer", node: normalized(.json(.string(normalizer.rawValue)), by: [normalizer]))
        body.add(linearWindow: rankWindowSize, minScore: minScore)
        body.addShared(filter: filter, minScore: minScore, name: name)
        return compound(.linear, body.node, over: [], windowSize: rankWindowSize)
    }

    private static func normalized(_ node: BodyNode, by normalizers: [WeightedRetriever.Normalizer]) -> BodyNode {
        guard normalizers.contains(.l2Norm) else { return node }
        return .needs(.linearL2Normalizer, "the retriever [linear] has the normalizer l2_norm", node)
    }

    /// A retriever over others whose window the server compares with the size of the page.
    static func compound(
        _ kind: RetrieverKind,
        _ node: BodyNode,
        over children: [Retriever],
        windowSize: Int
    ) -> Retriever {
        Retriever(
            kind,
            node,
            Traits(
                windowSize: windowSize,
                pageWindows: [PageWindow(kind: kind, size: windowSize)] + children.flatMap(\.traits.pageWindows)
            )
        )
    }
}

extension BodyObject {
    fileprivate mutating func add(parts: [WeightedRetriever]) {
        refuse(if: parts.isEmpty, "has no parts; give it two or more")
        for part in parts {
            add(child: part.retriever)
            refuse(
                if: !(part.weight.isFinite && part.weight >= 0),
                "has the weight \(part.weight); [weight] must be non-negative"
            )
        }
    }

    fileprivate mutating func add(rankConstant: Int, rankWindowSize: Int) {
        refuse(if: rankConstant < 1, "has rank_constant \(rankConstant); it must be 1 or more")
        refuse(if: rankWindowSize < 1, "has rank_window_size \(rankWindowSize); it must be 1 or more")
        add("rank_constant", rankConstant)
        add("rank_window_size", rankWindowSize)
    }

    fileprivate mutating func add(linearWindow rankWindowSize: Int, minScore: Float?) {
        refuse(if: rankWindowSize < 1, "has rank_window_size \(rankWindowSize); it must be 1 or more")
        refuse(
            if: (minScore ?? 0) < 0,
            "has min_score \(minScore ?? 0); [min_score] must be greater than or equal to 0"
        )
        add("rank_window_size", rankWindowSize)
    }
}
