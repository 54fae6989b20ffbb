extension EmbeddingModel {
    /// The sizes it was trained to be cut to and its full one, ascending.
    public var trainedDims: [Int] { Set(matryoshkaDims + [dims]).sorted() }

    /// Whether vectors of the model may be cut to `dims`, trained for it or not.
    public func supports(dims: Int) -> Bool { trainedDims.contains(dims) || dimsRange?.contains(dims) == true }

    /// Returns `dims` where the model has that size.
    ///
    /// - Parameter dims: A size, such as the one a user asked for; ``dimsWarning(_:)`` says where it is allowed but not trained.
    /// - Returns: The same number.
    /// - Throws: ``EmbeddingError`` `invalid_dims`, naming the nearest size and all others.
    public func checkedDims(_ dims: Int) throws(EmbeddingError) -> Int {
        if supports(dims: dims) { return dims }
        let sizes = trainedDims
        // Within the sizes first, so that no difference overflows.
        let wanted = min(max(dims, sizes[0]), sizes[sizes.count - 1])
        let nearest = sizes.min { abs($0 - wanted) < abs($1 - wanted) } ?? self.dims
        let list = sizes.map(String.init).joined(separator: ", ")
        let range = dimsRange.map { "; with a warning, any from \($0.lowerBound) to \($0.upperBound)" } ?? ""
        throw EmbeddingError(
            .invalidDims,
            "\(id) has no \(dims)-dim vectors; the nearest size is \(nearest), all are \(list)\(range)"
        )
    }

    /// What to tell whoever asks for vectors of `dims`; `nil` where the model was trained for them or does not have them.
    ///
    /// - Parameter dims: A size.
    /// - Returns: Two sentences that name the trained sizes next to it.
    public func dimsWarning(_ dims: Int) -> String? {
        let sizes = trainedDims
        guard supports(dims: dims), !sizes.contains(dims) else { return nil }
        let neighbours = [sizes.last { $0 < dims }, sizes.first { $0 > dims }].compactMap { $0.map(String.init) }
        let nearest = (neighbours.count > 1 ? "sizes are " : "size is ") + neighbours.joined(separator: " and ")
        return
            "\(id) was not trained for vectors of \(dims) dims: how well they find is not known. The nearest trained \(nearest)."
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
