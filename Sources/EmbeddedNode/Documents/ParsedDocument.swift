import JSONValues

/// What one document adds to an index.
struct ParsedDocument {
    /// The terms of one text or keyword field.
    struct Terms {
        var path: String
        /// Terms with their positions; keywords have position 0 throughout.
        var tokens: [(term: String, position: Int)]
        /// How many positions the length of the field counts; `nil` for keywords, which have no length.
        var length: Int?
    }

    /// One decoded vector.
    struct Vector {
        var path: String
        /// The row as it is stored.
        var row: [UInt8]
        /// What a stored row was divided by; 1 where it was not.
        var magnitude: Float
    }

    /// What is stored as `_source`, without vectors.
    var source: [UInt8] = []
    var terms: [Terms] = []
    /// Numbers, dates and truth values in their sortable 64-bit form.
    var numbers: [(path: String, value: Int64)] = []
    /// Keyword values for sorting.
    var keywords: [(path: String, value: String)] = []
    var vectors: [Vector] = []
    /// The fields the document has a value for.
    var present: Set<String> = []
    /// The mapping with the fields the document introduced; `nil` where it introduced none.
    var mapping: IndexMapping?
}

/// A document that does not fit its mapping.
struct DocumentFault: Error {
    let offset: Int
    let type: String
    let reason: String
    let cause: ExceptionBody?

    init(_ offset: Int, _ type: String, _ reason: String, cause: ExceptionBody? = nil) {
        self.offset = offset
        self.type = type
        self.reason = reason
        self.cause = cause
    }

    /// A failure wrapped as "failed to parse".
    init(_ offset: Int, parsing reason: String, type: String = "illegal_argument_exception") {
        self.init(
            offset,
            "document_parsing_exception",
            "failed to parse: \(reason)",
            cause: ExceptionBody(type, reason)
        )
    }

    /// The exception with its place.
    func exception(_ bytes: [UInt8]) -> ExceptionBody {
        let place = Content.place(offset, in: bytes)
        var cause = cause
        if cause?.type == "parsing_exception" {
            cause?.members = ["line": .integer(Int64(place.line)), "col": .integer(Int64(place.column))]
        }
        return ExceptionBody(type, "[\(place.line):\(place.column)] \(reason)", causedBy: cause)
    }
}

/// Numbers as 64-bit integers that sort as the numbers do.
enum SortableNumber {
    static func bits(_ value: Double) -> Int64 {
        let bits = Int64(bitPattern: value.bitPattern)
        return bits ^ ((bits >> 63) & Int64.max)
    }

    static func double(_ bits: Int64) -> Double {
        Double(bitPattern: UInt64(bitPattern: bits ^ ((bits >> 63) & Int64.max)))
    }
}
