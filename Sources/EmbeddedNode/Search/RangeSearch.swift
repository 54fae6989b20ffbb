import JSONValues

/// Finds documents by the values of a field: equal to one, or within bounds.
struct RangeSearch {
    let reader: IndexReader
    let now: Int64

    private var snapshot: IndexSnapshot { reader.snapshot }

    /// Documents with a value equal to `value`; a date written without its time means the whole of it.
    func documents(_ field: FieldMapping, equalTo value: QueryValue) throws -> [UInt32] {
        if field.type.isInteger {
            if case .number(let number) = value, number != number.rounded() { return [] }
            if case .string(let text) = value, let number = Double(text), number != number.rounded() { return [] }
        }
        return try documents(field.path, RangeBounds(lower: (value, true), upper: (value, true)))
    }

    func documents(_ name: String, _ bounds: RangeBounds) throws -> [UInt32] {
        if name == "_id" { throw failure("Field [_id] of type [_id] does not support range queries") }
        guard let field = reader.mapping.fields[name] else { return [] }
        switch field.type {
        case .text, .keyword: return try terms(field, bounds)
        case .denseVector, .geoPoint, .binary, .object:
            throw failure("Field [\(name)] of type [\(field.type.rawValue)] does not support range queries")
        default: break
        }
        let (lower, upper) = try limits(field, bounds)
        guard field.isIndexed || field.hasDocValues else {
            throw failure("Cannot search on field [\(name)] since it is not indexed nor has doc values.")
        }
        guard lower <= upper, let id = snapshot.fieldIDs[name] else { return [] }
        let column = try snapshot.numbers(id, reader.connection)
        var found: [UInt32] = []
        for (index, value) in column.values.enumerated() where lower <= value && value <= upper {
            let document = column.documents[index]
            if found.last != document, snapshot.isLive(document) { found.append(document) }
        }
        return found
    }

    private func failure(_ reason: String, cause: String? = "illegal_argument_exception") -> RESTError {
        .shardQuery(reason, cause: cause, index: reader.name)
    }

    private func terms(_ field: FieldMapping, _ bounds: RangeBounds) throws -> [UInt32] {
        let lower = bounds.lower.map { Array($0.value.text.utf8) } ?? []
        let upper = bounds.upper.map { Array($0.value.text.utf8) }
        func isBeyond(_ term: [UInt8]) -> Bool {
            guard let upper else { return false }
            return bounds.upper?.isInclusive == true
                ? upper.lexicographicallyPrecedes(term) : !term.lexicographicallyPrecedes(upper)
        }
        func isWanted(_ term: [UInt8]) -> Bool { bounds.lower?.isInclusive != false || term != lower }
        guard field.isIndexed else {
            guard field.type == .keyword, field.hasDocValues else {
                throw failure("Cannot search on field [\(field.path)] since it is not indexed nor has doc values.")
            }
            return try reader.documents(having: field) { value in
                let term = Array(value.utf8)
                return !term.lexicographicallyPrecedes(lower) && isWanted(term) && !isBeyond(term)
            }
        }
        guard let id = snapshot.fieldIDs[field.path] else { return [] }
        return try reader.documents(field: id, from: lower, isBeyond: isBeyond, isWanted: isWanted)
    }

    /// The bounds in sortable form, both inclusive.
    private func limits(_ field: FieldMapping, _ bounds: RangeBounds) throws -> (Int64, Int64) {
        switch field.type {
        case .date: try dateLimits(field, bounds)
        case .boolean: try simpleLimits(bounds) { try boolean($0) }
        default: field.type.isInteger ? try integerLimits(field, bounds) : try floatLimits(field, bounds)
        }
    }

    private func simpleLimits(_ bounds: RangeBounds, _ read: (QueryValue) throws -> Int64) throws -> (Int64, Int64) {
        var lower = Int64.min
        var upper = Int64.max
        if let bound = bounds.lower { lower = try read(bound.value) + (bound.isInclusive ? 0 : 1) }
        if let bound = bounds.upper { upper = try read(bound.value) - (bound.isInclusive ? 0 : 1) }
        return (lower, upper)
    }

    private func boolean(_ value: QueryValue) throws -> Int64 {
        switch value.text {
        case "true": return 1
        case "false", "": return 0
        default: throw failure("Can't parse boolean value [\(value.text)], expected [true] or [false]")
        }
    }

