extension QueryParser {
    func term(_ body: ContentNode) throws -> QueryClause {
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

    func terms(_ body: ContentNode) throws -> QueryClause {
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

    func range(_ body: ContentNode) throws -> QueryClause {
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

    func ids(_ body: ContentNode) throws -> QueryClause {
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

    func exists(_ body: ContentNode) throws -> QueryClause {
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

    func pattern(_ body: ContentNode, name: String, keys: [String]) throws -> QueryClause {
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
}
