extension EmbeddingModel {
    /// Whether vectors of the model may be cut to `dims`.
    public func supports(dims: Int) -> Bool { dims == self.dims || matryoshkaDims.contains(dims) }

    /// Returns `dims` where the model has that size.
    ///
    /// - Parameter dims: A size, such as the one a user asked for.
    /// - Returns: The same number.
    /// - Throws: ``EmbeddingError`` `invalid_dims`, naming the nearest size and all others.
    public func checkedDims(_ dims: Int) throws(EmbeddingError) -> Int {
        if supports(dims: dims) { return dims }
        let sizes = Set(matryoshkaDims + [self.dims]).sorted()
        let nearest = sizes.min { abs($0 - dims) < abs($1 - dims) } ?? self.dims
        throw EmbeddingError(
            .invalidDims,
            "\(id) has no \(dims)-dim vectors; the nearest size is \(nearest), all are "
                + sizes.map(String.init).joined(separator: ", ")
        )
    }

    /// The model of ``HashingEmbedder``: works offline, shares words and pixels, knows no meanings.
    public static let offlineHashing = EmbeddingModel(
        id: "es-jina-hashing-v1",
        dims: 1024,
        matryoshkaDims: [64, 128, 256, 512, 768, 1024],
        modalities: [.text, .image],
        maxTokens: 8192
    )
}
