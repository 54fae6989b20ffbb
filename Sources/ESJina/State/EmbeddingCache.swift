import ContentDigests
import Embeddings
import SQLiteStorage

/// Every vector that was ever paid for, at the model's full size, and the token vectors of late-interaction models.
///
/// One SQLite file for all indexes of a state directory, so that another index, another size, another cluster or a renamed file
/// never costs a second call. Keys are digests of embedder, role, preprocessing and content. Several processes may use it at
/// once.
final class EmbeddingCache: Sendable {
    private let database: SQLiteDatabase
    /// Where the file was put that was there and was damaged; `nil` where none was.
    let damagedPath: String?
    /// Called before and after every transaction, for tests that end the process there.
    private let onWrite: IngestOptions.JournalHook?

    /// Opens the cache of a state directory, making it where there is none; a damaged one is set aside.
    init(directory: String, onWrite: IngestOptions.JournalHook? = nil) throws(IngestError) {
        self.onWrite = onWrite
        try StateDirectory.make(directory)
        let path = FilePath.join(directory, "embeddings.sqlite")
        do throws(SQLiteError) {
            do throws(SQLiteError) {
                database = try Self.open(path)
                damagedPath = nil
            } catch {
                guard error.kind == .corrupt else { throw error }
                damagedPath = try DamagedDatabase.setAside(path, what: "embedding cache")
                database = try Self.open(path)
            }
        } catch {
            throw IngestError(.stateUnavailable, error.message)
        }
    }

    /// Opens the cache of a state directory only to look into it; `nil` where there is none.
    ///
    /// Nothing is made, mended or written, and a run that fills it meanwhile is not disturbed.
    init?(reading directory: String) throws(IngestError) {
        let path = FilePath.join(directory, "embeddings.sqlite")
        guard FileReader.kind(of: path) == .file else { return nil }
        var options = SQLiteDatabase.Options()
        options.isReadOnly = true
        options.createsFile = false
        do throws(SQLiteError) {
            database = try SQLiteDatabase(path: path, options: options)
        } catch {
            throw IngestError(storage: error)
        }
        damagedPath = nil
        onWrite = nil
    }

    private static func open(_ path: String) throws(SQLiteError) -> SQLiteDatabase {
        try SQLiteDatabase(
            path: path,
            migrations: [
                """
                CREATE TABLE embedding (key BLOB NOT NULL, vector BLOB NOT NULL);
                CREATE UNIQUE INDEX embedding_key ON embedding (key);
                """
            ]
        )
    }

    /// The vectors that are kept under `keys`; those that are not are left out.
    func vectors(for keys: [ContentDigest]) throws(IngestError) -> [ContentDigest: Embedding] {
        try values(for: keys) { try? Embedding(littleEndianBytes: $0) }
    }

    /// What is kept under `keys` as `read` understands its bytes; what is not kept is left out.
    func values<Value>(
        for keys: [ContentDigest],
        read: (UnsafeRawBufferPointer) -> Value?
    ) throws(IngestError) -> [ContentDigest: Value] {
        do {
            return try database.withConnection { connection in
                var values: [ContentDigest: Value] = [:]
                for key in keys {
                    let value = try connection.first(
                        "SELECT vector FROM embedding WHERE key = ?",
                        [.blob(key.bytes)]
                    ) { $0.withBlob(0) { read($0) } }
                    // Bytes that are no vector count as absent: the input is embedded again.
                    values[key] = value ?? nil
                }
                return values
            }
        } catch {
            throw IngestError(storage: error)
        }
    }

    /// Keeps `vectors`, in one transaction.
    func keep(_ vectors: [(key: ContentDigest, vector: Embedding)]) throws(IngestError) {
        try keep(vectors.map { (key: $0.key, bytes: $0.vector.littleEndianBytes) })
    }

    /// Keeps the bytes of vectors, in one transaction.
    func keep(_ vectors: [(key: ContentDigest, bytes: [UInt8])]) throws(IngestError) {
        onWrite?(.beforeVectors)
        do {
            try database.transaction { connection in
                for (key, bytes) in vectors {
                    try connection.execute(
                        "INSERT OR REPLACE INTO embedding (key, vector) VALUES (?, ?)",
                        [.blob(key.bytes), .blob(bytes)]
                    )
                }
            }
        } catch {
            throw IngestError(storage: error)
        }
        onWrite?(.afterVectors)
    }
}

extension IngestError {
    /// The error of the state's storage, whose message names the file and the fix.
    init(storage error: any Error) {
        self.init(.stateUnavailable, (error as? SQLiteError)?.message ?? "\(error)")
    }
}
