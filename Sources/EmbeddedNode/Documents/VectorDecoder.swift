import JSONValues

/// Decodes a vector of a document or a query as its mapping wants it, with the server's complaints.
struct VectorDecoder {
    let path: String
    /// The id of the document, for messages; empty for queries.
    let id: String
    let vector: VectorMapping

    private var documentName: String { "[dense_vector] field [\(path)] in doc [document with id '\(id)']" }

    /// How many components the value must have; `nil` while the mapping leaves it open.
    private var expected: Int? { vector.rowLength }

    private var isBinary: Bool { vector.elementType == .byte || vector.elementType == .bit }

    /// The components of a document's value: of numbers, or of a base64 or hexadecimal string.
    func components(_ node: ContentNode) throws -> [Float] {
        switch node.value {
        case .numbers(let values):
            try checkCount(values.count, moreAt: node.end, endsAt: node.end)
            if isBinary { for (index, value) in values.enumerated() { try checkByte(value, index, at: node.start) } }
            return values
        case .array(let elements):
            var values: [Float] = []
            for (index, element) in elements.enumerated() {
                if let expected, index >= expected {
                    throw DocumentFault(
                        element.start,
                        parsing:
                            "The \(documentName) has more dimensions than defined in the mapping [\(vector.dims ?? 0)]"
                    )
                }
                guard let value = element.double else {
                    throw DocumentFault(
                        element.start,
                        parsing:
                            "Failed to parse object: expecting token of type [VALUE_NUMBER] but found [\(element.token)]",
                        type: "parsing_exception"
                    )
                }
                if isBinary { try checkByte(Float(value), index, at: element.start) }
                values.append(Float(value))
            }
            try checkCount(values.count, moreAt: node.end, endsAt: node.end)
            return values
        case .string(let text): return try decoded(text, node)
        case .object:
            throw DocumentFault(node.start, parsing: "Expected text at 1:\(node.start + 1) but found START_OBJECT")
        default:
            throw DocumentFault(
                node.start,
                parsing: "Unsupported type [\(node.token)] for provided value [\(node.scalarText ?? "")]",
                type: "parsing_exception"
            )
        }
    }

    private func checkCount(_ count: Int, moreAt: Int, endsAt: Int) throws {
        if let expected, count > expected {
            throw DocumentFault(
                moreAt,
                parsing: "The \(documentName) has more dimensions than defined in the mapping [\(vector.dims ?? 0)]"
            )
        }
        if let expected, count < expected {
            throw DocumentFault(endsAt, parsing: "The \(documentName) \(differentDims(count))")
        }
        guard expected == nil else { return }
        let limit = vector.elementType == .bit ? 4_096 : 4_096
        guard 1...limit ~= count else {
            throw DocumentFault(
                endsAt,
                parsing: "The number of dimensions should be in the range [1, \(limit)] but was [\(count)]"
            )
        }
    }

    private func differentDims(_ count: Int) -> String {
        "has a different number of dimensions [\(vector.elementType == .bit ? count * 8 : count)] "
            + "than defined in the mapping [\(vector.dims ?? 0)]"
    }

    private func checkByte(_ value: Float, _ index: Int, at offset: Int) throws {
        let name = vector.elementType.rawValue
        guard value.isFinite, value == value.rounded() else {
            throw DocumentFault(
                offset,
                parsing: "element_type [\(name)] vectors only support non-decimal values but found decimal value "
                    + "[\(Self.java(value))] at dim [\(index)];"
            )
        }
        guard -128...127 ~= value else {
            // Java narrows to 32 bits.
            let shown = Int32(exactly: value) ?? (value < 0 ? .min : .max)
            throw DocumentFault(
                offset,
                parsing: "element_type [\(name)] vectors only support integers between [-128, 127] but found "
                    + "[\(shown)] at dim [\(index)];"
            )
        }
    }

    /// Checks the components of a query of bytes or bits, which the server both calls bytes.
    private func checkQueryBytes(_ components: [Float]) throws(VectorFault) {
        for (index, value) in components.enumerated() {
            let problem: String
            if value.isNaN {
                problem = "do not support NaN values but found"
            } else if value.isInfinite {
                problem = "do not support infinite values but found"
            } else if value != value.rounded() {
                problem = "only support non-decimal values but found decimal value"
            } else if !(-128...127 ~= value) {
                problem = "only support integers between [-128, 127] but found"
            } else {
                continue
            }
            throw VectorFault(
                "element_type [byte] vectors \(problem) [\(Self.java(value))] at dim [\(index)]; "
                    + "Preview of invalid vector: \(Self.preview(components.map(Self.java)))"
            )
        }
    }

    private func decoded(_ text: String, _ node: ContentNode) throws -> [Float] {
        if isBinary {
            let bytes: [UInt8]
            if let hex = Hexadecimal.decode(text), expected == nil || hex.count == expected {
                bytes = hex
            } else if case .success(let decoded) = Base64.decode(text), text.count > 2 {
                bytes = decoded
            } else {
                let bad = text.unicodeScalars.first { Character($0).hexDigitValue == nil } ?? "?"
                throw DocumentFault(
                    node.start,
                    parsing: "not a hexadecimal digit: \"\(bad)\" = \(bad.value)",
                    type: "number_format_exception"
                )
            }
            if let expected, bytes.count != expected {
                throw DocumentFault(node.start, parsing: "The \(documentName) \(differentDims(bytes.count))")
            }
            return bytes.map { Float(Int8(bitPattern: $0)) }
        }
        switch Base64.decode(text) {
        case .failure(let fault): throw DocumentFault(node.start, parsing: fault.reason)
        case .success(let bytes):
            if let values = Self.floats(bytes, dims: expected) { return values }
            let count = expected ?? 0
            throw DocumentFault(
                node.start,
                parsing:
                    "Failed to parse object: Base64 decoded vector byte length [\(bytes.count)] does not match the "
                    + "expected length of [\(count * 4)] or [\(count * 2)] for dimension count [\(count)]",
                type: "parsing_exception"
            )
        }
    }

