import CVectorKernels

/// A ``MultiVector`` in a quarter or half of its bytes, as it is stored.
///
/// All numbers are little-endian:
///
/// | bytes | what |
/// |---|---|
/// | 0 | the format's version, 1 |
/// | 1 | what a component is: 1 for a signed byte, 2 for a bfloat16 |
/// | 2, 3 | dims, 1…65,535 |
/// | 4…7 | count, how many vectors there are, at least 1 |
/// | 8… | signed bytes: `count` float32 scales, then `count × dims` bytes, vector after vector; a component is byte × scale |
/// | 8… | bfloat16: `count × dims` of two bytes, vector after vector |
///
/// A vector's scale is its component of greatest magnitude divided by 127. What the narrow components cost, measured as the root mean
/// square of the error of an inner product of unit vectors of 128 normally distributed components: 0.0006 for signed bytes, 0.00015
/// for bfloat16; a score over 32 query vectors is off by 0.003 and 0.0008. Signed bytes are 132 bytes a vector, bfloat16 256, float32 would be 512.
public struct PackedMultiVector: Sendable, Hashable {
    /// What a component is.
    public struct Element: RawRepresentable, Sendable, Hashable {
        /// The name: `int8`, `bfloat16`.
        public let rawValue: String
        /// Makes an element of any name; only those named here can be packed.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// A signed byte, with a scale for each vector.
        public static let int8 = Element(rawValue: "int8")
        /// A 16-bit float with the exponent of a 32-bit one.
        public static let bfloat16 = Element(rawValue: "bfloat16")
    }

    enum Components: Sendable, Hashable {
        case int8([Int8], scales: [Float])
        case bfloat16([UInt16])
    }

    /// The size of each vector.
    public let dims: Int
    /// How many vectors there are.
    public let count: Int
    let components: Components

    private static let version: UInt8 = 1
    private static let headSize = 8
    /// The most dims, as two bytes tell them.
    private static let mostDims = Int(UInt16.max)

    /// What a component is.
    public var element: Element {
        switch components {
        case .int8: .int8
        case .bfloat16: .bfloat16
        }
    }

    /// Packs vectors.
    ///
    /// - Parameters:
    ///   - vectors: The vectors.
    ///   - element: What to make of each component; rounded to nearest, ties to even.
    /// - Throws: ``EmbeddingError`` `not_finite` for a NaN, an infinity or a number beyond bfloat16, `invalid_dims` for more than
    ///   65,535 dims, `invalid_encoding` for another element.
    public init(_ vectors: MultiVector, as element: Element) throws(EmbeddingError) {
        dims = vectors.dims
        count = vectors.count
        guard dims <= Self.mostDims, count <= Int(UInt32.max) else {
            throw EmbeddingError(
                .invalidDims,
                "\(count) vectors of \(dims) dims are too many or too large to be packed"
            )
        }
        guard vectors.values.withUnsafeBufferPointer({ VectorKernels.isFinite($0) }) else {
            throw EmbeddingError(
                .notFinite,
                "a token vector holds a component that is no finite number; only finite numbers can be searched"
            )
        }
        switch element {
        case .int8: components = Self.bytes(vectors)
        case .bfloat16:
            let words = Self.words(vectors.values)
            // The greatest float32 rounds to an infinity.
            guard words.allSatisfy({ $0 & 0x7F80 != 0x7F80 }) else {
                throw EmbeddingError(.notFinite, "a token vector holds a component that is too large for bfloat16")
            }
            components = .bfloat16(words)
        default:
            throw EmbeddingError(
                .invalidEncoding,
                "“\(element.rawValue)” is nothing vectors can be packed as; use int8 or bfloat16"
            )
        }
    }

    private static func bytes(_ vectors: MultiVector) -> Components {
        let (count, dims) = (vectors.count, vectors.dims)
        var scales: [Float] = []
        scales.reserveCapacity(count)
        var bytes: [Int8] = []
        bytes.reserveCapacity(count * dims)
        for vector in 0..<count {
            let values = vectors.values[vector * dims..<(vector + 1) * dims]
            let largest = values.reduce(0) { max($0, abs($1)) }
            scales.append(largest / 127)
            for value in values {
                // Divided first: the inverse of a tiny scale is infinite.
                bytes.append(largest == 0 ? 0 : Int8((value / largest * 127).rounded(.toNearestOrEven)))
            }
        }
        return .int8(bytes, scales: scales)
    }

    private static func words(_ values: [Float]) -> [UInt16] {
        [UInt16](unsafeUninitializedCapacity: values.count) { out, count in
            guard let target = out.baseAddress else { return }
            esjv_to_bfloat16(values, values.count, target)
            count = values.count
        }
    }

