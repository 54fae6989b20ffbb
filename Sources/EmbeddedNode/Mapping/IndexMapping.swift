import JSONValues

/// What a mapping does with fields it does not name.
enum DynamicMode: String, Sendable {
    case `true`, `false`, strict
}

/// An object of a mapping with the fields inside it.
struct ObjectMapping: Sendable {
    enum Property: Sendable {
        case field(FieldMapping)
        case object(ObjectMapping)
    }

    var dynamic: DynamicMode?
    var isEnabled = true
    var properties: [String: Property] = [:]

    /// The definition as `GET _mapping` shows it.
    var json: JSONObject {
        var object = JSONObject()
        if let dynamic { object["dynamic"] = .string(dynamic.rawValue) }
        if !isEnabled { object["enabled"] = false }
        if properties.isEmpty || !isEnabled {
            object = JSONObject([("type", "object")] + object.members.map { ($0.key, $0.value) })
        }
        if !properties.isEmpty { object["properties"] = .object(propertiesJSON) }
        return object
    }

    var propertiesJSON: JSONObject {
        JSONObject(
            properties.sorted { $0.key < $1.key }
                .map { name, property in
                    switch property {
                    case .field(let field): (name, .object(field.json))
                    case .object(let object): (name, .object(object.json))
                    }
                }
        )
    }
}

/// The mapping of an index.
struct IndexMapping: Sendable {
    var root = ObjectMapping()
    /// The members beside `properties` and `dynamic`, such as `_meta`.
    var extras: JSONObject = [:]
    /// Every field with values by its full path, multi-fields included.
    private(set) var fields: [String: FieldMapping] = [:]

    /// Makes an empty mapping.
    init() {}

    /// Makes a mapping from the body of a request.
    init(_ definition: JSONObject) throws {
        var unknown: [(String, JSONValue)] = []
        for (key, value) in definition {
            switch key {
            case "properties":
                guard let properties = value.object else {
                    throw RESTError.mapping("Expected map for property [properties] but got [\(value.text)]")
                }
                root.properties = try Self.properties(properties, prefix: "")
            case "dynamic": root.dynamic = try Self.dynamic(value)
            case "_meta":
                guard value.object != nil || value.isNull else {
                    throw RESTError.mapping(
                        "Failed to parse mapping: [_meta] must be an object, got [\(value.text)]",
                        "class_cast_exception"
                    )
                }
                if !value.isNull { extras[key] = value }
            case "date_detection", "numeric_detection": extras[key] = value
            case "_source", "_routing", "dynamic_templates", "dynamic_date_formats", "runtime",
                "_data_stream_timestamp",
                "_size", "subobjects", "enabled":
                if key == "_source", value["enabled"]?.bool != false, value["excludes"] == nil, value["includes"] == nil
                {
                    break
                }
                if key == "dynamic_templates" || key == "runtime",
                    value.array?.isEmpty ?? value.object?.isEmpty ?? false
                {
                    break
                }
                throw RESTError.mapping(
                    "[\(key)] is not supported by the embedded node: use an Elasticsearch cluster (--url) for it"
                )
            default: unknown.append((key, value))
            }
        }
        guard unknown.isEmpty else {
            let list = unknown.map { " [\($0.0) : \($0.1.string ?? $0.1.text)]" }.joined()
            throw RESTError.mapping("Root mapping definition has unsupported parameters: \(list)")
        }
        indexFields()
    }

    /// The mapping as `GET _mapping` shows it.
    var json: JSONObject {
        var object = JSONObject()
        if let dynamic = root.dynamic { object["dynamic"] = .string(dynamic.rawValue) }
        for (key, value) in extras { object[key] = value }
        if !root.properties.isEmpty { object["properties"] = .object(root.propertiesJSON) }
        return object
    }

    /// Whether strings that look like dates make date fields.
    var detectsDates: Bool { extras["date_detection"]?.bool ?? true }
    var detectsNumbers: Bool { extras["numeric_detection"]?.bool ?? false }

    /// The vector fields by path.
    var vectorFields: [FieldMapping] { fields.values.filter { $0.type == .denseVector } }

    /// Whether `path` names an object.
    func isObject(_ path: String) -> Bool {
        var object = root
        for part in path.split(separator: ".") {
            guard case .object(let inner)? = object.properties[String(part)] else { return false }
            object = inner
        }
        return !path.isEmpty
    }

    mutating func indexFields() {
        fields = [:]
        func visit(_ object: ObjectMapping) {
            for property in object.properties.values {
                switch property {
                case .object(let inner): visit(inner)
                case .field(let field): add(field)
                }
            }
        }
        func add(_ field: FieldMapping) {
            fields[field.path] = field
            field.multiFields.forEach(add)
        }
        visit(root)
    }

    private static func dynamic(_ value: JSONValue) throws -> DynamicMode {
        let text = value.string ?? value.text
        guard text != "runtime" else {
            throw RESTError.mapping(
                "[dynamic: runtime] is not supported by the embedded node: use an Elasticsearch cluster (--url) for it"
            )
        }
        guard let mode = DynamicMode(rawValue: text) else {
            throw RESTError.mapping("Could not convert [dynamic.dynamic] to boolean", "illegal_argument_exception")
        }
        return mode
    }

    static func properties(_ definitions: JSONObject, prefix: String) throws -> [String: ObjectMapping.Property] {
        var properties: [String: ObjectMapping.Property] = [:]
        for (key, value) in definitions {
            guard !key.isEmpty else {
                throw RESTError.mapping("field name cannot be an empty string", "illegal_argument_exception")
            }
            guard let definition = value.object else {
                throw RESTError.mapping(
                    "Expected map for property [fields] on field [\(key)] but got a class java.lang.String"
                )
            }
            let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            let property = try property(definition, path: prefix + key)
            // A dotted name stands for objects inside each other.
            let nested = parts.dropFirst().reversed()
                .reduce(property) { inner, part in
                    .object(ObjectMapping(properties: [part: inner]))
                }
            if let existing = properties[parts[0]], case .object(let left) = existing, case .object(let right) = nested
            {
                properties[parts[0]] = .object(try MappingMerger.merged(left, right, path: parts[0]))
            } else {
                properties[parts[0]] = nested
            }
        }
        return properties
    }

    private static func property(_ definition: JSONObject, path: String) throws -> ObjectMapping.Property {
        let type = definition["type"]?.string
        guard type == "object" || type == nil && (definition["properties"] != nil || definition["dynamic"] != nil)
        else {
            return .field(try FieldMapping(path: path, definition: definition))
        }
        let known = MappingParameters.known(.object)
        let unknown = definition.members.filter { !known.contains($0.key) }
        guard unknown.isEmpty else {
            throw RESTError.mapping(MappingParameters.unsupportedText(path, unknown.map { ($0.key, $0.value) }))
        }
        var object = ObjectMapping()
        object.dynamic = try definition["dynamic"].map(dynamic)
        object.isEnabled = try MappingParameters.bool(definition["enabled"], "enabled", path) ?? true
        object.properties = try properties(definition["properties"]?.object ?? [:], prefix: path + ".")
        return .object(object)
    }
}
