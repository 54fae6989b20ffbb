import Elasticsearch
import JSONValues

/// Turns a filter into a query, checked against the fields an index has.
struct FilterCompiler {
    private let types: [String: String]
    /// The objects fields are in; one exists where any of its fields does.
    private let objects: Set<String>

    init(mapping: IndexMapping) {
        let types = Self.types(of: mapping.properties, prefix: "")
        var objects: Set<String> = []
        for path in types.keys {
            var path = path[...]
            while let dot = path.lastIndex(of: ".") {
                path = path[..<dot]
                if types[String(path)] == nil { objects.insert(String(path)) }
            }
        }
        self.types = types
        self.objects = objects
    }

    /// The query that holds where `expression` does.
    func query(_ expression: FilterExpression) throws(SearchError) -> Query {
        switch expression {
        case .equals(let field, let value): return .term(try exact(field), value)
        case .oneOf(let field, let values): return .terms(try exact(field), values)
        case .range(let field, let comparison, let value):
            let name = try known(field)
            guard types[name] != "text" else {
                throw SearchError(
                    .invalidFilter,
                    "The field '\(field)' is full text, which has no order to compare by."
                )
            }
            return .raw(.object(["range": .object([name: .object([comparison: value])])]))
        case .exists(let field): return .exists(objects.contains(field) ? field : try known(field))
        case .all(let parts): return .bool(filter: try queries(parts))
        case .any(let parts): return .bool(should: try queries(parts), minimumShouldMatch: "1")
        case .not(let part): return .bool(mustNot: [try query(part)])
        }
    }

    private func queries(_ parts: [FilterExpression]) throws(SearchError) -> [Query] {
        var queries: [Query] = []
        for part in parts { queries.append(try query(part)) }
        return queries
    }

    /// The field to compare exactly: full text is compared by its exact sub-field.
    private func exact(_ field: String) throws(SearchError) -> String {
        let name = try known(field)
        guard types[name] == "text" else { return name }
        if types[name + ".keyword"] == "keyword" { return name + ".keyword" }
        throw SearchError(
            .invalidFilter,
            "The field '\(field)' is full text without an exact sub-field, so no whole value can be compared. Search for its "
                + "words instead."
        )
    }

    private func known(_ field: String) throws(SearchError) -> String {
        if types[field] != nil { return field }
        let candidates = types.keys.filter { !$0.hasSuffix(".keyword") && types[$0] != "dense_vector" }.sorted()
        let nearest = candidates.min { Self.distance($0, field) < Self.distance($1, field) }
        // A name that shares hardly a letter is no guess but noise.
        let isNear = nearest.map { Self.distance($0, field) <= max(1, field.count / 2) } ?? false
        let hint = if isNear, let nearest { " Did you mean '\(nearest)'?" } else { " It has: \(list(candidates))." }
        throw SearchError(.invalidFilter, "The index has no field '\(field)'.\(hint)")
    }

    private func list(_ names: [String]) -> String {
        names.prefix(20).joined(separator: ", ") + (names.count > 20 ? " and \(names.count - 20) more" : "")
    }

    private static func types(of fields: FieldMappings, prefix: String) -> [String: String] {
        var types: [String: String] = [:]
        for member in fields.members {
            let path = prefix + member.name
            switch member.mapping {
            case .object(let inner): types.merge(Self.types(of: inner, prefix: path + ".")) { first, _ in first }
            case .text(_, let inner):
                types[path] = "text"
                types.merge(Self.types(of: inner, prefix: path + ".")) { first, _ in first }
            case .keyword: types[path] = "keyword"
            case .denseVector: types[path] = "dense_vector"
            case .raw(let json): types.merge(Self.types(ofRaw: json, path: path)) { first, _ in first }
            case .integer, .long, .double, .boolean, .date, .geoPoint: types[path] = "exact"
            }
        }
        return types
    }

    private static func types(ofRaw json: JSONValue, path: String) -> [String: String] {
        var types: [String: String] = [:]
        // A field that is stored only can be compared with nothing.
        guard json["index"]?.bool != false else { return [:] }
        if let type = json["type"]?.string, type != "object" { types[path] = type }
        for key in ["properties", "fields"] {
            for (name, inner) in json[key]?.object ?? [:] {
                types.merge(Self.types(ofRaw: inner, path: "\(path).\(name)")) { first, _ in first }
            }
        }
        return types
    }

    /// The edit distance of two names (Levenshtein).
    private static func distance(_ left: String, _ right: String) -> Int {
        let right = Array(right)
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let next = Swift.min(row[j + 1] + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[right.count]
    }
}
