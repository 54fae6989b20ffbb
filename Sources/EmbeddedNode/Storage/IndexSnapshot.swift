import SQLiteStorage
import Synchronization

/// One committed state of an index, with the columns searches have read so far.
final class IndexSnapshot: Sendable {
    struct Segment: Sendable {
        let id: Int
        let documentCount: Int
    }

    struct VectorFileState: Sendable {
        let generation: Int
        let stride: Int
        let rows: Int
    }

    /// The lengths of a field, for scoring.
    struct FieldLengths: Sendable {
        /// The length of every document in one byte; 0 where it lacks the field.
        var norms: [UInt8]
        var documentCount = 0
        var sum = 0
    }

    /// The values of a numeric field, documents ascending.
    struct NumberColumn: Sendable {
        var documents: [UInt32] = []
        var values: [Int64] = []
    }

    struct KeywordColumn: Sendable {
        var documents: [UInt32] = []
        var values: [String] = []
    }

    /// The vectors of a field, documents and rows ascending.
    struct VectorColumn: Sendable {
        var documents: [UInt32] = []
        var rows: [UInt32] = []
        var magnitudes: [Float] = []
        /// `nil` while the field has no vector.
        var mapped: MappedVectors?

        /// The place of a document's vector in the arrays.
        func place(of document: UInt32) -> Int? {
            var low = 0
            var high = documents.count
            while low < high {
                let middle = (low + high) / 2
                if documents[middle] < document { low = middle + 1 } else { high = middle }
            }
            return low < documents.count && documents[low] == document ? low : nil
        }
    }

    let commits: Int
    let directory: String
    let mappingVersion: Int
    let mapping: IndexMapping
    let segments: [Segment]
    let fieldIDs: [String: Int]
    /// All document numbers are below it.
    let documentLimit: Int
    /// The documents that are not deleted; `nil` where none is.
    let live: Bitset?
    let liveCount: Int
    let vectorFiles: [Int: VectorFileState]

    private struct Cache: Sendable {
        var lengths: [Int: FieldLengths] = [:]
        var numbers: [Int: NumberColumn] = [:]
        var keywords: [Int: KeywordColumn] = [:]
        var vectors: [Int: VectorColumn] = [:]
        var mapped: [Int: MappedVectors] = [:]
    }
    private let cache = Mutex(Cache())

    /// Reads the state; `previous` lends its mapping and mapped files where they did not change.
    init(_ connection: SQLiteConnection, directory: String, previous: IndexSnapshot?) throws {
        self.directory = directory
        let state = try IndexState.load(connection)
        commits = state.commits
        mappingVersion = state.mappingVersion
        if let previous, previous.mappingVersion == mappingVersion {
            mapping = previous.mapping
        } else {
            mapping = try IndexState.mapping(connection)
        }
        documentLimit = state.nextDocument
        segments = try connection.query("SELECT id, doc_count FROM segments ORDER BY first_doc") { row in
            Segment(id: row.int(0), documentCount: row.int(1))
        }
        fieldIDs = Dictionary(
            uniqueKeysWithValues: try connection.query("SELECT name, id FROM fields") { ($0.text(0), $0.int(1)) }
        )
        vectorFiles = Dictionary(
            uniqueKeysWithValues: try connection.query("SELECT field, generation, stride, rows FROM vector_files") {
                row in
                (row.int(0), VectorFileState(generation: row.int(1), stride: row.int(2), rows: row.int(3)))
            }
        )
        var live: Bitset?
        var deleted = 0
        let limit = state.nextDocument
        try connection.forEach("SELECT doc FROM tombstones") { row in
            if live == nil { live = Bitset(capacity: limit, isFull: true) }
            live?.remove(UInt32(row.int(0)))
            deleted += 1
        }
        self.live = live
        liveCount = limit - deleted
    }

    func isLive(_ document: UInt32) -> Bool { live?.contains(document) ?? true }

