/// The field types of a mapping that this engine indexes.
enum FieldType: String, Sendable {
    case text, keyword, long, integer, short, byte, double, float, boolean, date, object, binary
    case halfFloat = "half_float"
    case geoPoint = "geo_point"
    case denseVector = "dense_vector"

    var isInteger: Bool {
        switch self {
        case .long, .integer, .short, .byte: true
        default: false
        }
    }

    var isFloating: Bool {
        switch self {
        case .double, .float, .halfFloat: true
        default: false
        }
    }

    var isNumber: Bool { isInteger || isFloating }

    /// Whether documents keep a 64-bit value of the field for ranges, equality and sorting.
    var hasNumericColumn: Bool { isNumber || self == .date || self == .boolean }

    /// Whether documents keep a list of terms of the field.
    var hasTerms: Bool { self == .text || self == .keyword }

    /// The smallest and largest integer of the type.
    var integerRange: ClosedRange<Int64> {
        switch self {
        case .integer: Int64(Int32.min)...Int64(Int32.max)
        case .short: Int64(Int16.min)...Int64(Int16.max)
        case .byte: Int64(Int8.min)...Int64(Int8.max)
        default: Int64.min...Int64.max
        }
    }

    /// Types that Elasticsearch has and this engine refuses, so that the refusal can say which of both it is.
    static let unsupportedNames: Set<String> = [
        "nested", "flattened", "ip", "sparse_vector", "semantic_text", "rank_vectors", "rank_feature",
        "rank_features", "completion", "search_as_you_type", "token_count", "integer_range", "long_range",
        "float_range", "double_range", "date_range", "ip_range", "date_nanos", "unsigned_long", "scaled_float",
        "wildcard", "constant_keyword", "version", "alias", "join", "percolator", "geo_shape", "point", "shape",
        "murmur3", "annotated_text", "histogram", "aggregate_metric_double", "match_only_text", "counted_keyword",
        "icu_collation_keyword", "pass_through", "passthrough",
    ]
}
