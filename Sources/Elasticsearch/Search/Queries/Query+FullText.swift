import JSONValues

/// Whether one word is enough or all are needed.
public enum MatchOperator: String, Sendable, Hashable {
    /// One is enough.
    case or
    /// All are needed.
    case and
}

/// What a query finds whose text has no word left after analysis, as "the" has none where stop words are removed.
public enum ZeroTerms: String, Sendable, Hashable {
    /// No document; the server's default.
    case none
    /// Every document.
    case all
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

extension Query {
    /// Full-text search in one field.
    ///
    /// - Parameters:
    ///   - field: A text field; other types match exactly.
    ///   - text: What to look for, analyzed as the field is.
    ///   - operator: Whether one word is enough (`or`, the default) or all are needed.
    ///   - fuzziness: How many letters may differ; default none.
    ///   - minimumShouldMatch: How many words are needed with `or`, such as `75%`.
    ///   - analyzer: What splits the text into words; default the field's.
    ///   - zeroTerms: What is found where no word is left; default none.
    ///   - lenient: Whether a text that does not fit the field's type finds nothing instead of failing; default `false`.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func match(
        _ field: String,
        _ text: String,
        operator: MatchOperator? = nil,
        fuzziness: Fuzziness? = nil,
        minimumShouldMatch: String? = nil,
        analyzer: String? = nil,
        zeroTerms: ZeroTerms? = nil,
        lenient: Bool? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("match", field: field, boost: boost, name: name) { body in
            body.add("query", text)
            body.add("operator", `operator`?.rawValue)
            fuzziness?.add(to: &body, prefix: "fuzzy_")
            body.add(minimumShouldMatch: minimumShouldMatch)
            body.add("analyzer", analyzer)
            body.add("zero_terms_query", zeroTerms?.rawValue)
            body.add("lenient", lenient)
        }
    }

    /// Full-text search in several fields.
    ///
    /// - Parameters:
    ///   - text: What to look for.
    ///   - fields: The fields, each with its weight; empty for the index's default fields.
    ///   - type: How the fields' scores become one; the server's default is the best field's.
    ///   - operator: Whether one word is enough or all are needed.
    ///   - fuzziness: How many letters may differ; not with `cross_fields`, `phrase` and `phrase_prefix`.
    ///   - tieBreaker: The part, 0 to 1, that fields other than the best add.
    ///   - minimumShouldMatch: How many words are needed with `or`.
    ///   - slop: How many moves a phrase's words may be apart; not with `bool_prefix`.
    ///   - analyzer: What splits the text into words; default each field's.
    ///   - zeroTerms: What is found where no word is left; default none.
    ///   - lenient: Whether a text that does not fit a field's type is passed over there; default `false`.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func multiMatch(
        _ text: String,
        fields: [WeightedField],
        type: MultiMatchType? = nil,
        operator: MatchOperator? = nil,
        fuzziness: Fuzziness? = nil,
        tieBreaker: Double? = nil,
        minimumShouldMatch: String? = nil,
        slop: Int? = nil,
        analyzer: String? = nil,
        zeroTerms: ZeroTerms? = nil,
        lenient: Bool? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("multi_match", boost: boost, name: name) { body in
            let kind = type?.rawValue ?? ""
            body.add("query", text)
            body.add("fields", fields: fields)
            body.add("type", type?.rawValue)
            body.add("operator", `operator`?.rawValue)
            body.refuse(
                if: fuzziness != nil && ["cross_fields", "phrase", "phrase_prefix"].contains(kind),
                "has a fuzziness, which is not allowed for type [\(kind)]; remove it or use best_fields"
            )
            fuzziness?.add(to: &body, prefix: "fuzzy_")
            body.add("tie_breaker", tieBreaker)
            body.add(minimumShouldMatch: minimumShouldMatch)
            body.refuse(
                if: slop != nil && kind == "bool_prefix",
                "has a slop, which is not allowed for type [bool_prefix]; remove it or use phrase_prefix"
            )
            body.refuse(if: (slop ?? 0) < 0, "has the slop \(slop ?? 0); it must be 0 or more")
            body.add("slop", slop)
            body.add("analyzer", analyzer)
            body.add("zero_terms_query", zeroTerms?.rawValue)
            body.add("lenient", lenient)
        }
    }

    /// Words in this order, at most `slop` moves apart.
    ///
    /// - Parameters:
    ///   - field: A text field.
    ///   - text: The words.
    ///   - slop: How many moves the words may be apart; default 0.
    ///   - analyzer: What splits the text into words; default the field's.
    ///   - zeroTerms: What is found where no word is left; default none.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func matchPhrase(
        _ field: String,
        _ text: String,
        slop: Int? = nil,
        analyzer: String? = nil,
        zeroTerms: ZeroTerms? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("match_phrase", field: field, boost: boost, name: name) { body in
            body.add("query", text)
            body.refuse(if: (slop ?? 0) < 0, "has the slop \(slop ?? 0); it must be 0 or more")
            body.add("slop", slop)
            body.add("analyzer", analyzer)
            body.add("zero_terms_query", zeroTerms?.rawValue)
        }
    }

    /// Words in this order, the last of which may go on.
    ///
    /// - Parameters:
    ///   - field: A text field.
    ///   - text: The words.
    ///   - slop: How many moves the words may be apart; default 0.
    ///   - maxExpansions: How many words the last may stand for; default 50.
    ///   - analyzer: What splits the text into words; default the field's.
    ///   - zeroTerms: What is found where no word is left; default none.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func matchPhrasePrefix(
        _ field: String,
        _ text: String,
        slop: Int? = nil,
        maxExpansions: Int? = nil,
        analyzer: String? = nil,
        zeroTerms: ZeroTerms? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("match_phrase_prefix", field: field, boost: boost, name: name) { body in
            body.add("query", text)
            body.refuse(if: (slop ?? 0) < 0, "has the slop \(slop ?? 0); it must be 0 or more")
            body.add("slop", slop)
            body.refuse(
                if: (maxExpansions ?? 0) < 0,
                "has max_expansions \(maxExpansions ?? 0); it must be 0 or more"
            )
            body.add("max_expansions", maxExpansions)
            body.add("analyzer", analyzer)
            body.add("zero_terms_query", zeroTerms?.rawValue)
        }
    }

    /// Words in any order, the last of which may go on.
    ///
    /// - Parameters:
    ///   - field: A text field.
    ///   - text: The words.
    ///   - operator: Whether one word is enough or all are needed.
    ///   - fuzziness: How many letters of the words before the last may differ; default none.
    ///   - minimumShouldMatch: How many words are needed with `or`.
    ///   - analyzer: What splits the text into words; default the field's.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func matchBoolPrefix(
        _ field: String,
        _ text: String,
        operator: MatchOperator? = nil,
        fuzziness: Fuzziness? = nil,
        minimumShouldMatch: String? = nil,
        analyzer: String? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("match_bool_prefix", field: field, boost: boost, name: name) { body in
            body.add("query", text)
            body.add("operator", `operator`?.rawValue)
            fuzziness?.add(to: &body, prefix: "fuzzy_")
            body.add(minimumShouldMatch: minimumShouldMatch)
            body.add("analyzer", analyzer)
        }
    }
}
