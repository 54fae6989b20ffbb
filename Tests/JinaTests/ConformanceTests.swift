import ESJinaTesting
import Embeddings
import Synchronization
import Testing

/// The offline embedder with one promise broken.
private struct BrokenEmbedder: Embedder {
    enum Fault: String, CaseIterable {
        case reversed, long, shortened, dropped, repeated, uncut, acceptsAnySize, throwsForOne, embedsEmpty, failsForOne
        case billsNothing, nan, ignoresSize
    }

    let sound = HashingEmbedder()
    let fault: Fault
    var model: EmbeddingModel { sound.model }
    var limits: EmbedderLimits { sound.limits }
    var fingerprint: String { sound.fingerprint }

    func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch {
        var dims = dims
        if fault == .acceptsAnySize || fault == .ignoresSize, let wanted = dims, !model.matryoshkaDims.contains(wanted)
        {
            dims = nil
        }
        var batch = try await sound.embed(
            inputs,
            role: role,
            dims: fault == .uncut || fault == .ignoresSize ? nil : dims
        )
        switch fault {
        case .reversed: batch.outcomes.reverse()
        case .long: change(&batch) { Embedding($0.values.map { $0 * 2 }) }
        case .shortened: change(&batch) { Embedding(Array($0.values.dropLast())) }
        case .dropped: batch.outcomes = batch.outcomes.dropLast()
        case .repeated: batch.outcomes = batch.outcomes.map { _ in batch.outcomes[0] }
        case .uncut: change(&batch) { Embedding(Array($0.values.prefix(dims ?? $0.dims))) }
        case .throwsForOne: for case .failure(let failure) in batch.outcomes { throw failure }
        case .embedsEmpty:
            batch.outcomes = batch.outcomes.map { outcome in
                if case .failure = outcome {
                    .success(Embedding([1] + Array(repeating: 0, count: model.dims - 1)))
                } else {
                    outcome
                }
            }
        case .failsForOne:
            if batch.outcomes.contains(where: { (try? $0.get()) == nil }) {
                batch.outcomes = batch.outcomes.map { _ in .failure(EmbeddingFailure("no")) }
            }
        case .billsNothing: batch.billedTokens = inputs.isEmpty ? 5 : 0
        case .nan: change(&batch) { Embedding([.nan] + $0.values.dropFirst()) }
        case .acceptsAnySize, .ignoresSize: break
        }
        return batch
    }

    private func change(_ batch: inout EmbeddingBatch, _ body: (Embedding) -> Embedding) {
        batch.outcomes = batch.outcomes.map { $0.map(body) }
    }
}

private struct BrokenReranker: Reranker {
    enum Fault: CaseIterable { case dropped, nan, positional, flat, cut }
    let fault: Fault
    let modelID = "broken"
    let maxDocuments = 10
    let isListwise = false

    func rerank(query: String, documents: [String]) async throws -> [Float] {
        let scores = try await LexicalReranker().rerank(query: query, documents: documents)
        switch fault {
        case .dropped: return Array(scores.dropLast())
        case .nan: return scores.map { _ in .nan }
        case .positional: return scores.indices.map { -Float($0) }
        case .flat: return scores.map { _ in 1 }
        case .cut: return Array(scores.prefix(maxDocuments))
        }
    }
}

/// The offline late-interaction embedder with one promise broken.
private final class BrokenMultiVectorEmbedder: MultiVectorEmbedder {
    enum Fault: String, CaseIterable {
        case reversed, dropped, repeated, nan, zero, narrow, shorter, embedsEmpty, failsForOne, changing, billsNothing
    }

    let sound: HashingMultiVectorEmbedder
    let fault: Fault
    let calls = Mutex(0)

    init(sound: HashingMultiVectorEmbedder, fault: Fault) {
        self.sound = sound
        self.fault = fault
    }

    var model: MultiVectorModel { sound.model }
    var dims: Int { sound.dims }
    var limits: EmbedderLimits { sound.limits }
    var fingerprint: String { sound.fingerprint }

