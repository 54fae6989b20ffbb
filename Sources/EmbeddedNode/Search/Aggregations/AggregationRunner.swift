import JSONValues

/// Runs aggregations over the documents of one index or several.
struct AggregationRunner {
    let readers: [IndexReader]
    let now: Int64
    /// Whether names begin with their type, as `typed_keys` asks.
    let showsTypes: Bool

    /// Ascending documents by index.
    typealias Documents = [[UInt32]]

    struct Bucket {
        var key: GroupKey
        var documents: Documents
        var count: Int { documents.reduce(0) { $0 + $1.count } }
    }

    /// The results by name.
    func run(_ aggregations: [Aggregation], _ documents: Documents) throws -> JSONObject {
        var result = JSONObject()
        for aggregation in aggregations {
            var (type, body) = try run(aggregation, documents)
            if let meta = aggregation.meta {
                body = JSONObject([("meta", meta)] + body.members.map { ($0.key, $0.value) })
            }
            result[showsTypes ? "\(type)#\(aggregation.name)" : aggregation.name] = .object(body)
        }
        return result
    }

    private func run(_ aggregation: Aggregation, _ documents: Documents) throws -> (type: String, JSONObject) {
        switch aggregation.kind {
        case .terms(let name, let size, let order, let least, let missing):
            return try terms(aggregation, name, size, order, least, missing, documents)
        case .metric(let metric, let name, let missing):
            return (metric.rawValue, try self.metric(metric, name, missing, documents))
        case .range(let name, let ranges, let isKeyed):
            return ("range", try self.ranges(aggregation, name, ranges, isKeyed, documents))
        case .dates(let name, let interval, let order, let least, let missing, let format, let isKeyed):
            let dates = DateHistogram(interval: interval, order: order, least: least, format: format, isKeyed: isKeyed)
            return ("date_histogram", try self.dates(aggregation, name, dates, missing, documents))
        case .filter(let clause): return ("filter", try bucket(aggregation, filtered(documents, clause)))
        case .filters(let filters):
            var buckets = JSONObject()
            for (name, clause) in filters {
                buckets[name] = .object(try bucket(aggregation, filtered(documents, clause)))
            }
            return ("filters", ["buckets": .object(buckets)])
        case .missing(let name):
            let clause = QueryClause(kind: .exists(name))
            let kept = try readers.enumerated()
                .map { shard, reader in
                    let present = try evaluator(reader).filter([clause])
                    return documents[shard].filter { !(present?.contains($0) ?? false) }
                }
            return ("missing", try bucket(aggregation, kept))
        }
    }

    private func evaluator(_ reader: IndexReader) -> QueryEvaluator {
        QueryEvaluator(reader: reader, now: now, defaultSize: 10)
    }

    private func filtered(_ documents: Documents, _ clause: QueryClause) throws -> Documents {
        try readers.enumerated()
            .map { shard, reader in
                let members = try evaluator(reader).filter([clause])
                return documents[shard].filter { members?.contains($0) ?? true }
            }
    }

    /// The count of a bucket and what is inside it.
    func bucket(_ aggregation: Aggregation, _ documents: Documents) throws -> JSONObject {
        var object: JSONObject = ["doc_count": JSONValue(documents.reduce(0) { $0 + $1.count })]
        for (key, value) in try run(aggregation.children, documents) { object[key] = value }
        return object
    }

    /// The field as the first index that has it maps it.
    func field(_ name: String) -> FieldMapping? { readers.lazy.compactMap { $0.mapping.fields[name] }.first }

    /// Calls `body` for every document with its values; documents without any have `missing`, or no call.
    func forEach(
        _ name: String,
        _ missing: GroupKey?,
        _ documents: Documents,
        _ body: (Int, UInt32, [GroupKey]) -> Void
    ) throws {
        for (shard, reader) in readers.enumerated() {
            guard let field = reader.mapping.fields[name] else {
                if let missing { for document in documents[shard] { body(shard, document, [missing]) } }
                continue
            }
            try AggregationColumn(field, reader)
                .forEach(documents[shard]) { document, values in
                    if !values.isEmpty {
                        body(shard, document, values)
                    } else if let missing {
                        body(shard, document, [missing])
                    }
                }
        }
    }

    /// What stands in for a missing value.
    func key(_ value: QueryValue?, _ field: FieldMapping?) throws -> GroupKey? {
        guard let value else { return nil }
        guard let field, field.type != .keyword else { return .text(value.text) }
        if field.type == .date { return field.dateFormats.milliseconds(value.text).map(GroupKey.number) }
        if field.type == .boolean { return .number(value.text == "true" ? 1 : 0) }
        guard let number = Double(value.text) else {
            throw RESTError(400, "number_format_exception", "For input string: \"\(value.text)\"")
        }
        return .number(field.type.isFloating ? SortableNumber.bits(number) : Int64(number))
    }

    // MARK: - Terms

