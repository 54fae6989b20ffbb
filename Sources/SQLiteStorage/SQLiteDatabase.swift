import CLibsqlite
import Synchronization

/// An SQLite file behind one serialized connection.
///
/// Every function may be called from any thread; calls wait for each other. For searches beside a writer open a second
/// database on the same file: with the write-ahead log readers and the one writer do not wait for each other, in one
/// process or in several.
public final class SQLiteDatabase: @unchecked Sendable {
    // Safe although the compiler cannot see it: `connection` is private, not Sendable, and touched only in
    // `withConnection`, which holds `lock`; `path` is an immutable Sendable value.
    private let connection: SQLiteConnection
    private let lock = Mutex<Void>(())
    /// The path of the file.
    public let path: String

    /// Opens the database at `path`, making the file where there is none.
    ///
    /// - Parameters:
    ///   - path: The path of the file; its directory must exist. `:memory:` keeps everything in memory.
    ///   - options: How to open it.
    ///   - migrations: Brings the file to the newest layout; see ``migrate(_:)``.
    /// - Throws: ``SQLiteError``, naming the file and the fix.
    public init(path: String, options: Options = Options(), migrations: [String] = []) throws(SQLiteError) {
        self.path = path
        connection = try SQLiteConnection(path: path, options: options)
        if !migrations.isEmpty { try migrate(migrations) }
    }

    /// Runs `body` alone on the connection.
    ///
    /// - Parameter body: What to run; it must neither keep the connection nor call this database again.
    /// - Returns: What `body` returned.
    /// - Throws: What `body` threw.
    public func withConnection<Value, Failure: Error>(
        _ body: (SQLiteConnection) throws(Failure) -> Value
    ) throws(Failure) -> Value {
        // The lock is what makes passing these along safe: nothing else touches the connection until `body` is done.
        nonisolated(unsafe) let body = body
        nonisolated(unsafe) let connection = connection
        return try lock.withLock { _ throws(Failure) in Unchecked(value: try body(connection)) }.value
    }

    private struct Unchecked<Value>: @unchecked Sendable {
        // Made and taken apart on one thread, inside `withConnection`.
        let value: Value
    }

    /// Runs one statement that answers no rows; see ``SQLiteConnection/execute(_:_:)``.
    public func execute(_ sql: String, _ bindings: [SQLiteValue] = []) throws(SQLiteError) {
        try withConnection { connection throws(SQLiteError) in try connection.execute(sql, bindings) }
    }

    /// Runs several statements separated by semicolons, without parameters.
    public func run(_ script: String) throws(SQLiteError) {
        try withConnection { connection throws(SQLiteError) in try connection.run(script) }
    }

    /// Runs one statement and makes a value of every row.
    ///
    /// - Parameters:
    ///   - sql: One statement with `?` for each parameter; it is compiled once and kept.
    ///   - bindings: The values of the parameters, in order.
    ///   - transform: Makes a value of a row; it must not call this database again.
    /// - Returns: The values in the order of the rows.
    /// - Throws: ``SQLiteError``, or what `transform` threw.
    public func query<Value>(
        _ sql: String,
        _ bindings: [SQLiteValue] = [],
        _ transform: (borrowing SQLiteRow) throws -> Value
    ) throws -> [Value] {
        try withConnection { try $0.query(sql, bindings, transform) }
    }

    /// Runs one statement and makes a value of its first row; `nil` where there is none.
    public func first<Value>(
        _ sql: String,
        _ bindings: [SQLiteValue] = [],
        _ transform: (borrowing SQLiteRow) throws -> Value
    ) throws -> Value? {
        try withConnection { try $0.first(sql, bindings, transform) }
    }

