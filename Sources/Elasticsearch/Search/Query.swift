public import JSONValues

/// One query of the Query DSL, as a value.
public struct Query: Sendable, Hashable {
    indirect enum Node: Sendable, Hashable {
        case json(JSONValue)
        case bool(
            must: [Query],
            should: [Query],
            filter: [Query],
            mustNot: [Query],
            minimumShouldMatch: String?,
            boost: Float?
        )
        case constantScore(Query, boost: Float?)
        case knn(KnnSearch)
    }

    let node: Node

    private static func leaf(_ name: String, _ body: JSONObject) -> Query {
        Query(node: .json(.object(JSONObject([(name, .object(body))]))))
    }

    private static func leaf(_ name: String, field: String, _ body: JSONObject) -> Query {
        leaf(name, JSONObject([(field, .object(body))]))
    }

    private static func boost(_ boost: Float?) -> JSONValue? { boost.map { JSONValue.decimal($0) } }

    /// Every document, with a score of 1 or `boost`.
    public static func matchAll(boost: Float? = nil) -> Query {
        var body = JSONObject()
        body["boost"] = Self.boost(boost)
        return leaf("match_all", body)
    }

    /// No document.
    public static var matchNone: Query { leaf("match_none", [:]) }

    /// Full-text search in one field.
    ///
    /// - Parameters:
    ///   - field: A text field; other types match exactly.
    ///   - text: What to look for, analyzed as the field is.
    ///   - operator: Whether one word is enough (`or`, the default) or all are needed.
    ///   - fuzziness: How many letters may differ, such as `AUTO`; default none.
    ///   - minimumShouldMatch: How many words are needed with `or`, such as `75%`.
    ///   - boost: A factor on the score.
    /// - Returns: The query.
    public static func match(
        _ field: String,
        _ text: String,
        operator: MatchOperator? = nil,
        fuzziness: String? = nil,
        minimumShouldMatch: String? = nil,
        boost: Float? = nil
    ) -> Query {
        var body: JSONObject = ["query": .string(text)]
        body["operator"] = `operator`.map { .string($0.rawValue) }
        body["fuzziness"] = fuzziness.map(JSONValue.string)
        body["minimum_should_match"] = minimumShouldMatch.map(JSONValue.string)
        body["boost"] = Self.boost(boost)
        return leaf("match", field: field, body)
    }

    /// Full-text search in several fields.
    ///
    /// - Parameters:
    ///   - text: What to look for.
    ///   - fields: The fields, each with its weight.
    ///   - type: How the fields' scores become one; the server's default is the best field's.
    ///   - operator: Whether one word is enough or all are needed.
    ///   - fuzziness: How many letters may differ, such as `AUTO`; not with `cross_fields` and `phrase`.
    ///   - tieBreaker: The part, 0 to 1, that fields other than the best add.
    ///   - minimumShouldMatch: How many words are needed with `or`.
    ///   - boost: A factor on the score.
    /// - Returns: The query.
    public static func multiMatch(
        _ text: String,
        fields: [WeightedField],
        type: MultiMatchType? = nil,
        operator: MatchOperator? = nil,
        fuzziness: String? = nil,
        tieBreaker: Double? = nil,
        minimumShouldMatch: String? = nil,
        boost: Float? = nil
    ) -> Query {
        var body: JSONObject = ["query": .string(text), "fields": JSONValue(fields.map(\.text))]
        body["type"] = type.map { .string($0.rawValue) }
        body["operator"] = `operator`.map { .string($0.rawValue) }
        body["fuzziness"] = fuzziness.map(JSONValue.string)
        body["tie_breaker"] = tieBreaker.map(JSONValue.shortest)
        body["minimum_should_match"] = minimumShouldMatch.map(JSONValue.string)
        body["boost"] = Self.boost(boost)
        return leaf("multi_match", body)
    }

    /// Words in this order, at most `slop` moves apart.
    public static func matchPhrase(_ field: String, _ text: String, slop: Int? = nil, boost: Float? = nil) -> Query {
        var body: JSONObject = ["query": .string(text)]
        body["slop"] = slop.map { JSONValue($0) }
        body["boost"] = Self.boost(boost)
        return leaf("match_phrase", field: field, body)
    }

    /// Documents whose field holds exactly `value`.
    public static func term(_ field: String, _ value: JSONValue, boost: Float? = nil) -> Query {
        var body: JSONObject = ["value": value]
        body["boost"] = Self.boost(boost)
        return leaf("term", field: field, body)
    }

    /// Documents whose field holds one of `values`.
    public static func terms(_ field: String, _ values: [JSONValue], boost: Float? = nil) -> Query {
        var body: JSONObject = [:]
        body[field] = .array(values)
        body["boost"] = Self.boost(boost)
        return leaf("terms", body)
    }

