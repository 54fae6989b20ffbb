public import JSONValues

extension Retriever {
    /// The retriever as JSON for a server.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: The retriever.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest`, or `licence` where the licence does not include it.
    public func json(for capabilities: Capabilities) throws(ElasticsearchError) -> JSONValue {
        var writer = BodyWriter(capabilities)
        try write(to: &writer)
        return writer.tree
    }

    /// The kind; `nil` for raw JSON.
    public var kind: RetrieverKind? {
        switch node {
        case .standard: .standard
        case .knn: .knn
        case .rrf: .rrf
        case .linear: .linear
        case .rescorer: .rescorer
        case .reranker: .textSimilarityReranker
        case .raw: nil
        }
    }

    /// How many hits it can return at most, where it works on a window of them.
    var windowSize: Int? {
        switch node {
        case .rrf(_, _, let size, _), .linear(_, let size, _, _), .rescorer(_, _, let size, _, _): size
        case .reranker(_, let reranker): reranker.rankWindowSize
        case .standard, .knn, .raw: nil
        }
    }

    /// The vector fields that knn searches inside it use.
    var vectorFields: [String] {
        switch node {
        case .standard(let query, let filter, _): (query?.vectorFields ?? []) + filter.flatMap(\.vectorFields)
        case .knn(let search): [search.field] + search.filter.flatMap(\.vectorFields)
        case .rrf(let parts, _, _, let filter): parts.flatMap(\.retriever.vectorFields) + filter.flatMap(\.vectorFields)
        case .linear(let parts, _, _, let filter):
            parts.flatMap(\.retriever.vectorFields) + filter.flatMap(\.vectorFields)
        case .rescorer(let inner, let query, _, _, _): inner.vectorFields + query.vectorFields
        case .reranker(let inner, _): inner.vectorFields
        case .raw: []
        }
    }

    func write(to writer: inout BodyWriter) throws(ElasticsearchError) {
        if let kind { try check(kind, for: writer.capabilities) }
        if case .raw(let json) = node { return writer.value(json) }
        try writer.object { writer throws(ElasticsearchError) in
            writer.key(kind?.rawValue ?? "")
            try writeBody(to: &writer)
        }
    }

    private func check(_ kind: RetrieverKind, for capabilities: Capabilities) throws(ElasticsearchError) {
        guard !capabilities.retrievers.contains(kind) else { return }
        let everything = Capabilities(
            version: capabilities.version,
            flavour: capabilities.flavour,
            licence: .enterprise
        )
        guard everything.retrievers.contains(kind) else {
            throw ElasticsearchError(
                .invalidRequest,
                "\(capabilities.summary) has no retriever [\(kind.rawValue)]; upgrade it or fuse on the client",
                operation: "search"
            )
        }
        throw ElasticsearchError(
            .licence,
            "the retriever [\(kind.rawValue)] needs an Enterprise licence, \(capabilities.summary) has none; send its parts with a multi-search and fuse on the client",
            operation: "search"
        )
    }

