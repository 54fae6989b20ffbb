import Embeddings

/// Where the rows of a file of vectors stand and how their numbers are written.
struct VectorLayout: Hashable, Sendable {
    /// The most bytes of a header: NumPy's own limit for one it reads without being asked to trust it is 10,000.
    static let maxHeaderBytes = 1 << 16

    /// Where the first row begins.
    var offset: Int
    var rows: Int
    var dims: Int
    /// The bytes of one number: 2, 4 or 8.
    var width: Int
    var order: ByteOrder

    var rowBytes: Int { dims * width }

    /// Whether a row is an array of `Float` as it stands.
    var isNative: Bool {
        #if _endian(little)
        width == 4 && order == .little
        #else
        width == 4 && order == .big
        #endif
    }

    init(offset: Int, rows: Int, dims: Int, width: Int, order: ByteOrder) {
        (self.offset, self.rows, self.dims, self.width, self.order) = (offset, rows, dims, width, order)
    }

    /// Reads the header of a `.npy` file: numpy.lib.format, versions 1.0 to 3.0.
    ///
    /// - Parameter head: The file's beginning, up to ``maxHeaderBytes``.
    /// - Throws: `EmbeddingError` saying what it holds instead and what to do.
    init(npy head: [UInt8]) throws(EmbeddingError) {
        func fault(_ message: String) -> EmbeddingError { EmbeddingError(.invalidEncoding, message) }
        guard head.count >= 10, head.starts(with: [0x93] + Array("NUMPY".utf8)) else {
            throw fault("it is no .npy file, which begins with '\\x93NUMPY'")
        }
        let isShort = head[6] == 1
        guard 1...3 ~= head[6], head.count >= 12 else {
            throw fault("version \(head[6]) of the .npy format is not known")
        }
        let size = Int(head[8]) | Int(head[9]) << 8 | (isShort ? 0 : Int(head[10]) << 16 | Int(head[11]) << 24)
        let start = isShort ? 10 : 12
        guard start + size <= head.count else {
            throw fault(
                start + size > Self.maxHeaderBytes
                    ? "its header has \(size) bytes, more than that of an array of numbers"
                    : "it ends within its header; write or copy it again"
            )
        }
        var literal = PythonLiteral(String(decoding: head[start..<start + size], as: UTF8.self))
        guard let fields = literal.dictionary(), let kind = fields["descr"], let shape = fields["shape"] else {
            throw fault("its header cannot be read")
        }
        guard fields["fortran_order"] == "False" else {
            throw fault("it is in Fortran order; save it as numpy.ascontiguousarray(vectors)")
        }
        switch kind.dropFirst() {
        case "f2": width = 2
        case "f4": width = 4
        case "f8": width = 8
        default: throw fault("it holds '\(kind.prefix(20))', not floating-point numbers; save it as .astype('float32')")
        }
        switch kind.first {
        case "<": order = .little
        case ">": order = .big
        default: throw fault("its numbers are of the unknown kind '\(kind.prefix(20))'")
        }
        let sizes = shape.split(separator: ",").map { Int($0) }
        guard sizes.count == 2, let rows = sizes[0], let dims = sizes[1] else {
            throw fault("it has the shape (\(shape.prefix(40))), not that of a matrix: one row a record")
        }
        // Far more than any model or disk has, and little enough for products not to overflow.
        guard 0..<1 << 40 ~= rows, 1...1 << 16 ~= dims else {
            throw fault("it has the shape (\(shape.prefix(40))), which no file of vectors has")
        }
        (offset, self.rows, self.dims) = (start + size, rows, dims)
    }

    /// The numbers of one row.
    func values(_ bytes: [UInt8]) -> [Float] {
        bytes.withUnsafeBytes { raw in
            (0..<raw.count / width)
                .map { index in
                    switch width {
                    case 2: return Self.float(half: number(raw, index, UInt16.self))
                    case 4: return Float(bitPattern: number(raw, index, UInt32.self))
                    default: return Float(Double(bitPattern: number(raw, index, UInt64.self)))
                    }
                }
        }
    }

    private func number<Bits: FixedWidthInteger & BitwiseCopyable>(
        _ raw: UnsafeRawBufferPointer,
        _ index: Int,
        _ type: Bits.Type
    ) -> Bits {
        let bits = raw.loadUnaligned(fromByteOffset: index * width, as: type)
        return order == .little ? Bits(littleEndian: bits) : Bits(bigEndian: bits)
    }

    /// IEEE 754 binary16, by hand because `Float16` is not there on every platform.
    private static func float(half bits: UInt16) -> Float {
        let sign = UInt32(bits >> 15) << 31
        let exponent = UInt32(bits >> 10 & 0x1F)
        let fraction = UInt32(bits & 0x3FF)
        switch exponent {
        case 0:
            let value = Float(fraction) * 0x1p-24
            return sign == 0 ? value : -value
        case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}

/// Reads the dictionary that is the header of a `.npy` file.
private struct PythonLiteral {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    /// The values by key: strings without quotes, tuples without brackets and spaces, names as they are.
    mutating func dictionary() -> [String: String]? {
        guard take("{") else { return nil }
        var values: [String: String] = [:]
        while !take("}") {
            guard let key = string(), take(":"), let value = value() else { return nil }
            values[key] = value
            if !take(",") {
                guard take("}") else { return nil }
                break
            }
        }
        return values
    }

    private mutating func value() -> String? {
        skipSpaces()
        switch rest.first {
        case "'", "\"": return string()
        case "(":
            rest.removeFirst()
            guard let end = rest.firstIndex(of: ")") else { return nil }
            defer { rest = rest[rest.index(after: end)...] }
            return String(rest[..<end].filter { $0 != " " })
        // A record type, which holds more than numbers.
        case "[":
            guard let end = rest.lastIndex(of: "]") else { return nil }
            defer { rest = rest[rest.index(after: end)...] }
            return String(rest[...end])
        default:
            let word = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(word.count)
            return word.isEmpty ? nil : String(word)
        }
    }

    private mutating func string() -> String? {
        skipSpaces()
        guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
        rest.removeFirst()
        guard let end = rest.firstIndex(of: quote) else { return nil }
        defer { rest = rest[rest.index(after: end)...] }
        return String(rest[..<end])
    }

    private mutating func take(_ character: Character) -> Bool {
        skipSpaces()
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipSpaces() { rest = rest.drop { $0.isWhitespace } }
}
