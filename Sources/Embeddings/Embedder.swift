/// Turns texts and pictures into vectors.
///
/// An embedder answers for every input by itself: one bad picture never costs the others their vectors.
public protocol Embedder: Sendable {
    /// The model behind it.
    var model: EmbeddingModel { get }
    /// How much one call of ``embed(_:role:dims:)`` may hold.
    var limits: EmbedderLimits { get }
    /// Names everything that changes a vector besides the input: model, revision, server-side preprocessing.
    ///
    /// Vectors of equal fingerprints may be mixed and cached; others may not.
    var fingerprint: String { get }
    /// Whether a picture's vector depends on ``EmbeddingImage/words``, so that the words belong to the cache's key.
    var readsImageWords: Bool { get }

    /// Embeds `inputs` and reports one outcome per input, in order.
    ///
    /// - Parameters:
    ///   - inputs: What to embed, within ``limits``. An empty array returns at once.
    ///   - role: The side of the search the vectors are for.
    ///   - dims: The size to return, one of the model's; `nil` for its full size. Shorter vectors are unit length.
    /// - Returns: One outcome per input, and what the call cost.
    /// - Throws: The embedder's own error where no input could be tried: unreachable, unauthorised, out of credit.
    func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch
}

extension Embedder {
    /// False: most embedders see only the picture's bytes.
    public var readsImageWords: Bool { false }
}

/// How much one call to an embedder may hold.
public struct EmbedderLimits: Sendable, Hashable {
    /// The most texts in one call.
    public var maxTexts: Int
    /// The most pictures in one call.
    public var maxImages: Int
    /// The most bytes of encoded input in one call.
    public var maxBytes: Int
    /// Whether one call may hold texts and pictures together.
    public var mixesModalities: Bool
    /// How many calls may run at once.
    public var maxConcurrentCalls: Int

    /// Makes limits.
    public init(maxTexts: Int, maxImages: Int, maxBytes: Int, mixesModalities: Bool, maxConcurrentCalls: Int) {
        self.maxTexts = maxTexts
        self.maxImages = maxImages
        self.maxBytes = maxBytes
        self.mixesModalities = mixesModalities
        self.maxConcurrentCalls = maxConcurrentCalls
    }
}

/// What one call to an embedder brought.
public struct EmbeddingBatch: Sendable {
    /// One outcome per input, in the order of the inputs.
    public var outcomes: [Result<Embedding, EmbeddingFailure>]
    /// Tokens the service billed; 0 where it bills none or does not say.
    public var billedTokens: Int

    /// Makes a batch.
    public init(outcomes: [Result<Embedding, EmbeddingFailure>], billedTokens: Int = 0) {
        self.outcomes = outcomes
        self.billedTokens = billedTokens
    }
}

/// Why one input has no vector while others of its call may have theirs.
public struct EmbeddingFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence naming the reason and the fix; never holds the input itself.
    public var message: String

    /// Makes a failure.
    public init(_ message: String) { self.message = message }

    /// The message.
    public var description: String { message }
}