    private func writeBody(to writer: inout BodyWriter) throws(ElasticsearchError) {
        switch node {
        case .standard(let query, let filter, let minScore):
            try writer.object { writer throws(ElasticsearchError) in
                if let query {
                    writer.key("query")
                    try query.write(to: &writer)
                }
                try Self.write(filter, to: &writer)
                writer.member("min_score", minScore)
            }
        case .knn(let search): try search.write(to: &writer, form: .retriever)
        case .rrf(let parts, let rankConstant, let rankWindowSize, let filter):
            try Self.check(parts, rankWindowSize: rankWindowSize, kind: .rrf)
            guard rankConstant >= 1 else {
                throw Self.invalid(.rrf, "has rank_constant \(rankConstant); it must be 1 or more")
            }
            let isWeighted = parts.contains { $0.weight != 1 }
            guard !isWeighted || writer.capabilities.allowsWeightedRRF else {
                throw Self.invalid(
                    .rrf,
                    "has weights, which \(writer.capabilities.summary) does not know; fuse on the client"
                )
            }
            try writer.object { writer throws(ElasticsearchError) in
                writer.key("retrievers")
                try writer.array(parts) { writer, part throws(ElasticsearchError) in
                    guard isWeighted else { return try part.retriever.write(to: &writer) }
                    try part.write(to: &writer)
                }
                writer.member("rank_constant", JSONValue(rankConstant))
                writer.member("rank_window_size", JSONValue(rankWindowSize))
                try Self.write(filter, to: &writer)
            }
        case .linear(let parts, let rankWindowSize, let minScore, let filter):
            try Self.check(parts, rankWindowSize: rankWindowSize, kind: .linear)
            if parts.contains(where: { $0.normalizer == .l2Norm }), !writer.capabilities.allowsLinearL2Normalizer {
                throw Self.invalid(
                    .linear,
                    "has the normalizer l2_norm, which \(writer.capabilities.summary) does not have"
                )
            }
            try writer.object { writer throws(ElasticsearchError) in
                writer.key("retrievers")
                try writer.array(parts) { writer, part throws(ElasticsearchError) in try part.write(to: &writer) }
                writer.member("rank_window_size", JSONValue(rankWindowSize))
                writer.member("min_score", minScore)
                try Self.write(filter, to: &writer)
            }
        case .rescorer(let inner, let query, let windowSize, let queryWeight, let rescoreQueryWeight):
            guard windowSize >= 1 else {
                throw Self.invalid(.rescorer, "has window_size \(windowSize); it must be 1 or more")
            }
            try writer.object { writer throws(ElasticsearchError) in
                writer.key("retriever")
                try inner.write(to: &writer)
                writer.key("rescore")
                try writer.object { writer throws(ElasticsearchError) in
                    writer.member("window_size", JSONValue(windowSize))
                    writer.key("query")
                    try writer.object { writer throws(ElasticsearchError) in
                        writer.key("rescore_query")
                        try query.write(to: &writer)
                        writer.member("query_weight", queryWeight)
                        writer.member("rescore_query_weight", rescoreQueryWeight)
                    }
                }
            }
        case .reranker(let inner, let reranker):
            guard reranker.rankWindowSize >= 1 else {
                throw Self.invalid(
                    .textSimilarityReranker,
                    "has rank_window_size \(reranker.rankWindowSize); it must be 1 or more"
                )
            }
            try writer.object { writer throws(ElasticsearchError) in
                writer.key("retriever")
                try inner.write(to: &writer)
                writer.member("field", .string(reranker.field))
                writer.member("inference_text", .string(reranker.inferenceText))
                writer.member("inference_id", reranker.inferenceID.map(JSONValue.string))
                writer.member("rank_window_size", JSONValue(reranker.rankWindowSize))
                writer.member("min_score", reranker.minScore)
            }
        case .raw(let json): writer.value(json)
        }
    }

    private static func write(_ filter: [Query], to writer: inout BodyWriter) throws(ElasticsearchError) {
        guard !filter.isEmpty else { return }
        writer.key("filter")
        try writer.array(filter) { writer, query throws(ElasticsearchError) in try query.write(to: &writer) }
    }

    private static func check(
        _ parts: [WeightedRetriever],
        rankWindowSize: Int,
        kind: RetrieverKind
    ) throws(ElasticsearchError) {
        guard !parts.isEmpty else { throw invalid(kind, "has no parts; give it two or more") }
        guard rankWindowSize >= 1 else {
            throw invalid(kind, "has rank_window_size \(rankWindowSize); it must be 1 or more")
        }
        for part in parts where !(part.weight.isFinite && part.weight >= 0) {
            throw invalid(kind, "has the weight \(part.weight); weights are 0 or more")
        }
    }

    private static func invalid(_ kind: RetrieverKind, _ what: String) -> ElasticsearchError {
        ElasticsearchError(.invalidRequest, "the retriever [\(kind.rawValue)] \(what)", operation: "search")
    }
}

extension WeightedRetriever {
    fileprivate func write(to writer: inout BodyWriter) throws(ElasticsearchError) {
        try writer.object { writer throws(ElasticsearchError) in
            writer.key("retriever")
            try retriever.write(to: &writer)
            writer.member("weight", weight)
            writer.member("normalizer", normalizer.map { .string($0.rawValue) })
        }
    }
}
