import Elasticsearch
import Embeddings
import JSONValues

extension SampleSearch {
    private typealias Corpus = SampleCorpus
    private static let words = Retriever.standard(.match("t", "boat"), name: "words")
    private static let close = Retriever.knn(near())
    private static let stranger = "unknown retriever [pinned]"

    private static func retriever(
        _ name: String,
        _ retriever: Retriever,
        size: Int = 10,
        finds: Set<Int>? = nil,
        ascends: Bool? = nil,
        lacking: String? = nil
    ) -> SampleSearch {
        SampleSearch(
            name,
            SearchRequest(retriever: retriever, size: size, source: .none),
            finds: finds,
            ascends: ascends,
            lacking: lacking
        )
    }

    static let retrievers: [SampleSearch] = [
        retriever("standard of everything", .standard(nil), size: 12, finds: Corpus.all),
        retriever(
            "standard with everything",
            .standard(
                .match("t", "boat"),
                filter: [.range("n", atLeast: 3)],
                minScore: 0.01,
                sort: [SearchRequest.Sort("n", descending: true)],
                searchAfter: [9],
                terminateAfter: 100,
                name: "words"
            ),
            finds: nil
        ),
        retriever(
            "standard in order",
            .standard(.match("t", "boat"), sort: [SearchRequest.Sort("n", descending: true)], searchAfter: [9]),
            finds: [0, 2, 4, 6, 8],
            ascends: false
        ),
        retriever("standard collapsed", .standard(.match("t", "boat"), collapse: "k"), finds: [0, 2, 4]),
        retriever("knn retriever", close, finds: [0, 1, 2, 3, 4]),
        retriever(
            "knn retriever with everything",
            .knn(
                KnnSearch(
                    field: "v",
                    vector: vector,
                    k: 3,
                    numCandidates: 20,
                    filter: [.term("k", "red")],
                    similarity: 0.5,
                    rescoreOversample: 2,
                    name: "close"
                ),
                minScore: 0.5
            ),
            finds: [0, 3, 6]
        ),
        retriever("rescorer", .rescorer(words, query: .term("k", "red"), windowSize: 20), finds: Corpus.boats),
        retriever(
            "rescorer with everything",
            .rescorer(
                .standard(.match("t", "boat"), collapse: "k"),
                [
                    Rescore(.matchAll(), windowSize: 20, queryWeight: 0.5, rescoreQueryWeight: 2, scoreMode: .avg),
                    Rescore(.term("k", "red"), windowSize: 10, scoreMode: .multiply),
                ],
                filter: [.range("n", atLeast: 1)],
                minScore: 0,
                name: "again"
            ),
            finds: nil
        ),
        retriever(
            "rescorer of a small window",
            .rescorer(.rescorer(words, query: .matchAll(), windowSize: 5), query: .matchAll(), windowSize: 4),
            size: 4,
            finds: [0, 2, 4, 6]
        ),
        retriever("raw retriever", .raw(["standard": ["query": ["term": ["k": "red"]]]]), finds: Corpus.red),
    ]

    /// What only some versions and licences take.
    static let licensed: [SampleSearch] = [
        retriever(
            "diversify",
            .diversify(close, field: "v", relevance: 0.3, query: vector, size: 3, filter: [.range("n", atMost: 8)]),
            finds: nil
        ),
        retriever(
            "diversify by relevance",
            .diversify(.knn(near(3)), field: "v", relevance: 1, query: vector, size: 3),
            finds: [1, 2, 3]
        ),
        SampleSearch(
            "knn by a document",
            SearchRequest(
                knn: [
                    KnnSearch(
                        field: "v",
                        builder: .lookup(index: "INDEX", id: "3", field: "v"),
                        k: 3,
                        numCandidates: 20
                    )
                ],
                source: .none
            ),
            finds: [2, 3, 4]
        ),
        SampleSearch(
            "highlight without an end",
            SearchRequest(
                query: .term("t", "red"),
                source: .none,
                highlight: Highlight(["t"], Highlight.Options(maxAnalyzedOffset: -1))
            ),
            finds: Corpus.red
        ),
        SampleSearch(
            "knn visiting a share",
            SearchRequest(
                knn: [KnnSearch(field: "v", vector: vector, k: 3, numCandidates: 20, visitPercentage: 50)],
                source: .none
            ),
            finds: [1, 2, 3]
        ),
        retriever("rrf", .rrf([WeightedRetriever(words), WeightedRetriever(close)], rankWindowSize: 50)),
        retriever(
            "rrf with everything",
            .rrf(
                [
                    WeightedRetriever(words, weight: 2),
                    WeightedRetriever(.standard(.matchAll(), sort: ["n"], collapse: "k"), weight: 0.5),
                    WeightedRetriever(close),
                ],
                rankConstant: 20,
                rankWindowSize: 50,
                filter: [.range("n", atLeast: 1)],
                minScore: 0.01,
                name: "both"
            )
        ),
        retriever("rrf of fields", .rrf(text: "red boat", fields: ["t", "u"], rankConstant: 10, rankWindowSize: 20)),
        retriever("linear", .linear([WeightedRetriever(words), WeightedRetriever(close, weight: 0.5)])),
        retriever(
            "linear with everything",
            .linear(
                [
                    WeightedRetriever(words, weight: 2, normalizer: .minMax),
                    WeightedRetriever(close, weight: 0.5, normalizer: .l2Norm),
                    WeightedRetriever(.standard(.term("k", "red")), normalizer: WeightedRetriever.Normalizer.none),
                ],
                rankWindowSize: 50,
                minScore: 0.25,
                filter: [.range("n", atLeast: 1)],
                name: "sum"
            )
        ),
        retriever(
            "linear of fields",
            .linear(text: "red boat", fields: [WeightedField("t", boost: 2), "u"], rankWindowSize: 20)
        ),
        retriever(
            "text_similarity_reranker",
            .textSimilarityReranker(
                close,
                TextSimilarityReranker(
                    field: "t",
                    inferenceText: "a red boat",
                    inferenceID: "jina",
                    rankWindowSize: 20,
                    minScore: 0.1,
                    chunks: 2
                ),
                filter: [.exists("t")],
                name: "model"
            )
        ),
        retriever("pinned", .pinned(words, ids: ["3", "5"], rankWindowSize: 20, name: "pins"), lacking: stranger),
        retriever("pinned documents", .pinned(words, documents: [("INDEX", "3")]), lacking: stranger),
    ]
}
