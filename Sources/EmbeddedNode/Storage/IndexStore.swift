import SQLiteStorage
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The files of one index: a database and the vector files beside it.
final class IndexStore: Sendable {
    let name: IndexName
    let directory: String
    private let options: EmbeddedNode.Options
    private let writer = Mutex<SQLiteDatabase?>(nil)
    private let readers = Mutex<[SQLiteDatabase]>([])
    private let current = Mutex<IndexSnapshot?>(nil)
    private let knownMapping = Mutex<(version: Int, mapping: IndexMapping)?>(nil)

    init(name: IndexName, directory: String, options: EmbeddedNode.Options) {
        self.name = name
        self.directory = directory
        self.options = options
    }

    private var databasePath: String { "\(directory)/index.sqlite" }

    /// Makes the files of a new index.
    func create(mapping: IndexMapping) throws {
        try FileSystem.makeDirectory(directory)
        let database = try openDatabase(creates: true)
        try database.execute("UPDATE state SET mapping = ?, mapping_version = 1", [.text(mapping.stored)])
        writer.withLock { $0 = database }
    }

    private func openDatabase(creates: Bool) throws -> SQLiteDatabase {
        var settings = SQLiteDatabase.Options()
        settings.createsFile = creates
        settings.synchronous = options.durability == .power ? .full : .normal
        settings.busyTimeoutMilliseconds = options.busyTimeoutMilliseconds
        settings.memoryMapBytes = 1 << 30
        settings.maxPageCount = options.maxDatabasePages
        return try SQLiteDatabase(path: databasePath, options: settings, migrations: IndexSchema.migrations)
    }

    /// Runs `body` on one committed state of the index.
    func read<Value>(_ body: (IndexReader) throws -> Value) throws -> Value {
        var attempt = 0
        while true {
            do {
                let database = try takeReader()
                defer { readers.withLock { $0.append(database) } }
                return try database.snapshot { connection in
                    try body(IndexReader(store: self, snapshot: try snapshot(connection), connection: connection))
                }
            } catch let error as SQLiteError
                where error.kind == .cannotOpen && error.path != databasePath && attempt < 3
            {
                // Another process compacted the index and removed the vector file between our look at the database and
                // at the file; the newer state names the newer file.
                attempt += 1
                current.withLock { $0 = nil }
            }
        }
    }

    /// Holds the present state until the returned value goes.
    func hold() throws -> HeldIndex {
        var attempt = 0
        while true {
            let database = try openDatabase(creates: false)
            do {
                let snapshot = try database.withConnection { connection in
                    // Ends with the connection.
                    try connection.run("BEGIN")
                    let snapshot = try self.snapshot(connection)
                    try snapshot.mapVectorFiles()
                    return snapshot
                }
                return HeldIndex(store: self, snapshot: snapshot, database: database)
            } catch let error as SQLiteError
                where error.kind == .cannotOpen && error.path != databasePath && attempt < 3
            {
                attempt += 1
                current.withLock { $0 = nil }
            }
        }
    }

    private func takeReader() throws -> SQLiteDatabase {
        if let free = readers.withLock({ $0.popLast() }) { return free }
        return try openDatabase(creates: false)
    }

    private func snapshot(_ connection: SQLiteConnection) throws -> IndexSnapshot {
        let commits = try connection.first("SELECT commits FROM state") { $0.int(0) }
        let known = current.withLock { $0 }
        if let known, known.commits == commits { return known }
        let loaded = try IndexSnapshot(connection, directory: directory, previous: known)
        current.withLock { $0 = loaded }
        return loaded
    }

    /// Runs `body` as one transaction; it is durable when this returns.
    ///
    /// - Parameters:
    ///   - compacts: Whether to merge everything and drop deleted documents for good.
    ///   - deletesKept: For how many milliseconds the versions of deleted documents are remembered.
    ///   - body: The changes.
    /// - Returns: What `body` returned.
    /// - Throws: What `body` threw, or ``SQLiteError``; nothing of the transaction counts then.
    func write<Value>(
        compacts: Bool = false,
        deletesKept: Int64 = IndexSettings.defaultDeletesKept,
        _ body: (IndexWriter) throws -> Value
    ) throws -> Value {
        let database = try writer.withLock { kept in
            if let kept { return kept }
            let opened = try openDatabase(creates: false)
            kept = opened
            return opened
        }
        var obsolete: [String] = []
        var newMapping: (Int, IndexMapping)?
        let value = try database.transaction { connection in
            let writer = try IndexWriter(connection, directory: directory, deletesKept: deletesKept) { state in
                if let known = knownMapping.withLock({ $0 }), known.version == state.mappingVersion {
                    return known.mapping
                }
                return try IndexState.mapping(connection)
            }
            let value = try body(writer)
            obsolete = try writer.finish(isDurable: options.durability == .power, compacts: compacts)
            newMapping = (writer.state.mappingVersion, writer.mapping)
            return value
        }
        if let newMapping { knownMapping.withLock { $0 = newMapping } }
        // Processes that still map them keep them until they let go.
        for path in obsolete { unlink(path) }
        return value
    }

    /// Bytes of all files of the index.
    var sizeInBytes: Int {
        FileSystem.names(in: directory)
            .reduce(0) { sum, name in
                var status = stat()
                return stat("\(directory)/\(name)", &status) == 0 ? sum + Int(status.st_size) : sum
            }
    }

    /// Removes all files; the catalog must no longer know the index.
    func remove() {
        writer.withLock { $0 = nil }
        readers.withLock { $0 = [] }
        current.withLock { $0 = nil }
        FileSystem.removeDirectory(directory)
    }
}

/// An index as one search sees it.
struct IndexReader {
    let store: IndexStore
    let snapshot: IndexSnapshot
    let connection: SQLiteConnection

    var name: IndexName { store.name }
    var mapping: IndexMapping { snapshot.mapping }
}
