import JSONValues

/// Shows only the best hit of every group of documents with the same value.
struct CollapseClause: Sendable {
    /// More hits of a group, under a name.
    struct InnerHits: Sendable {
        var name: String
        var request: SearchRequest
    }

    var field: String
    var innerHits: [InnerHits] = []
}

/// What the documents of a group have in common.
enum GroupKey: Hashable, Sendable {
    /// No value, which is a group, too.
    case none
    case text(String)
    case number(Int64)
}

/// The groups of one index's documents.
struct Groups {
    let type: FieldType
    private let field: FieldMapping
    private var keys: [UInt32: GroupKey] = [:]

    init(_ name: String, _ reader: IndexReader) throws {
        guard !name.isEmpty else { throw SortColumn.refusal("no collapse field specified", reader) }
        guard let field = reader.mapping.fields[name] else {
            throw SortColumn.refusal("no mapping found for `\(name)` in order to collapse on", reader)
        }
        self.field = field
        type = field.type
        guard field.type.isNumber || field.type == .keyword else {
            throw SortColumn.refusal(
                "collapse is not supported for the field [\(name)] of the type [\(field.type.rawValue)]",
                reader
            )
        }
        guard field.hasDocValues else {
            throw SortColumn.refusal(
                "cannot collapse on field `\(name)` without `doc_values`",
                reader
            )
        }
        guard let id = reader.snapshot.fieldIDs[name] else { return }
        func add(_ document: UInt32, _ key: GroupKey) throws {
            if keys.updateValue(key, forKey: document).map({ $0 != key }) ?? false {
                throw SortColumn.refusal(
                    "failed to extract doc:\(document), the grouping field must be single valued",
                    reader
                )
            }
        }
        if field.type == .keyword {
            let column = try reader.snapshot.keywords(id, reader.connection)
            for (document, value) in zip(column.documents, column.values) where reader.snapshot.isLive(document) {
                try add(document, .text(value))
            }
        } else {
            let column = try reader.snapshot.numbers(id, reader.connection)
            for (document, value) in zip(column.documents, column.values) where reader.snapshot.isLive(document) {
                try add(document, .number(value))
            }
        }
    }

    func key(of document: UInt32) -> GroupKey { keys[document] ?? .none }

    /// The key as a hit's `fields` show it.
    func json(_ key: GroupKey) -> JSONValue {
        switch key {
        case .none: .null
        case .text(let text): .string(text)
        case .number(let bits): AggregationColumn.value(bits, field, format: nil)
        }
    }

    /// What the group's documents match.
    func filter(_ key: GroupKey) -> QueryClause {
        let value: QueryValue
        switch key {
        case .none:
            var bool = BoolClause()
            bool.mustNot = [QueryClause(kind: .exists(field.path))]
            return QueryClause(kind: .bool(bool))
        case .text(let text): value = .string(text)
        case .number(let bits):
            value =
                type.isFloating
                ? .number(SortableNumber.double(bits))
                : type == .boolean ? .bool(bits == 1) : .integer(bits)
        }
        return QueryClause(kind: .term(field: field.path, value, ignoresCase: false))
    }
}

/// Reads the `collapse` of a search.
struct CollapseParser {
    let content: Content
    let queries: QueryParser

    func clause(_ node: ContentNode) throws -> CollapseClause {
        var clause = CollapseClause(field: "")
        for member in node.members ?? [] {
            switch member.key {
            case "field": clause.field = member.value.scalarText ?? ""
            case "inner_hits":
                clause.innerHits = try (member.value.elements ?? [member.value]).map(innerHits)
            case "max_concurrent_group_searches": break
            default: throw queries.unknownField(member, "collapse")
            }
        }
        return clause
    }

    private func innerHits(_ node: ContentNode) throws -> CollapseClause.InnerHits {
        var name: String?
        var rest: [ContentNode.Member] = []
        for member in node.members ?? [] {
            switch member.key {
            case "name": name = member.value.scalarText
            case "collapse", "ignore_unmapped": throw RESTError.unsupported("[\(member.key)] of inner hits")
            default: rest.append(member)
            }
        }
        guard let name else {
            throw RESTError.illegalArgument(
                "inner_hits must have a [name]; set the [name] field in the inner_hits definition"
            )
        }
        var request = SearchRequest()
        request.size = 3
        request.totalHits = .exact
        let parser = SearchRequestParser(content: content)
        for member in rest { try parser.read(member, into: &request) }
        return CollapseClause.InnerHits(name: name, request: request)
    }
}
