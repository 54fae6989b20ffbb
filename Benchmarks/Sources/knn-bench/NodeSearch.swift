import Elasticsearch
import EmbeddedNode
import Embeddings
import HTTPTransport
import JSONValues
import Measuring

/// The embedded node behind its REST API, as `es-jina search` uses it.
struct NodeSearch: Sendable {
    private static let index = "bench"
    private let node: EmbeddedNode
    private let k: Int

    init(directory: String, k: Int) throws {
        node = try EmbeddedNode(directory: directory)
        self.k = k
    }

    /// Indexes every row and says how fast that went.
    func load(_ vectors: VectorMatrix) async throws -> JSONValue {
        let client = ElasticsearchClient(try ElasticsearchConfiguration("http://embedded"), transport: node)
        _ = try await client.deleteIndex(Self.index)
        let field = DenseVectorField(
            dims: vectors.dims,
            similarity: .dotProduct,
            indexOptions: VectorIndexOptions(.flat)
        )
        try await client.createIndex(
            Self.index,
            IndexDefinition(mapping: IndexMapping(properties: ["v": .denseVector(field), "text": .text()]))
        )
        let indexer = BulkIndexer(client: client, index: Self.index)
        let start = ContinuousClock.now
        var batcher = BulkBatcher()
        var failed = 0
        for row in 0..<vectors.rows {
            var writer = JSONWriter(capacity: 64 + vectors.dims * 6)
            writer.raw("{\"v\":\"")
            Embedding(Array(vectors[row])).appendBase64(.big, to: &writer.bytes)
            writer.raw("\",\"text\":\"document ")
            writer.integer(row)
            writer.raw("\"}")
            guard let batch = batcher.add(BulkOperation(id: String(row), source: writer.bytes)) else { continue }
            failed += try await indexer.send(batch).count { !$0.isDone }
        }
        if let batch = batcher.finish() { failed += try await indexer.send(batch).count { !$0.isDone } }
        guard failed == 0 else { throw MeasuringError("\(failed) documents were refused by the embedded node") }
        let seconds = (ContinuousClock.now - start).inSeconds
        return [
            "docs": .integer(Int64(vectors.rows)), "seconds": .number(seconds),
            "docs_per_s": .number((Double(vectors.rows) / seconds).rounded()),
        ]
    }

    /// The ids of the best documents: one request, from its JSON to the answer's JSON.
    func nearest(_ query: UnsafeBufferPointer<Float>) async throws -> [Int] {
        var writer = JSONWriter(capacity: 256 + query.count * 6)
        writer.raw("{\"_source\":false,\"size\":")
        writer.integer(k)
        writer.raw(",\"knn\":{\"field\":\"v\",\"k\":")
        writer.integer(k)
        writer.raw(",\"num_candidates\":")
        writer.integer(max(100, k))
        writer.raw(",\"query_vector\":\"")
        Embedding(Array(query)).appendBase64(.big, to: &writer.bytes)
        writer.raw("\"}}")
        let request = HTTPRequest(
            .post,
            "http://embedded/\(Self.index)/_search",
            headers: ["content-type": "application/json"],
            body: .bytes(writer.bytes)
        )
        let answer = try await node.send(request)
        let json = try JSONValue.parse(answer.body)
        guard answer.status == 200, let hits = json["hits"]?["hits"]?.array else {
            throw MeasuringError("the embedded node answered \(answer.status): \(String(json.text.prefix(300)))")
        }
        return hits.compactMap { $0["_id"]?.string.flatMap { Int($0) } }
    }
}
