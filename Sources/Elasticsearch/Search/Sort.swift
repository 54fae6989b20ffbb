public import JSONValues

extension SearchRequest {
    /// How hits are ordered.
    public struct Sort: Sendable, Hashable, ExpressibleByStringLiteral {
        /// Where documents without a value stand.
        public enum Missing: Sendable, Hashable {
            /// Before all others.
            case first
            /// Behind all others; the server's default.
            case last
            /// Where this value stands; for dates milliseconds since 1970.
            case value(JSONValue)

            var json: JSONValue {
                switch self {
                case .first: "_first"
                case .last: "_last"
                case .value(let value): value
                }
            }
        }

        /// Which of several values of a document counts.
        public enum Mode: String, Sendable, Hashable {
            /// The least; the server's default for ascending order.
            case min
            /// The greatest; the server's default for descending order.
            case max
            /// Their sum.
            case sum
            /// Their mean.
            case avg
            /// The middle one.
            case median
        }

        /// The clause as JSON.
        public var json: JSONValue

        /// Makes an order by a field.
        ///
        /// - Parameters:
        ///   - field: A keyword, number, date or boolean; `_doc` for the index's own order, which is fastest.
        ///   - descending: Whether the greatest comes first; default `false`.
        ///   - missing: Where documents without a value stand; default behind all others.
        ///   - mode: Which of several values counts.
        ///   - unmappedType: The type to take the field for where an index has none; without it such an index is an error.
        ///   - numericType: The type that numbers are compared as: `long`, `double`, `date` or `date_nanos`.
        ///   - format: How dates are written in ``SearchHit/sort``.
        ///   - nested: The nested field that the field is in.
        public init(
            _ field: String,
            descending: Bool = false,
            missing: Missing? = nil,
            mode: Mode? = nil,
            unmappedType: String? = nil,
            numericType: String? = nil,
            format: String? = nil,
            nested: String? = nil
        ) {
            var order: JSONObject = ["order": .string(descending ? "desc" : "asc")]
            order["missing"] = missing?.json
            order["mode"] = mode.map { .string($0.rawValue) }
            order["unmapped_type"] = unmappedType.map(JSONValue.string)
            order["numeric_type"] = numericType.map(JSONValue.string)
            order["format"] = format.map(JSONValue.string)
            order["nested"] = nested.map { ["path": .string($0)] }
            json = .object(JSONObject([(field, .object(order))]))
        }

        /// Makes an ascending order by a field.
        public init(stringLiteral value: String) { self.init(value) }

        /// Makes an order of any clause.
        public init(raw json: JSONValue) { self.json = json }

        /// By falling score, which is the order without any.
        public static let score = Sort(raw: "_score")
        /// By rising score.
        public static let risingScore = Sort("_score")
        /// As the index keeps them, which costs nothing and means nothing.
        public static let document = Sort(raw: "_doc")
        /// As the shards keep them, an order without ties for reading everything in a point in time.
        public static let shardDocument = Sort("_shard_doc")

        /// By the distance from a place.
        ///
        /// - Parameters:
        ///   - field: A field of places.
        ///   - place: The place.
        ///   - descending: Whether the farthest comes first; default `false`.
        ///   - unit: The unit of the distances in ``SearchHit/sort``; default `m`.
        ///   - mode: Which of several places counts.
        /// - Returns: The order.
        public static func distance(
            _ field: String,
            from place: GeoPoint,
            descending: Bool = false,
            unit: String? = nil,
            mode: Mode? = nil
        ) -> Sort {
            var order = JSONObject([(field, place.json)])
            order["order"] = .string(descending ? "desc" : "asc")
            order["unit"] = unit.map(JSONValue.string)
            order["mode"] = mode.map { .string($0.rawValue) }
            return Sort(raw: ["_geo_distance": .object(order)])
        }

        /// The field it goes by; `nil` for raw clauses that name none.
        var field: String? { json.string ?? json.object.flatMap { $0.count == 1 ? $0.keys.first : nil } }

        /// Whether it is the order that hits have anyway.
        var isFallingScore: Bool {
            guard field == "_score" else { return false }
            guard let order = json["_score"] else { return true }
            return (order.string ?? order["order"]?.string ?? "desc") == "desc"
        }
    }
}

/// A field that a hit brings beside its source, with the form of its values.
public struct FieldRequest: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The name or a pattern with `*`.
    public var field: String
    /// The form of dates, numbers or places, such as `yyyy`; default the field's.
    public var format: String?
    /// Whether fields that are not mapped count, too; default `false`.
    ///
    /// Not for doc values.
    public var includesUnmapped: Bool

    /// Makes a field.
    public init(_ field: String, format: String? = nil, includesUnmapped: Bool = false) {
        self.field = field
        self.format = format
        self.includesUnmapped = includesUnmapped
    }

    /// Makes a field in its own form.
    public init(stringLiteral value: String) { self.init(value) }

    var json: JSONValue {
        guard format != nil || includesUnmapped else { return .string(field) }
        var object: JSONObject = ["field": .string(field)]
        object["format"] = format.map(JSONValue.string)
        if includesUnmapped { object["include_unmapped"] = true }
        return .object(object)
    }
}
