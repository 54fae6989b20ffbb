/// Why an HTML file gives no text.
public struct HTMLTextError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// libxml2 is not installed, or there is no memory for it.
        public static let unavailable = Kind(rawValue: "unavailable")
        /// The file is larger than the limit.
        public static let tooLarge = Kind(rawValue: "too_large")
        /// Its markup is made to exhaust a parser: nested or attributed beyond anything that people write.
        public static let hostile = Kind(rawValue: "hostile")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence: the reason and the fix; put the file's name in front.
    public var message: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
