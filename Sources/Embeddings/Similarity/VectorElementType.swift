/// What a component of a stored vector is, Elasticsearch's `element_type`.
public struct VectorElementType: RawRepresentable, Hashable, Sendable {
    /// The name on the wire.
    public let rawValue: String
    /// Makes an element type of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// 32-bit floats.
    public static let float = VectorElementType(rawValue: "float")
    /// 16-bit floats with the exponent of 32-bit ones.
    public static let bfloat16 = VectorElementType(rawValue: "bfloat16")
    /// Signed bytes.
    public static let byte = VectorElementType(rawValue: "byte")
    /// Single bits.
    public static let bit = VectorElementType(rawValue: "bit")
}
