import Elasticsearch
import JSONValues

extension SearchQuery {
    /// The query of the filter for an index of this mapping; `nil` without a filter.
    func filterQuery(for mapping: IndexMapping) throws(SearchError) -> Query? {
        guard let filter else { return nil }
        do throws(ExpressionError) { return try filter.query(for: mapping) } catch { throw SearchError(filter: error) }
    }
}

/// Turns a filter into a query, checked against the fields an index has.
struct FilterCompiler {
    let fields: FilterFields
    /// The filter as typed, for errors.
    let text: String

    /// The query that holds where `node` does.
    func query(_ node: FilterNode) throws(ExpressionError) -> Query {
        let (query, isDenied) = try statement(node)
        return isDenied ? .bool(mustNot: [query]) : query
    }

    /// What `node` says or denies, so that denials stand beside each other instead of inside each other.
    private func statement(_ node: FilterNode) throws(ExpressionError) -> (query: Query, isDenied: Bool) {
        switch node.kind {
        case .not(let part):
            let (query, isDenied) = try statement(part)
            return (query, !isDenied)
        case .compare(let field, .notEqual, let value): return (try equality(field, value), true)
        case .missing(let field): return (try exists(field), true)
        case .all(let parts):
            var filter: [Query] = []
            var mustNot: [Query] = []
            for part in parts {
                let (query, isDenied) = try statement(part)
                if isDenied { mustNot.append(query) } else { filter.append(query) }
            }
            return (.bool(filter: filter, mustNot: mustNot), false)
        case .any(let parts):
            var queries: [Query] = []
            for part in parts { queries.append(try query(part)) }
            return (.bool(should: queries, minimumShouldMatch: "1"), false)
        default: return (try comparison(node.kind), false)
        }
    }

    private func comparison(_ kind: FilterNode.Kind) throws(ExpressionError) -> Query {
        switch kind {
        case .compare(let field, .equal, let value): return try equality(field, value)
        case .compare(let field, let comparison, let value): return try range(field, comparison, value)
        case .oneOf(let field, let values): return try membership(field, values)
        case .between(let field, let lower, let upper): return try between(field, lower, upper)
        case .words(let field, let value): return try words(field, value)
        case .wildcard(let field, let value):
            let target = try lettered(field)
            return wrapped(.wildcard(target.name, value.text), target)
        case .prefix(let field, let value):
            let target = try lettered(field)
            try checkLength(value, field, target)
            return wrapped(.prefix(target.name, value.text), target)
        case .near(let field, let latitude, let longitude, let distance):
            return try near(field, latitude, longitude, distance)
        case .exists(let field), .missing(let field): return try exists(field)
        case .all, .any, .not: return try query(FilterNode(kind))
        }
    }

    private func equality(_ field: FilterField, _ value: FilterValue) throws(ExpressionError) -> Query {
        let target = try exact(field)
        let json = try json(value, field, target, isBound: false)
        if target.kind == .id { return .ids([value.text]) }
        return wrapped(.term(target.name, json), target)
    }

    private func membership(_ field: FilterField, _ values: [FilterValue]) throws(ExpressionError) -> Query {
        let target = try exact(field)
        guard values.count <= Self.maxTerms else {
            let range = values[Self.maxTerms].range
            throw fault("A list has at most \(Self.maxTerms) values, because servers take no more.", range)
        }
        var list: [JSONValue] = []
        for value in values { list.append(try json(value, field, target, isBound: false)) }
        if target.kind == .id { return .ids(values.map(\.text)) }
        return wrapped(.terms(target.name, list), target)
    }

    private func range(
        _ field: FilterField,
        _ comparison: FilterComparison,
        _ value: FilterValue
    ) throws(ExpressionError) -> Query {
        let target = try ordered(field)
        let bound = try json(value, field, target, isBound: true)
        let query: Query =
            switch comparison {
            case .less: .range(target.name, lessThan: bound)
            case .atMost: .range(target.name, atMost: bound)
            case .greater: .range(target.name, greaterThan: bound)
            default: .range(target.name, atLeast: bound)
            }
        return wrapped(query, target)
    }

    private func between(
        _ field: FilterField,
        _ lower: FilterValue,
        _ upper: FilterValue
    ) throws(ExpressionError) -> Query {
        let target = try ordered(field)
        let first = try json(lower, field, target, isBound: true)
        let last = try json(upper, field, target, isBound: true)
        let isReversed =
            switch target.kind {
            case .integer, .decimal: (lower.number ?? 0) > (upper.number ?? 0)
            case .keyword: upper.text.utf8.lexicographicallyPrecedes(lower.text.utf8)
            default: false
            }
        guard !isReversed else {
            throw fault("The range ends before it begins, so no value is in it.", lower.range.through(upper.range))
        }
        return wrapped(.range(target.name, atLeast: first, atMost: last), target)
    }

    private func words(_ field: FilterField, _ value: FilterValue) throws(ExpressionError) -> Query {
        let target = try known(field)
        let text: FilterFields.Field? =
            switch target.kind {
            case .text: target
            case .keyword: fields.textField(of: target)
            default: nil
            }
        // A field of exact values has no words but whole values.
        guard let text else { return try equality(field, value) }
        return wrapped(.match(text.name, value.text, operator: .and), text)
    }

    private func near(
        _ field: FilterField,
        _ latitude: FilterValue,
        _ longitude: FilterValue,
        _ distance: FilterValue
    ) throws(ExpressionError) -> Query {
        let target = try known(field)
        guard target.kind == .place else {
            throw fault("'\(field)' holds \(target.kind.plural), not places on earth.", field.range)
        }
        let center = GeoPoint(latitude: latitude.number ?? 0, longitude: longitude.number ?? 0)
        return wrapped(.geoDistance(target.name, from: center, within: distance.text.filter { $0 != " " }), target)
    }

    private func exists(_ field: FilterField) throws(ExpressionError) -> Query {
        let target = try known(field)
        if target.kind == .nested { return wrapped(.matchAll(), target) }
        return wrapped(.exists(target.name), target)
    }

    /// `query` for the objects of the nested field that `target` is in.
    private func wrapped(_ query: Query, _ target: FilterFields.Field) -> Query {
        guard let path = target.nested else { return query }
        return .nested(path, query)
    }

    /// The most values of a list, as servers have it (`index.max_terms_count`).
    private static let maxTerms = 65_536

    func fault(_ message: String, _ range: SourceRange) -> ExpressionError {
        ExpressionError(message, text: text, range: range)
    }
}
