import ContentDigests
import Elasticsearch
import HTTPTransport

/// Sends documents to the index and journals what was acknowledged.
struct BulkStage: Sendable {
    /// How one document ended.
    enum Outcome {
        /// It was acknowledged and journalled.
        case done
        /// The index was right not to take it, and why.
        case leftOut(String)
        /// It was refused for good.
        case refused(ElasticsearchError)
    }

    /// A document to be written.
    struct Document: Sendable {
        var operation: BulkOperation
        /// The digest of everything it is made of, for the journal.
        var digest: ContentDigest
        /// The languages of its captions.
        var languages: [String]
        /// The paths of its attributes that are places.
        var places: [String] = []
    }

    /// Why a document was not written over.
    static let existsReason = "in the index already, which --create-only leaves as it is"

    let index: String
    let target: String
    let journal: IngestJournal
    let fields: LateFields
    let indexer: BulkIndexer
    /// Copied for each use; the copies share the memory of bodies.
    let batcher: BulkBatcher
    let monitor: IngestMonitor
    /// Hears of stages.
    let observer: any Observer

    /// Indexes documents; one outcome each, in order.
    ///
    /// - Parameters:
    ///   - documents: The documents.
    ///   - former: Where documents may still be under another routing, by their ids; they are removed from there first, because
    ///     on a shard that both routings lead to, the removal of the old one would be that of the new one.
    /// - Returns: One outcome each, in order.
    /// - Throws: `ElasticsearchError` where the cluster is away or lets nothing through: the run stops, and the next goes on from
    ///   here. What was acknowledged is journalled.
    func index(
        _ documents: [Document],
        former: [String: DocumentKey] = [:]
    ) async throws -> [Outcome] {
        guard !documents.isEmpty else { return [] }
        try await fields.require(languages: documents.flatMap(\.languages), places: documents.flatMap(\.places))
        if !former.isEmpty {
            try await delete(
                documents.compactMap { document in
                    former[document.operation.id]
                        .map { key in
                            BulkOperation(
                                .delete,
                                id: key.id,
                                routing: key.routing,
                                version: document.operation.version,
                                versioning: document.operation.versioning
                            )
                        }
                }
            )
        }
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(documents.count)
        for batch in batches(of: documents.lazy.map(\.operation)) {
            let answers = try await send(batch)
            let done = answers.indices.filter { answers[$0].isDone }
                .map { place in
                    let entry = batch.entries[place]
                    return IngestJournal.JournalEntry(
                        id: entry.id,
                        digest: documents[outcomes.count + place].digest.bytes,
                        routing: entry.routing
                    )
                }
            let start = ContinuousClock.now
            try journal.markIndexed(done, target: target)
            observer.stage("journal", done.count, since: start)
            for answer in answers { outcomes.append(try outcome(answer)) }
        }
        return outcomes
    }

    /// Removes documents from the index and from the journal.
    func remove(_ keys: [DocumentKey]) async throws {
        try await delete(keys.map { BulkOperation(.delete, id: $0.id, routing: $0.routing) }) { ids in
            try journal.remove(ids, target: target)
            monitor.update { $0.removed += ids.count }
        }
    }

    private func delete(
        _ operations: [BulkOperation],
        then note: ([String]) throws -> Void = { _ in }
    ) async throws {
        for batch in batches(of: operations) {
            let answers = try await send(batch)
            try note(zip(batch.ids, answers).filter { $0.1.isDone }.map(\.0))
            // What is newer than the removal stays.
            let failures = answers.filter { $0.result != .superseded }.compactMap(\.failure)
            if let failure = failures.first { throw failure }
        }
    }

    private func batches(of operations: some Sequence<BulkOperation>) -> [BulkBatch] {
        var batcher = batcher
        batcher.learnedLimit = indexer.learnedSizeLimit
        var batches: [BulkBatch] = []
        for operation in operations {
            if let batch = batcher.add(operation) { batches.append(batch) }
        }
        if let batch = batcher.finish() { batches.append(batch) }
        return batches
    }

    private func send(_ batch: BulkBatch) async throws -> [BulkOutcome] {
        let start = ContinuousClock.now
        let answers = try await indexer.send(batch)
        observer.stage("index", batch.count, since: start)
        monitor.update {
            $0.bulkBatches += 1
            $0.bulkBytes += batch.body.count
        }
        return answers
    }

    private func outcome(_ answer: BulkOutcome) throws -> Outcome {
        switch answer.result {
        case .done: return .done
        case .superseded: return .leftOut("an older version than the index holds")
        case .alreadyExists: return .leftOut(Self.existsReason)
        case .failed: break
        }
        guard let failure = answer.failure else { return .done }
        // A cluster that is away or overloaded refuses nothing: the run stops, and the next one goes on from here.
        if failure.kind == .retriesExhausted { throw failure }
        return .refused(failure)
    }
}
