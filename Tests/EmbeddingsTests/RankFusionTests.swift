import Embeddings
import Testing

@Suite("Rank fusion")
struct RankFusionTests {
    @Test("reciprocal rank fusion sums 1/(60 + rank) in 32-bit floats")
    func reciprocalRank() {
        let fused = RankFusion.reciprocalRank([["a", "b", "c"], ["c", "a", "d"]], windowSize: 10)
        #expect(fused.map(\.id) == ["a", "c", "b", "d"])
        #expect(fused[0].score == 1 / Float(61) + 1 / Float(62))
        #expect(fused[1].score == 1 / Float(63) + 1 / Float(61))
        #expect(fused[2].score == 1 / Float(62))
        #expect(fused[3].score == 1 / Float(63))
        // By hand: 0.0163934 + 0.0161290.
        #expect(abs(fused[0].score - 0.0325225) < 1e-7)
    }

    @Test("weights multiply, the rank constant levels, a missing weight is 1")
    func weights() {
        let fused = RankFusion.reciprocalRank(
            [["a"], ["b"], ["c"]],
            weights: [0.5, 2],
            rankConstant: 1,
            windowSize: 10
        )
        #expect(fused.map(\.id) == ["b", "c", "a"])
        #expect(fused.map(\.score) == [1, 0.5, 0.25])
    }

    @Test("equal scores keep the order of first appearance")
    func ties() {
        let fused = RankFusion.reciprocalRank([["x", "y"], ["y", "x"], ["p"], ["q"]], windowSize: 10)
        #expect(fused.map(\.id) == ["x", "y", "p", "q"])
        #expect(fused[0].score == fused[1].score)
    }

    @Test("the window cuts the lists and the result; repeated ids count once")
    func window() {
        let fused = RankFusion.reciprocalRank([["a", "b", "c"], ["c", "c", "d"]], windowSize: 2)
        #expect(fused.map(\.id) == ["a", "c"])
        #expect(fused.map(\.score) == [1 / Float(61), 1 / Float(61)])
        #expect(RankFusion.reciprocalRank([["a"]], windowSize: 0).isEmpty)
        #expect(RankFusion.reciprocalRank([[String]](), windowSize: 5).isEmpty)
    }

    @Test("linear fusion adds weighted scores as they are")
    func linear() {
        let fused = RankFusion.linear(
            [[("a", 10), ("b", 4)], [("b", 0.5), ("c", .nan)]],
            weights: [1, 20],
            windowSize: 10
        )
        #expect(fused.map(\.id) == ["b", "a", "c"])
        #expect(fused.map(\.score) == [14, 10, 0])
    }

    @Test("min-max normalises each list by itself and l2 by its length")
    func normalizers() {
        #expect(ScoreNormalizer.minmax.normalize([3, 1, 2]) == [1, 0, 0.5])
        #expect(ScoreNormalizer.minmax.normalize([7, 7]) == [7, 7])
        #expect(ScoreNormalizer.minmax.normalize([3, .nan, 1]) == [1, 0, 0])
        #expect(ScoreNormalizer.l2Norm.normalize([3, 4]) == [0.6, 0.8])
        #expect(ScoreNormalizer.l2Norm.normalize([0, 0]) == [0, 0])
        #expect(ScoreNormalizer.none.normalize([5, .nan]) == [5, 0])
        #expect(ScoreNormalizer.minmax.normalize([]) == [])
        let fused = RankFusion.linear(
            [[("a", 3), ("b", 2), ("c", 1)], [("c", 4), ("b", 3)]],
            weights: [1, 2],
            normalizers: [.minmax, .l2Norm],
            windowSize: 10
        )
        #expect(fused.map(\.id) == ["b", "c", "a"])
        #expect(fused.map(\.score) == [0.5 + 2 * 0.6, 1.6, 1])
    }

    @Test("the minimum score keeps its equals and cuts after the window")
    func minScore() {
        let fused = RankFusion.linear([[("a", 3), ("b", 2), ("c", 1)]], windowSize: 3, minScore: 2)
        #expect(fused.map(\.id) == ["a", "b"])
    }
}
