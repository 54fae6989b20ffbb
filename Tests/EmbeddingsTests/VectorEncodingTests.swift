import Embeddings
import Testing

/// The goldens are Elasticsearch's own (its YAML tests 171 and 172) and Jina's measured answers.
@Suite("Vector encodings")
struct VectorEncodingTests {
    @Test("floats are written big-endian as Elasticsearch reads them")
    func bigEndian() {
        #expect(Embedding([0.1, 0.2, 0.3]).base64(.big) == "PczMzT5MzM0+mZma")
        #expect(Embedding([0.8837743, 0.6310808, 0.7800066]).base64(.big) == "P2I/CD8hjoM/R66D")
        var bytes = Array("x".utf8)
        Embedding([0.1, 0.2, 0.3]).appendBase64(.big, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "xPczMzT5MzM0+mZma")
        #expect(Embedding([]).base64(.big) == "")
    }

    @Test("bfloat16 is written big-endian as Elasticsearch reads it")
    func bfloat16() {
        #expect(Embedding([0.1, 0.2, 0.3]).bfloat16Base64() == "Pc0+TT6a")
        var bytes: [UInt8] = []
        Embedding([0.1, 0.2, 0.3]).appendBfloat16Base64(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "Pc0+TT6a")
        // Longer than one block of the kernel.
        let long = Embedding((0..<1024).map { Float($0) })
        #expect(long.bfloat16Base64().utf8.count == 2732)
    }

    @Test("floats are read in both byte orders")
    func read() throws {
        #expect(try Embedding(base64: "PczMzT5MzM0+mZma", .big).values == [0.1, 0.2, 0.3])
        #expect(try Embedding(base64: "PczMzT5MzM0+mZma", .big, dims: 3).dims == 3)
        // Little-endian 1.0 and -2.0, from Python's struct and base64 modules.
        #expect(try Embedding(base64: "AACAPwAAAMA=", .little).values == [1, -2])
        #expect(Embedding([1, -2]).base64(.little) == "AACAPwAAAMA=")
        #expect(try Embedding(base64: Array("AACAPwAAAMA".utf8), .little).values == [1, -2])
        #expect(try Embedding(base64: "", .little).values.isEmpty)
    }

    @Test(
        "each Matryoshka size has its number of characters",
        arguments: [(64, 344), (128, 684), (256, 1368), (512, 2732), (768, 4096), (1024, 5464)]
    )
    func characters(dims: Int, characters: Int) throws {
        var random = RandomNumbers(seed: 3)
        let embedding = Embedding(random.floats(dims))
        for order in [ByteOrder.big, .little] {
            let text = embedding.base64(order)
            #expect(text.utf8.count == characters)
            #expect(try Embedding(base64: text, order, dims: dims) == embedding)
        }
    }

