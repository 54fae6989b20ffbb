import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import TestSupport
import Testing

@testable import ESJina

@Suite struct `Late interaction` {
    private let words = HashingMultiVectorEmbedder.usual

    private let texts = [
        ("a", "A red bicycle leans on the wall of the bakery"), ("b", "The tide table of the harbour"),
        ("c", "How to repair the chain of a bicycle, and what tools one needs"), ("d", "Repairing shoes by hand"),
    ]

    private func workshop(
        answer: @escaping @Sendable (HTTPRequest, Int) async throws -> HTTPResponse? = { _, _ in nil }
    ) async throws -> Workshop {
        let workshop = try Workshop(answer: answer)
        let pictures: [SourceStep] = [.record(IngestRecord(id: "p", content: .image([1, 2]), path: "/p.png"))]
        _ = try await workshop.ingest(texts.map { .text($0.0, $0.1) } + pictures, tokens: words)
        return workshop
    }

    private func stage(
        _ workshop: Workshop,
        embedder: (any MultiVectorEmbedder)? = nil,
        storage: TokenVectorField.Storage = .binary
    ) throws -> LateInteractionStage {
        let embedder = embedder ?? words
        return try LateInteractionStage(
            client: workshop.client,
            index: workshop.index,
            field: TokenVectorField(embedder: embedder, storage: storage),
            embedder: embedder
        )
    }

    private func hits(_ ids: [String]) -> [SearchResult] {
        ids.enumerated()
            .map { place, id in
                SearchResult(
                    id: id,
                    score: Float(10 - place),
                    source: [:],
                    provenance: [.init(leg: "fused", rank: place + 1, score: Float(10 - place))]
                )
            }
    }

    private func write(_ documents: [(String, JSONObject)], to index: String, of workshop: Workshop) async throws {
        let batch = BulkBatch(
            documents.map { BulkOperation(.index, id: $0.0, source: JSONValue.object($0.1).serialized()) }
        )
        _ = try await workshop.client.bulk(batch, index: index, refresh: .immediate)
    }

    /// The scores by the formula, of vectors as they were before they were packed.
    private func exact(_ query: String) async throws -> [String: Float] {
        let asked = try await words.embed([query], role: .query).outcomes[0].get()
        let found = try await words.embed(texts.map(\.1), role: .document).outcomes.map { try $0.get() }
        return Dictionary(uniqueKeysWithValues: try zip(texts, found).map { ($0.0, try asked.maxSim($1)) })
    }

    @Test func `the window is ordered by MaxSim with one request, and says so`() async throws {
        let workshop = try await workshop()
        let before = workshop.transport.operations.count
        let outcome = try await stage(workshop)
            .reorder(hits(["a", "b", "c", "d"]), for: SecondStageQuery(text: "repair a bicycle chain"), window: 50)
        let exact = try await exact("repair a bicycle chain")
        #expect(outcome.hits.map(\.id) == exact.sorted { $0.value > $1.value }.map(\.key))
        #expect(outcome.hits.first?.id == "c")
        for hit in outcome.hits { #expect(abs(hit.score - (exact[hit.id] ?? 0)) < 0.01) }
        #expect(outcome.hits.map { $0.provenance.last?.leg } == ["rerank", "rerank", "rerank", "rerank"])
        #expect(outcome.hits.map { $0.provenance.last?.rank } == [1, 2, 3, 4])
        #expect(outcome.warnings.isEmpty && outcome.isComplete)
        #expect(workshop.transport.operations.count == before + 1)
        let body = try #require(workshop.transport.requests("search").last?.body)
        guard case .bytes(let bytes) = body else { return }
        #expect(try JSONValue.parse(bytes)["_source"]?["includes"] == ["token_vectors"])
    }

    @Test func `what has no token vectors keeps its place, as does what lies behind the window`() async throws {
        let workshop = try await workshop()
        let outcome = try await stage(workshop)
            .reorder(hits(["b", "p", "d", "c", "a"]), for: SecondStageQuery(text: "bicycle chain"), window: 4)
        #expect(
            outcome.hits.map(\.id) == ["c", "p", "d", "b", "a"] || outcome.hits.map(\.id) == ["c", "p", "b", "d", "a"]
        )
        #expect(outcome.hits[1].provenance.map(\.leg) == ["fused"])
        #expect(outcome.hits[4].provenance.map(\.leg) == ["fused"])
        let none = try await stage(workshop).reorder(hits(["p"]), for: SecondStageQuery(text: "x"), window: 4)
        #expect(none.warnings == ["Nothing was reranked: no hit has token vectors."])
        #expect(none.isComplete)
    }

