import Elasticsearch
import Embeddings
import JSONValues
import Testing

@testable import ESJina

/// Pictures and texts on a circle: a picture's one byte is its degree, a text's is in its words.
private enum Circle {
    static let embedder = ScriptedEmbedder(model: .flat) { inputs in
        EmbeddingBatch(
            outcomes: inputs.map { input in
                switch input {
                case .image(let image): .success(direction(Float(image.bytes[0])))
                case .text(let text): .success(direction(degrees(text)))
                }
            }
        )
    }

    /// The number at the end of a text.
    static func degrees(_ text: String) -> Float {
        text.split { !$0.isNumber && $0 != "." && $0 != "-" }.last.flatMap { Float($0) } ?? 0
    }

    static func direction(_ degrees: Float) -> Embedding {
        let t = degrees / 115
        return Embedding([(1 - t * t) / (1 + t * t), 2 * t / (1 + t * t)])
    }

    static func picture(_ id: String, _ degrees: UInt8, caption: String? = nil) -> SourceStep {
        .record(IngestRecord(id: id, content: .image([degrees]), caption: caption))
    }
}

extension EmbeddingModel {
    fileprivate static let flat = EmbeddingModel(
        id: "flat",
        dims: 2,
        matryoshkaDims: [2],
        modalities: [.text, .image],
        maxTokens: 100
    )
}

@Suite struct `Ways to search` {
    private func pipeline(_ corpus: [SourceStep]) async throws -> (Workshop, SearchPipeline) {
        let workshop = try Workshop()
        let report = try await workshop.ingest(corpus, embedder: Circle.embedder)
        #expect(report.counters.indexed == corpus.count)
        return (workshop, try await workshop.search(embedder: Circle.embedder))
    }

    private func places(_ result: SearchResult?) -> [String] {
        (result?.provenance ?? []).map { "\($0.leg) \($0.rank)" }
    }

    private static let five = [
        Circle.picture("i10", 10), Circle.picture("i40", 40), Circle.picture("i80", 80),
        SourceStep.text("t20", "sea 20"), .text("t70", "lamp 70"),
    ]

    @Test func `terms are added and subtracted before anything is searched`() async throws {
        let (workshop, pipeline) = try await pipeline(Self.five)
        var query = SearchQuery(terms: [
            QueryTerm(.text("x 80")), QueryTerm(.text("y 70"), weight: 0.5), QueryTerm(.text("z 10"), weight: -0.7),
        ])
        (query.mode, query.target) = (.knn, .images)
        let results = try await pipeline.search(query)
        #expect(results.hits.map(\.id) == ["i80", "i40", "i10"])
        let sum = try Embedding.weightedSum([
            (Circle.direction(80), 1), (Circle.direction(70), 0.5), (Circle.direction(10), -0.7),
        ])
        let best = try #require(results.hits.first)
        #expect(abs(best.score - (1 + sum.dot(Circle.direction(80))) / 2) < 1e-5)
        #expect(Circle.embedder.texts.last == ["x 80", "y 70", "z 10"], "one call for all terms")
        #expect(workshop.transport.requests("search").count == 1)
    }

    @Test func `what is subtracted is no word to match`() async throws {
        let (_, pipeline) = try await pipeline(Self.five)
        let query = SearchQuery(terms: [QueryTerm(.text("sea 20")), QueryTerm(.text("lamp 70"), weight: -1)])
        let results = try await pipeline.search(query)
        #expect(query.text == "sea 20")
        #expect(places(results.hits.first { $0.id == "t70" }).contains { $0.hasPrefix("bm25") } == false)
        #expect(places(results.hits.first { $0.id == "t20" }).contains("bm25 1"))
    }

