import JSONValues

/// Reads the parameters of `index_options` as the server does, in its order and with its complaints.
struct VectorIndexOptionsReader {
    let given: JSONObject
    let type: String
    let path: String

    private var isGraph: Bool { type.hasSuffix("hnsw") }

    /// The options of every type but `bbq_disk`.
    func graphOrFlat() throws -> JSONObject {
        var options: JSONObject = ["type": .string(type)]
        if isGraph {
            options["m"] = JSONValue(try JavaValue.int(given["m"]) ?? 16)
            options["ef_construction"] = JSONValue(try JavaValue.int(given["ef_construction"]) ?? 100)
        }
        if type.hasPrefix("int"), let interval = try JavaValue.float(given["confidence_interval"]) {
            options["confidence_interval"] = .number(interval)
        }
        if try onDiskRescore() { options["on_disk_rescore"] = true }
        if type != "hnsw", type != "flat" {
            options["rescore_vector"] = try rescore(standard: type.hasPrefix("bbq") ? 3 : nil)
        }
        if isGraph, let threshold = try JavaValue.int(given["flat_index_threshold"]), threshold >= 0 {
            options["flat_index_threshold"] = JSONValue(threshold)
        }
        return options
    }

    /// The options of `bbq_disk`.
    func disk() throws -> JSONObject {
        let size = try JavaValue.int(given["cluster_size"]) ?? 384
        try require((64...65536).contains(size), "cluster_size must be between 64 and 65536, got: \(size)")
        let threshold = try JavaValue.int(given["flat_index_threshold"]) ?? -1
        try require(
            threshold >= -1,
            "flat_index_threshold must be -1 (dynamic), 0 (disabled), or > 0, got: \(threshold) for field [\(path)]"
        )
        let share = try JavaValue.float(given["default_visit_percentage"]) ?? 0
        try require(
            (0...100).contains(share),
            "default_visit_percentage must be between 0.0 and 100.0, got: \(Double(Float(share))) for field [\(path)]"
        )
        let bits = try JavaValue.int(given["bits"]) ?? 1
        try require([1, 2, 4, 7].contains(bits), "'bits' must be 1, 2, 4 or 7, got: \(bits) for field [\(path)]")
        var options: JSONObject = ["type": "bbq_disk", "cluster_size": JSONValue(size)]
        options["flat_index_threshold"] = JSONValue(threshold)
        options["default_visit_percentage"] = .number(share)
        if try onDiskRescore() { options["on_disk_rescore"] = true }
        options["rescore_vector"] = try rescore(standard: bits == 1 ? 3 : bits == 2 ? 1.5 : nil)
        options["bits"] = JSONValue(bits)
        for name in ["precondition", "auto_calibrate"]
        where try MappingParameters.bool(given[name], name, path) ?? false {
            options[name] = true
        }
        return options
    }

    private func onDiskRescore() throws -> Bool {
        let isWanted = try MappingParameters.bool(given["on_disk_rescore"], "on_disk_rescore", path) ?? false
        let isQuantizedGraph = isGraph && type != "hnsw" || type == "bbq_disk"
        try require(
            !isWanted || isQuantizedGraph,
            "on_disk_rescore is only supported for indexed and quantized vector types"
        )
        return isWanted
    }

    private func rescore(standard: Double?) throws -> JSONValue? {
        guard let written = given["rescore_vector"], !written.isNull else {
            return standard.map { ["oversample": .number($0)] }
        }
        guard let object = written.object else {
            let type = JavaValue.className(written)
            let inner = ExceptionBody(
                "parse_exception",
                "rescore_vector should be a map but was of type: class \(type)"
            )
            let outer = ExceptionBody(
                "mapper_parsing_exception",
                "Failed to parse mapping: \(inner.reason)",
                causedBy: inner
            )
            throw RESTError(400, outer, root: inner)
        }
        guard let oversample = try JavaValue.float(object["oversample"]) else {
            throw illegal("Invalid rescore_vector value. Missing required field oversample")
        }
        try require(oversample == 0 || oversample >= 1, "oversample must be greater than 1 or exactly 0")
        try require(oversample <= 10, "oversample must be less than or equal to 10")
        return ["oversample": .number(oversample)]
    }

    private func require(_ condition: Bool, _ reason: String) throws {
        guard condition else { throw illegal(reason) }
    }

    private func illegal(_ reason: String) -> RESTError { .mapping(reason, "illegal_argument_exception") }
}
