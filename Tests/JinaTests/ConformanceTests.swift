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
