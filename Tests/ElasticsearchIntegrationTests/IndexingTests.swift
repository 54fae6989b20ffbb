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
