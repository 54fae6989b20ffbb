extension Embedding {
    /// The components as little-endian IEEE 754 float32, four bytes each: the form in which vectors are stored.
    public var littleEndianBytes: [UInt8] {
        values.withUnsafeBytes { raw in
            var bytes = Array(raw)
            Embedding.reverseUnlessLittleEndian(&bytes)
            return bytes
        }
    }

    /// Reads what ``littleEndianBytes`` wrote.
    ///
    /// - Parameter bytes: Four bytes a component.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` where their number is no multiple of four.
    public init(littleEndianBytes bytes: some Collection<UInt8>) throws(EmbeddingError) {
        let count = bytes.count
        guard count % 4 == 0 else {
            throw EmbeddingError(
                .invalidEncoding,
                "\(count) bytes are no float32 vector; their number must be a multiple of 4"
            )
        }
        let values = [Float](unsafeUninitializedCapacity: count / 4) { out, initialized in
            _ = UnsafeMutableRawBufferPointer(out).initializeMemory(as: UInt8.self, from: bytes)
            initialized = count / 4
        }
        self.init(UInt32(1).littleEndian == 1 ? values : values.map { Float(bitPattern: $0.bitPattern.byteSwapped) })
    }

    /// Reads what ``littleEndianBytes`` wrote, from memory such as a database's blob; needs no alignment.
    ///
    /// - Parameter bytes: Four bytes a component.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` where their number is no multiple of four.
    public init(littleEndianBytes bytes: UnsafeRawBufferPointer) throws(EmbeddingError) {
        try self.init(littleEndianBytes: UnsafeRawBufferPointer.SubSequence(base: bytes, bounds: 0..<bytes.count))
    }

    private static func reverseUnlessLittleEndian(_ bytes: inout [UInt8]) {
        guard UInt32(1).littleEndian != 1 else { return }
        for start in stride(from: 0, to: bytes.count, by: 4) { bytes[start..<start + 4].reverse() }
    }
}
