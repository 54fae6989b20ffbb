import Elasticsearch
import SQLiteStorage

extension IngestJournal {
    /// The 32 bytes of a digest, as the journal keeps them.
    typealias ContentDigestBytes = [UInt8]

    /// What is journalled when a document is indexed.
    struct JournalEntry: Sendable {
        var id: String
        var digest: ContentDigestBytes
        /// The value that chose its shard; `nil` for the id.
        var routing: String?
    }

    /// A document that wants to be indexed.
    struct ClaimRequest: Sendable {
        var position: String
        var id: String
        var digest: ContentDigestBytes
        /// The id of the whole input this is a part of; `nil` for a whole one.
        var parent: String?
        /// The value that is to choose its shard; `nil` for the id.
        var routing: String?
    }

    /// What the journal answers to an input that wants to be indexed.
    enum Claim: Sendable, Equatable {
        /// It is new or has changed.
        case new
        /// It may be in the index under another routing, which is another document of the same id there.
        case moved(from: String?)
        /// It is in the index as it is.
        case unchanged
        /// Its id is that of another input.
        case taken(by: String)
    }

    /// A document as the journal knows it.
    struct KnownDocument: Sendable, Hashable {
        var id: String
        var position: String
        var digest: ContentDigestBytes
        /// The id of the whole input this is a part of; `nil` for a whole one.
        var parent: String?
        /// The value that chose its shard; `nil` for the id.
        var routing: String?

        /// What names it to the index.
        var key: DocumentKey { DocumentKey(id, routing: routing) }
    }

    /// The ids under which inputs were indexed before, by their positions; those that never were are left out.
    func ids(at positions: [String], target: String) throws(IngestError) -> [String: String] {
        try read { connection in
            var ids: [String: String] = [:]
            for position in positions {
                ids[position] = try connection.first(
                    """
                    SELECT coalesce(parent, id) FROM document INDEXED BY document_position
                    WHERE target = ? AND position = ? LIMIT 1
                    """,
                    [.text(target), .text(position)]
                ) { $0.text(0) }
            }
            return ids
        }
    }

    /// Claims ids for documents, in one transaction; one answer per document, in order.
    ///
    /// A claim is journalled without a digest, so that two inputs of one run that have the same id are told apart even while
    /// neither is indexed. In a later run a record may move to another line or file and keep its id; a file's id goes to
    /// another file only when the first is gone, so that two folders of the same name cannot overwrite each other.
    func claim(_ requests: [ClaimRequest], target: String) throws(IngestError) -> [Claim] {
        try write { connection in
            try requests.map { try claim($0, target: target, connection) }
        }
    }

    private func claim(_ item: ClaimRequest, target: String, _ connection: SQLiteConnection) throws -> Claim {
        // Most are new, and one statement then says and keeps it.
        try connection.execute(
            """
            INSERT OR IGNORE INTO document (target, id, position, digest, run, parent, routing)
            VALUES (?, ?, ?, x'', ?, ?, ?)
            """,
            [
                .text(target), .text(item.id), .text(item.position), .int(run), .text(item.parent),
                .text(item.routing),
            ]
        )
        if connection.changes == 1 { return .new }
        let owner = try connection.first(
            "SELECT position, digest, run, routing FROM document WHERE target = ? AND id = ?",
            [.text(target), .text(item.id)]
        ) { (position: $0.text(0), digest: $0.blob(1), run: $0.int(2), routing: $0.optionalText(3)) }
        guard let owner else { return .new }
        if owner.position != item.position, owner.run == run || Self.isFile(owner.position) {
            return .taken(by: owner.position)
        }
        // Where it was written to last stays known until it is gone from there.
        try connection.execute(
            "UPDATE document SET position = ?, run = ?, parent = ? WHERE target = ? AND id = ?",
            [.text(item.position), .int(run), .text(item.parent), .text(target), .text(item.id)]
        )
        if owner.routing != item.routing { return .moved(from: owner.routing) }
        return owner.digest == item.digest ? .unchanged : .new
    }

    private static func isFile(_ position: String) -> Bool {
        position.hasPrefix("/") && FileReader.kind(of: position) != nil
    }

    /// Notes that `entries` are in the index, and that the inputs at `mended` have failed no longer.
    func markIndexed(
        _ entries: [JournalEntry],
        mended positions: some Sequence<String> = [],
        target: String
    ) throws(IngestError) {
        try write { connection in
            for entry in entries {
                try connection.execute(
                    "UPDATE document SET digest = ?, routing = ? WHERE target = ? AND id = ?",
                    [.blob(entry.digest), .text(entry.routing), .text(target), .text(entry.id)]
                )
            }
            for position in positions { try forget(position, target: target, connection) }
        }
    }

