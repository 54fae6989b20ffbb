import ContentDigests
import Embeddings
import HTTPTransport

/// Gets a vector for every input and pays for none twice: from the cache, from a call under way, or by a call of its own.
///
/// All windows share one stage, so that no more calls are under way than the embedder allows and the run has workers: what a run
/// that is killed pays for again is at most one call a worker.
struct VectorStage<Supplier: VectorSupplier>: VectorSource {
    let supplier: Supplier
    let cache: EmbeddingCache
    let monitor: IngestMonitor
    let warnings: WarningLog
    private let claims = EmbeddingClaims()
    private let gate: ConcurrencyGate

    init(
        supplier: Supplier,
        cache: EmbeddingCache,
        monitor: IngestMonitor,
        warnings: WarningLog = WarningLog(),
        maxCalls: Int = 4
    ) {
        self.supplier = supplier
        self.cache = cache
        self.monitor = monitor
        self.warnings = warnings
        let calls = min(max(1, supplier.limits.maxConcurrentCalls), max(1, maxCalls))
        gate = ConcurrencyGate(AdaptiveConcurrency(initial: calls, minimum: calls, maximum: calls))
    }

    typealias Request = VectorRequest
    typealias Vector = Supplier.Vector

    /// One request to the embedder.
    private enum Call: Sendable {
        /// Inputs by themselves, and their keys.
        case inputs([EmbeddingInput], [ContentDigest])
        /// All parts of a text that know each other, and their keys.
        case parts([String], [ContentDigest])
    }

    private typealias Answer = [(key: ContentDigest, outcome: Result<Vector, EmbeddingFailure>)]

    /// One outcome per request, in order; vectors have the model's full size.
    ///
    /// Requests of equal key share one call, also across windows that run at the same time.
    func vectors(for requests: [Request]) async throws -> [Result<Vector, EmbeddingFailure>] {
        let keys = requests.map(key)
        var found: [ContentDigest: Result<Vector, EmbeddingFailure>] = [:]
        var open = Dictionary(zip(keys, requests), uniquingKeysWith: { first, _ in first })
        var order = keys
        while !open.isEmpty {
            try Task.checkCancellation()
            order = order.filter { open[$0] != nil }.uniqued()
            let kept = try cache.values(for: order, read: supplier.vector)
            for (key, vector) in kept {
                found[key] = .success(vector)
                open[key] = nil
            }
            monitor.update { supplier.count(VectorTally(cached: kept.count), in: &$0) }
            let mine = claims.claim(order.compactMap { open[$0].map(claim) }.uniqued())
            if mine.isEmpty {
                if let other = order.lazy.compactMap({ open[$0] }).first { await claims.released(claim(other)) }
                continue
            }
            defer { claims.release(mine) }
            let held = Set(mine)
            let missing = order.compactMap { key in
                open[key].flatMap { held.contains(claim($0)) ? (key: key, request: $0) : nil }
            }
            for (key, outcome) in try await answers(to: calls(for: missing)) where open[key] != nil {
                found[key] = outcome
                open[key] = nil
            }
        }
        let missing = EmbeddingFailure("The embedder gave no answer for this input.")
        return keys.map { found[$0] ?? .failure(missing) }
    }

    // MARK: Calls

    private func calls(for missing: [(key: ContentDigest, request: Request)]) -> [Call] {
        let alone = missing.filter { $0.request.context == nil }
        let inputs = alone.map(\.request.input)
        let plan = EmbeddingCallPlan(
            inputs,
            limits: supplier.limits,
            maxTokensPerText: supplier.maxTokensPerText
        )
        var calls = plan.calls.map { places in
            Call.inputs(places.map { inputs[$0] }, places.map { alone[$0].key })
        }
        var seen: Set<ContentDigest> = []
        for context in missing.compactMap(\.request.context) where seen.insert(context.digest).inserted {
            let keys = context.chunks.indices.map { index in
                key(Request(input: .text(context.chunks[index]), content: context.content(at: index)))
            }
            calls.append(.parts(context.chunks, keys))
        }
        return calls
    }

    /// The answers to all calls, as many at once as the embedder allows.
    ///
    /// Where one fails, those under way are waited for and what they bring is kept: it is paid for.
    private func answers(to calls: [Call]) async throws -> Answer {
        try await withThrowingTaskGroup(of: Result<Answer, any Error>.self) { group in
            var rest = calls[...]
            var answers: Answer = []
            var failure: (any Error)?
            func startNext() {
                guard failure == nil, let call = rest.popFirst() else { return }
                group.addTask {
                    do {
                        return .success(
                            try await gate.perform { (value: try await answer(to: call), outcome: .inconclusive) }
                        )
                    } catch {
                        return .failure(error)
                    }
                }
            }
            for _ in 0..<min(gate.snapshot.limit, calls.count) { startNext() }
            while let result = try await group.next() {
                switch result {
                case .success(let answer): answers += answer
                case .failure(let error): failure = failure ?? error
                }
                startNext()
            }
            if let failure { throw failure }
            return answers
        }
    }

    private func answer(to call: Call) async throws -> Answer {
        do {
            switch call {
            case .inputs(let inputs, let keys):
                return try keep(try await supplier.embed(inputs), of: keys)
            case .parts(let chunks, let keys):
                return try keep(try await supplier.embed(parts: chunks), of: keys)
            }
        } catch let error as any BilledError {
            monitor.update { $0.billedTokens += error.billedTokens }
            throw error
        }
    }

    private func keep(_ batch: VectorBatch<Vector>, of keys: [ContentDigest]) throws -> Answer {
        monitor.update {
            supplier.count(VectorTally(made: keys.count, calls: 1), in: &$0)
            $0.billedTokens += batch.billedTokens
        }
        guard batch.outcomes.count == keys.count else {
            throw IngestError(
                .embedderFailed,
                "The embedder \(supplier.modelID) answered \(batch.outcomes.count) of \(keys.count) inputs."
            )
        }
        let answers = zip(keys, batch.outcomes).map { (key: $0, outcome: checked($1)) }
        // Kept before anything is indexed: a crash from here on costs no second call.
        try cache.keep(
            answers.compactMap { key, outcome in
                if case .success(let vector) = outcome { (key: key, bytes: supplier.bytes(of: vector)) } else { nil }
            }
        )
        batch.notes.forEach { warnings.add($0) }
        if let interruption = batch.interruption { throw interruption }
        return answers
    }

    private func checked(_ outcome: Result<Vector, EmbeddingFailure>) -> Result<Vector, EmbeddingFailure> {
        guard case .success(let vector) = outcome, let fault = supplier.fault(of: vector) else { return outcome }
        return .failure(EmbeddingFailure(fault))
    }

    // MARK: Keys

    /// What a call for `request` is known by to others that want the same: parts that know each other come from one call.
    private func claim(_ request: Request) -> ContentDigest { request.context?.digest ?? key(request) }

    private func key(_ request: Request) -> ContentDigest { supplier.key(of: request) }
}

extension Array where Element: Hashable {
    /// Each element once, in the order of first appearance.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
