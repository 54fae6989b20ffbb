import Embeddings
import JSONValues
import Synchronization
import Testing

@testable import ESJina

/// Scores passages as a test wants and remembers them.
private final class ScriptedReranker: Reranker {
    let modelID = "judge"
    let maxDocuments: Int
    let isListwise = true
    private let answer: @Sendable ([String]) async throws -> [Float]
    private let asked = Mutex<[[String]]>([])

    init(maxDocuments: Int = 100, answer: @escaping @Sendable ([String]) async throws -> [Float]) {
        self.maxDocuments = maxDocuments
        self.answer = answer
    }

    var calls: [[String]] { asked.withLock { $0 } }

    func rerank(query: String, documents: [String]) async throws -> [Float] {
        asked.withLock { $0.append(documents) }
        return try await answer(documents)
    }
}

@Suite struct `Rerank stage` {
    private func candidate(_ id: String, _ text: String?, _ score: Float = 1) -> SearchResult {
        SearchResult(
            id: id,
            score: score,
            source: text.map { ["body": .string($0)] } ?? ["modality": "image"],
            provenance: [.init(leg: "fused", rank: 1, score: score)]
        )
    }

    private let five = ["a", "b", "c", "d", "e"]

    private func run(
        _ reranker: ScriptedReranker,
        _ candidates: [SearchResult],
        window: Int = 50
    ) async throws -> ([SearchResult], [String]) {
        let stage = RerankStage(reranker: reranker)
        let outcome = try await stage.reorder(candidates, for: SecondStageQuery(text: "q"), window: window)
        return (outcome.hits, outcome.warnings)
    }

    @Test func `the best by the reranker comes first and says so`() async throws {
        let reranker = ScriptedReranker { $0.map { Float(Int($0) ?? 0) } }
        let (ranked, warnings) = try await run(
            reranker,
            [candidate("a", "1"), candidate("b", "3"), candidate("c", "2")]
        )
        #expect(ranked.map(\.id) == ["b", "c", "a"])
        #expect(ranked.map(\.score) == [3, 2, 1])
        #expect(ranked.map { $0.provenance.last?.rank } == [1, 2, 3])
        #expect(ranked.allSatisfy { $0.provenance.map(\.leg) == ["fused", "rerank"] })
        #expect(warnings == [])
    }

    @Test func `equal scores keep the order there was`() async throws {
        let reranker = ScriptedReranker { documents in documents.map { $0 == "z" ? 1 : 0 } }
        let (ranked, _) = try await run(reranker, [candidate("a", "x"), candidate("b", "y"), candidate("c", "z")])
        #expect(ranked.map(\.id) == ["c", "a", "b"])
    }

    @Test func `what has no text keeps its place`() async throws {
        let reranker = ScriptedReranker { $0.map { Float(Int($0) ?? 0) } }
        let candidates = [
            candidate("a", "1"), candidate("b", nil), candidate("c", "2"), candidate("d", nil), candidate("e", "3"),
        ]
        let (ranked, _) = try await run(reranker, candidates)
        #expect(ranked.map(\.id) == ["e", "b", "c", "d", "a"])
        #expect(ranked[1].provenance.map(\.leg) == ["fused"])
        #expect(reranker.calls == [["1", "2", "3"]], "nothing empty is sent")
    }

    @Test func `only the window is read, and no more than the reranker takes`() async throws {
        let candidates = five.enumerated().map { candidate($1, "\($0)") }
        let reranker = ScriptedReranker { $0.map { Float(Int($0) ?? 0) } }
        let (ranked, _) = try await run(reranker, candidates, window: 3)
        #expect(ranked.map(\.id) == ["c", "b", "a", "d", "e"])
        let small = ScriptedReranker(maxDocuments: 2) { $0.map { Float(Int($0) ?? 0) } }
        #expect(try await run(small, candidates).0.map(\.id) == ["b", "a", "c", "d", "e"])
        #expect(small.calls.map(\.count) == [2])
    }

    @Test func `a reranker that fails leaves the order and a warning`() async throws {
        let candidates = [candidate("a", "1"), candidate("b", "2")]
        let failing = ScriptedReranker { _ in throw Outage(number: 503) }
        let (ranked, warnings) = try await run(failing, candidates)
        #expect(ranked.map(\.id) == ["a", "b"])
        #expect(ranked.allSatisfy { $0.provenance.map(\.leg) == ["fused"] })
        #expect(warnings == ["judge failed, the order of the first stage stays: Outage(number: 503)"])
    }

    @Test(arguments: [[1], [1, 2, 3], [1, .nan], [.infinity, 1]] as [[Float]])
    func `scores that cannot be used leave the order and a warning`(scores: [Float]) async throws {
        let (ranked, warnings) = try await run(
            ScriptedReranker { _ in scores },
            [candidate("a", "1"), candidate("b", "2")]
        )
        #expect(ranked.map(\.id) == ["a", "b"])
        #expect(warnings == ["judge gave unusable scores; the order of the first stage stays."])
    }

    @Test func `without any text nothing is asked`() async throws {
        let reranker = ScriptedReranker { _ in [] }
        let (ranked, warnings) = try await run(reranker, [candidate("a", nil), candidate("b", nil)])
        #expect(ranked.map(\.id) == ["a", "b"])
        #expect(warnings == ["Nothing was reranked: no hit has a title, caption or text to read."])
        #expect(reranker.calls.isEmpty)
    }

    @Test func `a cancelled search is cancelled, whatever the reranker throws`() async throws {
        let candidates = [candidate("a", "1"), candidate("b", "2")]
        for error in [CancellationError(), Outage()] as [any Error & Sendable] {
            let reranker = ScriptedReranker { _ in
                withUnsafeCurrentTask { $0?.cancel() }
                throw error
            }
            let stage = RerankStage(reranker: reranker)
            let task = Task { _ = try await stage.reorder(candidates, for: SecondStageQuery(text: "q"), window: 5) }
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `the passage is all there is to read of a document`() async throws {
        let source: JSONObject = [
            "title": "Tides", "caption": "At noon", "captions": ["fr": "À midi", "pt": "Ao meio-dia"],
            "tags": ["sea", "moon"], "body": "The sea rises.", "path": "/x", "modality": "text",
        ]
        let reranker = ScriptedReranker { _ in [1] }
        _ = try await run(reranker, [SearchResult(id: "a", score: 1, source: source, provenance: [])])
        #expect(reranker.calls == [["Tides\nAt noon\nÀ midi\nAo meio-dia\nsea, moon\nThe sea rises."]])
    }

    @Test func `a search through both stages tells the places in each`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest([.text("a", "sea"), .text("b", "sea lamp")])
        let reranker = ScriptedReranker { documents in documents.map { $0.contains("lamp") ? 2 : 1 } }
        let pipeline = try await workshop.search(reranker: reranker)
        var query = SearchQuery(text: " sea ")
        query.mode = .bm25
        let results = try await pipeline.search(query)
        #expect(results.hits.map(\.id) == ["b", "a"])
        #expect(results.hits.first?.provenance.map(\.leg) == ["bm25", "rerank"])
        #expect(results.hits.first?.score == 2)
        #expect(results.timings.map(\.phase) == ["embed", "retrieve", "fuse", "rerank"])
        let image = try await pipeline.search(SearchQuery(image: EmbeddingImage(bytes: [1], mediaType: "image/png")))
        #expect(image.warnings == ["Nothing was reranked: a reranker reads text, and this search has none."])
    }
}
