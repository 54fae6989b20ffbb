import ContentDigests
import Elasticsearch
import Embeddings

/// Takes a window of inputs from reading to the journal.
struct IngestWindow: Sendable {
    let client: ElasticsearchClient
    let index: String
    /// The index's unique id, under which the journal keeps its items.
    let target: String
    let journal: IngestJournal
    let preparer: ItemPreparer
    let embedding: EmbeddingStage
    let documents: DocumentBuilder
    let languages: CaptionLanguages
    let bulk: BulkIndexer
    let ledger: IngestLedger
    let maxBulkBytes: Int

    /// Processes `entries`; each of them is counted in the ledger once when this returns.
    func process(_ entries: [SourceEntry]) async throws {
        let known = try journal.ids(at: entries.filter(\.keepsID).map(\.position), target: target)
        let loaded = try await settle(entries, position: \.position) { [preparer] entry throws(InputError) in
            try preparer.load(entry, knownID: known[entry.position])
        }
        let changed = try claim(loaded)
        let prepared = try await settle(changed, position: \.position) { [preparer] item throws(InputError) in
            try preparer.prepare(item)
        }
        guard !prepared.isEmpty else { return }
        let outcomes = try await embedding.vectors(for: prepared.map(\.request))
        var documents: [(item: PreparedItem, source: [UInt8])] = []
        for (item, outcome) in zip(prepared, outcomes) {
            do throws(InputError) {
                documents.append((item, try source(item, outcome)))
            } catch {
                try ledger.reject(item.position, id: item.record.id, error)
            }
        }
        try await index(documents)
    }

    /// Runs `work` on every element, as many at once as there are processors, and rejects those that fail.
    private func settle<Input: Sendable, Output: Sendable>(
        _ inputs: [Input],
        position: @Sendable (Input) -> String,
        _ work: @escaping @Sendable (Input) throws(InputError) -> Output
    ) async throws -> [Output] {
        let results = await withTaskGroup(of: (Int, Result<Output, InputError>).self) { group in
            for (place, input) in inputs.enumerated() {
                group.addTask {
                    (place, Result { () throws(InputError) in try work(input) })
                }
            }
            var results = [Result<Output, InputError>?](repeating: nil, count: inputs.count)
            for await (place, result) in group { results[place] = result }
            return results
        }
        try Task.checkCancellation()
        var outputs: [Output] = []
        for (input, result) in zip(inputs, results) {
            switch result {
            case .success(let output)?: outputs.append(output)
            case .failure(let error)?: try ledger.reject(position(input), id: nil, error)
            case nil: break
            }
        }
        return outputs
    }

    /// Leaves out what is indexed unchanged, and what would overwrite another input's document.
    private func claim(_ items: [LoadedItem]) throws -> [LoadedItem] {
        let claims = try journal.claim(
            items.map { (position: $0.position, id: $0.record.id, digest: $0.digest.bytes) },
            target: target
        )
        var changed: [LoadedItem] = []
        for (item, claim) in zip(items, claims) {
            switch claim {
            case .new: changed.append(item)
            case .unchanged: ledger.unchanged(item.position)
            case .taken(let owner):
                try ledger.reject(
                    item.position,
                    id: item.record.id,
                    InputError(
                        .read,
                        "\(item.position) has the id '\(item.record.id)', which is that of \(owner). Give it another id, or "
                            + "ingest it into another index."
                    )
                )
            }
        }
        return changed
    }

    private func source(
        _ item: PreparedItem,
        _ outcome: Result<Embedding, EmbeddingFailure>
    ) throws(InputError) -> [UInt8] {
        switch outcome {
        case .failure(let failure):
            throw InputError(.embed, "\(item.position) could not be embedded: \(failure.message)")
        case .success(let vector):
            do throws(EmbeddingError) {
                return try documents.source(of: item, vector: vector)
            } catch {
                throw InputError(.embed, "\(item.position) has a vector that cannot be used: \(error.message)")
            }
        }
    }

    private func index(_ documents: [(item: PreparedItem, source: [UInt8])]) async throws {
        try await languages.require(documents.flatMap { $0.item.record.captions.map(\.language) })
        var batcher = BulkBatcher(maxBytes: maxBulkBytes)
        var batches: [BulkBatch] = []
        for (item, source) in documents {
            let operation = BulkOperation(.index, id: item.record.id, source: source)
            if let batch = batcher.add(operation) { batches.append(batch) }
        }
        if let batch = batcher.finish() { batches.append(batch) }
        var rest = documents[...]
        for batch in batches {
            let items = rest.prefix(batch.ids.count).map(\.item)
            rest = rest.dropFirst(batch.ids.count)
            let outcomes = try await bulk.send(batch)
            ledger.sent(batch)
            try settle(items, outcomes)
        }
    }

    /// Journals what was acknowledged, then counts it.
    private func settle(_ items: [PreparedItem], _ outcomes: [BulkOutcome]) throws {
        let acknowledged = zip(items, outcomes).filter { $0.1.isDone }.map(\.0)
        try journal.markIndexed(
            acknowledged.map { .init(id: $0.record.id, digest: $0.digest.bytes) },
            target: target
        )
        for item in acknowledged { ledger.indexed(item.position) }
        for (item, outcome) in zip(items, outcomes) {
            guard let failure = outcome.failure else { continue }
            // A cluster that is away or overloaded refuses nothing: the run stops, and the next one goes on from here.
            if failure.kind == .retriesExhausted { throw failure }
            try ledger.reject(
                item.position,
                id: item.record.id,
                InputError(
                    .index,
                    "\(item.position) was refused by the index '\(index)': \(failure.message)",
                    status: failure.status
                )
            )
        }
    }
}
