import JSONValues

/// Reads the parameters of mapping definitions with the server's complaints.
enum MappingParameters {
    static func bool(_ value: JSONValue?, _ name: String, _ path: String) throws -> Bool? {
        guard let value, !value.isNull else { return nil }
        if let flag = value.bool { return flag }
        if value.string == "true" { return true }
        if value.string == "false" { return false }
        throw RESTError.mapping(
            "Failed to parse value [\(value.string ?? value.text)] as only [true] or [false] are allowed.",
            "illegal_argument_exception"
        )
    }

    static func int(_ value: JSONValue?, _ name: String, _ path: String) throws -> Int? {
        guard let value, !value.isNull else { return nil }
        guard let int = value.int ?? value.string.flatMap(Int.init) else {
            throw RESTError.mapping(
                "Property [\(name)] on field [\(path)] must be an integer but got [\(value.string ?? value.text)]"
            )
        }
        return int
    }

    static func unsupportedText(_ path: String, _ members: [(String, JSONValue)]) -> String {
        let list = members.map { " [\($0.0) : \(JavaValue.text($0.1))]" }.joined()
        return "Mapping definition for [\(path)] has unsupported parameters: \(list)"
    }

    private static let everyField: Set<String> = ["type", "meta", "copy_to"]
    private static let values: Set<String> = ["index", "doc_values", "store", "null_value", "fields", "boost"]

    /// The parameters this engine honours or can keep without effect on an answer.
    static func known(_ type: FieldType) -> Set<String> {
        switch type {
        case .text:
            everyField.union([
                "analyzer", "search_analyzer", "fields", "index", "norms", "store", "position_increment_gap",
                "term_vector", "index_options",
            ])
        case .keyword:
            everyField.union(values).union(["ignore_above", "norms", "eager_global_ordinals", "index_options"])
        case .long, .integer, .short, .byte, .double, .float, .halfFloat:
            everyField.union(values).union(["coerce", "ignore_malformed"])
        case .boolean: everyField.union(values).union(["ignore_malformed"])
        case .date: everyField.union(values).union(["format", "ignore_malformed"])
        case .geoPoint: everyField.union(values).union(["ignore_malformed", "ignore_z_value"])
        case .binary: ["type", "meta", "doc_values", "store"]
        case .denseVector: ["type", "meta", "element_type", "dims", "index", "similarity", "index_options"]
        case .object: ["type", "dynamic", "enabled", "properties"]
        }
    }

    /// Parameters that Elasticsearch has and that would change answers here, so they are refused by name.
    static let refused: Set<String> = [
        "similarity", "normalizer", "fielddata", "index_prefixes", "index_phrases", "search_quote_analyzer", "script",
        "on_script_error", "locale", "eager_global_ordinals", "split_queries_on_whitespace",
        "fielddata_frequency_filter",
        "time_series_dimension", "time_series_metric", "subobjects",
    ]
}
