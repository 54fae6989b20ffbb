/// One clause of a query, understood but not yet matched against a mapping.
struct QueryClause: Sendable {
    indirect enum Kind: Sendable {
        case matchAll
        case matchNone
        case match(field: String, MatchText)
        case phrase(field: String, MatchText)
        case phrasePrefix(field: String, MatchText)
        case boolPrefix(field: String, MatchText)
        case fuzzy(field: String, MatchText)
        case multiMatch(fields: [(pattern: String, boost: Float)], MultiMatchKind, tieBreaker: Float, MatchText)
        case term(field: String, QueryValue, ignoresCase: Bool)
        case terms(field: String, [QueryValue])
        case range(field: String, RangeBounds)
        case ids([String])
        case exists(String)
        case prefix(field: String, String, ignoresCase: Bool)
        case wildcard(field: String, String, ignoresCase: Bool)
        case bool(BoolClause)
        case constantScore(QueryClause)
        case disMax([QueryClause], tieBreaker: Float)
        case functionScore(FunctionScoreClause)
        case scriptScore(ScriptScoreClause)
        case knn(KnnClause)
    }

    /// How `multi_match` asks its fields.
    enum MultiMatchKind: String, Sendable {
        case bestFields = "best_fields"
        case mostFields = "most_fields"
        case crossFields = "cross_fields"
        case phrase
        case phrasePrefix = "phrase_prefix"
        case boolPrefix = "bool_prefix"
        /// Words that begin so, and words like it: no types of `multi_match`, but of the queries people type.
        case prefix = "(prefix)"
        case similar = "(similar)"

        /// What a hit gets of the scores of the fields that are not its best.
        var tieBreaker: Float { self == .mostFields || self == .boolPrefix ? 1 : 0 }
    }

    var kind: Kind
    var boost: Float = 1
    /// The `_name` under which a hit lists the clause among its matched queries.
    var name: String?

    static let matchAll = QueryClause(kind: .matchAll)
    static let matchNone = QueryClause(kind: .matchNone)
}

/// A value of a query as it was written.
enum QueryValue: Sendable, Hashable {
    case string(String)
    case integer(Int64)
    case number(Double)
    case bool(Bool)

    /// The value as text, as Java writes it.
    var text: String {
        switch self {
        case .string(let text): text
        case .integer(let integer): String(integer)
        case .number(let number): number.description
        case .bool(let flag): flag ? "true" : "false"
        }
    }
}

/// The text of a full-text query and how its terms combine.
struct MatchText: Sendable {
    var value: QueryValue
    var requiresAll = false
    var minimumShouldMatch: MinimumShouldMatch?
    var analyzer: String?
    var matchesAllWithoutTerms = false
    var isLenient = false
    var fuzziness: Fuzziness?
    /// How many characters a similar term must begin with as the asked one does.
    var prefixLength = 0
    /// How many terms a similar or unfinished one may stand for.
    var maxExpansions = 50
    /// Whether two neighbours that changed places are one edit.
    var countsTranspositions = true
    /// How far the words of a phrase may be from their places, in all.
    var slop = 0
}

/// The bounds of a range query; both ends may be open.
struct RangeBounds: Sendable {
    var lower: (value: QueryValue, isInclusive: Bool)?
    var upper: (value: QueryValue, isInclusive: Bool)?
    var format: String?
}

/// The parts of a bool query.
struct BoolClause: Sendable {
    var must: [QueryClause] = []
    var should: [QueryClause] = []
    var filter: [QueryClause] = []
    var mustNot: [QueryClause] = []
    var minimumShouldMatch: MinimumShouldMatch?
}

/// A nearest-neighbour search, as section, query or retriever.
struct KnnClause: Sendable {
    enum Vector: Sendable {
        case components([Float])
        case text(String)
    }

    var field: String
    var vector: Vector
    /// `nil` takes the size of the request.
    var k: Int?
    var numCandidates: Int?
    var filter: [QueryClause] = []
    /// The least raw similarity of a hit.
    var similarity: Float?
    var boost: Float = 1
    var name: String?
}

/// How many optional clauses must match, as Elasticsearch's `minimum_should_match` says it.
struct MinimumShouldMatch: Sendable, Hashable {
    let text: String

    /// The number for `count` optional clauses; `nil` where the text cannot be understood.
    func required(of count: Int) -> Int? {
        var result: Int? = count
        guard text.contains("<") else { return Self.simple(text[...], count) }
        for condition in text.split(separator: " ") {
            let parts = condition.split(separator: "<")
            guard parts.count == 2, let bound = Int(parts[0]) else { return nil }
            if count <= bound { return result }
            result = Self.simple(parts[1], count)
        }
        return result
    }

    private static func simple(_ text: Substring, _ count: Int) -> Int? {
        let trimmed = text.drop { $0 == " " }
        let value: Int
        if trimmed.hasSuffix("%") {
            guard let percent = Int(trimmed.dropLast()) else { return nil }
            // A small negative share rounds to none, which still means "all but none".
            let share = Int((Float(count * percent) * (1 / 100)).rounded(.towardZero))
            return min(count, max(0, percent < 0 ? count + share : share))
        } else {
            guard let number = Int(trimmed) else { return nil }
            value = number
        }
        return min(count, max(0, value < 0 ? count + value : value))
    }
}
