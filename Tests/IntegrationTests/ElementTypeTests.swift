import ESJina
import Elasticsearch
import Embeddings
import JSONValues
import TestSupport
import Testing

/// Records in memory as a source.
private struct Records: AsyncSequence, Sendable {
    typealias Element = SourceStep

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<SourceStep>
        mutating func next() async -> SourceStep? { rest.popFirst() }
    }

    var records: [IngestRecord]

    func makeAsyncIterator() -> Iterator {
        let steps = records.map { record in
            SourceStep.entry(SourceEntry(position: record.id) { () throws(InputError) in record })
        }
        return Iterator(rest: steps[...])
    }
}

/// The same documents with vectors of every element type, on every engine that has it.
@Suite(.serialized, .timeLimit(.minutes(10))) struct `Element types on every engine` {
    private static let things = ["bicycle", "harbour", "bakery", "mountain", "shoe", "lamp", "river", "violin"]
    private static let looks = ["red", "old", "tiny", "broken", "wooden"]
    /// Forty texts that differ by thing and look.
    private static let texts = things.flatMap { thing in looks.map { "a \($0) \(thing) in the garden of the museum" } }

    private static let kinds: [VectorOptions] = [
        VectorOptions(), VectorOptions(elementType: .bfloat16), VectorOptions(elementType: .byte),
        VectorOptions(elementType: .bit), VectorOptions(elementType: .byte, indexType: .flat, similarity: .dotProduct),
        VectorOptions(elementType: .byte, similarity: .maxInnerProduct),
        VectorOptions(elementType: .byte, similarity: .l2Norm), VectorOptions(similarity: .cosine),
        VectorOptions(similarity: .l2Norm), VectorOptions(elementType: .bfloat16, similarity: .cosine),
        VectorOptions(elementType: .bit, indexType: .flat), VectorOptions(optimize: .recall),
        VectorOptions(optimize: .memory), VectorOptions(optimize: .speed), VectorOptions(optimize: .disk),
    ]

    private func pipeline(
        _ client: ElasticsearchClient,
        _ index: String,
        _ vectors: VectorOptions,
        _ directory: TemporaryDirectory
    ) -> IngestPipeline {
        var options = IngestOptions(stateDirectory: directory.path + "/state")
        options.dims = [1024, 256]
        options.vectors = vectors
        return IngestPipeline(client: client, index: index, embedder: HashingEmbedder(), images: nil, options: options)
    }

    @Test(arguments: Engine.all, kinds)
    func `what is written is found by words, by a document and by difference`(
        engine: Engine,
        vectors: VectorOptions
    ) async throws {
        try await engine.withIndex("elements") { client, index, directory in
            let server = try await client.capabilities()
            if let type = vectors.elementType, !server.supports(type) {
                let error = await #expect(throws: ElasticsearchError.self) {
                    try await pipeline(client, index, vectors, directory).run(Records(records: []))
                }
                #expect(error?.kind == .invalidRequest)
                return
            }
            let records = Self.texts.enumerated().map { IngestRecord(id: "t\($0)", content: .text($1)) }
            let report = try await pipeline(client, index, vectors, directory).run(Records(records: records))
            #expect(report.counters.indexed == Self.texts.count)
            #expect(report.failures.isEmpty, "\(report.failures.map(\.error.message).prefix(1))")

            let field = try #require(try await client.mapping(of: index).denseVectorFields["text_embedding_256"])
            let wanted = try vectors.choice(dims: 256, for: server).field
            #expect(field.elementType == wanted.elementType && field.similarity == wanted.similarity)
            #expect(field.indexOptions?.type == wanted.indexOptions?.type)
            try await checkStored(client, index, field)

            let search = try await SearchPipeline(client: client, index: index) { _ in HashingEmbedder() }
            for dims in [1024, 256] {
                var query = SearchQuery(text: "a broken violin")
                (query.mode, query.dims, query.size) = (.knn, dims, 5)
                let found = try await search.search(query)
                #expect(found.warnings == [])
                #expect(found.hits.first?.id == "t\(7 * 5 + 3)", "\(dims)")

                var like = SearchQuery(terms: [QueryTerm(.document("t12"))])
                (like.mode, like.dims, like.size) = (.knn, dims, 4)
                let near = try await search.search(like)
                #expect(near.hits.count == 4 && !near.hits.contains { $0.id == "t12" })
                // Its neighbours share its thing or its look.
                let neighbours = near.hits.compactMap { Int($0.id.dropFirst()) }
                #expect(neighbours.allSatisfy { $0 / 5 == 2 || $0 % 5 == 2 }, "\(neighbours)")

                var diverse = query
                (diverse.diversity, diverse.size) = (0.3, 6)
                let different = try await search.search(diverse)
                #expect(different.hits.count == 6 && different.warnings == [])
                #expect(different.hits.first?.id == found.hits.first?.id)
            }
            var relevant = SearchQuery(text: "a broken violin")
            (relevant.minRelevance, relevant.dims) = (0.5, 256)
            #expect(try await search.search(relevant).hits.first?.id == "t38")

            // A second run, which is told nothing, takes the index as it is.
            let again = try await pipeline(client, index, VectorOptions(), directory)
                .run(Records(records: [IngestRecord(id: "new", content: .text("a green cupboard"))]))
            #expect(again.counters.indexed == 1)
            var query = SearchQuery(text: "a green cupboard")
            (query.mode, query.size) = (.knn, 1)
            #expect(try await search.search(query).hits.map(\.id) == ["new"])
        }
    }

    /// The server gives back what the client meant to send.
    private func checkStored(_ client: ElasticsearchClient, _ index: String, _ field: DenseVectorField) async throws {
        var request = SearchRequest(query: .ids(["t0"]))
        request.source = SourceFilter(includes: ["text_embedding_256"], showsVectors: true)
        let stored = try await client.search(request, index: index).hits.first?.source["text_embedding_256"]
        let vector = try #require(stored.flatMap { field.encoding.embedding($0, dims: 256) })
        let made = try await HashingEmbedder().embed([.text(Self.texts[0])], role: .document, dims: nil).outcomes[0]
            .get()
            .truncated(to: 256)
        switch field.elementType {
        case .bit: #expect(try BitVector(quantizing: vector) == BitVector(quantizing: made))
        case .byte where field.similarity == .cosine: #expect(vector == Embedding(try ByteVector(quantizing: made)))
        case .byte: #expect(vector == Embedding(try ByteVector(quantizing: made, scale: 127 * 4)))
        case .bfloat16: #expect(zip(vector.values, made.values).allSatisfy { abs($0 - $1) <= abs($1) / 128 })
        default: #expect(zip(vector.values, made.values).allSatisfy { abs($0 - $1) <= 1e-6 })
        }
    }
}

