import CurlTransport
import Elasticsearch
import Embeddings
import JSONValues
import Measuring

/// Bulk-indexes the vectors of a file on the path that `es-jina ingest` takes and prints documents per second as JSON.
///
/// Each document is `{"v": vector, "text": "document N"}` with `_id` N. The clock runs from before the first request to the
/// last answer; making the documents is part of it.
@main
struct BulkBench {
    static func main() async throws {
        let arguments = try Arguments(["url", "index", "vectors", "dims", "encoding", "workers", "batch-bytes"])
        let dims = try arguments.number("dims", 1024)
        let vectors = try VectorMatrix(path: arguments.text("vectors", "v.f32"), dims: dims)
        let workers = try arguments.number("workers", 4)
        let batchBytes = try arguments.number("batch-bytes", 5 << 20)
        let index = arguments.text("index", "bench")
        // What ingest chooses by the server's capabilities can be forced here.
        let encoding = arguments.text("encoding", "base64")

        let start = ContinuousClock.now
        let client = ElasticsearchClient(
            try ElasticsearchConfiguration(arguments.text("url", "http://127.0.0.1:9200")),
            transport: LibcurlTransport()
        )
        guard try await client.capabilities().acceptsBase64Vectors || encoding == "json" else {
            throw MeasuringError("this server takes no base64 vectors: use --encoding json")
        }
        _ = try await client.deleteIndex(index)
        try await client.createIndex(index, Self.definition(dims: dims))
        let builder = DocumentBuilder(vectors: vectors, usesBase64: encoding == "base64")
        let indexer = BulkIndexer(client: client, index: index)
        let source = RowSource(rows: vectors.rows)
        let counts = try await withThrowingTaskGroup(of: Counts.self) { group in
            for _ in 0..<workers {
                group.addTask {
                    var worker = Worker(indexer: indexer, batcher: BulkBatcher(maxBytes: batchBytes))
                    try await worker.run(source, builder)
                    return worker.counts
                }
            }
            var all = Counts()
            for try await counts in group { all.add(counts) }
            return all
        }
        let seconds = (ContinuousClock.now - start).inSeconds
        let report: JSONValue = [
            "docs": .integer(Int64(counts.done)), "failed": .integer(Int64(counts.failed)),
            "requests": .integer(Int64(counts.batches)), "bytes": .integer(Int64(counts.bytes)),
            "seconds": .number(seconds), "docs_per_s": .number((Double(counts.done) / seconds).rounded()),
        ]
        print(report.text)
    }
    private static func definition(dims: Int) -> IndexDefinition {
        let field = DenseVectorField(dims: dims, similarity: .cosine, indexOptions: VectorIndexOptions(.flat))
        return IndexDefinition(
            settings: IndexSettings(numberOfReplicas: 0, refreshInterval: "-1"),
            mapping: IndexMapping(properties: ["v": .denseVector(field), "text": .text()])
        )
    }
}
