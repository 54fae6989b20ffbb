import Elasticsearch
import Embeddings
import JSONValues
import TestSupport
import Testing

@Suite("Bodies of searches")
struct SearchBodyTests {
    private let newest = Capabilities(version: "9.5", licence: .enterprise)

    @Test("Every kind of search has the body of its golden file", arguments: ["9.5", "8.19"])
    func golden(version: String) throws {
        let server = Capabilities(version: ServerVersion(version) ?? "0", licence: .enterprise)
        var text = ""
        for sample in SampleSearch.all {
            do {
                let preview = try sample.request.preview(index: "samples", for: server)
                text += "# \(sample.name)\n\(preview)\n"
            } catch {
                text += "# \(sample.name)\n! \(error)\n"
            }
        }
        #expect(GoldenFile.mismatch(text, as: "searches-\(version).txt") == nil)
        #expect(Set(SampleSearch.all.map(\.name)).count == SampleSearch.all.count)
    }

    @Test("What no server takes is refused before it is sent, by the server's own rule", arguments: RefusedSearch.all)
    func refused(search: RefusedSearch) async throws {
        let error = try await failure { _ = try search.request.body(for: newest) }
        #expect(error.kind == .invalidRequest && error.status == nil)
        #expect(error.message.contains(search.says), "\(error.message)")
        #expect(error.message.hasPrefix("the ") || error.message.hasPrefix("a "), "\(error.message)")
    }

    @Test("A query that breaks a rule is refused wherever it stands")
    func depth() async throws {
        let wrong = Query.match("t", "a", fuzziness: 5)
        let knn = KnnSearch(field: "v", vector: Embedding([1]), filter: [wrong])
        for request in [
            SearchRequest(query: .bool(filter: [.nested("p", .constantScore(wrong))])), SearchRequest(knn: [knn]),
            SearchRequest(query: .functionScore(functions: [.weight(1).matching(wrong)])),
            SearchRequest(retriever: .rrf([WeightedRetriever(.standard(wrong))])),
            SearchRequest(rescore: [Rescore(wrong)]), SearchRequest(postFilter: wrong),
            SearchRequest(aggregations: ["a": Aggregation.terms("k").with(["b": .filter(wrong)])]),
            SearchRequest(highlight: Highlight(["t"], Highlight.Options(query: wrong))),
        ] {
            let error = try await failure { _ = try request.body(for: newest) }
            #expect(error.message.contains("has the fuzziness [5]"), "\(error.message)")
        }
    }