    /// Documents whose field lies between bounds, each of them optional.
    public static func range(
        _ field: String,
        greaterThan: JSONValue? = nil,
        atLeast: JSONValue? = nil,
        lessThan: JSONValue? = nil,
        atMost: JSONValue? = nil,
        boost: Float? = nil
    ) -> Query {
        var body = JSONObject()
        body["gt"] = greaterThan
        body["gte"] = atLeast
        body["lt"] = lessThan
        body["lte"] = atMost
        body["boost"] = Self.boost(boost)
        return leaf("range", field: field, body)
    }

    /// Documents that have a value in `field`.
    public static func exists(_ field: String) -> Query { leaf("exists", ["field": .string(field)]) }

    /// Documents with these ids.
    public static func ids(_ ids: [String]) -> Query { leaf("ids", ["values": JSONValue(ids)]) }

    /// Documents whose field begins with `value`.
    public static func prefix(_ field: String, _ value: String) -> Query {
        leaf("prefix", field: field, ["value": .string(value)])
    }

    /// Documents whose field matches a pattern of `*` and `?`.
    public static func wildcard(_ field: String, _ pattern: String, caseInsensitive: Bool = false) -> Query {
        var body: JSONObject = ["value": .string(pattern)]
        if caseInsensitive { body["case_insensitive"] = true }
        return leaf("wildcard", field: field, body)
    }

    /// A combination of queries.
    ///
    /// - Parameters:
    ///   - must: All have to match, and count in the score.
    ///   - should: Those that match count in the score.
    ///   - filter: All have to match, without a score.
    ///   - mustNot: None may match.
    ///   - minimumShouldMatch: How many of `should` have to match, such as `1` or `75%`.
    ///   - boost: A factor on the score.
    /// - Returns: The query.
    public static func bool(
        must: [Query] = [],
        should: [Query] = [],
        filter: [Query] = [],
        mustNot: [Query] = [],
        minimumShouldMatch: String? = nil,
        boost: Float? = nil
    ) -> Query {
        Query(
            node: .bool(
                must: must,
                should: should,
                filter: filter,
                mustNot: mustNot,
                minimumShouldMatch: minimumShouldMatch,
                boost: boost
            )
        )
    }

    /// Documents that match `query`, all with the score `boost`, default 1.
    public static func constantScore(_ query: Query, boost: Float? = nil) -> Query {
        Query(node: .constantScore(query, boost: boost))
    }

    /// The nearest vectors, as one query among others; the number of neighbours is per shard.
    public static func knn(_ search: KnnSearch) -> Query { Query(node: .knn(search)) }

    /// Any other query, as JSON.
    public static func raw(_ json: JSONValue) -> Query { Query(node: .json(json)) }
}

/// Whether one word is enough or all are needed.
public enum MatchOperator: String, Sendable, Hashable {
    /// One is enough.
    case or
    /// All are needed.
    case and
}

/// How the scores of several fields become one.
public struct MultiMatchType: RawRepresentable, Sendable, Hashable {
    /// The word in a query.
    public let rawValue: String
    /// Makes a type of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The best field's score.
    public static let bestFields = MultiMatchType(rawValue: "best_fields")
    /// The sum of the fields' scores.
    public static let mostFields = MultiMatchType(rawValue: "most_fields")
    /// Each word in any field, as if they were one.
    public static let crossFields = MultiMatchType(rawValue: "cross_fields")
    /// The words as a phrase.
    public static let phrase = MultiMatchType(rawValue: "phrase")
    /// The words as a phrase whose last word may go on.
    public static let phrasePrefix = MultiMatchType(rawValue: "phrase_prefix")
    /// Each word, the last of which may go on.
    public static let boolPrefix = MultiMatchType(rawValue: "bool_prefix")
}

/// A field with a factor on its score.
public struct WeightedField: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The field's name, or a pattern with `*`.
    public var name: String
    /// The factor; default 1.
    public var boost: Float

    /// Makes a weighted field.
    public init(_ name: String, boost: Float = 1) {
        self.name = name
        self.boost = boost
    }

    /// Makes a field of weight 1.
    public init(stringLiteral value: String) { self.init(value) }

    /// The field as queries write it: `title^2`.
    var text: String { boost == 1 ? name : "\(name)^\(boost)" }
}

extension JSONValue {
    /// The number with the digits people write for a 32-bit float: `0.1` and not `0.10000000149011612`.
    static func decimal(_ value: Float) -> JSONValue { .shortest(Double(value.description) ?? Double(value)) }
}