    /// The vectors as 32-bit floats, as far as they were kept.
    ///
    /// - Returns: As many vectors of the same size.
    /// - Throws: Nothing for what ``init(_:as:)`` or ``init(bytes:)`` made.
    public func multiVector() throws(EmbeddingError) -> MultiVector {
        switch components {
        case .int8(let bytes, let scales):
            let values = [Float](unsafeUninitializedCapacity: bytes.count) { out, written in
                for index in bytes.indices { out[index] = Float(bytes[index]) * scales[index / dims] }
                written = bytes.count
            }
            return try MultiVector(values, dims: dims)
        case .bfloat16(let words):
            let values = [Float](unsafeUninitializedCapacity: words.count) { out, written in
                guard let target = out.baseAddress else { return }
                esjv_from_bfloat16(words, words.count, target)
                written = words.count
            }
            return try MultiVector(values, dims: dims)
        }
    }
}

// MARK: Bytes

extension PackedMultiVector {
    /// The form in which it is stored, described at the type.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.size(element: element, count: count, dims: dims))
        bytes.append(Self.version)
        bytes.append(element == .int8 ? 1 : 2)
        Self.append(UInt16(truncatingIfNeeded: dims), to: &bytes)
        Self.append(UInt32(truncatingIfNeeded: count), to: &bytes)
        switch components {
        case .int8(let components, let scales):
            for scale in scales { Self.append(scale.bitPattern, to: &bytes) }
            components.withUnsafeBytes { bytes.append(contentsOf: $0) }
        case .bfloat16(let words):
            if UInt16(1).littleEndian == 1 {
                words.withUnsafeBytes { bytes.append(contentsOf: $0) }
            } else {
                for word in words { Self.append(word, to: &bytes) }
            }
        }
        return bytes
    }

    /// Reads what ``bytes`` wrote, from an array.
    ///
    /// - Parameter bytes: All bytes of it and no others.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` for anything else, also for numbers that are not finite.
    public init(bytes: [UInt8]) throws(EmbeddingError) {
        var read: Result<PackedMultiVector, EmbeddingError>?
        bytes.withUnsafeBytes { raw in
            do throws(EmbeddingError) { read = .success(try PackedMultiVector(bytes: raw)) } catch {
                read = .failure(error)
            }
        }
        guard let read else { throw EmbeddingError(.invalidEncoding, "token vectors were not read") }
        self = try read.get()
    }

    /// Reads what ``bytes-swift.property`` wrote, from memory such as a database's blob; needs no alignment.
    ///
    /// - Parameter bytes: All bytes of it and no others.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` for anything else, also for numbers that are not finite.
    public init(bytes: UnsafeRawBufferPointer) throws(EmbeddingError) {
        func refusal(_ why: String) -> EmbeddingError {
            EmbeddingError(.invalidEncoding, "\(bytes.count) bytes are no token vectors: \(why)")
        }
        guard bytes.count > Self.headSize else { throw refusal("they have no whole head") }
        guard bytes[0] == Self.version else {
            throw refusal("their format is version \(bytes[0]), and this program reads version \(Self.version)")
        }
        guard let element: Element = [1: .int8, 2: .bfloat16][bytes[1]] else {
            throw refusal("\(bytes[1]) is no kind of component that this program reads")
        }
        let dims = Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 2, as: UInt16.self)))
        let count = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4, as: UInt32.self)))
        guard dims > 0, count > 0, bytes.count == Self.size(element: element, count: count, dims: dims) else {
            throw refusal("\(count) vectors of \(dims) dims take another number of bytes; they were cut or are others'")
        }
        self.dims = dims
        self.count = count
        let body = UnsafeRawBufferPointer(rebasing: bytes[Self.headSize...])
        if element == .int8 {
            let scales = (0..<count)
                .map {
                    Float(bitPattern: UInt32(littleEndian: body.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
                }
            guard scales.allSatisfy(\.isFinite) else { throw refusal("a scale is no finite number") }
            components = .int8(body[(4 * count)...].map { Int8(bitPattern: $0) }, scales: scales)
        } else {
            let words = [UInt16](unsafeUninitializedCapacity: count * dims) { out, written in
                UnsafeMutableRawBufferPointer(out).copyMemory(from: body)
                written = count * dims
            }
            let native = UInt16(1).littleEndian == 1 ? words : words.map(\.byteSwapped)
            guard native.allSatisfy({ $0 & 0x7F80 != 0x7F80 }) else { throw refusal("a component is no finite number") }
            components = .bfloat16(native)
        }
    }

    /// The bytes as padded base64, as they stand in a document.
    public var base64: String { bytes.withUnsafeBytes { Base64.string($0) } }

    /// Reads what ``base64`` wrote.
    ///
    /// - Parameter text: Standard base64.
    /// - Throws: ``EmbeddingError`` `invalid_encoding` where it is none, or holds no token vectors.
    public init(base64 text: some StringProtocol) throws(EmbeddingError) {
        try self.init(bytes: try Base64.bytes(text))
    }

    private static func size(element: Element, count: Int, dims: Int) -> Int {
        headSize + (element == .int8 ? count * (4 + dims) : count * dims * 2)
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
    }
}
