import CVectorKernels

extension Embedding {
    /// The components as base64 of IEEE 754 float32 in `order`; 5,464 characters for 1,024 dims.
    ///
    /// Elasticsearch (9.3 and later) reads ``ByteOrder/big``; Jina writes ``ByteOrder/little``.
    public func base64(_ order: ByteOrder) -> String {
        Base64.string(Base64.encodedCount(values.count * 4)) { encode(order, into: $0) }
    }

    /// Appends ``base64(_:)`` as ASCII, without quotes: the hot path of bulk bodies.
    public func appendBase64(_ order: ByteOrder, to bytes: inout [UInt8]) {
        Base64.append(Base64.encodedCount(values.count * 4), to: &bytes) { encode(order, into: $0) }
    }

    /// The components, rounded to bfloat16, as base64 of two bytes each; half the characters, 8 bits of precision.
    public func bfloat16Base64(_ order: ByteOrder = .big) -> String {
        Base64.string(Base64.encodedCount(values.count * 2)) { encodeBfloat16(order, into: $0) }
    }

    /// Appends ``bfloat16Base64(_:)`` as ASCII, without quotes.
    public func appendBfloat16Base64(_ order: ByteOrder = .big, to bytes: inout [UInt8]) {
        Base64.append(Base64.encodedCount(values.count * 2), to: &bytes) { encodeBfloat16(order, into: $0) }
    }

    /// Reads base64 of float32 in `order`; strict, only padding may be left out.
    ///
    /// - Parameters:
    ///   - text: The base64, such as Jina's answer.
    ///   - order: The byte order of each component.
    ///   - dims: How many components there must be; `nil` takes what is there.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` for a foreign character or a cut text, `invalid_dims` for another size.
    public init(base64 text: some StringProtocol, _ order: ByteOrder, dims: Int? = nil) throws(EmbeddingError) {
        try self.init(base64: text.utf8, order, dims: dims)
    }

    /// Reads the ASCII of base64 of float32 in `order`; strict, only padding may be left out.
    ///
    /// - Parameters:
    ///   - utf8: The characters.
    ///   - order: The byte order of each component.
    ///   - dims: How many components there must be; `nil` takes what is there.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` for a foreign character or a cut text, `invalid_dims` for another size.
    public init(base64 utf8: some Collection<UInt8>, _ order: ByteOrder, dims: Int? = nil) throws(EmbeddingError) {
        var result: Int64 = 0
        let values =
            utf8.withContiguousStorageIfAvailable { Embedding.decode($0, order, &result) }
            ?? Array(utf8).withUnsafeBufferPointer { Embedding.decode($0, order, &result) }
        try Base64.check(result, characters: utf8.count)
        if let dims, dims != values.count {
            throw EmbeddingError(
                .invalidDims,
                "base64 holds a vector of \(values.count) dims where \(dims) were expected; the model or the size differs"
            )
        }
        self.init(values)
    }

    /// Reads base64 as Elasticsearch does: big-endian float32 or bfloat16, told apart by the length.
    ///
    /// - Parameters:
    ///   - text: The base64 a float or bfloat16 field was given.
    ///   - dims: The field's dims.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` or `invalid_dims` with Elasticsearch's own wording.
    public init(elasticsearchBase64 text: some StringProtocol, dims: Int) throws(EmbeddingError) {
        let bytes: [UInt8]
        do { bytes = try Base64.bytes(text) } catch {
            throw EmbeddingError(
                .invalidEncoding,
                "failed to decode vector: value must be a valid base64 string"
            )
        }
        if bytes.count == dims * 4 {
            try self.init(base64: text, .big, dims: dims)
        } else if bytes.count == dims * 2 {
            self.init(
                (0..<dims).map { Float(bitPattern: UInt32(bytes[2 * $0]) << 24 | UInt32(bytes[2 * $0 + 1]) << 16) }
            )
        } else {
            throw EmbeddingError(
                .invalidDims,
                "failed to decode vector: Base64 decoded vector byte length [\(bytes.count)] does not match the expected length of"
                    + " [\(dims * 4)] or [\(dims * 2)] for dimension count [\(dims)]"
            )
        }
    }

    private func encode(_ order: ByteOrder, into out: UnsafeMutablePointer<UInt8>) {
        values.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            _ = esjv_encode_floats(base, buffer.count, order == .big, out)
        }
    }

    private func encodeBfloat16(_ order: ByteOrder, into out: UnsafeMutablePointer<UInt8>) {
        values.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            _ = esjv_encode_bfloat16(base, buffer.count, order == .big, out)
        }
    }

    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>,
        _ order: ByteOrder,
        _ result: inout Int64
    ) -> [Float] {
        guard let base = text.baseAddress, !text.isEmpty else { return [] }
        let size = esjv_decoded_base64_size(base, text.count)
        guard size >= 0, size % 4 == 0 else {
            result = -1
            return []
        }
        return [Float](unsafeUninitializedCapacity: Int(size) / 4) { out, count in
            guard let target = out.baseAddress else { return }
            result = esjv_decode_floats(base, text.count, order == .big, target)
            count = result < 0 ? 0 : Int(size) / 4
        }
    }
}
