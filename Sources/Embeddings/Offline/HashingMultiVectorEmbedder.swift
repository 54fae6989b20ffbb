/// An offline stand-in for a late-interaction model: one vector a word, made of its spelling.
///
/// The features are those of ``HashingEmbedder``, word by word: a query's word meets best the document's word that is equal, or
/// spelt alike, or names the same colour in another language. Writing without spaces gives one vector for every two neighbouring
/// characters. A query's function words are a tenth as long as its others, so that "the" matters little; a word that a text
/// repeats has one vector. The same text has the same vectors on every platform, to the last bit.
public struct HashingMultiVectorEmbedder: MultiVectorEmbedder {
    /// ``MultiVectorModel/offlineHashing``.
    public let model = MultiVectorModel.offlineHashing
    /// The size of its vectors.
    public let dims: Int
    /// The model's id and the size: nothing else changes a vector.
    public var fingerprint: String { "\(model.id) \(dims)" }
    /// As those of ``HashingEmbedder``.
    public let limits = HashingEmbedder().limits

    private static let fillerLength: Float = 0.1

    /// Makes the embedder.
    ///
    /// - Parameter dims: The size of its vectors, one of the model's; `nil` for 128.
    /// - Throws: ``EmbeddingError`` `invalid_dims`.
    public init(dims: Int? = nil) throws(EmbeddingError) { self.dims = try model.checkedDims(dims) }

    /// Embeds `texts` on the calling task; sends nothing anywhere.
    ///
    /// - Parameters:
    ///   - texts: The texts.
    ///   - role: Query or document; queries damp their function words.
    /// - Returns: A multi-vector for each text, or a failure for one without any character.
    /// - Throws: `CancellationError`.
    public func embed(_ texts: [String], role: EmbeddingRole) async throws -> MultiVectorBatch {
        var outcomes: [Result<MultiVector, EmbeddingFailure>] = []
        outcomes.reserveCapacity(texts.count)
        for (index, text) in texts.enumerated() {
            if index % 64 == 0 { try Task.checkCancellation() }
            if let vectors = vectors(of: text, role: role) {
                outcomes.append(.success(vectors))
            } else {
                outcomes.append(.failure(EmbeddingFailure("the text is empty; give it at least one visible character")))
            }
        }
        return MultiVectorBatch(outcomes: outcomes)
    }

    private func vectors(of text: String, role: EmbeddingRole) -> MultiVector? {
        var values: [Float] = []
        var seen: Set<UInt64> = []
        let folded = FoldedText(text)
        for word in folded.words {
            let letters = folded.scalars[word.range]
            for term in word.script == .unspaced ? Self.pairs(letters) : [letters] {
                let hash = StableHash.hash(term, seed: WordFeatures.wordSeed)
                guard seen.insert(hash).inserted, let vector = vector(of: term) else { continue }
                let isDamped = role == .query && FunctionWords.hashes.contains(hash)
                values += isDamped ? vector.map { $0 * Self.fillerLength } : vector
            }
        }
        if values.isEmpty, let vector = HashingEmbedder.projection(of: text)?.unit(dims: dims) { values = vector }
        return try? MultiVector(values, dims: dims)
    }

    private func vector(of letters: ArraySlice<UInt32>) -> [Float]? {
        var scalars = String.UnicodeScalarView()
        scalars.append(contentsOf: letters.compactMap(Unicode.Scalar.init))
        return HashingEmbedder.projection(of: String(scalars))?.unit(dims: dims)
    }

    /// Every two neighbours of a run; the run itself where it is shorter.
    private static func pairs(_ run: ArraySlice<UInt32>) -> [ArraySlice<UInt32>] {
        guard run.count > 2 else { return [run] }
        return (run.startIndex..<run.endIndex - 1).map { run[$0...$0 + 1] }
    }
}

extension MultiVectorModel {
    /// The offline stand-in of ``HashingMultiVectorEmbedder``: 64, 128 or 256 dims, texts of any length.
    public static let offlineHashing = MultiVectorModel(
        id: "es-jina-hashing-words-v1",
        dims: 128,
        sizes: [64, 128, 256],
        maxTokens: .max
    )
}
