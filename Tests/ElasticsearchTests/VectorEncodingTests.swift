import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Elasticsearch

@Suite("Vectors in the form of their field")
struct VectorEncodingTests {
    private let vector = Embedding([0.6, -0.8, 0, 0.1, 0, 0, -0.1, 0.2])

    private func written(
        _ element: VectorElementType,
        _ similarity: VectorSimilarity = .dotProduct,
        base64: Bool = true,
        isQuery: Bool = false
    ) throws -> String {
        var writer = JSONWriter()
        let encoding = VectorEncoding(elementType: element, similarity: similarity)
        try writer.vector(vector, encoding, usesBase64: base64, isQuery: isQuery)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("Floats are base64 where the server takes it, else numbers")
    func floats() throws {
        #expect(try written(.float) == "\"\(vector.base64(.big))\"")
        #expect(try written(.float, base64: false) == "[0.6,-0.8,0.0,0.1,0.0,0.0,-0.1,0.2]")
        #expect(try written(.bfloat16, base64: false) == "[0.6,-0.8,0.0,0.1,0.0,0.0,-0.1,0.2]")
    }

    @Test("bfloat16 is two bytes in documents, whole in queries and where the server divides by the length first")
    func bfloat16() throws {
        #expect(try written(.bfloat16) == "\"\(vector.bfloat16Base64())\"")
        #expect(try written(.bfloat16, isQuery: true) == "\"\(vector.base64(.big))\"")
        #expect(try written(.bfloat16, .cosine) == "\"\(vector.base64(.big))\"")
    }

    @Test("Bytes are hex: each vector by its largest component for the cosine, all by one scale otherwise")
    func bytes() throws {
        // 0.6 / 0.8 × 127 = 95.25, −127, 0, 15.875 …
        #expect(try written(.byte, .cosine) == #""5f8100100000f020""#)
        // 127 × √8 / 4 = 89.8: 53.9, −71.8, 0, 9, 0, 0, −9, 18.
        #expect(try written(.byte, .dotProduct) == #""36b800090000f712""#)
        #expect(try written(.byte, .l2Norm, base64: false) == #""36b800090000f712""#)
        let long = Embedding([3, -3] + [Float](repeating: 0, count: 6))
        #expect(
            try VectorEncoding(elementType: .byte, similarity: .l2Norm).bytes(long).values.prefix(2) == [127, -127]
        )
    }

    @Test("Bits are the signs, most significant first, as numpy's packbits")
    func bits() throws {
        // 1 0 0 1 0 0 0 1
        #expect(try written(.bit, .l2Norm) == #""91""#)
        var writer = JSONWriter()
        #expect(throws: EmbeddingError.self) {
            try writer.vector(
                Embedding([1, 2, 3]),
                VectorEncoding(elementType: .bit, similarity: .l2Norm),
                usesBase64: true
            )
        }
    }

    @Test("What a source holds is read in every form a server gives it back")
    func reading() throws {
        func read(_ element: VectorElementType, _ json: JSONValue, _ dims: Int) -> [Float]? {
            VectorEncoding(elementType: element, similarity: .cosine).embedding(json, dims: dims)?.values
        }
        #expect(read(.float, [0.5, 1], 2) == [0.5, 1])
        #expect(read(.float, .string(Embedding([0.5, 1]).base64(.big)), 2) == [0.5, 1])
        #expect(read(.bfloat16, .string(Embedding([0.5, 1]).bfloat16Base64()), 2) == [0.5, 1])
        #expect(read(.byte, [1, -128], 2) == [1, -128])
        #expect(read(.byte, "0180", 2) == [1, -128])
        #expect(read(.bit, "91", 8) == [1, -1, -1, 1, -1, -1, -1, 1])
        #expect(read(.bit, [-111], 8) == [1, -1, -1, 1, -1, -1, -1, 1])
        #expect(read(.float, [0.5, 1], 3) == nil)
        #expect(read(.byte, "zz", 2) == nil)
        #expect(read(.bit, [1, 2], 8) == nil)
        #expect(read(.float, nil, 2) == nil)
        #expect(read(.float, ["a", "b"], 2) == nil)
    }

    @Test("A knn search writes its vector as its field wants it", arguments: ["8.19", "9.5"] as [ServerVersion])
    func query(version: ServerVersion) throws {
        var search = KnnSearch(field: "v", vector: vector, k: 1, numCandidates: 1)
        search.encoding = VectorEncoding(elementType: .bit, similarity: .l2Norm)
        var writer = BodyWriter(Capabilities(version: version))
        try search.write(to: &writer, form: .section)
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"{"field":"v","query_vector":"91","k":1,"num_candidates":1}"#
        )
        search.vector = Embedding([1, 2])
        var other = BodyWriter(Capabilities(version: version))
        #expect(throws: ElasticsearchError.self) { try search.write(to: &other, form: .section) }
    }
}