    /// Takes note of documents that were found in the index itself; what is known already stays.
    func restore(_ documents: [KnownDocument], target: String) throws(IngestError) {
        try write { connection in
            for document in documents {
                try connection.execute(
                    """
                    INSERT OR IGNORE INTO document (target, id, position, digest, run, parent, routing)
                    VALUES (?, ?, ?, ?, 0, ?, ?)
                    """,
                    [
                        .text(target), .text(document.id), .text(document.position), .blob(document.digest),
                        .text(document.parent), .text(document.routing),
                    ]
                )
            }
        }
    }

    /// Notes that the inputs at `positions`, and below those that end in a separator, are still there although they failed.
    func markSeen(_ position: String, target: String) throws(IngestError) {
        try write { connection in
            try connection.execute(
                "UPDATE document INDEXED BY document_position SET run = ? WHERE target = ? AND position = ?",
                [.int(run), .text(target), .text(position)]
            )
            // A directory that cannot be listed, or a file of records that cannot be read to its end, hides what is in it.
            for separator in ["/", ":", "#"] {
                try connection.execute(
                    """
                    UPDATE document INDEXED BY document_position SET run = ?
                    WHERE target = ? AND position >= ? AND position < ?
                    """,
                    [
                        .int(run), .text(target), .text(position + separator),
                        .text(position + separator + "\u{10FFFF}"),
                    ]
                )
            }
        }
    }

    /// Whether any document of the index is known.
    func holdsDocuments(target: String) throws(IngestError) -> Bool {
        try read { connection in
            try connection.first("SELECT 1 FROM document WHERE target = ? LIMIT 1", [.text(target)]) { $0.bool(0) }
                != nil
        }
    }

    /// Documents of the input `parent` that this run has not claimed: parts it does not have any more.
    func surplus(of parents: [String], target: String) throws(IngestError) -> [KnownDocument] {
        try read { connection in
            try parents.flatMap { parent in
                try ["document WHERE id = ?", "document INDEXED BY document_part WHERE parent = ?"]
                    .flatMap { isOfInput in
                        try connection.query(
                            "SELECT \(Self.columns) FROM \(isOfInput) AND target = ? AND run < ?",
                            [.text(parent), .text(target), .int(run)],
                            Self.document
                        )
                    }
            }
        }
    }

    /// Documents this run has not claimed, in the order of their ids, from behind `id`; at most `count`.
    func unclaimed(after id: String, count: Int, target: String) throws(IngestError) -> [KnownDocument] {
        try read { connection in
            try connection.query(
                """
                SELECT \(Self.columns) FROM document WHERE target = ? AND id > ? AND run < ?
                ORDER BY id LIMIT ?
                """,
                [.text(target), .text(id), .int(run), .int(count)],
                Self.document
            )
        }
    }

    /// Forgets documents that were removed from the index.
    func remove(_ ids: [String], target: String) throws(IngestError) {
        try write { connection in
            for id in ids {
                try connection.execute("DELETE FROM document WHERE target = ? AND id = ?", [.text(target), .text(id)])
            }
        }
    }

    /// How many documents are in the index, as far as the journal knows.
    func indexedCount(target: String) throws(IngestError) -> Int {
        try read { connection in
            try connection.first(
                "SELECT count(*) FROM document WHERE target = ? AND length(digest) > 0",
                [.text(target)]
            ) { $0.int(0) } ?? 0
        }
    }

    /// Documents in the index, in the order of their ids, from behind `id`; at most `count`.
    func indexed(after id: String, count: Int, target: String) throws(IngestError) -> [KnownDocument] {
        try read { connection in
            try connection.query(
                """
                SELECT \(Self.columns) FROM document WHERE target = ? AND id > ? AND length(digest) > 0
                ORDER BY id LIMIT ?
                """,
                [.text(target), .text(id), .int(count)],
                Self.document
            )
        }
    }

    /// Documents chosen evenly over all that are in the index: about `count` of them.
    func sample(_ count: Int, target: String) throws(IngestError) -> [KnownDocument] {
        try read { connection in
            // Digests are as good as random numbers: the smallest ones are a sample that does not depend on the ids' order.
            try connection.query(
                """
                SELECT \(Self.columns) FROM document WHERE target = ? AND length(digest) > 0
                ORDER BY substr(digest, ?, 4) LIMIT ?
                """,
                [.text(target), .int(1 + run % 28), .int(count)],
                Self.document
            )
        }
    }

    /// Notes that documents the journal held to be indexed are not, so that the next run indexes them again.
    func markMissing(_ ids: [String], target: String) throws(IngestError) {
        try write { connection in
            for id in ids {
                try connection.execute(
                    "UPDATE document SET digest = x'' WHERE target = ? AND id = ?",
                    [.text(target), .text(id)]
                )
            }
        }
    }

    private static let columns = "id, position, digest, parent, routing"

    private static func document(_ row: borrowing SQLiteRow) -> KnownDocument {
        KnownDocument(
            id: row.text(0),
            position: row.text(1),
            digest: row.blob(2),
            parent: row.optionalText(3),
            routing: row.optionalText(4)
        )
    }
}
