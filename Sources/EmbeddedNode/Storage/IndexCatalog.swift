import JSONValues
import SQLiteStorage
import Synchronization

/// Which indices and aliases a node has.
final class IndexCatalog: Sendable {
    /// An index as the catalog knows it.
    struct Entry: Sendable {
        let name: IndexName
        /// Milliseconds since 1970.
        let created: Int64
        /// Settings without the prefix `index.`, flat.
        var settings: JSONObject
        var aliases: [String: JSONObject]
    }

    /// Everything the catalog knows at one moment.
    struct State: Sendable {
        var entries: [String: Entry] = [:]

        /// The indices behind an alias, by name.
        func indices(ofAlias alias: String) -> [Entry] {
            entries.values.filter { $0.aliases[alias] != nil }.sorted { $0.name.name < $1.name.name }
        }
    }

    private static let migrations = [
        """
        CREATE TABLE indices(name TEXT PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,
            settings TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE aliases(alias TEXT NOT NULL, name TEXT NOT NULL REFERENCES indices(name) ON DELETE CASCADE,
            definition TEXT NOT NULL, PRIMARY KEY(alias, name)) WITHOUT ROWID;
        """
    ]

    private let database: SQLiteDatabase
    private let directory: String
    private let options: EmbeddedNode.Options
    private let stores = Mutex<[String: IndexStore]>([:])

    init(directory: String, options: EmbeddedNode.Options) throws {
        self.directory = directory
        self.options = options
        try FileSystem.makeDirectory(directory)
        var settings = SQLiteDatabase.Options()
        settings.synchronous = options.durability == .power ? .full : .normal
        settings.busyTimeoutMilliseconds = options.busyTimeoutMilliseconds
        database = try SQLiteDatabase(
            path: "\(directory)/node.sqlite",
            options: settings,
            migrations: Self.migrations
        )
    }

    /// What there is now, whichever process made it.
    func state() throws -> State { try database.withConnection { try Self.load($0) } }

    private static func load(_ connection: SQLiteConnection) throws -> State {
        var state = State()
        try connection.forEach("SELECT name, uuid, created, settings FROM indices") { row in
            state.entries[row.text(0)] = Entry(
                name: IndexName(name: row.text(0), uuid: row.text(1)),
                created: row.int64(2),
                settings: (try? JSONValue.parse(row.blob(3)).object) ?? [:],
                aliases: [:]
            )
        }
        try connection.forEach("SELECT alias, name, definition FROM aliases") { row in
            state.entries[row.text(1)]?.aliases[row.text(0)] = (try? JSONValue.parse(row.blob(2)).object) ?? [:]
        }
        return state
    }

    /// The files of an index.
    func store(_ entry: Entry) -> IndexStore { store(entry.name) }

    private func store(_ name: IndexName) -> IndexStore {
        stores.withLock { stores in
            if let known = stores[name.uuid] { return known }
            let store = IndexStore(name: name, directory: path(name), options: options)
            stores[name.uuid] = store
            return store
        }
    }

    private func path(_ name: IndexName) -> String { "\(directory)/indices/\(name.uuid)" }

    /// Makes an index, unless `check` of the present state refuses.
    func create(
        _ name: String,
        created: Int64,
        settings: JSONObject,
        aliases: JSONObject,
        mapping: IndexMapping,
        check: (State) throws -> Void
    ) throws -> Entry {
        try database.transaction { connection in
            let state = try Self.load(connection)
            try check(state)
            removeLeftovers(state)
            let entry = Entry(
                name: IndexName(name: name, uuid: NodeIdentity.randomID(bytes: 16)),
                created: created,
                settings: settings,
                aliases: [:]
            )
            try connection.execute(
                "INSERT INTO indices VALUES(?, ?, ?, ?)",
                [.text(name), .text(entry.name.uuid), .integer(created), .text(JSONValue.object(settings).text)]
            )
            for (alias, definition) in aliases {
                try connection.execute(
                    "INSERT OR REPLACE INTO aliases VALUES(?, ?, ?)",
                    [.text(alias), .text(name), .text(definition.text)]
                )
            }
            try store(entry.name).create(mapping: mapping)
            return entry
        }
    }

    /// Removes directories that a crash left without an entry.
    ///
    /// Runs under the catalog's write lock, so that no other process is making one.
    private func removeLeftovers(_ state: State) {
        let known = Set(state.entries.values.map(\.name.uuid))
        for name in FileSystem.names(in: "\(directory)/indices") where !known.contains(name) {
            FileSystem.removeDirectory("\(directory)/indices/\(name)")
        }
    }

    /// Deletes indices.
    func delete(_ entries: [Entry]) throws {
        try database.transaction { connection in
            for entry in entries {
                try connection.execute("DELETE FROM indices WHERE uuid = ?", [.text(entry.name.uuid)])
            }
        }
        for entry in entries {
            let store = store(entry)
            stores.withLock { $0[entry.name.uuid] = nil }
            store.remove()
        }
    }

    /// Changes the settings of indices together, whoever else changes them meanwhile.
    ///
    /// - Parameters:
    ///   - names: The indices; those that are gone by now are left out.
    ///   - change: Makes the new settings of the present ones.
    /// - Throws: ``SQLiteError``.
    func update(_ names: [IndexName], change: (JSONObject) -> JSONObject) throws {
        try database.transaction { connection in
            let state = try Self.load(connection)
            for name in names {
                guard let entry = state.entries[name.name], entry.name == name else { continue }
                try connection.execute(
                    "UPDATE indices SET settings = ? WHERE uuid = ?",
                    [.text(JSONValue.object(change(entry.settings)).text), .text(name.uuid)]
                )
            }
        }
    }

    /// A change of an alias.
    enum AliasChange: Sendable {
        case add(alias: String, index: String, definition: JSONObject)
        case remove(alias: String, index: String)
    }

    /// Applies changes of aliases together, as `changes` works them out of the present state.
    func updateAliases(_ changes: (State) throws -> [AliasChange]) throws {
        try database.transaction { connection in
            for change in try changes(try Self.load(connection)) {
                switch change {
                case .add(let alias, let index, let definition):
                    try connection.execute(
                        "INSERT OR REPLACE INTO aliases VALUES(?, ?, ?)",
                        [.text(alias), .text(index), .text(JSONValue.object(definition).text)]
                    )
                case .remove(let alias, let index):
                    try connection.execute(
                        "DELETE FROM aliases WHERE alias = ? AND name = ?",
                        [.text(alias), .text(index)]
                    )
                }
            }
        }
    }
}
