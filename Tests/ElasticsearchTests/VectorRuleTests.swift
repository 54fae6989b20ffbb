import Embeddings
import Testing

@testable import Elasticsearch

/// Which server takes which vector field, restated for every version, those without a node to ask too.
@Suite("Rules of vector fields by version and licence")
struct VectorRuleTests {
    /// The servers that a mapping can be made for, oldest first.
    private static let servers: [(name: String, capabilities: Capabilities)] =
        ["8.19", "9.0", "9.1", "9.2", "9.3", "9.4", "9.5"]
        .flatMap { version -> [(String, Capabilities)] in
            let number = ServerVersion(stringLiteral: version)
            return [
                (version, Capabilities(version: number)),
                (version + "e", Capabilities(version: number, licence: .enterprise)),
            ]
        } + [("serverless", .serverless)]
    private static let everywhere = "8.19 8.19e 9.0 9.0e 9.1 9.1e 9.2 9.2e 9.3 9.3e 9.4 9.4e 9.5 9.5e serverless"

    private func takers(_ field: DenseVectorField) -> String {
        Self.servers.filter { (try? field.validate(for: $0.capabilities)) != nil }.map(\.name).joined(separator: " ")
    }

    private static func field(
        _ options: VectorIndexOptions,
        dims: Int = 64,
        _ elementType: VectorElementType = .float
    ) -> DenseVectorField {
        DenseVectorField(dims: dims, elementType: elementType, indexOptions: options)
    }

    @Test(
        "A parameter is taken from the version on that has it, and nowhere before",
        arguments: [
            (field(VectorIndexOptions(.hnsw, m: 16, efConstruction: 100)), everywhere),
            (field(VectorIndexOptions(.int8HNSW)), everywhere), (field(VectorIndexOptions(.int4HNSW)), everywhere),
            (field(VectorIndexOptions(.bbqHNSW)), everywhere), (field(VectorIndexOptions(.flat)), everywhere),
            (field(VectorIndexOptions(.int8Flat)), everywhere), (field(VectorIndexOptions(.int4Flat)), everywhere),
            (field(VectorIndexOptions(.bbqFlat)), everywhere),
            (field(VectorIndexOptions(.hnsw), .byte), everywhere), (field(VectorIndexOptions(.flat), .bit), everywhere),
            (field(VectorIndexOptions(.flat), .bfloat16), "9.3 9.3e 9.4 9.4e 9.5 9.5e serverless"),
            (field(VectorIndexOptions(.bbqHNSW), .bfloat16), "9.3 9.3e 9.4 9.4e 9.5 9.5e serverless"),
            (field(VectorIndexOptions(.int8HNSW, rescoreOversample: 2)), everywhere),
            (
                field(VectorIndexOptions(.int8HNSW, rescoreOversample: 0)),
                "8.19 8.19e 9.1 9.1e 9.2 9.2e 9.3 9.3e 9.4 9.4e 9.5 9.5e serverless"
            ),
            (
                field(VectorIndexOptions(.int8HNSW, onDiskRescore: true)), "9.3 9.3e 9.4 9.4e 9.5 9.5e serverless"
            ),
            (field(VectorIndexOptions(.flat, onDiskRescore: false)), "9.3 9.3e 9.4 9.4e 9.5 9.5e serverless"),
            (field(VectorIndexOptions(.flat, onDiskRescore: true)), ""),
            (field(VectorIndexOptions(.hnsw, flatIndexThreshold: 0)), "9.4 9.4e 9.5 9.5e serverless"),
            (field(VectorIndexOptions(.int8HNSW, confidenceInterval: 0.95)), everywhere),
            (field(VectorIndexOptions(.int4HNSW, confidenceInterval: 0)), everywhere),
            (field(VectorIndexOptions(.int8HNSW, confidenceInterval: 0.5)), "9.4 9.4e 9.5 9.5e serverless"),
            (field(VectorIndexOptions(.bbqHNSW, confidenceInterval: 0.95)), ""),
            (field(VectorIndexOptions(.bbqDisk)), "9.2 9.2e 9.3e 9.4e 9.5e serverless"),
            (field(VectorIndexOptions(.bbqDisk), dims: 1), "9.2 9.2e 9.3e 9.4e 9.5e serverless"),
            (
                field(VectorIndexOptions(.bbqDisk, clusterSize: 64, defaultVisitPercentage: 5)),
                "9.2 9.2e 9.3e 9.4e 9.5e serverless"
            ),
            (field(VectorIndexOptions(.bbqDisk, onDiskRescore: true)), "9.3e 9.4e 9.5e serverless"),
            (field(VectorIndexOptions(.bbqDisk, bits: 4)), "9.4e 9.5e serverless"),
            (field(VectorIndexOptions(.bbqDisk, precondition: true)), "9.4e 9.5e serverless"),
            (field(VectorIndexOptions(.bbqDisk, flatIndexThreshold: -1)), "9.4e 9.5e serverless"),
            (field(VectorIndexOptions(.bbqDisk, flatIndexThreshold: -2)), ""),
            (field(VectorIndexOptions(.bbqDisk, bits: 7)), "9.5e serverless"),
            (field(VectorIndexOptions(.bbqDisk, autoCalibrate: true)), "9.5e serverless"),
        ] as [(DenseVectorField, String)]
    )
    func versions(field: DenseVectorField, expected: String) {
        #expect(takers(field) == expected)
    }

