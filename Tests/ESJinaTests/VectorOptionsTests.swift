import Elasticsearch
import Embeddings
import JSONValues
import Testing

@testable import ESJina

@Suite struct `Vector options` {
    private let newest = Capabilities(version: "9.5")
    private let eight = Capabilities(version: "8.19")
    private let paid = Capabilities(version: "9.5", licence: .enterprise)

    private func choice(
        _ options: VectorOptions = VectorOptions(),
        _ dims: Int,
        _ server: Capabilities
    ) throws -> VectorFieldChoice {
        try options.choice(dims: dims, for: server)
    }

    private func refusal(_ options: VectorOptions, _ dims: Int, _ server: Capabilities) -> ElasticsearchError? {
        #expect(throws: ElasticsearchError.self) { try options.choice(dims: dims, for: server, name: "v") }
    }

    private func text(_ choice: VectorFieldChoice) -> String {
        "\(choice.field.elementType.rawValue) \(choice.field.similarity.rawValue) \(choice.field.indexOptions?.json.text ?? "-")"
    }

    @Test(
        arguments: ["8.19", "9.0", "9.1", "9.2", "9.3", "9.4", "9.5"] as [ServerVersion],
        [Licence.basic, .enterprise]
    )
    func `what is recommended is the same on every server and licence, whatever the server would take`(
        version: ServerVersion,
        licence: Licence
    ) throws {
        let server = Capabilities(version: version, licence: licence)
        for dims in [64, 128, 256, 383] {
            #expect(
                try text(choice(dims, server))
                    == #"float dot_product {"type":"int8_hnsw","m":16,"ef_construction":100}"#
            )
        }
        for dims in [384, 512, 768, 1024, 2048] {
            #expect(
                try text(choice(dims, server))
                    == #"float dot_product {"type":"bbq_hnsw","m":16,"ef_construction":100,"rescore_vector":{"oversample":3}}"#
            )
        }
    }

    private func choice(_ dims: Int, _ server: Capabilities) throws -> VectorFieldChoice {
        try choice(VectorOptions(), dims, server)
    }

    @Test func `a reason is one sentence, and says what is rescored`() throws {
        let large = try choice(1024, newest)
        #expect(large.reason.first?.isUppercase == true && large.reason.last == ".")
        #expect(large.oversample == 3 && large.warnings.isEmpty)
        // The mapping of int8_hnsw asks for nothing, so each search does.
        #expect(try choice(256, newest).oversample == 2)
        #expect(try choice(VectorOptions(indexType: .hnsw), 256, newest).oversample == nil)
        #expect(
            try choice(VectorOptions(indexType: .bbqHNSW), 1024, newest).reason
                .hasPrefix("The index type bbq_hnsw was asked for, and is what is recommended: from 384")
        )
        #expect(
            try choice(VectorOptions(indexType: .flat), 1024, newest).reason == "The index type flat was asked for."
        )
    }

    @Test func `element types have the similarity that fits vectors of unit length`() throws {
        #expect(
            try text(choice(VectorOptions(elementType: .bfloat16), 1024, newest))
                == #"bfloat16 dot_product {"type":"bbq_hnsw","m":16,"ef_construction":100,"rescore_vector":{"oversample":3}}"#
        )
        #expect(
            try text(choice(VectorOptions(elementType: .byte), 1024, eight))
                == #"byte cosine {"type":"hnsw","m":16,"ef_construction":100}"#
        )
        #expect(
            try text(choice(VectorOptions(elementType: .bit), 1024, eight))
                == #"bit l2_norm {"type":"hnsw","m":16,"ef_construction":100}"#
        )
        #expect(
            refusal(VectorOptions(elementType: .bit, similarity: .cosine), 64, newest)?.message
                == "the vector field [v] has similarity [cosine]; element_type bit takes only l2_norm"
        )
        #expect(refusal(VectorOptions(elementType: .bit), 60, newest)?.message.contains("multiple of 8") == true)
        #expect(refusal(VectorOptions(elementType: .bfloat16), 64, eight)?.message.contains("[bfloat16]") == true)
        #expect(
            refusal(VectorOptions(elementType: .byte, indexType: .int8HNSW), 64, newest)?.message
                .contains("cannot quantise") == true
        )
    }

    @Test func `goals choose among what the server has`() throws {
        func goal(_ goal: VectorOptions.Goal, _ dims: Int, _ server: Capabilities) throws -> String {
            try text(choice(VectorOptions(optimize: goal), dims, server))
        }
        let hnsw = #"float dot_product {"type":"hnsw","m":32,"ef_construction":200}"#
        #expect(try goal(.recall, 256, eight) == hnsw)
        #expect(try goal(.recall, 1024, paid) == hnsw)
        #expect(
            try goal(.memory, 1024, newest)
                == #"float dot_product {"type":"bbq_hnsw","m":16,"ef_construction":100,"rescore_vector":{"oversample":3}}"#
        )
        #expect(
            try goal(.memory, 256, newest)
                == #"float dot_product {"type":"int4_hnsw","m":16,"ef_construction":100,"rescore_vector":{"oversample":2}}"#
        )
        #expect(
            try goal(.memory, 1024, paid)
                == #"float dot_product {"type":"bbq_disk","rescore_vector":{"oversample":3},"bits":1}"#
        )
        #expect(
            try goal(.memory, 256, .serverless)
                == #"float dot_product {"type":"bbq_disk","rescore_vector":{"oversample":3},"bits":4}"#
        )
        // 9.2 has bbq_disk for everybody, and no bits.
        #expect(
            try goal(.memory, 256, Capabilities(version: "9.2"))
                == #"float dot_product {"type":"bbq_disk","rescore_vector":{"oversample":3}}"#
        )
        #expect(
            try goal(.speed, 1024, newest)
                == #"float dot_product {"type":"int8_hnsw","m":16,"ef_construction":100,"rescore_vector":{"oversample":0}}"#
        )
        // 9.0 takes no oversample of 0.
        #expect(
            try goal(.speed, 1024, Capabilities(version: "9.0"))
                == #"float dot_product {"type":"int8_hnsw","m":16,"ef_construction":100}"#
        )
        #expect(
            try goal(.disk, 256, newest) == #"bfloat16 dot_product {"type":"int8_hnsw","m":16,"ef_construction":100}"#
        )
        #expect(try goal(.disk, 1024, eight) == #"byte cosine {"type":"hnsw","m":16,"ef_construction":100}"#)
        #expect(try choice(VectorOptions(optimize: .init(rawValue: "x")), 256, newest) == choice(256, newest))
    }

    @Test func `what is asked for by name beats the goal`() throws {
        var options = VectorOptions(optimize: .recall, indexType: .int8HNSW)
        #expect(
            try choice(options, 1024, newest).field.indexOptions
                == VectorIndexOptions(.int8HNSW, m: 16, efConstruction: 100)
        )
        options = VectorOptions(optimize: .recall)
        options.m = 48
        #expect(
            try choice(options, 1024, newest).field.indexOptions
                == VectorIndexOptions(.hnsw, m: 48, efConstruction: 200)
        )
        options = VectorOptions(optimize: .memory, elementType: .byte)
        #expect(
            try choice(options, 1024, newest).field.indexOptions
                == VectorIndexOptions(.hnsw, m: 16, efConstruction: 100)
        )
        options = VectorOptions(optimize: .disk, elementType: .float)
        #expect(try choice(options, 1024, newest).field.elementType == .float)
    }

    @Test func `every parameter is written where it belongs and refused where it does not`() throws {
        var disk = VectorOptions(indexType: .bbqDisk)
        disk.clusterSize = 128
        disk.visitPercentage = 2.5
        disk.bits = 2
        disk.precondition = true
        disk.autoCalibrate = true
        disk.flatIndexThreshold = -1
        disk.oversample = 1.5
        #expect(
            try text(choice(disk, 1024, paid))
                == #"float dot_product {"type":"bbq_disk","rescore_vector":{"oversample":1.5},"flat_index_threshold":-1,"#
                + #""cluster_size":128,"default_visit_percentage":2.5,"bits":2,"precondition":true,"auto_calibrate":true}"#
        )
        #expect(refusal(disk, 1024, newest)?.kind == .licence)
        #expect(
            refusal(disk, 1024, Capabilities(version: "9.4", licence: .enterprise))?.message
                == "the vector field [v] has [auto_calibrate], which Elasticsearch 9.4.0 (enterprise) does not have; remove it"
        )
        var graph = VectorOptions(indexType: .int8HNSW)
        graph.m = 24
        graph.efConstruction = 150
        graph.onDiskRescore = false
        graph.oversample = 4
        #expect(
            try choice(graph, 256, newest).field.indexOptions
                == VectorIndexOptions(.int8HNSW, m: 24, efConstruction: 150, rescoreOversample: 4, onDiskRescore: false)
        )
        #expect(refusal(graph, 256, Capabilities(version: "9.2"))?.message.contains("[on_disk_rescore]") == true)
        var interval = VectorOptions(indexType: .int8HNSW)
        interval.confidenceInterval = 0.95
        #expect(try choice(interval, 256, eight).field.indexOptions?.confidenceInterval == 0.95)
        #expect(try choice(interval, 256, eight).warnings == [])
        // Servers take it to this day, so it is no error.
        #expect(
            try choice(interval, 256, newest).warnings
                == ["confidence_interval means nothing to \(newest.summary); leave it out."]
        )
        var flat = VectorOptions(indexType: .flat)
        flat.m = 16
        #expect(refusal(flat, 256, newest)?.message.contains("does not take; remove it") == true)
    }

    @Test func `a size may have options of its own`() throws {
        var options = VectorOptions(indexType: .int8HNSW)
        options.m = 32
        options.sizes[1024] = VectorOptions(indexType: .bbqHNSW)
        options.sizes[64] = VectorOptions(elementType: .bit, indexType: .flat)
        #expect(try choice(options, 256, newest).field.indexOptions?.type == .int8HNSW)
        let large = try choice(options, 1024, newest).field
        #expect(large.indexOptions == VectorIndexOptions(.bbqHNSW, m: 32, efConstruction: 100, rescoreOversample: 3))
        #expect(options.resolved(for: 64).elementType == .bit)
        #expect(VectorOptions().isEmpty && !options.isEmpty)
    }

    @Test func `what loses recall or scans everything is warned of`() throws {
        func warnings(_ options: VectorOptions, _ dims: Int, _ server: Capabilities? = nil) throws -> [String] {
            try choice(options, dims, server ?? newest).warnings
        }
        #expect(try warnings(VectorOptions(indexType: .bbqHNSW), 384) == [])
        #expect(
            try warnings(VectorOptions(indexType: .bbqHNSW), 256)
                == ["bbq_hnsw below 384 dims loses recall; int8_hnsw is recommended, or a larger oversample."]
        )
        #expect(refusal(VectorOptions(indexType: .bbqHNSW), 63, newest)?.message.contains("needs 64 or more") == true)
        #expect(refusal(VectorOptions(indexType: .int4HNSW), 65, newest)?.message.contains("even number") == true)
        #expect(try warnings(VectorOptions(indexType: .int8Flat), 256).first?.contains("compares every vector") == true)
        #expect(try warnings(VectorOptions(elementType: .bit), 1024).count == 1)
        #expect(try warnings(VectorOptions(elementType: .byte), 1024).count == 1)
        var disk = VectorOptions(indexType: .bbqDisk)
        #expect(try warnings(disk, 256, paid) == [])
        disk.bits = 1
        #expect(try warnings(disk, 256, paid).count == 1)
    }

    @Test func `the field of a plan is that of its options`() throws {
        var plan = try IndexPlan(model: .tiny, embedderFingerprint: "tiny-1")
        plan.vectorOptions = VectorOptions(elementType: .byte)
        let (field, reason) = try plan.vectorField(dims: 4, for: newest)
        #expect(
            field
                == DenseVectorField(
                    dims: 4,
                    elementType: .byte,
                    indexOptions: VectorIndexOptions(.hnsw, m: 16, efConstruction: 100)
                )
        )
        #expect(reason.contains("byte"))
        let fields = try plan.definition(for: newest).mapping.denseVectorFields
        #expect(fields == ["image_embedding_4": field, "text_embedding_4": field])
        plan.vectorOptions = VectorOptions(elementType: .bit)
        #expect(throws: ElasticsearchError.self) { try plan.definition(for: newest) }
    }
}

