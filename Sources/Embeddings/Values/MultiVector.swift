/// Several vectors of one size for one input, one a token, as late-interaction models return them.
public struct MultiVector: Sendable, Hashable {
    /// The size of each vector.
    public let dims: Int
    /// `count × dims` components, vector after vector.
    public let values: [Float]

    /// How many vectors there are.
    public var count: Int { dims == 0 ? 0 : values.count / dims }

    /// Makes a multi-vector of contiguous components.
    ///
    /// - Parameters:
    ///   - values: The vectors, one after another.
    ///   - dims: The size of each, at least 1.
    /// - Throws: ``EmbeddingError`` `invalid_dims` where `values` is empty or no whole number of vectors.
    public init(_ values: [Float], dims: Int) throws(EmbeddingError) {
        guard dims > 0, !values.isEmpty, values.count % dims == 0 else {
            throw EmbeddingError(.invalidDims, "\(values.count) components are no vectors of \(dims) dims")
        }
        self.dims = dims
        self.values = values
    }

    /// Makes a multi-vector of embeddings.
    ///
    /// - Parameter embeddings: At least one, all of one size.
    /// - Throws: ``EmbeddingError`` `invalid_dims` where there are none or sizes differ.
    public init(_ embeddings: [Embedding]) throws(EmbeddingError) {
        guard let dims = embeddings.first?.dims, dims > 0 else {
            throw EmbeddingError(.invalidDims, "a multi-vector needs at least one vector")
        }
        guard let odd = embeddings.first(where: { $0.dims != dims }) else {
            self.dims = dims
            self.values = embeddings.flatMap(\.values)
            return
        }
        throw EmbeddingError(
            .invalidDims,
            "the vectors of a multi-vector have \(dims) and \(odd.dims) dims; all must be equal"
        )
    }

    /// The vectors as embeddings.
    public var embeddings: [Embedding] {
        (0..<count).map { Embedding(Array(values[$0 * dims..<($0 + 1) * dims])) }
    }

    /// How well `document` answers this query: for each of the query's vectors the best inner product, summed.
    ///
    /// Khattab and Zaharia, "ColBERT: Efficient and Effective Passage Search via Contextualized Late Interaction over BERT"
    /// (SIGIR 2020); Elasticsearch's `maxSimDotProduct`. Takes `count × document.count` inner products. For many documents make
    /// one ``MaxSimQuery``.
    ///
    /// - Parameter document: Vectors of the same size.
    /// - Returns: The score; higher is better, at most ``count`` for unit vectors.
    /// - Throws: ``EmbeddingError`` `invalid_dims` where the sizes differ.
    public func maxSim(_ document: MultiVector) throws(EmbeddingError) -> Float {
        try MaxSimQuery(self).score(document)
    }
}
