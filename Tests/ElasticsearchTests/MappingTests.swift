import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Elasticsearch

@Suite("Mappings")
struct MappingTests {
    private let newest = Capabilities(version: "9.5")
    private let eight = Capabilities(version: "8.19")

    @Test("A definition as JSON")
    func definition() throws {
        let definition = IndexDefinition(
            settings: IndexSettings(numberOfShards: 1, refreshInterval: "-1"),
            mapping: IndexMapping(
                dynamic: .strict,
                meta: ["es_jina": ["model": "jina-clip-v2"]],
                properties: [
                    "title": .text(analyzer: "english", fields: ["raw": .keyword(ignoreAbove: 256)]),
                    "caption": .object(["en": .text(analyzer: "english")]),
                    "when": .date, "n": .long,
                    "image": .denseVector(DenseVectorField(dims: 1024)),
                ]
            )
        )
        #expect(
            try definition.json(for: newest).text
                == #"{"settings":{"index":{"number_of_shards":1,"refresh_interval":"-1"}},"mappings":{"dynamic":"strict","_meta":{"es_jina":{"model":"jina-clip-v2"}},"properties":{"title":{"type":"text","analyzer":"english","fields":{"raw":{"type":"keyword","ignore_above":256}}},"caption":{"properties":{"en":{"type":"text","analyzer":"english"}}},"when":{"type":"date"},"n":{"type":"long"},"image":{"type":"dense_vector","dims":1024,"index":true,"similarity":"cosine","index_options":{"type":"bbq_hnsw","m":16,"ef_construction":100,"rescore_vector":{"oversample":3}}}}}}"#
        )
        let serverless = try definition.json(for: .serverless)
        #expect(serverless["settings"] == ["index": ["refresh_interval": "-1"]])
    }

    @Test("The recommended index depends on size, element type and server")
    func recommended() {
        func type(_ dims: Int, _ element: VectorElementType = .float, _ server: Capabilities) -> String {
            VectorIndexOptions.recommended(dims: dims, elementType: element, capabilities: server).options.type.rawValue
        }
        #expect([64, 256, 383].map { type($0, newest) } == ["int8_hnsw", "int8_hnsw", "int8_hnsw"])
        #expect([384, 512, 1024].map { type($0, eight) } == ["bbq_hnsw", "bbq_hnsw", "bbq_hnsw"])
        #expect(type(1024, .byte, newest) == "hnsw")
        #expect(type(1024, .bit, newest) == "hnsw")
        #expect(type(1024, Capabilities(version: "8.15")) == "int8_hnsw")
        let old = VectorIndexOptions.recommended(dims: 512, capabilities: Capabilities(version: "8.17"))
        #expect(old.options == VectorIndexOptions(.bbqHNSW, m: 16, efConstruction: 100))
        #expect(!old.reason.isEmpty)
        func type(_ dims: Int, _ server: Capabilities) -> String { type(dims, .float, server) }
    }

    @Test(
        "Fields a server would refuse are refused with field, rule and fix",
        arguments: [
            (DenseVectorField(dims: 0), "has 0 dims; they must be 1 to 4096"),
            (DenseVectorField(dims: 4097), "has 4097 dims"),
            (DenseVectorField(dims: 12, elementType: .bit), "must be a multiple of 8 from 8 to 32768"),
            (DenseVectorField(dims: 16, elementType: .bit, similarity: .cosine), "element_type bit takes only l2_norm"),
            (DenseVectorField(dims: 8, elementType: VectorElementType(rawValue: "half")), "has element_type [half]"),
            (DenseVectorField(dims: 8, similarity: VectorSimilarity(rawValue: "dot")), "unknown similarity [dot]"),
            (
                DenseVectorField(dims: 8, index: false, indexOptions: VectorIndexOptions(.hnsw)),
                "although it is not indexed"
            ),
            (DenseVectorField(dims: 65, indexOptions: VectorIndexOptions(.int4HNSW)), "needs an even number"),
            (DenseVectorField(dims: 63, indexOptions: VectorIndexOptions(.bbqHNSW)), "needs 64 or more, use int8_hnsw"),
            (DenseVectorField(dims: 63, indexOptions: VectorIndexOptions(.bbqFlat)), "needs 64 or more"),
            (
                DenseVectorField(dims: 64, elementType: .byte, indexOptions: VectorIndexOptions(.int8HNSW)),
                "cannot quantise"
            ),
            (
                DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(VectorIndexType(rawValue: "x"))),
                "use one of hnsw"
            ),
            (
                DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.flat, m: 8)),
                "has [m], which the index type [flat]"
            ),
            (
                DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.hnsw, m: 0)),
                "has [m] 0; it must be 1 to 512"
            ),
            (
                DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.hnsw, rescoreOversample: 2)),
                "has [rescore_vector]"
            ),
            (
                DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.int8HNSW, rescoreOversample: 0.5)),
                "has an oversample of 0.5; it must be 1 to 10, or 0"
            ),
            (
                DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.bbqHNSW, confidenceInterval: 0.9)),
                "has [confidence_interval], which the index type [bbq_hnsw] does not take; remove it"
            ),
            (
                DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.hnsw, bits: 1)),
                "has [bits], which the index type"
            ),
            (
                DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.bbqDisk)),
                "refuses every write; use bbq_hnsw"
            ),
        ]
    )
    func refused(field: DenseVectorField, expected: String) async throws {
        let error = try await failure { try field.validate(for: newest, name: "image") }
        #expect(error.message.hasPrefix("the vector field [image] "))
        #expect(error.message.contains(expected), "\(error.message)")
    }

    @Test("Vectors that the field cannot hold are refused before they are sent")
    func vectors() async throws {
        let cosine = DenseVectorField(dims: 2)
        try cosine.validate(Embedding([3, 4]))
        let dot = DenseVectorField(dims: 2, similarity: .dotProduct)
        try dot.validate(Embedding([0.6, 0.8]))
        for (field, vector, expected) in [
            (cosine, [1], "has 1 dims; its mapping has 2"), (cosine, [0, 0], "is zero"),
            (cosine, [1, .nan], "has a component that is no finite"),
            (cosine, [1, .infinity], "has a component that is no finite"),
            (dot, [0.6, 0.9], "has the squared length 1.17"),
        ] as [(DenseVectorField, [Float], String)] {
            let error = try await failure { try field.validate(Embedding(vector), name: "v") }
            #expect(error.message.hasPrefix("the vector for the field [v] \(expected)"), "\(error.message)")
        }
    }

    @Test("Versions and licences decide")
    func versions() async throws {
        let bfloat16 = DenseVectorField(dims: 64, elementType: .bfloat16)
        try bfloat16.validate(for: newest)
        #expect(try await failure { try bfloat16.validate(for: eight) }.message.contains("upgrade to 9.3"))
        let disk = DenseVectorField(dims: 32, indexOptions: VectorIndexOptions(.bbqDisk, clusterSize: 64, bits: 2))
        try disk.validate(for: Capabilities(version: "9.5", licence: .enterprise))
        try disk.validate(for: .serverless)
        #expect(try await failure { try disk.validate(for: newest) }.kind == .licence)
        #expect(
            try await failure { try disk.validate(for: eight) }.message.contains("does not have; use one of hnsw, ")
        )
        #expect(try await failure { try disk.validate(for: Capabilities(version: "9.2")) }.message.contains("[bits]"))
        let zero = DenseVectorField(dims: 64, indexOptions: VectorIndexOptions(.int8HNSW, rescoreOversample: 0))
        try zero.validate(for: eight)
        #expect(try await failure { try zero.validate(for: Capabilities(version: "9.0")) }.message.hasSuffix("1 to 10"))
    }

    @Test("A mapping of a real node is read, with its vector fields and meta", arguments: Fixture.versions)
    func recorded(version: String) throws {
        let json = try JSONValue.parse(try Fixture.response("mapping", version).body)
        let mapping = IndexMapping(try #require(json["fixture"]?["mappings"]))
        #expect(mapping.meta == ["es_jina": ["model": "jina-clip-v2"]])
        #expect(
            mapping.denseVectorFields == [
                "image": DenseVectorField(
                    dims: 64,
                    indexOptions: VectorIndexOptions(.bbqHNSW, m: 16, efConstruction: 100, rescoreOversample: 3)
                ),
                "text": DenseVectorField(
                    dims: 4,
                    indexOptions: VectorIndexOptions(.int8HNSW, m: 8, efConstruction: 100)
                ),
                "bits": DenseVectorField(dims: 16, elementType: .bit),
            ]
        )
        #expect(
            mapping.properties["title"]
                == .text(analyzer: "english", fields: ["raw": .keyword(ignoreAbove: 100)])
        )
        #expect(mapping.properties["caption"] == .object(["en": .text()]))
        #expect(mapping.properties["count"] == .integer)
    }

    @Test("What the client has no place for survives a round trip")
    func roundTrip() throws {
        let text = #"""
            {"dynamic":false,"dynamic_templates":[{"a":{"mapping":{"type":"keyword"}}}],
            "properties":{"t":{"type":"text","analyzer":"english","copy_to":"all"},"n":{"type":"nested","properties":
            {"v":{"type":"dense_vector","dims":8,"index":true,"similarity":"cosine","index_options":{"type":"flat"}}}},
            "u":{"type":"dense_vector"},"g":{"type":"geo_point"},"b":{"type":"boolean"},"d":{"type":"double"}}}
            """#
        let json = try JSONValue.parse(text)
        let mapping = IndexMapping(json)
        #expect(mapping.dynamic == .ignored)
        #expect(mapping.denseVectorFields.keys.sorted() == ["n.v"])
        #expect(try mapping.json(for: newest) == json)
    }

    @Test("Fields keep their order, and a name given twice its last mapping")
    func order() {
        var fields: FieldMappings = ["b": .date, "a": .long, "b": .double]
        #expect(fields.names == ["b", "a"])
        #expect(fields["b"] == .double)
        fields["b"] = nil
        fields["c"] = .boolean
        #expect(fields.names == ["a", "c"])
    }
}
