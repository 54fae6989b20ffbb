/// Reads the `sort` of a search.
struct SortParser {
    let content: Content
    /// Whether a name may end in `:asc` or `:desc`, as in a URL.
    var splitsNames = false

    func keys(_ node: ContentNode) throws -> [SearchRequest.SortKey] {
        try (node.elements ?? [node])
            .flatMap { element in
                if let name = element.scalarText { return [key(name)] }
                return try (element.members ?? []).map(key)
            }
    }

    private func key(_ name: String) -> SearchRequest.SortKey {
        let parts = splitsNames ? name.split(separator: ":", maxSplits: 1) : []
        let field = parts.count == 2 && ["asc", "desc"].contains(parts[1]) ? String(parts[0]) : name
        var key: SearchRequest.SortKey =
            switch field {
            case "_score": .init(kind: .score, isDescending: true)
            case "_doc": .init(kind: .document, isDescending: false)
            case "_shard_doc": .init(kind: .shardDocument, isDescending: false)
            default: .init(kind: .field(field), isDescending: false)
            }
        if parts.count == 2, field != name { key.isDescending = parts[1] == "desc" }
        return key
    }

    private func key(_ member: ContentNode.Member) throws -> SearchRequest.SortKey {
        var key = key(member.key)
        if let order = member.value.scalarText {
            key.isDescending = try isDescending(order)
            return key
        }
        for option in member.value.members ?? [] {
            let text = option.value.scalarText ?? ""
            switch option.key {
            case "order": key.isDescending = try isDescending(text)
            case "missing":
                key.missingFirst = text == "_first"
                key.missing = text == "_first" || text == "_last" ? nil : text
            case "mode":
                guard text == "min" || text == "max" else { throw RESTError.unsupported("the sort mode [\(text)]") }
                key.takesLowest = text == "min"
            case "unmapped_type": key.unmappedType = FieldType(rawValue: text)
            case "format":
                guard DateFormats(text) != nil else { throw RESTError.unsupported("the format [\(text)] of a sort") }
                key.format = text
            case "nested", "numeric_type": throw RESTError.unsupported("[\(option.key)] of a sort")
            default:
                let object = member.key == "_score" ? "_score" : "field_sort"
                throw RESTError.contentParse("[\(object)] unknown field [\(option.key)]", content, at: option.start)
            }
        }
        return key
    }

    private func isDescending(_ text: String) throws -> Bool {
        switch text.lowercased() {
        case "asc": return false
        case "desc": return true
        default:
            throw RESTError.illegalArgument(
                "No enum constant org.elasticsearch.search.sort.SortOrder.\(text.uppercased())"
            )
        }
    }
}
