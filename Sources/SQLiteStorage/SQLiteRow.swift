import CLibsqlite

/// The row a statement stands on; valid only inside the closure that receives it.
///
/// Columns count from 0. Reading a column as another type than it was stored converts as SQLite does: `NULL` reads as 0,
/// an empty text or no bytes.
public struct SQLiteRow: ~Copyable {
    let statement: OpaquePointer

    /// How many columns there are.
    public var count: Int { Int(sqlite3_column_count(statement)) }

    /// Whether the column is `NULL`.
    public func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }

    /// The column as an integer.
    public func int(_ column: Int) -> Int { Int(sqlite3_column_int64(statement, Int32(column))) }

    /// The column as a 64-bit integer.
    public func int64(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }

    /// The column as a float.
    public func double(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

    /// The column as a truth value: whether it is another integer than 0.
    public func bool(_ column: Int) -> Bool { sqlite3_column_int64(statement, Int32(column)) != 0 }

    /// The column as text; bytes that are not UTF-8 are replaced by U+FFFD.
    public func text(_ column: Int) -> String {
        guard let start = sqlite3_column_text(statement, Int32(column)) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    /// The column as text, `nil` where it is `NULL`.
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

    /// The column as an integer, `nil` where it is `NULL`.
    public func optionalInt(_ column: Int) -> Int? { isNull(column) ? nil : int(column) }

    /// A copy of the column's bytes.
    public func blob(_ column: Int) -> [UInt8] { withBlob(column) { [UInt8]($0) } }

    /// Hands the column's bytes to `body` without copying them; they are valid only during the call.
    public func withBlob<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let start = sqlite3_column_blob(statement, Int32(column))
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return try body(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
    }
}
