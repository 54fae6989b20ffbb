import Elasticsearch
import Embeddings
import JSONValues
import Testing

@testable import ESJina

@Suite struct `Ranked lists` {
    private func leg(_ name: String, _ hits: [(String, Float)]) -> Ranking.Leg {
        Ranking.Leg(
            name: name,
            hits: hits.compactMap { id, score in
                SearchHit(["_id": .string(id), "_score": .number(Double(score)), "_source": ["from": .string(name)]])
            }
        )
    }

    private func fused(_ legs: [Ranking.Leg], constant: Int = 60, window: Int = 50) -> [SearchResult] {
        Ranking(rankConstant: constant, windowSize: window).fuse(legs)
    }

    @Test func `one leg keeps its order and its scores`() {
        let ranked = fused([leg("bm25", [("b", 3), ("a", 2.5)])])
        #expect(ranked.map(\.id) == ["b", "a"])
        #expect(ranked.map(\.score) == [3, 2.5])
        #expect(ranked.first?.provenance == [.init(leg: "bm25", rank: 1, score: 3)])
    }

    @Test func `equal scores of a leg go by id, whatever the engine's order`() {
        #expect(fused([leg("bm25", [("c", 2), ("b", 1), ("a", 1)])]).map(\.id) == ["c", "a", "b"])
        let ranked = fused([leg("bm25", [("b", 1), ("a", 1)]), leg("knn_text", [("d", 1), ("c", 1)])])
        #expect(ranked.map(\.id) == ["a", "c", "b", "d"])
    }

    @Test func `reciprocal ranks are added leg by leg`() {
        let ranked = fused(
            [leg("bm25", [("a", 9), ("b", 8), ("c", 7)]), leg("knn_text", [("c", 0.9), ("b", 0.8)])],
            constant: 10
        )
        // c: 1/13 + 1/11, b: 1/12 + 1/12, a: 1/11.
        #expect(ranked.map(\.id) == ["c", "b", "a"])
        #expect(ranked.map(\.score) == [1 / Float(13) + 1 / Float(11), 1 / Float(12) + 1 / Float(12), 1 / Float(11)])
        #expect(
            ranked.first?.provenance == [
                .init(leg: "bm25", rank: 3, score: 7), .init(leg: "knn_text", rank: 1, score: 0.9),
                .init(leg: "fused", rank: 1, score: 1 / Float(13) + 1 / Float(11)),
            ]
        )
        #expect(ranked.first?.source == ["from": "bm25"], "the document is that of the first leg that found it")
    }

    @Test func `no more than the window is taken from a leg`() {
        let ranked = fused([leg("bm25", [("a", 3), ("b", 2)]), leg("knn_text", [("b", 2), ("a", 1)])], window: 1)
        #expect(ranked.map(\.id) == ["a"])
    }

    @Test func `nothing found is an empty list`() {
        #expect(fused([]).isEmpty)
        #expect(fused([leg("bm25", []), leg("knn_text", [])]).isEmpty)
    }

    @Test func `a leg's weight is a factor on what its hits gain`() {
        var heavy = leg("knn_text", [("b", 0.9)])
        heavy.weight = 3
        let ranked = fused([leg("bm25", [("a", 9)]), heavy])
        #expect(ranked.map(\.id) == ["b", "a"])
        #expect(ranked.map(\.score) == [3 * (1 / Float(61)), 1 / Float(61)])
        heavy.weight = 0
        #expect(fused([leg("bm25", [("a", 9)]), heavy]).map(\.score) == [1 / Float(61), 0])
    }

    private static let sums: [(ScoreNormalizer, [String: Float])] = [
        (.none, ["b": 8.9, "a": 9, "c": 0.1]),
        (.minmax, ["b": 1.5, "a": 1, "c": 0]),
        (.l2Norm, ["b": 1.5682503, "a": 0.64616233, "c": 0.11043152]),
    ]

    @Test(arguments: sums)
    func `scores are added as the normalizer brings them to one scale`(
        normalizer: ScoreNormalizer,
        wanted: [String: Float]
    ) {
        let legs = [leg("bm25", [("a", 9), ("b", 8), ("d", 7)]), leg("knn_text", [("b", 0.9), ("c", 0.1)])]
        let ranked = Ranking(fusion: .linear(normalizer), windowSize: 50).fuse(legs)
        for (id, score) in wanted {
            let found = ranked.first { $0.id == id }?.score ?? -1
            #expect(abs(found - score) < 1e-5, "\(id): \(found)")
        }
    }
}
