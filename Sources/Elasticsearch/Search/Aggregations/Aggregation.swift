public import JSONValues

/// What is counted or computed over all hits of a search.
///
/// ``SearchRequest/aggregations`` names them, ``AggregationResults`` reads what came of each by that name.
public struct Aggregation: Sendable, Hashable {
    /// How the buckets of terms are ordered.
    public enum Order: Sendable, Hashable {
        /// By how many documents they have.
        case count(descending: Bool)
        /// By their keys.
        case key(descending: Bool)
        /// By an aggregation inside them: `price` where it has one value, `price.avg` where it has several.
        case path(String, descending: Bool)

        var json: JSONValue {
            switch self {
            case .count(let descending): ["_count": .string(descending ? "desc" : "asc")]
            case .key(let descending): ["_key": .string(descending ? "desc" : "asc")]
            case .path(let path, let descending):
                .object(JSONObject([(path, .string(descending ? "desc" : "asc"))]))
            }
        }
    }

    /// The step of a histogram of dates.
    public enum DateInterval: Sendable, Hashable {
        /// By the calendar: `minute`, `hour`, `day`, `week`, `month`, `quarter` or `year`.
        case calendar(String)
        /// Always as long: `90d`, `12h`, `30m`, `10s`, `500ms`.
        case fixed(String)
    }

    /// A range of numbers; the lower bound belongs to it, the upper does not.
    public struct Bounds: Sendable, Hashable {
        /// The lower bound.
        public var from: Double?
        /// The upper bound.
        public var to: Double?
        /// The name of its bucket; default made of the bounds, such as `3.0-6.0`.
        public var key: String?

        /// Makes a range.
        public init(from: Double? = nil, to: Double? = nil, key: String? = nil) {
            self.from = from
            self.to = to
            self.key = key
        }

        fileprivate var json: JSONValue {
            var object = JSONObject()
            object["key"] = key.map(JSONValue.string)
            object["from"] = from.map(JSONValue.shortest)
            object["to"] = to.map(JSONValue.shortest)
            return .object(object)
        }
    }

    private enum Kind: Sendable, Hashable {
        case one(String, BodyNode)
        case raw(JSONValue)
    }

    private let kind: Kind
    /// Whether it has buckets, in which there can be further aggregations.
    private let hasBuckets: Bool
    private var inner: [String: Aggregation] = [:]

    private init(_ name: String, hasBuckets: Bool, _ build: (inout BodyObject) -> Void) {
        var body = BodyObject("the aggregation [\(name)]")
        build(&body)
        kind = .one(name, body.node)
        self.hasBuckets = hasBuckets
    }

    private init(raw json: JSONValue) {
        kind = .raw(json)
        hasBuckets = true
    }

    /// The same with aggregations inside each bucket.
    public func with(_ inner: [String: Aggregation]) -> Aggregation {
        var aggregation = self
        aggregation.inner.merge(inner) { _, new in new }
        return aggregation
    }

    /// A bucket for each value of a field.
    ///
    /// - Parameters:
    ///   - field: A keyword, number, date or boolean.
    ///   - size: How many buckets, at least 1; default 10.
    ///   - order: Their order, ties by the next; default the largest first.
    ///   - minDocumentCount: How many documents a bucket has at least; default 1.
    ///   - missing: The value of documents that have none; without it they are not counted.
    ///   - include: Only these values.
    ///   - exclude: Not these values.
    ///   - shardSize: How many buckets each shard brings; default 1.5 × `size` + 10.
    /// - Returns: The aggregation; ``AggregationResults/buckets(_:)`` reads it.
    public static func terms(
        _ field: String,
        size: Int? = nil,
        order: [Order] = [],
        minDocumentCount: Int? = nil,
        missing: JSONValue? = nil,
        include: [JSONValue] = [],
        exclude: [JSONValue] = [],
        shardSize: Int? = nil
    ) -> Aggregation {
        Aggregation("terms", hasBuckets: true) { body in
            body.add("field", field)
            body.refuse(if: (size ?? 1) < 1, "on [\(field)] has the size \(size ?? 0); it must be greater than 0")
            body.add("size", size)
            if !order.isEmpty { body.add("order", .array(order.map(\.json))) }
            body.refuse(
                if: (minDocumentCount ?? 0) < 0,
                "on [\(field)] has min_doc_count \(minDocumentCount ?? 0); it must be greater than or equal to 0"
            )
            body.add("min_doc_count", minDocumentCount)
            body.add("missing", missing)
            if !include.isEmpty { body.add("include", .array(include)) }
            if !exclude.isEmpty { body.add("exclude", .array(exclude)) }
            body.add("shard_size", shardSize)
        }
    }

