extension QueryParser {
    /// The queries that look for a text in one field.
    enum MatchKind: String {
        case match
        case phrase = "match_phrase"
        case phrasePrefix = "match_phrase_prefix"
        case boolPrefix = "match_bool_prefix"

        func clause(_ field: String, _ text: MatchText) -> QueryClause.Kind {
            switch self {
            case .match: .match(field: field, text)
            case .phrase: .phrase(field: field, text)
            case .phrasePrefix: .phrasePrefix(field: field, text)
            case .boolPrefix: .boolPrefix(field: field, text)
            }
        }

        /// The options the query knows beside `query`, `boost` and `_name`.
        var options: Set<String> {
            switch self {
            case .match:
                [
                    "operator", "minimum_should_match", "analyzer", "zero_terms_query", "lenient",
                    "auto_generate_synonyms_phrase_query", "fuzziness", "prefix_length", "max_expansions",
                    "fuzzy_transpositions", "fuzzy_rewrite",
                ]
            case .phrase: ["analyzer", "slop", "zero_terms_query"]
            case .phrasePrefix: ["analyzer", "slop", "zero_terms_query", "max_expansions"]
            case .boolPrefix:
                [
                    "operator", "minimum_should_match", "analyzer", "fuzziness", "prefix_length", "max_expansions",
                    "fuzzy_transpositions", "fuzzy_rewrite",
                ]
            }
        }
    }

    func match(_ body: ContentNode, _ kind: MatchKind) throws -> QueryClause {
        let name = kind.rawValue
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
                    guard kind.options.contains(member.key) else { throw refuse(member, name) }
                    try option(member, name, &found)
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
        clause.kind = kind.clause(field.key, text)
        return clause
    }

    private func option(_ member: ContentNode.Member, _ query: String, _ text: inout MatchText) throws {
        switch member.key {
        case "operator":
            switch member.value.scalarText?.lowercased() {
            case "and": text.requiresAll = true
            case "or": text.requiresAll = false
            default:
                let name = (member.value.scalarText ?? "").uppercased()
                throw RESTError.illegalArgument("No enum constant org.elasticsearch.index.query.Operator.\(name)")
            }
        case "minimum_should_match":
            text.minimumShouldMatch = member.value.scalarText.map { MinimumShouldMatch(text: $0) }
        case "analyzer":
            let name = member.value.scalarText ?? ""
            guard Analyzers.named(name) != nil else {
                throw RESTError.illegalArgument("[\(query)] analyzer [\(name)] not found")
            }
            text.analyzer = name
        case "zero_terms_query": text.matchesAllWithoutTerms = member.value.scalarText?.lowercased() == "all"
        case "lenient": text.isLenient = flag(member.value)
        case "auto_generate_synonyms_phrase_query": break
        case "slop":
            text.slop = try int(member.value)
            guard text.slop >= 0 else { throw RESTError.illegalArgument("No negative slop allowed.") }
        default: try similarity(member, query, &text)
        }
    }

    /// The options of queries that take similar terms, too.
    func similarity(_ member: ContentNode.Member, _ query: String, _ text: inout MatchText) throws {
        switch member.key {
        case "fuzziness":
            // A number loses its fraction, a text with one is refused.
            let whole = member.value.double.flatMap { Int(exactly: $0.rounded(.towardZero)) }
            text.fuzziness = try Fuzziness(whole.map(String.init) ?? member.value.scalarText ?? "")
        case "prefix_length":
            text.prefixLength = try int(member.value)
            guard text.prefixLength >= 0 else {
                throw RESTError.illegalArgument("[\(query)] requires prefix length to be non-negative.")
            }
        case "max_expansions":
            text.maxExpansions = try int(member.value)
            guard text.maxExpansions > 0 else {
                throw RESTError.illegalArgument("[\(query)] requires maxExpansions to be positive.")
            }
        case "fuzzy_transpositions", "transpositions": text.countsTranspositions = flag(member.value)
        case "fuzzy_rewrite", "rewrite":
            guard member.value.isNull else { throw unsupported(member.key, query) }
        default: throw refuse(member, query)
        }
    }

    func flag(_ node: ContentNode) -> Bool { node.bool ?? (node.string == "true") }

    func fuzzy(_ body: ContentNode) throws -> QueryClause {
        guard let field = try onlyField(body, "fuzzy") else {
            throw RESTError.illegalArgument("field name cannot be null or empty")
        }
        var clause = QueryClause(kind: .matchNone)
        var text = MatchText(value: .string(""))
        text.fuzziness = .automatic(low: 3, high: 6)
        var found = value(field.value)
        for member in field.value.members ?? [] where try !takeCommon(member, &clause) {
            if ["value", "term"].contains(member.key) {
                found = value(member.value)
            } else {
                try similarity(member, "fuzzy", &text)
            }
        }
        guard let found else { throw RESTError.illegalArgument("query value cannot be null") }
        text.value = found
        clause.kind = .fuzzy(field: field.key, text)
        return clause
    }

    func unsupported(_ parameter: String, _ query: String) -> RESTError {
        .unsupported("[\(parameter)] of a [\(query)] query")
    }

    func multiMatch(_ body: ContentNode) throws -> QueryClause {
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
                guard let found = QueryClause.MultiMatchKind(rawValue: name), found != .prefix, found != .similar else {
                    throw RESTError(
                        400,
                        "parse_exception",
                        "failed to parse [multi_match] query type [\(name)]. unknown type."
                    )
                }
                kind = found
            case "tie_breaker": tieBreaker = try float(member.value)
            default: try option(member, "multi_match", &text)
            }
        }
        guard hasText else {
            throw RESTError.parsing("No text specified for multi_match query", content, at: body.end)
        }
        if text.fuzziness != nil, [.crossFields, .phrase, .phrasePrefix].contains(kind) {
            throw RESTError.parsing("Fuzziness not allowed for type [\(kind.rawValue)]", content, at: body.end)
        }
        clause.kind = .multiMatch(fields: fields, kind, tieBreaker: tieBreaker ?? kind.tieBreaker, text)
        return clause
    }
}
