#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An offline stand-in for a neural embedding model: finds shared words, spellings, colours and looks, not meanings.
///
/// It needs neither network nor key nor download, so that everything can be tried, tested and demonstrated on one machine. It
/// does not understand: "car" and "automobile" are strangers to it, and a picture is found by the words given with it and by
/// its colours, never by what it shows. For search by meaning use a neural model.
///
/// Texts become folded words, character n-grams of 3 to 5 letters (hence related spellings across languages), pairs of
/// neighbouring words and colour concepts in six languages; function words count next to nothing. Pictures become
/// ``EmbeddingImage/words``, their colours, brightness and shape under the same concepts, and a rough look of their own that
/// only other pictures share. All lie in one space of 1,024 dims; the prefixes of
/// ``EmbeddingModel/matryoshkaDims`` are embeddings too. The same input has the same vector on every platform, to the last bit.
/// One core embeds more than 20,000 short texts a second.
public struct HashingEmbedder: Embedder {
    /// ``EmbeddingModel/offlineHashing``.
    public let model = EmbeddingModel.offlineHashing

    /// 1,024 inputs of either kind a call, one call a processor.
    public let limits = EmbedderLimits(
        maxTexts: 1024,
        maxImages: 1024,
        maxBytes: 1 << 30,
        mixesModalities: true,
        maxConcurrentCalls: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    )

    /// The model's id: nothing else changes a vector.
    public var fingerprint: String { model.id }

    /// True: captions and tags are most of what it knows of a picture.
    public var readsImageWords: Bool { true }

    /// The lengths of a picture's parts; their squares sum to 1.
    ///
    /// Fixed, so that pictures with and without words meet an image query on equal terms.
    private enum PartLength {
        static let words: Float = 0.85
        static let concepts: Float = 0.38
        static let look: Float = 0.365
    }

    private static let fillerSeed: UInt64 = 0x66_696C_6C65_72

    /// Makes the embedder; all are equal.
    public init() {}

    /// Embeds `inputs` on the calling task; sends nothing anywhere.
    ///
    /// - Parameters:
    ///   - inputs: Texts and pictures in any mixture.
    ///   - role: Query or document; matters for pictures only, whose queries have no words.
    ///   - dims: One of ``EmbeddingModel/matryoshkaDims``; `nil` for 1,024.
    /// - Returns: A unit vector for each input, or a failure for a text without any character.
    /// - Throws: ``EmbeddingError`` `invalid_dims` for another size, `CancellationError`.
    public func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch {
        let dims = try model.checkedDims(dims ?? model.dims)
        var outcomes: [Result<Embedding, EmbeddingFailure>] = []
        outcomes.reserveCapacity(inputs.count)
        for (index, input) in inputs.enumerated() {
            if index % 64 == 0 { try Task.checkCancellation() }
            let projection =
                switch input {
                case .text(let text): HashingEmbedder.project(text)
                case .image(let image): HashingEmbedder.project(image, role: role)
                }
            if let values = projection?.unit(dims: dims) {
                outcomes.append(.success(Embedding(values)))
            } else {
                outcomes.append(.failure(EmbeddingFailure("the text is empty; give it at least one visible character")))
            }
        }
        return EmbeddingBatch(outcomes: outcomes)
    }

    /// `nil` for a text without visible characters.
    private static func project(_ text: String) -> FeatureProjection? {
        var projection = FeatureProjection()
        WordFeatures.add(FoldedText(text), to: &projection)
        if projection.isEmpty {
            // Nothing but punctuation: then that is what the text is about.
            for scalar in text.unicodeScalars where !scalar.properties.isWhitespace && scalar.properties.isGraphemeBase
            {
                projection.add(StableHash.hash(CollectionOfOne(scalar.value), seed: WordFeatures.wordSeed), 1)
            }
        }
        return projection.isEmpty ? nil : projection
    }

    private static func project(_ image: EmbeddingImage, role: EmbeddingRole) -> FeatureProjection? {
        var (words, concepts, look) = (FeatureProjection(), FeatureProjection(), FeatureProjection())
        var text = FoldedText()
        for entry in image.words { text.append(entry) }
        WordFeatures.add(text, to: &words)
        if let raster = image.raster {
            PictureFeatures.addConcepts(raster, to: &concepts)
            PictureFeatures.addLook(raster, to: &look)
        }
        var projection = FeatureProjection()
        // What a document lacks is filled with a direction of its own, or its other parts would weigh more than its neighbours'.
        let parts = [(words, PartLength.words), (concepts, PartLength.concepts), (look, PartLength.look)]
        let isUnknown = words.isEmpty && concepts.isEmpty && look.isEmpty
        for (index, (part, length)) in parts.enumerated() {
            if !part.isEmpty {
                projection.add(part, length: length)
            } else if role != .query || isUnknown {
                projection.add(filler(image, index), length: length)
            }
        }
        return projection
    }

    private static func filler(_ image: EmbeddingImage, _ index: Int) -> FeatureProjection {
        var filler = FeatureProjection()
        let seed = fillerSeed &+ UInt64(index)
        let hash =
            image.bytes.isEmpty
            ? StableHash.hash((image.raster?.rgb ?? []).lazy.map(UInt32.init), seed: seed)
            : StableHash.hash(image.bytes.lazy.map(UInt32.init), seed: seed)
        filler.add(hash, 1)
        return filler
    }
}