    /// The lengths of a text or keyword field.
    func lengths(_ field: Int, _ connection: SQLiteConnection) throws -> FieldLengths {
        if let cached = cache.withLock({ $0.lengths[field] }) { return cached }
        var result = FieldLengths(norms: [UInt8](repeating: 0, count: documentLimit))
        try forEachColumn(field, .lengths, connection) { column in
            guard case .lengths(let documents, let lengths) = column else { return }
            for (document, length) in zip(documents, lengths) where isLive(document) {
                result.norms[Int(document)] = NormEncoding.encode(Int(length))
                result.documentCount += 1
                result.sum += Int(length)
            }
        }
        let loaded = result
        cache.withLock { $0.lengths[field] = loaded }
        return loaded
    }

    /// The values of a number, date or truth field.
    func numbers(_ field: Int, _ connection: SQLiteConnection) throws -> NumberColumn {
        if let cached = cache.withLock({ $0.numbers[field] }) { return cached }
        var result = NumberColumn()
        try forEachColumn(field, .numbers, connection) { column in
            guard case .numbers(let documents, let values) = column else { return }
            result.documents += documents
            result.values += values
        }
        let loaded = result
        cache.withLock { $0.numbers[field] = loaded }
        return loaded
    }

    /// The values of a keyword field.
    func keywords(_ field: Int, _ connection: SQLiteConnection) throws -> KeywordColumn {
        if let cached = cache.withLock({ $0.keywords[field] }) { return cached }
        var result = KeywordColumn()
        try forEachColumn(field, .keywords, connection) { column in
            guard case .keywords(let documents, let values) = column else { return }
            result.documents += documents
            result.values += values
        }
        let loaded = result
        cache.withLock { $0.keywords[field] = loaded }
        return loaded
    }

    /// The vectors of a field.
    func vectors(_ field: Int, _ connection: SQLiteConnection) throws -> VectorColumn {
        if let cached = cache.withLock({ $0.vectors[field] }) { return cached }
        var result = VectorColumn()
        try forEachColumn(field, .vectors, connection) { column in
            guard case .vectors(let documents, let rows, let magnitudes) = column else { return }
            result.documents += documents
            result.rows += rows
            result.magnitudes += magnitudes
        }
        result.mapped = try mapped(field)
        let loaded = result
        cache.withLock { $0.vectors[field] = loaded }
        return loaded
    }

    /// Maps all vector files, so that they can be read after a compaction has removed them.
    func mapVectorFiles() throws {
        for field in vectorFiles.keys { _ = try mapped(field) }
    }

    private func mapped(_ field: Int) throws -> MappedVectors? {
        if let known = cache.withLock({ $0.mapped[field] }) { return known }
        guard let state = vectorFiles[field], state.rows > 0 else { return nil }
        let name = VectorFile.name(field: field, generation: state.generation)
        let file = VectorFile(path: "\(directory)/\(name)", stride: state.stride)
        let mapped = try MappedVectors(file, rows: state.rows)
        cache.withLock { $0.mapped[field] = mapped }
        return mapped
    }

    private func forEachColumn(
        _ field: Int,
        _ kind: Column.Kind,
        _ connection: SQLiteConnection,
        _ body: (Column) -> Void
    ) throws {
        for segment in segments {
            try connection.forEach(
                "SELECT data FROM columns WHERE segment = ? AND field = ? AND kind = ?",
                [.int(segment.id), .int(field), .int(kind.rawValue)]
            ) { row in row.withBlob(0) { body(Column(kind, stored: $0)) } }
        }
    }
}

/// The counters of an index.
struct IndexState: Sendable {
    var commits: Int
    var nextDocument: Int
    var nextSequence: Int
    var nextSegment: Int
    var mappingVersion: Int

    static func load(_ connection: SQLiteConnection) throws -> IndexState {
        let state = try connection.first(
            "SELECT commits, next_doc, next_seq, next_segment, mapping_version FROM state"
        ) { row in
            IndexState(
                commits: row.int(0),
                nextDocument: row.int(1),
                nextSequence: row.int(2),
                nextSegment: row.int(3),
                mappingVersion: row.int(4)
            )
        }
        guard let state else {
            throw SQLiteError(
                .corrupt,
                "\(connection.path) holds no index state: delete the index and build it anew",
                path: connection.path
            )
        }
        return state
    }

    static func mapping(_ connection: SQLiteConnection) throws -> IndexMapping {
        let bytes = try connection.first("SELECT mapping FROM state") { $0.blob(0) } ?? []
        return try IndexMapping(stored: bytes, path: connection.path)
    }
}
