// Searches a cluster with jina-clip-v2 and lets jina-reranker-v3 order the best hits.
//
// usage: ELASTICSEARCH_URL=... JINA_API_KEY=... SearchAndRerank INDEX QUERY...
// The index is one that `es-jina ingest` or IngestFolder.swift made. With JINA_BASE_URL it asks a server of your own.

// snippet.hide
import CurlTransport
import ESJina
import Elasticsearch
import Embeddings
import HTTPTransport
import Jina

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A variable of the environment; `nil` where it is not set.
func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

let arguments = CommandLine.arguments.dropFirst()
guard let index = arguments.first, arguments.count >= 2 else {
    print("usage: ELASTICSEARCH_URL=... JINA_API_KEY=... SearchAndRerank INDEX QUERY...")
    exit(64)
}
let words = arguments.dropFirst().joined(separator: " ")
// snippet.show

// snippet.search
// One transport for everything: it keeps connections. Each service has its own policy of retries.
let network = LibcurlTransport()
let cluster = ElasticsearchClient(
    try ElasticsearchConfiguration(environment("ELASTICSEARCH_URL") ?? "http://127.0.0.1:9200"),
    transport: network.through(RetryMiddleware())
)
let jina = JinaClient(
    JinaConfiguration(
        baseURL: environment("JINA_BASE_URL") ?? JinaConfiguration.hostedURL,
        apiKey: environment("JINA_API_KEY").map { Secret($0) }
    ),
    transport: network
)

let search = try await SearchPipeline(
    client: cluster,
    index: index,
    secondStage: RerankStage(reranker: JinaReranker(client: jina, model: JinaModels.rerankerV3))
) { description in
    // The index says which model it was made with; a search must use the same.
    try await JinaEmbedder(client: jina, model: try JinaModels.embeddingModel(description.modelID))
}

var query = SearchQuery(text: words)
query.target = .images
query.size = 5
query.rerankWindow = 20
let results = try await search.search(query)
for warning in results.warnings { print("warning:", warning) }
for hit in results.hits {
    // Where each hit comes from: `bm25 #2, knn_image #1, fused #1, rerank #1`.
    let places = hit.provenance.map { "\($0.leg) #\($0.rank)" }.joined(separator: ", ")
    print(hit.rank, hit.id, hit.score, places)
}
// snippet.end