    @Test(
        "Sizes, similarities and numbers are the same on every version",
        arguments: [
            (DenseVectorField(dims: 0), false), (DenseVectorField(dims: 1), true), (DenseVectorField(dims: 4096), true),
            (DenseVectorField(dims: 4097), false),
            (DenseVectorField(dims: 1, elementType: .byte), true),
            (DenseVectorField(dims: 4097, elementType: .byte), false),
            (DenseVectorField(dims: 0, elementType: .bit), false),
            (DenseVectorField(dims: 4, elementType: .bit), false),
            (DenseVectorField(dims: 8, elementType: .bit), true),
            (DenseVectorField(dims: 12, elementType: .bit), false),
            (DenseVectorField(dims: 32_768, elementType: .bit), true),
            (DenseVectorField(dims: 32_776, elementType: .bit), false),
            (DenseVectorField(dims: 64, elementType: .bit, similarity: .cosine), false),
            (DenseVectorField(dims: 64, elementType: .bit, similarity: .dotProduct), false),
            (DenseVectorField(dims: 64, elementType: .bit, similarity: .maxInnerProduct), false),
            (DenseVectorField(dims: 64, elementType: .bit, similarity: .cosine, index: false), true),
            (DenseVectorField(dims: 64, elementType: .byte, similarity: .dotProduct), true),
            (DenseVectorField(dims: 64, elementType: .byte, similarity: .maxInnerProduct), true),
            (DenseVectorField(dims: 64, index: false), true), (DenseVectorField(dims: 4097, index: false), false),
            (DenseVectorField(dims: 64, index: false, indexOptions: VectorIndexOptions(.flat)), false),
            (field(VectorIndexOptions(.int4HNSW), dims: 2), true),
            (field(VectorIndexOptions(.int4HNSW), dims: 1), false),
            (field(VectorIndexOptions(.int4Flat), dims: 101), false),
            (field(VectorIndexOptions(.bbqHNSW), dims: 63), false),
            (field(VectorIndexOptions(.bbqHNSW), dims: 65), true),
            (field(VectorIndexOptions(.bbqFlat), dims: 63), false),
            (field(VectorIndexOptions(.bbqFlat), dims: 64), true),
            (field(VectorIndexOptions(.int8HNSW), .byte), false), (field(VectorIndexOptions(.int4Flat), .bit), false),
            (field(VectorIndexOptions(.hnsw, m: 0)), false), (field(VectorIndexOptions(.hnsw, m: 1)), true),
            (field(VectorIndexOptions(.hnsw, m: 512)), true), (field(VectorIndexOptions(.hnsw, m: 513)), false),
            (field(VectorIndexOptions(.flat, m: 16)), false),
            (field(VectorIndexOptions(.hnsw, efConstruction: 0)), false),
            (field(VectorIndexOptions(.hnsw, efConstruction: 1)), true),
            (field(VectorIndexOptions(.hnsw, efConstruction: 3200)), true),
            (field(VectorIndexOptions(.hnsw, efConstruction: 3201)), false),
            (field(VectorIndexOptions(.hnsw, rescoreOversample: 2)), false),
            (field(VectorIndexOptions(.flat, rescoreOversample: 2)), false),
            (field(VectorIndexOptions(.bbqFlat, rescoreOversample: 1)), true),
            (field(VectorIndexOptions(.bbqFlat, rescoreOversample: 10)), true),
            (field(VectorIndexOptions(.bbqFlat, rescoreOversample: 0.99)), false),
            (field(VectorIndexOptions(.bbqFlat, rescoreOversample: 10.01)), false),
            (field(VectorIndexOptions(.hnsw, clusterSize: 384)), false),
            (field(VectorIndexOptions(.bbqHNSW, bits: 1)), false),
            (field(VectorIndexOptions(VectorIndexType(rawValue: "ivf"))), false),
        ] as [(DenseVectorField, Bool)]
    )
    func unchanging(field: DenseVectorField, isValid: Bool) {
        #expect(takers(field) == (isValid ? Self.everywhere : ""))
    }

