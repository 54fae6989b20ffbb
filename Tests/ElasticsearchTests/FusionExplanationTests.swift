import Elasticsearch
import Embeddings
import JSONValues
import Testing

/// The sentences are those that Elasticsearch's own tests expect of servers with a licence (rrf/500_rrf_retriever_explain.yml
/// and `LinearRetrieverIT` of elastic/elasticsearch), with the numbers of the same tests.
@Suite("Explanations of fused hits")
struct FusionExplanationTests {
    private func rank(_ rank: Int, _ share: String, _ query: String, score: Double) -> JSONValue {
        [
            "value": JSONValue(rank),
            "description": .string(
                "rrf score: [\(share)], for rank [\(rank)] in query \(query) computed as [1 / (\(rank) + 1)], for matching query with score"
            ),
            "details": [["value": .number(score), "description": "weight(text:term in 2)", "details": []]],
        ]
    }

    private func fused(_ score: String, _ details: [JSONValue]) -> JSONValue {
        [
            "value": .number(Double(score) ?? 0),
            "description": .string(
                "rrf score: [\(score)] computed for initial ranks [2, 1] with rankConstant: [1] as sum of [1 / (rank + rankConstant)] for each query"
            ),
            "details": .array(details),
        ]
    }

    @Test("Rank and score in each list of a reciprocal rank fusion, with names where there are some")
    func reciprocalRank() throws {
        let both = try #require(
            FusionExplanation(
                fused(
                    "0.8333334",
                    [
                        rank(2, "0.33333334", "at index [0]", score: 0.15),
                        rank(1, "0.5", "at index [1] [my_top_knn]", score: 1),
                    ]
                )
            )
        )
        #expect(both.kind == .rrf && both.score == 0.833_333_4)
        #expect(both.legs.map(\.rank) == [2, 1] && both.legs.map(\.score) == [0.15, 1])
        #expect(both.legs.map(\.name) == [nil, "my_top_knn"] && both.legs.map(\.contribution) == [0.333_333_34, 0.5])
        let missing: JSONValue = [
            "value": 0, "description": "rrf score: [0], result not found in query at index [1] [my_top_knn]",
            "details": [],
        ]
        let one = try #require(
            FusionExplanation(fused("0.5", [rank(1, "0.5", "at index [0]", score: 0.16), missing]))
        )
        #expect(one.legs.map(\.isFound) == [true, false] && one.legs[1].rank == nil && one.legs[1].score == nil)
        #expect(one.legs[1].name == "my_top_knn" && one.legs[1].contribution == 0)
    }

    @Test("The share in each list of a linear fusion, below a sum that the server makes")
    func linear() throws {
        let explanation: JSONValue = [
            "value": 30, "description": "sum of:",
            "details": [
                [
                    "value": 30,
                    "description":
                        "weighted linear combination score: [30.0] computed for normalized scores [9.0, 20.0, 1.0] and weights [1.0, 1.0, 1.0] as sum of (weight[i] * score[i]) for each query.",
                    "details": [
                        [
                            "value": 9,
                            "description":
                                "weighted score: [9.0] in query at index [0] [my_custom_retriever] computed as [1.0 * 9.0] using score normalizer [none] for original matching query with score:",
                            "details": [["value": 9, "description": "ConstantScore(x)^9.0", "details": []]],
                        ],
                        [
                            "value": 20,
                            "description":
                                "weighted score: [20.0] in query at index [1] computed as [1.0 * 20.0] using score normalizer [none] for original matching query with score:",
                            "details": [["value": 20, "description": "sum of:", "details": []]],
                        ],
                        [
                            "value": 0, "description": "weighted score: [0], result not found in query at index [2]",
                            "details": [],
                        ],
                    ],
                ],
                ["value": 0, "description": "match on required clause", "details": []],
            ],
        ]
        let read = try #require(FusionExplanation(explanation))
        #expect(read.kind == .linear && read.score == 30)
        #expect(read.legs.map(\.contribution) == [9, 20, 0] && read.legs.map(\.score) == [9, 20, nil])
        #expect(read.legs.map(\.name) == ["my_custom_retriever", nil, nil] && read.legs.allSatisfy { $0.rank == nil })
    }

    @Test(
        "What is no fusion, or is told in other words, has no explanation",
        arguments: [
            nil, .null, ["value": 1, "description": "weight(t:a in 0)", "details": []],
            ["value": 1, "description": "rrf score: [1] computed for initial ranks [1]", "details": []],
            [
                "value": 1, "description": "rrf score: [1] computed for initial ranks [1]",
                "details": [["value": 1, "description": "something new"]],
            ],
            [
                "value": 1, "description": "rrf score: [1] computed for initial ranks [1]",
                "details": [["value": 1, "description": "rrf score: [0.5], of rank one in query at index [0]"]],
            ],
            [
                "value": 1, "description": "rrf score: [1] computed for initial ranks [1]",
                "details": [["value": 1, "description": "rrf score: [0.5], for rank [1] in query at index [7]"]],
            ],
        ] as [JSONValue?]
    )
    func unknown(explanation: JSONValue?) { #expect(FusionExplanation(explanation) == nil) }

    @Test("Fusing on the client gives the scores that Elasticsearch's tests expect of the server, to the last bit")
    func scores() {
        // rrf/500_rrf_retriever_explain.yml: constant 1, words find 4, 3, 2, 1 and vectors 3, 2, 1, 5 in this order.
        let fused = RankFusion.reciprocalRank(
            [["4", "3", "2", "1"], ["3", "2", "1", "5"]],
            rankConstant: 1,
            windowSize: 5
        )
        #expect(fused.prefix(3).map(\.id) == ["3", "2", "4"])
        #expect(fused.prefix(3).map(\.score) == [0.833_333_4, 0.583_333_4, 0.5])
        // rrf/320_rrf_weighted_retriever.yml: each word finds one document.
        let weighted = RankFusion.reciprocalRank([["1"], ["2"]], weights: [0.1, 0.9], windowSize: 10)
        #expect(weighted.map(\.id) == ["2", "1"])
        #expect(weighted.map(\.score) == [0.9 * (1 / Float(61)), 0.1 * (1 / Float(61))])
        // linear/10_linear_retriever_normalizers.yml: a list of one becomes 1 by its own norm.
        let linear = RankFusion.linear(
            [[(id: "1", score: 5)], [(id: "4", score: 12)]],
            normalizers: [.l2Norm, .l2Norm],
            windowSize: 10
        )
        #expect(linear.map(\.score) == [1, 1])
    }
}