    @Test("what is no base64 of whole floats is refused with its place or its length")
    func refused() {
        let place = #expect(throws: EmbeddingError.self) { try Embedding(base64: "PczM!T5M", .big) }
        #expect(place?.kind == .invalidEncoding)
        let alphabet = #expect(throws: EmbeddingError.self) { try Embedding(base64: "Pcz-zQ==", .big) }
        #expect(
            alphabet?.message
                == "character 3 is not of the base64 alphabet A-Z a-z 0-9 + /; send standard base64 without line breaks"
        )
        for cut in ["PczMzT5", "Pcz", "PczMzT5MzM0+mZm", "P"] {
            let error = #expect(throws: EmbeddingError.self) { try Embedding(base64: cut, .big) }
            #expect(error?.kind == .invalidEncoding)
        }
        let size = #expect(throws: EmbeddingError.self) { try Embedding(base64: "PczMzT5MzM0+mZma", .big, dims: 4) }
        #expect(size?.kind == .invalidDims)
        #expect(size?.message == "base64 holds a vector of 3 dims where 4 were expected; the model or the size differs")
    }

    @Test("Elasticsearch's reading tells float32 from bfloat16 by length and refuses in its words")
    func elasticsearch() throws {
        #expect(try Embedding(elasticsearchBase64: "PczMzT5MzM0+mZma", dims: 3).values == [0.1, 0.2, 0.3])
        #expect(
            try Embedding(elasticsearchBase64: "Pc0+TT6a", dims: 3).values == [0.10009765625, 0.2001953125, 0.30078125]
        )
        let size = #expect(throws: EmbeddingError.self) { try Embedding(elasticsearchBase64: "ChQe", dims: 3) }
        #expect(
            size?.message
                == "failed to decode vector: Base64 decoded vector byte length [3] does not match the expected length of [12] or [6] for dimension count [3]"
        )
        let text = #expect(throws: EmbeddingError.self) { try Embedding(elasticsearchBase64: "no base64", dims: 3) }
        #expect(text?.message == "failed to decode vector: value must be a valid base64 string")
    }

    @Test("stored bytes are little-endian and read back from unaligned memory")
    func bytes() throws {
        let embedding = Embedding([1, -2, .greatestFiniteMagnitude])
        #expect(embedding.littleEndianBytes == [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0xFF, 0xFF, 0x7F, 0x7F])
        #expect(try Embedding(littleEndianBytes: embedding.littleEndianBytes) == embedding)
        let shifted = [9] + embedding.littleEndianBytes
        #expect(try Embedding(littleEndianBytes: shifted[1...]) == embedding)
        let fromMemory = shifted.withUnsafeBytes {
            try? Embedding(littleEndianBytes: UnsafeRawBufferPointer(rebasing: $0[1...]))
        }
        #expect(fromMemory == embedding)
        #expect(throws: EmbeddingError.self) { try Embedding(littleEndianBytes: [1, 2, 3]) }
        #expect(try Embedding(littleEndianBytes: []).dims == 0)
    }

    @Test("byte vectors are hex and base64 as Elasticsearch writes them")
    func byteVectors() throws {
        #expect(ByteVector([10, 20, 30]).hex == "0a141e")
        #expect(ByteVector([10, 20, 30]).base64 == "ChQe")
        #expect(ByteVector([-128, 127, 10]).base64 == "gH8K")
        #expect(try ByteVector(encoded: "gH8K", dims: 3).values == [-128, 127, 10])
        #expect(try ByteVector(encoded: "0A141e", dims: 3).values == [10, 20, 30])
        // Hex wins where it fits, though it is base64 as well.
        #expect(try ByteVector(encoded: "000000", dims: 3).values == [0, 0, 0])
        #expect(try ByteVector(encoded: "0000", dims: 3).values == [-45, 77, 52])
    }

    @Test("byte and bit texts of the wrong length are refused in Elasticsearch's words")
    func wrongLength() {
        let hex = #expect(throws: EmbeddingError.self) { try ByteVector(encoded: "0a14", dims: 3 + 1) }
        #expect(
            hex?.message
                == "failed to decode vector: hex-decoded vector has a different number of dimensions [2] than the expected [4]"
        )
        let base64 = #expect(throws: EmbeddingError.self) { try BitVector(encoded: "gH8K", dims: 16) }
        #expect(
            base64?.message
                == "failed to decode vector: Base64 decoded vector byte length [3] does not match the expected length of [2]"
        )
        let neither = #expect(throws: EmbeddingError.self) { try ByteVector(encoded: "??", dims: 2) }
        #expect(neither?.message == "failed to decode vector: value must be a valid base64 or hex string")
    }

    @Test("bit vectors take the sign of each component, first component in the top bit")
    func bits() throws {
        let bits = try BitVector(quantizing: Embedding([0, -1, 1, 0.5, -0, 2, 3, 4, 1, 0, 0, 0, 0, 0, 0, -1]))
        #expect(bits.bytes == [0b0011_0111, 0b1000_0000])
        #expect(bits.dims == 16)
        #expect(BitVector([3]).base64 == "Aw==")
        #expect(try BitVector(encoded: "Aw==", dims: 8).bytes == [3])
        #expect(BitVector([0x81, 0x00, 0x01, 0x2a, 0x7f]).hex == "8100012a7f")
        #expect(throws: EmbeddingError.self) { try BitVector(quantizing: Embedding([1, 2, 3])) }
        #expect(throws: EmbeddingError.self) {
            try BitVector(quantizing: Embedding([Float](repeating: .nan, count: 8)))
        }
    }

    @Test("Jina's binary is ubinary minus 128, and both become the same bits")
    func jina() throws {
        let unsigned = try BitVector(jinaUBinary: [50, 193, 128, 255])
        #expect(try BitVector(jinaBinary: [-78, 65, 0, 127]) == unsigned)
        #expect(unsigned.signedBytes == [50, -63, -128, -1])
        #expect(throws: EmbeddingError.self) { try BitVector(jinaUBinary: [256]) }
        #expect(throws: EmbeddingError.self) { try BitVector(jinaUBinary: [-1]) }
        #expect(throws: EmbeddingError.self) { try BitVector(jinaBinary: [0.5]) }
        #expect(throws: EmbeddingError.self) { try BitVector(jinaBinary: [.nan]) }
    }

    @Test("int8 quantisation scales the largest component to 127")
    func int8() throws {
        #expect(try ByteVector(quantizing: Embedding([1, -2, 0.5, 0])).values == [64, -127, 32, 0])
        #expect(throws: EmbeddingError.self) { try ByteVector(quantizing: Embedding([0, 0])) }
    }
}
