import CLibsqlite

/// The one connection behind an ``SQLiteDatabase``, handed to closures that run while no other thread uses it.
///
/// Never keep it beyond the closure: outside of it another thread may be at work on the same connection.
public final class SQLiteConnection {
    /// The path of the database.
    public let path: String
    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]
    private var savepointDepth = 0

    init(path: String, options: SQLiteDatabase.Options) throws(SQLiteError) {
        self.path = path
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        flags |= options.isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        if options.createsFile, !options.isReadOnly { flags |= SQLITE_OPEN_CREATE }
        var opened: OpaquePointer?
        let name = options.isImmutable ? Self.immutableURI(path) : path
        if options.isImmutable { flags |= SQLITE_OPEN_URI }
        let code = sqlite3_open_v2(name, &opened, flags, nil)
        guard code == SQLITE_OK, let opened else {
            let detail = opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
            sqlite3_close_v2(opened)
            throw SQLiteError(code: code, detail: detail, path: path)
        }
        handle = opened
        sqlite3_busy_timeout(handle, Int32(clamping: options.busyTimeoutMilliseconds))
        for pragma in options.pragmas { try run(pragma) }
    }

    /// The URI of a file that is not changed by anybody (https://www.sqlite.org/uri.html).
    private static func immutableURI(_ path: String) -> String {
        let escaped = path.map { character in
            switch character {
            case "%": "%25"
            case "?": "%3f"
            case "#": "%23"
            default: String(character)
            }
        }
        return "file:\(escaped.joined())?immutable=1"
    }

    deinit {
        for statement in statements.values { statement.finalize() }
        sqlite3_close_v2(handle)
    }

    /// Runs one statement that answers no rows.
    ///
    /// - Parameters:
    ///   - sql: One statement, with `?` for each parameter. It is compiled once and kept.
    ///   - bindings: The values of the parameters, in order.
    /// - Throws: ``SQLiteError``.
    public func execute(_ sql: String, _ bindings: [SQLiteValue] = []) throws(SQLiteError) {
        let statement = try prepare(sql)
        defer { statement.reset() }
        try statement.bind(bindings, on: self)
        while try step(statement) {}
    }

    /// Runs several statements separated by semicolons, without parameters and without keeping them compiled.
    public func run(_ script: String) throws(SQLiteError) {
        let code = sqlite3_exec(handle, script, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code, sql: script) }
    }

    /// Runs one statement and makes a value of every row.
    ///
    /// - Parameters:
    ///   - sql: One statement, compiled once and kept.
    ///   - bindings: The values of the parameters, in order.
    ///   - transform: Makes a value of a row.
    /// - Returns: The values in the order of the rows.
    /// - Throws: ``SQLiteError``, or what `transform` threw.
    public func query<Value>(
        _ sql: String,
        _ bindings: [SQLiteValue] = [],
        _ transform: (borrowing SQLiteRow) throws -> Value
    ) throws -> [Value] {
        var values: [Value] = []
        try forEach(sql, bindings) { values.append(try transform($0)) }
        return values
    }

    /// Runs one statement and makes a value of its first row; `nil` where there is none.
    public func first<Value>(
        _ sql: String,
        _ bindings: [SQLiteValue] = [],
        _ transform: (borrowing SQLiteRow) throws -> Value
    ) throws -> Value? {
        let statement = try prepare(sql)
        defer { statement.reset() }
        try statement.bind(bindings, on: self)
        guard try step(statement) else { return nil }
        return try transform(SQLiteRow(statement: statement.handle))
    }

    /// Runs one statement and hands every row to `body`.
    public func forEach(
        _ sql: String,
        _ bindings: [SQLiteValue] = [],
        _ body: (borrowing SQLiteRow) throws -> Void
    ) throws {
        let statement = try prepare(sql)
        defer { statement.reset() }
        try statement.bind(bindings, on: self)
        while try step(statement) { try body(SQLiteRow(statement: statement.handle)) }
    }

    /// Runs `sql` with bytes bound without copying them, for large blobs on a hot path.
    ///
    /// - Parameters:
    ///   - sql: One statement whose last parameter takes the bytes.
    ///   - bindings: The values of the parameters before the last.
    ///   - blob: The bytes, valid during the call.
    /// - Throws: ``SQLiteError``.
    public func execute(
        _ sql: String,
        _ bindings: [SQLiteValue],
        blob: UnsafeRawBufferPointer
    ) throws(SQLiteError) {
        let statement = try prepare(sql)
        defer { statement.reset() }
        try statement.bind(bindings, on: self)
        try statement.bind(blob, at: bindings.count + 1, on: self)
        while try step(statement) {}
    }

    /// The row number of the last row inserted on this connection.
    public var lastInsertedRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

    /// How many rows the last statement inserted, changed or deleted.
    public var changes: Int { Int(sqlite3_changes(handle)) }

    /// Opens a cursor over the rows of `sql`, for walking several results side by side.
    ///
    /// - Parameters:
    ///   - sql: One statement, compiled for this cursor alone.
    ///   - bindings: The values of the parameters, in order.
    /// - Returns: The cursor, before its first row.
    /// - Throws: ``SQLiteError``.
    public func cursor(_ sql: String, _ bindings: [SQLiteValue] = []) throws(SQLiteError) -> SQLiteCursor {
        let statement = try compile(sql, isKept: false)
        do throws(SQLiteError) {
            try statement.bind(bindings, on: self)
        } catch {
            statement.finalize()
            throw error
        }
        return SQLiteCursor(statement: statement, connection: self)
    }

    /// Runs `body` as one transaction: committed when it returns, rolled back when it throws.
    ///
    /// Takes the write lock at once (`BEGIN IMMEDIATE`), so that what `body` reads stays true until it commits. Inside
    /// another transaction it is a savepoint.
    public func transaction<Value>(_ body: () throws -> Value) throws -> Value {
        let savepoint = savepointDepth == 0 ? nil : "nested\(savepointDepth)"
        try execute(savepoint.map { "SAVEPOINT \($0)" } ?? "BEGIN IMMEDIATE")
        savepointDepth += 1
        defer { savepointDepth -= 1 }
        do {
            let value = try body()
            try execute(savepoint.map { "RELEASE \($0)" } ?? "COMMIT")
            return value
        } catch {
            // SQLite has already rolled back after some errors (a full disk); a second rollback then has nothing to do.
            if let savepoint {
                try? run("ROLLBACK TO \(savepoint); RELEASE \(savepoint)")
            } else if sqlite3_get_autocommit(handle) == 0 {
                try? run("ROLLBACK")
            }
            throw error
        }
    }

    /// Runs `body` on one unchanging state of the database, whatever other connections commit meanwhile.
    public func snapshot<Value>(_ body: () throws -> Value) throws -> Value {
        guard savepointDepth == 0 else { return try body() }
        try execute("BEGIN")
        savepointDepth += 1
        defer {
            savepointDepth -= 1
            if sqlite3_get_autocommit(handle) == 0 { try? run("COMMIT") }
        }
        return try body()
    }

    func step(_ statement: SQLiteStatement) throws(SQLiteError) -> Bool {
        let code = sqlite3_step(statement.handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw error(code, sql: statement.sql)
        }
    }

    func error(_ code: Int32, sql: String?) -> SQLiteError {
        SQLiteError(code: code, detail: String(cString: sqlite3_errmsg(handle)), path: path, sql: sql)
    }

    private func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        // A statement that is still walking its rows (a query inside a query) must not be reset under its reader.
        if let kept = statements[sql], sqlite3_stmt_busy(kept.handle) == 0 { return kept }
        let statement = try compile(sql, isKept: statements[sql] == nil)
        if statement.isKept { statements[sql] = statement }
        return statement
    }

    private func compile(_ sql: String, isKept: Bool) throws(SQLiteError) -> SQLiteStatement {
        var compiled: OpaquePointer?
        let flags = UInt32(isKept ? SQLITE_PREPARE_PERSISTENT : 0)
        let code = sqlite3_prepare_v3(handle, sql, -1, flags, &compiled, nil)
        guard code == SQLITE_OK else { throw error(code, sql: sql) }
        guard let compiled else {
            throw SQLiteError(.misuse, "The statement for \(path) is empty", path: path)
        }
        return SQLiteStatement(handle: compiled, sql: sql, isKept: isKept)
    }
}
