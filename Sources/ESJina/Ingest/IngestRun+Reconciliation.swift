import Elasticsearch

extension IngestRun {
    /// Compares the index with the journal: by number, and by looking up a sample of documents by id.
    ///
    /// Where a sampled document is missing, or the index holds fewer documents than the journal, every document is looked up, and the
    /// journal forgets those that are not there, so that the next run indexes them again.
    func reconcile() async throws -> Reconciliation? {
        let sampleSize = pipeline.options.reconciliationSample
        guard sampleSize > 0 else { return nil }
        var result = Reconciliation(
            indexCount: try await pipeline.client.count(pipeline.index),
            journalCount: try journal.indexedCount(target: target.id),
            sampled: 0,
            missing: [],
            missingCount: 0
        )
        let sample = try journal.sample(sampleSize, target: target.id)
        result.sampled = sample.count
        let isWhole = try await missing(of: sample).isEmpty
        if isWhole, result.indexCount >= result.journalCount { return result }
        result.sampled = result.journalCount
        var last = ""
        while true {
            let documents = try journal.indexed(after: last, count: 1_000, target: target.id)
            guard let end = documents.last else { break }
            let missing = try await missing(of: documents)
            try journal.markMissing(missing, target: target.id)
            result.missingCount += missing.count
            result.missing += missing.prefix(max(0, 100 - result.missing.count))
            last = end.id
        }
        return result
    }

    /// The ids of those documents that are not in the index.
    private func missing(of documents: [IngestJournal.KnownDocument]) async throws -> [String] {
        let found = try await pipeline.client.multiGet(
            keys: documents.map(\.key),
            index: pipeline.index,
            source: .none
        )
        return zip(documents, found).filter { $0.1 == nil }.map(\.0.id)
    }
}