    func embed(_ texts: [String], role: EmbeddingRole) async throws -> MultiVectorBatch {
        var batch = try await sound.embed(texts, role: role)
        let call = calls.withLock { calls in
            calls += 1
            return calls
        }
        switch fault {
        case .reversed: batch.outcomes.reverse()
        case .dropped: batch.outcomes = batch.outcomes.dropLast()
        case .repeated: batch.outcomes = batch.outcomes.map { _ in batch.outcomes[0] }
        case .nan: try change(&batch) { try MultiVector([.nan] + $0.values.dropFirst(), dims: $0.dims) }
        case .zero: try change(&batch) { try MultiVector($0.values.map { _ in 0 }, dims: $0.dims) }
        case .narrow: try change(&batch) { try MultiVector($0.values, dims: $0.dims / 2) }
        case .shorter where texts.count > 1:
            try change(&batch) { try MultiVector(Array($0.values.prefix($0.dims)), dims: $0.dims) }
        case .embedsEmpty:
            let one = try MultiVector([1] + Array(repeating: 0, count: dims - 1), dims: dims)
            batch.outcomes = batch.outcomes.map { if case .failure = $0 { .success(one) } else { $0 } }
        case .failsForOne:
            if batch.outcomes.contains(where: { (try? $0.get()) == nil }) {
                batch.outcomes = batch.outcomes.map { _ in .failure(EmbeddingFailure("no")) }
            }
        case .changing: try change(&batch) { try MultiVector($0.values.map { $0 * Float(call) }, dims: $0.dims) }
        case .billsNothing: batch.billedTokens = texts.isEmpty ? 5 : 0
        case .shorter: break
        }
        return batch
    }

    private func change(_ batch: inout MultiVectorBatch, _ body: (MultiVector) throws -> MultiVector) throws {
        batch.outcomes = try batch.outcomes.map { outcome in
            switch outcome {
            case .success(let vector): .success(try body(vector))
            case .failure(let failure): .failure(failure)
            }
        }
    }
}

@Suite("Conformance checks")
struct ConformanceTests {
    @Test("the offline embedder keeps every promise of an embedder")
    func embedder() async throws {
        #expect(try await EmbedderConformance(HashingEmbedder()).violations() == [])
    }

    @Test("the offline reranker keeps every promise of a reranker")
    func reranker() async throws {
        #expect(try await RerankerConformance(LexicalReranker()).violations() == [])
    }

    @Test("the offline late-interaction embedder keeps every promise of one")
    func multiVectorEmbedder() async throws {
        for dims in MultiVectorModel.offlineHashing.sizes {
            let embedder = try HashingMultiVectorEmbedder(dims: dims)
            #expect(try await MultiVectorEmbedderConformance(embedder, unusable: ["", " \n"]).violations() == [])
        }
    }

    @Test(
        "a late-interaction embedder that breaks a promise is found out",
        arguments: BrokenMultiVectorEmbedder.Fault.allCases
    )
    fileprivate func brokenMultiVectorEmbedder(fault: BrokenMultiVectorEmbedder.Fault) async throws {
        let broken = BrokenMultiVectorEmbedder(sound: try HashingMultiVectorEmbedder(), fault: fault)
        #expect(try await !MultiVectorEmbedderConformance(broken).violations().isEmpty)
    }

    @Test("an embedder that breaks a promise is found out", arguments: BrokenEmbedder.Fault.allCases)
    fileprivate func brokenEmbedder(fault: BrokenEmbedder.Fault) async throws {
        do {
            let violations = try await EmbedderConformance(BrokenEmbedder(fault: fault)).violations()
            #expect(!violations.isEmpty)
        } catch {
            #expect(fault == .throwsForOne, "\(error)")
        }
    }

    @Test("a reranker that breaks a promise is found out", arguments: BrokenReranker.Fault.allCases)
    fileprivate func brokenReranker(fault: BrokenReranker.Fault) async throws {
        let violations = try await RerankerConformance(BrokenReranker(fault: fault)).violations()
        #expect(!violations.isEmpty)
    }
}
