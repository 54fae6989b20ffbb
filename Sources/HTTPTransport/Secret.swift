/// A key or password that no description, interpolation, dump or mirror shows.
public struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: String

    /// Wraps `value`, without the white space and newlines around it that files and pasted keys bring along.
    public init(_ value: String) {
        let isSpace = { (character: Character) in character.isWhitespace }
        var trimmed = value.drop(while: isSpace)
        while let last = trimmed.last, isSpace(last) { trimmed.removeLast() }
        self.value = String(trimmed)
    }

    /// Whether there is nothing in it.
    public var isEmpty: Bool { value.isEmpty }

    /// Hands the plain value to `body`: call it only where a header is written.
    public func withExposedValue<Result, Failure: Error>(
        _ body: (String) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(value)
    }

    /// Always `<redacted>`.
    public var description: String { "<redacted>" }
    /// Always `<redacted>`.
    public var debugDescription: String { "<redacted>" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