    @Test func `without words nothing is asked`() async throws {
        let workshop = try await workshop()
        let before = workshop.transport.operations.count
        let outcome = try await stage(workshop).reorder(hits(["a"]), for: SecondStageQuery(text: nil), window: 5)
        #expect(
            outcome.warnings == ["Nothing was reranked: late interaction compares words, and this search has none."]
        )
        #expect(workshop.transport.operations.count == before)
    }

    @Test func `an embedder or a server that fails leaves the order and a warning`() async throws {
        let workshop = try await workshop { request, _ in
            request.operation == "search"
                ? HTTPResponse(status: 500, headers: [:], body: Array("{\"error\":\"down\",\"status\":500}".utf8)) : nil
        }
        let query = SecondStageQuery(text: "bicycle")
        let broken = try await stage(workshop).reorder(hits(["b", "a"]), for: query, window: 5)
        #expect(broken.hits.map(\.id) == ["b", "a"] && !broken.isComplete)
        #expect(broken.warnings.count == 1)
        #expect(
            broken.warnings[0].hasPrefix("es-jina-hashing-words-v1 failed, the order of the first stage stays: "),
            "\(broken.warnings)"
        )
        let down = ScriptedMultiVectorEmbedder { _ in throw Outage(number: 503) }
        let outcome = try await stage(workshop, embedder: down).reorder(hits(["b", "a"]), for: query, window: 5)
        #expect(outcome.warnings == ["tiny-words failed, the order of the first stage stays: Outage(number: 503)"])
        #expect(!outcome.isComplete)
        let refusing = ScriptedMultiVectorEmbedder { _ in
            MultiVectorBatch(outcomes: [.failure(EmbeddingFailure("It is odd."))])
        }
        let refused = try await stage(workshop, embedder: refusing).reorder(hits(["b", "a"]), for: query, window: 5)
        #expect(
            refused.warnings == [
                "tiny-words failed, the order of the first stage stays: The query could not be embedded: It is odd."
            ]
        )
    }

    @Test func `what takes too long leaves the order and a warning`() async throws {
        let workshop = try await workshop()
        let slow = ScriptedMultiVectorEmbedder { _ in
            try await Task.sleep(for: .seconds(3600))
            throw Outage()
        }
        let stage = try LateInteractionStage(
            client: workshop.client,
            index: workshop.index,
            field: TokenVectorField(embedder: slow, storage: .binary),
            embedder: slow,
            timeout: .milliseconds(20)
        )
        let outcome = try await stage.reorder(hits(["b", "a"]), for: SecondStageQuery(text: "x"), window: 5)
        #expect(outcome.hits.map(\.id) == ["b", "a"] && !outcome.isComplete)
        #expect(
            outcome.warnings == [
                "tiny-words failed, the order of the first stage stays: it had not answered after 0.02 s"
            ]
        )
    }

    @Test func `a cancelled search is cancelled`() async throws {
        let workshop = try await workshop()
        let begun = Gate()
        let embedder = ScriptedMultiVectorEmbedder { _ in
            await begun.open()
            try await Task.sleep(for: .seconds(3600))
            throw Outage()
        }
        let stage = try stage(workshop, embedder: embedder)
        let hits = hits(["a"])
        let task = Task { _ = try await stage.reorder(hits, for: SecondStageQuery(text: "x"), window: 5) }
        await begun.pass()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test func `vectors that cannot be read leave their document in its place, with a warning`() async throws {
        let workshop = try await workshop()
        try await write([("b", ["token_vectors": "AQEAAAEC"])], to: workshop.index, of: workshop)
        let outcome = try await stage(workshop)
            .reorder(hits(["b", "d", "c"]), for: SecondStageQuery(text: "bicycle chain"), window: 5)
        #expect(outcome.hits.map(\.id) == ["b", "c", "d"])
        #expect(
            outcome.warnings == [
                "1 hits have token vectors that cannot be read, and keep their places; ingest them again."
            ]
        )
        #expect(!outcome.isComplete)
    }

    @Test func `a large window is asked for in parts`() async throws {
        let workshop = try Workshop()
        let count = LateInteractionStage.documentsPerRequest + 10
        let steps: [SourceStep] = (0..<count).map { .text("t\($0)", "word number \($0)") }
        _ = try await workshop.ingest(steps, tokens: words)
        let before = workshop.transport.requests("search").count
        let outcome = try await stage(workshop)
            .reorder(hits((0..<count).map { "t\($0)" }), for: SecondStageQuery(text: "number 260"), window: count)
        #expect(outcome.hits.first?.id == "t260")
        #expect(outcome.hits.allSatisfy { $0.provenance.last?.leg == "rerank" })
        #expect(workshop.transport.requests("search").count == before + 2)
    }

    // MARK: rank_vectors

    @Test func `a licensed server is asked for the scores of the window's ids alone`() async throws {
        let tokens = try MultiVector([1, 0, 0.5, -0.5], dims: 2)
        let offset = LateInteractionStage.offset(tokens)
        #expect(offset == 2)
        let request = LateInteractionStage.request(ids: ["a", "b"], tokens, offset: offset)
        #expect(
            try request.json(for: Capabilities(version: "9.5", licence: .enterprise)) == [
                "query": [
                    "script_score": [
                        "query": [
                            "bool": [
                                "filter": [["ids": ["values": ["a", "b"]]], ["exists": ["field": "token_vectors"]]]
                            ]
                        ],
                        "script": [
                            "source": "Math.max(0, maxSimDotProduct(params.query, 'token_vectors') + params.offset)",
                            "params": ["query": [[1, 0], [0.5, -0.5]], "offset": 2],
                        ],
                    ]
                ],
                "size": 2, "_source": false, "track_total_hits": false,
            ]
        )
    }

    @Test func `a server that will not compute hands the vectors out, and the result is the same`() async throws {
        let workshop = try await workshop()
        // The embedded node has no rank_vectors; what it does not index it gives back as it came.
        _ = try await workshop.client.createIndex("ranked", IndexDefinition(mapping: IndexMapping(dynamic: .ignored)))
        let found = try await words.embed(texts.map(\.1), role: .document).outcomes.map { try $0.get() }
        let documents = zip(texts, found)
            .map { text, vectors in
                let rows = vectors.embeddings.map { JSONValue.array($0.values.map { .number(Double($0)) }) }
                return (text.0, ["token_vectors": .array(rows)] as JSONObject)
            }
        try await write(documents, to: "ranked", of: workshop)
        let stage = try LateInteractionStage(
            client: workshop.client,
            index: "ranked",
            field: TokenVectorField(embedder: words, storage: .rankVectors),
            embedder: words
        )
        let query = SecondStageQuery(text: "repair a bicycle chain")
        let outcome = try await stage.reorder(hits(["a", "b", "c", "d"]), for: query, window: 5)
        let packed = try await self.stage(workshop).reorder(hits(["a", "b", "c", "d"]), for: query, window: 5)
        #expect(outcome.hits.map(\.id) == packed.hits.map(\.id))
        for (one, other) in zip(outcome.hits, packed.hits) { #expect(abs(one.score - other.score) < 0.01) }
        #expect(outcome.warnings.isEmpty && outcome.isComplete)
    }

    // MARK: Whole searches

    @Test func `a search opens with the stage that its index allows`() async throws {
        let workshop = try await workshop()
        let pipeline = try await SearchPipeline(
            client: workshop.client,
            index: workshop.index,
            secondStage: { index in
                try index.tokenVectors.map {
                    try LateInteractionStage(client: workshop.client, index: workshop.index, field: $0, embedder: words)
                }
            },
            embedder: { _ in ScriptedEmbedder() }
        )
        var query = SearchQuery(text: "repair bicycle")
        query.mode = .bm25
        let results = try await pipeline.search(query)
        #expect(results.hits.map(\.id) == ["c", "a"])
        #expect(results.hits.allSatisfy { $0.provenance.map(\.leg) == ["bm25", "rerank"] })
        #expect(results.timings.map(\.phase).last == "rerank")
    }

    @Test func `vectors of another embedder are not compared`() async throws {
        let workshop = try await workshop()
        let error = #expect(throws: SearchError.self) {
            try LateInteractionStage(
                client: workshop.client,
                index: workshop.index,
                field: TokenVectorField(embedder: words, storage: .binary),
                embedder: ScriptedMultiVectorEmbedder()
            )
        }
        #expect(error?.kind == .indexMismatch)
    }
}

extension HashingMultiVectorEmbedder {
    /// The embedder at its usual size, which it always has.
    static var usual: HashingMultiVectorEmbedder {
        guard let embedder = try? HashingMultiVectorEmbedder() else { preconditionFailure("128 is one of its sizes") }
        return embedder
    }
}