    @Test func `a query that only subtracts, or cancels itself out, is refused`() async throws {
        let (_, pipeline) = try await pipeline(Self.five)
        func message(_ terms: [QueryTerm]) async -> String? {
            await #expect(throws: SearchError.self) { try await pipeline.search(SearchQuery(terms: terms)) }?.message
        }
        #expect(
            await message([QueryTerm(.text("a 1"), weight: -1)])
                == "Everything in the query is subtracted, so there is nothing to search for: add something."
        )
        #expect(
            await message([QueryTerm(.text("a 1")), QueryTerm(.text("b 1"), weight: -1)])?
                .hasPrefix("The terms of the query cancel each other out") == true
        )
    }

    @Test func `a picture and words are a vector each, whose hits meet by rank`() async throws {
        let (_, pipeline) = try await pipeline(Self.five)
        var query = SearchQuery(text: "sea 75", image: EmbeddingImage(bytes: [12], mediaType: "image/png"))
        query.target = .images
        query.mode = .knn
        let results = try await pipeline.search(query)
        #expect(
            places(results.hits.first { $0.id == "i10" }) == ["knn_image_by_text 3", "knn_image_by_image 1", "fused 2"]
        )
        #expect(
            places(results.hits.first { $0.id == "i80" }) == ["knn_image_by_text 1", "knn_image_by_image 3", "fused 1"]
        )
        query.weights = ["knn_image_by_image": 5]
        #expect(try await pipeline.search(query).hits.first?.id == "i10")
    }

    @Test func `words taken from a picture turn its vector`() async throws {
        let (_, pipeline) = try await pipeline(Self.five)
        var query = SearchQuery(terms: [
            QueryTerm(.image(EmbeddingImage(bytes: [40], mediaType: "image/png"))),
            QueryTerm(.text("less of 10"), weight: -0.8),
        ])
        query.target = .images
        let results = try await pipeline.search(query)
        #expect(results.hits.map(\.id) == ["i80", "i40", "i10"])
        #expect(places(results.hits.first) == ["knn_image 1"], "what is only subtracted is no leg of its own")
    }

    @Test func `what is like a document is found by its vector, without it and without an embedder`() async throws {
        let (workshop, _) = try await pipeline(Self.five)
        let pipeline = try await SearchPipeline(client: workshop.client, index: workshop.index) { _ in nil }
        var query = SearchQuery(terms: [QueryTerm(.document("i10"))])
        let results = try await pipeline.search(query)
        #expect(results.mode == .knn)
        #expect(results.hits.map(\.id).sorted() == ["i40", "i80", "t20", "t70"])
        #expect(
            results.hits.first { $0.id == "i40" }?.provenance.first
                == .init(leg: "knn_image", rank: 1, score: cosine(10, 40))
        )
        query.target = .texts
        #expect(try await pipeline.search(query).hits.map(\.id) == ["t20", "t70"])
        query.terms = [QueryTerm(.document("i11"))]
        let error = await #expect(throws: SearchError.self) { try await pipeline.search(query) }
        #expect(error?.message == "There is no document 'i11' in the index 'things'.")
    }

    private func cosine(_ a: Float, _ b: Float) -> Float { (1 + Circle.direction(a).dot(Circle.direction(b))) / 2 }

    @Test func `a weight or window for a leg that is not there is refused, naming those that are`() async throws {
        let (_, pipeline) = try await pipeline(Self.five)
        var query = SearchQuery(text: "sea")
        query.weights = ["bm52": 2]
        let error = await #expect(throws: SearchError.self) { try await pipeline.search(query) }
        #expect(
            error?.message == "This search has no leg 'bm52' to weigh or widen; it has bm25, knn_image, knn_text."
        )
        query.weights = ["knn_text": 9, "bm25": 0]
        #expect(try await pipeline.search(query).hits.first?.id == "t20")
        query.windows = ["knn_image": 1]
        let narrow = try await pipeline.search(query)
        #expect(narrow.hits.filter { places($0).contains { $0.hasPrefix("knn_image") } }.count == 1)
    }

    @Test func `parts of one text are one hit, the best`() async throws {
        let parts = (1...3)
            .map { number -> SourceStep in
                var record = IngestRecord(id: "t#\(number)", content: .text("sea \(number * 20)"))
                record.part = IngestRecord.Part(parent: "t", number: number, count: 3)
                return .record(record)
            }
        let (_, pipeline) = try await pipeline(parts + [.text("u", "sea 90")])
        var query = SearchQuery(text: "sea 41")
        query.mode = .knn
        let folded = try await pipeline.search(query)
        #expect(folded.hits.map(\.id) == ["t#2", "u"])
        #expect(folded.hits.map(\.otherParts) == [["t#3", "t#1"], []])
        #expect(folded.hits.map(\.rank) == [1, 2])
        query.foldsParts = false
        #expect(try await pipeline.search(query).hits.map(\.id) == ["t#2", "t#3", "t#1", "u"])
    }
}

@Suite struct `Pictures without words` {
    /// Texts about the sea, and pictures of which some have captions; the query's vector is at 0°.
    private func search(_ corpus: [SourceStep], _ text: String = "sea 0") async throws -> SearchResults {
        let workshop = try Workshop()
        _ = try await workshop.ingest(corpus, embedder: Circle.embedder)
        var query = SearchQuery(text: text)
        query.size = 50
        return try await workshop.search(embedder: Circle.embedder).search(query)
    }

    private static let texts = (1...20).map { SourceStep.text("t\($0)", "the sea \($0)") }