@Suite("What a server takes by itself")
struct ServerDefaultTests {
    private func type(_ dims: Int, _ version: ServerVersion, _ licence: Licence, _ element: VectorElementType) -> String
    {
        let server = Capabilities(version: version, licence: licence)
        let options = VectorIndexOptions.serverDefault(dims: dims, elementType: element, capabilities: server)
        return options.type.rawValue + (options.bits.map { " \($0)" } ?? "")
    }

    @Test(
        "The table of the reference",
        arguments: [
            ("8.19", .basic, "int8_hnsw", "int8_hnsw"), ("9.0", .enterprise, "int8_hnsw", "int8_hnsw"),
            ("9.1", .basic, "int8_hnsw", "bbq_hnsw"), ("9.3", .enterprise, "int8_hnsw", "bbq_hnsw"),
            ("9.4", .basic, "int8_hnsw", "bbq_hnsw"), ("9.5", .platinum, "int8_hnsw", "bbq_hnsw"),
            ("9.4", .enterprise, "bbq_disk 4", "bbq_disk 1"), ("9.5", .trial, "bbq_disk 4", "bbq_disk 1"),
        ] as [(ServerVersion, Licence, String, String)]
    )
    func table(version: ServerVersion, licence: Licence, small: String, large: String) {
        #expect(type(383, version, licence, .float) == small)
        #expect(type(384, version, licence, .float) == large)
        #expect(type(1024, version, licence, .byte) == "hnsw")
        #expect(type(1024, version, licence, .bit) == "hnsw")
    }

    @Test("Serverless has everything")
    func serverless() {
        #expect(VectorIndexOptions.serverDefault(dims: 1024, capabilities: .serverless).type == .bbqDisk)
    }
}

@Suite("Template requests")
struct TemplateRequestTests {
    private let server = Capabilities(version: "9.5")

    @Test("Bodies have what was said and nothing else")
    func bodies() throws {
        let definition = IndexDefinition(mapping: IndexMapping(properties: ["t": .text()]))
        #expect(
            try IndexTemplate(indexPatterns: ["a-*"], definition: definition).json(for: server).text
                == #"{"index_patterns":["a-*"],"template":{"mappings":{"properties":{"t":{"type":"text"}}}}}"#
        )
        #expect(
            try IndexTemplate(indexPatterns: ["a"], priority: 5, composedOf: ["b"], meta: ["x": 1]).json(for: server)
                .text
                == #"{"index_patterns":["a"],"priority":5,"composed_of":["b"],"template":{"mappings":{}},"_meta":{"x":1}}"#
        )
        #expect(
            try ComponentTemplate(definition: definition, meta: ["x": 1]).json(for: server).text
                == #"{"template":{"mappings":{"properties":{"t":{"type":"text"}}}},"_meta":{"x":1}}"#
        )
    }

    @Test("Templates a server would refuse are refused")
    func refused() {
        #expect(throws: ElasticsearchError.self) { try IndexTemplate(indexPatterns: []).json(for: server) }
        #expect(throws: ElasticsearchError.self) { try IndexTemplate(indexPatterns: [""]).json(for: server) }
        #expect(throws: ElasticsearchError.self) {
            try IndexTemplate(indexPatterns: ["a"], priority: -1).json(for: server)
        }
        let half = FieldMapping.denseVector(DenseVectorField(dims: 8, elementType: VectorElementType(rawValue: "half")))
        let definition = IndexDefinition(mapping: IndexMapping(properties: ["v": half]))
        #expect(throws: ElasticsearchError.self) { try ComponentTemplate(definition: definition).json(for: server) }
    }

    @Test("No name can become a pattern or a path", arguments: ["", "a*", "a,b", "_a", "A", "a/b", "a b", "a#b"])
    func names(name: String) async throws {
        let info = try Fixture.response("info", "9.5.4")
        let license = try Fixture.response("license", "9.5.4")
        let transport = FakeTransport { request, _ in request.url.hasSuffix("/_license") ? license : info }
        let client = try makeClient(transport)
        for error in [
            try await failure { try await client.deleteIndexTemplate(name) },
            try await failure {
                try await client.putComponentTemplate(name, ComponentTemplate(definition: IndexDefinition()))
            },
        ] {
            #expect(error.kind == .invalidRequest)
        }
        #expect(!transport.requests.contains { $0.url.contains("template") })
    }
}
