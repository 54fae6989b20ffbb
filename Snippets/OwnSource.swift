// Feeds an ingest from wherever the data is: any AsyncSequence of SourceStep is a source.
//
// This one stands for a table of products that is read page by page.

import ESJina
import Elasticsearch
import EmbeddedNode
import Embeddings

/// A row of somebody's database.
struct Product: Sendable {
    var sku: String
    var name: String
    var description: String
    var price: Double
}

// snippet.source
/// The rows of a table as inputs, read a page at a time: what the pipeline has not asked for is not in memory.
struct ProductSource: AsyncSequence, Sendable {
    /// Brings the rows of one page, in an order that is the same in every run; none behind the last.
    let page: @Sendable (_ number: Int) async throws -> [Product]

    struct Iterator: AsyncIteratorProtocol {
        let page: @Sendable (Int) async throws -> [Product]
        var number = 0
        var rows: ArraySlice<Product> = []

        mutating func next() async throws -> SourceStep? {
            if rows.isEmpty {
                rows = try await page(number)[...]
                number += 1
            }
            guard let row = rows.popFirst() else { return nil }
            if row.description.isEmpty { return .skipped(position: "products/\(row.sku)", reason: "no description") }
            // The position names the input in reports and in the journal; the id is the document's `_id`. Equal in every
            // run, they make a second run leave out what has not changed.
            return .entry(
                SourceEntry(position: "products/\(row.sku)") {
                    IngestRecord(
                        id: row.sku,
                        content: .text(row.description),
                        title: row.name,
                        attributes: ["price": .number(row.price)]
                    )
                }
            )
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(page: page) }
}
// snippet.end

let pages = [
    [
        Product(sku: "A1", name: "Rain jacket", description: "Light, waterproof and yellow", price: 89.9),
        Product(sku: "A2", name: "Unnamed", description: "", price: 1),
    ],
    [Product(sku: "B7", name: "Wool socks", description: "Warm socks for winter walks", price: 14.5)],
]
let products = ProductSource { $0 < pages.count ? pages[$0] : [] }

let client = ElasticsearchClient(
    try ElasticsearchConfiguration("http://embedded"),
    transport: try EmbeddedNode(directory: ".build/snippets/embedded")
)
let embedder = HashingEmbedder()
let options = IngestOptions(stateDirectory: ".build/snippets")
let ingest = IngestPipeline(client: client, index: "products", embedder: embedder, images: nil, options: options)
let report = try await ingest.run(products)
print(report.counters.indexed, "indexed,", report.counters.unchanged, "unchanged,", report.skippedReasons)

let search = try await SearchPipeline(client: client, index: "products") { _ in embedder }
var query = SearchQuery(text: "waterproof jacket")
query.filter = try FilterExpression(parsing: "price < 100")
for hit in try await search.search(query).hits { print(hit.rank, hit.id, hit.source["title"]?.string ?? "") }