    private func double(_ value: QueryValue) throws -> Double {
        switch value {
        case .integer(let integer): return Double(integer)
        case .number(let number): return number
        default:
            guard let number = Double(value.text) else {
                throw failure("For input string: \"\(value.text)\"", cause: "number_format_exception")
            }
            return number
        }
    }

    private func integerLimits(_ field: FieldMapping, _ bounds: RangeBounds) throws -> (Int64, Int64) {
        var lower = Int64.min
        var upper = Int64.max
        if let bound = bounds.lower {
            if let exact = exactInteger(bound.value) {
                guard bound.isInclusive || exact < .max else { return (1, 0) }
                lower = bound.isInclusive ? exact : exact + 1
            } else {
                let value = try double(bound.value)
                guard let rounded = Int64(exactly: value.rounded(.up)) else {
                    if value > 0 { return (1, 0) }
                    return (lower, try integerLimits(field, RangeBounds(upper: bounds.upper)).1)
                }
                lower = rounded
            }
        }
        if let bound = bounds.upper {
            if let exact = exactInteger(bound.value) {
                guard bound.isInclusive || exact > .min else { return (1, 0) }
                upper = bound.isInclusive ? exact : exact - 1
            } else {
                let value = try double(bound.value)
                guard let rounded = Int64(exactly: value.rounded(.down)) else {
                    return value > 0 ? (lower, upper) : (1, 0)
                }
                upper = rounded
            }
        }
        return (lower, upper)
    }

    private func exactInteger(_ value: QueryValue) -> Int64? {
        switch value {
        case .integer(let integer): integer
        case .number(let number): Int64(exactly: number)
        case .string(let text): Int64(text)
        case .bool: nil
        }
    }

    private func floatLimits(_ field: FieldMapping, _ bounds: RangeBounds) throws -> (Int64, Int64) {
        var lower = SortableNumber.bits(-.infinity)
        var upper = SortableNumber.bits(.infinity)
        func stored(_ value: QueryValue) throws -> Double { FieldValueParser.rounded(try double(value), field.type) }
        func neighbor(_ value: Double, up: Bool) -> Double {
            switch field.type {
            case .float: Double(up ? Float(value).nextUp : Float(value).nextDown)
            default: up ? value.nextUp : value.nextDown
            }
        }
        if let bound = bounds.lower {
            let value = try stored(bound.value)
            lower = SortableNumber.bits(bound.isInclusive ? value : neighbor(value, up: true))
        }
        if let bound = bounds.upper {
            let value = try stored(bound.value)
            upper = SortableNumber.bits(bound.isInclusive ? value : neighbor(value, up: false))
        }
        return (lower, upper)
    }

    private func dateLimits(_ field: FieldMapping, _ bounds: RangeBounds) throws -> (Int64, Int64) {
        var formats = field.dateFormats
        if let format = bounds.format {
            guard let known = DateFormats(format) else { throw RESTError.unsupported("the date format [\(format)]") }
            formats = known
        }
        func resolve(_ value: QueryValue, roundsUp: Bool) throws -> Int64 {
            if let date = formats.resolve(value.text, now: now, roundsUp: roundsUp) { return date }
            let reason = "failed to parse date field [\(value.text)] with format [\(formats.text)]"
            let text = "\(reason): [\(reason)]"
            let cause = ExceptionBody(
                "parse_exception",
                text,
                causedBy: ExceptionBody(
                    "illegal_argument_exception",
                    reason,
                    causedBy: ExceptionBody("date_time_parse_exception", "Failed to parse with all enclosed parsers")
                )
            )
            let body = ExceptionBody(
                "query_shard_exception",
                "failed to create query: \(text)",
                members: ["index_uuid": .string(reader.name.uuid), "index": .string(reader.name.name)],
                causedBy: cause
            )
            var error = RESTError.shard(body, index: reader.name.name, outerCause: cause)
            error.root = cause
            throw error
        }
        var lower = Int64.min
        var upper = Int64.max
        if let bound = bounds.lower {
            lower = try resolve(bound.value, roundsUp: !bound.isInclusive) + (bound.isInclusive ? 0 : 1)
        }
        if let bound = bounds.upper {
            upper = try resolve(bound.value, roundsUp: bound.isInclusive) - (bound.isInclusive ? 0 : 1)
        }
        return (lower, upper)
    }
}
