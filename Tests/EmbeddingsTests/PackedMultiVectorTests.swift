import Embeddings
import Testing

@Suite struct `Packed multi-vectors` {
    private func unit(_ count: Int, _ dims: Int, seed: UInt64) throws -> MultiVector {
        var random = RandomNumbers(seed: seed)
        return try MultiVector((0..<count).map { _ in try Embedding(random.floats(dims)).normalized() })
    }

    /// Sums of twelve uniform numbers are normally distributed well enough.
    private func normal(_ count: Int, _ dims: Int, seed: UInt64) throws -> MultiVector {
        var random = RandomNumbers(seed: seed)
        return try MultiVector(
            (0..<count)
                .map { _ in try Embedding((0..<dims).map { _ in random.floats(12).reduce(0, +) }).normalized() }
        )
    }

    @Test func `the bytes are those the documentation names`() throws {
        let vectors = try MultiVector([127, -63.5, 0, 2], dims: 2)
        let bytes = try PackedMultiVector(vectors, as: .int8)
        // 63.5 is halfway and goes to the even byte.
        #expect(
            bytes.bytes == [1, 1, 2, 0, 2, 0, 0, 0] + [0, 0, 0x80, 0x3F] + [0x04, 0x02, 0x81, 0x3C] + [
                127, 192, 0, 127,
            ]
        )
        let words = try PackedMultiVector(vectors, as: .bfloat16)
        #expect(words.bytes == [1, 2, 2, 0, 2, 0, 0, 0, 0xFE, 0x42, 0x7E, 0xC2, 0, 0, 0, 0x40])
        #expect(words.base64 == "AQICAAIAAAD+Qn7CAAAAQA==")
    }

    @Test(arguments: [PackedMultiVector.Element.int8, .bfloat16], [(1, 1), (3, 64), (17, 96), (200, 128)])
    func `what was packed reads back, bit for bit`(element: PackedMultiVector.Element, shape: (Int, Int)) throws {
        let packed = try PackedMultiVector(try unit(shape.0, shape.1, seed: 3), as: element)
        #expect(try PackedMultiVector(bytes: packed.bytes) == packed)
        #expect(try PackedMultiVector(base64: packed.base64) == packed)
        #expect(packed.count == shape.0 && packed.dims == shape.1 && packed.element == element)
        // From memory that is not aligned.
        let shifted = [9] + packed.bytes
        let fromMemory = try shifted.withUnsafeBytes { raw in
            try PackedMultiVector(bytes: UnsafeRawBufferPointer(rebasing: raw[1...]))
        }
        #expect(fromMemory == packed)
        let again = try PackedMultiVector(try packed.multiVector(), as: element)
        #expect(again == packed, "packing twice loses nothing more")
    }

    @Test(arguments: [(PackedMultiVector.Element.int8, 0.00065, 132), (.bfloat16, 0.00018, 256)])
    func `the loss of an inner product is what the documentation states`(
        element: PackedMultiVector.Element,
        most: Double,
        bytesPerVector: Int
    ) throws {
        let (query, document) = (try unit(32, 128, seed: 5), try normal(400, 128, seed: 6))
        let packed = try PackedMultiVector(document, as: element)
        let kept = try packed.multiVector().embeddings
        var squares = 0.0
        for token in query.embeddings {
            for (exact, row) in zip(document.embeddings, kept) {
                let error = Double(token.dot(exact)) - Double(token.dot(row))
                squares += error * error
            }
        }
        let loss = (squares / Double(32 * 400)).squareRoot()
        #expect(loss < most && loss > most / 1.5, "\(element.rawValue): \(loss)")
        #expect((packed.bytes.count - 8) / 400 == bytesPerVector)
    }

    @Test func `a vector without direction stays one`() throws {
        let packed = try PackedMultiVector(MultiVector([0, 0, 1, -1], dims: 2), as: .int8)
        #expect(try packed.multiVector().values == [0, 0, 1, -1])
        #expect(try MultiVector([1, 0], dims: 2).maxSim(MultiVector([0, 0], dims: 2)) == 0)
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity]) func `numbers that are none are refused`(value: Float) throws {
        for element in [PackedMultiVector.Element.int8, .bfloat16] {
            #expect(
                throws: EmbeddingError(
                    .notFinite,
                    "a token vector holds a component that is no finite number; only finite numbers can be searched"
                )
            ) { try PackedMultiVector(MultiVector([1, value], dims: 2), as: element) }
        }
        #expect(throws: EmbeddingError.self) {
            try PackedMultiVector(MultiVector([.greatestFiniteMagnitude], dims: 1), as: .bfloat16)
        }
    }

    @Test func `any cut, any other version and any number that is none is refused, not read`() throws {
        for element in [PackedMultiVector.Element.int8, .bfloat16] {
            let bytes = try PackedMultiVector(try unit(3, 4, seed: 8), as: element).bytes
            for count in 0..<bytes.count {
                #expect(throws: EmbeddingError.self) { try PackedMultiVector(bytes: Array(bytes[..<count])) }
            }
            #expect(throws: EmbeddingError.self) { try PackedMultiVector(bytes: bytes + [0]) }
            for (place, value) in [(0, 2), (0, 0), (1, 0), (1, 3), (2, 0), (4, 0), (7, 255)] as [(Int, UInt8)] {
                var other = bytes
                other[place] = value
                #expect(throws: EmbeddingError.self, "byte \(place) as \(value)") {
                    try PackedMultiVector(bytes: other)
                }
            }
            // The first scale or component as a NaN.
            var spoilt = bytes
            spoilt.replaceSubrange(8..<12, with: [0xC0, 0x7F, 0xC0, 0x7F])
            #expect(throws: EmbeddingError.self) { try PackedMultiVector(bytes: spoilt) }
        }
        #expect(throws: EmbeddingError.self) { try PackedMultiVector(base64: "no base64!") }
    }

    @Test func `random bytes are refused or read, and never more`() throws {
        var random = RandomNumbers(seed: 9)
        for _ in 0..<20_000 {
            var bytes = random.bytes(Int.random(in: 0...40, using: &random))
            if bytes.count > 8 {
                bytes.replaceSubrange(0..<8, with: [1, bytes[1] % 3, bytes[2] % 4, 0, bytes[4] % 4, 0, 0, 0])
            }
            guard let packed = try? PackedMultiVector(bytes: bytes) else { continue }
            #expect(packed.bytes == bytes)
        }
    }
}
