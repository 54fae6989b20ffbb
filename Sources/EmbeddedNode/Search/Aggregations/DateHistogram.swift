import JSONValues

/// Counts documents by the periods their dates lie in.
struct DateHistogram {
    /// The most periods an answer may have, as the server's `search.max_buckets`.
    static let maxBuckets = 65_536

    let interval: Aggregation.Interval
    let order: Aggregation.Order
    let least: Int
    let format: String?
    let isKeyed: Bool

    /// The first millisecond of the period of a date.
    func start(of date: Int64) -> Int64 {
        switch interval {
        case .none: return date
        case .fixed(let length):
            let rest = date % length
            return date - (rest < 0 ? rest + length : rest)
        case .calendar("q"):
            let civil = CivilDate.civil(CivilDate.split(date).days)
            let month = (civil.month - 1) / 3 * 3 + 1
            return CivilDate.days(year: civil.year, month: month, day: 1) * CivilDate.millisecondsPerDay
        case .calendar(let unit): return CivilDate.rounded(date, to: unit, up: false) ?? date
        }
    }

    /// The first millisecond of the next period.
    func next(after start: Int64) -> Int64 {
        switch interval {
        case .none: start + 1
        case .fixed(let length): start + length
        case .calendar("q"): CivilDate.adding(3, of: "M", to: start) ?? start + 1
        case .calendar(let unit): CivilDate.adding(1, of: unit, to: start) ?? start + 1
        }
    }
}

extension AggregationRunner {
    func dates(
        _ aggregation: Aggregation,
        _ name: String,
        _ dates: DateHistogram,
        _ missing: QueryValue?,
        _ documents: Documents
    ) throws -> JSONObject {
        let field = field(name)
        if let field, field.type != .date, let reader = readers.first {
            throw SortColumn.refusal(
                "Field [\(name)] of type [\(field.type.rawValue)] is not supported for aggregation [date_histogram]",
                reader
            )
        }
        if case .none = dates.interval, let reader = readers.first {
            throw SortColumn.refusal("Invalid interval specified, must be non-null and non-empty", reader)
        }
        let none = Documents(repeating: [], count: readers.count)
        var found: [Int64: Documents] = [:]
        try forEach(name, try key(missing, field), documents) { shard, document, values in
            for case .number(let date) in values {
                let start = dates.start(of: date)
                if found[start]?[shard].last != document { found[start, default: none][shard].append(document) }
            }
        }
        var buckets: [Bucket] = []
        if dates.least == 0, var start = found.keys.min(), let last = found.keys.max() {
            while start <= last {
                guard buckets.count < DateHistogram.maxBuckets else {
                    throw RESTError(
                        400,
                        "too_many_buckets_exception",
                        "Trying to create too many buckets. Must be less than or equal to: [\(DateHistogram.maxBuckets)] but "
                            + "this number of buckets was exceeded. This limit can be set by changing the "
                            + "[search.max_buckets] cluster level setting."
                    )
                }
                buckets.append(Bucket(key: .number(start), documents: found[start] ?? none))
                start = dates.next(after: start)
            }
        } else {
            buckets = found.sorted { $0.key < $1.key }.map { Bucket(key: .number($0.key), documents: $0.value) }
                .filter { $0.count >= dates.least }
        }
        if dates.order.path == "_count" {
            buckets = buckets.enumerated()
                .sorted {
                    $0.element.count == $1.element.count
                        ? $0.offset < $1.offset
                        : ($0.element.count < $1.element.count) != dates.order.isDescending
                }
                .map(\.element)
        } else if dates.order.path != "_key" {
            throw RESTError.unsupported("the order [\(dates.order.path)] of the aggregation [date_histogram]")
        } else if dates.order.isDescending {
            buckets.reverse()
        }
        let shown = try buckets.map { bucket -> (key: String, body: JSONObject) in
            guard case .number(let start) = bucket.key else { return ("", [:]) }
            let text = AggregationColumn.date(start, dates.format ?? field?.parameters["format"]?.string)
            var body: JSONObject = ["key_as_string": .string(text), "key": .integer(start)]
            for (name, value) in try self.bucket(aggregation, bucket.documents) { body[name] = value }
            return (text, body)
        }
        guard dates.isKeyed else { return ["buckets": .array(shown.map { .object($0.body) })] }
        return ["buckets": .object(JSONObject(shown.map { ($0.key, .object($0.body)) }))]
    }
}