    @Test(
        "Numbers of bbq_disk have their bounds",
        arguments: [
            (VectorIndexOptions(.bbqDisk, clusterSize: 63), "has [cluster_size] 63; it must be 64 to 65536"),
            (VectorIndexOptions(.bbqDisk, clusterSize: 65_537), "has [cluster_size] 65537; it must be 64 to 65536"),
            (
                VectorIndexOptions(.bbqDisk, defaultVisitPercentage: 100.1),
                "has [default_visit_percentage] 100.1; it must be 0 to 100"
            ),
            (VectorIndexOptions(.bbqDisk, bits: 3), "has [bits] 3; it must be 1, 2 or 4, or 7"),
            (
                VectorIndexOptions(.bbqDisk, flatIndexThreshold: -2),
                "has [flat_index_threshold] -2; it must be -1 to 2147483647"
            ),
            (VectorIndexOptions(.bbqDisk, m: 16), "has [m], which the index type [bbq_disk] does not take; remove it"),
        ]
    )
    func disk(options: VectorIndexOptions, message: String) async throws {
        // The rule that is broken is named, also where the licence is missing too.
        for server in [Capabilities.serverless, Capabilities(version: "9.5")] {
            let error = try await failure { try Self.field(options).validate(for: server, name: "v") }
            #expect(error.message == "the vector field [v] \(message)")
        }
    }

    @Test("A parameter that is too new is named with the server that lacks it")
    func messages() async throws {
        for (options, version, name) in [
            (VectorIndexOptions(.int8HNSW, onDiskRescore: true), "9.2", "on_disk_rescore"),
            (VectorIndexOptions(.hnsw, flatIndexThreshold: 0), "9.3", "flat_index_threshold"),
            (VectorIndexOptions(.bbqDisk, bits: 1), "9.3", "bits"),
            (VectorIndexOptions(.bbqDisk, precondition: true), "9.3", "precondition"),
            (VectorIndexOptions(.bbqDisk, autoCalibrate: true), "9.4", "auto_calibrate"),
            (VectorIndexOptions(.int8HNSW, rescoreOversample: 2), "8.17", "rescore_vector"),
        ] as [(VectorIndexOptions, ServerVersion, String)] {
            let server = Capabilities(version: version, licence: .enterprise)
            let error = try await failure { try Self.field(options).validate(for: server, name: "v") }
            #expect(
                error.message
                    == "the vector field [v] has [\(name)], which Elasticsearch \(version) (enterprise) does not have; remove it"
            )
        }
        let licence = try await failure {
            try Self.field(VectorIndexOptions(.bbqDisk)).validate(for: Capabilities(version: "9.3"), name: "v")
        }
        #expect(licence.kind == .licence)
        #expect(
            licence.message
                == "the vector field [v] has the index type [bbq_disk], to which Elasticsearch 9.3.0 (basic) refuses every write; use bbq_hnsw or an Enterprise licence"
        )
    }
}
