/// Why a search cannot be done as asked.
public struct SearchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The query contradicts itself.
        public static let invalidQuery = Kind(rawValue: "invalid_query")
        /// The filter names what the index does not have.
        public static let invalidFilter = Kind(rawValue: "invalid_filter")
        /// The index was not made by es-jina, or for another model or size.
        public static let indexMismatch = Kind(rawValue: "index_mismatch")
        /// There is no such index.
        public static let indexNotFound = Kind(rawValue: "index_not_found")
        /// The second stage failed and was required.
        public static let rerankFailed = Kind(rawValue: "rerank_failed")
        /// The query could not be embedded.
        public static let embeddingFailed = Kind(rawValue: "embedding_failed")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence: what is wrong and what to do.
    public var message: String
    /// Where in the filter it is wrong; `nil` for other errors.
    public var expression: ExpressionError?

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// Makes an error of a filter that does not fit the index.
    public init(filter error: ExpressionError) {
        self.init(.invalidFilter, error.description)
        expression = error
    }

    /// The message.
    public var description: String { message }
}
