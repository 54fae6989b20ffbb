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
        case "match": return try match(body, name: "match", isPhrase: false)
        case "match_phrase": return try match(body, name: "match_phrase", isPhrase: true)
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
        "boosting", "combined_fields", "distance_feature", "fuzzy", "function_score", "geo_bounding_box",
        "geo_distance",
        "geo_shape", "geo_polygon", "has_child", "has_parent", "intervals", "match_bool_prefix", "match_phrase_prefix",
        "more_like_this", "nested", "parent_id", "percolate", "pinned", "query_string", "rank_feature", "regexp",
        "rule",
        "script", "script_score", "semantic", "shape", "simple_query_string", "span_near", "span_term", "span_or",
        "sparse_vector", "terms_set", "text_expansion", "weighted_tokens", "wrapper",
    ]

    /// Fails for a member that no one knows; `[match] query does not support [foo]`.
    private func refuse(_ member: ContentNode.Member, _ query: String) -> RESTError {
        .parsing("[\(query)] query does not support [\(member.key)]", content, at: member.value.start)
    }

    private func unknownField(_ member: ContentNode.Member, _ object: String) -> RESTError {
        .contentParse("[\(object)] unknown field [\(member.key)]", content, at: member.start)
    }

    private func float(_ node: ContentNode) throws -> Float {
        if let value = node.double { return Float(value) }
        if let text = node.string, let value = Float(text) { return value }
        throw RESTError(400, "number_format_exception", "For input string: \"\(node.scalarText ?? "")\"")
    }

    private func int(_ node: ContentNode) throws -> Int {
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
    private func takeCommon(_ member: ContentNode.Member, _ clause: inout QueryClause) throws -> Bool {
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
    private func onlyField(_ body: ContentNode, _ query: String) throws -> ContentNode.Member? {
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

    private func match(_ body: ContentNode, name: String, isPhrase: Bool) throws -> QueryClause {
        guard let field = try onlyField(body, name) else {
            throw RESTError.parsing("No text specified for text query", content, at: body.end)
        }
        var clause = QueryClause(kind: .matchNone)
        var text: MatchText?
        if let options = field.value.members {
            var found = MatchText(value: .string(""))
            var hasText = false
            for member in options where try !takeCommon(member, &clause) {
                if member.key == "query" {
                    guard let value = value(member.value) else {
                        throw RESTError.parsing(
                            "[\(name)] unknown token [\(member.value.token)] after [query]",
                            content,
                            at: member.value.start
                        )
                    }
                    found.value = value
                    hasText = true
                } else {
                    try option(member, name, isPhrase, &found)
                }
            }
            guard hasText else {
                throw RESTError.parsing("No text specified for text query", content, at: field.value.end + 1)
            }
            text = found
        } else if field.value.elements != nil {
            let place = content.place(field.value.start)
            throw RESTError.illegalArgument("Expected text at \(place.line):\(place.column) but found START_ARRAY")
        } else {
            text = value(field.value).map { MatchText(value: $0) }
        }
        guard let text else {
            throw RESTError.parsing("No text specified for text query", content, at: body.end)
        }
        clause.kind = isPhrase ? .phrase(field: field.key, text) : .match(field: field.key, text)
        return clause
    }

    private func option(
        _ member: ContentNode.Member,
        _ query: String,
        _ isPhrase: Bool,
        _ text: inout MatchText
    ) throws {
        switch member.key {
        case "operator" where !isPhrase:
            switch member.value.scalarText?.lowercased() {
            case "and": text.requiresAll = true
            case "or": text.requiresAll = false
            default:
                let name = (member.value.scalarText ?? "").uppercased()
                throw RESTError.illegalArgument("No enum constant org.elasticsearch.index.query.Operator.\(name)")
            }
        case "minimum_should_match" where !isPhrase:
            text.minimumShouldMatch = member.value.scalarText.map { MinimumShouldMatch(text: $0) }
        case "analyzer":
            let name = member.value.scalarText ?? ""
            guard Analyzers.named(name) != nil else {
                throw RESTError.illegalArgument("[\(query)] analyzer [\(name)] not found")
            }
            text.analyzer = name
        case "zero_terms_query": text.matchesAllWithoutTerms = member.value.scalarText?.lowercased() == "all"
        case "lenient" where !isPhrase:
            text.isLenient = member.value.bool ?? (member.value.string == "true")
        case "auto_generate_synonyms_phrase_query" where !isPhrase: break
        case "slop" where isPhrase:
            if try int(member.value) != 0 { throw unsupported("slop", query) }
        case "fuzziness", "prefix_length", "max_expansions", "fuzzy_transpositions", "fuzzy_rewrite",
            "cutoff_frequency":
            guard !isPhrase else { throw refuse(member, query) }
            throw unsupported(member.key, query)
        default: throw refuse(member, query)
        }
    }

    private func unsupported(_ parameter: String, _ query: String) -> RESTError {
        .unsupported("[\(parameter)] of a [\(query)] query")
    }

    private func multiMatch(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .matchNone)
        var text = MatchText(value: .string(""))
        var hasText = false
        var fields: [(pattern: String, boost: Float)] = []
        var kind = QueryClause.MultiMatchKind.bestFields
        var tieBreaker: Float?
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            switch member.key {
            case "query":
                guard let value = value(member.value) else {
                    throw RESTError.parsing(
                        "[multi_match] unknown token [\(member.value.token)] after [query]",
                        content,
                        at: member.value.start
                    )
                }
                text.value = value
                hasText = true
            case "fields":
                for node in member.value.elements ?? [member.value] {
                    let parts = (node.scalarText ?? "").split(separator: "^")
                    fields.append((String(parts.first ?? ""), parts.count > 1 ? Float(parts[1]) ?? 1 : 1))
                }
            case "type":
                let name = member.value.scalarText ?? ""
                switch name {
                case "best_fields": kind = .bestFields
                case "most_fields": kind = .mostFields
                case "phrase": kind = .phrase
                case "cross_fields", "phrase_prefix", "bool_prefix":
                    throw RESTError.unsupported("[multi_match] of type [\(name)]")
                default:
                    throw RESTError(
                        400,
                        "parse_exception",
                        "failed to parse [multi_match] query type [\(name)]. unknown type."
                    )
                }
            case "tie_breaker": tieBreaker = try float(member.value)
            case "slop":
                if try int(member.value) != 0 { throw unsupported("slop", "multi_match") }
            default: try option(member, "multi_match", false, &text)
            }
        }
        guard hasText else {
            throw RESTError.parsing("No text specified for multi_match query", content, at: body.end)
        }
        clause.kind = .multiMatch(fields: fields, kind, tieBreaker: tieBreaker ?? (kind == .mostFields ? 1 : 0), text)
        return clause
    }

    private func term(_ body: ContentNode) throws -> QueryClause {
        guard let field = try onlyField(body, "term") else {
            throw RESTError.illegalArgument("field name is null or empty")
        }
        var clause = QueryClause(kind: .matchNone)
        var found: QueryValue?
        var ignoresCase = false
        if let options = field.value.members {
            for member in options where try !takeCommon(member, &clause) {
                switch member.key {
                case "value", "term": found = value(member.value)
                case "case_insensitive": ignoresCase = member.value.bool ?? false
                default: throw refuse(member, "term")
                }
            }
        } else if field.value.elements != nil {
            throw RESTError.parsing("[term] query does not support array of values", content, at: field.value.start)
        } else {
            found = value(field.value)
        }
        guard let found else { throw RESTError.illegalArgument("field name is null or empty") }
        clause.kind = .term(field: field.key, found, ignoresCase: ignoresCase)
        return clause
    }

    private func terms(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .matchNone)
        var field: (String, [QueryValue])?
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            let elements: [ContentNode]
            switch member.value.value {
            case .array(let nodes): elements = nodes
            case .object: throw RESTError.unsupported("the [terms] lookup of another document")
            default: throw refuse(member, "terms")
            }
            guard field == nil else {
                throw RESTError.parsing(
                    "[terms] query does not support multiple fields",
                    content,
                    at: member.value.start
                )
            }
            guard elements.count <= 65_536 else {
                throw RESTError.illegalArgument(
                    "The number of terms [\(elements.count)] used in the Terms Query request has exceeded the allowed "
                        + "maximum of [65536]. This maximum can be set by changing the [index.max_terms_count] index level "
                        + "setting."
                )
            }
            let values = try elements.map { element in
                guard let value = value(element) else {
                    throw RESTError.parsing(
                        "No value specified for terms query",
                        content,
                        at: member.value.start + 1
                    )
                }
                return value
            }
            field = (member.key, values)
        }
        guard let field else {
            throw RESTError.parsing(
                "[terms] query requires a field name, followed by array of terms or a document lookup specification",
                content,
                at: body.end
            )
        }
        clause.kind = .terms(field: field.0, field.1)
        return clause
    }

    private func range(_ body: ContentNode) throws -> QueryClause {
        guard let field = try onlyField(body, "range") else {
            throw RESTError.illegalArgument("field name is null or empty")
        }
        guard let options = field.value.members else { throw refuse(field, "range") }
        var clause = QueryClause(kind: .matchNone)
        var bounds = RangeBounds()
        for member in options where try !takeCommon(member, &clause) {
            let bound = value(member.value)
            switch member.key {
            case "gte": bounds.lower = bound.map { ($0, true) }
            case "gt": bounds.lower = bound.map { ($0, false) }
            case "lte": bounds.upper = bound.map { ($0, true) }
            case "lt": bounds.upper = bound.map { ($0, false) }
            case "from": bounds.lower = bound.map { ($0, true) }
            case "to": bounds.upper = bound.map { ($0, true) }
            case "format": bounds.format = member.value.string
            case "time_zone", "relation": throw unsupported(member.key, "range")
            default: throw refuse(member, "range")
            }
        }
        clause.kind = .range(field: field.key, bounds)
        return clause
    }

    private func ids(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .ids([]))
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            guard member.key == "values" else {
                let reason = unknownField(member, "ids").exception.reason
                throw RESTError.parsing(
                    reason,
                    content,
                    at: member.value.start,
                    causedBy: ExceptionBody("x_content_parse_exception", reason)
                )
            }
            clause.kind = .ids((member.value.elements ?? [member.value]).compactMap(\.scalarText))
        }
        return clause
    }

    private func exists(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .matchNone)
        var field: String?
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            guard member.key == "field" else { throw refuse(member, "exists") }
            field = member.value.scalarText
        }
        guard let field else {
            throw RESTError.parsing("[exists] must be provided with a [field]", content, at: body.end)
        }
        clause.kind = .exists(field)
        return clause
    }

    private func pattern(_ body: ContentNode, name: String, keys: [String]) throws -> QueryClause {
        guard let field = try onlyField(body, name) else {
            throw RESTError.illegalArgument("field name is null or empty")
        }
        var clause = QueryClause(kind: .matchNone)
        var text = field.value.scalarText
        var ignoresCase = false
        for member in field.value.members ?? [] where try !takeCommon(member, &clause) {
            switch member.key {
            case _ where keys.contains(member.key): text = member.value.scalarText
            case "case_insensitive": ignoresCase = member.value.bool ?? false
            case "rewrite": throw unsupported("rewrite", name)
            default: throw refuse(member, name)
            }
        }
        guard let text else { throw RESTError.illegalArgument("value cannot be null") }
        clause.kind =
            name == "prefix"
            ? .prefix(field: field.key, text, ignoresCase: ignoresCase)
            : .wildcard(field: field.key, text, ignoresCase: ignoresCase)
        return clause
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
