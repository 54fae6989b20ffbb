/// A vector of signed bytes, Elasticsearch's `element_type: byte`.
public struct ByteVector: Sendable, Hashable {
    /// The components, −128…127.
    public let values: [Int8]

    /// How many components there are.
    public var dims: Int { values.count }

    /// Makes a vector of `values`.
    public init(_ values: [Int8]) { self.values = values }

    /// Quantises an embedding: scaled so that the component of largest magnitude becomes ±127, rounded to nearest.
    ///
    /// The scale differs from vector to vector, so compare quantised vectors by cosine.
    ///
    /// - Parameter embedding: Any vector with a direction.
    /// - Throws: ``EmbeddingError`` `not_finite` or `zero_magnitude`.
    public init(quantizing embedding: Embedding) throws(EmbeddingError) {
        // Only to refuse what has no direction.
        _ = try embedding.normalized()
        let largest = embedding.values.reduce(0) { max($0, abs($1)) }
        self.init(embedding.values.map { Int8(($0 / largest * 127).rounded(.toNearestOrEven)) })
    }

    /// Quantises an embedding by a scale that others share: multiplied by it, rounded to nearest, clipped to −127…127.
    ///
    /// - Parameters:
    ///   - embedding: Any vector with a direction.
    ///   - scale: What a component is multiplied by.
    /// - Throws: ``EmbeddingError`` `not_finite` or `zero_magnitude`.
    public init(quantizing embedding: Embedding, scale: Float) throws(EmbeddingError) {
        _ = try embedding.normalized()
        self.init(embedding.values.map { Int8(max(-127, min(127, ($0 * scale).rounded(.toNearestOrEven)))) })
    }

    /// The bytes as lower-case hexadecimal digits, two a component.
    public var hex: String { values.withUnsafeBytes { Hex.string($0) } }

    /// The bytes as base64.
    public var base64: String { values.withUnsafeBytes { Base64.string($0) } }

    /// Reads the text of a byte field as Elasticsearch does: hex where all is hex and the length fits, else base64.
    ///
    /// - Parameters:
    ///   - text: Hex or base64.
    ///   - dims: The field's dims.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` or `invalid_dims` with Elasticsearch's own wording.
    public init(encoded text: some StringProtocol, dims: Int) throws(EmbeddingError) {
        self.init(try Hex.bytesOfField(text, expected: dims).map { Int8(bitPattern: $0) })
    }

    /// The inner product with `other`, exact.
    public func dot(_ other: ByteVector) -> Int {
        values.withUnsafeBufferPointer { a in other.values.withUnsafeBufferPointer { b in VectorKernels.dot(a, b) } }
    }

    /// The squared Euclidean distance to `other`, exact.
    public func squaredDistance(to other: ByteVector) -> Int {
        // |a − b|² = a² − 2ab + b², exact in integers.
        dot(self) - 2 * dot(other) + other.dot(other)
    }
}

extension Embedding {
    /// The components of a vector of bytes as floats, unscaled.
    public init(_ bytes: ByteVector) { self.init(bytes.values.map { Float($0) }) }

    /// The vector of which only signs are known: 1 for a bit that is set, −1 for one that is not.
    public init(signs bits: BitVector) {
        self.init((0..<bits.dims).map { bits.bytes[$0 / 8] & (0x80 >> ($0 % 8)) == 0 ? -1 : 1 })
    }
}
