import CVectorKernels

extension Embedding {
    /// The Euclidean length.
    public var norm: Float { squaredNorm.squareRoot() }

    /// The square of the Euclidean length.
    public var squaredNorm: Float { values.withUnsafeBufferPointer { VectorKernels.squaredNorm($0) } }

    /// Whether no component is NaN or infinite.
    public var isFinite: Bool { values.withUnsafeBufferPointer { VectorKernels.isFinite($0) } }

    /// Whether the squared length is within 0.001 of 1, which is what Elasticsearch asks of `dot_product` fields.
    public var isUnitLength: Bool { abs(squaredNorm - 1) < 1e-3 }

    /// The inner product with `other`, over as many components as both have.
    public func dot(_ other: Embedding) -> Float {
        values.withUnsafeBufferPointer { a in other.values.withUnsafeBufferPointer { b in VectorKernels.dot(a, b) } }
    }

    /// The squared Euclidean distance to `other`, over as many components as both have.
    public func squaredDistance(to other: Embedding) -> Float {
        values.withUnsafeBufferPointer { a in
            other.values.withUnsafeBufferPointer { b in VectorKernels.squaredDistance(a, b) }
        }
    }

    /// The cosine of the angle to `other`, −1…1; 0 where either has no direction.
    public func cosine(_ other: Embedding) -> Float {
        let lengths = (squaredNorm * other.squaredNorm).squareRoot()
        guard lengths > 0, lengths.isFinite else { return 0 }
        return dot(other) / lengths
    }

    /// The same direction at unit length.
    ///
    /// - Returns: The vector divided by its length, in 32-bit floats.
    /// - Throws: ``EmbeddingError`` `not_finite` for a NaN or an infinity, `zero_magnitude` for a vector without direction.
    public func normalized() throws(EmbeddingError) -> Embedding { try Embedding.normalizing(values) }

    /// The first `dims` components at unit length: a smaller Matryoshka embedding.
    ///
    /// Whether the model was trained for that size is ``EmbeddingModel/checkedDims(_:)``'s question, not this one's.
    ///
    /// - Parameter dims: How many components to keep, 1…``dims``.
    /// - Returns: The prefix, normalised again in 32-bit floats.
    /// - Throws: ``EmbeddingError`` `invalid_dims` outside of that range, else as ``normalized()``.
    public func truncated(to dims: Int) throws(EmbeddingError) -> Embedding {
        guard dims >= 1, dims <= values.count else {
            throw EmbeddingError(
                .invalidDims,
                "cannot cut a vector of \(values.count) dims to \(dims); ask for a size from 1 to \(values.count)"
            )
        }
        return try Embedding.normalizing(dims == values.count ? values : Array(values[..<dims]))
    }

    /// The normalised sum of weighted vectors, such as `picture + 0.5 · "at night" − "people"`.
    ///
    /// - Parameter terms: Vectors of one size, each with its weight; negative weights point away.
    /// - Returns: The sum at unit length.
    /// - Throws: ``EmbeddingError`` `invalid_dims` for no terms or terms of different sizes, `not_finite`, or
    ///   `zero_magnitude` where the terms cancel out.
    public static func weightedSum(_ terms: [(Embedding, Float)]) throws(EmbeddingError) -> Embedding {
        guard let dims = terms.first?.0.dims else {
            throw EmbeddingError(.invalidDims, "a sum of vectors needs at least one vector")
        }
        var sum = [Float](repeating: 0, count: dims)
        for (embedding, weight) in terms {
            guard embedding.dims == dims else {
                throw EmbeddingError(
                    .invalidDims,
                    "cannot add vectors of \(dims) and \(embedding.dims) dims; embed both with one model at one size"
                )
            }
            for index in 0..<dims { sum[index] += weight * embedding.values[index] }
        }
        return try normalizing(sum)
    }

    private static func normalizing(_ values: consuming [Float]) throws(EmbeddingError) -> Embedding {
        guard values.withUnsafeBufferPointer({ VectorKernels.isFinite($0) }) else {
            let index = values.firstIndex { !$0.isFinite } ?? 0
            throw EmbeddingError(
                .notFinite,
                "component \(index) of a vector of \(values.count) dims is \(values[index]); only finite numbers can be searched"
            )
        }
        var squaredNorm = values.withUnsafeBufferPointer { VectorKernels.squaredNorm($0) }
        // Squares of very large or very small components leave the range of floats though the direction is sound.
        if squaredNorm < 1e-30 || !squaredNorm.isFinite {
            let largest = values.reduce(0) { max($0, abs($1)) }
            guard largest > 0 else {
                throw EmbeddingError(
                    .zeroMagnitude,
                    "a vector of \(values.count) dims has zero magnitude, hence no direction to compare by"
                )
            }
            for index in values.indices { values[index] /= largest }
            squaredNorm = values.withUnsafeBufferPointer { VectorKernels.squaredNorm($0) }
        }
        let factor = 1 / squaredNorm.squareRoot()
        values.withUnsafeMutableBufferPointer { VectorKernels.scale($0, by: factor) }
        return Embedding(values)
    }
}
