import JSONValues

/// What a hit is ordered by under one key.
enum SortValue: Sendable {
    case missing(FieldType)
    case number(Int64, FieldType)
    case text(String)
    case score(Float)
    case document(UInt64)

    private var isMissing: Bool { if case .missing = self { true } else { false } }

    /// Whether this one stands before `other`; `nil` where they are equal.
    func precedes(_ other: SortValue, _ key: SearchRequest.SortKey) -> Bool? {
        if isMissing || other.isMissing {
            if isMissing, other.isMissing { return nil }
            return isMissing == key.missingFirst
        }
        func ordered<Value: Comparable>(_ left: Value, _ right: Value) -> Bool? {
            left == right ? nil : (left < right) != key.isDescending
        }
        switch (self, other) {
        case (.number(let left, _), .number(let right, _)): return ordered(left, right)
        case (.score(let left), .score(let right)): return ordered(left, right)
        case (.document(let left), .document(let right)): return ordered(left, right)
        case (.text(let left), .text(let right)):
            let a = Array(left.utf8)
            let b = Array(right.utf8)
            return a == b ? nil : a.lexicographicallyPrecedes(b) != key.isDescending
        default: return nil
        }
    }

    /// Between which values documents without one are put: integers smaller than 64 bits are sorted as 32-bit ones.
    static func missingRange(_ type: FieldType) -> ClosedRange<Int64> {
        switch type {
        case .integer, .short, .byte: Int64(Int32.min)...Int64(Int32.max)
        default: Int64.min...Int64.max
        }
    }

    /// The value as a hit's `sort` shows it.
    func json(_ key: SearchRequest.SortKey) -> JSONValue {
        switch self {
        case .number(let bits, .date) where key.format != nil:
            return .string(AggregationColumn.date(bits, key.format))
        case .number(let bits, let type):
            guard type.isFloating else { return .integer(bits) }
            let value = SortableNumber.double(bits)
            return .number(type == .double ? value : Double(Float(value).description) ?? value)
        case .text(let text): return .string(text)
        case .score(let score): return .number(Double(score.description) ?? Double(score))
        case .document(let document): return .integer(Int64(clamping: document))
        case .missing(let type):
            let isHigh = key.isDescending == key.missingFirst
            if type == .keyword { return .null }
            if type.isFloating { return .string(isHigh ? "Infinity" : "-Infinity") }
            let range = Self.missingRange(type)
            return .integer(isHigh ? range.upperBound : range.lowerBound)
        }
    }
}

/// The values of one sort key by document.
struct SortColumn {
    private let key: SearchRequest.SortKey
    private var numbers: [UInt32: Int64] = [:]
    private var texts: [UInt32: String] = [:]
    private(set) var type = FieldType.long
    /// The field the key names; `nil` where the index has none.
    private(set) var field: FieldMapping?
    private var replacement: SortValue?

    init(_ key: SearchRequest.SortKey, _ reader: IndexReader) throws {
        self.key = key
        guard case .field(let name) = key.kind else { return }
        guard let field = reader.mapping.fields[name] else {
            if name == "_id" {
                throw Self.refusal(
                    "Fielddata access on the _id field is disallowed, you can re-enable it by updating the dynamic cluster "
                        + "setting: indices.id_field_data.enabled",
                    reader
                )
            }
            guard let unmapped = key.unmappedType else {
                throw RESTError.shardQuery(
                    "No mapping found for [\(name)] in order to sort on",
                    cause: nil,
                    index: reader.name
                )
            }
            type = unmapped
            return
        }
        type = field.type
        self.field = field
        replacement = try Self.replacement(key, field, reader)
        if field.type.hasTerms || field.type.hasNumericColumn || field.type == .binary, field.type != .text,
            !field.hasDocValues
        {
            throw Self.refusal(
                "Can't load fielddata on [\(name)] because fielddata is unsupported on fields of type "
                    + "[\(field.type.rawValue)]. Use doc values instead.",
                reader
            )
        }
        let takesLowest = key.takesLowest ?? !key.isDescending
        let id = reader.snapshot.fieldIDs[name]
        switch field.type {
        case .text:
            throw Self.refusal(
                "Fielddata is disabled on [\(name)] in [\(reader.name.name)]. Text fields are not optimised for operations that "
                    + "require per-document field data like aggregations and sorting, so these operations are disabled by "
                    + "default. Please use a keyword field instead. Alternatively, set fielddata=true on [\(name)] in order to "
                    + "load field data by uninverting the inverted index. Note that this can use significant memory.",
                reader
            )
        case .denseVector, .geoPoint, .binary, .object:
            throw Self.refusal("Field [\(name)] of type [\(field.type.rawValue)] doesn't support sort", reader)
        case .keyword:
            guard let id else { return }
            let column = try reader.snapshot.keywords(id, reader.connection)
            for (document, value) in zip(column.documents, column.values) {
                texts[document] =
                    texts[document]
                    .map { old in
                        (Array(value.utf8).lexicographicallyPrecedes(Array(old.utf8)) == takesLowest) ? value : old
                    } ?? value
            }
        default:
            guard let id else { return }
            let column = try reader.snapshot.numbers(id, reader.connection)
            for (document, value) in zip(column.documents, column.values) {
                numbers[document] = numbers[document].map { takesLowest ? min($0, value) : max($0, value) } ?? value
            }
        }
    }

    /// A sort that an index cannot do.
    static func refusal(_ reason: String, _ reader: IndexReader, causedBy inner: ExceptionBody? = nil) -> RESTError {
        let cause = ExceptionBody("illegal_argument_exception", reason, causedBy: inner)
        var outer = cause
        outer.causes = [cause]
        return .shard(cause, index: reader.name.name, outerCause: outer)
    }

    func value(_ document: UInt32, _ score: Float, shard: Int) -> SortValue {
        switch key.kind {
        case .score: return .score(score)
        case .document: return .document(UInt64(document))
        case .shardDocument: return .document(UInt64(shard) << 32 | UInt64(document))
        case .field:
            if let number = numbers[document] { return .number(number, type) }
            if let text = texts[document] { return .text(text) }
            return replacement ?? .missing(type)
        }
    }

    /// What the key puts in the place of a missing value.
    private static func replacement(
        _ key: SearchRequest.SortKey,
        _ field: FieldMapping,
        _ reader: IndexReader
    ) throws
        -> SortValue?
    {
        guard let text = key.missing else { return nil }
        switch field.type {
        case .keyword: return .text(text)
        case .date: return field.dateFormats.milliseconds(text).map { .number($0, .date) }
        case _ where field.type.isFloating: return Double(text).map { .number(SortableNumber.bits($0), field.type) }
        default:
            guard let number = Int64(text) ?? Double(text).map({ Int64($0) }) else {
                throw refusal("For input string: \"\(text)\"", reader)
            }
            return .number(number, field.type)
        }
    }
}
