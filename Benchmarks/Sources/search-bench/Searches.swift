import Elasticsearch
import Embeddings
import JSONValues
import Measuring

/// The searches of one run.
struct Searches {
    private static let size = 10
    private static let window = 50
    private let client: ElasticsearchClient
    private let index: String
    private let mode: String
    private let words: [String]
    private let vectors: [Embedding]

    init(
        client: ElasticsearchClient,
        index: String,
        mode: String,
        words: [String],
        vectors: VectorMatrix
    ) throws(MeasuringError) {
        guard ["bm25", "knn", "hybrid"].contains(mode) else {
            throw MeasuringError("--mode is load, bm25, knn or hybrid")
        }
        self.client = client
        self.index = index
        self.mode = mode
        self.words = words
        self.vectors = (0..<vectors.rows).map { Embedding(Array(vectors[$0])) }
    }

    /// Asks each query once to warm up, then `rounds` times on the clock.
    func measure(rounds: Int) async throws -> JSONValue {
        let count = min(words.count, vectors.count)
        var found: [[String]] = []
        for query in 0..<count { found.append(try await search(query).ids) }
        var milliseconds: [Double] = []
        var took: [Double] = []
        let cpu = processorSeconds()
        for _ in 0..<rounds {
            for query in 0..<count {
                let start = ContinuousClock.now
                let answer = try await search(query)
                milliseconds.append((ContinuousClock.now - start).inSeconds * 1000)
                took.append(answer.took)
            }
        }
        let cpuMilliseconds = (processorSeconds() - cpu) * 1000 / Double(max(1, milliseconds.count))
        let mean = milliseconds.reduce(0, +) / Double(max(1, milliseconds.count))
        let meanTook = took.reduce(0, +) / Double(max(1, took.count))
        return [
            "wall_ms": .number(mean), "median_ms": .number(median(milliseconds)), "took_ms": .number(meanTook),
            "cpu_ms": .number(cpuMilliseconds), "searches": JSONValue(milliseconds.count),
            "ids": .array(found.map { JSONValue($0) }),
        ]
    }

    private func search(_ query: Int) async throws -> (ids: [String], took: Double) {
        switch mode {
        case "bm25": return try await one(lexical(query, size: Self.size))
        case "knn": return try await one(near(query, size: Self.size))
        default:
            let requests = [lexical(query, size: Self.window), near(query, size: Self.window)]
            let answers = try await client.multiSearch(requests, index: index).map { try $0.get() }
            let lists = answers.map { $0.hits.map(\.id) }
            let fused = RankFusion.reciprocalRank(lists, windowSize: Self.window)
            // The searches of one multi-search run side by side.
            let took = answers.map { $0.took.inSeconds * 1000 }.max() ?? 0
            return (fused.prefix(Self.size).map(\.id), took)
        }
    }

    private func one(_ request: SearchRequest) async throws -> ([String], Double) {
        let answer = try await client.search(request, index: index)
        return (answer.hits.map(\.id), answer.took.inSeconds * 1000)
    }

    private func lexical(_ query: Int, size: Int) -> SearchRequest {
        SearchRequest(query: .match("text", words[query]), size: size)
    }

    private func near(_ query: Int, size: Int) -> SearchRequest {
        SearchRequest(
            knn: [KnnSearch(field: "v", vector: vectors[query], k: size, numCandidates: 100)],
            size: size
        )
    }
}
