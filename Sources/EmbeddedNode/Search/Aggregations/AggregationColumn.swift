import JSONValues

/// The values of a field of one index by document, as aggregations see them.
struct AggregationColumn {
    let field: FieldMapping
    private var documents: [UInt32] = []
    private var numbers: [Int64] = []
    private var texts: [String] = []

    init(_ field: FieldMapping, _ reader: IndexReader) throws {
        self.field = field
        guard field.type != .text, field.type != .denseVector, field.type != .geoPoint, field.hasDocValues else {
            throw Self.textRefusal(field, reader)
        }
        guard let id = reader.snapshot.fieldIDs[field.path] else { return }
        if field.type == .keyword {
            let column = try reader.snapshot.keywords(id, reader.connection)
            (documents, texts) = (column.documents, column.values)
        } else {
            let column = try reader.snapshot.numbers(id, reader.connection)
            (documents, numbers) = (column.documents, column.values)
        }
    }

    /// A field whose values cannot be walked through by document.
    static func textRefusal(_ field: FieldMapping, _ reader: IndexReader) -> RESTError {
        guard field.type == .text else {
            return SortColumn.refusal(
                field.type == .denseVector
                    ? "String representation of doc values for vector fields is not supported"
                    : "Field [\(field.path)] of type [\(field.type.rawValue)] is not supported for aggregations",
                reader
            )
        }
        return SortColumn.refusal(
            "Fielddata is disabled on [\(field.path)] in [\(reader.name.name)]. Text fields are not optimised for operations "
                + "that require per-document field data like aggregations and sorting, so these operations are disabled by "
                + "default. Please use a keyword field instead. Alternatively, set fielddata=true on [\(field.path)] in order "
                + "to load field data by uninverting the inverted index. Note that this can use significant memory.",
            reader
        )
    }

    private func key(_ place: Int) -> GroupKey { texts.isEmpty ? .number(numbers[place]) : .text(texts[place]) }

    /// Calls `body` for every document of an ascending list with its values.
    func forEach(_ wanted: [UInt32], _ body: (UInt32, [GroupKey]) -> Void) {
        var place = 0
        for document in wanted {
            if place < documents.count, documents[place] < document {
                var high = documents.count
                while place < high {
                    let middle = (place + high) / 2
                    if documents[middle] < document { place = middle + 1 } else { high = middle }
                }
            }
            var values: [GroupKey] = []
            while place < documents.count, documents[place] == document {
                values.append(key(place))
                place += 1
            }
            body(document, values)
        }
    }

    /// The least value of every document as text.
    func firstTexts() -> [(UInt32, String)] {
        var result: [(UInt32, String)] = []
        for (place, document) in documents.enumerated() where result.last?.0 != document {
            let text =
                texts.isEmpty
                ? field.type.isFloating ? SortableNumber.double(numbers[place]).description : String(numbers[place])
                : texts[place]
            result.append((document, text))
        }
        return result
    }

    /// A stored number as answers show it.
    static func value(_ bits: Int64, _ field: FieldMapping, format: String?) -> JSONValue {
        switch field.type {
        case .boolean: .bool(bits == 1)
        case .date: .string(date(bits, format ?? field.parameters["format"]?.string))
        case .double: .number(SortableNumber.double(bits))
        case .float, .halfFloat:
            .number(Double(Float(SortableNumber.double(bits)).description) ?? SortableNumber.double(bits))
        default: .integer(bits)
        }
    }

    /// A date in the first of several formats.
    static func date(_ milliseconds: Int64, _ format: String?) -> String {
        switch format?.split(separator: "|").first {
        case "epoch_millis": String(milliseconds)
        case "epoch_second": String(milliseconds / 1000)
        case "yyyy-MM-dd", "strict_date", "date": String(CivilDate.text(milliseconds).prefix(10))
        default: CivilDate.text(milliseconds)
        }
    }
}
