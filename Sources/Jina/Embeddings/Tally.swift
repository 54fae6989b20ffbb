import Embeddings
import Synchronization

extension CallSolver {
    /// What became of one call and of the calls it was cut into.
    struct Outcome: Sendable {
        var results: [Int: Result<Embedding, EmbeddingFailure>]
        var tokens: Int
        var trouble: (any Error)?
        var hasOddLengths: Bool
    }
}

/// Whether a server answered vectors of another than unit length.
final class LengthWatch: Sendable {
    private let flag = Atomic(false)

    var isOdd: Bool {
        get { flag.load(ordering: .relaxed) }
        set { flag.store(newValue, ordering: .relaxed) }
    }
}

/// Adds up the outcomes of the calls that some inputs went in.
struct Tally {
    private var outcomes: [Result<Embedding, EmbeddingFailure>?]
    private var tokens = 0
    private var isAnswered = false
    private var hasOddLengths = false
    /// Why inputs without an outcome have none.
    private(set) var trouble: (any Error)?

    /// Begins with the inputs that need not be sent.
    init(_ refusals: [EmbeddingFailure?]) { outcomes = refusals.map { $0.map { .failure($0) } } }

    mutating func add(_ outcome: CallSolver.Outcome) {
        for (place, result) in outcome.results { outcomes[place] = result }
        tokens += outcome.tokens
        isAnswered = isAnswered || !outcome.results.isEmpty
        hasOddLengths = hasOddLengths || outcome.hasOddLengths
        if trouble == nil { trouble = outcome.trouble }
    }

    /// The batch, or the trouble where nothing was answered at all.
    func batch(billsTokens: Bool) throws -> EmbeddingBatch {
        let billed = billsTokens ? tokens : 0
        if let trouble {
            // A transfer that was cut off by a cancellation may call itself something else.
            try Task.checkCancellation()
            if !isAnswered, var error = trouble as? JinaError {
                error.billedTokens = billed
                throw error
            }
            if !isAnswered, billed == 0 { throw trouble }
        }
        let reason = trouble.map { "not embedded because the service stopped answering: \($0)" } ?? "not embedded"
        return EmbeddingBatch(
            outcomes: outcomes.map { $0 ?? .failure(EmbeddingFailure(reason)) },
            billedTokens: billed,
            interruption: trouble,
            notes: hasOddLengths
                ? ["The embedding server answers vectors that are not of unit length; they were brought to it."] : []
        )
    }
}
