import Elasticsearch
import EmbeddedNode
import Embeddings
import HTTPTransport
import JSONValues
import TestSupport
import Testing

@testable import ESJina

@Suite struct `Index drift` {
    private let server = Capabilities(version: "9.5.4")

    private func plan(_ dims: [Int] = [4], vectors: VectorOptions = VectorOptions()) throws -> IndexPlan {
        var plan = try IndexPlan(model: .tiny, embedderFingerprint: "tiny-1", dims: dims)
        plan.vectorOptions = vectors
        return plan
    }

    /// The mapping as a server gives it back, its JSON changed by `change`.
    private func stored(_ plan: IndexPlan, _ change: (inout JSONObject) -> Void = { _ in }) throws -> IndexMapping {
        let body = try plan.definition(for: server).json(for: server)
        var mapping = try #require(body["mappings"]?.object)
        var fields = try #require(mapping["properties"]?.object)
        change(&fields)
        mapping["properties"] = .object(fields)
        return IndexMapping(.object(mapping))
    }

    private func drift(_ plan: IndexPlan, _ mapping: IndexMapping) throws -> IndexDrift {
        try IndexDrift(plan, index: "things", mapping: mapping, for: server)
    }

    @Test func `an index that is what it was made for has none`() throws {
        let mapping = try stored(plan([4, 2]))
        let drift = try drift(try IndexPlan(madeFor: mapping, index: "things") { _ in .tiny }, mapping)
        #expect(drift.isNone && drift.update == nil && drift.migrations.isEmpty && drift.unfilled.isEmpty)
    }

    @Test func `options that an index was made with are wanted of it again`() throws {
        var options = VectorOptions(indexType: .hnsw, similarity: .l2Norm)
        options.m = 32
        options.sizes[2] = VectorOptions(indexType: .int8HNSW)
        let mapping = try stored(plan([4, 2], vectors: options))
        let wanted = try IndexPlan(madeFor: mapping, index: "things") { _ in .tiny }
        #expect(wanted.vectorOptions == options)
        #expect(try drift(wanted, mapping).isNone)
        try wanted.check(mapping, index: "things")
        #expect(options.arguments == ["--index-type hnsw,2=int8_hnsw", "--similarity l2_norm", "--m 32"])
    }

    @Test func `every option comes back from where an index keeps it`() {
        var options = VectorOptions(optimize: .memory, elementType: .byte, indexType: .bbqDisk, similarity: .cosine)
        options.m = 8
        options.efConstruction = 50
        options.oversample = 2.5
        options.onDiskRescore = true
        options.flatIndexThreshold = -1
        options.clusterSize = 100
        options.visitPercentage = 3
        options.bits = 2
        options.precondition = true
        options.autoCalibrate = false
        options.confidenceInterval = 0.95
        var sized = options
        sized.sizes[256] = options
        #expect(VectorOptions(meta: .object(sized.meta)) == sized)
        #expect(VectorOptions(meta: [:]).isEmpty)
    }

    @Test func `a size is added with its fields and what the index says of itself`() throws {
        let mapping = try stored(plan([4]))
        let drift = try drift(try plan([4, 2]), mapping)
        #expect(!drift.isNone && drift.migrations.isEmpty)
        #expect(drift.mismatches.map(\.status) == [.add])
        #expect(drift.unfilled == ["image_embedding_2", "text_embedding_2"])
        let update = try #require(drift.update)
        #expect(update.properties.names == ["image_embedding_2", "text_embedding_2"])
        #expect(update.meta["es_jina"]?["dims"] == [4, 2])
        #expect(update.meta["es_jina"]?["model"] == "tiny")
    }

    @Test func `a size that nobody asks for stays`() throws {
        let drift = try drift(try plan([4]), try stored(plan([4, 2])))
        #expect(drift.isNone && drift.update == nil)
        #expect(drift.mismatches.map(\.status) == [.extra])
        #expect(drift.fields.entries(.extra).map(\.path) == ["image_embedding_2", "text_embedding_2"])
    }

    @Test func `an index of another model is changed in nothing`() throws {
        let other = try IndexPlan(model: .tiny, embedderFingerprint: "tiny-2", dims: [4, 2])
        let drift = try drift(other, try stored(plan([4])))
        #expect(drift.update == nil && !drift.isNone)
        #expect(drift.migrations == ["The embedder is tiny (tiny-1), not tiny (tiny-2)."])
    }

