/// Why an ingest cannot begin or cannot go on; single inputs that fail are outcomes, not errors.
public struct IngestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The state directory or file cannot be used.
        public static let stateUnavailable = Kind(rawValue: "state_unavailable")
        /// Another process works on the same state.
        public static let stateLocked = Kind(rawValue: "state_locked")
        /// The index was made for another model, size or preprocessing.
        public static let indexMismatch = Kind(rawValue: "index_mismatch")
        /// The sizes asked for are not the model's.
        public static let invalidDims = Kind(rawValue: "invalid_dims")
        /// The name can be no index's, so no file of the state directory can be named for it.
        public static let invalidIndexName = Kind(rawValue: "invalid_index_name")
        /// More inputs failed than the run was told to bear.
        public static let tooManyErrors = Kind(rawValue: "too_many_errors")
        /// What should be an ingest's report or dead letters is none.
        public static let invalidReport = Kind(rawValue: "invalid_report")
        /// The embedder answers for no input at all.
        public static let embedderFailed = Kind(rawValue: "embedder_failed")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence: what failed, on which index or file, and what to do.
    public var message: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
