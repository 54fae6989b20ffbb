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
            // The server reads a least score here and lets every neighbour pass.
            if let least = member.value["min_score"] { _ = try queries.number(least) }
        case "rrf": throw Self.unlicensed("Reciprocal Rank Fusion (RRF)")
        case "linear": throw Self.unlicensed("linear retriever")
        case "text_similarity_reranker": throw Self.unlicensed("text-similarity-reranker")
        case "rescorer": try rescorer(member.value, into: &request)
        case "diversify": try diversify(member.value, into: &request)
        case "pinned", "rule": throw RESTError.unsupported("the retriever [\(member.key)]")
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
            case "collapse":
                request.collapse = try CollapseParser(content: content, queries: queries).clause(member.value)
            case "search_after", "terminate_after":
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

    private func rescorer(_ body: ContentNode, into request: inout SearchRequest) throws {
        var inner: ContentNode?
        var clauses: [RescoreClause]?
        var filter: [QueryClause] = []
        for member in body.members ?? [] {
            switch member.key {
            case "retriever": inner = member.value
            case "rescore": clauses = try RescoreParser(content: content, queries: queries).clauses(member.value)
            case "filter": filter = try queries.filters(member.value)
            case "_name", "min_score":
                if member.key == "min_score" { throw RESTError.unsupported("[min_score] of a rescorer retriever") }
            default: throw queries.unknown(member, in: "rescorer")
            }
        }
        func missing(_ name: String) -> RESTError {
            let cause = ExceptionBody("illegal_argument_exception", "Required [\(name)]")
            return .parsing("Required [\(name)]", content, at: body.end, causedBy: cause)
        }
        guard let inner else { throw missing("retriever") }
        guard let clauses else { throw missing("rescore") }
        try read(inner, filter, into: &request)
        request.stages.append(.rescore(clauses))
    }

    private func diversify(_ body: ContentNode, into request: inout SearchRequest) throws {
        var inner: ContentNode?
        var result = Diversification(field: "", lambda: 0)
        var type: String?
        var field: String?
        var lambda: Float?
        var filter: [QueryClause] = []
        for member in body.members ?? [] {
            let node = member.value
            switch member.key {
            case "retriever": inner = node
            case "type": type = node.scalarText
            case "field": field = node.scalarText
            case "lambda": lambda = try queries.number(node)
            case "size": result.size = try queries.integer(node)
            case "rank_window_size": result.window = try queries.integer(node)
            case "query_vector":
                guard case .components(let components) = try KnnParser(queries: queries).vector(node) else {
                    throw RESTError.unsupported("[query_vector] of a diversify retriever as a text")
                }
                result.query = components
            case "filter": filter = try queries.filters(node)
            case "_name": break
            case "query_vector_builder", "min_score":
                throw RESTError.unsupported("[\(member.key)] of a diversify retriever")
            default: throw queries.unknown(member, in: "diversify")
            }
        }
        let required = [("retriever", inner == nil), ("type", type == nil), ("field", field == nil)].filter(\.1)
            .map(\.0)
        guard let inner, let type, let field else {
            throw RESTError.illegalArgument("Required [\(required.joined(separator: ", "))]")
        }
        guard type == "mmr" else {
            let reason = "unknown result diversification type [\(type)]"
            throw RESTError(
                400,
                ExceptionBody(
                    "x_content_parse_exception",
                    "Failed to build [diversify] after last required field arrived",
                    causedBy: ExceptionBody("illegal_argument_exception", reason)
                )
            )
        }
        result.field = field
        result.lambda = lambda ?? 0
        let name = "[diversify] MMR result diversification"
        if result.size <= 0 { throw RESTError.validation("\(name) [size] of \(result.size) must be greater than zero") }
        if result.size > result.window {
            throw RESTError.validation(
                "\(name) [size] of \(result.size) cannot be greater than the [rank_window_size] of \(result.window)"
            )
        }
        guard let lambda, 0...1 ~= lambda else {
            throw RESTError.validation(
                "\(name) must have a [lambda] between 0.0 and 1.0. The value provided was \(lambda?.description ?? "null")"
            )
        }
        try read(inner, filter, into: &request)
        request.stages.append(.diversify(result))
    }

    /// Reads a retriever inside another one, whose filter holds for it, too.
    private func read(_ node: ContentNode, _ filter: [QueryClause], into request: inout SearchRequest) throws {
        try read(node, into: &request)
        guard !filter.isEmpty else { return }
        guard request.knn.isEmpty else {
            for place in request.knn.indices { request.knn[place].filter += filter }
            return
        }
        var bool = BoolClause()
        bool.must = [request.query ?? .matchAll]
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