    @Test func `what others keep in the mapping's meta stays`() throws {
        var mapping = try stored(plan([4]))
        mapping.meta["team"] = ["name": "search"]
        let update = try #require(try drift(try plan([4, 2]), mapping).update)
        #expect(update.meta["team"] == ["name": "search"])
    }

    @Test func `index options change along the server's table, and are kept`() throws {
        let mapping = try stored(plan([4]))
        let coarser = try drift(try plan([4], vectors: VectorOptions(indexType: .int4HNSW)), mapping)
        #expect(coarser.fields.entries(.update).map(\.path) == ["image_embedding_4", "text_embedding_4"])
        #expect(coarser.update?.meta["es_jina"]?["vectors"] == ["index_type": "int4_hnsw"])
        let finer = try drift(try plan([4], vectors: VectorOptions(indexType: .hnsw)), mapping)
        #expect(finer.update == nil && finer.migrations.count == 2)
        #expect(
            finer.migrations.first
                == "The field [image_embedding_4] cannot change [index_options.type] from [int8_hnsw] to [hnsw]."
        )
    }

    @Test func `a field changed by something else is refused before anything is embedded`() throws {
        func message(_ change: (inout JSONObject) -> Void) throws -> String? {
            let mapping = try stored(plan([4, 2]), change)
            let plan = try plan([4, 2])
            let error = #expect(throws: IngestError.self) { try plan.check(mapping, index: "things") }
            #expect(error?.kind == .indexMismatch)
            return error?.message
        }
        let start = "The mapping of the index 'things' was changed by something else: "
        let end =
            " Use another index with --index; 'es-jina mapping --check --index things' says how to get there."
        #expect(
            try message { $0["text_embedding_2"] = nil }
                == start + "it has no field 'text_embedding_2', so vectors would be stored where no search finds them. "
                + "'es-jina mapping --apply --index things' adds it."
        )
        #expect(
            try message { $0["text_embedding_2"] = ["type": "dense_vector", "dims": 4, "similarity": "dot_product"] }
                == start + "the field 'text_embedding_2' has 4 dims, not 2." + end
        )
        #expect(
            try message { $0["image_embedding_4"] = ["type": "keyword"] }
                == start + "the field 'image_embedding_4' is of the type keyword, which holds no vectors." + end
        )
        #expect(
            try message { $0["image_embedding_4"] = ["type": "dense_vector", "dims": 4, "index": false] }
                == start + "the field 'image_embedding_4' is not indexed, so no search finds anything by it." + end
        )
    }

    @Test func `a search of a field that is not there is an error, where a server finds nothing`() async throws {
        let directory = try TemporaryDirectory()
        let client = ElasticsearchClient(
            try ElasticsearchConfiguration("http://embedded"),
            transport: try EmbeddedNode(directory: directory.path)
        )
        let server = try await client.capabilities()
        let embedder = HashingEmbedder()
        let plan = try IndexPlan(embedder: embedder, dims: [1024, 64])
        var definition = try plan.definition(for: server)
        let name = DocumentFields.embedding(.text, dims: embedder.model.dims)
        definition.mapping.properties[name] = .keyword()
        try await client.createIndex("things", definition)
        let pipeline = try await SearchPipeline(client: client, index: "things") { _ in embedder }
        let error = await #expect(throws: SearchError.self) { try await pipeline.search(SearchQuery(text: "lamp")) }
        #expect(error?.kind == .indexMismatch)
        #expect(
            error?.message.hasPrefix("In the index 'things' the field '\(name)' is of the type keyword") == true,
            "\(error?.message ?? "")"
        )
        var words = SearchQuery(text: "lamp")
        words.mode = .bm25
        #expect(try await pipeline.search(words).hits.isEmpty)
        // Without a field of any size it is as if the model did not embed texts, which it does.
        definition.mapping.properties[DocumentFields.embedding(.text, dims: 64)] = .keyword()
        try await client.createIndex("others", definition)
        let others = try await SearchPipeline(client: client, index: "others") { _ in embedder }
        let warnings = try await others.search(SearchQuery(text: "lamp")).warnings
        #expect(warnings.first?.hasPrefix("The index 'others' has no vector field for texts") == true, "\(warnings)")
    }
}
