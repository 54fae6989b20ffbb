public import Embeddings
public import JSONValues

/// How one vector field is indexed: `index_options` of a mapping.
public struct VectorIndexOptions: Sendable, Hashable {
    /// The kind of index.
    public var type: VectorIndexType
    /// Neighbours of a node in the graph, 1 to 512; server default 16.
    public var m: Int?
    /// Candidates while a node is added to the graph, 1 to 3200; server default 100.
    public var efConstruction: Int?
    /// How many times more candidates are compared with full vectors; 1 to 10, or 0 for none; server default 3 for `bbq`.
    public var rescoreOversample: Double?
    /// The share of values that int8 and int4 keep apart, 0.9 to 1, or 0; from 9.4 any number, and ignored.
    public var confidenceInterval: Double?
    /// Whether full vectors are read from disk without the page cache for rescoring; from 9.3, experimental.
    public var onDiskRescore: Bool?
    /// The search effort below which a segment gets no graph, −1 for the type's own, 0 for always a graph; from 9.4.
    ///
    /// Lucene leaves the graph out of a segment of n vectors where n ≤ threshold × ln n. The types' own thresholds are 300 for
    /// `bbq_hnsw`, so that 2,400 vectors get none, and 150 for the others, 1,050 vectors.
    public var flatIndexThreshold: Int?
    /// Vectors in a cluster of `bbq_disk`, 64 to 65536; server default 384.
    public var clusterSize: Int?
    /// Percent of the vectors a search of `bbq_disk` visits, 0 to 100; 0 derives it from the candidates.
    public var defaultVisitPercentage: Double?
    /// Bits of a component in `bbq_disk`: 1, 2 or 4 from 9.4, 7 from 9.5; server default 1.
    public var bits: Int?
    /// Whether `bbq_disk` rotates vectors first; from 9.4, server default false.
    public var precondition: Bool?
    /// Whether `bbq_disk` chooses its own visit percentage; from 9.5, server default false.
    public var autoCalibrate: Bool?

    /// Makes options; what is `nil` is left to the server.
    public init(
        _ type: VectorIndexType,
        m: Int? = nil,
        efConstruction: Int? = nil,
        rescoreOversample: Double? = nil,
        confidenceInterval: Double? = nil,
        onDiskRescore: Bool? = nil,
        flatIndexThreshold: Int? = nil,
        clusterSize: Int? = nil,
        defaultVisitPercentage: Double? = nil,
        bits: Int? = nil,
        precondition: Bool? = nil,
        autoCalibrate: Bool? = nil
    ) {
        self.type = type
        self.m = m
        self.efConstruction = efConstruction
        self.rescoreOversample = rescoreOversample
        self.confidenceInterval = confidenceInterval
        self.onDiskRescore = onDiskRescore
        self.flatIndexThreshold = flatIndexThreshold
        self.clusterSize = clusterSize
        self.defaultVisitPercentage = defaultVisitPercentage
        self.bits = bits
        self.precondition = precondition
        self.autoCalibrate = autoCalibrate
    }

    /// Reads options as a server writes them; `nil` where the value is no object with a `type`.
    public init?(_ json: JSONValue) {
        guard let type = json["type"]?.string else { return nil }
        self.init(
            VectorIndexType(rawValue: type),
            m: json["m"]?.int,
            efConstruction: json["ef_construction"]?.int,
            rescoreOversample: json["rescore_vector"]?["oversample"]?.double,
            confidenceInterval: json["confidence_interval"]?.double,
            onDiskRescore: json["on_disk_rescore"]?.bool,
            flatIndexThreshold: json["flat_index_threshold"]?.int,
            clusterSize: json["cluster_size"]?.int,
            defaultVisitPercentage: json["default_visit_percentage"]?.double,
            bits: json["bits"]?.int,
            precondition: json["precondition"]?.bool,
            autoCalibrate: json["auto_calibrate"]?.bool
        )
    }

    /// The options as a mapping holds them.
    public var json: JSONValue {
        var object: JSONObject = ["type": .string(type.rawValue)]
        object["m"] = m.map { JSONValue($0) }
        object["ef_construction"] = efConstruction.map { JSONValue($0) }
        object["confidence_interval"] = confidenceInterval.map(JSONValue.shortest)
        object["rescore_vector"] = rescoreOversample.map { ["oversample": .shortest($0)] }
        object["on_disk_rescore"] = onDiskRescore.map { JSONValue($0) }
        object["flat_index_threshold"] = flatIndexThreshold.map { JSONValue($0) }
        object["cluster_size"] = clusterSize.map { JSONValue($0) }
        object["default_visit_percentage"] = defaultVisitPercentage.map(JSONValue.shortest)
        object["bits"] = bits.map { JSONValue($0) }
        object["precondition"] = precondition.map { JSONValue($0) }
        object["auto_calibrate"] = autoCalibrate.map { JSONValue($0) }
        return .object(object)
    }

    /// The options to choose for vectors of `dims` components where nothing speaks for others.
    ///
    /// Below 384 components one bit each loses too much, so one byte each (`int8_hnsw`); from 384 one bit each with three
    /// times the candidates rescored (`bbq_hnsw`, oversample 3), as Elasticsearch itself does from 9.1. What the server
    /// would do by default differs by version, size and licence, so the options are always written out.
    ///
    /// - Parameters:
    ///   - dims: The number of components.
    ///   - elementType: What the components are stored as; bytes and bits get a plain graph.
    ///   - capabilities: The server they are for.
    /// - Returns: The options, and in half a sentence why.
    public static func recommended(
        dims: Int,
        elementType: VectorElementType = .float,
        capabilities: Capabilities
    ) -> (options: VectorIndexOptions, reason: String) {
        let graph = (m: 16, efConstruction: 100)
        func options(_ type: VectorIndexType, oversample: Double? = nil) -> VectorIndexOptions {
            VectorIndexOptions(
                type,
                m: graph.m,
                efConstruction: graph.efConstruction,
                rescoreOversample: capabilities.supportsRescoreVector ? oversample : nil
            )
        }
        if elementType == .byte || elementType == .bit {
            return (
                options(.hnsw), "vectors of \(elementType.rawValue) are small already and cannot be quantised further"
            )
        }
        if dims < 384 || !capabilities.supports(.bbqHNSW) {
            let type: VectorIndexType = capabilities.supports(.int8HNSW) ? .int8HNSW : .hnsw
            let reason =
                dims < 384
                ? "\(dims) dimensions are too few for one bit each; one byte each is a quarter of the memory at almost full recall"
                : "\(capabilities.summary) has no bbq_hnsw"
            return (options(type), reason)
        }
        return (
            options(.bbqHNSW, oversample: 3),
            "from 384 dimensions one bit each with three times the candidates rescored keeps recall at 1/32 of the memory"
        )
    }
}

extension JSONValue {
    /// A number written as an integer where it is one, as people write `3` and not `3.0`.
    static func shortest(_ value: Double) -> JSONValue {
        Int64(exactly: value).map(JSONValue.integer) ?? .number(value)
    }
}
