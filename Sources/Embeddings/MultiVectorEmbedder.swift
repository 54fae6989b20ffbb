/// Turns texts into many vectors each, one a token, for late interaction.
///
/// Answers for every text by itself, as an ``Embedder`` does for its inputs.
public protocol MultiVectorEmbedder: Sendable {
    /// The model behind it.
    var model: MultiVectorModel { get }
    /// The size of its vectors, one of the model's.
    var dims: Int { get }
    /// How much one call of ``embed(_:role:)`` may hold; pictures do not matter.
    var limits: EmbedderLimits { get }
    /// Names everything that changes a vector besides the text: model, size, server-side preprocessing.
    ///
    /// Vectors of equal fingerprints may be compared and cached; others may not.
    var fingerprint: String { get }
    /// What a million billed tokens cost in US dollars, for estimates; `nil` where it is not known or costs nothing.
    var usdPerMillionTokens: Double? { get }

    /// Embeds `texts` and reports one outcome per text, in order.
    ///
    /// - Parameters:
    ///   - texts: What to embed, within ``limits``. An empty array returns at once.
    ///   - role: The side of the search the vectors are for.
    /// - Returns: One outcome per text, in order, and what the call cost. Vectors need not be of unit length: a shorter one counts
    ///   less.
    /// - Throws: The embedder's own error where no text could be tried: unreachable, unauthorised, out of credit. It conforms to
    ///   ``BilledError`` where tokens may have been billed all the same.
    func embed(_ texts: [String], role: EmbeddingRole) async throws -> MultiVectorBatch
}

extension MultiVectorEmbedder {
    /// `nil`: no price is known.
    public var usdPerMillionTokens: Double? { nil }
}

/// What one call to a ``MultiVectorEmbedder`` brought.
public typealias MultiVectorBatch = VectorBatch<MultiVector>

/// What the toolkit must know of a late-interaction model.
public struct MultiVectorModel: Sendable, Hashable {
    /// The model's id on the wire, such as `jina-colbert-v2`.
    public var id: String
    /// The size of its vectors where nobody asks for another.
    public var dims: Int
    /// The sizes it makes, ascending, ``dims`` included.
    ///
    /// Each has weights of its own: a smaller one is not cut from a larger one.
    public var sizes: [Int]
    /// The longest text it reads, in its own tokens.
    public var maxTokens: Int

    /// Makes a model.
    public init(id: String, dims: Int, sizes: [Int], maxTokens: Int) {
        self.id = id
        self.dims = dims
        self.sizes = sizes
        self.maxTokens = maxTokens
    }

    /// Checks a size.
    ///
    /// - Parameter dims: The size asked for; `nil` for the model's usual one.
    /// - Returns: The size.
    /// - Throws: ``EmbeddingError`` `invalid_dims`, naming those there are.
    public func checkedDims(_ dims: Int?) throws(EmbeddingError) -> Int {
        guard let dims else { return self.dims }
        guard sizes.contains(dims) else {
            let list = sizes.map(String.init).joined(separator: ", ")
            throw EmbeddingError(.invalidDims, "\(id) makes no token vectors of \(dims) dims; use one of \(list)")
        }
        return dims
    }
}
