/// A dense vector of 32-bit floats, as an embedding model returns it.
public struct Embedding: Sendable, Hashable {
    /// The components, in order.
    public let values: [Float]

    /// Makes an embedding of `values` as they are: neither checked nor normalised.
    public init(_ values: [Float]) { self.values = values }

    /// How many components there are.
    public var dims: Int { values.count }
}
