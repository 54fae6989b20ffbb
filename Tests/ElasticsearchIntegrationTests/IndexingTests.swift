import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@Suite("Indices on real nodes", .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice))
struct IndexingTests {
    @Test("Every index type the server has is made, read back and searched", arguments: Equipment.clusters)
    func indexTypes(url: String) async throws {
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        for type in VectorIndexType.known where server.supports(type) && (type != .bbqDisk || server.allowsBBQDisk) {
            try await Equipment.withIndex(client) { index async throws in
                let field = DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(type))
                try await client.createIndex(
                    index,
                    IndexDefinition(mapping: IndexMapping(dynamic: .strict, properties: ["v": .denseVector(field)]))
                )
                let read = try #require(try await client.mapping(of: index).denseVectorFields["v"])
                #expect(read.dims == 64 && read.similarity == .cosine)
                #expect(read.indexOptions?.type == type)
                var vectors = Vectors(seed: 7)
                let all = (0..<20).map { _ in vectors.next(dims: 64) }
                let outcomes = try await BulkIndexer(
                    client: client,
                    index: index,
                    options: BulkOptions(refresh: .immediate)
                )
                .send(BulkBatch(all.enumerated().map { BulkOperation(id: "\($0)", vectors: [("v", $1)], for: server) }))
                #expect(outcomes.filter { !($0.status == 201) }.isEmpty)
                let found = try await client.search(
                    SearchRequest(knn: [KnnSearch(field: "v", vector: all[5], k: 3)]),
                    index: index
                )
                #expect(found.hits.first?.id == "5", "\(type.rawValue)")
                #expect(found.hits.count == 3)
            }
        }
    }

    /// Field settings at the borders of the rules; the client must refuse exactly those that the server refuses.
    static let borderline: [DenseVectorField] = [
        DenseVectorField(dims: 0), DenseVectorField(dims: 1), DenseVectorField(dims: 4096),
        DenseVectorField(dims: 4097),
        DenseVectorField(dims: 12, elementType: .bit), DenseVectorField(dims: 8, elementType: .bit),
        DenseVectorField(dims: 32768, elementType: .bit), DenseVectorField(dims: 32776, elementType: .bit),
        DenseVectorField(dims: 16, elementType: .bit, similarity: .cosine),
        DenseVectorField(dims: 16, elementType: .bit, indexOptions: VectorIndexOptions(.int8HNSW)),
        DenseVectorField(dims: 16, elementType: .byte, indexOptions: VectorIndexOptions(.flat)),
        DenseVectorField(dims: 64, elementType: .byte, indexOptions: VectorIndexOptions(.bbqHNSW)),
        DenseVectorField(dims: 64, elementType: .bfloat16, indexOptions: VectorIndexOptions(.bbqHNSW)),
        DenseVectorField(dims: 64, elementType: VectorElementType(rawValue: "half")),
        DenseVectorField(dims: 64, similarity: VectorSimilarity(rawValue: "manhattan")),
        DenseVectorField(dims: 65, indexOptions: VectorIndexOptions(.int4HNSW)),
        DenseVectorField(dims: 66, indexOptions: VectorIndexOptions(.int4Flat)),
        DenseVectorField(dims: 63, indexOptions: VectorIndexOptions(.bbqHNSW)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.bbqFlat)),
        DenseVectorField(dims: 63, indexOptions: VectorIndexOptions(.bbqFlat)),
        DenseVectorField(dims: 65, indexOptions: VectorIndexOptions(.bbqHNSW)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(VectorIndexType(rawValue: "ivf"))),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.flat, m: 8)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.hnsw, m: 8, efConstruction: 50)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.hnsw, rescoreOversample: 2)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.int8HNSW, rescoreOversample: 0)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.int8HNSW, rescoreOversample: 0.5)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.int8HNSW, rescoreOversample: 1)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.int8HNSW, rescoreOversample: 10)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.int8HNSW, rescoreOversample: 10.5)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.int8Flat, rescoreOversample: 2)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.bbqFlat, rescoreOversample: 2)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.bbqHNSW, confidenceInterval: 0.95)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.hnsw, onDiskRescore: true)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.int8Flat, onDiskRescore: true)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.bbqHNSW, onDiskRescore: true)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.int8HNSW, onDiskRescore: true)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.bbqHNSW, flatIndexThreshold: 0)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.hnsw, flatIndexThreshold: -1)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.hnsw, flatIndexThreshold: -2)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.flat, flatIndexThreshold: 10)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.hnsw, clusterSize: 100)),
        DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.bbqHNSW, bits: 2)),
    ]

    @Test("The client refuses the fields that the server refuses, and no others", arguments: Equipment.clusters)
    func borderline(url: String) async throws {
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        for field in Self.borderline {
            let isValid: Bool
            do {
                try field.validate(for: server, name: "v")
                isValid = true
            } catch {
                isValid = false
            }
            var json: JSONObject = [
                "type": "dense_vector", "dims": JSONValue(field.dims), "index": true,
                "element_type": .string(field.elementType.rawValue), "similarity": .string(field.similarity.rawValue),
            ]
            json["index_options"] = field.indexOptions?.json
            try await Equipment.withIndex(client) { index async throws in
                var refusal: String?
                do {
                    _ = try await client.perform(
                        .put,
                        "/" + index,
                        body: ["mappings": ["properties": ["v": .object(json)]]]
                    )
                } catch let error as ElasticsearchError where error.status == 400 {
                    refusal = error.reason
                }
                #expect(
                    isValid == (refusal == nil),
                    "\(JSONValue.object(json).text): \(refusal ?? "accepted by the server")"
                )
            }
        }
    }

    @Test("An index is made, changed, found under another name and deleted", arguments: Equipment.clusters)
    func life(url: String) async throws {
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        try await Equipment.withIndex(client) { index async throws in
            #expect(try await client.indexExists(index) == false)
            #expect(try await client.deleteIndex(index) == false)
            let definition = IndexDefinition(
                settings: IndexSettings(numberOfShards: 1, numberOfReplicas: 0, refreshInterval: "-1"),
                mapping: IndexMapping(
                    dynamic: .strict,
                    meta: ["es_jina": ["dims": [1024, 256]]],
                    properties: [
                        "title": .text(analyzer: "english", fields: ["raw": .keyword(ignoreAbove: 256)]),
                        "caption": .object(["en": .text(analyzer: "english"), "de": .text(analyzer: "german")]),
                        "n": .long, "i": .integer, "d": .double, "b": .boolean, "when": .date, "where": .geoPoint,
                        "image": .denseVector(DenseVectorField(dims: 512)),
                        "small": .denseVector(DenseVectorField(dims: 128, similarity: .dotProduct)),
                    ]
                )
            )
            try await client.createIndex(index, definition)
            #expect(try await client.indexExists(index))
            let again = try await failure { try await client.createIndex(index, definition) }
            #expect(again.kind == .resourceAlreadyExists)

            let read = try await client.mapping(of: index)
            #expect(read.dynamic == .strict)
            #expect(read.meta == definition.mapping.meta)
            for name in definition.mapping.properties.names where name != "image" && name != "small" {
                #expect(read.properties[name] == definition.mapping.properties[name], "\(name)")
            }
            #expect(
                read.denseVectorFields["image"]?.indexOptions
                    == VectorIndexOptions(.bbqHNSW, m: 16, efConstruction: 100, rescoreOversample: 3)
            )
            #expect(
                read.denseVectorFields["small"]?.indexOptions
                    == VectorIndexOptions(.int8HNSW, m: 16, efConstruction: 100)
            )

            try await client.putMapping(IndexMapping(properties: ["extra": .keyword()]), index: index)
            #expect(try await client.mapping(of: index).properties["extra"] == .keyword())
            #expect(try await client.settings(of: index)["refresh_interval"] == "-1")
            try await client.putSettings(["refresh_interval": nil], index: index)
            #expect(try await client.settings(of: index)["refresh_interval"] == nil)

            let alias = index + "-alias"
            try await client.updateAliases([.add(alias, to: index, isWriteIndex: true)])
            #expect(try await client.aliases(of: index) == [index: [alias]])
            #expect(try await client.mapping(of: alias).meta == definition.mapping.meta)

            let ids = ["plain", "with/slash ?#%&", "ünï \"quoted\"", String(repeating: "é", count: 256)]
            let outcomes = try await BulkIndexer(client: client, index: alias)
                .send(BulkBatch(ids.map { BulkOperation(id: $0, ["title": .string($0)], for: server) }))
            #expect(outcomes.map(\.status) == [201, 201, 201, 201])
            try await client.refresh(index)
            try await client.forceMerge(index)
            #expect(try await client.count(index) == 4)
            #expect(try await client.count(index, query: .exists("n")) == 0)
            for id in ids { #expect(try await client.get(id, index: index)?.source == ["title": .string(id)]) }
            #expect(try await client.multiGet(ids + ["missing"], index: index).map { $0?.id } == ids + [nil])
            #expect(try await client.delete(ids[1], index: index, refresh: .immediate))
            #expect(try await client.delete(ids[1], index: index) == false)
            #expect(try await client.get(ids[1], index: index) == nil)
            #expect(try await client.count(alias) == 3)
            #expect(try await client.health(of: index, waitFor: .green).status == .green)
        }
        let unknown = try await failure { _ = try await client.mapping(of: "es-jina-test-there-is-none") }
        #expect(unknown.kind == .indexNotFound)
    }

    @Test("Bulk with failures among successes", arguments: Equipment.clusters)
    func partial(url: String) async throws {
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(
                index,
                IndexDefinition(
                    mapping: IndexMapping(
                        properties: ["n": .integer, "v": .denseVector(DenseVectorField(dims: 4))]
                    )
                )
            )
            let outcomes = try await BulkIndexer(client: client, index: index)
                .send(
                    BulkBatch([
                        BulkOperation(id: "1", ["n": 1], vectors: [("v", Embedding([1, 2, 3, 4]))], for: server),
                        BulkOperation(.create, id: "1", source: Array(#"{"n":2}"#.utf8)),
                        BulkOperation(id: "3", vectors: [("v", Embedding([1, 2, 3]))], for: server),
                        BulkOperation(id: "4", vectors: [("v", Embedding([0, 0, 0, 0]))], for: server),
                        BulkOperation(id: "5", ["n": "a private word"], for: server),
                        BulkOperation(.delete, id: "gone"),
                        BulkOperation(id: "7", source: Array(#"{"n":}"#.utf8)),
                        BulkOperation(id: "8", ["n": 8], for: server),
                    ])
                )
            #expect(outcomes.map(\.status) == [201, 409, 400, 400, 400, 404, 400, 201])
            #expect(outcomes.map(\.isDone) == [true, false, false, false, false, true, false, true])
            #expect(outcomes.map(\.attempts) == Array(repeating: 1, count: 8))
            #expect(outcomes[1].failure?.kind == .versionConflict)
            #expect(outcomes[2].failure?.kind == .documentParsing)
            for outcome in outcomes {
                #expect(outcome.failure?.description.contains("private") != true)
            }
            try await client.refresh(index)
            #expect(try await client.count(index) == 2)
        }
    }

    @Test("Base64 of half the size passes for bfloat16, so sizes must be checked before", arguments: Equipment.clusters)
    func halfSize(url: String) async throws {
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        try await Equipment.withIndex(client) { index async throws in
            let field = DenseVectorField(dims: 4)
            try await client.createIndex(
                index,
                IndexDefinition(mapping: IndexMapping(properties: ["v": .denseVector(field)]))
            )
            let half = BulkOperation(id: "1", vectors: [("v", Embedding([1, 2]))], for: server)
            let response = try await client.bulk(BulkBatch([half]), index: index)
            #expect(response.items[0].status == (server.acceptsBase64Vectors ? 201 : 400))
            let error = try await failure { try field.validate(Embedding([1, 2]), name: "v") }
            #expect(error.message == "the vector for the field [v] has 2 dims; its mapping has 4")
        }
    }

    @Test(
        "An operation that makes the server refuse a whole request takes no other with it",
        arguments: Equipment.clusters
    )
    func refusedWhole(url: String) async throws {
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(index)
            var operations = (0..<20).map { BulkOperation(id: "\($0)", ["n": JSONValue($0)], for: server) }
            operations[13].id = String(repeating: "x", count: 513)
            let outcomes = try await BulkIndexer(client: client, index: index).send(BulkBatch(operations))
            #expect(outcomes.indices.filter { !outcomes[$0].isDone } == [13])
            try await client.refresh(index)
            #expect(try await client.count(index) == 19)
        }
    }
}
