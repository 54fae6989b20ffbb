/// One value of a closed list, as it is written, and what it means.
public struct AllowedValue: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The value as it is written on the command line.
    public var text: String
    /// What it means, in a few words; may be empty.
    public var help: String

    /// Makes a value.
    public init(_ text: String, _ help: String = "") {
        self.text = text
        self.help = help
    }

    /// Makes a value without a help text.
    public init(stringLiteral text: String) { self.init(text) }
}

/// Which values of its type an option accepts.
///
/// A literal list allows just its elements: `allowed: [1024, 512, 256]`.
public struct AllowedValues<Element: OptionElement>: Sendable, ExpressibleByArrayLiteral {
    /// The closed list, where there is one.
    let listed: [AllowedValue]
    /// What is expected, to follow "expected"; `nil` where every value of the type will do.
    let expectation: String?
    let accepts: @Sendable (Element) -> Bool

    /// Every value of the type; for a type with a closed list, that list.
    public static var any: AllowedValues {
        AllowedValues(listed: Element.choices, expectation: nil) { _ in true }
    }

    /// Only the values of `elements`, compared as they are written.
    public static func oneOf(_ elements: [Element]) -> AllowedValues {
        let texts = elements.map(\.optionText)
        return AllowedValues(listed: texts.map { AllowedValue($0) }, expectation: nil) { texts.contains($0.optionText) }
    }

    /// The values that `accepts` is true for; `expectation` completes "expected …".
    public static func matching(
        _ expectation: String,
        _ accepts: @escaping @Sendable (Element) -> Bool
    ) -> AllowedValues {
        AllowedValues(listed: Element.choices, expectation: expectation, accepts: accepts)
    }

    /// Only the values of the literal.
    public init(arrayLiteral elements: Element...) { self = .oneOf(elements) }

    private init(listed: [AllowedValue], expectation: String?, accepts: @escaping @Sendable (Element) -> Bool) {
        self.listed = listed
        self.expectation = expectation
        self.accepts = accepts
    }
}

extension AllowedValues where Element: Comparable {
    /// The values of a closed range.
    public static func range(_ range: ClosedRange<Element>) -> AllowedValues {
        .matching("\(range.lowerBound.optionText) to \(range.upperBound.optionText)") { range.contains($0) }
    }

    /// The values from `minimum` on.
    public static func atLeast(_ minimum: Element) -> AllowedValues {
        .matching("\(minimum.optionText) or more") { $0 >= minimum }
    }
}

extension AllowedValues where Element == String {
    /// Every text but the empty one.
    public static var nonEmpty: AllowedValues { .matching("a text that is not empty") { !$0.isEmpty } }
}
