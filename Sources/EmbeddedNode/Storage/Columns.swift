/// Values of a field by document, as one segment stores them.
enum Column: Sendable {
    /// How many terms a text field has.
    case lengths(documents: [UInt32], lengths: [UInt32])
    /// Numbers, dates and truth values in sortable form; a document may have several.
    case numbers(documents: [UInt32], values: [Int64])
    /// Keywords; a document may have several.
    case keywords(documents: [UInt32], values: [String])
    /// Rows of the field's vector file and what each was divided by.
    case vectors(documents: [UInt32], rows: [UInt32], magnitudes: [Float])

    enum Kind: Int, Sendable { case lengths, numbers, keywords, vectors }

    var kind: Kind {
        switch self {
        case .lengths: .lengths
        case .numbers: .numbers
        case .keywords: .keywords
        case .vectors: .vectors
        }
    }

    var documents: [UInt32] {
        switch self {
        case .lengths(let documents, _), .numbers(let documents, _), .keywords(let documents, _),
            .vectors(let documents, _, _):
            documents
        }
    }

    /// An empty column.
    init(_ kind: Kind) {
        self =
            switch kind {
            case .lengths: .lengths(documents: [], lengths: [])
            case .numbers: .numbers(documents: [], values: [])
            case .keywords: .keywords(documents: [], values: [])
            case .vectors: .vectors(documents: [], rows: [], magnitudes: [])
            }
    }

    /// Reads a stored column.
    init(_ kind: Kind, stored bytes: UnsafeRawBufferPointer) {
        var reader = ByteReader(bytes)
        let count = reader.count()
        let documents = reader.array(UInt32.self, count: count)
        switch kind {
        case .lengths: self = .lengths(documents: documents, lengths: reader.array(UInt32.self, count: count))
        case .numbers: self = .numbers(documents: documents, values: reader.array(Int64.self, count: count))
        case .vectors:
            let rows = reader.array(UInt32.self, count: count)
            let magnitudes = reader.array(Float.self, count: count)
            self = .vectors(documents: documents, rows: rows, magnitudes: magnitudes)
        case .keywords:
            let lengths = reader.array(UInt32.self, count: count)
            var values: [String] = []
            values.reserveCapacity(count)
            for length in lengths {
                values.append(String(decoding: reader.array(UInt8.self, count: Int(length)), as: UTF8.self))
            }
            self = .keywords(documents: documents, values: values)
        }
    }

    /// The column as stored.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendRaw([UInt32(documents.count)])
        bytes.appendRaw(documents)
        switch self {
        case .lengths(_, let lengths): bytes.appendRaw(lengths)
        case .numbers(_, let values): bytes.appendRaw(values)
        case .vectors(_, let rows, let magnitudes):
            bytes.appendRaw(rows)
            bytes.appendRaw(magnitudes)
        case .keywords(_, let values):
            bytes.appendRaw(values.map { UInt32($0.utf8.count) })
            for value in values { bytes.append(contentsOf: value.utf8) }
        }
        return bytes
    }

    /// This column and, behind it, `other` with new document numbers (dropped where `nil`) and, for vectors, new rows.
    func appending(
        _ other: Column,
        number: (UInt32) -> UInt32?,
        row: (UInt32) -> UInt32 = { $0 }
    ) -> Column {
        var kept: [Int] = []
        var documents = documents
        for (index, document) in other.documents.enumerated() {
            guard let new = number(document) else { continue }
            kept.append(index)
            documents.append(new)
        }
        switch (self, other) {
        case (.lengths(_, let left), .lengths(_, let right)):
            return .lengths(documents: documents, lengths: left + kept.map { right[$0] })
        case (.numbers(_, let left), .numbers(_, let right)):
            return .numbers(documents: documents, values: left + kept.map { right[$0] })
        case (.keywords(_, let left), .keywords(_, let right)):
            return .keywords(documents: documents, values: left + kept.map { right[$0] })
        case (.vectors(_, let leftRows, let left), .vectors(_, let rightRows, let right)):
            return .vectors(
                documents: documents,
                rows: leftRows + kept.map { row(rightRows[$0]) },
                magnitudes: left + kept.map { right[$0] }
            )
        default: return self
        }
    }
}
