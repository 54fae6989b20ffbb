public import JSONValues

extension SearchRequest {
    /// The request's body as a tree, for printing; ``body(for:)`` is what is sent.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: The body.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest` or `licence`.
    public func json(for capabilities: Capabilities) throws(ElasticsearchError) -> JSONValue {
        var writer = BodyWriter(capabilities)
        try write(to: &writer)
        return writer.tree
    }

    /// The request's body on one line.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: JSON, UTF-8, without a newline.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest` or `licence`.
    public func body(for capabilities: Capabilities) throws(ElasticsearchError) -> [UInt8] {
        var writer = BodyWriter(capabilities)
        try write(to: &writer)
        return writer.bytes
    }

    private func write(to writer: inout BodyWriter) throws(ElasticsearchError) {
        try validate()
        try writer.object { writer throws(ElasticsearchError) in
            try writer.member("query", node: query?.node)
            if !knn.isEmpty { try writer.member("knn", node: .array(knn.map { .knn($0, .section) })) }
            try writer.member("retriever", node: retriever.map(BodyNode.retriever))
            if from != 0 { writer.member("from", JSONValue(from)) }
            writer.member("size", JSONValue(size))
            writer.member("_source", source.json(for: writer.capabilities, hiding: vectorFields))
            try writer.member("post_filter", node: postFilter?.node)
            switch trackTotalHits {
            case .exact?: writer.member("track_total_hits", true)
            case .upTo(let count)?: writer.member("track_total_hits", JSONValue(count))
            case TotalHits.none?: writer.member("track_total_hits", false)
            case nil: break
            }
            writer.member("min_score", minScore.map(JSONValue.decimal))
            if !sort.isEmpty { writer.member("sort", .array(sort.map(\.json))) }
            if !searchAfter.isEmpty { writer.member("search_after", .array(searchAfter)) }
            try writer.member("highlight", node: highlight?.node)
            if explain { writer.member("explain", true) }
            if !fields.isEmpty { writer.member("fields", .array(fields.map(\.json))) }
            if !docValueFields.isEmpty { writer.member("docvalue_fields", .array(docValueFields.map(\.json))) }
            if !rescore.isEmpty { try writer.member("rescore", node: .array(rescore.map(\.node))) }
            try writer.member("collapse", node: collapse?.node)
            if !aggregations.isEmpty { try writer.member("aggs", node: Aggregation.node(of: aggregations)) }
            writer.member("pit", pointInTime?.json)
            writer.member("slice", slice?.json)
            writer.member("timeout", timeout.map { .string("\($0.wholeMilliseconds)ms") })
            writer.member("terminate_after", terminateAfter.map { JSONValue($0) })
            if trackScores { writer.member("track_scores", true) }
            for (key, value) in extras { writer.member(key, value) }
        }
    }

    /// What goes into the URL, or in a multi-search before the body.
    var parameters: [(String, String)] {
        var parameters: [(String, String)] = []
        if let searchType { parameters.append(("search_type", searchType.rawValue)) }
        if let routing { parameters.append(("routing", routing)) }
        if let preference { parameters.append(("preference", preference)) }
        return parameters
    }

    private var vectorFields: [String] {
        (query?.vectorFields ?? []) + knn.flatMap(\.vectorFields)
            + (retriever?.vectorFields ?? []) + (postFilter?.vectorFields ?? [])
    }
}

extension SearchRequest.Slice {
    fileprivate var json: JSONValue {
        var object: JSONObject = ["id": JSONValue(id), "max": JSONValue(max)]
        object["field"] = field.map(JSONValue.string)
        return .object(object)
    }
}

extension Duration {
    /// Rounded down to milliseconds.
    fileprivate var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
