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

    /// The vector fields that knn searches inside it use.
    var vectorFields: [String] { node.vectorFields }

    func write(to writer: inout BodyWriter) throws(ElasticsearchError) {
        guard let kind else { return try writer.node(node) }
        try Self.check(kind, for: writer.capabilities)
        try writer.object { writer throws(ElasticsearchError) in
            writer.key(kind.rawValue)
            try writer.node(node)
        }
    }

    private static func check(_ kind: RetrieverKind, for capabilities: Capabilities) throws(ElasticsearchError) {
        guard !capabilities.retrievers.contains(kind) else { return }
        let everything = Capabilities(
            version: capabilities.version,
            flavour: capabilities.flavour,
            licence: .enterprise
        )
        let way: String
        switch kind {
        case .rrf, .linear: way = "send its parts with a multi-search and fuse on the client"
        case .textSimilarityReranker: way = "rerank the hits on the client"
        case .diversify: way = "make the hits diverse on the client"
        case .pinned, .rule: way = "put the documents first on the client"
        default: way = "upgrade it"
        }
        guard everything.retrievers.contains(kind) else {
            throw ElasticsearchError(
                .invalidRequest,
                "\(capabilities.summary) has no retriever [\(kind.rawValue)]; \(way)",
                operation: "search"
            )
        }
        throw ElasticsearchError(
            .licence,
            "the retriever [\(kind.rawValue)] needs an Enterprise licence, \(capabilities.summary) has none; \(way)",
            operation: "search"
        )
    }
}

extension BodyObject {
    /// Refuses what no retriever may have below another (`StandardRetrieverBuilder`).
    mutating func add(child: Retriever) {
        refuse(
            if: child.traits.hasSearchAfter,
            "is over a retriever with search_after, which cannot be used in children of compound retrievers"
        )
        refuse(
            if: child.traits.hasTerminateAfter,
            "is over a retriever with terminate_after, which cannot be used in children of compound retrievers"
        )
    }

    /// Adds what every retriever takes.
    mutating func addShared(filter: [Query], minScore: Float?, name: String?) {
        add("filter", filter)
        add("min_score", minScore)
        add("_name", name)
    }
}
