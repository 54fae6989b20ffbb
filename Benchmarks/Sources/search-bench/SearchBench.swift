import CurlTransport
import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import Measuring

/// Asks a node one search after the other and prints, as JSON, what each cost the client and what it found.
///
/// `--mode load` makes the index, `bm25` and `knn` send one search a query, `hybrid` sends both in one multi-search and fuses the
/// lists by reciprocal rank here. The lines of `--queries` and the rows of `--vectors` belong together.
@main
struct SearchBench {
    static func main() async throws {
        let arguments = try Arguments([
            "mode", "url", "index", "texts", "vectors", "queries", "dims", "rounds", "encoding", "thread",
        ])
        let dims = try arguments.number("dims", 1024)
        // Merging the vectors into one graph is silent for minutes where the machine is busy.
        var configuration = CurlConfiguration()
        configuration.timeouts.total = .seconds(900)
        configuration.timeouts.stall = .seconds(900)
        let transport = LibcurlTransport(configuration)
        let client = ElasticsearchClient(
            try ElasticsearchConfiguration(arguments.text("url", "http://127.0.0.1:9200")),
            transport: transport
        )
        let index = arguments.text("index", "bench-search")
        let vectors = try VectorMatrix(path: arguments.text("vectors", "v.f32"), dims: dims)
        let mode = arguments.text("mode", "hybrid")
        if mode == "load" {
            try await load(client, index, vectors, lines(of: arguments.text("texts", "texts.txt")))
            return
        }
        let words = try lines(of: arguments.text("queries", "queries.txt"))
        let searches = try Searches(client: client, index: index, mode: mode, words: words, vectors: vectors)
        let rounds = try arguments.number("rounds", 20)
        let executor = arguments.text("thread", "own") == "transport" ? transport.executor : globalConcurrentExecutor
        let report = try await withTaskExecutorPreference(executor) { try await searches.measure(rounds: rounds) }
        print(report.text)
    }

    private static func load(
        _ client: ElasticsearchClient,
        _ index: String,
        _ vectors: VectorMatrix,
        _ texts: [String]
    ) async throws {
        _ = try await client.deleteIndex(index)
        try await client.createIndex(
            index,
            IndexDefinition(
                settings: IndexSettings(numberOfShards: 1, numberOfReplicas: 0),
                mapping: IndexMapping(properties: [
                    "text": .text(),
                    "v": .denseVector(
                        DenseVectorField(
                            dims: vectors.dims,
                            similarity: .cosine,
                            indexOptions: VectorIndexOptions(.int8HNSW)
                        )
                    ),
                ])
            )
        )
        let capabilities = try await client.capabilities()
        let indexer = BulkIndexer(client: client, index: index)
        for start in stride(from: 0, to: vectors.rows, by: 500) {
            let operations = (start..<min(start + 500, vectors.rows))
                .map { row in
                    var writer = JSONWriter()
                    writer.raw("{")
                    writer.key("text")
                    writer.string(texts[row % texts.count])
                    writer.raw(",")
                    writer.key("v")
                    let vector = Embedding(Array(vectors[row]))
                    if capabilities.acceptsBase64Vectors {
                        writer.string(vector.base64(.big))
                    } else {
                        writer.numbers(vector.values)
                    }
                    writer.raw("}")
                    return BulkOperation(id: String(row), source: writer.bytes)
                }
            guard try await indexer.send(BulkBatch(operations)).allSatisfy({ $0.isDone }) else {
                throw MeasuringError("documents from \(start) on were not indexed")
            }
        }
        // One segment, so that every search of every client walks the same graph.
        try await client.refresh(index)
        try await client.forceMerge(index)
        try await client.refresh(index)
    }

    private static func lines(of path: String) throws(MeasuringError) -> [String] {
        guard let text = TextFile.read(path) else { throw MeasuringError("\(path) cannot be read: make it by run.sh") }
        return text.split(separator: "\n").map(String.init)
    }
}
