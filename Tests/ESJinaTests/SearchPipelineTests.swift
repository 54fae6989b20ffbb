import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import ESJina

@Suite struct `Search pipeline` {
    /// Directions on a circle by degrees; a picture's one byte is its degree.
    private static let embedder = ScriptedEmbedder { inputs in
        EmbeddingBatch(
            outcomes: inputs.map { input in
                switch input {
                case .image(let image): .success(direction(Float(image.bytes[0])))
                case .text(let text): .success(direction(degrees[text] ?? 90))
                }
            }
        )
    }
    private static let degrees: [String: Float] = ["sea": 0, "One\nlamp": 10, "sea sea": 20, "Three\nbed": 30]

    /// In two dims 0° and `degrees`; in four a lean to another side, larger the nearer they are in two.
    private static func direction(_ degrees: Float) -> Embedding {
        let (x, y) = turned(degrees)
        return Embedding([x, y, degrees == 0 ? 0 : 2 - degrees / 20, 0])
    }

    private static func turned(_ degrees: Float) -> (Float, Float) {
        // Half-angle form of the unit circle, without a maths library: t is small.
        let t = degrees / 115
        return ((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t))
    }

    private static let corpus: [SourceStep] = [
        .text("t1", "lamp", title: "One") { $0.attributes = ["lang": "en", "year": 2020, "meta": ["source": "web"]] },
        .text("t2", "sea sea") { $0.attributes = ["lang": "fr", "year": 2024] },
        .text("t3", "bed", title: "Three") { $0.attributes = ["lang": "en", "year": 2024] },
        .record(IngestRecord(id: "i1", content: .image([5]), tags: ["sky"])),
        .record(IngestRecord(id: "i2", content: .image([40]), captions: [.init(language: "en", text: "waves")])),
    ]

    private func workshop(dims: [Int] = [2]) async throws -> Workshop {
        let workshop = try Workshop()
        let report = try await workshop.ingest(Self.corpus, embedder: Self.embedder) { $0.dims = dims }
        #expect(report.counters.indexed == 5)
        return workshop
    }

    private func query(_ text: String? = "sea", _ change: (inout SearchQuery) -> Void = { _ in }) -> SearchQuery {
        var query = SearchQuery(text: text)
        change(&query)
        return query
    }

    private func places(_ result: SearchResult?) -> [String] {
        (result?.provenance ?? []).map { "\($0.leg) \($0.rank)" }
    }

    @Test func `hybrid fuses words, pictures and texts by rank`() async throws {
        let pipeline = try await workshop().search(embedder: Self.embedder)
        let results = try await pipeline.search(query())
        // bm25: t2. knn_image: i1, i2. knn_text: t1, t2, t3. Ties go to the earlier list.
        #expect(results.hits.map(\.id) == ["t2", "i1", "t1", "i2", "t3"])
        #expect(results.hits.map(\.rank) == [1, 2, 3, 4, 5])
        let scores: [Float] = [1 / Float(61) + 1 / Float(62), 1 / 61, 1 / 61, 1 / 62, 1 / 63]
        #expect(results.hits.map(\.score) == scores)
        #expect(places(results.hits[0]) == ["bm25 1", "knn_text 2", "fused 1"])
        #expect(places(results.hits[3]) == ["knn_image 2", "fused 4"])
        #expect(results.mode == .hybrid)
        #expect(results.model == "tiny")
        #expect(results.dims == 2)
        #expect(results.timings.map(\.phase) == ["embed", "retrieve", "fuse"])
        #expect(results.warnings == [])
        #expect(results.hits.allSatisfy { $0.source.keys.allSatisfy { !$0.contains("embedding") } })
    }

    @Test func `the rank constant weighs first places`() async throws {
        let pipeline = try await workshop().search(embedder: Self.embedder)
        let results = try await pipeline.search(query { $0.rankConstant = 1 })
        #expect(results.hits.first?.score == 1 / Float(2) + 1 / Float(3))
    }

