import SQLiteStorage

/// Merges segments into one, so that a search meets few of them.
struct SegmentMerger {
    /// How many segments of a level are merged into one of the next.
    static let fanIn = 10

    let connection: SQLiteConnection
    private(set) var nextSegment: Int

    private struct Segment {
        let id: Int
        let level: Int
        let first: Int
        let last: Int
        let count: Int
    }

    init(connection: SQLiteConnection, nextSegment: Int) {
        self.connection = connection
        self.nextSegment = nextSegment
    }

    /// Merges the newest segments as long as there are ten of one level: every document is rewritten once per power of ten.
    mutating func mergeWhereDue() throws {
        while true {
            let segments = try all()
            guard segments.count >= Self.fanIn else { return }
            let newest = segments.suffix(Self.fanIn)
            guard let level = newest.last?.level, newest.allSatisfy({ $0.level == level }) else { return }
            let live = try liveness(from: newest.first?.first ?? 0, through: newest.last?.last ?? 0)
            try merge(Array(newest), level: level + 1, number: live)
        }
    }

    /// Merges everything into one segment.
    ///
    /// - Parameters:
    ///   - number: The new number of a document; `nil` drops it.
    ///   - row: The new row of a vector of a field.
    /// - Throws: ``SQLiteError``.
    mutating func mergeAll(
        number: (UInt32) -> UInt32?,
        row: (_ field: Int, _ row: UInt32) -> UInt32
    ) throws {
        let segments = try all()
        guard !segments.isEmpty else { return }
        let level = segments.map(\.level).max() ?? 0
        try merge(segments, level: max(1, level), number: number, row: row)
    }

    private func all() throws -> [Segment] {
        try connection.query("SELECT id, level, first_doc, last_doc, doc_count FROM segments ORDER BY first_doc") {
            row in
            Segment(id: row.int(0), level: row.int(1), first: row.int(2), last: row.int(3), count: row.int(4))
        }
    }

    private func liveness(from first: Int, through last: Int) throws -> (UInt32) -> UInt32? {
        let dead = Set(
            try connection.query("SELECT doc FROM tombstones WHERE doc BETWEEN ? AND ?", [.int(first), .int(last)]) {
                row in
                UInt32(row.int(0))
            }
        )
        return dead.isEmpty ? { $0 } : { dead.contains($0) ? nil : $0 }
    }

    private mutating func merge(
        _ segments: [Segment],
        level: Int,
        number: (UInt32) -> UInt32?,
        row: (_ field: Int, _ row: UInt32) -> UInt32 = { $1 }
    ) throws {
        let target = nextSegment
        nextSegment += 1
        try mergePostings(segments, into: target, number: number)
        try mergeColumns(segments, into: target, number: number, row: row)
        for segment in segments {
            try connection.execute("DELETE FROM postings WHERE segment = ?", [.int(segment.id)])
            try connection.execute("DELETE FROM columns WHERE segment = ?", [.int(segment.id)])
            try connection.execute("DELETE FROM segments WHERE id = ?", [.int(segment.id)])
        }
        try connection.execute(
            IndexSchema.insertSegment,
            [
                .int(target), .int(level), .int(segments.first?.first ?? 0), .int(segments.last?.last ?? 0),
                .int(segments.reduce(0) { $0 + $1.count }),
            ]
        )
    }

    private struct Head {
        let field: Int
        let term: [UInt8]
        let postings: Postings

        func precedes(_ other: Head) -> Bool {
            field == other.field ? term.lexicographicallyPrecedes(other.term) : field < other.field
        }

        func isSameTerm(as other: Head) -> Bool { field == other.field && term == other.term }
    }

    private func mergePostings(_ segments: [Segment], into target: Int, number: (UInt32) -> UInt32?) throws {
        let cursors = try segments.map { segment in
            try connection.cursor(
                """
                SELECT field, term, count, docs, positions FROM postings WHERE segment = ? ORDER BY field, term
                """,
                [.int(segment.id)]
            )
        }
        func next(_ index: Int) throws -> Head? {
            try cursors[index]
                .next { row in
                    var postings = Postings()
                    let count = row.int(2)
                    row.withBlob(3) { postings.append(documents: $0, count: count) }
                    row.withBlob(4) { if !$0.isEmpty { postings.append(positions: $0, count: count) } }
                    return Head(field: row.int(0), term: row.blob(1), postings: postings)
                }
        }
        var heads = try cursors.indices.map(next)
        while let least = heads.compactMap({ $0 }).min(by: { $0.precedes($1) }) {
            var merged = Postings()
            for index in heads.indices {
                guard let head = heads[index], head.isSameTerm(as: least) else { continue }
                let renumbered = head.postings.renumbered(number)
                merged.documents += renumbered.documents
                merged.frequencies += renumbered.frequencies
                merged.positions += renumbered.positions
                heads[index] = try next(index)
            }
            guard !merged.documents.isEmpty else { continue }
            try connection.execute(
                IndexSchema.insertPostings,
                [
                    .int(target), .int(least.field), .blob(least.term), .int(merged.documents.count),
                    .blob(merged.encodedDocuments), .blob(merged.encodedPositions),
                ]
            )
        }
    }

    private func mergeColumns(
        _ segments: [Segment],
        into target: Int,
        number: (UInt32) -> UInt32?,
        row: (_ field: Int, _ row: UInt32) -> UInt32
    ) throws {
        let list = segments.map { String($0.id) }.joined(separator: ",")
        let keys = try connection.query("SELECT DISTINCT field, kind FROM columns WHERE segment IN (\(list))") { row in
            (row.int(0), row.int(1))
        }
        for (field, kindNumber) in keys {
            guard let kind = Column.Kind(rawValue: kindNumber) else { continue }
            var merged = Column(kind)
            for segment in segments {
                let column = try connection.first(
                    "SELECT data FROM columns WHERE segment = ? AND field = ? AND kind = ?",
                    [.int(segment.id), .int(field), .int(kindNumber)]
                ) { row in row.withBlob(0) { Column(kind, stored: $0) } }
                guard let column else { continue }
                merged = merged.appending(column, number: number) { row(field, $0) }
            }
            guard !merged.documents.isEmpty else { continue }
            try connection.execute(
                IndexSchema.insertColumn,
                [.int(target), .int(field), .int(kindNumber), .blob(merged.encoded)]
            )
        }
    }
}