@Suite struct `Analyzers of languages` {
    @Test(arguments: [
        ("fr", "french"), ("pt", "portuguese"), ("pt-br", "brazilian"), ("PT_BR", "brazilian"), ("zh-tw", "cjk"),
        ("ja", "cjk"), ("ko", "cjk"), ("nb", "norwegian"), ("de-CH", "german"),
    ])
    func `a tag has the analyzer that every server has`(tag: String, name: String) {
        #expect(TextAnalyzers.builtIn(for: tag) == name)
    }

    @Test(arguments: ["xx", "", "pl", "uk", "-"])
    func `or none`(tag: String) { #expect(TextAnalyzers.builtIn(for: tag) == nil) }

    @Test func `those of plugins are better`() {
        #expect(TextAnalyzers.candidates(for: "ja") == ["kuromoji", "cjk"])
        #expect(TextAnalyzers.candidates(for: "pl") == ["polish"])
    }

    @Test func `captions known beforehand have their fields from the beginning`() throws {
        var plan = try IndexPlan(model: .tiny, embedderFingerprint: "tiny-1")
        plan.languages = ["fr", "xx"]
        func captions() throws -> JSONValue? {
            try plan.definition(for: .serverless).json(for: .serverless)["mappings"]?["properties"]?["captions"]
        }
        #expect(
            try captions()
                == [
                    "type": "object", "dynamic": false, "properties": ["fr": ["type": "text"], "xx": ["type": "text"]],
                ]
        )
        plan.analyzers = .language
        #expect(try captions()?["properties"]?["fr"] == ["type": "text", "analyzer": "french"])
        #expect(try captions()?["properties"]?["xx"] == ["type": "text"])
    }

