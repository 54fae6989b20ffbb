import JSONValues

/// Reads the `retriever` of a search: those that come with a basic licence.
struct RetrieverParser {
    let content: Content
    let queries: QueryParser

    func read(_ node: ContentNode, into request: inout SearchRequest) throws {
        guard let member = node.members?.first else {
            throw RESTError.parsing("retriever malformed, empty clause found", content, at: node.end)
        }
        switch member.key {
        case "standard": try standard(member.value, into: &request)
        case "knn":
            request.knn = [try KnnParser(queries: queries).clause(member.value, form: .retriever)]
            request.minScore = try member.value["min_score"].map { try queries.number($0) }
        case "rrf": throw Self.unlicensed("Reciprocal Rank Fusion (RRF)")
        case "linear": throw Self.unlicensed("linear retriever")
        case "text_similarity_reranker": throw Self.unlicensed("text-similarity-reranker")
        case "rescorer", "pinned", "rule", "diversify":
            throw RESTError.unsupported("the retriever [\(member.key)]")
        default:
            let place = content.bracketed(member.value.start)
            throw RESTError.parsing(
                "unknown retriever [\(member.key)]",
                content,
                at: member.value.start,
                causedBy: ExceptionBody("named_object_not_found_exception", "\(place) unknown field [\(member.key)]")
            )
        }
    }

    private func standard(_ body: ContentNode, into request: inout SearchRequest) throws {
        var query: QueryClause?
        var filter: [QueryClause] = []
        for member in body.members ?? [] {
            switch member.key {
            case "query": query = try queries.clause(member.value)
            case "filter": filter = try queries.filters(member.value)
            case "sort": request.sort = try SortParser(content: content).keys(member.value)
            case "min_score": request.minScore = try queries.number(member.value)
            case "_name": break
            case "search_after", "terminate_after", "collapse":
                throw RESTError.unsupported("[\(member.key)] of a standard retriever")
            default: throw queries.unknown(member, in: "standard")
            }
        }
        guard !filter.isEmpty else {
            request.query = query
            return
        }
        var bool = BoolClause()
        bool.must = [query ?? .matchAll]
        bool.filter = filter
        request.query = QueryClause(kind: .bool(bool))
    }

    private static func unlicensed(_ feature: String) -> RESTError {
        RESTError(
            403,
            "security_exception",
            "current license is non-compliant for [\(feature)]",
            members: ["license.expired.feature": .string(feature)]
        )
    }
}
