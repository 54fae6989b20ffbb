import SQLiteStorage

/// Drops deleted documents for good: renumbers the others, merges all segments and copies the vectors that still count.
struct IndexCompactor {
    let connection: SQLiteConnection
    let directory: String
    let isDurable: Bool

    /// Compacts inside the caller's transaction.
    ///
    /// - Parameters:
    ///   - merger: Merges the segments.
    ///   - deleted: How many documents are deleted; with none only the segments are merged.
    /// - Returns: The vector files that no longer count once the transaction has committed.
    /// - Throws: ``SQLiteError``.
    func compact(_ merger: inout SegmentMerger, deleted: Int) throws -> [String] {
        guard deleted > 0 else {
            let segments = try connection.first("SELECT count(*) FROM segments") { $0.int(0) } ?? 0
            if segments > 1 { try merger.mergeAll(number: { $0 }, row: { $1 }) }
            return []
        }
        // Ascending, so that the new number of a document is its place among those left, never above the old one.
        let documents = try connection.query("SELECT doc FROM docs ORDER BY doc") { UInt32($0.int(0)) }
        var numbers = [UInt32](repeating: .max, count: Int(documents.last ?? 0) + 1)
        for (index, document) in documents.enumerated() { numbers[Int(document)] = UInt32(index) }
        let (rows, obsolete) = try copyVectors(numbers)
        try merger.mergeAll(
            number: { Int($0) < numbers.count && numbers[Int($0)] != .max ? numbers[Int($0)] : nil },
            row: { field, row in rows[field]?[Int(row)] ?? row }
        )
        for (index, document) in documents.enumerated() where Int(document) != index {
            try connection.execute("UPDATE docs SET doc = ? WHERE doc = ?", [.int(index), .int(Int(document))])
        }
        try connection.run("DELETE FROM tombstones")
        try connection.run("UPDATE segments SET first_doc = 0, last_doc = \(max(0, documents.count - 1))")
        return obsolete
    }

    /// Copies living rows into new files; returns the new row of every old one by field, and the old files.
    private func copyVectors(_ numbers: [UInt32]) throws -> (rows: [Int: [UInt32]], obsolete: [String]) {
        var newRows: [Int: [UInt32]] = [:]
        var obsolete: [String] = []
        let files = try connection.query("SELECT field, generation, stride, rows FROM vector_files") { row in
            (field: row.int(0), generation: row.int(1), stride: row.int(2), rows: row.int(3))
        }
        for file in files where file.rows > 0 {
            let oldPath = "\(directory)/\(VectorFile.name(field: file.field, generation: file.generation))"
            let old = try MappedVectors(VectorFile(path: oldPath, stride: file.stride), rows: file.rows)
            let newPath = "\(directory)/\(VectorFile.name(field: file.field, generation: file.generation + 1))"
            var appender = try VectorAppender(VectorFile(path: newPath, stride: file.stride), rows: 0)
            defer { appender.close() }
            var mapping = [UInt32](repeating: 0, count: file.rows)
            let columns = try connection.query(
                """
                SELECT data FROM columns JOIN segments ON segments.id = columns.segment
                WHERE field = ? AND kind = ? ORDER BY first_doc
                """,
                [.int(file.field), .int(Column.Kind.vectors.rawValue)]
            ) { row in row.withBlob(0) { Column(.vectors, stored: $0) } }
            for case .vectors(let documents, let rows, _) in columns {
                for (document, row) in zip(documents, rows) {
                    guard Int(document) < numbers.count, numbers[Int(document)] != .max else { continue }
                    mapping[Int(row)] = UInt32(try appender.append(old.row(Int(row))))
                }
            }
            try appender.flush()
            if isDurable { try appender.synchronize() }
            try connection.execute(
                "UPDATE vector_files SET generation = ?, rows = ? WHERE field = ?",
                [.int(file.generation + 1), .int(appender.rows), .int(file.field)]
            )
            newRows[file.field] = mapping
            obsolete.append(oldPath)
        }
        return (newRows, obsolete)
    }
}
