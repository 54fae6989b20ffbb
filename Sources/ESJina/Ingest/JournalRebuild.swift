import Elasticsearch
import JSONValues

/// Fills a journal that knows nothing of an index from the index itself, so that what is indexed is not indexed again.
///
/// Each document holds what its journal entry held: its input's position and digest. The embedding cache is another file and not
/// needed for this.
struct JournalRebuild {
    private static let pageSize = 1000

    let client: ElasticsearchClient
    let index: String
    let target: IngestTarget
    let journal: IngestJournal
    let warnings: WarningLog

    /// Reads the index where the journal was lost or damaged, or comes from another machine; a run that is killed in between leaves
    /// the rest to the next one.
    func runIfNeeded() async throws {
        if case .replaced(let damaged) = journal.condition {
            warnings.add("The journal \(journal.path) was damaged; it was set aside as \(damaged).")
        }
        if try journal.knows(target.id) || target.isNew { return }
        // What was indexed a moment before the journal was lost must be seen, too.
        try await client.refresh(index)
        var count = 0
        var foreign = 0
        var documents: [IngestJournal.KnownDocument] = []
        let fields = [DocumentFields.inputPosition, DocumentFields.inputDigest, DocumentFields.parentID]
        for try await hit in client.scan(index, source: .fields(fields), pageSize: Self.pageSize) {
            guard let document = Self.document(hit) else {
                foreign += 1
                continue
            }
            documents.append(document)
            count += 1
            if documents.count == Self.pageSize {
                try journal.restore(documents, target: target.id)
                documents = []
            }
        }
        if !documents.isEmpty { try journal.restore(documents, target: target.id) }
        if count > 0 {
            warnings.add(
                "The journal was made from the \(count) document\(count == 1 ? "" : "s") of the index '\(index)'."
            )
        }
        if foreign == 1 {
            warnings.add("1 document of the index '\(index)' does not say what it was made from and is left alone.")
        } else if foreign > 1 {
            warnings.add(
                "\(foreign) documents of the index '\(index)' do not say what they were made from and are left alone."
            )
        }
    }

    private static func document(_ hit: SearchHit) -> IngestJournal.KnownDocument? {
        guard let position = hit.source[DocumentFields.inputPosition]?.string,
            let digest = hit.source[DocumentFields.inputDigest]?.string.flatMap(bytes)
        else { return nil }
        return IngestJournal.KnownDocument(
            id: hit.id,
            position: position,
            digest: digest,
            parent: hit.source[DocumentFields.parentID]?.string,
            routing: hit.routing
        )
    }

    /// The bytes of hexadecimal digits; `nil` where they are none.
    private static func bytes(_ hex: String) -> [UInt8]? {
        let digits = hex.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
        guard digits.count == 64, !digits.contains(nil) else { return nil }
        let values = digits.compactMap(\.self)
        return stride(from: 0, to: 64, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) }
    }
}
