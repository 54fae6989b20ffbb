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
/// Texts become folded words with light stems, character n-grams of 3 and 4 letters (hence related spellings across languages)
/// and colour concepts in six languages; function words count next to nothing. Pictures become ``EmbeddingImage/words``, of
/// which the first of each caption count most; their colours, brightness and shape under the same concepts; and a look of their
/// own, made of edges and their directions, that only other pictures share. A query picture meets no words, so that it finds
/// itself before all others and then what looks like it. All lie in one space of 1,024 dims; the prefixes of
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
    /// Fixed, also within each section of the vector, so that pictures with many words, few or none meet a query on equal
    /// terms, and none is more like an image query than the picture itself.
    private struct PartLengths {
        var words: Float
        var concepts: Float
        var look: Float

        static let document = PartLengths(words: 0.75, concepts: 0.3, look: 0.59)
        /// Shapes tell more than colours when like is sought by like.
        static let query = PartLengths(words: 0.75, concepts: 0.1, look: 0.99)
    }

    /// The look of a picture in which nothing is to be seen.
    private static let flatLook: UInt64 = 0x66_6C61_74

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
                case .text(let text): HashingEmbedder.projection(of: text)
                case .image(let image): HashingEmbedder.project(image, role: role)
                }
            if let values = projection?.unit(dims: dims) {
                outcomes.append(.success(Embedding(values)))
            } else {
                outcomes.append(.failure(Self.emptyText))
            }
        }
        return EmbeddingBatch(outcomes: outcomes)
    }

    /// Refuses a text without any visible character.
    public func refusal(of input: EmbeddingInput) -> EmbeddingFailure? {
        guard case .text(let text) = input, Self.projection(of: text)?.unit(dims: model.dims) == nil else { return nil }
        return Self.emptyText
    }

    private static let emptyText = EmbeddingFailure("the text is empty; give it at least one visible character")

    /// `nil` for a text without visible characters.
    static func projection(of text: String) -> FeatureProjection? {
        var projection = FeatureProjection()
        WordFeatures.add(FoldedText(text), to: &projection)
        if projection.isEmpty {
            // Nothing but punctuation: then that is what the text is about.
            for scalar in text.unicodeScalars where !scalar.properties.isWhitespace && scalar.properties.isGraphemeBase
            {
                projection.add(StableHash.hash(CollectionOfOne(scalar.value), seed: WordFeatures.wordSeed), 1)
            }
        }
        projection.level()
        return projection.isEmpty ? nil : projection
    }

    /// The parts of a picture, each in its own components.
    private static func project(_ image: EmbeddingImage, role: EmbeddingRole) -> FeatureProjection? {
        var (words, concepts, look) = (FeatureProjection(), FeatureProjection(), FeatureProjection())
        WordFeatures.add(captions: image.words, to: &words)
        if let raster = image.raster {
            PictureFeatures.addConcepts(raster, to: &concepts)
            if let components = PictureLook.components(raster) {
                look.set(components, of: .look)
            } else {
                look.add(flatLook, 1, to: .look)
            }
        }
        let isQuery = role == .query && !(words.isEmpty && image.raster == nil)
        let lengths = isQuery ? PartLengths.query : PartLengths.document
        let parts: [(FeatureProjection, FeatureProjection.Part, Float)] = [
            (words, .words, lengths.words), (concepts, .concepts, lengths.concepts), (look, .look, lengths.look),
        ]
        var projection = FeatureProjection()
        for (source, part, length) in parts where !source.isEmpty || !isQuery {
            projection.add(source, part, length: length, filler: filler(image, part))
        }
        return projection
    }

    /// What stands for a part that a document lacks, or its other parts would weigh more than its neighbours': a direction of
    /// the picture's own.
    private static func filler(_ image: EmbeddingImage, _ part: FeatureProjection.Part) -> FeatureProjection {
        var filler = FeatureProjection()
        let seed = fillerSeed &+ UInt64(part.first)
        let hash =
            image.bytes.isEmpty
            ? StableHash.hash((image.raster?.rgb ?? []).lazy.map(UInt32.init), seed: seed)
            : StableHash.hash(image.bytes.lazy.map(UInt32.init), seed: seed)
        filler.add(hash, 1, to: part)
        return filler
    }
}
