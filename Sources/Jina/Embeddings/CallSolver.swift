import Embeddings
import HTTPTransport

/// Gets an outcome for every input of one call, whatever the server makes of it.
///
/// A refused call is halved until the guilty inputs stand alone; one guilty among *n* takes at most 2 · log2(*n*) + 2 requests.
/// Entries of an answer that cannot be used are asked for once more, each by itself, and the sound ones beside them kept. Where
/// the server fails or answers nonsense it is asked for one word first: only where that is embedded can an input be the reason.
struct CallSolver<Vector: Sendable> {
    enum Answer {
        /// The server answered, input by input.
        case items([Result<Vector, EntryFault>])
        /// It will not have one of the inputs.
        case refused(JinaError)
        /// It failed, which an input may have caused, or not.
        case doubtful(any Error)
        /// It cannot be asked at present, or not with this key.
        case unreachable(any Error)
    }

    /// Sends the inputs at some places; also tells the tokens billed.
    let ask: ([Int]) async throws -> (answer: Answer, tokens: Int)
    /// Whether the server embeds a single harmless word.
    let probe: () async throws -> (isHealthy: Bool, tokens: Int)
    /// Whether an input's vector depends on the others of its call, so that none is asked for by itself without need.
    var isOneDocument = false

    /// The outcomes so far.
    private(set) var results: [Int: Result<Vector, EmbeddingFailure>] = [:]
    /// Tokens billed so far.
    private(set) var tokens = 0
    /// Why the inputs without an outcome have none.
    private(set) var trouble: (any Error)?

    private var attempts: [Int: Int] = [:]
    /// Whether the server has embedded something since the call began.
    private var isHealthy = false

    init(
        isOneDocument: Bool = false,
        ask: @escaping ([Int]) async throws -> (answer: Answer, tokens: Int),
        probe: @escaping () async throws -> (isHealthy: Bool, tokens: Int)
    ) {
        self.isOneDocument = isOneDocument
        self.ask = ask
        self.probe = probe
    }

    /// Asks for the inputs at `places` until each has an outcome or the server cannot be asked any more.
    mutating func solve(_ places: [Int]) async throws {
        guard trouble == nil, !places.isEmpty else { return }
        switch try await send(places) {
        case .items(let items): try await askAgain(for: keep(places, items), of: places)
        case .refused(let error): try await halve(places, .refusal(error))
        case .doubtful(let error): try await doubt(places, error)
        case .unreachable(let error): trouble = error
        }
    }

    // MARK: Answers with gaps

    private typealias Gap = (place: Int, fault: EntryFault)

    /// Keeps the vectors of `items` and returns what has none.
    private mutating func keep(_ places: [Int], _ items: [Result<Vector, EntryFault>]) -> [Gap] {
        var gaps: [Gap] = []
        for (place, item) in zip(places, items) {
            switch item {
            case .success(let vector):
                isHealthy = true
                if results[place] == nil { results[place] = .success(vector) }
            case .failure(let fault): if results[place] == nil { gaps.append((place, fault)) }
            }
        }
        return gaps
    }

    private mutating func askAgain(for gaps: [Gap], of places: [Int]) async throws {
        guard !gaps.isEmpty else { return }
        if isOneDocument {
            try await askOnceMore(for: gaps, with: places)
        } else if gaps.count > 1, gaps.count * 2 > places.count {
            // So many are no matter of single inputs; one more call is cheaper than one each.
            try await askOnceMore(for: gaps, with: gaps.map(\.place))
        } else {
            for gap in gaps { try await askOnceMore(for: [gap], with: [gap.place]) }
        }
    }

