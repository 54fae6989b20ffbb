import JSONValues

/// Which signs of the simple query language count, as an open set; the rest are letters like others.
public struct SimpleQueryFeatures: OptionSet, Sendable, Hashable {
    /// The bits.
    public let rawValue: Int
    /// Makes a set of its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// `+`: all are needed.
    public static let and = Self(rawValue: 1 << 0)
    /// `|`: one is enough.
    public static let or = Self(rawValue: 1 << 1)
    /// `-`: not this.
    public static let not = Self(rawValue: 1 << 2)
    /// `*` at the end of a word.
    public static let prefix = Self(rawValue: 1 << 3)
    /// Quotation marks.
    public static let phrase = Self(rawValue: 1 << 4)
    /// Parentheses.
    public static let precedence = Self(rawValue: 1 << 5)
    /// `\` before a sign.
    public static let escape = Self(rawValue: 1 << 6)
    /// White space between words.
    public static let whitespace = Self(rawValue: 1 << 7)
    /// `~N` behind a word.
    public static let fuzzy = Self(rawValue: 1 << 8)
    /// `~N` behind a phrase.
    public static let slop = Self(rawValue: 1 << 9)

    private static let names: [(Self, String)] = [
        (.and, "AND"), (.or, "OR"), (.not, "NOT"), (.prefix, "PREFIX"), (.phrase, "PHRASE"),
        (.precedence, "PRECEDENCE"), (.escape, "ESCAPE"), (.whitespace, "WHITESPACE"), (.fuzzy, "FUZZY"),
        (.slop, "SLOP"),
    ]

    var text: String {
        let names = Self.names.filter { contains($0.0) }.map(\.1)
        return names.isEmpty ? "NONE" : names.joined(separator: "|")
    }
}

extension Query {
    /// A query in Lucene's language: `title:(red OR blue) AND year:[2020 TO *]`; a mistake in it is an error.
    ///
    /// For text that people type, ``simpleQueryString(_:fields:features:operator:minimumShouldMatch:analyzer:lenient:boost:name:)``
    /// is the one that never fails.
    ///
    /// - Parameters:
    ///   - text: The query.
    ///   - fields: Where words without a field are looked for; empty for the index's default fields.
    ///   - type: How the scores of several fields become one.
    ///   - operator: Whether one word is enough (`or`, the default) or all are needed.
    ///   - fuzziness: How many letters of words with `~` may differ; default `AUTO`.
    ///   - minimumShouldMatch: How many words are needed with `or`.
    ///   - allowsLeadingWildcards: Whether a word may begin with `*` or `?`; default `true`.
    ///   - phraseSlop: How many moves a phrase's words may be apart; default 0.
    ///   - analyzer: What splits the text into words; default each field's.
    ///   - timeZone: The zone of dates without one, such as `+01:00`.
    ///   - lenient: Whether a text that does not fit a field's type is passed over there; default `false`.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func queryString(
        _ text: String,
        fields: [WeightedField] = [],
        type: MultiMatchType? = nil,
        operator: MatchOperator? = nil,
        fuzziness: Fuzziness? = nil,
        minimumShouldMatch: String? = nil,
        allowsLeadingWildcards: Bool? = nil,
        phraseSlop: Int? = nil,
        analyzer: String? = nil,
        timeZone: String? = nil,
        lenient: Bool? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("query_string", boost: boost, name: name) { body in
            body.add("query", text)
            body.add("fields", fields: fields)
            body.add("type", type?.rawValue)
            body.add("default_operator", `operator`?.rawValue)
            if let fuzziness {
                body.refuse(if: fuzziness.problem != nil, fuzziness.problem ?? "")
                body.add("fuzziness", fuzziness.edits)
                body.add("fuzzy_prefix_length", fuzziness.prefixLength)
                body.add("fuzzy_max_expansions", fuzziness.maxExpansions)
                body.add("fuzzy_transpositions", fuzziness.transpositions)
            }
            body.add(minimumShouldMatch: minimumShouldMatch)
            body.add("allow_leading_wildcard", allowsLeadingWildcards)
            body.add("phrase_slop", phraseSlop)
            body.add("analyzer", analyzer)
            body.add("time_zone", timeZone)
            body.add("lenient", lenient)
        }
    }

    /// A query in the language for people: `"red boat" | +green -house sail*`; what makes no sense in it is passed over.
    ///
    /// - Parameters:
    ///   - text: The query.
    ///   - fields: The fields, each with its weight; empty for the index's default fields.
    ///   - features: Which signs count; default all.
    ///   - operator: Whether one word is enough (`or`, the default) or all are needed.
    ///   - minimumShouldMatch: How many words are needed with `or`.
    ///   - analyzer: What splits the text into words; default each field's.
    ///   - lenient: Whether a text that does not fit a field's type is passed over there; default `false`.
    ///   - boost: A factor on the score.
    ///   - name: The name under which hits list the query.
    /// - Returns: The query.
    public static func simpleQueryString(
        _ text: String,
        fields: [WeightedField] = [],
        features: SimpleQueryFeatures? = nil,
        operator: MatchOperator? = nil,
        minimumShouldMatch: String? = nil,
        analyzer: String? = nil,
        lenient: Bool? = nil,
        boost: Float? = nil,
        name: String? = nil
    ) -> Query {
        Query("simple_query_string", boost: boost, name: name) { body in
            body.add("query", text)
            body.add("fields", fields: fields)
            body.add("flags", features?.text)
            body.add("default_operator", `operator`?.rawValue)
            body.add(minimumShouldMatch: minimumShouldMatch)
            body.add("analyzer", analyzer)
            body.add("lenient", lenient)
        }
    }
}
