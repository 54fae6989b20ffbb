import ContentDigests
import Embeddings
import SQLiteStorage

/// Every vector that was ever paid for, at the model's full size.
///
/// One SQLite file for all indexes of a state directory, so that another index, another size, another cluster or a renamed file
/// never costs a second call. Keys are digests of embedder, role, preprocessing and content. Several processes may use it at
/// once.
final class EmbeddingCache: Sendable {
    private let database: SQLiteDatabase

    /// Opens the cache of a state directory, making it where there is none.
    init(directory: String) throws(IngestError) {
        try StateDirectory.make(directory)
        do {
            database = try SQLiteDatabase(
                path: FilePath.join(directory, "embeddings.sqlite"),
                migrations: [
                    """
                    CREATE TABLE embedding (key BLOB NOT NULL, vector BLOB NOT NULL);
                    CREATE UNIQUE INDEX embedding_key ON embedding (key);
                    """
                ]
            )
        } catch {
            throw IngestError(.stateUnavailable, error.message)
        }
    }

    /// The vector kept under `key`.
    func vector(for key: ContentDigest) throws(IngestError) -> Embedding? {
        let bytes: [UInt8]?
        do {
            bytes = try database.first("SELECT vector FROM embedding WHERE key = ?", [.blob(key.bytes)]) { $0.blob(0) }
        } catch {
            throw IngestError(storage: error)
        }
        // Bytes that are no vector count as absent: the input is embedded again.
        return bytes.flatMap { try? Embedding(littleEndianBytes: $0) }
    }

    /// Keeps `vectors`, in one transaction.
    func keep(_ vectors: [(key: ContentDigest, vector: Embedding)]) throws(IngestError) {
        do {
            try database.transaction { connection in
                for (key, vector) in vectors {
                    try connection.execute(
                        "INSERT OR REPLACE INTO embedding (key, vector) VALUES (?, ?)",
                        [.blob(key.bytes), .blob(vector.littleEndianBytes)]
                    )
                }
            }
        } catch {
            throw IngestError(storage: error)
        }
    }
}

extension IngestError {
    /// The error of the state's storage, whose message names the file and the fix.
    init(storage error: any Error) {
        self.init(.stateUnavailable, (error as? SQLiteError)?.message ?? "\(error)")
    }
}
