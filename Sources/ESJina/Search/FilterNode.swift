/// One part of a filter, and where it stands.
public struct FilterNode: Sendable, Hashable {
    /// What a part says.
    public indirect enum Kind: Sendable, Hashable {
        /// A value of the field is equal, unequal, less or greater.
        case compare(FilterField, FilterComparison, FilterValue)
        /// A value of the field is one of these.
        case oneOf(FilterField, [FilterValue])
        /// A value of the field lies between two, both included.
        case between(FilterField, FilterValue, FilterValue)
        /// The text has all of these words.
        case words(FilterField, FilterValue)
        /// A whole value of the field matches a pattern of `*` and `?`.
        case wildcard(FilterField, FilterValue)
        /// A value of the field begins so.
        case prefix(FilterField, FilterValue)
        /// A place is at most this far from a latitude and a longitude.
        case near(FilterField, FilterValue, FilterValue, FilterValue)
        /// The field has any value.
        case exists(FilterField)
        /// The field has none.
        case missing(FilterField)
        /// All of them hold.
        case all([FilterNode])
        /// At least one of them holds.
        case any([FilterNode])
        /// It does not hold.
        case not(FilterNode)
    }

    /// What it says.
    public var kind: Kind
    /// Where it stands in the filter.
    public var range: SourceRange

    /// Makes a part.
    public init(_ kind: Kind, range: SourceRange = SourceRange(0, 0)) {
        self.kind = kind
        self.range = range
    }

    /// The fields it names, in order.
    var fields: [FilterField] {
        switch kind {
        case .compare(let field, _, _), .oneOf(let field, _), .between(let field, _, _), .words(let field, _),
            .wildcard(let field, _), .prefix(let field, _), .near(let field, _, _, _), .exists(let field),
            .missing(let field):
            [field]
        case .all(let parts), .any(let parts): parts.flatMap(\.fields)
        case .not(let part): part.fields
        }
    }
}

/// How a value is compared.
public enum FilterComparison: String, Sendable, Hashable, CaseIterable {
    /// Equal.
    case equal = "=="
    /// Not equal, or not there.
    case notEqual = "!="
    /// Less than.
    case less = "<"
    /// At most.
    case atMost = "<="
    /// Greater than.
    case greater = ">"
    /// At least.
    case atLeast = ">="
}

/// The name of a field in a filter.
public struct FilterField: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// Its whole path, with dots between the objects.
    public var path: String
    /// Where it stands.
    public var range: SourceRange

    /// Makes a field.
    public init(_ path: String, range: SourceRange = SourceRange(0, 0)) {
        self.path = path
        self.range = range
    }

    /// Makes a field.
    public init(stringLiteral value: String) { self.init(value) }

    /// The name as a filter writes it, between backticks where it must be.
    public var description: String {
        let isPlain = path.unicodeScalars.allSatisfy { FilterLexer.isWord($0) && $0 != "*" && $0 != "?" }
        let isName = path.unicodeScalars.first.map { FilterLexer.beginsName($0) } ?? false
        guard isPlain, isName, !path.contains(".."), !FilterLexer.isReserved(path) else {
            return ExpressionScanner.quote(path, "`")
        }
        return path
    }
}

/// A value in a filter; what type it is of, the field decides.
public struct FilterValue: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, CustomStringConvertible
{
    /// The value without quotes.
    public let text: String
    /// Whether it stands in quotes.
    public let isQuoted: Bool
    /// Where it stands, quotes included.
    public var range: SourceRange

    init(_ text: String, isQuoted: Bool, range: SourceRange = SourceRange(0, 0)) {
        self.text = text
        self.isQuoted = isQuoted
        self.range = range
    }

    /// Makes a text.
    public init(_ text: String) { self.init(text, isQuoted: true) }
    /// Makes a number.
    public init(_ number: Int) { self.init(String(number), isQuoted: false) }
    /// Makes a number.
    public init(_ number: Double) { self.init(number.description, isQuoted: !number.isFinite) }
    /// Makes a truth value.
    public init(_ flag: Bool) { self.init(flag ? "true" : "false", isQuoted: false) }
    /// Makes a text.
    public init(stringLiteral value: String) { self.init(value) }
    /// Makes a number.
    public init(integerLiteral value: Int) { self.init(value) }
    /// Makes a number.
    public init(floatLiteral value: Double) { self.init(value) }
    /// Makes a truth value.
    public init(booleanLiteral value: Bool) { self.init(value) }

    /// The value as a filter writes it.
    public var description: String { isQuoted ? ExpressionScanner.quote(text, "\"") : text }

    /// The number it is written as; `nil` where it is none, or infinite.
    var number: Double? {
        let isPlain = text.utf8.allSatisfy { 0x30...0x39 ~= $0 || "+-.eE".utf8.contains($0) }
        guard isPlain, let value = Double(text), value.isFinite else { return nil }
        return value
    }
}

extension FilterNode: CustomStringConvertible {
    /// The part as a filter writes it.
    public var description: String {
        switch kind {
        case .compare(let field, let comparison, let value): "\(field) \(comparison.rawValue) \(value)"
        case .oneOf(let field, let values): "\(field) in [\(values.map(\.description).joined(separator: ", "))]"
        case .between(let field, let lower, let upper): "\(field) in \(lower)..\(upper)"
        case .words(let field, let value): "\(field) : \(value)"
        case .wildcard(let field, let value): "\(field) ~ \(value)"
        case .prefix(let field, let value): "starts_with(\(field), \(value))"
        case .near(let field, let latitude, let longitude, let distance):
            "near(\(field), \(latitude), \(longitude), \(distance))"
        case .exists(let field): "exists(\(field))"
        case .missing(let field): "missing(\(field))"
        case .all(let parts): parts.map { $0.written(inside: .and) }.joined(separator: " && ")
        case .any(let parts): parts.map { $0.written(inside: .or) }.joined(separator: " || ")
        case .not(let part): "!\(part.written(inside: .not))"
        }
    }

    private enum Place {
        case and, or, not
    }

    /// The part with parentheses where another meaning would be read without.
    private func written(inside place: Place) -> String {
        let isGroup =
            switch (kind, place) {
            case (.all(let parts), .or): parts.count < 2
            case (.all, _), (.any, _): true
            case (.not, _), (.exists, _), (.missing, _), (.prefix, _), (.near, _): false
            default: place == .not
            }
        return isGroup ? "(\(description))" : description
    }
}