    @Test("What the licence or the version lacks is refused, naming the way out")
    func gates() async throws {
        let basic = Capabilities(version: "9.5")
        let part = WeightedRetriever(.standard(nil))
        func message(
            _ retriever: Retriever,
            _ server: Capabilities,
            _ kind: ElasticsearchError.Kind
        ) async throws -> String {
            let error = try await failure { _ = try SearchRequest(retriever: retriever).body(for: server) }
            #expect(error.kind == kind)
            return error.message
        }
        for retriever in [Retriever.rrf([part]), .linear([part]), .rrf(text: "a", fields: [])] {
            let text = try await message(retriever, basic, .licence)
            #expect(text.contains("needs an Enterprise licence, Elasticsearch 9.5.0 (basic) has none"))
            #expect(text.hasSuffix("fuse on the client"))
        }
        let reranker = TextSimilarityReranker(field: "t", inferenceText: "a")
        #expect(
            try await message(.textSimilarityReranker(.standard(nil), reranker), basic, .licence)
                .hasSuffix("rerank the hits on the client")
        )
        let old = Capabilities(version: "9.1", licence: .trial)
        let unknown = ElasticsearchError.Kind.invalidRequest
        #expect(
            try await message(.rrf([WeightedRetriever(.standard(nil), weight: 2)]), old, unknown)
                == "the retriever [rrf] has weights, which Elasticsearch 9.1.0 (trial) does not know; fuse on the client"
        )
        #expect(
            try await message(.diversify(.standard(nil), field: "v"), old, unknown).contains("no retriever [diversify]")
        )
        let older = Capabilities(version: "8.18", licence: .enterprise)
        #expect(
            try await message(.linear([WeightedRetriever(.standard(nil), normalizer: .l2Norm)]), older, unknown)
                .contains("has the normalizer l2_norm, which Elasticsearch 8.18.0 (enterprise) does not know")
        )
        #expect(
            try await message(.linear([part]), Capabilities(version: "8.17", licence: .trial), unknown)
                .contains("no retriever [linear]")
        )
        #expect(
            try await message(.linear(text: "a", fields: []), Capabilities(version: "9.0", licence: .trial), unknown)
                .contains("has a query")
        )
        #expect(
            try await message(.pinned(.standard(nil), ids: ["1"]), older, unknown).contains("no retriever [pinned]")
        )
    }

    @Test("Fusions and rerankers that no server takes are refused")
    func fusions() async throws {
        let words = Retriever.standard(.match("t", "a"))
        let part = WeightedRetriever(words)
        let reranker = TextSimilarityReranker(field: "t", inferenceText: "a", rankWindowSize: 5)
        for (request, says) in [
            (SearchRequest(retriever: .rrf([])), "has no parts"),
            (SearchRequest(retriever: .rrf([part], rankConstant: 0)), "rank_constant 0"),
            (SearchRequest(retriever: .rrf([part], rankWindowSize: 0), size: 0), "rank_window_size 0"),
            (SearchRequest(retriever: .rrf([WeightedRetriever(words, weight: -0.5)])), "[weight] must be non-negative"),
            (
                SearchRequest(retriever: .rrf([WeightedRetriever(words, normalizer: .minMax)])),
                "only linear fusion takes"
            ),
            (SearchRequest(retriever: .linear([WeightedRetriever(words, weight: .nan)])), "has the weight nan"),
            (SearchRequest(retriever: .linear([part], minScore: -1)), "greater than or equal to 0"),
            (SearchRequest(retriever: .rrf([part], rankWindowSize: 9)), "[rrf] requires rank_window_size"),
            (SearchRequest(retriever: .linear([part], rankWindowSize: 9)), "[linear] requires rank_window_size"),
            (
                SearchRequest(
                    retriever: .rrf([WeightedRetriever(.linear([part], rankWindowSize: 5))], rankWindowSize: 20)
                ),
                "[linear] requires rank_window_size"
            ),
            (
                SearchRequest(retriever: .textSimilarityReranker(words, reranker)),
                "[text_similarity_reranker] requires rank_window_size"
            ),
            (SearchRequest(retriever: .pinned(words, ids: [])), "pins no document"),
            (
                SearchRequest(retriever: .pinned(.standard(nil, sort: ["n"]), ids: ["1"])),
                "in the order of their scores only"
            ),
            (
                SearchRequest(
                    retriever: .rescorer(.rrf([part], rankWindowSize: 10), query: .matchAll(), windowSize: 20)
                ),
                "at most the rank_window_size 10"
            ),
            (
                SearchRequest(retriever: .rrf([WeightedRetriever(.standard(nil, terminateAfter: 5))])),
                "cannot be used in children of compound retrievers"
            ),
            (SearchRequest(retriever: .diversify(words, field: "v", relevance: 2)), "must be between 0.0 and 1.0"),
            (SearchRequest(retriever: .diversify(words, field: "v", size: 0)), "must be greater than zero"),
            (
                SearchRequest(retriever: .diversify(words, field: "v", size: 20)),
                "cannot be greater than the rank_window_size of 10"
            ),
        ] {
            let error = try await failure { _ = try request.body(for: newest) }
            #expect(error.message.contains(says), "\(error.message)")
        }
    }

    @Test("A larger window of the index lets pages reach further")
    func window() throws {
        _ = try SearchRequest(from: 9_995, size: 10, maxResultWindow: 20_000).body(for: newest)
        _ = try SearchRequest(from: 9_990, size: 10).body(for: newest)
    }
}
