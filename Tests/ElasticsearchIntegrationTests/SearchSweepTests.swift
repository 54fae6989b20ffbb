import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import TestSupport
import Testing

@Suite("Every kind of search on real nodes", .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice))
struct SearchSweepTests {
    private func withCorpus(_ url: String, _ body: (ElasticsearchClient, String) async throws -> Void) async throws {
        let client = try Equipment.client(url)
        try await Equipment.withIndex(client) { index async throws in
            _ = try await client.perform(.put, "/\(index)", body: SampleCorpus.index)
            let operations = SampleCorpus.documents.map {
                BulkOperation(id: $0.id, source: JSONValue.object($0.source).serialized())
            }
            let outcomes = try await BulkIndexer(
                client: client,
                index: index,
                options: BulkOptions(refresh: .immediate)
            )
            .send(BulkBatch(operations))
            #expect(outcomes.filter { !$0.isDone }.isEmpty)
            try await body(client, index)
        }
    }

    @Test("Each is taken and finds what it should, or is refused here and there", arguments: Equipment.clusters)
    func accepted(url: String) async throws {
        try await withCorpus(url) { client, index async throws in
            for var sample in SampleSearch.all {
                if case .lookup(_, let id, let field, let routing)? = sample.request.knn.first?.vectorBuilder {
                    sample.request.knn[0].vectorBuilder = .lookup(index: index, id: id, field: field, routing: routing)
                }
                do {
                    let found = try await client.search(sample.request, index: index)
                    #expect(found.shardFailures.isEmpty, "\(sample)")
                    let ids = found.hits.compactMap { Int($0.id) }
                    if let expected = sample.finds { #expect(Set(ids) == expected, "\(sample): \(ids)") }
                    if let ascends = sample.ascends {
                        #expect(ids == ids.sorted { ascends ? $0 < $1 : $0 > $1 }, "\(sample): \(ids)")
                    }
                } catch let error as ElasticsearchError where error.status == nil {
                    let refusal = try await refusal(of: sample.request, client, index)
                    #expect(refusal != nil, "\(sample) is refused with \(error), but the server takes it")
                } catch let error as ElasticsearchError {
                    let text = Self.text(error)
                    #expect(sample.lacking.map { text.contains($0) } ?? false, "\(sample): \(text)")
                }
            }
        }
    }

    /// What the server says to a search that is not sent to it, built for a server that takes it.
    private func refusal(
        of request: SearchRequest,
        _ client: ElasticsearchClient,
        _ index: String
    ) async throws -> ElasticsearchError? {
        // Vectors as numbers where the rest allows it, so that it is not for their form that an old server refuses.
        let body =
            try (try? request.json(for: Capabilities(version: "9.3", licence: .enterprise)))
            ?? request.json(for: Capabilities(version: "9.5", licence: .enterprise))
        do {
            _ = try await client.perform(.post, "/\(index)/_search", body: body)
            return nil
        } catch let error as ElasticsearchError {
            return error
        }
    }

    @Test("What is refused before it is sent, the server refuses as well", arguments: Equipment.clusters)
    func refused(url: String) async throws {
        try await withCorpus(url) { client, index async throws in
            for search in RefusedSearch.all {
                var path = "/\(index)/_search"
                var body = search.body.object ?? [:]
                var moment: PointInTime?
                if search.isInPointInTime {
                    let opened = try await client.openPointInTime(index, keepAlive: .seconds(60))
                    body["pit"] = ["id": .string(opened.id)]
                    path = "/_search"
                    moment = opened
                }
                let parameters = search.parameters.dropFirst().split(separator: "&")
                    .map { parameter in
                        let sides = parameter.split(separator: "=")
                        return (String(sides[0]), String(sides[1]))
                    }
                do {
                    _ = try await client.perform(.post, path, query: parameters, body: .object(body))
                    Issue.record("\(search) is refused, but the server takes it")
                } catch let error as ElasticsearchError {
                    let text = Self.text(error)
                    #expect(text.contains(search.serverSays), "\(search): \(text)")
                }
                if let moment { try await client.closePointInTime(moment) }
            }
        }
    }

    /// All that an error of the server says.
    private static func text(_ error: ElasticsearchError) -> String {
        "\(error.kind.rawValue) \(error.message) \(error.reason ?? "") \(error.rootCauses) \(String(describing: error.causedBy))"
    }

    @Test("Aggregations are read as what they are", arguments: Equipment.clusters)
    func aggregations(url: String) async throws {
        try await withCorpus(url) { client, index async throws in
            let results =
                try await client.search(
                    SearchRequest(
                        query: .match("t", "boat"),
                        size: 0,
                        aggregations: [
                            "colours": Aggregation.terms("k", size: 2, order: [.key(descending: false)])
                                .with(["n": .stats("n")]),
                            "truth": .terms("b"),
                            "quarters": .dateHistogram("d", every: .calendar("quarter"), format: "yyyy-MM"),
                            "ranges": .range(
                                "n",
                                [.init(to: 3), .init(from: 3, to: 9, key: "middle"), .init(from: 9)]
                            ),
                            "red": Aggregation.filter(.term("k", "red")).with(["most": .max("n")]),
                            "empty": Aggregation.filter(.ids([])).with(["most": .max("n"), "n": .stats("n")]),
                            "mean": .avg("n"), "different": .cardinality("k"),
                            "middle": .raw(["percentiles": ["field": "n", "percents": [50]]]),
                        ]
                    ),
                    index: index
                )
                .aggregations
            let colours = try #require(results.buckets("colours"))
            #expect(colours.map(\.key) == ["blue", "green"] && colours.map(\.documentCount) == [2, 2])
            #expect(colours.otherDocumentCount == 2 && colours.documentCountErrorUpperBound == 0)
            let blue = try #require(colours[key: "blue"]?.inner.stats("n"))
            #expect(blue.count == 2 && blue.min == 2 && blue.max == 8 && blue.avg == 5 && blue.sum == 10)
            #expect(results.buckets("truth")?.map(\.keyText) == ["true"])
            let quarters = try #require(results.buckets("quarters"))
            #expect(quarters.map(\.keyText) == ["2024-01", "2024-04", "2024-07", "2024-10"])
            #expect(quarters.map(\.documentCount) == [2, 1, 2, 1])
            #expect(quarters.first?.key == 1_704_067_200_000)
            let ranges = try #require(results.buckets("ranges"))
            #expect(ranges.map(\.keyText) == ["*-3.0", "middle", "9.0-*"])
            #expect(ranges.map(\.documentCount) == [2, 3, 1])
            #expect(ranges[1].from == 3 && ranges[1].to == 9 && ranges[0].from == nil)
            #expect(results.bucket("red")?.documentCount == 2 && results.bucket("red")?.inner.value("most") == 6)
            let empty = try #require(results.bucket("empty")?.inner)
            #expect(empty.value("most") == nil && empty.stats("n")?.count == 0 && empty.stats("n")?.avg == nil)
            #expect(results.value("mean") == 5 && results.value("different") == 3)
            #expect(results["middle"]?["values"]?["50.0"] == 5)
            #expect(results.buckets("mean") == nil && results.stats("nothing") == nil)
        }
    }

    @Test("Groups, parts, passages and values come with the hits", arguments: Equipment.clusters)
    func insides(url: String) async throws {
        try await withCorpus(url) { client, index async throws in
            let groups = try await client.search(
                SearchRequest(
                    source: .none,
                    sort: ["n"],
                    collapse: Collapse(
                        "k",
                        innerHits: [
                            InnerHits(
                                "latest",
                                size: 2,
                                sort: [SearchRequest.Sort("n", descending: true)],
                                source: .none
                            )
                        ]
                    )
                ),
                index: index
            )
            #expect(groups.hits.map(\.id) == ["0", "1", "2"])
            #expect(groups.hits[0].innerHits["latest"]?.hits.map(\.id) == ["9", "6"])
            #expect(groups.hits[0].innerHits["latest"]?.total?.value == 4)
            #expect(groups.hits[0].fields["k"] == ["red"])
            let parts = try await client.search(
                SearchRequest(
                    query: .nested(
                        "parts",
                        .match("parts.w", "beta"),
                        innerHits: InnerHits(size: 1, source: .none, fields: ["parts.w"])
                    ),
                    size: 1
                ),
                index: index
            )
            #expect(parts.hits[0].innerHits["parts"]?.hits.first?.fields["parts"]?[0]?["w"] == ["beta"])
            let lit = try await client.search(
                SearchRequest(
                    query: .match("t", "red boat", name: "words"),
                    size: 1,
                    highlight: Highlight(["t"], Highlight.Options(tags: (before: ["<b>"], after: ["</b>"]))),
                    docValueFields: [FieldRequest("d", format: "yyyy")]
                ),
                index: index
            )
            #expect(lit.hits[0].highlight == ["t": ["a <b>red</b> <b>boat</b>"]])
            #expect(lit.hits[0].fields["d"] == ["2024"] && lit.hits[0].matchedQueries == ["words"])
            var moment = try await client.openPointInTime(index, keepAlive: .seconds(60))
            var seen: [String] = []
            for share in 0..<2 {
                let request = SearchRequest(size: 20, source: .none, sort: ["n"], slice: .init(id: share, of: 2))
                seen += try await client.search(request, in: &moment).hits.map(\.id)
            }
            #expect(seen.count == 12 && Set(seen).count == 12)
            try await client.closePointInTime(moment)
            let other = moment
            let error = try await failure {
                _ = try await client.search(SearchRequest(pointInTime: other), index: index)
            }
            #expect(error.message.contains("do not specify any index with point in time"))
        }
    }
}