/// Fields that only the documents know of.
@Suite struct `Fields of documents on every engine` {
    private func ingest(
        _ client: ElasticsearchClient,
        _ index: String,
        _ directory: TemporaryDirectory,
        _ records: [IngestRecord],
        analyzers: TextAnalyzers? = nil
    ) async throws -> IngestReport {
        var options = IngestOptions(stateDirectory: directory.path + "/state")
        options.dims = [64]
        options.analyzers = analyzers
        return try await IngestPipeline(
            client: client,
            index: index,
            embedder: HashingEmbedder(),
            images: nil,
            options: options
        )
        .run(Records(records: records))
    }

    @Test(arguments: Engine.all) func `numbers, dates, places and words have the types one expects`(
        engine: Engine
    ) async throws {
        try await engine.withIndex("attributes") { client, index, directory in
            let attributes = try #require(
                try JSONValue.parse(
                    """
                    {"year": 2020, "price": 9.5, "public": true, "taken": "2020-01-02", "lens": "50 mm",
                     "place": {"lat": 48.8584, "lon": 2.2945}, "shot": {"at": {"lat": -33.9, "lon": 18.4}, "iso": 100}}
                    """
                )
                .object
            )
            let records = [
                IngestRecord(id: "a", content: .text("the tower"), attributes: attributes),
                IngestRecord(
                    id: "b",
                    content: .text("the mountain"),
                    attributes: ["place": ["lat": -33.96, "lon": 18.4]]
                ),
            ]
            let report = try await ingest(client, index, directory, records)
            #expect(report.counters.indexed == 2, "\(report.failures.map(\.error.message))")
            let mapping = try await client.mapping(of: index)
            let types = try mapping.json(for: try await client.capabilities())["properties"]
            #expect(types?["year"]?["type"] == "long")
            #expect(types?["price"]?["type"] == "float")
            #expect(types?["public"]?["type"] == "boolean")
            #expect(types?["taken"]?["type"] == "date")
            #expect(types?["lens"]?["type"] == "text")
            #expect(types?["lens"]?["fields"]?["keyword"]?["type"] == "keyword")
            #expect(types?["place"]?["type"] == "geo_point")
            #expect(types?["shot"]?["properties"]?["at"]?["type"] == "geo_point")
            #expect(types?["shot"]?["properties"]?["iso"]?["type"] == "long")
            // What is no place costs its document nothing.
            let odd: [JSONValue] = ["Paris, or thereabouts", ["name": "Paris"], ["lat": 95, "lon": 2], 7]
            let others = odd.enumerated()
                .map { IngestRecord(id: "odd\($0)", content: .text("x\($0)"), attributes: ["place": $1]) }
            let later = try await ingest(client, index, directory, others)
            #expect(later.counters.indexed == 4 && later.counters.deadLettered == 0)
        }
    }

    @Test(arguments: Engine.all) func `a field that is no place already stays what it is`(engine: Engine) async throws {
        try await engine.withIndex("places") { client, index, directory in
            let record = IngestRecord(id: "a", content: .text("x"), attributes: ["place": ["name": "Paris"]])
            _ = try await ingest(client, index, directory, [record])
            let place = IngestRecord(id: "b", content: .text("y"), attributes: ["place": ["lat": 1.5, "lon": 2.5]])
            #expect(try await ingest(client, index, directory, [place]).counters.indexed == 1)
            let types = try await client.mapping(of: index).json(for: try await client.capabilities())["properties"]
            #expect(types?["place"]?["properties"]?["lat"]?["type"] == "float")
        }
    }

    @Test(arguments: Engine.all) func `captions are stemmed where that is wanted and the server can`(
        engine: Engine
    ) async throws {
        try await engine.withIndex("analyzers") { client, index, directory in
            var horse = IngestRecord(id: "horse", content: .text("one"))
            horse.captions = [
                .init(language: "fr", text: "Les chevaux courent"), .init(language: "ja", text: "馬が走る"),
                .init(language: "xx", text: "zzz"),
            ]
            var other = IngestRecord(id: "other", content: .text("two"))
            other.captions = [.init(language: "fr", text: "Une maison"), .init(language: "de", text: "Die Häuser")]
            let report = try await ingest(client, index, directory, [horse, other], analyzers: .language)
            #expect(report.counters.indexed == 2)
            let captions = try await
                client.mapping(of: index)
                .json(for: try await client.capabilities())["properties"]?["captions"]?["properties"]
            let isCluster = engine.url != nil
            #expect(captions?["fr"]?["analyzer"] == (isCluster ? "french" : nil))
            #expect(captions?["ja"]?["analyzer"] == (isCluster ? "cjk" : nil))
            #expect(captions?["de"]?["analyzer"] == (isCluster ? "german" : nil))
            #expect(captions?["xx"] == ["type": "text"])

            let search = try await SearchPipeline(client: client, index: index) { _ in HashingEmbedder() }
            func found(_ text: String) async throws -> [String] {
                var query = SearchQuery(text: text)
                query.mode = .bm25
                return try await search.search(query).hits.map(\.id)
            }
            #expect(try await found("chevaux") == ["horse"])
            #expect(try await found("cheval") == (isCluster ? ["horse"] : []))
            #expect(try await found("haus") == (isCluster ? ["other"] : []))
            // `cjk` makes pairs of characters.
            #expect(try await found("走る") == ["horse"])

            let error = await #expect(throws: IngestError.self) {
                try await ingest(client, index, directory, [], analyzers: .standard)
            }
            #expect(error?.kind == .indexMismatch)
        }
    }
}