    @Test func `an index keeps the analyzers it was made with`() throws {
        var plan = try IndexPlan(model: .tiny, embedderFingerprint: "tiny-1")
        plan.analyzers = .language
        let existing = try #require(IndexDescription(try plan.definition(for: .serverless).mapping))
        #expect(existing.analyzers == .language)
        #expect(try TextAnalyzers.resolved(nil, existing: existing, index: "x") == .language)
        #expect(try TextAnalyzers.resolved(.language, existing: existing, index: "x") == .language)
        #expect(try TextAnalyzers.resolved(nil, existing: nil, index: "x") == .standard)
        #expect(try TextAnalyzers.resolved(.language, existing: nil, index: "x") == .language)
        let error = #expect(throws: IngestError.self) {
            try TextAnalyzers.resolved(.standard, existing: existing, index: "x")
        }
        #expect(
            error?.message
                == "The index 'x' cuts captions by the analyzers 'language', not 'standard'. Leave --analyzers out, or use "
                + "another index with --index."
        )
    }
}

@Suite struct `Places among attributes` {
    @Test func `are objects of exactly a latitude and a longitude`() throws {
        let attributes = try #require(
            try JSONValue.parse(
                """
                {"place": {"lat": 48.8, "lon": 2.3}, "shot": {"at": {"lon": -180, "lat": 90}, "year": 2020},
                 "many": [{"lat": 1, "lon": 2}, {"lat": 3, "lon": 4}], "text": {"lat": "48.8", "lon": "2.3"},
                 "more": {"lat": 1, "lon": 2, "alt": 3}, "outside": {"lat": 91, "lon": 0}, "lat": 1, "lon": 2,
                 "none": {}, "empty": [], "null": null}
                """
            )
            .object
        )
        #expect(GeoAttributes.paths(in: attributes) == ["place", "shot.at", "many"])
    }

    @Test func `that nest without end are looked into so far`() {
        var value: JSONValue = ["lat": 1, "lon": 2]
        for _ in 0..<2000 { value = ["x": value] }
        #expect(GeoAttributes.paths(in: ["x": value]) == [])
    }
}