    @Test(arguments: [
        (SearchQuery.Mode.bm25, SearchQuery.Target.all, ["t2"], ["bm25"]),
        (.bm25, .texts, ["t2"], ["bm25"]),
        (.bm25, .images, [], []),
        (.knn, .all, ["i1", "t1", "i2", "t2", "t3"], ["fused", "knn_image", "knn_text"]),
        (.knn, .images, ["i1", "i2"], ["knn_image"]),
        (.knn, .texts, ["t1", "t2", "t3"], ["knn_text"]),
        (.hybrid, .images, ["i1", "i2"], ["fused", "knn_image"]),
        (.hybrid, .texts, ["t2", "t1", "t3"], ["bm25", "fused", "knn_text"]),
    ])
    func `mode and target choose the legs`(
        mode: SearchQuery.Mode,
        target: SearchQuery.Target,
        ids: [String],
        legs: [String]
    ) async throws {
        let pipeline = try await workshop().search(embedder: Self.embedder)
        let results = try await pipeline.search(
            query {
                $0.mode = mode
                $0.target = target
            }
        )
        #expect(results.hits.map(\.id) == ids)
        #expect(Set(results.hits.flatMap { $0.provenance.map(\.leg) }).sorted() == legs)
        #expect((results.model == nil) == (mode == .bm25))
    }

    @Test func `words alone embed nothing`() async throws {
        let workshop = try await workshop()
        let pipeline = try await SearchPipeline(client: workshop.client, index: workshop.index) { _ in nil }
        let results = try await pipeline.search(query { $0.mode = .bm25 })
        #expect(results.hits.map(\.id) == ["t2"])
        let error = await #expect(throws: SearchError.self) { try await pipeline.search(query()) }
        #expect(error?.message == "A search by vectors needs an embedder; use --mode bm25 without one.")
    }

    @Test func `captions, tags and titles are words of a document`() async throws {
        let pipeline = try await workshop().search(embedder: Self.embedder)
        for (word, id) in [("waves", "i2"), ("sky", "i1"), ("three", "t3"), ("LAMP", "t1")] {
            let results = try await pipeline.search(query(word) { $0.mode = .bm25 })
            #expect(results.hits.map(\.id) == [id])
        }
    }