    @Test func `are not buried by texts, which words can find`() async throws {
        let results = try await search(Self.texts + [Circle.picture("near", 1), Circle.picture("far", 100)])
        let near = try #require(results.hits.first { $0.id == "near" })
        // By its own rank alone, 1/61 would stand behind every text that two legs found.
        #expect(near.rank <= 2)
        #expect(near.standIn?.leg == "bm25" && near.provenance.map(\.leg) == ["knn_image", "fused"])
    }

    @Test func `gain what described pictures of their place gain`() async throws {
        let matched = (1...12).map { Circle.picture("m\($0)", UInt8(2 * $0), caption: "the sea") }
        let silent = (1...12).map { Circle.picture("s\($0)", UInt8(2 * $0 + 1)) }
        let other = (1...12).map { Circle.picture("m\($0)", UInt8(2 * $0), caption: "a lamp") }
        let described = try await search(matched + silent)
        let first = try #require(described.hits.first { $0.id == "s1" })
        #expect(first.rank <= 4, "its neighbours' captions match, so its own would have")
        // Captions that do not match the query say that words are no help here, so silence is worth little.
        let mismatched = try await search(other + silent + [.text("t", "the sea 90")])
        let weak = try #require(mismatched.hits.first { $0.id == "s1" })
        #expect((weak.standIn?.score ?? 0) < (first.standIn?.score ?? 0) / 2)
    }

    @Test func `gain nothing where no word matches anything`() async throws {
        let results = try await search([Circle.picture("c", 2, caption: "lamp"), Circle.picture("s", 4)], "perro 0")
        #expect(results.hits.map(\.id) == ["c", "s"])
        #expect(results.hits.allSatisfy { $0.standIn == nil })
    }

    @Test func `are told by the index, for the server's fusion would bury them`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest([Circle.picture("c", 2, caption: "lamp")], embedder: Circle.embedder)
        #expect(IndexDescription(try await workshop.client.mapping(of: workshop.index))?.hasWordlessPictures == false)
        _ = try await workshop.ingest([Circle.picture("s", 4)], embedder: Circle.embedder)
        #expect(IndexDescription(try await workshop.client.mapping(of: workshop.index))?.hasWordlessPictures == true)
        let hits = try await workshop.search(embedder: Circle.embedder).search(SearchQuery(text: "lamp")).hits
        #expect(hits.allSatisfy { $0.source["wordless"] == nil })
    }
}

@Suite struct `The choice of hits` {
    @Test func `leaves out what is near by chance, and says how it knows`() async throws {
        // Three hundred texts all around, and two that are really near.
        let noise = (0..<300).map { SourceStep.text("n\($0)", "noise \(60 + $0 % 60)") }
        let workshop = try Workshop()
        let corpus = noise + [.text("a", "lamp 1"), .text("b", "lamp 3")]
        _ = try await workshop.ingest(corpus, embedder: Circle.embedder) { $0.windowSize = 100 }
        let pipeline = try await workshop.search(embedder: Circle.embedder)
        var query = SearchQuery(text: "sea 0")
        query.mode = .knn
        query.minRelevance = 0.5
        let results = try await pipeline.search(query)
        #expect(results.hits.map(\.id) == ["a", "b"])
        #expect(results.hits.allSatisfy { $0.relevance ?? 0 > 0.5 })
        let report = try #require(results.cutOff)
        #expect(
            report.contains("48 hits below the relevance 0.5 left out") && report.contains("of 302 documents score")
        )
        // The counts are asked for once; every search is one round trip.
        let before = workshop.transport.operations.count
        query.minRelevance = 0
        #expect(try await pipeline.search(query).hits.count == 10)
        #expect(workshop.transport.operations.count == before + 1)
    }

    @Test func `says where an index is too small to know chance`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest([.text("a", "lamp 1"), .text("b", "sea 3")], embedder: Circle.embedder)
        var query = SearchQuery(text: "sea 0")
        query.minRelevance = 0.9
        let results = try await workshop.search(embedder: Circle.embedder).search(query)
        #expect(results.hits.map(\.id) == ["b", "a"], "nothing judges them")
        #expect(results.cutOff?.hasPrefix("0 hits below") == true)
    }

    @Test func `prefers what differs, and keeps the order of relevance`() async throws {
        let workshop = try Workshop()
        let corpus = [0, 2, 4, 20, 25, 60].map { SourceStep.text("d\($0)", "sea \($0)") }
        _ = try await workshop.ingest(corpus, embedder: Circle.embedder)
        let pipeline = try await workshop.search(embedder: Circle.embedder)
        func chosen(_ lambda: Float) async throws -> [String] {
            var query = SearchQuery(text: "x 0")
            (query.mode, query.target, query.size, query.diversity) = (.knn, .texts, 4, lambda)
            return try await pipeline.search(query).hits.map(\.id)
        }
        // The sets that Elasticsearch 9.5.4's retriever 'diversify' chose of such vectors.
        #expect(try await chosen(1) == ["d0", "d2", "d4", "d20"])
        #expect(try await chosen(0.3) == ["d0", "d4", "d25", "d60"])
        var paged = SearchQuery(text: "x 0")
        (paged.from, paged.diversity) = (4, 0.5)
        let error = await #expect(throws: SearchError.self) { try await pipeline.search(paged) }
        #expect(error?.message.contains("ask for more hits instead of later ones") == true)
    }

    @Test func `a scale needs a sample, and its numbers are those of a normal distribution`() throws {
        let scores = (0..<101).map { Float($0) / 100 }
        #expect(RelevanceScale(Array(scores.prefix(29)), count: 1_000) == nil)
        #expect(RelevanceScale([Float](repeating: 0.5, count: 100), count: 1_000) == nil)
        let scale = try #require(RelevanceScale(scores, count: 1_000))
        #expect(scale.median == 0.5 && abs(scale.spread - 1.4826 * 0.25) < 1e-6)
        // Three spreads above, 1,000 documents bring 1.35 by chance; four, 0.032.
        #expect(scale.relevance(of: 0.5 + 3 * scale.spread) == 0)
        #expect(abs(scale.relevance(of: 0.5 + 4 * scale.spread) - 0.9683) < 1e-3)
    }
}

