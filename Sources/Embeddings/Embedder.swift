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
    /// What a million billed tokens cost in US dollars, for estimates; `nil` where it is not known or costs nothing.
    var usdPerMillionTokens: Double? { get }

    /// Embeds `inputs` and reports one outcome per input, in order.
    ///
    /// - Parameters:
    ///   - inputs: What to embed, within ``limits``. An empty array returns at once.
    ///   - role: The side of the search the vectors are for.
    ///   - dims: The size to return, one of the model's; `nil` for its full size. Shorter vectors are unit length.
    /// - Returns: One outcome per input, in order, and what the call cost.
    /// - Throws: The embedder's own error where no input could be tried: unreachable, unauthorised, out of credit. It conforms
    ///   to ``BilledError`` where tokens may have been billed all the same.
    func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch

    /// Why `input` would come to nothing, as far as that is known without embedding anything.
    ///
    /// - Parameter input: A text or picture of a document.
    /// - Returns: The failure that ``embed(_:role:dims:)`` would report; `nil` where only embedding it can tell. Sends nothing.
    func refusal(of input: EmbeddingInput) -> EmbeddingFailure?
}

extension Embedder {
    /// False: most embedders see only the picture's bytes.
    public var readsImageWords: Bool { false }

    /// `nil`: no price is known.
    public var usdPerMillionTokens: Double? { nil }

    /// `nil`: nothing is known before it is tried.
    public func refusal(of input: EmbeddingInput) -> EmbeddingFailure? { nil }
}

/// How much one call to an embedder may hold.
public struct EmbedderLimits: Sendable, Hashable {
    /// The most texts in one call.
    public var maxTexts: Int
    /// The most pictures in one call.
    public var maxImages: Int
    /// The most bytes of encoded input in one call.
    public var maxBytes: Int
    /// The most tokens of texts in one call, by ``TokenEstimate``; a text counts at most ``EmbeddingModel/maxTokens``.
    public var maxTokens: Int
    /// Whether one call may hold texts and pictures together.
    public var mixesModalities: Bool
    /// How many calls may be under way at once; the embedder may hold some of them back until it is their turn.
    public var maxConcurrentCalls: Int

    /// Makes limits; `maxTokens` is unlimited where it is left out.
    public init(
        maxTexts: Int,
        maxImages: Int,
        maxBytes: Int,
        maxTokens: Int = .max,
        mixesModalities: Bool,
        maxConcurrentCalls: Int
    ) {
        self.maxTexts = maxTexts
        self.maxImages = maxImages
        self.maxBytes = maxBytes
        self.maxTokens = maxTokens
        self.mixesModalities = mixesModalities
        self.maxConcurrentCalls = maxConcurrentCalls
    }
}

/// What one call to an ``Embedder`` brought.
public typealias EmbeddingBatch = VectorBatch<Embedding>

/// What one call to an embedder brought, whatever it makes of an input.
public struct VectorBatch<Vector: Sendable>: Sendable {
    /// One outcome per input, in the order of the inputs.
    public var outcomes: [Result<Vector, EmbeddingFailure>]
    /// Tokens the service billed, also for what came to nothing; 0 where it bills none or does not say.
    public var billedTokens: Int
    /// Why some inputs were not tried to the end, whose outcomes are failures that say so; `nil` where all were.
    ///
    /// The others' vectors are paid for and sound. Whoever means to try again later keeps them and treats this as a throw.
    public var interruption: (any Error)?
    /// What is odd about the service's answers though they can be used, a sentence each, such as vectors of another length.
    public var notes: [String]

    /// Makes a batch.
    public init(
        outcomes: [Result<Vector, EmbeddingFailure>],
        billedTokens: Int = 0,
        interruption: (any Error)? = nil,
        notes: [String] = []
    ) {
        self.outcomes = outcomes
        self.billedTokens = billedTokens
        self.interruption = interruption
        self.notes = notes
    }
}

/// Why one input has no vector while others of its call may have theirs.
public struct EmbeddingFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence naming the reason and the fix; never holds the input itself.
    public var message: String
    /// How many requests the input was part of; 0 where it was not sent, `nil` where that is not known.
    public var attempts: Int?
    /// The status of the service's last answer about it; `nil` where there was none.
    public var status: Int?

    /// Makes a failure.
    public init(_ message: String, attempts: Int? = nil, status: Int? = nil) {
        self.message = message
        self.attempts = attempts
        self.status = status
    }

    /// The message.
    public var description: String { message }
}

/// An error of an embedder that may have cost something.
public protocol BilledError: Error {
    /// Tokens the service billed for what came to nothing; 0 where it does not say.
    var billedTokens: Int { get }
}
