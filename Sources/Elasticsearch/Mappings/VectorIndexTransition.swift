import JSONValues

extension VectorIndexOptions {
    /// The options with everything written out that the server fills in by itself.
    func completed(for capabilities: Capabilities) -> VectorIndexOptions {
        var options = self
        if type.isGraph {
            options.m = m ?? 16
            options.efConstruction = efConstruction ?? 100
        }
        if type == .bbqDisk {
            options.clusterSize = clusterSize ?? 384
            options.defaultVisitPercentage = defaultVisitPercentage ?? 0
            options.bits = bits ?? 1
            options.precondition = precondition ?? false
            options.autoCalibrate = autoCalibrate ?? false
        }
        if type.isGraph || type == .bbqDisk { options.flatIndexThreshold = flatIndexThreshold ?? -1 }
        if type.isQuantized { options.onDiskRescore = onDiskRescore ?? false }
        if type.isBBQ, rescoreOversample == nil, capabilities.rescoresBBQByDefault {
            options.rescoreOversample =
                switch options.bits ?? 1 {
                case 1: 3
                case 2: 1.5
                default: nil
                }
        }
        if !capabilities.supportsConfidenceInterval {
            // Kept and shown, and without any effect.
            options.confidenceInterval = nil
        } else if type.isInt4 {
            options.confidenceInterval = confidenceInterval ?? 0
        }
        return options
    }

    /// The types that a server changes each type to in place (DVFM `updatableTo`; every pair tried on 8.19.21 and 9.5.4).
    static let transitions: [VectorIndexType: Set<VectorIndexType>] = [
        .flat: Set(VectorIndexType.known),
        .int8Flat: [.int8Flat, .int4Flat, .bbqFlat, .hnsw, .int8HNSW, .int4HNSW, .bbqHNSW],
        .int4Flat: [.int4Flat, .bbqFlat, .hnsw, .int8HNSW, .int4HNSW, .bbqHNSW],
        .bbqFlat: [.bbqFlat, .bbqHNSW],
        .hnsw: [.hnsw, .int8HNSW, .int4HNSW, .bbqHNSW],
        .int8HNSW: [.int8HNSW, .int4HNSW, .bbqHNSW],
        .int4HNSW: [.int4HNSW, .bbqHNSW],
        .bbqHNSW: [.bbqHNSW],
        .bbqDisk: [.bbqDisk],
    ]

    /// Why a server does not change these options to others in an index with documents.
    ///
    /// Types change along a table, from coarse to fine and from none to a graph but not back; `m` never shrinks; all else may
    /// change but `precondition` and `auto_calibrate`, and below 9.4 the `confidence_interval` of graphs.
    ///
    /// - Parameters:
    ///   - new: The options to change to; of a type that the server has.
    ///   - capabilities: The server.
    /// - Returns: By the parameter that is in the way half a sentence; empty where the server makes the change.
    public func obstacles(to new: VectorIndexOptions, for capabilities: Capabilities) -> [String: String] {
        let (old, new) = (completed(for: capabilities), new.completed(for: capabilities))
        var obstacles: [String: String] = [:]
        func refuse(_ parameter: String, _ from: String, _ to: String, _ verb: String = "change") {
            obstacles[parameter] = "cannot \(verb) [\(parameter)] from [\(from)] to [\(to)]"
        }
        if Self.transitions[old.type]?.contains(new.type) != true {
            refuse("index_options.type", old.type.rawValue, new.type.rawValue)
        }
        if let oldM = old.m, let newM = new.m, newM < oldM {
            refuse("index_options.m", "\(oldM)", "\(newM)", "shrink")
        }
        guard old.type == new.type else { return obstacles }
        if old.precondition != new.precondition {
            refuse("index_options.precondition", "\(old.precondition ?? false)", "\(new.precondition ?? false)")
        }
        if old.autoCalibrate != new.autoCalibrate {
            refuse("index_options.auto_calibrate", "\(old.autoCalibrate ?? false)", "\(new.autoCalibrate ?? false)")
        }
        if capabilities.supportsConfidenceInterval, [.int8HNSW, .int4HNSW].contains(old.type),
            let interval = old.confidenceInterval, interval != new.confidenceInterval
        {
            let text = new.confidenceInterval.map { "\($0)" } ?? "none"
            refuse("index_options.confidence_interval", "\(interval)", text)
        }
        return obstacles
    }

