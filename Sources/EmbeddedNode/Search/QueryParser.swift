import JSONValues

/// Reads the query language, with the server's complaints and their places.
struct QueryParser {
    let content: Content

    /// Reads one query.
    func clause(_ node: ContentNode) throws -> QueryClause {
        guard let members = node.members else {
            throw RESTError.parsing("[_na] query malformed, must start with start_object", content, at: node.start)
        }
        guard let member = members.first else {
            throw RESTError.illegalArgument("query malformed, empty clause found at \(content.bracketed(node.end))")
        }
        guard member.value.members != nil else {
            throw RESTError.parsing(
                "[\(member.key)] query malformed, no start_object after query name",
                content,
                at: member.value.start
            )
        }
        let clause = try clause(named: member)
        if members.count > 1 {
            throw RESTError.parsing(
                "[\(member.key)] malformed query, expected [END_OBJECT] but found [FIELD_NAME]",
                content,
                at: members[1].start
            )
        }
        guard clause.boost >= 0 else {
            throw RESTError.illegalArgument(
                "negative [boost] are not allowed in [\(member.key)], use a value between 0 and 1 to deboost"
            )
        }
        return clause
    }

    private func clause(named member: ContentNode.Member) throws -> QueryClause {
        let body = member.value
        switch member.key {
        case "match_all": return try plain(body, "match_all", .matchAll)
        case "match_none": return try plain(body, "match_none", .matchNone)
        case "match", "match_phrase", "match_phrase_prefix", "match_bool_prefix":
            return try match(body, MatchKind(rawValue: member.key) ?? .match)
        case "simple_query_string": return try simpleQueryString(body)
        case "query_string": return try queryString(body)
        case "script_score": return try scriptScore(body)
        case "function_score": return try functionScore(body)
        case "fuzzy": return try fuzzy(body)
        case "multi_match": return try multiMatch(body)
        case "term": return try term(body)
        case "terms": return try terms(body)
        case "range": return try range(body)
        case "ids": return try ids(body)
        case "exists": return try exists(body)
        case "prefix": return try pattern(body, name: "prefix", keys: ["value", "prefix"])
        case "wildcard": return try pattern(body, name: "wildcard", keys: ["value", "wildcard"])
        case "bool": return try bool(body)
        case "constant_score": return try constantScore(body)
        case "dis_max": return try disMax(body)
        case "knn": return try knnQuery(body)
        default:
            if Self.unsupported.contains(member.key) {
                throw RESTError.parsing(
                    "query [\(member.key)] is not supported by the embedded node: use an Elasticsearch cluster (--url) for it",
                    content,
                    at: body.start
                )
            }
            let place = content.bracketed(body.start)
            throw RESTError.parsing(
                "unknown query [\(member.key)]",
                content,
                at: body.start,
                causedBy: ExceptionBody("named_object_not_found_exception", "\(place) unknown field [\(member.key)]")
            )
        }
    }

    private static let unsupported: Set<String> = [
        "boosting", "combined_fields", "distance_feature", "geo_bounding_box",
        "geo_distance",
        "geo_shape", "geo_polygon", "has_child", "has_parent", "intervals", "more_like_this", "nested", "parent_id",
        "percolate", "pinned", "rank_feature", "regexp",
        "rule",
        "script", "semantic", "shape", "span_near", "span_term", "span_or",
        "sparse_vector", "terms_set", "text_expansion", "weighted_tokens", "wrapper",
    ]

    /// Fails for a member that no one knows; `[match] query does not support [foo]`.
    func refuse(_ member: ContentNode.Member, _ query: String) -> RESTError {
        .parsing("[\(query)] query does not support [\(member.key)]", content, at: member.value.start)
    }

    func unknownField(_ member: ContentNode.Member, _ object: String) -> RESTError {
        .contentParse("[\(object)] unknown field [\(member.key)]", content, at: member.start)
    }

    func float(_ node: ContentNode) throws -> Float {
        if let value = node.double { return Float(value) }
        if let text = node.string, let value = Float(text) { return value }
        throw RESTError(400, "number_format_exception", "For input string: \"\(node.scalarText ?? "")\"")
    }

    func int(_ node: ContentNode) throws -> Int {
        if case .integer(let value) = node.value, let int = Int(exactly: value) { return int }
        if case .number(let value) = node.value, let int = Int(exactly: value.rounded(.towardZero)) { return int }
        if let text = node.string, let value = Int(text) { return value }
        throw RESTError(400, "number_format_exception", "For input string: \"\(node.scalarText ?? "")\"")
    }