@Suite struct `What an index says of itself` {
    @Test func `names model, revision, sizes, element types, preparation and who made it`() throws {
        var plan = try IndexPlan(model: .tiny, embedderFingerprint: "tiny-1", dims: [4, 2])
        plan.modelRevision = "abc123"
        plan.vectorOptions.sizes[2] = VectorOptions(elementType: .byte)
        let meta = try plan.definition(for: Capabilities(version: "9.5")).mapping.meta["es_jina"]
        #expect(
            meta == [
                "layout": 3, "model": "tiny", "revision": "abc123", "embedder": "tiny-1", "dims": [4, 2],
                "element_types": ["float", "byte"], "normalization": "unit",
                "preprocessing": "shortest512-q90-v1", "analyzers": "standard", "es_jina": .string(Toolkit.version),
                "vectors": ["sizes": ["2": ["element_type": "byte"]]],
            ]
        )
    }

    @Test func `and what the layout before said is enough`() throws {
        let mapping = IndexMapping(
            try JSONValue.parse(
                """
                {"dynamic": true, "_meta": {"es_jina": {"layout": 2, "model": "tiny", "embedder": "tiny-1", "dims": [4],
                 "preprocessing": "shortest512-q90-v1"}}, "properties": {
                 "image_embedding_4": {"type": "dense_vector", "dims": 4, "similarity": "dot_product"},
                 "text_embedding_4": {"type": "dense_vector", "dims": 4, "similarity": "dot_product"}}}
                """
            )
        )
        let description = try #require(IndexDescription(mapping))
        #expect(description.analyzers == .standard)
        #expect(description.dims == [4] && description.modalities == [.image, .text])
        try IndexPlan(model: .tiny, embedderFingerprint: "tiny-1").check(mapping, index: "old")
    }
}