    @Test func `a picture is searched by its vector`() async throws {
        let pipeline = try await workshop().search(embedder: Self.embedder)
        var query = SearchQuery(image: EmbeddingImage(bytes: [38], mediaType: "image/png"))
        let results = try await pipeline.search(query)
        #expect(results.mode == .knn)
        #expect(results.hits.map(\.id) == ["i2", "t3", "i1", "t2", "t1"])
        query.mode = .bm25
        let error = await #expect(throws: SearchError.self) { try await pipeline.search(query) }
        #expect(error?.message == "The mode bm25 needs words; a picture alone is searched by kNN.")
        query.mode = nil
        query.terms.append(QueryTerm(.text("lamp")))
        let both = try await pipeline.search(query)
        #expect(both.mode == .hybrid)
        #expect(places(both.hits.first { $0.id == "t1" }).first == "bm25 1")
        // Words and picture search by a vector each, whose lists meet by rank.
        #expect(
            places(both.hits.first { $0.id == "i2" }) == ["knn_image_by_text 1", "knn_image_by_image 1", "fused 2"]
        )
    }

    @Test func `pages follow each other without gap or repetition`() async throws {
        let pipeline = try await workshop().search(embedder: Self.embedder)
        var pages: [SearchResult] = []
        for from in stride(from: 0, to: 6, by: 2) {
            pages +=
                try await pipeline.search(
                    query {
                        $0.from = from
                        $0.size = 2
                    }
                )
                .hits
        }
        #expect(pages == (try await pipeline.search(query())).hits)
        #expect(pages.map(\.rank) == [1, 2, 3, 4, 5])
    }

    @Test func `the size of the vectors decides the order`() async throws {
        let pipeline = try await workshop(dims: [4, 2]).search(embedder: Self.embedder)
        let full = try await pipeline.search(
            query {
                $0.mode = .knn
                $0.target = .texts
            }
        )
        #expect(full.dims == 4)
        #expect(full.hits.map(\.id) == ["t3", "t2", "t1"])
        let small = try await pipeline.search(
            query {
                $0.mode = .knn
                $0.target = .texts
                $0.dims = 2
            }
        )
        #expect(small.dims == 2)
        #expect(small.hits.map(\.id) == ["t1", "t2", "t3"])
        let error = await #expect(throws: SearchError.self) { try await pipeline.search(query { $0.dims = 3 }) }
        #expect(error?.message == "The index holds vectors of 4, 2 dims, not 3. Use one of those.")
    }

    @Test(arguments: [
        (#"lang == "en""#, ["t1", "t3"]),
        (#"lang in [en, fr]"#, ["t1", "t2", "t3"]),
        (#"year >= 2021"#, ["t2", "t3"]),
        (#"meta.source == web"#, ["t1"]),
        (#"exists(meta)"#, ["t1"]),
        (#"exists(captions)"#, ["i2"]),
        (#"title == "One""#, ["t1"]),
        (#"title == "one""#, []),
        (#"tags == sky || year == 2020"#, ["i1", "t1"]),
        (#"!(lang == en) && modality == text"#, ["t2"]),
        (#"lang != en"#, ["i1", "i2", "t2"]),
        (#"width > 600 && format == png"#, ["i1", "i2"]),
    ])
    func `a filter holds for every leg`(filter: String, ids: [String]) async throws {
        let pipeline = try await workshop().search(embedder: Self.embedder)
        let results = try await pipeline.search(try query { $0.filter = try FilterExpression(parsing: filter) })
        #expect(results.hits.map(\.id).sorted() == ids)
    }

    private func query(_ change: (inout SearchQuery) throws -> Void) throws -> SearchQuery {
        var query = SearchQuery(text: "sea")
        try change(&query)
        return query
    }

    @Test(arguments: [
        (#"lnag == en"#, "The index has no field 'lnag'. Did you mean 'lang'?"),
        (
            #"body == sea"#,
            "The field 'body' is full text without an exact sub-field, so no whole value can be compared. Look for its words: body : \"…\"."
        ),
        (
            #"body > "a""#,
            "The field 'body' is full text, which has no order to compare by. Look for its words: body : \"…\"."
        ),
    ])
    func `a filter that cannot hold says why`(filter: String, message: String) async throws {
        let pipeline = try await workshop().search(embedder: Self.embedder)
        let query = try query { $0.filter = try FilterExpression(parsing: filter) }
        let error = await #expect(throws: SearchError.self) { try await pipeline.search(query) }
        #expect(error?.kind == .invalidFilter)
        #expect(error?.expression?.message == message)
        #expect(error?.message == error?.expression?.description)
    }

    @Test func `a name like no other is answered with those there are`() async throws {
        let pipeline = try await workshop().search(embedder: Self.embedder)
        let query = try query { $0.filter = try FilterExpression(parsing: "zzzzzzzz == 1") }
        let error = await #expect(throws: SearchError.self) { try await pipeline.search(query) }
        #expect(
            error?.expression?.message
                == "The index has no field 'zzzzzzzz'. It has: body, caption, captions.en, content_hash, format, height, lang, "
                + "meta.source, modality, parent_id, part_count, part_number, part_start, path, tags, tags.text, title, width, year."
        )
    }

    @Test func `what is no search is refused before anything is sent`() async throws {
        let workshop = try await workshop()
        let embedder = ScriptedEmbedder()
        let pipeline = try await workshop.search(embedder: embedder)
        func message(_ change: (inout SearchQuery) -> Void) async -> String? {
            let query = query("sea", change)
            let error = await #expect(throws: SearchError.self) { try await pipeline.search(query) }
            #expect(error?.kind == .invalidQuery)
            return error?.message
        }
        #expect(
            await message { $0.terms = [QueryTerm(.text("  \n"))] }
                == "There is nothing to search for: give some words or a picture."
        )
        #expect(await message { $0.size = 0 } != nil)
        #expect(await message { $0.from = -1 } != nil)
        #expect(await message { $0.size = 10_001 } != nil)
        #expect(await message { ($0.size, $0.from) = (.max, .max) } != nil)
        #expect(await message { $0.rankConstant = 0 } != nil)
        #expect(await message { $0.rerankWindow = 0 } != nil)
        #expect(embedder.calls.isEmpty)
    }

    @Test func `an index of texts alone is searched without a leg for pictures`() async throws {
        let workshop = try Workshop()
        let embedder = ScriptedEmbedder(model: .tinyTextOnly)
        _ = try await workshop.ingest([.text("a", "sea"), .text("b", "lamp")], embedder: embedder)
        let pipeline = try await workshop.search(embedder: embedder)
        let results = try await pipeline.search(query())
        #expect(results.hits.map(\.id) == ["a", "b"])
        #expect(places(results.hits.first) == ["bm25 1", "knn_text 1", "fused 1"])
        let error = await #expect(throws: SearchError.self) {
            try await pipeline.search(query("sea") { $0.target = .images })
        }
        #expect(error?.message == "The index holds no images: its model, tiny-text, does not embed them.")
        let image = SearchQuery(image: EmbeddingImage(bytes: [1], mediaType: "image/png"))
        let refused = await #expect(throws: SearchError.self) { try await pipeline.search(image) }
        #expect(refused?.message == "tiny-text does not embed images.")
    }

    @Test func `an index is searched only with what made its vectors`() async throws {
        let workshop = try await workshop()
        let error = await #expect(throws: SearchError.self) {
            try await workshop.search(embedder: ScriptedEmbedder(fingerprint: "tiny-2"))
        }
        #expect(
            error?.message
                == "The index 'things' holds vectors of tiny (tiny-1), which cannot be searched with tiny (tiny-2). Use the "
                + "embedder it was made with."
        )
        try await workshop.client.createIndex("others")
        let foreign = await #expect(throws: SearchError.self) {
            try await SearchPipeline(client: workshop.client, index: "others") { _ in nil }
        }
        #expect(foreign?.message == "The index 'others' was not made by es-jina, so its vectors are unknown.")
    }

    @Test func `a query that cannot be embedded is an error with the reason`() async throws {
        let workshop = try await workshop()
        let embedder = ScriptedEmbedder { inputs in
            EmbeddingBatch(outcomes: inputs.map { _ in .failure(EmbeddingFailure("Too long.")) })
        }
        let error = await #expect(throws: SearchError.self) {
            try await workshop.search(embedder: embedder).search(query())
        }
        #expect(error?.kind == .embeddingFailed)
        #expect(error?.message == "The query could not be embedded: Too long.")
    }

    @Test func `hits that may be missing are a warning`() async throws {
        let workshop = try Workshop { request, _ in
            guard request.operation == "search" else { return nil }
            let body = """
                {"took": 1, "timed_out": false, "hits": {"hits": []}, "_shards": {"total": 3, "successful": 2, "failed": 1,
                 "failures": [{"shard": 0, "reason": {"type": "node_disconnected_exception", "reason": "the node left"}}]}}
                """
            return HTTPResponse(
                status: 200,
                headers: ["Content-Type": "application/json", "X-Elastic-Product": "Elasticsearch"],
                body: Array(body.utf8)
            )
        }
        _ = try await workshop.ingest([.text("a", "sea")])
        let results = try await workshop.search().search(query("sea") { $0.mode = .bm25 })
        #expect(results.hits.isEmpty)
        #expect(results.warnings == ["Hits of bm25 may be missing, because 1 of 3 shards failed: the node left"])
    }
}
