import JSONValues

/// The `index_options` of a dense vector field, checked and completed as the server does.
///
/// They are kept for reading back; the search of this engine is exact whatever they say.
enum VectorIndexOptions {
    private static let graphParameters: Set<String> = ["m", "ef_construction", "flat_index_threshold"]
    private static let parameters: [String: Set<String>] = [
        "hnsw": graphParameters,
        "int8_hnsw": graphParameters.union(["confidence_interval", "rescore_vector", "on_disk_rescore"]),
        "int4_hnsw": graphParameters.union(["confidence_interval", "rescore_vector", "on_disk_rescore"]),
        "bbq_hnsw": graphParameters.union(["rescore_vector", "on_disk_rescore"]),
        "flat": [],
        "int8_flat": ["confidence_interval", "rescore_vector"],
        "int4_flat": ["confidence_interval", "rescore_vector"],
        "bbq_flat": ["rescore_vector"],
        "bbq_disk": [
            "cluster_size", "flat_index_threshold", "default_visit_percentage", "rescore_vector", "bits",
            "on_disk_rescore", "precondition", "auto_calibrate",
        ],
    ]

    static func defaults(dims: Int) -> JSONObject {
        dims < 384
            ? ["type": "int8_hnsw", "m": 16, "ef_construction": 100]
            : ["type": "bbq_hnsw", "m": 16, "ef_construction": 100, "rescore_vector": ["oversample": 3.0]]
    }

    static func completed(
        _ written: JSONValue,
        path: String,
        elementType: VectorMapping.ElementType,
        dims: Int?
    ) throws -> JSONObject {
        guard let given = written.object, let type = given["type"] else {
            throw RESTError.mapping("[index_options] requires field [type] to be configured")
        }
        guard let name = type.string, let known = parameters[name] else {
            throw RESTError.mapping(
                "Unknown vector index options type [\(type.string ?? type.text)] for field [\(path)]"
            )
        }
        try check(name, elementType: elementType, dims: dims)
        let unknown = given.members.filter { $0.key != "type" && !known.contains($0.key) }
        guard unknown.isEmpty else {
            throw RESTError.mapping(MappingParameters.unsupportedText(path, unknown.map { ($0.key, $0.value) }))
        }
        if name == "bbq_disk" { return try disk(given, path: path) }
        var options: JSONObject = ["type": .string(name)]
        if name.hasSuffix("hnsw") {
            options["m"] = JSONValue(try MappingParameters.int(given["m"], "m", path) ?? 16)
            options["ef_construction"] = JSONValue(
                try MappingParameters.int(given["ef_construction"], "ef_construction", path) ?? 100
            )
        }
        if let interval = given["confidence_interval"]?.double { options["confidence_interval"] = .number(interval) }
        if let onDisk = given["on_disk_rescore"]?.bool { options["on_disk_rescore"] = .bool(onDisk) }
        if let rescore = given["rescore_vector"] {
            options["rescore_vector"] = ["oversample": .number(try oversample(rescore))]
        } else if name.hasPrefix("bbq") {
            options["rescore_vector"] = ["oversample": 3.0]
        }
        if let threshold = given["flat_index_threshold"] {
            let value = try MappingParameters.int(threshold, "flat_index_threshold", path)
            options["flat_index_threshold"] = JSONValue(value ?? -1)
        }
        return options
    }

    private static func check(_ name: String, elementType: VectorMapping.ElementType, dims: Int?) throws {
        let isQuantized = name != "hnsw" && name != "flat"
        if isQuantized, elementType == .byte || elementType == .bit {
            throw RESTError.mapping(
                "[element_type] cannot be [\(elementType.rawValue)] when using index type [\(name)]",
                "illegal_argument_exception"
            )
        }
        guard let dims else { return }
        if name.hasPrefix("int4"), dims % 2 != 0 {
            throw RESTError.mapping(
                "\(name) only supports even dimensions; provided=\(dims)",
                "illegal_argument_exception"
            )
        }
        if name == "bbq_hnsw" || name == "bbq_flat", dims < 64 {
            throw RESTError.mapping(
                "\(name) does not support dimensions fewer than 64; provided=\(dims)",
                "illegal_argument_exception"
            )
        }
    }

    private static func oversample(_ rescore: JSONValue) throws -> Double {
        guard let value = rescore["oversample"]?.double else {
            throw RESTError.mapping(
                "Invalid rescore_vector value. Missing required field oversample",
                "illegal_argument_exception"
            )
        }
        guard value == 0 || value >= 1 else {
            throw RESTError.mapping("oversample must be greater than 1 or exactly 0", "illegal_argument_exception")
        }
        guard value <= 10 else {
            throw RESTError.mapping("oversample must be less than or equal to 10", "illegal_argument_exception")
        }
        return value
    }

    private static func disk(_ given: JSONObject, path: String) throws -> JSONObject {
        var options: JSONObject = ["type": "bbq_disk", "cluster_size": 384, "flat_index_threshold": -1]
        options["default_visit_percentage"] = 0.0
        options["rescore_vector"] = ["oversample": 3.0]
        options["bits"] = 1
        for (key, value) in given where key != "rescore_vector" { options[key] = value }
        if let rescore = given["rescore_vector"] {
            options["rescore_vector"] = ["oversample": .number(try oversample(rescore))]
        }
        return options
    }

    /// The types a field of type `old` may be changed to.
    static func allows(_ old: JSONObject?, changeTo new: JSONObject?) -> Bool {
        guard let old, let new else { return old == nil && new == nil || old == nil }
        guard old != new else { return true }
        let from = old["type"]?.string ?? ""
        let to = new["type"]?.string ?? ""
        if let oldM = old["m"]?.int, let newM = new["m"]?.int, newM < oldM { return false }
        let targets: Set<String> =
            switch from {
            case "flat": Set(parameters.keys)
            case "int8_flat":
                ["int8_flat", "hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw", "int4_flat", "bbq_flat", "bbq_disk"]
            case "int4_flat": ["int4_flat", "hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw", "bbq_flat", "bbq_disk"]
            case "bbq_flat": ["bbq_flat", "hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw", "bbq_disk"]
            case "hnsw": ["hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw", "bbq_disk"]
            case "int8_hnsw": ["int8_hnsw", "int4_hnsw", "bbq_hnsw", "bbq_disk"]
            case "int4_hnsw": ["int4_hnsw", "bbq_hnsw", "bbq_disk"]
            case "bbq_hnsw": ["bbq_hnsw", "bbq_disk"]
            default: [from]
            }
        return targets.contains(to)
    }

    /// The options as the server's conflict messages write them.
    static func conflictText(_ options: JSONObject?) -> String {
        guard let options, let type = options["type"]?.string else { return "null" }
        var parts = ["type=\(type)"]
        if let m = options["m"]?.int { parts.append("m=\(m)") }
        if let ef = options["ef_construction"]?.int { parts.append("ef_construction=\(ef)") }
        if type.hasPrefix("int") || type.hasPrefix("bbq_hnsw") || type.hasPrefix("bbq_flat") {
            if type.hasSuffix("hnsw") {
                parts.append("on_disk_rescore=\(options["on_disk_rescore"]?.bool ?? false)")
            }
            let oversample = options["rescore_vector"]?["oversample"]?.double
            parts.append("rescore_vector=\(oversample.map { "{oversample=\($0)}" } ?? "none")")
        }
        if type.hasSuffix("hnsw") {
            parts.append("flat_index_threshold=\(options["flat_index_threshold"]?.int ?? -1)")
        }
        return "{\(parts.joined(separator: ", "))}"
    }
}