    /// The parameters by the names they have under `index_options`.
    var parameters: [(name: String, value: JSONValue)] {
        (json.object ?? [:])
            .map { key, value in
                key == "rescore_vector" ? ("rescore_vector.oversample", value["oversample"] ?? .null) : (key, value)
            }
    }
}

/// Compares the definitions of two vector fields.
struct VectorFieldComparison {
    let capabilities: Capabilities

    static let parameters: Set<String> = ["element_type", "dims", "index", "similarity", "index_options"]

    func changes(_ wanted: JSONObject, _ found: JSONObject) -> [MappingComparison.Change] {
        var changes: [MappingComparison.Change] = []
        func compare(_ name: String, _ old: JSONValue?, _ new: JSONValue?) {
            guard old != new else { return }
            // A size that is not known yet can be said.
            let isPossible = name == "dims" && old == nil
            let text = "cannot change [\(name)] from \(FieldComparison.text(old)) to \(FieldComparison.text(new))"
            changes.append(.init(parameter: name, found: old, wanted: new, obstacle: isPossible ? nil : text))
        }
        compare("element_type", found["element_type"] ?? "float", wanted["element_type"] ?? "float")
        // A wish that leaves the size open is content with any.
        if let dims = wanted["dims"] { compare("dims", found["dims"], dims) }
        compare("index", found["index"] ?? true, wanted["index"] ?? true)
        guard wanted["index"]?.bool ?? true, found["index"]?.bool ?? true else { return changes }
        compare("similarity", similarity(found), similarity(wanted))
        guard let new = options(wanted) else { return changes }
        guard let old = options(found) else {
            changes.append(
                .init(parameter: "index_options.type", found: nil, wanted: .string(new.type.rawValue), obstacle: nil)
            )
            return changes
        }
        // Options that the server chose without writing them down give way to any.
        let obstacles = found["index_options"] == nil ? [:] : old.obstacles(to: new, for: capabilities)
        return changes + optionChanges(old, new, obstacles)
    }

    private func optionChanges(
        _ old: VectorIndexOptions,
        _ new: VectorIndexOptions,
        _ obstacles: [String: String]
    ) -> [MappingComparison.Change] {
        let (left, right) = (JSONObject(old.parameters.map { ($0, $1) }), JSONObject(new.parameters.map { ($0, $1) }))
        // What only one of two types has is no difference of its own.
        let isSameType = old.type == new.type
        let names =
            right.keys.filter { isSameType || left[$0] != nil }
            + (isSameType ? left.keys.filter { right[$0] == nil } : [])
        return names.compactMap { name in
            guard left[name] != right[name] else { return nil }
            let parameter = "index_options." + name
            return .init(
                parameter: parameter,
                found: left[name],
                wanted: right[name],
                obstacle: obstacles[parameter]
            )
        }
    }

    private func similarity(_ definition: JSONObject) -> JSONValue {
        definition["similarity"] ?? (definition["element_type"]?.string == "bit" ? "l2_norm" : "cosine")
    }

    /// The options, completed; `nil` where the server has not chosen any yet.
    private func options(_ definition: JSONObject) -> VectorIndexOptions? {
        if let given = definition["index_options"].flatMap({ VectorIndexOptions($0) }) {
            return given.completed(for: capabilities)
        }
        // A field of bytes or bits without options is a plain graph.
        guard ["byte", "bit"].contains(definition["element_type"]?.string) else { return nil }
        return VectorIndexOptions(.hnsw).completed(for: capabilities)
    }
}
