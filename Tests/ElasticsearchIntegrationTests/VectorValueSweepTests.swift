import Elasticsearch
import EmbeddedNode
import Embeddings
import HTTPTransport
import JSONValues
import TestSupport
import Testing

/// The rules of ``DenseVectorField/validate(_:name:)`` against the servers that they restate.
@Suite("Every rule of the values of vectors on every server there is", .serialized)
struct VectorValueSweepTests {
    private static let dims = 4

    /// The vectors at which a rule changes; those about length have it squared beside the bounds 0.001 and 0.02.
    private static let vectors: [[Float]] =
        [
            [1, 0, 0, 0], [0, 0, 0, 0], [0.5, 0.5, 0.5, 0.5], [3, 4, 0, 0], [1.5, 0, 0, 0],
            // Squares that vanish, and squares that are no finite number.
            [1e-30, 0, 0, 0], [.leastNonzeroMagnitude, 0, 0, 0], [1e20, 1e20, 0, 0], [3.4e38, 0, 0, 0],
            [1e18, 1e18, 1e18, 1e18],
            [127, -128, 0, 0], [128, 0, 0, 0], [-129, 0, 0, 0], [127.5, 0, 0, 0], [-0.0, 0, 0, 0],
            [1, 0, 0], [1, 0, 0, 0, 0], [],
        ]
        + [0.979, 0.981, 0.9985, 0.9989, 0.9991, 0.9999, 1.0001, 1.0009, 1.0011, 1.0015, 1.019, 1.021]
        .map { (squared: Float) in [squared.squareRoot(), 0, 0, 0] }

    private static let fields: [DenseVectorField] = [VectorElementType.float, .bfloat16, .byte]
        .flatMap { element in
            MappingSweepFields.similarities.map {
                DenseVectorField(
                    dims: dims,
                    elementType: element,
                    similarity: $0,
                    indexOptions: VectorIndexOptions(.flat)
                )
            } + [DenseVectorField(dims: dims, elementType: element, index: false)]
        }

    private func disagreements(base: String, _ transport: any HTTPTransport, _ index: String) async throws -> [String] {
        let client = ElasticsearchClient(try ElasticsearchConfiguration(base), transport: transport)
        let server = try await client.capabilities()
        let fields = Self.fields.filter { server.supports($0.elementType) }
        let mapping = JSONObject(fields.enumerated().map { ("f\($0.offset)", $0.element.unchecked(for: server)) })
        _ = try await client.perform(.put, "/" + index, body: ["mappings": ["properties": .object(mapping)]])
        var lines: [String] = []
        for (number, field) in fields.enumerated() {
            for values in Self.vectors {
                let isValid = (try? field.validate(Embedding(values))) != nil
                let body: JSONValue = ["f\(number)": .array(values.map { .number(Double($0)) })]
                var refusal: String?
                do {
                    _ = try await client.perform(.post, "/\(index)/_doc", body: body)
                } catch let error as ElasticsearchError {
                    refusal = error.reason ?? error.message
                }
                guard isValid != (refusal == nil) else { continue }
                lines.append("\(field.unchecked(for: server).text) \(values): \(refusal ?? "taken")")
            }
        }
        return lines
    }

    @Test(
        "A real node takes the vectors that are called valid and refuses the others",
        .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice),
        arguments: Equipment.clusters
    )
    func cluster(url: String) async throws {
        try await Equipment.withIndex(try Equipment.client(url)) { index async throws in
            let lines = try await disagreements(base: url, Equipment.transport, index)
            #expect(lines.isEmpty, "\(lines.count):\n\(lines.prefix(40).joined(separator: "\n"))")
        }
    }

    @Test("The embedded node takes and refuses the same")
    func embedded() async throws {
        let directory = try TemporaryDirectory()
        let node = try EmbeddedNode(directory: directory.path)
        let lines = try await disagreements(base: "http://embedded", node, "values")
        #expect(lines.isEmpty, "\(lines.count):\n\(lines.prefix(40).joined(separator: "\n"))")
    }
}
