import SQLiteStorage

/// The journal of one index: which inputs are in it, and as what; which failed; and which runs there were.
///
/// One SQLite file per index. Items are kept per target, the index's own unique id, so that an index that was deleted and made
/// again is filled again. Every change is one transaction; a process that dies at any instant leaves the state of the last one.
final class IngestJournal: Sendable {
    /// How the file was found when it was opened.
    enum Condition: Sendable, Equatable {
        /// It was made now.
        case new
        /// It was there and whole.
        case whole
        /// It was damaged, was set aside under another name, and was made anew.
        case replaced(damaged: String)
    }

    let database: SQLiteDatabase
    private let lock: StateLock
    /// The number of this run.
    let run: Int
    /// The path of the file.
    let path: String
    /// How the file was found.
    let condition: Condition
    /// Called before and after every transaction, for tests that end the process there.
    private let onWrite: IngestOptions.JournalHook?

    /// Opens the journal of `index`, making it where there is none, and keeps every other process out until it is released.
    ///
    /// A file that is damaged is set aside and made anew; a run that did not end is reason to look through the whole file.
    ///
    /// - Parameters:
    ///   - directory: The state directory; made where there is none.
    ///   - index: The index's name.
    ///   - onWrite: Called before and after every transaction.
    /// - Throws: ``IngestError`` of the kinds `stateUnavailable`, `stateLocked` and `invalidIndexName`.
    init(directory: String, index: String, onWrite: IngestOptions.JournalHook? = nil) throws(IngestError) {
        path = try Self.path(directory: directory, index: index)
        try StateDirectory.make(directory)
        lock = try StateLock(path: FilePath.join(directory, "\(index).lock"), index: index)
        self.onWrite = onWrite
        do {
            (database, condition) = try Self.open(path)
            onWrite?(.before)
            run = try database.withConnection { connection in
                try connection.execute(
                    "INSERT INTO run (started, process) VALUES (?, ?)",
                    [.int(WallClock.milliseconds()), .int(StateDirectory.process)]
                )
                return connection.lastInsertedRow
            }
            onWrite?(.after)
        } catch {
            throw IngestError(storage: error)
        }
    }

    /// The file of the journal of `index`.
    ///
    /// - Throws: ``IngestError`` of the kind `invalidIndexName` where the name can be no file's.
    static func path(directory: String, index: String) throws(IngestError) -> String {
        guard !index.isEmpty, !index.contains("/"), index != ".", index != ".." else {
            throw IngestError(
                .invalidIndexName,
                "'\(index)' cannot be the name of an index. Choose another with --index, without '/'."
            )
        }
        return FilePath.join(directory, "\(index).sqlite")
    }

    private static func open(_ path: String) throws(SQLiteError) -> (SQLiteDatabase, Condition) {
        let isNew = FileReader.kind(of: path) == nil
        do throws(SQLiteError) {
            let database = try SQLiteDatabase(path: path, migrations: migrations)
            if isNew { return (database, .new) }
            if try isWhole(database) { return (database, .whole) }
        } catch {
            guard error.kind == .corrupt else { throw error }
        }
        let damaged = try DamagedDatabase.setAside(path, what: "journal")
        return (try SQLiteDatabase(path: path, migrations: migrations), .replaced(damaged: damaged))
    }

    /// Looks through the whole file where the last run did not end in order; else trusts it.
    private static func isWhole(_ database: SQLiteDatabase) throws(SQLiteError) -> Bool {
        do {
            let isClean =
                try database.first("SELECT ended IS NOT NULL FROM run ORDER BY number DESC LIMIT 1") { $0.bool(0) }
                ?? true
            if isClean { return true }
            return try database.first("PRAGMA quick_check(1)") { $0.text(0) } == "ok"
        } catch let error as SQLiteError {
            throw error
        } catch {
            throw SQLiteError(.misuse, "\(error)", path: database.path)
        }
    }

    static let migrations = [
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
        // Parts of one input have its id as their parent; runs tell their course, and failures stay until they are mended.
        """
        ALTER TABLE document ADD COLUMN parent TEXT;
        CREATE INDEX document_part ON document (target, parent) WHERE parent IS NOT NULL;
        ALTER TABLE run ADD COLUMN target TEXT;
        ALTER TABLE run ADD COLUMN started INTEGER;
        ALTER TABLE run ADD COLUMN ended INTEGER;
        ALTER TABLE run ADD COLUMN process INTEGER;
        ALTER TABLE run ADD COLUMN state TEXT;
        ALTER TABLE run ADD COLUMN report TEXT;
        UPDATE run SET ended = 0;
        CREATE TABLE dead_letter (
            target TEXT NOT NULL, position TEXT NOT NULL, run INTEGER NOT NULL, letter TEXT NOT NULL,
            PRIMARY KEY (target, position)
        ) WITHOUT ROWID;
        """,
        // A document is found again, and removed, only by the routing it was written with.
        """
        ALTER TABLE document ADD COLUMN routing TEXT;
        """,
    ]

    // MARK: Access

    /// Runs `body` as one transaction.
    func write<Value>(_ body: (SQLiteConnection) throws -> Value) throws(IngestError) -> Value {
        onWrite?(.before)
        let value = try guarded { try database.transaction { try body($0) } }
        onWrite?(.after)
        return value
    }

    /// Runs `body`, which changes nothing.
    func read<Value>(_ body: (SQLiteConnection) throws -> Value) throws(IngestError) -> Value {
        try guarded { try database.withConnection { try body($0) } }
    }

    private func guarded<Value>(_ body: () throws -> Value) throws(IngestError) -> Value {
        do {
            return try body()
        } catch {
            throw IngestError(storage: error)
        }
    }
}
