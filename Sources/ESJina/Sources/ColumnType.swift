import JSONValues

/// What the cells of a table's column are, where they are not strings.
///
/// Nothing is guessed: a cell without a declared type is a string, and `00123` stays what it is.
public struct ColumnType: Sendable, Hashable {
    /// What one value is.
    public enum Element: String, Sendable, Hashable, CaseIterable {
        /// A whole number of 64 bits.
        case long
        /// A finite number.
        case double
        /// `true` or `false`, whatever their case, or `1` or `0`.
        case boolean
        /// A date in ISO 8601, or milliseconds since 1970.
        case date
        /// A string as a whole.
        case keyword
        /// A string of words.
        case text
    }

    /// What one value is.
    public var element: Element
    /// Whether a cell holds several, separated by ``TableOptions/listSeparator``.
    public var isList: Bool

    /// Makes a type.
    public init(_ element: Element, isList: Bool = false) {
        self.element = element
        self.isList = isList
    }

    /// Reads a name such as `long` or `keyword[]`; `nil` for anything else.
    public init?(name: String) {
        let isList = name.hasSuffix("[]")
        guard let element = Element(rawValue: String(name.dropLast(isList ? 2 : 0))) else { return nil }
        self.init(element, isList: isList)
    }

    /// The type's name, such as `long` or `keyword[]`.
    public var name: String { element.rawValue + (isList ? "[]" : "") }

    /// The value of a cell that is not empty; `nil` where it is none of this type.
    func value(_ cell: String, listSeparator: Character) -> JSONValue? {
        guard isList else { return single(cell) }
        var values: [JSONValue] = []
        for part in cell.split(separator: listSeparator) {
            let text = String(part).trimmed
            if text.isEmpty { continue }
            guard let value = single(text) else { return nil }
            values.append(value)
        }
        return .array(values)
    }

    private func single(_ text: String) -> JSONValue? {
        switch element {
        case .keyword, .text: return .string(text)
        case .long: return Int64(text).map(JSONValue.integer)
        case .double:
            // Only what is written in digits: `nan`, `infinity` and hexadecimal are Swift's, not a table's.
            let isDecimal = text.utf8.allSatisfy { 0x30...0x39 ~= $0 || "+-.eE".utf8.contains($0) }
            guard isDecimal, let value = Double(text), value.isFinite else { return nil }
            return .number(value)
        case .boolean:
            switch text.lowercased() {
            case "true", "1": return true
            case "false", "0": return false
            default: return nil
            }
        case .date: return RecordDate(text).map { .string($0.text) }
        }
    }
}
