public import Elasticsearch

/// A filter as people type it, parsed: `lang == "fr" && (year >= 2020 || tags in ["sea", "sky"]) && !exists(deleted)`.
///
/// The grammar, white space being free between the parts:
///
///     filter     = all { ( "||" | "or" ) all }
///     all        = single { ( "&&" | "and" ) single }
///     single     = ( "!" | "not" ) single | "(" filter ")" | comparison
///     comparison = field ( "==" | "!=" | "<" | "<=" | ">" | ">=" | ":" | "~" ) value
///                | field [ "not" ] "in" ( "[" value { "," value } "]" | value ".." value )
///                | ( "exists" | "missing" ) "(" field ")"
///                | "starts_with" "(" field "," value ")"
///                | "near" "(" field "," number "," number "," distance ")"
///     field      = word | name between two `
///     value      = word | text between two " or two '
///     word       = letters, digits and _ . @ / - + * ?
///
/// `and`, `or` and `not` may be written in capitals, too. A field whose name is one of them or `in`, begins like a number, or holds
/// other characters stands between backticks. In quotes and backticks `\"`, `\'`, `\``, `\\`, `\n`, `\r`, `\t`, `\u00E9` and
/// `\u{1F600}` are escapes.
///
/// | Filter | Holds where |
/// |---|---|
/// | `lang == "fr"` | a value of `lang` is exactly `fr` |
/// | `lang != "fr"` | none is; also where there is no `lang`: add `&& exists(lang)` to leave those out |
/// | `year >= 2020`, `date < now-7d/d` | a value is on this side |
/// | `tags in ["sea", "sky"]` | a value is one of the list |
/// | `year in 2000..2010` | a value lies between the two, both included |
/// | `caption : "red apple"` | the text has all of these words, in any order |
/// | `path ~ "*.png"` | a whole value matches; `*` stands for any characters, `?` for one |
/// | `starts_with(path, "img/")` | a value begins so |
/// | `near(place, 48.85, 2.35, "10km")` | a place is at most so far from this latitude and longitude |
/// | `exists(deleted)`, `missing(deleted)` | there is a value, or none |
///
/// A field with several values meets a comparison where one of them does. Full text is compared by its exact sub-field where the
/// index has one, and that knows no values above its `ignore_above`. A date means the whole of what it names: `date <= 2020`
/// includes that year's last day. Comparisons of fields inside nested objects look at each of the objects alone, so two of them
/// may be met by two objects.
///
/// At most 24 levels of `&&`, `||` and `!` stand inside each other, and 1,024 comparisons in a filter, because servers take no more.
public struct FilterExpression: Sendable, Hashable, CustomStringConvertible {
    /// The filter as it was typed.
    public let text: String
    /// What it says.
    public let root: FilterNode

    /// How many levels may stand inside each other: a server takes 30, of which a search needs some itself.
    static let maxDepth = 24
    /// How many comparisons a filter may have: what a server takes at least.
    static let maxComparisons = 1_024

    /// Parses a filter.
    ///
    /// - Parameter text: The filter as typed.
    /// - Throws: ``ExpressionError`` pointing at the column.
    public init(parsing text: String) throws(ExpressionError) {
        var parser = try FilterParser(text)
        root = try parser.filter()
        self.text = text
    }

    /// Makes a filter of a tree that was made in code.
    ///
    /// - Parameter root: What it says; its ranges are replaced by those in its text.
    /// - Throws: ``ExpressionError`` where it cannot be written, such as an empty list.
    public init(_ root: FilterNode) throws(ExpressionError) { try self.init(parsing: root.description) }

    /// The fields it names, each once, in order.
    public var fields: [String] {
        var seen: Set<String> = []
        return root.fields.filter { seen.insert($0.path).inserted }.map(\.path)
    }

    /// The query that holds where the filter does.
    ///
    /// - Parameter mapping: The mapping of the index to be searched, against which fields and values are checked.
    /// - Returns: The query; it scores nothing.
    /// - Throws: ``ExpressionError`` pointing at the field or value that does not fit.
    public func query(for mapping: IndexMapping) throws(ExpressionError) -> Query {
        try FilterCompiler(fields: FilterFields(mapping), text: text).query(root)
    }

    /// The filter in its canonical form, which parses back to an equal one.
    public var description: String { root.description }

    /// Whether two say the same, however they are written.
    public static func == (left: FilterExpression, right: FilterExpression) -> Bool { left.root == right.root }

    /// Feeds what it says to `hasher`.
    public func hash(into hasher: inout Hasher) { hasher.combine(root) }
}