    /// Runs `body` as one transaction that holds the write lock from its beginning: committed when it returns, rolled back
    /// when it throws.
    ///
    /// - Parameter body: The work, given the connection to use for every statement of it.
    /// - Returns: What `body` returned.
    /// - Throws: ``SQLiteError`` of kind `busy` where another process kept the lock longer than the busy timeout, other
    ///   kinds as they occur, or what `body` threw.
    public func transaction<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try withConnection { connection in try connection.transaction { try body(connection) } }
    }

    /// Runs `body` on one unchanging state of the database, whatever other connections commit meanwhile.
    public func snapshot<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try withConnection { connection in try connection.snapshot { try body(connection) } }
    }

    /// Brings the file to the newest layout.
    ///
    /// Script *n* (from 1) leads from version *n* - 1 to version *n*, which SQLite keeps as `user_version`; each runs once
    /// in the life of a file, together with its number in one transaction. Never change a script that was released:
    /// append another.
    ///
    /// - Parameter scripts: All scripts from the first version on.
    /// - Throws: ``SQLiteError`` of kind `newerSchema` where the file is ahead of `scripts`; other kinds as they occur.
    public func migrate(_ scripts: [String]) throws(SQLiteError) {
        try withConnection { connection throws(SQLiteError) in
            do {
                guard try version(connection) != scripts.count else { return }
                try connection.transaction {
                    // Read again under the lock: another process may have migrated meanwhile.
                    let version = try version(connection)
                    guard version <= scripts.count else {
                        throw SQLiteError(
                            .newerSchema,
                            "\(path) has layout \(version), this version knows \(scripts.count): use the newer version "
                                + "that wrote it, or another state directory (--state)",
                            path: path
                        )
                    }
                    for (index, script) in scripts.enumerated().dropFirst(version) {
                        try connection.run(script)
                        try connection.run("PRAGMA user_version = \(index + 1)")
                    }
                }
            } catch let error as SQLiteError {
                throw error
            } catch {
                throw SQLiteError(.misuse, "Migrating \(path) failed: \(error)", path: path)
            }
        }
    }

    private func version(_ connection: SQLiteConnection) throws -> Int {
        try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
    }
}

extension SQLiteDatabase {
    /// The version of the system's SQLite, such as `3.40.1`.
    public static var libraryVersion: String { String(cString: sqlite3_libversion()) }

    /// How a database is opened.
    public struct Options: Sendable, Hashable {
        /// What a commit waits for.
        public struct Synchronous: RawRepresentable, Hashable, Sendable {
            /// The word behind `PRAGMA synchronous`.
            public let rawValue: String
            /// Makes a level by SQLite's word.
            public init(rawValue: String) { self.rawValue = rawValue }
            /// Every commit reaches the disk before it returns: survives a loss of power.
            public static let full = Synchronous(rawValue: "FULL")
            /// Commits survive a killed process; a loss of power may lose the last ones, never the file.
            public static let normal = Synchronous(rawValue: "NORMAL")
            /// Nothing waits for the disk: for files that can be made anew.
            public static let off = Synchronous(rawValue: "OFF")
        }

        /// How long a statement waits for another connection's write lock, in milliseconds; default 10,000.
        public var busyTimeoutMilliseconds = 10_000
        /// What a commit waits for; default ``Synchronous/normal``.
        public var synchronous = Synchronous.normal
        /// Whether foreign keys are enforced; default true.
        public var foreignKeys = true
        /// Whether the connection refuses to write; default false.
        public var isReadOnly = false
        /// Whether the file is taken for one that nobody changes, so that not even the files of its log are made; default false.
        ///
        /// Only for reading, and only where nobody writes: what another connection changes meanwhile reads as damage.
        public var isImmutable = false
        /// Whether a missing file is made; default true.
        public var createsFile = true
        /// How much of the file is read through a memory map, in bytes; default 0, none.
        public var memoryMapBytes = 0
        /// How much memory the page cache may take, in kibibytes; default 8,192.
        public var cacheKibibytes = 8_192
        /// The largest size of the file in pages of 4,096 bytes; default 0, no limit.
        public var maxPageCount = 0

        /// Makes the default options.
        public init() {}

        var pragmas: [String] {
            var pragmas = [
                "PRAGMA cache_size = -\(cacheKibibytes)", "PRAGMA foreign_keys = \(foreignKeys ? "ON" : "OFF")",
            ]
            if memoryMapBytes > 0 { pragmas.append("PRAGMA mmap_size = \(memoryMapBytes)") }
            if !isReadOnly {
                pragmas.append("PRAGMA journal_mode = WAL")
                pragmas.append("PRAGMA synchronous = \(synchronous.rawValue)")
                if maxPageCount > 0 { pragmas.append("PRAGMA max_page_count = \(maxPageCount)") }
            }
            return pragmas
        }
    }
}
