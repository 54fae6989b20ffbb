import JSONValues
import SQLiteStorage

/// Changes an index inside one transaction; nothing of it counts before the transaction commits.
final class IndexWriter {
    /// What is known of a stored document without its source.
    struct Head {
        let number: Int
        let version: Int
        let sequence: Int
        let routing: String?
    }

    /// A document as it is stored.
    struct StoredDocument {
        let head: Head
        let source: [UInt8]
    }

    /// What became of a document that was written.
    struct Change {
        let version: Int
        let sequence: Int
    }

    let connection: SQLiteConnection
    private let directory: String
    private(set) var mapping: IndexMapping
    private(set) var state: IndexState
    private var fieldIDs: [String: Int] = [:]
    private var buffer = SegmentBuffer()
    private var appenders: [Int: VectorAppender] = [:]
    private var vectorColumns: [String: Column] = [:]
    private var hasChanges = false
    private var hasDeletions = false
    private let now = NodeIdentity.now
    /// The versions of documents that were deleted before this moment, in milliseconds since 1970, no longer count.
    private let oldestDeletion: Int64

    init(
        _ connection: SQLiteConnection,
        directory: String,
        deletesKept: Int64,
        mapping: (IndexState) throws -> IndexMapping
    ) throws {
        self.connection = connection
        self.directory = directory
        oldestDeletion = now - deletesKept
        state = try IndexState.load(connection)
        self.mapping = try mapping(state)
        for (name, id) in try connection.query("SELECT name, id FROM fields", [], { ($0.text(0), $0.int(1)) }) {
            fieldIDs[name] = id
        }
    }

    deinit { appenders.values.forEach { $0.close() } }

    /// The document with this id; `nil` where there is none.
    func document(_ id: String) throws -> StoredDocument? {
        try connection.first("SELECT doc, version, seq, routing, source FROM docs WHERE id = ?", [.text(id)]) { row in
            let head = Head(
                number: row.int(0),
                version: row.int(1),
                sequence: row.int(2),
                routing: row.optionalText(3)
            )
            return StoredDocument(head: head, source: row.blob(4))
        }
    }

    /// What is known of the document with this id; `nil` where there is none.
    func head(_ id: String) throws -> Head? {
        try connection.first("SELECT doc, version, seq, routing FROM docs WHERE id = ?", [.text(id)]) { row in
            Head(number: row.int(0), version: row.int(1), sequence: row.int(2), routing: row.optionalText(3))
        }
    }

    /// The version a deleted document had; `nil` where it was never there or long ago.
    func deletedVersion(_ id: String) throws -> Int? {
        try connection.first(
            "SELECT version FROM deletions WHERE id = ? AND at >= ?",
            [.text(id), .integer(oldestDeletion)]
        ) { $0.int(0) }
    }

    /// Writes a document in place of `existing`.
    func put(
        _ document: ParsedDocument,
        id: String,
        routing: String?,
        replacing existing: Head?,
        version: Int? = nil
    ) throws -> Change {
        if let mapping = document.mapping { try replaceMapping(mapping) }
        // The vectors' files come first: the database must not know rows that a full disk refused.
        var rows: [(field: Int, row: UInt32, magnitude: Float)] = []
        for vector in document.vectors {
            let field = try fieldID(vector.path)
            let row = try append(vector.row, to: field)
            rows.append((field, UInt32(row), vector.magnitude))
        }
        let newVersion: Int
        if let existing {
            try bury(existing.number)
            // The greatest version is followed by the least, as on the server.
            newVersion = version ?? existing.version &+ 1
        } else if let deleted = try deletedVersion(id) {
            try connection.execute("DELETE FROM deletions WHERE id = ?", [.text(id)])
            newVersion = version ?? deleted &+ 1
        } else {
            newVersion = version ?? 1
        }
        let number = UInt32(state.nextDocument)
        state.nextDocument += 1
        let sequence = state.nextSequence
        state.nextSequence += 1
        try document.source.withUnsafeBytes { source in
            try connection.execute(
                "INSERT INTO docs(doc, id, version, seq, routing, source) VALUES(?, ?, ?, ?, ?, ?)",
                [.int(Int(number)), .text(id), .int(newVersion), .int(sequence), .text(routing)],
                blob: source
            )
        }
        try buffer.add(document, number: number, vectorRows: rows, fieldID: fieldID)
        hasChanges = true
        return Change(version: newVersion, sequence: sequence)
    }

    /// Deletes a document, or notes the attempt where there is none.
    ///
    /// - Parameters:
    ///   - id: The document's id.
    ///   - existing: What is stored under it.
    ///   - version: The version given from outside; `nil` counts on from the last one.
    /// - Returns: The version and the sequence number of the deletion.
    /// - Throws: ``SQLiteError``.
    func delete(_ id: String, _ existing: Head?, version: Int? = nil) throws -> Change {
        let version = try version ?? (existing?.version ?? deletedVersion(id) ?? 0) &+ 1
        if let existing { try bury(existing.number) }
        try connection.execute(
            "INSERT OR REPLACE INTO deletions(id, version, at) VALUES(?, ?, ?)",
            [.text(id), .int(version), .integer(now)]
        )
        let sequence = state.nextSequence
        state.nextSequence += 1
        hasChanges = true
        return Change(version: version, sequence: sequence)
    }

    /// Makes `mapping` the index's mapping.
    func replaceMapping(_ mapping: IndexMapping) throws {
        self.mapping = mapping
        state.mappingVersion += 1
        try connection.execute("UPDATE state SET mapping = ?", [.text(mapping.stored)])
        hasChanges = true
    }

