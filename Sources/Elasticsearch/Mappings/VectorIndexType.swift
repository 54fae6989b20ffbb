/// How vectors are indexed, as an open set.
public struct VectorIndexType: RawRepresentable, Sendable, Hashable {
    /// The word in a mapping.
    public let rawValue: String
    /// Makes a type of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// A graph over full vectors.
    public static let hnsw = VectorIndexType(rawValue: "hnsw")
    /// A graph over one byte a component.
    public static let int8HNSW = VectorIndexType(rawValue: "int8_hnsw")
    /// A graph over half a byte a component.
    public static let int4HNSW = VectorIndexType(rawValue: "int4_hnsw")
    /// A graph over one bit a component.
    public static let bbqHNSW = VectorIndexType(rawValue: "bbq_hnsw")
    /// Exact search over full vectors.
    public static let flat = VectorIndexType(rawValue: "flat")
    /// Every vector compared, one byte a component.
    public static let int8Flat = VectorIndexType(rawValue: "int8_flat")
    /// Every vector compared, half a byte a component.
    public static let int4Flat = VectorIndexType(rawValue: "int4_flat")
    /// Every vector compared, one bit a component.
    public static let bbqFlat = VectorIndexType(rawValue: "bbq_flat")
    /// Clusters of one-bit vectors on disk; from 9.2, Enterprise from 9.3.
    public static let bbqDisk = VectorIndexType(rawValue: "bbq_disk")
    /// Those this client knows.
    public static let known: [VectorIndexType] = [
        .hnsw, .int8HNSW, .int4HNSW, .bbqHNSW, .flat, .int8Flat, .int4Flat, .bbqFlat, .bbqDisk,
    ]

    /// Whether vectors are stored with fewer bits than they have, so that rescoring means something.
    public var isQuantized: Bool { self != .hnsw && self != .flat }
    /// Whether a graph is built, so that `m` and `ef_construction` exist.
    public var isGraph: Bool { [.hnsw, .int8HNSW, .int4HNSW, .bbqHNSW].contains(self) }
    /// Whether a component is kept in one bit.
    var isBBQ: Bool { [.bbqHNSW, .bbqFlat, .bbqDisk].contains(self) }
    /// Whether a component is kept in half a byte.
    var isInt4: Bool { [.int4HNSW, .int4Flat].contains(self) }
}
