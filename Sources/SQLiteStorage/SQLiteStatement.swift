import CLibsqlite

/// A compiled statement; kept ones are reset after use, the others finalized.
struct SQLiteStatement {
    let handle: OpaquePointer
    let sql: String
    let isKept: Bool

    func bind(_ values: [SQLiteValue], on connection: SQLiteConnection) throws(SQLiteError) {
        for (index, value) in values.enumerated() {
            let place = Int32(index + 1)
            let code =
                switch value {
                case .null: sqlite3_bind_null(handle, place)
                case .integer(let integer): sqlite3_bind_int64(handle, place, integer)
                case .real(let real): sqlite3_bind_double(handle, place, real)
                case .text(var text):
                    text.withUTF8 { utf8 in
                        utf8.withMemoryRebound(to: CChar.self) { bytes in
                            // A null pointer would bind NULL, so an empty text needs an address.
                            withUnsafePointer(to: CChar(0)) { empty in
                                sqlite3_bind_text(
                                    handle,
                                    place,
                                    bytes.baseAddress ?? empty,
                                    Int32(clamping: bytes.count),
                                    clibsqlite_transient()
                                )
                            }
                        }
                    }
                case .blob(let blob):
                    blob.isEmpty
                        ? sqlite3_bind_zeroblob(handle, place, 0)
                        : blob.withUnsafeBytes {
                            sqlite3_bind_blob64(
                                handle,
                                place,
                                $0.baseAddress,
                                UInt64($0.count),
                                clibsqlite_transient()
                            )
                        }
                }
            guard code == SQLITE_OK else { throw connection.error(code, sql: sql) }
        }
    }

    /// Binds `bytes` without a copy: they must outlive the steps, and `reset` lets go of them.
    func bind(_ bytes: UnsafeRawBufferPointer, at place: Int, on connection: SQLiteConnection) throws(SQLiteError) {
        let code =
            bytes.baseAddress == nil || bytes.isEmpty
            ? sqlite3_bind_zeroblob(handle, Int32(place), 0)
            : sqlite3_bind_blob64(handle, Int32(place), bytes.baseAddress, UInt64(bytes.count), nil)
        guard code == SQLITE_OK else { throw connection.error(code, sql: sql) }
    }

    func reset() {
        guard isKept else { return finalize() }
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    func finalize() { sqlite3_finalize(handle) }
}

/// A walk over the rows of one statement.
///
/// Use it only inside the closure that gave the connection, and let it go before that closure ends.
public final class SQLiteCursor {
    private let statement: SQLiteStatement
    private let connection: SQLiteConnection

    init(statement: SQLiteStatement, connection: SQLiteConnection) {
        self.statement = statement
        self.connection = connection
    }

    deinit { statement.finalize() }

    /// Steps to the next row and makes a value of it; `nil` behind the last.
    public func next<Value>(_ transform: (borrowing SQLiteRow) throws -> Value) throws -> Value? {
        guard try connection.step(statement) else { return nil }
        return try transform(SQLiteRow(statement: statement.handle))
    }
}
