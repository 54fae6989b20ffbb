import SQLiteStorage

/// Why a node cannot be opened.
public struct EmbeddedNodeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The directory or a file in it cannot be opened or made.
        public static let cannotOpen = Kind(rawValue: "cannot_open")
        /// A file is not what this node writes, or its parts contradict each other.
        public static let corrupt = Kind(rawValue: "corrupt")
        /// There is no space left.
        public static let full = Kind(rawValue: "full")
        /// The directory or a file in it does not allow writing.
        public static let readOnly = Kind(rawValue: "read_only")
        /// Another process kept writing for longer than the busy timeout.
        public static let busy = Kind(rawValue: "busy")
        /// The files were written by a newer version.
        public static let newerSchema = Kind(rawValue: "newer_schema")
        /// The operating system reported a failure.
        public static let ioError = Kind(rawValue: "io_error")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence that names the file and the fix.
    public var message: String
    /// The path of the file or directory.
    public var path: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String, path: String) {
        self.kind = kind
        self.message = message
        self.path = path
    }

    init(_ error: any Error, path: String) {
        if let error = error as? SQLiteError {
            self.init(Kind(rawValue: error.kind.rawValue), error.message, path: error.path)
        } else {
            self.init(.ioError, "Opening \(path) failed: \(error)", path: path)
        }
    }

    /// The message.
    public var description: String { message }
}