@Suite struct `Who fuses` {
    private static let legs = [
        SearchLeg(name: "bm25", search: .words(.matchAll()), windowSize: 50, weight: 1),
        SearchLeg(
            name: "knn_image",
            search: .vectors(KnnSearch(field: "v", vector: Embedding([1]), k: 50)),
            documents: .image,
            windowSize: 50,
            weight: 1
        ),
    ]

    private func report(
        _ version: ServerVersion,
        _ licence: Licence = .enterprise,
        wordless: Bool = false,
        legs: [SearchLeg] = legs,
        _ change: (inout SearchQuery) -> Void = { _ in }
    ) throws -> FusionReport? {
        var query = SearchQuery(text: "sea")
        change(&query)
        return try FusionDecision(
            query: query,
            legs: legs,
            capabilities: Capabilities(version: version, licence: licence),
            hasWordlessPictures: wordless
        )
        .report()
    }

    @Test func `is the server where version and licence have it, else the client, and said`() throws {
        #expect(try report("9.5.4")?.isServerSide == true)
        #expect(try report("8.19.1")?.isServerSide == true)
        let basic = try #require(try report("9.5.4", .basic))
        #expect(!basic.isServerSide)
        #expect(
            basic.reason == "Elasticsearch 9.5.4 (basic) does not fuse by 'rrf', which needs an Enterprise licence."
        )
        #expect(try report("9.5.4", legs: [Self.legs[0]]) == nil)
    }

    @Test func `is the client where the server would do something else`() throws {
        var heavy = Self.legs
        heavy[1].weight = 2
        #expect(try report("9.1.0", legs: heavy)?.isServerSide == false)
        #expect(try report("9.2.0", legs: heavy)?.isServerSide == true)
        heavy[1].windowSize = 20
        #expect(try report("9.2.0", legs: heavy)?.isServerSide == false)
        #expect(try report("9.0.0") { $0.fusion = .linear(.l2Norm) }?.isServerSide == false)
        #expect(try report("9.1.0") { $0.fusion = .linear(.l2Norm) }?.isServerSide == true)
        #expect(try report("9.5.4") { $0.minRelevance = 0.5 }?.isServerSide == false)
        let wordless = try #require(try report("9.5.4", wordless: true))
        #expect(wordless.reason.hasPrefix("The index holds pictures without any words"))
        #expect(try report("9.5.4", wordless: true) { $0.target = .texts }?.isServerSide == true)
    }

    @Test func `is who was asked to, or an error says why not`() throws {
        #expect(try report("9.5.4") { $0.fusionPlace = .client }?.isServerSide == false)
        #expect(try report("9.5.4", wordless: true) { $0.fusionPlace = .server }?.isServerSide == true)
        let error = #expect(throws: SearchError.self) { try report("9.5.4", .basic) { $0.fusionPlace = .server } }
        #expect(error?.message.contains("needs an Enterprise licence") == true)
    }
}
