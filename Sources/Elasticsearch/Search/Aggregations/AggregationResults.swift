public import JSONValues

/// What came of the aggregations of a search, or of those inside a bucket, by their names.
public struct AggregationResults: Sendable, Hashable {
    /// As the server wrote them.
    public var json: JSONObject

    /// Makes results.
    public init(json: JSONObject = [:]) { self.json = json }

    /// Whether there are none.
    public var isEmpty: Bool { json.isEmpty }
    /// The names.
    public var names: [String] { json.keys }

    /// What the server wrote for `name`; `nil` where there is no such aggregation.
    public subscript(name: String) -> JSONValue? { json[name] }

    /// The buckets of a `terms`, `date_histogram`, `range` or another aggregation with several, in the server's order.
    ///
    /// - Parameter name: The aggregation's name.
    /// - Returns: The buckets; `nil` where there is no such aggregation or it has none.
    public func buckets(_ name: String) -> Buckets? { json[name].flatMap { Buckets($0) } }

    /// The one bucket of a `filter`, `nested` or `global` aggregation; `nil` where there is none.
    public func bucket(_ name: String) -> Bucket? { json[name]?.object.flatMap { Bucket($0, key: nil) } }

    /// What a `stats` aggregation computed; `nil` where there is no such aggregation.
    public func stats(_ name: String) -> Stats? { json[name].flatMap { Stats($0) } }

    /// The number that an `avg`, `sum`, `min`, `max` or `cardinality` aggregation computed; `nil` also where no document had a
    /// value.
    public func value(_ name: String) -> Double? { json[name]?["value"]?.double }

    /// The buckets of one aggregation.
    public struct Buckets: Sendable, Hashable, RandomAccessCollection {
        private let buckets: [Bucket]
        /// How many documents are in buckets that were left out; 0 for other aggregations than `terms`.
        public let otherDocumentCount: Int
        /// By how many documents a count may be too low, because shards bring their own best buckets only.
        public let documentCountErrorUpperBound: Int

        init?(_ json: JSONValue) {
            switch json["buckets"] {
            case .array(let list)?: buckets = list.compactMap { $0.object.flatMap { Bucket($0, key: nil) } }
            // A keyed answer names its buckets.
            case .object(let named)?:
                buckets = named.compactMap { member in
                    member.value.object.flatMap { Bucket($0, key: .string(member.key)) }
                }
            default: return nil
            }
            otherDocumentCount = json["sum_other_doc_count"]?.int ?? 0
            documentCountErrorUpperBound = json["doc_count_error_upper_bound"]?.int ?? 0
        }

        /// The place of the first bucket.
        public var startIndex: Int { buckets.startIndex }
        /// The place behind the last bucket.
        public var endIndex: Int { buckets.endIndex }
        /// The bucket at a place.
        public subscript(index: Int) -> Bucket { buckets[index] }
        /// The bucket of a key; `nil` where there is none.
        public subscript(key key: JSONValue) -> Bucket? { buckets.first { $0.key == key } }
    }

    /// The documents that have something in common.
    public struct Bucket: Sendable, Hashable {
        /// The value, the first moment in milliseconds, or the range's name; null where the aggregation has one bucket.
        public let key: JSONValue
        /// The key as people write it: a date in the format, `true`, `false`.
        public let keyText: String
        /// How many documents.
        public let documentCount: Int
        /// The lower bound of a range.
        public let from: Double?
        /// The upper bound of a range.
        public let to: Double?
        /// What came of the aggregations inside.
        public let inner: AggregationResults

        init?(_ object: JSONObject, key given: JSONValue?) {
            guard let count = object["doc_count"]?.int else { return nil }
            let key = object["key"] ?? given ?? .null
            self.key = key
            keyText = object["key_as_string"]?.string ?? key.string ?? (key.isNull ? "" : key.text)
            documentCount = count
            from = object["from"]?.double
            to = object["to"]?.double
            inner = AggregationResults(
                json: JSONObject(object.filter { $0.value.object != nil }.map { ($0.key, $0.value) })
            )
        }
    }

    /// Count, least, greatest, mean and sum of numbers.
    public struct Stats: Sendable, Hashable {
        /// How many values.
        public let count: Int
        /// The least; `nil` without values.
        public let min: Double?
        /// The greatest; `nil` without values.
        public let max: Double?
        /// The mean; `nil` without values.
        public let avg: Double?
        /// The sum.
        public let sum: Double

        init?(_ json: JSONValue) {
            guard let count = json["count"]?.int, let sum = json["sum"]?.double else { return nil }
            self.count = count
            self.sum = sum
            min = json["min"]?.double
            max = json["max"]?.double
            avg = json["avg"]?.double
        }
    }
}
