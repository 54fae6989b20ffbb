// Takes a folder of pictures and texts to an index and searches it, on this machine alone.
//
// The embedded node and the offline embedder need no server and no key. SearchAndRerank.swift does the same with a cluster
// and Jina's models: only the client and the embedder are made differently.

// snippet.ingest
import ESJina
import Elasticsearch
import EmbeddedNode
import Embeddings
import VipsImages

let node = try EmbeddedNode(directory: ".build/snippets/embedded")
let client = ElasticsearchClient(try ElasticsearchConfiguration("http://embedded"), transport: node)
let (index, embedder) = ("gallery", HashingEmbedder())
let ingest = IngestPipeline(
    client: client,
    index: index,
    embedder: embedder,
    images: VipsImagePreparer(),
    options: IngestOptions(stateDirectory: ".build/snippets")
)
let counters = try await ingest.run(try FileSource(["Examples/gallery"])).counters
print("indexed \(counters.indexed), unchanged \(counters.unchanged), rejected \(counters.deadLettered)")

let search = try await SearchPipeline(client: client, index: index) { _ in embedder }
let results = try await search.search(SearchQuery(text: "manzana roja"))
for hit in results.hits.prefix(3) { print(hit.rank, hit.id, hit.score) }
// snippet.end
