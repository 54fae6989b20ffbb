import SQLiteStorage

@testable import ESJina

/// Journals as earlier versions wrote them.
enum SQLiteLayout {
    /// The first layout, keyed by position; returns what writes items into it.
    static func first(
        _ path: String
    ) throws -> (_ items: [IngestJournal.ClaimRequest], _ target: String) throws -> Void {
        let database = try SQLiteDatabase(
            path: path,
            migrations: [
                """
                CREATE TABLE item (
                    target TEXT NOT NULL, position TEXT NOT NULL, id TEXT NOT NULL, digest BLOB NOT NULL,
                    run INTEGER NOT NULL, PRIMARY KEY (target, position)
                ) WITHOUT ROWID;
                CREATE TABLE run (number INTEGER PRIMARY KEY);
                CREATE INDEX item_id ON item (target, id);
                """
            ]
        )
        return { items, target in
            try database.transaction { connection in
                try connection.execute("INSERT INTO run DEFAULT VALUES")
                for item in items {
                    try connection.execute(
                        "INSERT INTO item (target, position, id, digest, run) VALUES (?, ?, ?, ?, 1)",
                        [.text(target), .text(item.position), .text(item.id), .blob(item.digest)]
                    )
                }
            }
        }
    }
}
