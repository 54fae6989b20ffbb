import ContentDigests
import Embeddings
import Synchronization

/// Gets a vector for every input and pays for none twice: from the cache, from a call under way, or by a call of its own.
struct EmbeddingStage: Sendable {
    let embedder: any Embedder
    let cache: EmbeddingCache
    /// Names how pictures are prepared, for the cache's key.
    let preprocessing: String
    let monitor: IngestMonitor
    private let claims = EmbeddingClaims()

    init(embedder: any Embedder, cache: EmbeddingCache, preprocessing: String, monitor: IngestMonitor) {
        self.embedder = embedder
        self.cache = cache
        self.preprocessing = preprocessing
        self.monitor = monitor
    }

    /// One input with the digest of the content it was made from.
    struct Request: Sendable {
        var input: EmbeddingInput
        var content: ContentDigest
        /// What it is embedded together with; `nil` where it is embedded by itself.
        var context: ChunkContext?
    }

    /// One outcome per request, in order; vectors have the model's full size.
    ///
    /// Requests of equal key share one call, also across windows that run at the same time.
    func vectors(for requests: [Request]) async throws -> [Result<Embedding, EmbeddingFailure>] {
        let keys = requests.map(key)
        var found: [ContentDigest: Result<Embedding, EmbeddingFailure>] = [:]
        var open = Dictionary(zip(keys, requests), uniquingKeysWith: { first, _ in first })
        var order = keys
        while !open.isEmpty {
            try Task.checkCancellation()
            order = order.filter { open[$0] != nil }.uniqued()
            let kept = try cache.vectors(for: order)
            for (key, vector) in kept {
                found[key] = .success(vector)
                open[key] = nil
            }
            monitor.update { $0.cachedEmbeddings += kept.count }
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
            let alone = missing.filter { $0.request.context == nil }.map { (key: $0.key, input: $0.request.input) }
            for call in EmbeddingCalls.split(alone, limits: embedder.limits) {
                for (key, outcome) in try await embed(call) {
                    found[key] = outcome
                    open[key] = nil
                }
            }
            for (key, request) in missing {
                guard let context = request.context, open[key] != nil else { continue }
                for (key, outcome) in try await embed(context) where open[key] != nil {
                    found[key] = outcome
                    open[key] = nil
                }
            }
        }
        let missing = EmbeddingFailure("The embedder gave no answer for this input.")
        return keys.map { found[$0] ?? .failure(missing) }
    }

    private func embed(
        _ call: [(key: ContentDigest, input: EmbeddingInput)]
    ) async throws -> [(ContentDigest, Result<Embedding, EmbeddingFailure>)] {
        let batch = try await embedder.embed(call.map(\.input), role: .document, dims: nil)
        return try keep(batch, of: call.map(\.key))
    }

    /// Embeds all parts of a text that know each other in one call.
    private func embed(
        _ context: ChunkContext
    ) async throws -> [(ContentDigest, Result<Embedding, EmbeddingFailure>)] {
        guard let embedder = embedder as? any LateChunkingEmbedder else {
            throw IngestError(
                .embedderFailed,
                "The embedder \(embedder.model.id) cannot embed the parts of a text together."
            )
        }
        let batch = try await embedder.embedChunks(context.chunks)
        let keys = context.chunks.indices.map { index in
            key(Request(input: .text(context.chunks[index]), content: context.content(at: index)))
        }
        return try keep(batch, of: keys)
    }

    private func keep(
        _ batch: EmbeddingBatch,
        of keys: [ContentDigest]
    ) throws -> [(ContentDigest, Result<Embedding, EmbeddingFailure>)] {
        guard batch.outcomes.count == keys.count else {
            throw IngestError(
                .embedderFailed,
                "The embedder \(embedder.model.id) answered \(batch.outcomes.count) of \(keys.count) inputs."
            )
        }
        let answers = Array(zip(keys, batch.outcomes.map(checked)))
        // Kept before anything is indexed: a crash from here on costs no second call.
        try cache.keep(
            answers.compactMap { key, outcome in
                if case .success(let vector) = outcome { (key: key, vector: vector) } else { nil }
            }
        )
        monitor.update {
            $0.embeddingCalls += 1
            $0.embedded += keys.count
            $0.billedTokens += batch.billedTokens
        }
        return answers
    }