    /// A bucket for each step of time.
    ///
    /// - Parameters:
    ///   - field: A date.
    ///   - interval: The step.
    ///   - timeZone: The zone in which days begin: `+01:00` or `Europe/Berlin`; default UTC.
    ///   - format: How the keys are written, such as `yyyy-MM`.
    ///   - offset: How much later than by itself a step begins: `+6h`.
    ///   - minDocumentCount: How many documents a bucket has at least; default 0, so that there are no gaps.
    ///   - bounds: The dates from and to which there are buckets though they be empty.
    ///   - missing: The date of documents that have none; without it they are not counted.
    /// - Returns: The aggregation; ``AggregationResults/buckets(_:)`` reads it.
    public static func dateHistogram(
        _ field: String,
        every interval: DateInterval,
        timeZone: String? = nil,
        format: String? = nil,
        offset: String? = nil,
        minDocumentCount: Int? = nil,
        bounds: (from: JSONValue, to: JSONValue)? = nil,
        missing: JSONValue? = nil
    ) -> Aggregation {
        Aggregation("date_histogram", hasBuckets: true) { body in
            body.add("field", field)
            switch interval {
            case .calendar(let unit):
                body.refuse(
                    if: !calendarUnits.contains(unit),
                    "on [\(field)]: the interval [\(unit)] could not be parsed as a calendar interval; use day, week, month, quarter, year or a fixed interval"
                )
                body.add("calendar_interval", unit)
            case .fixed(let text):
                body.refuse(
                    if: !isFixedInterval(text),
                    "on [\(field)]: the interval [\(text)] is not fixed; write a number and d, h, m, s or ms, or use a calendar interval"
                )
                body.add("fixed_interval", text)
            }
            body.add("time_zone", timeZone)
            body.add("format", format)
            body.add("offset", offset)
            body.add("min_doc_count", minDocumentCount)
            body.add("extended_bounds", bounds.map { ["min": $0.from, "max": $0.to] })
            body.add("missing", missing)
        }
    }

    /// A bucket for each range of numbers.
    public static func range(_ field: String, _ ranges: [Bounds]) -> Aggregation {
        Aggregation("range", hasBuckets: true) { body in
            body.add("field", field)
            body.refuse(if: ranges.isEmpty, "on [\(field)] has no ranges; give it one")
            body.add("ranges", .array(ranges.map(\.json)))
        }
    }

    /// Count, least, greatest, mean and sum of a field's values; ``AggregationResults/stats(_:)`` reads it.
    public static func stats(_ field: String, missing: Double? = nil) -> Aggregation {
        metric("stats", field, missing)
    }

    /// The mean of a field's values; ``AggregationResults/value(_:)`` reads it.
    public static func avg(_ field: String, missing: Double? = nil) -> Aggregation { metric("avg", field, missing) }
    /// The sum of a field's values; ``AggregationResults/value(_:)`` reads it.
    public static func sum(_ field: String, missing: Double? = nil) -> Aggregation { metric("sum", field, missing) }
    /// The least of a field's values; ``AggregationResults/value(_:)`` reads it.
    public static func min(_ field: String, missing: Double? = nil) -> Aggregation { metric("min", field, missing) }
    /// The greatest of a field's values; ``AggregationResults/value(_:)`` reads it.
    public static func max(_ field: String, missing: Double? = nil) -> Aggregation { metric("max", field, missing) }

    /// How many different values a field has, about; ``AggregationResults/value(_:)`` reads it.
    public static func cardinality(_ field: String) -> Aggregation { metric("cardinality", field, nil) }

    /// One bucket of the hits that match; ``AggregationResults/bucket(_:)`` reads it.
    public static func filter(_ query: Query) -> Aggregation {
        Aggregation("filter", hasBuckets: true, node: query.node)
    }

    /// One bucket of the parts in a nested field; ``AggregationResults/bucket(_:)`` reads it.
    public static func nested(_ path: String) -> Aggregation {
        Aggregation("nested", hasBuckets: true) { $0.add("path", path) }
    }

    /// Any other aggregation, as JSON such as `{"percentiles": {"field": "price"}}`.
    public static func raw(_ json: JSONValue) -> Aggregation { Aggregation(raw: json) }

    private init(_ name: String, hasBuckets: Bool, node: BodyNode) {
        kind = .one(name, node)
        self.hasBuckets = hasBuckets
    }

    private static func metric(_ name: String, _ field: String, _ missing: Double?) -> Aggregation {
        Aggregation(name, hasBuckets: false) { body in
            body.add("field", field)
            body.add("missing", missing)
        }
    }

    private static let calendarUnits: Set<String> = [
        "second", "1s", "minute", "1m", "hour", "1h", "day", "1d", "week", "1w", "month", "1M", "quarter", "1q",
        "year", "1y",
    ]

    private static func isFixedInterval(_ text: String) -> Bool {
        let number = text.prefix { $0.isNumber }
        return Int(number).map { $0 > 0 } ?? false && ["ms", "s", "m", "h", "d"].contains(text.dropFirst(number.count))
    }

    private var node: BodyNode {
        var members: [BodyMember] = []
        switch kind {
        case .raw(let json):
            guard !inner.isEmpty else { return .json(json) }
            members = (json.object ?? [:]).map { BodyMember(name: $0.key, node: .json($0.value)) }
        case .one(let name, let node):
            guard hasBuckets || inner.isEmpty else {
                return .refused("the aggregation [\(name)] has others inside; it has no buckets and cannot accept them")
            }
            members = [BodyMember(name: name, node: node)]
        }
        if !inner.isEmpty { members.append(BodyMember(name: "aggs", node: Self.node(of: inner))) }
        return .object(members)
    }

    /// The value of `aggs`, by name so that equal searches are equal bodies.
    static func node(of aggregations: [String: Aggregation]) -> BodyNode {
        let sorted = aggregations.sorted { $0.key < $1.key }
        for (name, _) in sorted where name.isEmpty || name.contains(where: { "[]>".contains($0) }) {
            return .refused(
                "the aggregation's name [\(name)] is not valid; it can contain any character except [, ] and >"
            )
        }
        return .object(sorted.map { BodyMember(name: $0.key, node: $0.value.node) })
    }
}