    /// Big-endian float32 or bfloat16 components; `nil` where the length fits neither.
    static func floats(_ bytes: [UInt8], dims: Int?) -> [Float]? {
        if bytes.count % 4 == 0, !bytes.isEmpty, dims == nil || dims == bytes.count / 4 {
            return bytes.withUnsafeBytes { raw in
                [Float](unsafeUninitializedCapacity: bytes.count / 4) { buffer, count in
                    for index in 0..<bytes.count / 4 {
                        let word = raw.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
                        buffer.initializeElement(at: index, to: Float(bitPattern: UInt32(bigEndian: word)))
                    }
                    count = bytes.count / 4
                }
            }
        }
        guard let dims, bytes.count == dims * 2 else { return nil }
        return (0..<dims)
            .map { index in
                Float(bitPattern: UInt32(bytes[index * 2]) << 24 | UInt32(bytes[index * 2 + 1]) << 16)
            }
    }

    /// The row to store and the magnitude it was divided by.
    func row(_ components: [Float], at node: ContentNode) throws -> ([UInt8], Float) {
        do throws(VectorFault) {
            return try prepared(components)
        } catch {
            throw DocumentFault(node.end, parsing: error.reason)
        }
    }

    /// The row of checked components, as documents store it and queries compare it.
    ///
    /// A stored bfloat16 vector is rounded after it was brought to unit length; a query is not rounded at all.
    func prepared(_ components: [Float], isQuery: Bool = false) throws(VectorFault) -> ([UInt8], Float) {
        if isBinary {
            if isQuery { try checkQueryBytes(components) }
            let row = components.map { UInt8(bitPattern: Int8(clamping: Int($0))) }
            if vector.isIndexed, vector.elementType == .byte, vector.similarity == .cosine,
                row.allSatisfy({ $0 == 0 })
            {
                throw VectorFault(
                    "The [cosine] similarity does not support vectors with zero magnitude. Preview of invalid vector: "
                        + Self.preview(components.map { String(Int($0)) })
                )
            }
            return (row, 1)
        }
        var values = components
        let name = vector.elementType.rawValue
        for (index, value) in values.enumerated() where !value.isFinite {
            let problem = value.isNaN ? "NaN values but found [NaN]" : "infinite values but found [\(Self.java(value))]"
            throw VectorFault(
                "element_type [\(name)] vectors do not support \(problem) at dim [\(index)]; "
                    + "Preview of invalid vector: \(Self.preview(values.map(Self.java)))"
            )
        }
        let squared = values.reduce(Float(0)) { $0 + $1 * $1 }
        // Queries are not checked where the similarity needs no length.
        guard squared.isFinite || isQuery && (vector.similarity == .l2Norm || vector.similarity == .maxInnerProduct)
        else {
            throw VectorFault(
                "NaN or Infinite magnitude detected, this usually means the vector values are too extreme to fit within a "
                    + "float. Preview of invalid vector: \(Self.preview(values.map(Self.java)))"
            )
        }
        var magnitude: Float = 1
        if vector.isIndexed {
            if vector.similarity == .dotProduct, abs(squared - 1) >= (vector.elementType == .bfloat16 ? 0.02 : 0.001) {
                throw VectorFault(
                    "The [dot_product] similarity can only be used with unit-length vectors. "
                        + "Preview of invalid vector: \(Self.preview(values.map(Self.java)))"
                )
            }
            if vector.similarity == .cosine {
                magnitude = squared.squareRoot()
                guard magnitude > 0 else {
                    throw VectorFault(
                        "The [cosine] similarity does not support vectors with zero magnitude. "
                            + "Preview of invalid vector: \(Self.preview(values.map(Self.java)))"
                    )
                }
                if abs(squared - 1) > 1e-6 {
                    for index in values.indices { values[index] /= magnitude }
                } else {
                    magnitude = 1
                }
            }
        }
        if vector.elementType == .bfloat16, !isQuery { values = values.map(Self.bfloat16) }
        return (values.withUnsafeBytes { [UInt8]($0) }, magnitude)
    }

    /// The numbers of a stored row, as they came in.
    static func json(_ row: UnsafeRawBufferPointer, magnitude: Float, _ vector: VectorMapping) -> JSONValue {
        if vector.elementType == .byte || vector.elementType == .bit {
            return .array(row.map { .integer(Int64(Int8(bitPattern: $0))) })
        }
        return .array(
            (0..<row.count / 4)
                .map { index in
                    let value = row.loadUnaligned(fromByteOffset: index * 4, as: Float.self) * magnitude
                    // The shortest digits of the single-precision value, not those of its double neighbour.
                    return .number(Double(value.description) ?? Double(value))
                }
        )
    }

    /// The nearest bfloat16, ties to even.
    static func bfloat16(_ value: Float) -> Float {
        let bits = value.bitPattern
        return Float(bitPattern: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) & 0xFFFF_0000)
    }

    /// A float as Java prints it.
    static func java(_ value: Float) -> String { JavaValue.text(value) }

    private static func preview(_ components: [String]) -> String {
        let shown = components.prefix(5).joined(separator: ", ")
        return components.count > 5 ? "[\(shown), ...]" : "[\(shown)]"
    }
}

/// Why a vector cannot be used.
struct VectorFault: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
}
