import CLibsqlite

/// Why SQLite refused an operation, on which file, and what to do.
public struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Another connection kept the write lock longer than the busy timeout.
        public static let busy = Kind(rawValue: "busy")
        /// There is no space left on the device, or the file reached its size limit.
        public static let full = Kind(rawValue: "full")
        /// The file is not an SQLite database, or its pages contradict each other.
        public static let corrupt = Kind(rawValue: "corrupt")
        /// The file or its directory cannot be opened.
        public static let cannotOpen = Kind(rawValue: "cannot_open")
        /// A UNIQUE, NOT NULL, CHECK or FOREIGN KEY constraint was violated.
        public static let constraint = Kind(rawValue: "constraint")
        /// The file, its directory or the connection does not allow writing.
        public static let readOnly = Kind(rawValue: "read_only")
        /// The operating system reported a failure while reading or writing.
        public static let ioError = Kind(rawValue: "io_error")
        /// A running statement was interrupted.
        public static let interrupted = Kind(rawValue: "interrupted")
        /// The file was written by a newer version of this software.
        public static let newerSchema = Kind(rawValue: "newer_schema")
        /// The SQL text or its bindings are wrong: a programming error.
        public static let misuse = Kind(rawValue: "misuse")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence that names the file and the fix.
    public var message: String
    /// SQLite's extended result code; 0 where the failure is not SQLite's.
    public var code: Int32
    /// The path of the database.
    public var path: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String, code: Int32 = 0, path: String) {
        self.kind = kind
        self.message = message
        self.code = code
        self.path = path
    }

    /// The message.
    public var description: String { message }
}

extension SQLiteError {
    /// The error of a result `code` of SQLite with its own `detail`.
    init(code: Int32, detail: String, path: String, sql: String? = nil) {
        let (kind, message): (Kind, String) =
            switch code & 0xFF {
            case SQLITE_FULL:
                (
                    .full,
                    "No space left for \(path): free space on its device or choose another state directory (--state)"
                )
            case SQLITE_BUSY, SQLITE_LOCKED:
                (
                    .busy,
                    "\(path) is locked by another process that is writing: wait for it to finish or stop it, then try again"
                )
            case SQLITE_CORRUPT, SQLITE_NOTADB:
                (
                    .corrupt,
                    "\(path) is damaged or not an SQLite database (\(detail)): restore it from a backup, or delete it and "
                        + "build it anew"
                )
            case SQLITE_CANTOPEN:
                (
                    .cannotOpen,
                    "Cannot open \(path) (\(detail)): check that its directory exists and that this user may write there, "
                        + "or choose another state directory (--state)"
                )
            case SQLITE_READONLY, SQLITE_PERM:
                (
                    .readOnly,
                    "Cannot write \(path) (\(detail)): give this user the right to write the file and its directory, "
                        + "or choose another state directory (--state)"
                )
            case SQLITE_IOERR:
                (
                    .ioError,
                    "Reading or writing \(path) failed (\(detail)): check the device and its free space, "
                        + "or choose another state directory (--state)"
                )
            case SQLITE_CONSTRAINT: (.constraint, "A row for \(path) breaks a constraint: \(detail)")
            case SQLITE_INTERRUPT: (.interrupted, "Work on \(path) was interrupted")
            case SQLITE_NOMEM: (.full, "No memory left to work on \(path): free memory and try again")
            default:
                (
                    .misuse,
                    "SQLite refused a statement on \(path): \(detail)" + (sql.map { " in \"\($0.prefix(200))\"" } ?? "")
                )
            }
        self.init(kind, message, code: code, path: path)
    }
}