    func value(_ node: ContentNode) -> QueryValue? {
        switch node.value {
        case .string(let text): .string(text)
        case .integer(let integer): .integer(integer)
        case .number(let number): .number(number)
        case .bool(let flag): .bool(flag)
        case .null, .array, .numbers, .object: nil
        }
    }

    /// Takes `boost` and `_name`; true where `member` was one of them.
    func takeCommon(_ member: ContentNode.Member, _ clause: inout QueryClause) throws -> Bool {
        switch member.key {
        case "boost": clause.boost = try float(member.value)
        case "_name": clause.name = member.value.scalarText
        default: return false
        }
        return true
    }

    private func plain(_ body: ContentNode, _ name: String, _ kind: QueryClause.Kind) throws -> QueryClause {
        var clause = QueryClause(kind: kind)
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            let error = unknownField(member, name)
            throw RESTError.parsing(
                error.exception.reason,
                content,
                at: member.value.start,
                causedBy: ExceptionBody("x_content_parse_exception", error.exception.reason)
            )
        }
        return clause
    }

    /// The one field of a query such as `match`, with its definition.
    func onlyField(_ body: ContentNode, _ query: String) throws -> ContentNode.Member? {
        let members = body.members ?? []
        if members.count > 1 {
            throw RESTError.parsing(
                "[\(query)] query doesn't support multiple fields, found [\(members[0].key)] and [\(members[1].key)]",
                content,
                at: members[1].value.start
            )
        }
        return members.first
    }

    private func bool(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .matchNone)
        var bool = BoolClause()
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            switch member.key {
            case "must": bool.must = try clauses(member)
            case "should": bool.should = try clauses(member)
            case "filter": bool.filter = try clauses(member)
            case "must_not": bool.mustNot = try clauses(member)
            case "minimum_should_match":
                bool.minimumShouldMatch = member.value.scalarText.map { MinimumShouldMatch(text: $0) }
            case "adjust_pure_negative": break
            default: throw unknownField(member, "bool")
            }
        }
        clause.kind = .bool(bool)
        return clause
    }

    private func clauses(_ member: ContentNode.Member) throws -> [QueryClause] {
        let nodes: [ContentNode]
        switch member.value.value {
        case .object: nodes = [member.value]
        case .array(let elements): nodes = elements
        default:
            throw RESTError.contentParse(
                "[bool] \(member.key) doesn't support values of type: \(member.value.token)",
                content,
                at: member.value.start
            )
        }
        return try nodes.map { node in
            do {
                return try clause(node)
            } catch let error as RESTError {
                // The server's object parser wraps what goes wrong inside.
                var wrapped = RESTError.contentParse(
                    "[bool] failed to parse field [\(member.key)]",
                    content,
                    at: node.members?.first.map { $0.value.start } ?? node.end,
                    causedBy: error.exception
                )
                wrapped.root =
                    error.exception.type == "illegal_argument_exception" ? nil : error.root ?? error.exception
                throw wrapped
            }
        }
    }

    private func constantScore(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .matchNone)
        var inner: QueryClause?
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            guard member.key == "filter" else { throw refuse(member, "constant_score") }
            inner = try self.clause(member.value)
        }
        guard let inner else {
            throw RESTError.parsing("[constant_score] requires a 'filter' element", content, at: body.end)
        }
        clause.kind = .constantScore(inner)
        return clause
    }

    private func disMax(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .matchNone)
        var queries: [QueryClause] = []
        var tieBreaker: Float = 0
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            switch member.key {
            case "queries": queries = try (member.value.elements ?? [member.value]).map { try self.clause($0) }
            case "tie_breaker": tieBreaker = try float(member.value)
            default: throw refuse(member, "dis_max")
            }
        }
        guard !queries.isEmpty else {
            throw RESTError.parsing(
                "[dis_max] requires 'queries' field with at least one clause",
                content,
                at: body.end
            )
        }
        clause.kind = .disMax(queries, tieBreaker: tieBreaker)
        return clause
    }

    private func knnQuery(_ body: ContentNode) throws -> QueryClause {
        let knn = try KnnParser(queries: self).clause(body, form: .query)
        return QueryClause(kind: .knn(knn), boost: knn.boost, name: knn.name)
    }

    /// One query or several that must all match.
    func filters(_ node: ContentNode) throws -> [QueryClause] { try (node.elements ?? [node]).map(clause) }

    func number(_ node: ContentNode) throws -> Float { try float(node) }
    func integer(_ node: ContentNode) throws -> Int { try int(node) }
    func unknown(_ member: ContentNode.Member, in object: String) -> RESTError { unknownField(member, object) }
}
