public import Embeddings

/// Stands where inputs bring vectors made elsewhere: it names their model and embeds nothing.
///
/// An input without a vector is dead-lettered with that reason.
public struct PrecomputedEmbedder: Embedder {
    /// The model the vectors come from.
    public let model: EmbeddingModel
    /// Names what the vectors depend on.
    public let fingerprint: String
    /// Anything fits: nothing is sent.
    public let limits = EmbedderLimits(
        maxTexts: .max,
        maxImages: .max,
        maxBytes: .max,
        mixesModalities: true,
        maxConcurrentCalls: .max
    )

    /// Makes a stand-in for the model the vectors come from.
    ///
    /// - Parameters:
    ///   - model: The model; its `dims` are those of the vectors.
    ///   - fingerprint: What the model's own embedder calls itself, where searches shall use it; `nil` for a name of its own.
    public init(model: EmbeddingModel, fingerprint: String? = nil) {
        self.model = model
        self.fingerprint = fingerprint ?? "\(Self.prefix)\(model.id)/\(model.dims)"
    }

    private static let prefix = "precomputed/"

    /// Whether this is the name that stands where nobody knows the vectors' own embedder.
    public static func isUnknownModel(_ fingerprint: String) -> Bool { fingerprint.hasPrefix(prefix) }

    /// Fails every input: it should have brought its vector.
    public func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch {
        EmbeddingBatch(outcomes: inputs.map { _ in .failure(Self.noVector) })
    }

    /// Refuses every input, for the same reason.
    public func refusal(of input: EmbeddingInput) -> EmbeddingFailure? { Self.noVector }

    private static let noVector = EmbeddingFailure(
        "It brings no vector; name its field with --vector-field, or embed it with --embedder."
    )
}