    private func terms(
        _ aggregation: Aggregation,
        _ name: String,
        _ size: Int,
        _ order: [Aggregation.Order],
        _ least: Int,
        _ missing: QueryValue?,
        _ documents: Documents
    ) throws -> (type: String, JSONObject) {
        let field = field(name)
        var places: [GroupKey: Int] = [:]
        var buckets: [Bucket] = []
        try forEach(name, try key(missing, field), documents) { shard, document, values in
            var previous: GroupKey?
            for value in values where value != previous {
                previous = value
                let place = places[value] ?? buckets.count
                if place == buckets.count {
                    places[value] = place
                    buckets.append(Bucket(key: value, documents: Documents(repeating: [], count: readers.count)))
                }
                if buckets[place].documents[shard].last != document { buckets[place].documents[shard].append(document) }
            }
        }
        buckets = try sorted(buckets.filter { $0.count >= least }, order, aggregation)
        let others = buckets.dropFirst(size).reduce(0) { $0 + $1.count }
        let shown = try buckets.prefix(size)
            .map { bucket -> JSONValue in
                var object = JSONObject()
                switch (bucket.key, field) {
                case (.text(let text), _): object["key"] = .string(text)
                case (.number(let bits), let field?):
                    object["key"] = Self.keyValue(bits, field)
                    if field.type == .boolean { object["key_as_string"] = .string(bits == 1 ? "true" : "false") }
                    if field.type == .date {
                        object["key_as_string"] = AggregationColumn.value(bits, field, format: nil)
                    }
                default: object["key"] = .null
                }
                for (key, value) in try self.bucket(aggregation, bucket.documents) { object[key] = value }
                return .object(object)
            }
        let type =
            field.map { $0.type == .keyword ? "sterms" : $0.type.isFloating ? "dterms" : "lterms" }
            ?? (missing == nil ? "umsterms" : "sterms")
        return (
            type,
            [
                "doc_count_error_upper_bound": 0, "sum_other_doc_count": JSONValue(others), "buckets": .array(shown),
            ]
        )
    }

    /// A number as a bucket's key: single precision shows its whole width there.
    static func keyValue(_ bits: Int64, _ field: FieldMapping) -> JSONValue {
        field.type.isFloating ? .number(SortableNumber.double(bits)) : .integer(bits)
    }

    private func sorted(
        _ buckets: [Bucket],
        _ order: [Aggregation.Order],
        _ aggregation: Aggregation
    ) throws -> [Bucket] {
        let order = order + (order.contains { $0.path == "_key" } ? [] : [.init(path: "_key", isDescending: false)])
        let columns = try order.map { order -> [Double]? in
            if order.path == "_key" { return nil }
            if order.path == "_count" { return buckets.map { Double($0.count) } }
            return try metricValues(order.path, buckets, aggregation)
        }
        return buckets.indices
            .sorted { left, right in
                for (key, column) in zip(order, columns) {
                    if let column {
                        if column[left] == column[right] { continue }
                        return (column[left] < column[right]) != key.isDescending
                    }
                    if buckets[left].key == buckets[right].key { continue }
                    return buckets[left].key.precedes(buckets[right].key) != key.isDescending
                }
                return false
            }
            .map { buckets[$0] }
    }

    /// The values of a metric that buckets are ordered by.
    private func metricValues(
        _ path: String,
        _ buckets: [Bucket],
        _ aggregation: Aggregation
    ) throws -> [Double] {
        let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
        guard let child = aggregation.children.first(where: { $0.name == parts[0] }) else {
            throw RESTError.shard(
                ExceptionBody(
                    "aggregation_execution_exception",
                    "Invalid aggregation order path [\(path)]. The provided aggregation [\(parts[0])] either does not exist, "
                        + "or is a pipeline aggregation and cannot be used to sort the buckets."
                ),
                index: readers.first?.name.name ?? ""
            )
        }
        return try buckets.map { bucket in
            let body = try run(child, bucket.documents).1
            let member = parts.count > 1 ? parts[1] : "value"
            let value = body[member] ?? body["doc_count"]
            // Of no documents the greatest value is below all others, and everything else above.
            let isGreatest = if case .metric(.max, _, _) = child.kind { true } else { member == "max" }
            return value?.double ?? (isGreatest ? -.infinity : .infinity)
        }
    }

    // MARK: - Metrics

