import Embeddings
import JSONValues
import Synchronization
import TestSupport
import Testing

@testable import ESJina

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

    @Test func `only the window is read, in more calls where the reranker takes fewer`() async throws {
        let candidates = five.enumerated().map { candidate($1, "\($0)") }
        let reranker = ScriptedReranker { $0.map { Float(Int($0) ?? 0) } }
        let (ranked, _) = try await run(reranker, candidates, window: 3)
        #expect(ranked.map(\.id) == ["c", "b", "a", "d", "e"])
        #expect(ranked.map { $0.provenance.last?.leg } == ["rerank", "rerank", "rerank", "fused", "fused"])
        let small = ScriptedReranker(maxDocuments: 4) { $0.map { Float(Int($0) ?? 0) } }
        #expect(try await run(small, candidates).0.map(\.id) == ["e", "d", "c", "b", "a"])
        #expect(small.calls.map(\.count).sorted() == [2, 3, 4])
    }

    @Test func `a reranker that fails leaves the order and a warning`() async throws {
        let candidates = [candidate("a", "1"), candidate("b", "2")]
        let failing = ScriptedReranker { _ in throw Outage(number: 503) }
        let (ranked, warnings) = try await run(failing, candidates)
        #expect(ranked.map(\.id) == ["a", "b"])
        #expect(ranked.allSatisfy { $0.provenance.map(\.leg) == ["fused"] })
        #expect(warnings == ["judge failed, the order of the first stage stays: Outage(number: 503)"])
    }

    @Test(
        arguments: [
            ([1], "it gave 1 scores for 2 documents"), ([1, 2, 3], "it gave 3 scores for 2 documents"),
            ([1, .nan], "it gave a score that is no finite number"),
            ([.infinity, 1], "it gave a score that is no finite number"),
        ] as [([Float], String)]
    )
    func `scores that cannot be used leave the order and a warning`(scores: [Float], reason: String) async throws {
        let (ranked, warnings) = try await run(
            ScriptedReranker { _ in scores },
            [candidate("a", "1"), candidate("b", "2")]
        )
        #expect(ranked.map(\.id) == ["a", "b"])
        #expect(warnings == ["judge failed, the order of the first stage stays: \(reason)"])
    }

    @Test func `without any text nothing is asked`() async throws {
        let reranker = ScriptedReranker { _ in [] }
        let (ranked, warnings) = try await run(reranker, [candidate("a", nil), candidate("b", nil)])
        #expect(ranked.map(\.id) == ["a", "b"])
        #expect(warnings == ["Nothing was reranked: no hit has a title, caption or text to read."])
        #expect(reranker.calls.isEmpty)
    }

    @Test func `negative scores are scores`() async throws {
        let reranker = ScriptedReranker { $0.map { Float(Int($0) ?? 0) - 10 } }
        let (ranked, warnings) = try await run(reranker, [candidate("a", "1"), candidate("b", "2")])
        #expect(ranked.map(\.id) == ["b", "a"])
        #expect(ranked.map(\.score) == [-8, -9])
        #expect(warnings == [])
    }

    @Test func `a cancelled search is cancelled, whatever the reranker throws`() async throws {
        let candidates = [candidate("a", "1"), candidate("b", "2")]
        for error in [CancellationError(), Outage()] as [any Error & Sendable] {
            let (started, go) = AsyncStream.makeStream(of: Void.self)
            let reranker = ScriptedReranker { _ in
                go.finish()
                // Ends by the cancellation alone.
                for await _ in AsyncStream<Never>(unfolding: {
                    try? await Task.sleep(for: .seconds(3600)); return nil
                }) {}
                throw error
            }
            let stage = RerankStage(reranker: reranker, timeout: .seconds(3600))
            let task = Task { _ = try await stage.reorder(candidates, for: SecondStageQuery(text: "q"), window: 5) }
            for await _ in started {}
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    @Test func `a cancellation that nobody asked for is a failure of the reranker`() async throws {
        let reranker = ScriptedReranker { _ in throw CancellationError() }
        let (ranked, warnings) = try await run(reranker, [candidate("a", "1"), candidate("b", "2")])
        #expect(ranked.map(\.id) == ["a", "b"])
        #expect(warnings == ["judge failed, the order of the first stage stays: CancellationError()"])
    }

    @Test func `a reranker that is too slow leaves the order, and is told to stop`() async throws {
        let stopped = Mutex(false)
        let reranker = ScriptedReranker { _ in
            do { try await Task.sleep(for: .seconds(3600)) } catch { stopped.withLock { $0 = true } }
            throw CancellationError()
        }
        let stage = RerankStage(reranker: reranker, timeout: .seconds(7), clock: TestClock())
        let outcome = try await stage.reorder(
            [candidate("a", "1"), candidate("b", "2")],
            for: SecondStageQuery(text: "q"),
            window: 5
        )
        #expect(outcome.hits.map(\.id) == ["a", "b"])
        #expect(outcome.warnings == ["judge failed, the order of the first stage stays: it had not answered after 7 s"])
        #expect(!outcome.isComplete)
        #expect(stopped.withLock { $0 })
    }

    @Test func `what one of several calls was to judge keeps its order`() async throws {
        // Dealt in turn: a, c, e and b, d, f. The second window fails, and meets the first again in the last.
        let reranker = ScriptedReranker(maxDocuments: 4) { documents in
            if documents.contains("6"), documents.count == 3 { throw Outage(number: 500) }
            return documents.map { Float(Int($0) ?? 0) }
        }
        let candidates = ["a", "b", "c", "d", "e", "f"].enumerated().map { candidate($1, "\($0 + 1)") }
        let stage = RerankStage(reranker: reranker)
        let outcome = try await stage.reorder(candidates, for: SecondStageQuery(text: "q"), window: 50)
        #expect(outcome.hits.map(\.id) == ["e", "d", "c", "b", "a", "f"])
        #expect(outcome.hits.last?.provenance.map(\.leg) == ["fused"], "nobody judged it")
        #expect(
            outcome.warnings == [
                "1 of 3 calls to judge failed, and what they were to judge kept its order: Outage(number: 500)"
            ]
        )
        #expect(!outcome.isComplete)
    }

    @Test func `pictures go to a model that reads them, and their captions to others`() async throws {
        let picture = EmbeddingImage(bytes: [1, 2], mediaType: "image/png")
        let hits = [
            SearchResult(id: "seen", score: 1, source: ["modality": "image", "caption": "A lamp"]),
            SearchResult(id: "lost", score: 1, source: ["modality": "image", "caption": "A boat"]),
            SearchResult(id: "bare", score: 1, source: ["modality": "image"]),
            SearchResult(id: "words", score: 1, source: ["modality": "text", "body": "Words"]),
        ]
        let load: RerankStage.PictureLoader = { hit in
            if hit.id == "lost" { throw Outage(number: 404) }
            return hit.id == "seen" ? picture : nil
        }
        let reader = ScriptedReranker(modalities: [.text, .image]) { $0.indices.map { Float($0) } }
        let stage = RerankStage(reranker: reader, pictures: load)
        let outcome = try await stage.reorder(hits, for: SecondStageQuery(text: "q"), window: 50)
        #expect(reader.inputs == [[.image(picture), .text("A boat"), .text("Words")]])
        #expect(outcome.hits.map(\.id) == ["words", "lost", "bare", "seen"])
        #expect(
            outcome.warnings == [
                "One picture could not be read for judge, which judged the captions instead: Outage(number: 404)"
            ]
        )
        #expect(outcome.isComplete)
        let blind = ScriptedReranker { $0.indices.map { Float($0) } }
        _ = try await RerankStage(reranker: blind, pictures: load)
            .reorder(hits, for: SecondStageQuery(text: "q"), window: 50)
        #expect(blind.calls == [["A lamp", "A boat", "Words"]])
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
