import JSONValues

/// The values behind which a page of hits begins, as the columns of one index compare them.
struct SearchAfter {
    private let values: [SortValue]
    private let keys: [SearchRequest.SortKey]

    /// Reads the values of a request; `nil` where it has none.
    ///
    /// - Throws: ``RESTError`` in the server's words, where they do not fit the sort.
    init?(_ request: SearchRequest, _ columns: [SortColumn], _ reader: IndexReader) throws {
        guard !request.searchAfter.isEmpty else { return nil }
        guard request.searchAfter.count == request.sort.count else {
            throw SortColumn.refusal(
                "search_after has \(request.searchAfter.count) value(s) but sort has \(request.sort.count).",
                reader
            )
        }
        keys = request.sort
        var values: [SortValue] = []
        for (place, node) in request.searchAfter.enumerated() {
            values.append(try Self.value(node, request.sort[place], columns[place], place: place, reader))
        }
        self.values = values
    }

    /// Refuses values in a search whose hits are ordered by score alone, which has no order to continue in.
    static func checkOrder(_ request: SearchRequest, _ reader: IndexReader) throws {
        guard !request.searchAfter.isEmpty, request.isSortedByScore else { return }
        throw SortColumn.refusal("Sort must contain at least one field.", reader)
    }

    /// Whether a hit with `other` belongs to the page or a later one.
    func isBefore(_ other: [SortValue]) -> Bool {
        for (key, (own, other)) in zip(keys, zip(values, other)) {
            if let isBefore = own.precedes(other, key) { return isBefore }
        }
        return false
    }

    private static func value(
        _ node: ContentNode,
        _ key: SearchRequest.SortKey,
        _ column: SortColumn,
        place: Int,
        _ reader: IndexReader
    ) throws -> SortValue {
        func failure(_ name: String) -> RESTError {
            let cause = ExceptionBody("number_format_exception", "For input string: \"\(node.scalarText ?? "")\"")
            let reason = "Failed to parse search_after value for field [\(name)]."
            return SortColumn.refusal(reason, reader, causedBy: cause)
        }
        let text = node.scalarText
        switch key.kind {
        case .score:
            guard let text, node.bool == nil, let score = Float(text) else { throw failure("null") }
            return .score(score)
        case .document, .shardDocument:
            let isShard = if case .shardDocument = key.kind { true } else { false }
            let name = isShard ? "_shard_doc" : "null"
            guard let text else { throw null(place, isShard ? "_shard_doc" : "_doc", isShard ? "LONG" : "DOC", reader) }
            guard let number = integer(node, text) else { throw failure(name) }
            return .document(UInt64(clamping: number))
        case .field(let name):
            if column.type == .keyword { return text.map(SortValue.text) ?? .missing(.keyword) }
            guard let text else { throw null(place, name, sortName(column.type), reader) }
            guard let bits = try bits(node, text, column, reader) else { throw failure(name) }
            return isMissing(bits, column.type, key) ? .missing(column.type) : .number(bits, column.type)
        }
    }

    private static func bits(
        _ node: ContentNode,
        _ text: String,
        _ column: SortColumn,
        _ reader: IndexReader
    ) throws -> Int64? {
        switch column.type {
        case .date:
            let formats = column.field?.dateFormats ?? .default
            guard let milliseconds = formats.milliseconds(text) else {
                if let number = Int64(text), number == .max || number == .min { return number }
                let reason = "failed to parse date field [\(text)] with format [\(formats.text)]"
                let inner = ExceptionBody(
                    "illegal_argument_exception",
                    reason,
                    causedBy: ExceptionBody("date_time_parse_exception", "Failed to parse with all enclosed parsers")
                )
                let cause = ExceptionBody("parse_exception", "\(reason): [\(reason)]", causedBy: inner)
                throw RESTError.shard(cause, index: reader.name.name)
            }
            return milliseconds
        case .boolean:
            switch text {
            case "true": return 1
            case "false": return 0
            default: return integer(node, text)
            }
        case _ where column.type.isFloating:
            guard node.bool == nil else { return nil }
            let number = text == "Infinity" ? Double.infinity : text == "-Infinity" ? -.infinity : Double(text)
            return number.map { SortableNumber.bits(FieldValueParser.rounded($0, column.type)) }
        default: return integer(node, text)
        }
    }

    private static func integer(_ node: ContentNode, _ text: String) -> Int64? {
        switch node.value {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value.rounded(.towardZero))
        case .string: Int64(text)
        default: nil
        }
    }

    /// Whether `bits` are what a hit without the field shows, which then stands where such hits stand.
    private static func isMissing(_ bits: Int64, _ type: FieldType, _ key: SearchRequest.SortKey) -> Bool {
        let isHigh = key.isDescending == key.missingFirst
        if type.isFloating { return SortableNumber.double(bits) == (isHigh ? .infinity : -.infinity) }
        let range = SortValue.missingRange(type)
        return bits == (isHigh ? range.upperBound : range.lowerBound)
    }

    private static func null(_ place: Int, _ name: String, _ type: String, _ reader: IndexReader) -> RESTError {
        SortColumn.refusal(
            "[search_after] value at position \(place) cannot be null for sort field [\(name)] of type [\(type)].",
            reader
        )
    }

    /// Lucene's name of the order of a type.
    private static func sortName(_ type: FieldType) -> String {
        switch type {
        case .integer, .short, .byte: "INT"
        case .double: "DOUBLE"
        case .float, .halfFloat: "FLOAT"
        default: "LONG"
        }
    }
}
