import SQLiteStorage

extension IndexReader {
    /// The living documents that hold a term, over all segments.
    func postings(field: Int, term: String, withPositions: Bool = false) throws -> Postings {
        var result = Postings()
        let key = SQLiteValue.blob(Array(term.utf8))
        let sql =
            withPositions
            ? "SELECT count, docs, positions FROM postings WHERE segment = ? AND field = ? AND term = ?"
            : "SELECT count, docs FROM postings WHERE segment = ? AND field = ? AND term = ?"
        for segment in snapshot.segments {
            try connection.forEach(sql, [.int(segment.id), .int(field), key]) { row in
                let count = row.int(0)
                row.withBlob(1) { result.append(documents: $0, count: count) }
                if withPositions { row.withBlob(2) { result.append(positions: $0, count: count) } }
            }
        }
        guard snapshot.live != nil else { return result }
        return result.renumbered { snapshot.isLive($0) ? $0 : nil }
    }

    /// The living documents that hold any term from `lower` on for which `isWanted` holds, until `isBeyond`.
    func documents(
        field: Int,
        from lower: [UInt8],
        isBeyond: ([UInt8]) -> Bool,
        isWanted: ([UInt8]) -> Bool
    ) throws -> [UInt32] {
        var found = Bitset(capacity: snapshot.documentLimit)
        for segment in snapshot.segments {
            let cursor = try connection.cursor(
                "SELECT term, count, docs FROM postings WHERE segment = ? AND field = ? AND term >= ? ORDER BY term",
                [.int(segment.id), .int(field), .blob(lower)]
            )
            while true {
                let isDone = try cursor.next { row -> Bool in
                    let term = row.blob(0)
                    if isBeyond(term) { return true }
                    guard isWanted(term) else { return false }
                    var postings = Postings()
                    let count = row.int(1)
                    row.withBlob(2) { postings.append(documents: $0, count: count) }
                    for document in postings.documents { found.insert(document) }
                    return false
                }
                if isDone ?? true { break }
            }
        }
        return found.members.filter(snapshot.isLive)
    }

    /// Walks through the terms of a field in the order of their bytes, each once, from `lower` on until `body` is false.
    func forEachTerm(field: Int, from lower: [UInt8], _ body: ([UInt8]) -> Bool) throws {
        let list = snapshot.segments.map { String($0.id) }.joined(separator: ",")
        let cursor = try connection.cursor(
            "SELECT DISTINCT term FROM postings WHERE segment IN (\(list)) AND field = ? AND term >= ? ORDER BY term",
            [.int(field), .blob(lower)]
        )
        while try cursor.next({ row in body(row.blob(0)) }) ?? false {}
    }

    /// All living documents.
    var allDocuments: [UInt32] {
        snapshot.live?.members ?? (0..<UInt32(snapshot.documentLimit)).map { $0 }
    }

    /// Documents with a value of a keyword field that is kept by document but not indexed: every value is looked at.
    func documents(having field: FieldMapping, isWanted: (String) -> Bool) throws -> [UInt32] {
        guard let id = snapshot.fieldIDs[field.path] else { return [] }
        let column = try snapshot.keywords(id, connection)
        var found = Bitset(capacity: snapshot.documentLimit)
        for (document, value) in zip(column.documents, column.values) where isWanted(value) { found.insert(document) }
        return found.members.filter(snapshot.isLive)
    }
}
