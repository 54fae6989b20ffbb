import SQLiteStorage

/// The journal of one index: which inputs are in it, and as what.
///
/// One SQLite file per index. Items are kept per target, the index's own unique id, so that an index that was deleted and made
/// again is filled again.
final class IngestJournal: Sendable {
    private let database: SQLiteDatabase
    private let lock: StateLock
    /// The number of this run.
    private let run: Int
    /// The path of the file.
    let path: String

    /// Opens the journal of `index`, making it where there is none, and keeps every other process out until it is released.
    ///
    /// - Parameters:
    ///   - directory: The state directory; made where there is none.
    ///   - index: The index's name.
    /// - Throws: ``IngestError`` of the kinds `stateUnavailable`, `stateLocked` and `invalidIndexName`.
    init(directory: String, index: String) throws(IngestError) {
        guard !index.isEmpty, !index.contains("/"), index != ".", index != ".." else {
            throw IngestError(
                .invalidIndexName,
                "'\(index)' cannot be the name of an index. Choose another with --index, without '/'."
            )
        }
        try StateDirectory.make(directory)
        path = FilePath.join(directory, "\(index).sqlite")
        lock = try StateLock(path: FilePath.join(directory, "\(index).lock"), index: index)
        do {
            database = try SQLiteDatabase(path: path, migrations: Self.migrations)
            run = try database.withConnection { connection in
                try connection.execute("INSERT INTO run DEFAULT VALUES")
                return connection.lastInsertedRow
            }
        } catch {
            throw IngestError(storage: error)
        }
    }

    private static let migrations = [
        """
        CREATE TABLE item (
            target TEXT NOT NULL, position TEXT NOT NULL, id TEXT NOT NULL, digest BLOB NOT NULL,
            run INTEGER NOT NULL, PRIMARY KEY (target, position)
        ) WITHOUT ROWID;
        CREATE TABLE run (number INTEGER PRIMARY KEY);
        CREATE INDEX item_id ON item (target, id);
        """,
        // By id, so that a record whose line now holds another one is still known when its own turn comes.
        """
        CREATE TABLE document (
            target TEXT NOT NULL, id TEXT NOT NULL, position TEXT NOT NULL, digest BLOB NOT NULL,
            run INTEGER NOT NULL, PRIMARY KEY (target, id)
        ) WITHOUT ROWID;
        INSERT OR REPLACE INTO document SELECT target, id, position, digest, run FROM item;
        DROP TABLE item;
        CREATE INDEX document_position ON document (target, position);
        """,
    ]

    /// What is journalled when an input is indexed.
    struct JournalEntry: Sendable {
        var id: String
        var digest: ContentDigestBytes
    }

    /// The 32 bytes of a digest, as the journal keeps them.
    typealias ContentDigestBytes = [UInt8]

    /// What the journal answers to an input that wants to be indexed.
    enum Claim: Sendable, Equatable {
        /// It is new or has changed.
        case new
        /// It is in the index as it is.
        case unchanged
        /// Its id is that of another input.
        case taken(by: String)
    }

    /// The ids under which inputs were indexed before, by their positions; those that never were are left out.
    func ids(at positions: [String], target: String) throws(IngestError) -> [String: String] {
        try guarded {
            try database.withConnection { connection in
                var ids: [String: String] = [:]
                for position in positions {
                    ids[position] = try connection.first(
                        "SELECT id FROM document WHERE target = ? AND position = ?",
                        [.text(target), .text(position)]
                    ) { $0.text(0) }
                }
                return ids
            }
        }
    }

    /// Claims ids for inputs, in one transaction; one answer per input, in order.
    ///
    /// A claim is journalled without a digest, so that two inputs of one run that have the same id are told apart even while
    /// neither is indexed. In a later run a record may move to another line or file and keep its id; a file's id goes to
    /// another file only when the first is gone, so that two folders of the same name cannot overwrite each other.
    func claim(
        _ items: [(position: String, id: String, digest: ContentDigestBytes)],
        target: String
    ) throws(IngestError) -> [Claim] {
        var claims: [Claim] = []
        try transaction { connection in
            claims = []
            for item in items { claims.append(try claim(item, target: target, connection)) }
        }
        return claims
    }

    private func claim(
        _ item: (position: String, id: String, digest: ContentDigestBytes),
        target: String,
        _ connection: SQLiteConnection
    ) throws -> Claim {
        let owner = try connection.first(
            "SELECT position, digest, run FROM document WHERE target = ? AND id = ?",
            [.text(target), .text(item.id)]
        ) { (position: $0.text(0), digest: $0.blob(1), run: $0.int(2)) }
        if let owner, owner.position != item.position, owner.run == run || Self.isFile(owner.position) {
            return .taken(by: owner.position)
        }
        let digest = owner?.digest ?? []
        try connection.execute(
            "INSERT OR REPLACE INTO document (target, id, position, digest, run) VALUES (?, ?, ?, ?, ?)",
            [.text(target), .text(item.id), .text(item.position), .blob(digest), .int(run)]
        )
        return digest == item.digest ? .unchanged : .new
    }

    private static func isFile(_ position: String) -> Bool {
        position.hasPrefix("/") && FileReader.kind(of: position) != nil
    }

    /// Notes that `entries` are in the index, in one transaction.
    func markIndexed(_ entries: [JournalEntry], target: String) throws(IngestError) {
        try transaction { connection in
            for entry in entries {
                try connection.execute(
                    "UPDATE document SET digest = ? WHERE target = ? AND id = ?",
                    [.blob(entry.digest), .text(target), .text(entry.id)]
                )
            }
        }
    }

    private func transaction(_ body: (SQLiteConnection) throws -> Void) throws(IngestError) {
        try guarded { try database.transaction { try body($0) } }
    }

    private func guarded<Value>(_ body: () throws -> Value) throws(IngestError) -> Value {
        do {
            return try body()
        } catch {
            throw IngestError(storage: error)
        }
    }
}
