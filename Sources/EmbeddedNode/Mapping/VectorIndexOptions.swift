import JSONValues

/// The `index_options` of a dense vector field, checked and completed as the server does.
///
/// They are kept for reading back; the search of this engine is exact whatever they say.
enum VectorIndexOptions {
    private static let graphParameters: Set<String> = [
        "m", "ef_construction", "flat_index_threshold", "on_disk_rescore",
    ]
    private static let parameters: [String: Set<String>] = [
        "hnsw": graphParameters,
        "int8_hnsw": graphParameters.union(["confidence_interval", "rescore_vector"]),
        "int4_hnsw": graphParameters.union(["confidence_interval", "rescore_vector"]),
        "bbq_hnsw": graphParameters.union(["rescore_vector"]),
        "flat": ["on_disk_rescore"],
        "int8_flat": ["confidence_interval", "rescore_vector", "on_disk_rescore"],
        "int4_flat": ["confidence_interval", "rescore_vector", "on_disk_rescore"],
        "bbq_flat": ["rescore_vector", "on_disk_rescore"],
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
        guard let given = written.object, let type = given["type"], !type.isNull else {
            throw RESTError.mapping("[index_options] requires field [type] to be configured")
        }
        let name = JavaValue.text(type)
        guard let known = parameters[name] else {
            throw RESTError.mapping("Unknown vector index options type [\(name)] for field [\(path)]")
        }
        let reader = VectorIndexOptionsReader(given: given, type: name, path: path)
        let options = name == "bbq_disk" ? try reader.disk() : try reader.graphOrFlat()
        let unknown = given.members.filter { $0.key != "type" && !known.contains($0.key) }
        guard unknown.isEmpty else {
            // The server lists them in the order of a hash table.
            let sorted = unknown.sorted { $0.key < $1.key }
            throw RESTError.mapping(MappingParameters.unsupportedText(path, sorted.map { ($0.key, $0.value) }))
        }
        try check(name, elementType: elementType, dims: dims)
        return options
    }

    private static func check(_ name: String, elementType: VectorMapping.ElementType, dims: Int?) throws {
        if name.hasPrefix("int4"), let dims, dims % 2 != 0 {
            throw RESTError.mapping(
                "\(name) only supports even dimensions; provided=\(dims)",
                "illegal_argument_exception"
            )
        }
        if name == "bbq_hnsw" || name == "bbq_flat", let dims, dims < 64 {
            throw RESTError.mapping(
                "\(name) does not support dimensions fewer than 64; provided=\(dims)",
                "illegal_argument_exception"
            )
        }
        let isQuantized = name != "hnsw" && name != "flat"
        if isQuantized, elementType == .byte || elementType == .bit {
            throw RESTError.mapping(
                "[element_type] cannot be [\(elementType.rawValue)] when using index type [\(name)]",
                "illegal_argument_exception"
            )
        }
    }

    /// Why the server refuses every document with a vector in such a field, although it took the mapping.
    static func writeFault(_ options: JSONObject?) -> RESTError? {
        guard let options else { return nil }
        if options["type"] == "bbq_disk" {
            return RESTError(403, "security_exception", "current license is non-compliant for [bbq_disk]")
        }
        if let m = options["m"]?.int, !(1...512).contains(m) {
            return .illegalArgument("maxConn must be positive and less than or equal to 512; maxConn=\(m)")
        }
        if let ef = options["ef_construction"]?.int, !(1...3200).contains(ef) {
            return .illegalArgument("beamWidth must be positive and less than or equal to 3200; beamWidth=\(ef)")
        }
        return nil
    }

    /// The types that each type may be changed to; every pair tried on 9.5.4.
    private static let transitions: [String: Set<String>] = [
        "flat": Set(parameters.keys),
        "int8_flat": ["int8_flat", "int4_flat", "bbq_flat", "hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw"],
        "int4_flat": ["int4_flat", "bbq_flat", "hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw"],
        "bbq_flat": ["bbq_flat", "bbq_hnsw"],
        "hnsw": ["hnsw", "int8_hnsw", "int4_hnsw", "bbq_hnsw"],
        "int8_hnsw": ["int8_hnsw", "int4_hnsw", "bbq_hnsw"],
        "int4_hnsw": ["int4_hnsw", "bbq_hnsw"],
        "bbq_hnsw": ["bbq_hnsw"],
        "bbq_disk": ["bbq_disk"],
    ]

    /// Whether options of a field may be changed to others.
    static func allows(_ old: JSONObject?, changeTo new: JSONObject?) -> Bool {
        guard let old, let new else { return true }
        if let oldM = old["m"]?.int, let newM = new["m"]?.int, newM < oldM { return false }
        for parameter in ["precondition", "auto_calibrate"] where old["type"] == new["type"] {
            if (old[parameter]?.bool ?? false) != (new[parameter]?.bool ?? false) { return false }
        }
        return transitions[old["type"]?.string ?? ""]?.contains(new["type"]?.string ?? "") ?? false
    }

    /// The options as the server's conflict messages write them.
    static func conflictText(_ options: JSONObject?) -> String {
        guard let options, let type = options["type"]?.string else { return "null" }
        func flag(_ name: String) -> String { "\(name)=\(options[name]?.bool ?? false)" }
        let oversample =
            options["rescore_vector"]?["oversample"]?.double.map { "RescoreVector[oversample=\($0)]" }
            // The server's own word for nothing is another for this one.
            ?? (type == "int4_flat" ? "null" : "none")
        guard type != "bbq_disk" else {
            let parts = [
                "type=bbq_disk", "cluster_size=\(options["cluster_size"]?.int ?? 384)",
                "flat_index_threshold=\(options["flat_index_threshold"]?.int ?? -1)",
                "default_visit_percentage=\(options["default_visit_percentage"]?.double ?? 0)",
                flag("on_disk_rescore"), "rescore_vector=\(oversample)", flag("precondition"),
                "bits=\(options["bits"]?.int ?? 1)", flag("auto_calibrate"),
            ]
            return "{\(parts.joined(separator: ", "))}"
        }
        var parts = ["type=\(type)"]
        if let m = options["m"]?.int { parts.append("m=\(m)") }
        if let ef = options["ef_construction"]?.int { parts.append("ef_construction=\(ef)") }
        if type.hasPrefix("int") || type.hasPrefix("bbq") {
            if type.hasSuffix("hnsw") { parts.append(flag("on_disk_rescore")) }
            parts.append("rescore_vector=\(oversample)")
        }
        if type.hasSuffix("hnsw") {
            parts.append("flat_index_threshold=\(options["flat_index_threshold"]?.int ?? -1)")
        }
        return "{\(parts.joined(separator: ", "))}"
    }
}
