import Embeddings
import Testing

@Suite("Ranking metrics")
struct RankingMetricsTests {
    private let ranked = ["a", "x", "b", "y", "c"]
    private let relevant: Set = ["a", "b", "c", "d"]

    @Test("recall and precision count the relevant among the first k")
    func recallAndPrecision() {
        #expect(RankingMetrics.recall(at: 3, ranked, relevant: relevant) == 0.5)
        #expect(RankingMetrics.recall(at: 5, ranked, relevant: relevant) == 0.75)
        #expect(RankingMetrics.precision(at: 3, ranked, relevant: relevant) == 2.0 / 3)
        // Empty places count as misses.
        #expect(RankingMetrics.precision(at: 10, ranked, relevant: relevant) == 0.3)
    }

    @Test("reciprocal rank is that of the first relevant document")
    func reciprocalRank() {
        #expect(RankingMetrics.reciprocalRank(["x", "y", "a"], relevant: relevant) == 1.0 / 3)
        #expect(RankingMetrics.reciprocalRank(["x"], relevant: relevant) == 0)
    }

    @Test("average precision sums the precision at each relevant rank")
    func averagePrecision() {
        // (1/1 + 2/3 + 3/5) / 4
        #expect(abs(RankingMetrics.averagePrecision(ranked, relevant: relevant) - 0.5666666666666667) < 1e-12)
        #expect(RankingMetrics.averagePrecision(["a", "a"], relevant: ["a"]) == 1)
    }

    @Test("nDCG discounts by log2(rank + 1) and divides by the best order")
    func ndcg() {
        let grades = ["a": 3.0, "b": 2, "c": 3, "d": 0, "e": 1, "f": 2]
        // The well-known example: DCG 6.861, and an ideal of 7.141 where only these six are judged.
        let value = RankingMetrics.ndcg(at: 6, ["a", "b", "c", "d", "e", "f"], grades: grades)
        #expect(abs(value - 0.9608081943360616) < 1e-9)
        #expect(RankingMetrics.ndcg(at: 6, ["a", "c", "b", "f", "e", "d"], grades: grades) == 1)
        // (2^1 − 1)/log2(2) + (2^2 − 1)/log2(3) over 3 + 1/log2(3)
        let exponential = RankingMetrics.ndcg(at: 2, ["p", "q"], grades: ["p": 1, "q": 2], gain: .exponential)
        #expect(abs(exponential - 0.7967075809905066) < 1e-9)
    }

    @Test("queries without relevant documents score 0, and means are arithmetic")
    func edges() {
        #expect(RankingMetrics.recall(at: 5, ranked, relevant: []) == 0)
        #expect(RankingMetrics.averagePrecision(ranked, relevant: []) == 0)
        #expect(RankingMetrics.ndcg(at: 5, ranked, grades: [:]) == 0)
        #expect(RankingMetrics.precision(at: 0, ranked, relevant: relevant) == 0)
        #expect(RankingMetrics.mean([1, 0.5, 0]) == 0.5)
        #expect(RankingMetrics.mean([]) == 0)
    }
}
