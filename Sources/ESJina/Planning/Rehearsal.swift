import ContentDigests
import Elasticsearch
import Embeddings
import SQLiteStorage
import Synchronization

/// What a dry run counts where an ingest would embed and send.
final class Rehearsal: Sendable {
    private struct Counts {
        var vectors = VectorNeeds()
        var tokenVectors = VectorNeeds()
        var sent = DryRunReport.Sent()
    }

    /// The server that documents would be sent to.
    let capabilities: Capabilities
    private let seen: SeenContents
    private let cache: EmbeddingCache?
    /// The same model as other servers would serve it.
    private let alternatives: [any Embedder]
    /// Copied for each use; the copies share the memory of bodies.
    private let batcher: BulkBatcher
    private let counts = Mutex(Counts())

    /// Makes one that keeps what it must remember in `directory` and looks for vectors in `cache`.
    init(
        capabilities: Capabilities,
        directory: String,
        cache: EmbeddingCache?,
        alternatives: [any Embedder],
        maxBulkBytes: Int
    ) throws(IngestError) {
        self.capabilities = capabilities
        self.cache = cache
        self.alternatives = alternatives
        batcher = BulkBatcher(maxBytes: maxBulkBytes)
        seen = try SeenContents(path: FilePath.join(directory, "seen.sqlite"))
    }

    var vectors: VectorNeeds { counts.withLock { $0.vectors } }
    var tokenVectors: VectorNeeds { counts.withLock { $0.tokenVectors } }
    var sent: DryRunReport.Sent { counts.withLock { $0.sent } }

    /// What stands for the embedding of documents.
    func stage(_ embedder: any Embedder, preprocessing: String) -> any VectorSource<Embedding> {
        let vector = Self.placeholder(dims: embedder.model.dims)
        return RehearsalStage(
            supplier: EmbeddingSupplier(embedder: embedder, preprocessing: preprocessing),
            alternatives: alternatives.map { EmbeddingSupplier(embedder: $0, preprocessing: preprocessing) },
            seen: seen,
            cache: cache,
            refusal: { embedder.refusal(of: $0) },
            placeholder: { _ in vector },
            count: { [self] change in counts.withLock { change(&$0.vectors) } }
        )
    }

    /// What stands for the embedding of tokens.
    func stage(_ embedder: any MultiVectorEmbedder) -> any VectorSource<PackedMultiVector> {
        let row = Self.placeholder(dims: embedder.dims).values
        return RehearsalStage(
            supplier: TokenVectorSupplier(embedder: embedder),
            alternatives: [],
            seen: seen,
            cache: cache,
            refusal: { _ in nil },
            placeholder: { request in
                guard case .text(let text) = request.input else { return nil }
                let rows = max(1, min(TokenEstimate.tokens(in: text), embedder.model.maxTokens))
                let values = [Float]((0..<rows).lazy.map { _ in row }.joined())
                return (try? MultiVector(values, dims: row.count)).flatMap { try? PackedMultiVector($0, as: .bfloat16) }
            },
            count: { [self] change in counts.withLock { change(&$0.tokenVectors) } }
        )
    }

    /// A unit vector whose components are as long in writing as those of a real one: it has no round numbers.
    static func placeholder(dims: Int) -> Embedding {
        // The fractional parts of multiples of the golden ratio are spread evenly over the interval (Weyl 1916).
        let values = (1...max(1, dims)).map { Float((Double($0) * 0.618_033_988_749_895).remainder(dividingBy: 1)) }
        return (try? Embedding(values).truncated(to: values.count)) ?? Embedding(values)
    }

    /// Counts documents as they would be sent.
    ///
    /// - Parameters:
    ///   - documents: The documents with their vectors.
    ///   - items: What they were made of.
    ///   - plan: What they were made for.
    /// - Returns: The same without vectors, which is all that an engine must see to say whether it would take them.
    /// - Throws: `EmbeddingError`, never so far: without vectors nothing can go wrong.
    func measured(
        _ documents: [BulkStage.Document],
        of items: [PreparedItem],
        plan: IndexPlan
    ) throws -> [BulkStage.Document] {
        var plan = plan
        plan.dims = []
        plan.tokenVectors = nil
        let builder = DocumentBuilder(plan: plan, usesBase64: true)
        var sent = DryRunReport.Sent()
        var batcher = batcher
        var lean = documents
        func count(_ batch: BulkBatch?) {
            guard let batch else { return }
            sent.bulkRequests += 1
            sent.bulkBytes += batch.body.count
        }
        for (place, item) in items.enumerated() {
            count(batcher.add(documents[place].operation))
            lean[place].operation.source = try builder.source(of: item, vector: Embedding([1]))
            sent.documents += 1
            if item.modality == .image { sent.pictures += 1 }
            if item.record.part != nil { sent.parts += 1 }
            sent.sourceBytes += lean[place].operation.source.count
        }
        count(batcher.finish())
        let total = sent
        counts.withLock { $0.sent += total }
        return lean
    }
}

/// Remembers digests on disk, so that memory stays bounded whatever their number.
final class SeenContents: Sendable {
    private let database: SQLiteDatabase

    init(path: String) throws(IngestError) {
        var options = SQLiteDatabase.Options()
        options.synchronous = .off
        do throws(SQLiteError) {
            database = try SQLiteDatabase(
                path: path,
                options: options,
                migrations: ["CREATE TABLE seen (key BLOB PRIMARY KEY) WITHOUT ROWID;"]
            )
        } catch {
            throw IngestError(storage: error)
        }
    }

    /// Notes `keys`; whether each came for the first time.
    func note(_ keys: [ContentDigest]) throws(IngestError) -> [Bool] {
        guard !keys.isEmpty else { return [] }
        do {
            return try database.transaction { connection in
                try keys.map { key in
                    try connection.execute("INSERT OR IGNORE INTO seen (key) VALUES (?)", [.blob(key.bytes)])
                    return connection.changes > 0
                }
            }
        } catch {
            throw IngestError(storage: error)
        }
    }
}