    private mutating func askOnceMore(for gaps: [Gap], with places: [Int]) async throws {
        guard trouble == nil else { return }
        switch try await send(places) {
        case .items(let items):
            let rest = keep(places, items)
            guard let first = rest.first, try await isAlive(else: JinaError(everyVector: first.fault)) else { return }
            if rest.count > 1, rest.count == gaps.count, !isOneDocument {
                try await halve(rest.map(\.place), .gap(first.fault))
            } else {
                for gap in rest { fail(gap.place, .gap(gap.fault)) }
            }
        case .refused(let error): try await halve(gaps.map(\.place), .refusal(error))
        case .doubtful(let error): try await doubt(gaps.map(\.place), error)
        case .unreachable(let error): trouble = error
        }
    }

    // MARK: Refusals

    /// What is wrong with a call or an input.
    private enum Reason {
        case refusal(JinaError)
        case failure(any Error)
        case gap(EntryFault)

        /// Whether a part is guilty where the other one is not, rather than the size of both.
        var isInherited: Bool {
            switch self {
            case .refusal(let error): error.kind != .requestTooLarge
            case .failure(let error): (error as? JinaError)?.kind == .serverError
            case .gap: false
            }
        }
    }

    private mutating func halve(_ places: [Int], _ reason: Reason) async throws {
        guard places.count > 1 else {
            if let place = places.first { fail(place, reason) }
            return
        }
        let first = Array(places[..<(places.count / 2)])
        let second = Array(places[(places.count / 2)...])
        try await solve(first)
        guard trouble == nil else { return }
        let isSound = first.allSatisfy { place in
            if case .success? = results[place] { true } else { false }
        }
        // Then the guilty one is in the second half, and asking for that whole would only show it again.
        if isSound, reason.isInherited, second.count > 1, !isOneDocument {
            try await halve(second, reason)
        } else {
            try await solve(second)
        }
    }

    // MARK: Failures

    private mutating func doubt(_ places: [Int], _ error: any Error) async throws {
        var error = error
        // Requests that fail were repeated by the retry policy; damaged answers were not, and most are an accident.
        if places.count == 1 || (error as? JinaError)?.kind == .malformedResponse {
            switch try await send(places) {
            case .items(let items): return try await askAgain(for: keep(places, items), of: places)
            case .refused(let refusal): return try await halve(places, .refusal(refusal))
            case .doubtful(let again): error = again
            case .unreachable(let other):
                trouble = other
                return
            }
        }
        // An outage that begins while a call is halved must not fail the inputs at the end of it.
        if places.count == 1 { isHealthy = false }
        guard try await isAlive(else: error) else { return }
        try await halve(places, .failure(error))
    }

    /// Whether the server embeds at all; where it does not, `error` is the trouble.
    private mutating func isAlive(else error: any Error) async throws -> Bool {
        guard !isHealthy else { return true }
        let (isHealthy, billed) = try await probe()
        tokens += billed
        self.isHealthy = isHealthy
        if !isHealthy { trouble = error }
        return isHealthy
    }

    // MARK: Requests and outcomes

    private mutating func send(_ places: [Int]) async throws -> Answer {
        for place in places { attempts[place, default: 0] += 1 }
        let (answer, billed) = try await ask(places)
        tokens += billed
        return answer
    }

    private mutating func fail(_ place: Int, _ reason: Reason) {
        var failure: EmbeddingFailure
        switch reason {
        case .refusal(let error): failure = EmbeddingFailure(error.message, status: error.status)
        case .failure(let error):
            failure = EmbeddingFailure(
                "the server fails on this input and embeds others (\(error)): leave it out, or look into the server's log",
                status: (error as? JinaError)?.status
            )
        case .gap(let fault):
            failure = EmbeddingFailure(
                "the server answered no vector that can be used, asked twice (\(fault.reason)): leave this input out, or look"
                    + " into the server's log",
                status: 200
            )
        }
        failure.attempts = attempts[place]
        results[place] = .failure(failure)
    }
}

extension JinaError {
    /// The error for a server that has no usable vector for anything.
    init(everyVector fault: EntryFault) {
        self.init(
            .malformedResponse,
            "The server answers no vector that can be used, not even for a single word (\(fault.reason)): check that it serves"
                + " that very model, or describe the model with its real size",
            status: 200
        )
    }
}