    private func bury(_ number: Int) throws {
        try connection.execute("DELETE FROM docs WHERE doc = ?", [.int(number)])
        try connection.execute("INSERT INTO tombstones VALUES(?)", [.int(number)])
        hasDeletions = true
    }

    private func fieldID(_ name: String) throws -> Int {
        if let id = fieldIDs[name] { return id }
        try connection.execute("INSERT INTO fields(name) VALUES(?)", [.text(name)])
        let id = connection.lastInsertedRow
        fieldIDs[name] = id
        return id
    }

    private func append(_ row: [UInt8], to field: Int) throws -> Int {
        if appenders[field] == nil {
            let known = try connection.first(
                "SELECT generation, stride, rows FROM vector_files WHERE field = ?",
                [.int(field)]
            ) { row in (row.int(0), row.int(1), row.int(2)) }
            let (generation, stride, rows) = known ?? (0, row.count, 0)
            if known == nil {
                try connection.execute(
                    "INSERT INTO vector_files VALUES(?, 0, ?, 0)",
                    [.int(field), .int(stride)]
                )
            }
            let path = "\(directory)/\(VectorFile.name(field: field, generation: generation))"
            appenders[field] = try VectorAppender(VectorFile(path: path, stride: stride), rows: rows)
        }
        return try appenders[field]?.append(row) ?? 0
    }

    /// Writes what is still in memory, so that the transaction may commit.
    ///
    /// - Parameters:
    ///   - isDurable: Whether vectors must reach the disk first.
    ///   - compacts: Whether to drop all deleted documents and merge everything, whatever their number.
    /// - Returns: Files that no longer count once the transaction has committed.
    /// - Throws: ``SQLiteError``.
    func finish(isDurable: Bool, compacts: Bool = false) throws -> [String] {
        guard hasChanges || compacts else { return [] }
        try connection.execute("DELETE FROM deletions WHERE at < ?", [.integer(oldestDeletion)])
        for field in appenders.keys {
            try appenders[field]?.flush()
            if isDurable { try appenders[field]?.synchronize() }
            try connection.execute(
                "UPDATE vector_files SET rows = ? WHERE field = ?",
                [.int(appenders[field]?.rows ?? 0), .int(field)]
            )
        }
        if buffer.documentCount > 0 {
            try buffer.write(to: connection, segment: state.nextSegment)
            state.nextSegment += 1
        }
        var merger = SegmentMerger(connection: connection, nextSegment: state.nextSegment)
        var obsolete: [String] = []
        let deleted =
            compacts || hasDeletions ? try connection.first("SELECT count(*) FROM tombstones") { $0.int(0) } ?? 0 : 0
        if compacts || deleted >= 1_000 && deleted * 2 >= state.nextDocument {
            let compactor = IndexCompactor(connection: connection, directory: directory, isDurable: isDurable)
            obsolete = try compactor.compact(&merger, deleted: deleted)
            state.nextDocument = try connection.first("SELECT count(*) FROM docs") { $0.int(0) } ?? 0
        } else {
            try merger.mergeWhereDue()
        }
        state.nextSegment = merger.nextSegment
        try connection.execute(
            """
            UPDATE state SET commits = commits + 1, next_doc = ?, next_seq = ?, next_segment = ?, mapping_version = ?
            """,
            [.int(state.nextDocument), .int(state.nextSequence), .int(state.nextSegment), .int(state.mappingVersion)]
        )
        return obsolete
    }

    // MARK: - Reading back

    /// The whole source of a document with its vectors put back, so that a partial update keeps them.
    func source(of document: StoredDocument) throws -> JSONObject {
        var object = (try? JSONValue.parse(document.source).object) ?? [:]
        for field in mapping.vectorFields.sorted(by: { $0.path < $1.path }) {
            guard let vector = field.vector, let id = fieldIDs[field.path],
                let (row, magnitude) = try vectorRow(of: UInt32(document.head.number), field: id)
            else { continue }
            let json = row.withUnsafeBytes { VectorDecoder.json($0, magnitude: magnitude, vector) }
            SourcePath.insert(json, at: field.path, into: &object)
        }
        return object
    }

    private func vectorRow(of document: UInt32, field: Int) throws -> (row: [UInt8], magnitude: Float)? {
        if let (row, magnitude) = buffer.vector(of: document, field: field) {
            return try appenders[field].map { (try $0.row(Int(row)), magnitude) }
        }
        let segment = try connection.first(
            "SELECT id FROM segments WHERE first_doc <= ? AND last_doc >= ?",
            [.int(Int(document)), .int(Int(document))]
        ) { $0.int(0) }
        guard let segment else { return nil }
        let key = "\(segment)/\(field)"
        if vectorColumns[key] == nil {
            vectorColumns[key] = try connection.first(
                "SELECT data FROM columns WHERE segment = ? AND field = ? AND kind = ?",
                [.int(segment), .int(field), .int(Column.Kind.vectors.rawValue)]
            ) { row in row.withBlob(0) { Column(.vectors, stored: $0) } }
        }
        guard case .vectors(let documents, let rows, let magnitudes)? = vectorColumns[key] else { return nil }
        let column = IndexSnapshot.VectorColumn(documents: documents, rows: rows, magnitudes: magnitudes)
        guard let place = column.place(of: document) else { return nil }
        let file = try connection.first(
            "SELECT generation, stride FROM vector_files WHERE field = ?",
            [.int(field)]
        ) { ($0.int(0), $0.int(1)) }
        guard let (generation, stride) = file else { return nil }
        let path = "\(directory)/\(VectorFile.name(field: field, generation: generation))"
        return (try VectorFile(path: path, stride: stride).read(row: Int(rows[place])), magnitudes[place])
    }
}