    private func checked(_ outcome: Result<Embedding, EmbeddingFailure>) -> Result<Embedding, EmbeddingFailure> {
        guard case .success(let vector) = outcome else { return outcome }
        guard vector.dims == embedder.model.dims else {
            return .failure(
                EmbeddingFailure("The vector has \(vector.dims) dims; \(embedder.model.id) has \(embedder.model.dims).")
            )
        }
        guard vector.isFinite, vector.norm > 0 else {
            return .failure(EmbeddingFailure("\(embedder.model.id) returned a vector that is zero or not finite."))
        }
        return outcome
    }

    /// What a call for `request` is known by to others that want the same: parts that know each other come from one call.
    private func claim(_ request: Request) -> ContentDigest { request.context?.digest ?? key(request) }

    private func key(_ request: Request) -> ContentDigest {
        var hasher = ContentHasher()
        hasher.updateDelimited(embedder.fingerprint)
        hasher.updateDelimited(EmbeddingRole.document.rawValue)
        hasher.updateDelimited(request.input.modality.rawValue)
        if case .image(let image) = request.input {
            hasher.updateDelimited(preprocessing)
            if embedder.readsImageWords { image.words.forEach { hasher.updateDelimited($0) } }
        }
        hasher.update(request.content.bytes)
        return hasher.finalize()
    }
}

/// Cuts inputs into calls an embedder takes.
enum EmbeddingCalls {
    /// Consecutive runs of `inputs`, each within `limits`; where an embedder does not mix modalities, texts come first.
    static func split<Key>(
        _ inputs: [(key: Key, input: EmbeddingInput)],
        limits: EmbedderLimits
    ) -> [[(key: Key, input: EmbeddingInput)]] {
        let groups =
            limits.mixesModalities
            ? [inputs]
            : [inputs.filter { $0.input.modality == .text }, inputs.filter { $0.input.modality != .text }]
        var calls: [[(key: Key, input: EmbeddingInput)]] = []
        for group in groups {
            var call: [(key: Key, input: EmbeddingInput)] = []
            var texts = 0
            var images = 0
            var bytes = 0
            for item in group {
                let isText = item.input.modality == .text
                let size = item.input.byteCount
                let isFull =
                    texts + (isText ? 1 : 0) > limits.maxTexts || images + (isText ? 0 : 1) > limits.maxImages
                    || bytes + size > limits.maxBytes
                if isFull, !call.isEmpty {
                    calls.append(call)
                    (call, texts, images, bytes) = ([], 0, 0, 0)
                }
                call.append(item)
                if isText { texts += 1 } else { images += 1 }
                bytes += size
            }
            if !call.isEmpty { calls.append(call) }
        }
        return calls
    }
}

extension EmbeddingInput {
    /// The bytes of the content itself.
    fileprivate var byteCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .image(let image): image.bytes.count
        }
    }
}

/// Keys whose vectors are being bought at this moment.
final class EmbeddingClaims: Sendable {
    private let waiters = Mutex<[ContentDigest: [CheckedContinuation<Void, Never>]]>([:])

    /// Takes those of `keys` nobody else has taken.
    func claim(_ keys: [ContentDigest]) -> [ContentDigest] {
        waiters.withLock { waiters in
            keys.filter { key in
                if waiters[key] != nil { return false }
                waiters[key] = []
                return true
            }
        }
    }

    /// Gives `keys` back and wakes those who wait for them.
    func release(_ keys: [ContentDigest]) {
        let woken = waiters.withLock { waiters in keys.flatMap { waiters.removeValue(forKey: $0) ?? [] } }
        for waiter in woken { waiter.resume() }
    }

    /// Waits until `key` was given back; its owner gives it back also when it fails or is cancelled.
    func released(_ key: ContentDigest) async {
        await withCheckedContinuation { continuation in
            let isTaken = waiters.withLock { waiters in
                waiters[key]?.append(continuation)
                return waiters[key] != nil
            }
            if !isTaken { continuation.resume() }
        }
    }
}

extension Array where Element: Hashable {
    /// Each element once, in the order of first appearance.
    func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
