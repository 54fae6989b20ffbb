public import Elasticsearch
public import Embeddings

/// What somebody wants of an index's vector fields; what is `nil` is chosen for the size and the server.
///
/// ```swift
/// var options = VectorOptions(optimize: .memory)
/// options.sizes[256] = VectorOptions(indexType: .int8HNSW)
/// plan.vectorOptions = options
/// ```
public struct VectorOptions: Sendable, Hashable {
    /// What to spend and what to save, as an open set.
    public struct Goal: RawRepresentable, Sendable, Hashable {
        /// The name on the command line.
        public let rawValue: String
        /// Makes a goal of any name; an unknown one is as none.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Neighbours are missed as rarely as a graph can: whole vectors, a denser graph.
        public static let recall = Goal(rawValue: "recall")
        /// As little memory as searches without a scan of everything need.
        public static let memory = Goal(rawValue: "memory")
        /// No whole vector is read while searching: byte codes alone give the order.
        public static let speed = Goal(rawValue: "speed")
        /// As little disk as there can be without going down to bits.
        public static let disk = Goal(rawValue: "disk")
        /// Those this version knows.
        public static let known: [Goal] = [.recall, .memory, .speed, .disk]
    }

    /// What to spend and what to save; `nil` balances recall and memory.
    public var optimize: Goal?
    /// What components are stored as; `nil` for floats, or what the goal says.
    public var elementType: VectorElementType?
    /// The kind of index; `nil` for the one recommended for the size, or what the goal says.
    public var indexType: VectorIndexType?
    /// How vectors are compared; `nil` for the inner product of unit vectors, for bytes the cosine, for bits the Hamming distance.
    public var similarity: VectorSimilarity?
    /// Neighbours of a node in the graph, 1 to 512; `nil` for 16.
    public var m: Int?
    /// Candidates while a node is added to the graph, 1 to 3200; `nil` for 100.
    public var efConstruction: Int?
    /// How many times more candidates are compared with whole vectors: 1 to 10, or 0 for none; `nil` for 3 with `bbq`.
    public var oversample: Double?
    /// Whether whole vectors are read past the page cache for rescoring; from 9.3, experimental.
    public var onDiskRescore: Bool?
    /// Documents in a segment below which no graph is built, −1 for the format's own; from 9.4.
    public var flatIndexThreshold: Int?
    /// Vectors in a cluster of `bbq_disk`, 64 to 65536; server default 384.
    public var clusterSize: Int?
    /// Percent of the vectors a search of `bbq_disk` visits, 0 to 100; 0 derives it from the candidates.
    public var visitPercentage: Double?
    /// Bits of a component in `bbq_disk`: 1, 2 or 4 from 9.4, 7 from 9.5.
    public var bits: Int?
    /// Whether `bbq_disk` rotates vectors first; from 9.4.
    public var precondition: Bool?
    /// Whether `bbq_disk` chooses its own visit percentage; from 9.5.
    public var autoCalibrate: Bool?
    /// The share of values that int8 and int4 keep apart, 0.9 to 1, or 0; below 9.4.
    public var confidenceInterval: Double?
    /// Options for single sizes; what is `nil` there is as for all.
    public var sizes: [Int: VectorOptions] = [:]

    /// Makes options.
    public init(
        optimize: Goal? = nil,
        elementType: VectorElementType? = nil,
        indexType: VectorIndexType? = nil,
        similarity: VectorSimilarity? = nil
    ) {
        self.optimize = optimize
        self.elementType = elementType
        self.indexType = indexType
        self.similarity = similarity
    }

    /// Whether nothing is asked for.
    public var isEmpty: Bool { self == VectorOptions() }

    /// The options for vectors of `dims` components.
    public func resolved(for dims: Int) -> VectorOptions {
        guard let own = sizes[dims] else { return self }
        var merged = self
        merged.optimize = own.optimize ?? optimize
        merged.elementType = own.elementType ?? elementType
        merged.indexType = own.indexType ?? indexType
        merged.similarity = own.similarity ?? similarity
        merged.m = own.m ?? m
        merged.efConstruction = own.efConstruction ?? efConstruction
        merged.oversample = own.oversample ?? oversample
        merged.onDiskRescore = own.onDiskRescore ?? onDiskRescore
        merged.flatIndexThreshold = own.flatIndexThreshold ?? flatIndexThreshold
        merged.clusterSize = own.clusterSize ?? clusterSize
        merged.visitPercentage = own.visitPercentage ?? visitPercentage
        merged.bits = own.bits ?? bits
        merged.precondition = own.precondition ?? precondition
        merged.autoCalibrate = own.autoCalibrate ?? autoCalibrate
        merged.confidenceInterval = own.confidenceInterval ?? confidenceInterval
        return merged
    }
}
