public import JSONValues

/// A filter as people type it, parsed: `lang == "fr" && (year >= 2020 || tags in ["sea", "sky"]) && !exists(deleted)`.
///
/// Operators: `==  !=  <  <=  >  >=  in  exists(…)  &&  ||  !` and parentheses; `and`, `or`, `not` and a single `=` or `:` are
/// taken too. Values are quoted strings, numbers, `true`, `false` and bare words.
public indirect enum FilterExpression: Sendable, Hashable {
    /// The field has this value.
    case equals(field: String, value: JSONValue)
    /// The field has one of these values.
    case oneOf(field: String, values: [JSONValue])
    /// The field is on one side of a bound; `comparison` is `gt`, `gte`, `lt` or `lte`.
    case range(field: String, comparison: String, value: JSONValue)
    /// The field has any value.
    case exists(field: String)
    /// All of them hold.
    case all([FilterExpression])
    /// At least one of them holds.
    case any([FilterExpression])
    /// It does not hold.
    case not(FilterExpression)

    /// The fields it names, each once, in order.
    public var fields: [String] {
        var seen: Set<String> = []
        return allFields.filter { seen.insert($0).inserted }
    }

    private var allFields: [String] {
        switch self {
        case .equals(let field, _), .oneOf(let field, _), .range(let field, _, _), .exists(let field): [field]
        case .all(let parts), .any(let parts): parts.flatMap(\.allFields)
        case .not(let part): part.allFields
        }
    }
}

/// Why a filter cannot be read, and where.
public struct FilterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, as a sentence.
    public let message: String
    /// The filter as it was typed.
    public let filter: String
    /// The character it happened at, from 1.
    public let column: Int

    /// The sentence, the filter, and a caret below the place.
    public var description: String {
        "\(message)\n  \(filter)\n  \(String(repeating: " ", count: column - 1))^"
    }
}
