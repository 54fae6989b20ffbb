/// How two vectors are compared, and how Elasticsearch makes a score of it.
public struct VectorSimilarity: RawRepresentable, Hashable, Sendable {
    /// The name as Elasticsearch's `similarity` spells it.
    public let rawValue: String
    /// Makes a similarity of any name; only the four below can be computed.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The cosine of the angle.
    public static let cosine = VectorSimilarity(rawValue: "cosine")
    /// The inner product of unit vectors.
    public static let dotProduct = VectorSimilarity(rawValue: "dot_product")
    /// The Euclidean distance; for bits the Hamming distance.
    public static let l2Norm = VectorSimilarity(rawValue: "l2_norm")
    /// The inner product of vectors of any length.
    public static let maxInnerProduct = VectorSimilarity(rawValue: "max_inner_product")

    /// The similarity itself, in the unit of knn's `similarity` threshold; a distance for ``l2Norm``.
    ///
    /// - Parameters:
    ///   - a: A vector.
    ///   - b: A vector of the same size.
    /// - Returns: The number; NaN for a similarity of unknown name or vectors of different sizes.
    public func raw(_ a: Embedding, _ b: Embedding) -> Float {
        guard a.dims == b.dims else { return .nan }
        return switch self {
        case .cosine: a.cosine(b)
        case .dotProduct, .maxInnerProduct: a.dot(b)
        case .l2Norm: a.squaredDistance(to: b).squareRoot()
        default: .nan
        }
    }

    /// The similarity of byte vectors; a distance for ``l2Norm``, NaN where ``raw(_:_:)-(Embedding,_)`` is.
    public func raw(_ a: ByteVector, _ b: ByteVector) -> Float {
        guard a.dims == b.dims else { return .nan }
        switch self {
        case .cosine:
            let lengths = (Float(a.dot(a)) * Float(b.dot(b))).squareRoot()
            return lengths > 0 ? Float(a.dot(b)) / lengths : 0
        case .dotProduct, .maxInnerProduct: return Float(a.dot(b))
        case .l2Norm: return Float(a.squaredDistance(to: b)).squareRoot()
        default: return .nan
        }
    }

    /// The Hamming distance of bit vectors under ``l2Norm``, the only similarity bits have; else NaN.
    public func raw(_ a: BitVector, _ b: BitVector) -> Float {
        guard a.dims == b.dims, self == .l2Norm else { return .nan }
        return Float(a.hamming(b))
    }

    /// Elasticsearch's `_score` of two float vectors.
    public func score(_ a: Embedding, _ b: Embedding) -> Float {
        // Squared at once: the root and its square would cost a last bit.
        if self == .l2Norm, a.dims == b.dims { return 1 / (1 + a.squaredDistance(to: b)) }
        return score(ofRaw: raw(a, b), .float, dims: a.dims)
    }

    /// Elasticsearch's `_score` of two byte vectors.
    public func score(_ a: ByteVector, _ b: ByteVector) -> Float {
        if self == .l2Norm, a.dims == b.dims { return 1 / (1 + Float(a.squaredDistance(to: b))) }
        return score(ofRaw: raw(a, b), .byte, dims: a.dims)
    }

    /// Elasticsearch's `_score` of two bit vectors.
    public func score(_ a: BitVector, _ b: BitVector) -> Float { score(ofRaw: raw(a, b), .bit, dims: a.dims) }

    /// Turns a raw similarity into a `_score`, as Elasticsearch also does with knn's `similarity` threshold.
    ///
    /// - Parameters:
    ///   - raw: The cosine, the inner product, the distance, or for bits the Hamming distance.
    ///   - elementType: What the vectors hold.
    ///   - dims: Their size.
    /// - Returns: The score before any boost, never negative; NaN for an unknown similarity or a pair that cannot be.
    public func score(ofRaw raw: Float, _ elementType: VectorElementType = .float, dims: Int) -> Float {
        if elementType == .bit { return self == .l2Norm ? (Float(dims) - raw) / Float(dims) : .nan }
        return switch self {
        case .cosine: max((1 + raw) / 2, 0)
        case .dotProduct: elementType == .byte ? 0.5 + raw / (32768 * Float(dims)) : max((1 + raw) / 2, 0)
        case .l2Norm: 1 / (1 + raw * raw)
        case .maxInnerProduct: raw < 0 ? 1 / (1 - raw) : raw + 1
        default: .nan
        }
    }
}
