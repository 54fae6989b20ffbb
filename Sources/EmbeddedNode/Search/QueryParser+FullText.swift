extension QueryParser {
    func match(_ body: ContentNode, name: String, isPhrase: Bool) throws -> QueryClause {
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
}
