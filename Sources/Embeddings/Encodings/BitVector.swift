/// A vector of bits, Elasticsearch's `element_type: bit`: eight dims a byte, most significant first.
public struct BitVector: Sendable, Hashable {
    /// The bits, eight a byte.
    public let bytes: [UInt8]

    /// How many bits there are.
    public var dims: Int { bytes.count * 8 }

    /// Makes a vector of packed bits.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Quantises an embedding to the signs of its components: 1 where a component is above 0.
    ///
    /// - Parameter embedding: A vector whose dims are a multiple of 8.
    /// - Throws: ``EmbeddingError`` `invalid_dims` for other sizes, `not_finite` for a NaN or an infinity.
    public init(quantizing embedding: Embedding) throws(EmbeddingError) {
        guard embedding.dims % 8 == 0, embedding.dims > 0 else {
            throw EmbeddingError(
                .invalidDims,
                "bit vectors need dims that are a multiple of 8, not \(embedding.dims); choose such a size"
            )
        }
        guard embedding.isFinite else {
            throw EmbeddingError(
                .notFinite,
                "a vector of \(embedding.dims) dims holds a NaN or an infinity; it has no bits"
            )
        }
        var bytes = [UInt8](repeating: 0, count: embedding.dims / 8)
        for (index, value) in embedding.values.enumerated() where value > 0 { bytes[index / 8] |= 0x80 >> (index % 8) }
        self.init(bytes)
    }

    /// Reads Jina's `ubinary` embedding: unsigned bytes, which arrive as JSON numbers such as `193.0`.
    ///
    /// - Parameter numbers: Integers 0…255.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` for anything else.
    public init(jinaUBinary numbers: some Sequence<Float>) throws(EmbeddingError) {
        var bytes: [UInt8] = []
        for number in numbers {
            guard let byte = UInt8(exactly: number) else {
                throw EmbeddingError(
                    .invalidEncoding,
                    "\(number) is no byte of a ubinary embedding; those are integers 0 to 255"
                )
            }
            bytes.append(byte)
        }
        self.init(bytes)
    }

    /// Reads Jina's `binary` embedding: `ubinary` minus 128, so the sign is no two's complement.
    ///
    /// - Parameter numbers: Integers −128…127.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` for anything else.
    public init(jinaBinary numbers: some Sequence<Float>) throws(EmbeddingError) {
        var bytes: [UInt8] = []
        for number in numbers {
            guard let byte = Int8(exactly: number) else {
                throw EmbeddingError(
                    .invalidEncoding,
                    "\(number) is no byte of a binary embedding; those are integers -128 to 127"
                )
            }
            bytes.append(UInt8(bitPattern: byte) ^ 0x80)
        }
        self.init(bytes)
    }

    /// The bytes as lower-case hexadecimal digits.
    public var hex: String { bytes.withUnsafeBytes { Hex.string($0) } }

    /// The bytes as base64.
    public var base64: String { bytes.withUnsafeBytes { Base64.string($0) } }

    /// The bytes as Elasticsearch takes them in a number array: the same bit patterns, signed.
    public var signedBytes: [Int8] { bytes.map { Int8(bitPattern: $0) } }

    /// Reads the text of a bit field as Elasticsearch does: hex where all is hex and the length fits, else base64.
    ///
    /// - Parameters:
    ///   - text: Hex or base64.
    ///   - dims: The field's dims, bits, a multiple of 8.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` or `invalid_dims` with Elasticsearch's own wording.
    public init(encoded text: some StringProtocol, dims: Int) throws(EmbeddingError) {
        self.init(try Hex.bytesOfField(text, expected: dims / 8))
    }

    /// How many bits differ from `other`'s.
    public func hamming(_ other: BitVector) -> Int {
        bytes.withUnsafeBufferPointer { a in other.bytes.withUnsafeBufferPointer { b in VectorKernels.hamming(a, b) } }
    }
}
