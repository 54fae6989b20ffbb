import SQLiteStorage

/// What the documents of one transaction add to the index, gathered in memory until it is written as a segment.
struct SegmentBuffer {
    private var table = TermTable()
    private var postings: [Postings] = []
    private var columns: [ColumnKey: Column] = [:]
    private(set) var documentCount = 0
    private(set) var firstDocument: UInt32?
    private var lastDocument: UInt32 = 0

    private struct ColumnKey: Hashable {
        let field: Int
        let kind: Column.Kind
    }

    /// Adds the terms and values of a document; documents come in the order of their numbers.
    mutating func add(
        _ document: ParsedDocument,
        number: UInt32,
        vectorRows: [(field: Int, row: UInt32, magnitude: Float)],
        fieldID: (String) throws -> Int
    ) throws {
        firstDocument = firstDocument ?? number
        lastDocument = number
        documentCount += 1
        for terms in document.terms {
            let field = try fieldID(terms.path)
            let keepsPositions = terms.length != nil
            for (term, position) in terms.tokens {
                add(term, field: field, number: number, position: keepsPositions ? UInt32(position) : nil)
            }
            // Keywords count each of their terms once, as an index without frequencies does.
            let length = terms.length ?? Set(terms.tokens.map(\.term)).count
            if length > 0 { append(field, .lengths(documents: [number], lengths: [UInt32(length)])) }
        }
        for path in document.present { add(path, field: IndexSchema.presenceField, number: number, position: nil) }
        for (path, value) in document.numbers {
            append(try fieldID(path), .numbers(documents: [number], values: [value]))
        }
        for (path, value) in document.keywords {
            append(try fieldID(path), .keywords(documents: [number], values: [value]))
        }
        for (field, row, magnitude) in vectorRows {
            append(field, .vectors(documents: [number], rows: [row], magnitudes: [magnitude]))
        }
    }

    private mutating func add(_ term: String, field: Int, number: UInt32, position: UInt32?) {
        let (index, isNew) = table.number(field: Int32(field), term: term)
        if isNew { postings.append(Postings()) }
        if postings[index].documents.last == number {
            // Keywords are indexed without frequencies.
            guard let position else { return }
            postings[index].frequencies[postings[index].frequencies.count - 1] += 1
            postings[index].positions.append(position)
            return
        }
        postings[index].documents.append(number)
        postings[index].frequencies.append(1)
        if let position { postings[index].positions.append(position) }
    }

    private mutating func append(_ field: Int, _ values: Column) {
        let key = ColumnKey(field: field, kind: values.kind)
        // Taken out of the dictionary first, so that appending happens in place.
        switch (columns.removeValue(forKey: key) ?? Column(values.kind), values) {
        case (.lengths(var documents, var lengths), .lengths(let moreDocuments, let more)):
            documents += moreDocuments
            lengths += more
            columns[key] = .lengths(documents: documents, lengths: lengths)
        case (.numbers(var documents, var numbers), .numbers(let moreDocuments, let more)):
            documents += moreDocuments
            numbers += more
            columns[key] = .numbers(documents: documents, values: numbers)
        case (.keywords(var documents, var keywords), .keywords(let moreDocuments, let more)):
            documents += moreDocuments
            keywords += more
            columns[key] = .keywords(documents: documents, values: keywords)
        case (.vectors(var documents, var rows, var magnitudes), .vectors(let moreDocuments, let moreRows, let more)):
            documents += moreDocuments
            rows += moreRows
            magnitudes += more
            columns[key] = .vectors(documents: documents, rows: rows, magnitudes: magnitudes)
        default: break
        }
    }

    /// The row of a document's vector, where the document is part of this segment.
    func vector(of document: UInt32, field: Int) -> (row: UInt32, magnitude: Float)? {
        guard case .vectors(let documents, let rows, let magnitudes)? = columns[ColumnKey(field: field, kind: .vectors)]
        else { return nil }
        let column = IndexSnapshot.VectorColumn(documents: documents, rows: rows, magnitudes: magnitudes)
        return column.place(of: document).map { (rows[$0], magnitudes[$0]) }
    }

    /// Writes the segment.
    func write(to connection: SQLiteConnection, segment: Int) throws {
        guard let firstDocument else { return }
        try connection.execute(
            IndexSchema.insertSegment,
            [.int(segment), .int(0), .int(Int(firstDocument)), .int(Int(lastDocument)), .int(documentCount)]
        )
        for number in table.sortedNumbers {
            let postings = postings[number]
            try connection.execute(
                IndexSchema.insertPostings,
                [
                    .int(segment), .int(table.field(number)), .blob(Array(table.term(number))),
                    .int(postings.documents.count), .blob(postings.encodedDocuments), .blob(postings.encodedPositions),
                ]
            )
        }
        for (key, column) in columns {
            try connection.execute(
                IndexSchema.insertColumn,
                [.int(segment), .int(key.field), .int(key.kind.rawValue), .blob(column.encoded)]
            )
        }
    }
}
