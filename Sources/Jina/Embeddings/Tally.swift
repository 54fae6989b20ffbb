import Embeddings
import HTTPTransport
import Synchronization

extension CallSolver {
    /// What became of one call and of the calls it was cut into.
    struct Outcome: Sendable {
        var results: [Int: Result<Vector, EmbeddingFailure>]
        var tokens: Int
        var trouble: (any Error)?
        var hasOddLengths: Bool
    }
}

extension CallSolver {
    /// Sends one request by `send` and sorts its end.
    static func sorted(
        _ send: () async throws -> (items: [Result<Vector, EntryFault>], tokens: Int)
    ) async throws -> (answer: Answer, tokens: Int) {
        do {
            let (items, tokens) = try await send()
            return (.items(items), tokens)
        } catch let error as JinaError {
            if error.isCausedByInput { return (.refused(error), error.billedTokens) }
            return (error.isDoubtful ? .doubtful(error) : .unreachable(error), error.billedTokens)
        } catch let error as TransportError {
            // A server that dies of an input hangs up; one that is away does not answer the single word either.
            let isDoubtful = [.connectionLost, .malformedResponse, .responseTooLarge].contains(error.kind)
            return (isDoubtful ? .doubtful(error) : .unreachable(error), 0)
        }
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
struct Tally<Vector: Sendable> {
    private var outcomes: [Result<Vector, EmbeddingFailure>?]
    private var tokens = 0
    private var isAnswered = false
    private var hasOddLengths = false
    /// Why inputs without an outcome have none.
    private(set) var trouble: (any Error)?

    /// Begins with the inputs that need not be sent.
    init(_ refusals: [EmbeddingFailure?]) { outcomes = refusals.map { $0.map { .failure($0) } } }

    mutating func add(_ outcome: CallSolver<Vector>.Outcome) {
        for (place, result) in outcome.results { outcomes[place] = result }
        tokens += outcome.tokens
        isAnswered = isAnswered || !outcome.results.isEmpty
        hasOddLengths = hasOddLengths || outcome.hasOddLengths
        if trouble == nil { trouble = outcome.trouble }
    }

    /// Solves `calls`, at most `limit` at once, and starts none any more once one meets trouble.
    mutating func add(
        _ calls: [[Int]],
        atOnce limit: Int,
        _ solve: @escaping @Sendable ([Int]) async throws -> CallSolver<Vector>.Outcome
    ) async throws {
        var tally = self
        try await withThrowingTaskGroup(of: CallSolver<Vector>.Outcome.self) { group in
            var waiting = calls.makeIterator()
            func startNext() {
                guard tally.trouble == nil, let call = waiting.next() else { return }
                group.addTask { try await solve(call) }
            }
            for _ in 0..<min(limit, calls.count) { startNext() }
            while let outcome = try await group.next() {
                tally.add(outcome)
                startNext()
            }
        }
        self = tally
    }

    /// The batch, or the trouble where nothing was answered at all.
    func batch(billsTokens: Bool) throws -> VectorBatch<Vector> {
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
        return VectorBatch(
            outcomes: outcomes.map { $0 ?? .failure(EmbeddingFailure(reason)) },
            billedTokens: billed,
            interruption: trouble,
            notes: hasOddLengths
                ? ["The embedding server answers vectors that are not of unit length; they were brought to it."] : []
        )
    }
}
