/// Why bytes could not be compressed or decompressed.
public struct CompressionError: Error, Sendable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The compression library is not installed.
        public static let unavailable = Kind(rawValue: "unavailable")
        /// The bytes are not gzip, are damaged or end too early.
        public static let malformed = Kind(rawValue: "malformed")
        /// The decompressed bytes would be more than the limit.
        public static let tooLarge = Kind(rawValue: "too_large")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence: what failed and what to do.
    public var message: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
