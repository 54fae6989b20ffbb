import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@Suite("Searches on real nodes", .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice))
struct SearchingTests {
    /// An index of 60 documents with text, a number and a vector each.
    private func withDocuments(
        _ url: String,
        _ body: (ElasticsearchClient, String, Capabilities, [Embedding]) async throws -> Void
    ) async throws {
        let client = try Equipment.client(url)
        let server = try await client.capabilities()
        var vectors = Vectors(seed: 42)
        let all = (0..<60).map { _ in vectors.next(dims: 128) }
        let colours = ["red", "green", "blue"]
        let things = ["boat", "house", "tree", "bird"]
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(
                index,
                IndexDefinition(
                    settings: IndexSettings(numberOfShards: 1),
                    mapping: IndexMapping(properties: [
                        "title": .text(analyzer: "english"), "colour": .keyword(), "n": .integer,
                        "v": .denseVector(DenseVectorField(dims: 128, indexOptions: VectorIndexOptions(.hnsw))),
                        "q": .denseVector(DenseVectorField(dims: 128, indexOptions: VectorIndexOptions(.bbqHNSW))),
                    ])
                )
            )
            let operations = all.enumerated()
                .map { place, vector in
                    BulkOperation(
                        id: "\(place)",
                        [
                            "title": .string("a \(colours[place % 3]) \(things[place % 4]) number \(place)"),
                            "colour": .string(colours[place % 3]), "n": JSONValue(place),
                        ],
                        vectors: [("v", vector), ("q", vector)],
                        for: server
                    )
                }
            let outcomes = try await BulkIndexer(
                client: client,
                index: index,
                options: BulkOptions(refresh: .immediate)
            )
            .send(BulkBatch(operations))
            #expect(outcomes.filter { !($0.isDone) }.isEmpty)
            try await body(client, index, server, all)
        }
    }

    /// The ids by falling cosine, computed here.
    private func nearest(_ vector: Embedding, _ all: [Embedding], where keep: (Int) -> Bool = { _ in true }) -> [String]
    {
        let scores = all.indices.filter(keep).map { ($0, VectorSimilarity.cosine.score(vector, all[$0])) }
        return scores.sorted { $0.1 > $1.1 }.map { "\($0.0)" }
    }

    @Test("Every query finds what it should", arguments: Equipment.clusters)
    func queries(url: String) async throws {
        try await withDocuments(url) { client, index, _, _ async throws in
            func ids(_ query: Query) async throws -> Set<Int> {
                let request = SearchRequest(query: query, size: 100, source: .none, trackTotalHits: .exact)
                let response = try await client.search(request, index: index)
                #expect(response.total?.value == response.hits.count)
                return Set(response.hits.compactMap { Int($0.id) })
            }
            let all = Set(0..<60)
            #expect(try await ids(.matchAll()) == all)
            #expect(try await ids(.matchNone) == [])
            #expect(try await ids(.match("title", "boats")) == all.filter { $0 % 4 == 0 })
            #expect(try await ids(.match("title", "red boat", operator: .and)) == all.filter { $0 % 12 == 0 })
            #expect(try await ids(.match("title", "baot", fuzziness: "AUTO")) == all.filter { $0 % 4 == 0 })
            #expect(
                try await ids(
                    .multiMatch("red", fields: ["title", WeightedField("colour", boost: 2)], type: .mostFields)
                )
                    == all.filter { $0 % 3 == 0 }
            )
            #expect(try await ids(.matchPhrase("title", "red boat")) == all.filter { $0 % 12 == 0 })
            #expect(try await ids(.term("colour", "red")) == all.filter { $0 % 3 == 0 })
            #expect(try await ids(.terms("colour", ["red", "blue"])) == all.filter { $0 % 3 != 1 })
            #expect(try await ids(.range("n", greaterThan: 10, atMost: 20)) == Set(11...20))
            #expect(try await ids(.exists("n")) == all)
            #expect(try await ids(.ids(["3", "missing"])) == [3])
            #expect(try await ids(.prefix("colour", "gr")) == all.filter { $0 % 3 == 1 })
            #expect(try await ids(.wildcard("colour", "*LU*", caseInsensitive: true)) == all.filter { $0 % 3 == 2 })
            #expect(try await ids(.constantScore(.term("colour", "red"), boost: 2)) == all.filter { $0 % 3 == 0 })
            #expect(
                try await ids(
                    .bool(
                        should: [.match("title", "boat"), .match("title", "house")],
                        filter: [.term("colour", "red")],
                        mustNot: [.range("n", atLeast: 30)],
                        minimumShouldMatch: "1"
                    )
                ) == all.filter { ($0 % 4 < 2) && $0 % 3 == 0 && $0 < 30 }
            )
        }
    }

    @Test("Near vectors are found, filtered, rescored and scored as computed here", arguments: Equipment.clusters)
    func knn(url: String) async throws {
        try await withDocuments(url) { client, index, server, all async throws in
            let query = all[17]
            for field in ["v", "q"] {
                let search = KnnSearch(field: field, vector: query, k: 10, rescoreOversample: field == "q" ? 5 : nil)
                let found = try await client.search(SearchRequest(knn: [search]), index: index)
                #expect(found.hits.map(\.id) == Array(nearest(query, all).prefix(10)), "\(field)")
                for hit in found.hits {
                    let place = try #require(Int(hit.id))
                    let score = VectorSimilarity.cosine.score(query, all[place])
                    #expect(abs((hit.score ?? 0) - score) < 1e-5)
                    // Where a server must be told each field, only the one that the search names is known to be a vector.
                    let shown = server.supportsExcludeVectors ? [] : [field == "v" ? "q" : "v"]
                    #expect(hit.source.keys.sorted() == (["colour", "n", "title"] + shown).sorted())
                }
            }
            let filtered = KnnSearch(
                field: "v",
                vector: query,
                k: 5,
                filter: [.term("colour", "blue"), .range("n", lessThan: 40)]
            )
            let expected = nearest(query, all) { $0 % 3 == 2 && $0 < 40 }.prefix(5)
            #expect(
                try await client.search(SearchRequest(knn: [filtered]), index: index).hits.map(\.id) == Array(expected)
            )
            #expect(
                try await client.search(SearchRequest(query: .knn(filtered)), index: index).hits.map(\.id)
                    == Array(expected)
            )
            let close = KnnSearch(field: "v", vector: query, k: 10, similarity: 0.9, name: "near")
            let hits = try await client.search(SearchRequest(knn: [close]), index: index).hits
            #expect(hits.map(\.id) == ["17"])
            #expect(hits.first?.matchedQueries == ["near"])
            let missing = KnnSearch(field: "no_such_field", vector: query)
            #expect(try await client.search(SearchRequest(knn: [missing]), index: index).hits.isEmpty)
        }
    }

    @Test("Base64 and numbers are the same vector", arguments: Equipment.clusters)
    func encodings(url: String) async throws {
        try await withDocuments(url) { client, index, server, all async throws in
            var vectors = Vectors(seed: 3)
            for field in ["v", "q"] {
                let request = SearchRequest(
                    knn: [KnnSearch(field: field, vector: vectors.next(dims: 128), k: 20)],
                    size: 20
                )
                let native = try await client.search(request, index: index)
                let numbers = try request.json(for: Capabilities(version: "8.19"))
                #expect(numbers["knn"]?[0]?["query_vector"]?.array?.count == 128)
                let answer = try await client.perform(.post, "/\(index)/_search", body: numbers)
                let other = try #require(SearchResponse(answer))
                #expect(native.hits.map(\.id) == other.hits.map(\.id))
                #expect(native.hits.map(\.score) == other.hits.map(\.score))
            }
            // What was indexed comes back as it was sent; a normalised copy may differ in the last bits.
            let document = try #require(try await client.get("17", index: index, source: .all))
            let stored = try #require(document.source["v"])
            let values = stored.array?.compactMap { $0.double.map { Float($0) } } ?? []
            #expect(values.count == 128)
            #expect(zip(values, all[17].values).allSatisfy { abs($0 - $1) < 1e-6 })
            let shown = try await client.search(SearchRequest(query: .ids(["17"]), source: .all), index: index)
            #expect(shown.hits.first?.source["v"] != nil)
            let hidden = try await client.search(
                SearchRequest(query: .ids(["17"]), source: .withoutVectors(in: ["v", "q"])),
                index: index
            )
            #expect(hidden.hits.first?.source.keys.sorted() == ["colour", "n", "title"])
            let fields = try await client.search(
                SearchRequest(query: .ids(["17"]), source: .fields(["t*"])),
                index: index
            )
            #expect(fields.hits.first?.source.keys == ["title"])
            #expect(
                try await client.multiGet(["17"], index: index, source: .withoutVectors(in: ["v", "q"]))[0]?.source.keys
                    .sorted()
                    == ["colour", "n", "title"]
            )
            _ = server
        }
    }

    @Test("Words and vectors together, pages, order, passages and bounds", arguments: Equipment.clusters)
    func modes(url: String) async throws {
        try await withDocuments(url) { client, index, _, all async throws in
            let words = Query.match("title", "boat")
            let search = KnnSearch(field: "v", vector: all[17], k: 5, boost: 0.5)
            let hybrid = try await client.search(
                SearchRequest(query: words, knn: [search], size: 60, trackTotalHits: .exact),
                index: index
            )
            let near = Set(nearest(all[17], all).prefix(5))
            #expect(Set(hybrid.hits.map(\.id)) == near.union((0..<60).filter { $0 % 4 == 0 }.map { "\($0)" }))
            let pages = try await [0, 5, 10]
                .asyncMap { from in
                    try await client.search(SearchRequest(query: words, from: from, size: 5), index: index).hits
                        .map(\.id)
                }
            #expect(Set(pages.joined()).count == 15)
            let sorted = try await client.search(
                SearchRequest(query: words, size: 3, sort: [SearchRequest.Sort("n", descending: true)]),
                index: index
            )
            #expect(sorted.hits.map(\.id) == ["56", "52", "48"])
            #expect(sorted.hits[0].score == nil && sorted.hits[0].sort == [56])
            let lit = try await client.search(
                SearchRequest(
                    query: words,
                    size: 1,
                    highlight: ["fields": ["title": [:]]],
                    explain: true,
                    fields: ["n"]
                ),
                index: index
            )
            #expect(lit.hits[0].highlight["title"]?.first?.contains("<em>boat</em>") == true)
            #expect(lit.hits[0].explanation != nil && lit.hits[0].fields["n"]?.array?.count == 1)
            let bounded = try await client.search(
                SearchRequest(
                    query: .constantScore(words, boost: 2),
                    postFilter: .term("colour", "red"),
                    minScore: 2.5
                ),
                index: index
            )
            #expect(bounded.hits.isEmpty)
            let counted = try await client.search(
                SearchRequest(query: words, size: 0, trackTotalHits: .upTo(3)),
                index: index
            )
            #expect(counted.total == SearchResponse.Total(value: 3, isExact: false))
        }
    }

    @Test(
        "Retrievers of the free licence work, the others are refused by client and server alike",
        arguments: Equipment.clusters
    )
    func retrievers(url: String) async throws {
        try await withDocuments(url) { client, index, server, all async throws in
            let words = Retriever.standard(.match("title", "boat"), filter: [.term("colour", "red")])
            #expect(try await client.search(SearchRequest(retriever: words, size: 20), index: index).hits.count == 5)
            let near = Retriever.knn(KnnSearch(field: "v", vector: all[17], k: 5, rescoreOversample: nil))
            #expect(
                try await client.search(SearchRequest(retriever: near), index: index).hits.map(\.id)
                    == Array(nearest(all[17], all).prefix(5))
            )
            let rescored = Retriever.rescorer(near, query: .constantScore(.ids(["17"]), boost: 9), windowSize: 5)
            let best = try await client.search(SearchRequest(retriever: rescored, size: 5), index: index).hits.first
            #expect(best?.id == "17" && abs((best?.score ?? 0) - 10) < 1e-4)
            guard !server.allowsServerRRF else { return }
            let fused = Retriever.rrf([WeightedRetriever(words), WeightedRetriever(near)])
            let local = try await failure { _ = try await client.search(SearchRequest(retriever: fused), index: index) }
            #expect(local.kind == .licence && local.status == nil)
            let all = Capabilities(version: server.version, licence: .enterprise)
            let remote = try await failure {
                _ = try await client.perform(.post, "/\(index)/_search", body: ["retriever": try fused.json(for: all)])
            }
            #expect(remote.kind == .licence && remote.status == 403)
        }
    }

    @Test("Several searches in one request, each with its own result", arguments: Equipment.clusters)
    func multiSearch(url: String) async throws {
        try await withDocuments(url) { client, index, _, all async throws in
            let results = try await client.multiSearch(
                [
                    SearchRequest(query: .match("title", "boat"), size: 3),
                    SearchRequest(knn: [KnnSearch(field: "v", vector: Embedding([1, 2]))]),
                    SearchRequest(knn: [KnnSearch(field: "v", vector: all[3], k: 2)]),
                ],
                index: index
            )
            #expect(try results[0].get().hits.count == 3)
            #expect(try await failure { _ = try results[1].get() }.kind == .queryShard)
            #expect(try results[2].get().hits.first?.id == "3")
            let unreadable = try await client.multiSearch(
                [SearchRequest(query: .raw(["bogus": [:]])), SearchRequest(size: 1)],
                index: index
            )
            #expect(try await failure { _ = try unreadable[0].get() }.kind == .parsing)
            #expect(try unreadable[1].get().hits.count == 1)
        }
        let client = try Equipment.client(url)
        let unknown = try await failure { _ = try await client.search(SearchRequest(), index: "es-jina-test-none") }
        #expect(unknown.kind == .indexNotFound)
    }
}

extension Array {
    fileprivate func asyncMap<Result>(_ body: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await body(element)) }
        return results
    }
}
