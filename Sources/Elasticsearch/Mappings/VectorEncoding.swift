public import Embeddings
public import JSONValues

/// How vectors travel to and from a field of an element type.
public struct VectorEncoding: Sendable, Hashable {
    /// What the field stores components as.
    public var elementType: VectorElementType
    /// How the field compares vectors, which decides how bytes are scaled.
    public var similarity: VectorSimilarity

    /// Floats, compared in any way.
    public static let float = VectorEncoding(elementType: .float, similarity: .dotProduct)

    /// Makes an encoding.
    public init(elementType: VectorElementType, similarity: VectorSimilarity) {
        self.elementType = elementType
        self.similarity = similarity
    }

    /// What a vector of bytes is multiplied by; `nil` where each one's largest component becomes 127.
    ///
    /// Only the cosine does not see that every vector has a scale of its own. For other similarities all have the same, by which
    /// four deviations of a unit vector's components, 1/√dims each, become 127; what is larger is clipped.
    private func byteScale(_ dims: Int) -> Float? {
        similarity == .cosine ? nil : 127 * Float(dims).squareRoot() / 4
    }

    /// The bytes of a vector for a field of bytes.
    func bytes(_ embedding: Embedding) throws(EmbeddingError) -> ByteVector {
        guard let scale = byteScale(embedding.dims) else { return try ByteVector(quantizing: embedding) }
        return try ByteVector(quantizing: embedding, scale: scale)
    }

    /// The vector as a document's source holds it; `nil` where it is none, or not of `dims` components.
    ///
    /// Bytes come back as they are, bits as 1 and −1, so their lengths are not those of the vectors they were made of.
    ///
    /// - Parameters:
    ///   - json: Numbers, or the text the field was given: base64, or hex for bytes and bits.
    ///   - dims: The field's size.
    /// - Returns: The vector.
    public func embedding(_ json: JSONValue, dims: Int) -> Embedding? {
        switch elementType {
        case .byte:
            if let text = json.string { return (try? ByteVector(encoded: text, dims: dims)).map { Embedding($0) } }
        case .bit:
            if let text = json.string {
                return (try? BitVector(encoded: text, dims: dims)).map { Embedding(signs: $0) }
            }
            let bytes = (json.array ?? []).compactMap { $0.int.flatMap { Int8(exactly: $0) } }
            guard bytes.count == dims / 8 else { return nil }
            return Embedding(signs: BitVector(bytes.map { UInt8(bitPattern: $0) }))
        default:
            if let text = json.string { return try? Embedding(elasticsearchBase64: text, dims: dims) }
        }
        let values = (json.array ?? []).compactMap { $0.double.map { Float($0) } }
        return values.count == dims ? Embedding(values) : nil
    }
}

extension DenseVectorField {
    /// How vectors travel to and from the field.
    public var encoding: VectorEncoding { VectorEncoding(elementType: elementType, similarity: similarity) }
}

extension JSONWriter {
    /// Writes a vector for a document: bytes and bits as hex, which every version takes; floats as base64 where the server takes it,
    /// else as numbers.
    ///
    /// - Parameters:
    ///   - embedding: The vector; of unit length for fields that compare by the inner product.
    ///   - encoding: What the field wants.
    ///   - usesBase64: Whether the server takes base64, which for floats is a third of the bytes of numbers.
    ///   - isQuery: Whether it is to search by; a query for `bfloat16` is not rounded.
    /// - Throws: `EmbeddingError` where the vector has no direction, or no whole bytes of bits.
    package mutating func vector(
        _ embedding: Embedding,
        _ encoding: VectorEncoding,
        usesBase64: Bool,
        isQuery: Bool = false
    ) throws(EmbeddingError) {
        switch encoding.elementType {
        case .byte: string(try encoding.bytes(embedding).hex)
        case .bit: string(try BitVector(quantizing: embedding).hex)
        case .bfloat16 where usesBase64 && !isQuery && encoding.similarity != .cosine:
            // The server rounds just so itself; for the cosine it does after it brought the vector to unit length.
            raw("\"")
            embedding.appendBfloat16Base64(.big, to: &bytes)
            raw("\"")
        default:
            guard usesBase64 else { return numbers(embedding.values) }
            raw("\"")
            embedding.appendBase64(.big, to: &bytes)
            raw("\"")
        }
    }
}
