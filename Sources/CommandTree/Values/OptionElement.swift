/// A type whose values can be written on a command line.
///
/// The module brings it for `String`, `Int`, `Double`, `Bool`, `Duration` and ``ByteSize``; enumerations take
/// ``OptionChoice``.
public protocol OptionElement: Sendable {
    /// The name of such a value in help, in capitals.
    static var placeholder: String { get }
    /// The closed list of values, where the type has one.
    static var choices: [AllowedValue] { get }
    /// Reads a value.
    ///
    /// - Parameter optionText: The text as it was given.
    /// - Throws: ``ValueError`` saying what was expected.
    init(optionText: String) throws(ValueError)
    /// The value as it is written on a command line; reading it back gives the value.
    var optionText: String { get }
}

extension OptionElement {
    /// No closed list.
    public static var choices: [AllowedValue] { [] }
}

/// Says what was expected where a text is no value of a type.
public struct ValueError: Error, Sendable {
    /// What was expected, to follow "expected", such as `a whole number`.
    public var expected: String

    /// Makes an error.
    public init(expected: String) { self.expected = expected }
}

/// An enumeration whose raw values are what is written on the command line.
public protocol OptionChoice: OptionElement, CaseIterable, RawRepresentable where RawValue == String {
    /// What this value means, in a few words, for help and completions.
    var summary: String { get }
}

extension OptionChoice {
    /// Nothing to say.
    public var summary: String { "" }
    /// A word for any enumeration.
    public static var placeholder: String { "NAME" }
    /// All cases.
    public static var choices: [AllowedValue] { allCases.map { AllowedValue($0.rawValue, $0.summary) } }

    /// Reads a case by its raw value.
    ///
    /// - Parameter optionText: The text as it was given.
    /// - Throws: ``ValueError`` with all cases.
    public init(optionText: String) throws(ValueError) {
        guard let value = Self(rawValue: optionText) else {
            throw ValueError(expected: "one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self = value
    }

    /// The raw value.
    public var optionText: String { rawValue }
}