    private func metric(
        _ metric: Aggregation.Metric,
        _ name: String,
        _ missing: QueryValue?,
        _ documents: Documents
    ) throws -> JSONObject {
        let field = field(name)
        let key = try key(missing, field)
        if metric == .cardinality || metric == .valueCount {
            var count = 0
            var distinct: Set<GroupKey> = []
            try forEach(name, key, documents) { _, _, values in
                count += field?.type == .keyword ? Set(values).count : values.count
                if metric == .cardinality { distinct.formUnion(values) }
            }
            return ["value": JSONValue(metric == .cardinality ? distinct.count : count)]
        }
        if let field, !field.type.hasNumericColumn, let reader = readers.first {
            guard field.type != .text else { throw AggregationColumn.textRefusal(field, reader) }
            throw SortColumn.refusal(
                "Field [\(name)] of type [\(field.type.rawValue)] is not supported for aggregation [\(metric.rawValue)]",
                reader
            )
        }
        var count = 0
        var sum = 0.0
        var correction = 0.0
        var least = Double.infinity
        var greatest = -Double.infinity
        try forEach(name, key, documents) { _, _, values in
            for case .number(let bits) in values {
                let value = field?.type.isFloating ?? false ? SortableNumber.double(bits) : Double(bits)
                count += 1
                least = min(least, value)
                greatest = max(greatest, value)
                // Kahan's summation, as the server adds.
                let corrected = value - correction
                let next = sum + corrected
                correction = (next - sum) - corrected
                sum = next
            }
        }
        func shown(_ value: Double) -> (JSONValue, JSONValue?) {
            guard count > 0 else { return (.null, nil) }
            if field?.type == .date {
                return (
                    .number(value), .string(AggregationColumn.date(Int64(value), field?.parameters["format"]?.string))
                )
            }
            if field?.type == .boolean {
                return (.number(value), .string(value == 0 ? "false" : "true"))
            }
            return (.number(value), nil)
        }
        let sums: (JSONValue, JSONValue?) = count == 0 ? (.number(0), nil) : shown(sum)
        func single(_ value: (JSONValue, JSONValue?)) -> JSONObject {
            var object: JSONObject = ["value": value.0]
            if let text = value.1 { object["value_as_string"] = text }
            return object
        }
        switch metric {
        case .min: return single(shown(least))
        case .max: return single(shown(greatest))
        case .avg: return single(shown(sum / Double(count)))
        case .sum: return single(sums)
        default:
            let parts = [
                ("min", shown(least)), ("max", shown(greatest)), ("avg", shown(sum / Double(max(count, 1)))),
                ("sum", sums),
            ]
            var object: JSONObject = ["count": JSONValue(count)]
            for (name, part) in parts { object[name] = part.0 }
            for (name, part) in parts {
                guard let text = part.1 else { continue }
                object["\(name)_as_string"] = field?.type == .boolean ? .bool(text.string == "true") : text
            }
            return object
        }
    }

    // MARK: - Ranges

    private func ranges(
        _ aggregation: Aggregation,
        _ name: String,
        _ ranges: [Aggregation.Range],
        _ isKeyed: Bool,
        _ documents: Documents
    ) throws -> JSONObject {
        let field = field(name)
        if let reader = readers.first {
            if ranges.isEmpty {
                throw SortColumn.refusal("No [ranges] specified for the [\(aggregation.name)] aggregation", reader)
            }
            if let field, !field.type.isNumber, field.type != .date {
                throw SortColumn.refusal(
                    "Field [\(name)] of type [\(field.type.rawValue)] is not supported for aggregation [range]",
                    reader
                )
            }
        }
        func bound(_ value: QueryValue?) throws -> Double? {
            guard let value else { return nil }
            if field?.type == .date {
                let date = field?.dateFormats.resolve(value.text, now: now, roundsUp: false)
                if let date { return Double(date) }
            } else if let number = Double(value.text) {
                return number
            }
            throw RESTError(400, "number_format_exception", "For input string: \"\(value.text)\"")
        }
        func text(_ bound: Double?) -> String {
            guard let bound else { return "*" }
            guard let field, field.type == .date else { return bound.description }
            return AggregationColumn.date(Int64(bound), field.parameters["format"]?.string)
        }
        let ordered = try ranges.map { (key: $0.key, from: try bound($0.from), to: try bound($0.to)) }.enumerated()
            .sorted { left, right in
                let a = (left.element.from ?? -.infinity, left.element.to ?? .infinity)
                let b = (right.element.from ?? -.infinity, right.element.to ?? .infinity)
                return a == b ? left.offset < right.offset : a < b
            }
            .map(\.element)
        var found = [Documents](repeating: Documents(repeating: [], count: readers.count), count: ranges.count)
        try forEach(name, nil, documents) { shard, document, values in
            for (place, range) in ordered.enumerated() {
                let isInside = values.contains { value in
                    guard case .number(let bits) = value else { return false }
                    let number = field?.type.isFloating ?? false ? SortableNumber.double(bits) : Double(bits)
                    return number >= range.from ?? -.infinity && number < range.to ?? .infinity
                }
                if isInside { found[place][shard].append(document) }
            }
        }
        let buckets = try ordered.enumerated()
            .map { place, range -> (key: String, body: JSONObject) in
                let key = range.key ?? "\(text(range.from))-\(text(range.to))"
                var body = JSONObject()
                if !isKeyed { body["key"] = .string(key) }
                for (name, bound) in [("from", range.from), ("to", range.to)] {
                    guard let bound else { continue }
                    body[name] = .number(bound)
                    if field?.type == .date { body["\(name)_as_string"] = .string(text(bound)) }
                }
                for (name, value) in try bucket(aggregation, found[place]) { body[name] = value }
                return (key, body)
            }
        guard isKeyed else { return ["buckets": .array(buckets.map { .object($0.body) })] }
        return ["buckets": .object(JSONObject(buckets.map { ($0.key, .object($0.body)) }))]
    }
}

extension GroupKey {
    /// The order of buckets by key.
    func precedes(_ other: GroupKey) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)): left < right
        case (.text(let left), .text(let right)):
            Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8))
        default: false
        }
    }
}
