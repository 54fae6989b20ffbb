/// Why vectors cannot be used as asked.
public struct EmbeddingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// A size the model or the vector does not have.
        public static let invalidDims = Kind(rawValue: "invalid_dims")
        /// A component that is not a finite number.
        public static let notFinite = Kind(rawValue: "not_finite")
        /// A vector without direction.
        public static let zeroMagnitude = Kind(rawValue: "zero_magnitude")
        /// Text or bytes that are not the encoding they should be.
        public static let invalidEncoding = Kind(rawValue: "invalid_encoding")
        /// A picture for a model that reads texts alone.
        public static let unsupportedModality = Kind(rawValue: "unsupported_modality")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence: what is wrong and what to do.
    public var message: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
