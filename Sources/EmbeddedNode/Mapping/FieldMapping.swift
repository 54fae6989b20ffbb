import JSONValues

/// A field of a mapping that holds values, or one of its multi-fields.
struct FieldMapping: Sendable {
    /// The full path, such as `image.caption` or `title.raw`.
    let path: String
    let type: FieldType
    /// The parameters as `GET _mapping` shows them, without type and multi-fields; for vectors those of ``vector`` are left out.
    var parameters: JSONObject
    var multiFields: [FieldMapping] = []
    var vector: VectorMapping?

    /// Makes a field from its definition.
    ///
    /// - Parameters:
    ///   - path: The full path.
    ///   - definition: The object of the mapping.
    ///   - isMultiField: Whether it stands in the `fields` of another.
    /// - Throws: ``RESTError`` in the server's words.
    init(path: String, definition: JSONObject, isMultiField: Bool = false) throws {
        let name = path.split(separator: ".").last.map(String.init) ?? path
        let shownName = isMultiField ? name : path
        guard let typeName = definition["type"]?.string else {
            throw RESTError.mapping("No type specified for field [\(shownName)]")
        }
        guard let type = FieldType(rawValue: typeName), type != .object else {
            if FieldType.unsupportedNames.contains(typeName) {
                throw RESTError.mapping(
                    "The mapper type [\(typeName)] declared on field [\(shownName)] is not supported by the embedded node: "
                        + "use an Elasticsearch cluster (--url) for it"
                )
            }
            throw RESTError.mapping(
                "The mapper type [\(typeName)] declared on field [\(shownName)] does not exist. It might have been created "
                    + "within a future version or requires a plugin to be installed. Check the documentation."
            )
        }
        self.path = path
        self.type = type
        parameters = [:]
        let known = MappingParameters.known(type)
        for key in definition.keys where !known.contains(key) {
            let isKnownElsewhere = MappingParameters.refused.contains(key) && type != .denseVector
            throw RESTError.mapping(
                isKnownElsewhere
                    ? "The parameter [\(key)] on mapper [\(shownName)] of type [\(typeName)] is not supported by the embedded "
                        + "node: use an Elasticsearch cluster (--url) for it"
                    : "unknown parameter [\(key)] on mapper [\(shownName)] of type [\(typeName)]"
            )
        }
        if type == .denseVector {
            guard !isMultiField else {
                throw RESTError.mapping("Field [\(name)] of type [dense_vector] can't be used in multifields")
            }
            vector = try VectorMapping(path: path, parameters: definition)
            if let meta = definition["meta"]?.object, !meta.isEmpty { parameters["meta"] = .object(meta) }
            return
        }
        try readParameters(definition)
        for (key, value) in definition["fields"]?.object ?? [:] {
            guard let inner = value.object else {
                throw RESTError.mapping("Illegal field [\(key)], only fields can be specified inside fields")
            }
            multiFields.append(try FieldMapping(path: "\(path).\(key)", definition: inner, isMultiField: true))
        }
    }

    private mutating func readParameters(_ definition: JSONObject) throws {
        for (key, value) in definition where key != "type" && key != "fields" && !value.isNull {
            switch key {
            case "analyzer", "search_analyzer":
                guard let name = value.string, Analyzers.named(name) != nil else {
                    throw RESTError.mapping(
                        "analyzer [\(value.string ?? value.text)] has not been configured in mappings",
                        "illegal_argument_exception"
                    )
                }
                parameters[key] = value
            case "index", "doc_values", "norms", "store", "coerce", "ignore_malformed":
                let defaultValue =
                    type != .binary && ["index", "doc_values", "coerce"].contains(key)
                    || key == "norms" && type == .text
                let flag = try MappingParameters.bool(value, key, path) ?? defaultValue
                if type == .binary, flag {
                    throw RESTError.mapping(
                        "The parameter [\(key)] on mapper [\(path)] of type [binary] is not supported by the embedded node: use "
                            + "an Elasticsearch cluster (--url) for it"
                    )
                }
                if flag != defaultValue { parameters[key] = .bool(flag) }
            case "ignore_above":
                let limit = try MappingParameters.int(value, key, path) ?? 0
                guard limit > 0 else {
                    throw RESTError.mapping(
                        "[ignore_above] must be positive, got [\(limit)]",
                        "illegal_argument_exception"
                    )
                }
                parameters[key] = JSONValue(limit)
            case "copy_to":
                parameters[key] = value.string.map { .array([.string($0)]) } ?? value
            case "position_increment_gap":
                parameters[key] = JSONValue(try MappingParameters.int(value, key, path) ?? 100)
            case "format":
                let written = value.string ?? value.text
                guard DateFormats(written) != nil else {
                    throw RESTError.mapping(
                        "Error parsing [format] on field [\(path)]: Invalid format: [\(written)]: not supported by the "
                            + "embedded node, which knows \(DateFormats.knownNames.joined(separator: ", "))",
                        "illegal_argument_exception"
                    )
                }
                parameters[key] = value
            default: parameters[key] = value
            }
        }
    }

    /// The definition as `GET _mapping` shows it.
    var json: JSONObject {
        var object: JSONObject = ["type": .string(type.rawValue)]
        for (key, value) in vector?.json ?? [:] { object[key] = value }
        for (key, value) in parameters { object[key] = value }
        if !multiFields.isEmpty {
            let inner = multiFields.sorted { $0.path < $1.path }
                .map { field in
                    (field.path.split(separator: ".").last.map(String.init) ?? field.path, JSONValue.object(field.json))
                }
            object["fields"] = .object(JSONObject(inner))
        }
        return object
    }

    /// Whether the field's terms are indexed.
    var isIndexed: Bool { vector?.isIndexed ?? parameters["index"]?.bool ?? (type != .binary) }
    /// Whether the field's values can be searched and sorted by column.
    var hasDocValues: Bool { parameters["doc_values"]?.bool ?? (type != .binary) }
    /// Whether scores count the length of the field.
    var hasNorms: Bool { type == .text && parameters["norms"]?.bool ?? true }
    /// Longer keywords are not indexed, in UTF-16 units.
    var ignoreAbove: Int { parameters["ignore_above"]?.int ?? .max }
    var ignoresMalformed: Bool { parameters["ignore_malformed"]?.bool ?? false }
    var coerces: Bool { parameters["coerce"]?.bool ?? true }
    var nullValue: JSONValue? { parameters["null_value"] }
    var copyTo: [String] { parameters["copy_to"]?.array?.compactMap(\.string) ?? [] }
    var positionIncrementGap: Int { parameters["position_increment_gap"]?.int ?? 100 }
    var dateFormats: DateFormats {
        parameters["format"]?.string.flatMap { DateFormats($0) } ?? .default
    }
    /// The name of the analyzer of documents.
    var analyzerName: String { type == .text ? parameters["analyzer"]?.string ?? "standard" : "keyword" }
    /// The name of the analyzer of queries.
    var searchAnalyzerName: String { parameters["search_analyzer"]?.string ?? analyzerName }
    /// The analyzer of documents.
    var analyzer: any Analyzer { Analyzers.named(analyzerName) ?? KeywordAnalyzer() }
    /// The analyzer of queries.
    var searchAnalyzer: any Analyzer { Analyzers.named(searchAnalyzerName) ?? KeywordAnalyzer() }
}
