import Elasticsearch
import Embeddings
import JSONValues

extension SampleSearch {
    private typealias Corpus = SampleCorpus

    static let sections: [SampleSearch] = {
        var full = near(3)
        full.filter = [.term("k", "red")]
        full.similarity = 0.5
        full.boost = 0.5
        full.rescoreOversample = 0
        full.name = "near"
        var parts = KnnSearch(
            field: "parts.v",
            vector: Embedding([0.2, 1, 0, 0]),
            k: 3,
            numCandidates: 20,
            innerHits: InnerHits("first", size: 1, source: .none, fields: ["parts.w"])
        )
        parts.boost = 2
        var other = KnnSearch(field: "parts.v", vector: Embedding([0, 0, 1, 0.5]), k: 2, numCandidates: 20)
        other.innerHits = InnerHits("second")
        return [
            SampleSearch("knn", SearchRequest(knn: [near()], source: .none), finds: [0, 1, 2, 3, 4]),
            SampleSearch("knn with everything", SearchRequest(knn: [full], source: .none), finds: [0, 3, 6]),
            SampleSearch("knn of several", SearchRequest(knn: [near(2), full], source: .none), finds: [0, 2, 3, 6]),
            SampleSearch(
                "knn and query",
                SearchRequest(query: .ids(["11"]), knn: [near(2)], source: .none),
                finds: [2, 3, 11]
            ),
            SampleSearch("knn of parts", SearchRequest(knn: [parts], source: .none), finds: [1, 2, 3]),
            SampleSearch("knn of parts twice", SearchRequest(knn: [parts, other], source: .none)),
        ]
    }()

    static let requests: [SampleSearch] = [
        SampleSearch(
            "page",
            SearchRequest(query: .matchAll(), from: 2, size: 3, source: .none, sort: ["n"]),
            finds: [2, 3, 4],
            ascends: true
        ),
        SampleSearch(
            "sort with everything",
            SearchRequest(
                size: 12,
                source: .none,
                sort: [
                    SearchRequest.Sort(
                        "n",
                        descending: true,
                        missing: .first,
                        mode: .max,
                        unmappedType: "long",
                        numericType: "double"
                    ),
                    .distance("g", from: GeoPoint(latitude: 0, longitude: 0), descending: true, unit: "km", mode: .min),
                    .risingScore, .document,
                ],
                trackScores: true
            ),
            finds: Corpus.all,
            ascends: false
        ),
        SampleSearch(
            "sort by dates and missing values",
            SearchRequest(
                size: 12,
                source: .none,
                sort: [
                    SearchRequest.Sort("d", missing: .value(1_577_836_800_000), format: "yyyy-MM-dd"),
                    SearchRequest.Sort("nowhere", missing: .last, unmappedType: "keyword"),
                ]
            ),
            finds: Corpus.all,
            ascends: true
        ),
        SampleSearch(
            "search_after",
            SearchRequest(size: 3, source: .none, sort: ["n"], searchAfter: [5]),
            finds: [6, 7, 8],
            ascends: true
        ),
        SampleSearch(
            "everything beside the query",
            SearchRequest(
                query: .match("t", "boat"),
                size: 12,
                source: .fields(["t", "k*"], excluding: ["k2"]),
                postFilter: .term("k", "red"),
                trackTotalHits: .upTo(3),
                minScore: 0.01,
                highlight: Highlight(["t"]),
                explain: true,
                fields: ["n", FieldRequest("d", format: "yyyy"), FieldRequest("no*", includesUnmapped: true)],
                docValueFields: ["k", FieldRequest("d", format: "epoch_millis")],
                timeout: .milliseconds(2500),
                terminateAfter: 100,
                searchType: .dfsQueryThenFetch,
                routing: "1,2",
                preference: "me too",
                extras: ["profile": true]
            ),
            finds: nil
        ),
        SampleSearch("counted exactly", SearchRequest(size: 0, trackTotalHits: .exact), finds: []),
        SampleSearch("not counted", SearchRequest(size: 0, trackTotalHits: SearchRequest.TotalHits.none), finds: []),
        SampleSearch(
            "rescore",
            SearchRequest(
                query: .match("t", "boat"),
                source: .none,
                rescore: [
                    Rescore(
                        .term("k", "red"),
                        windowSize: 50,
                        queryWeight: 0.7,
                        rescoreQueryWeight: 2,
                        scoreMode: .total
                    ),
                    Rescore(.matchAll(), windowSize: 3, scoreMode: .max),
                ]
            ),
            finds: Corpus.boats
        ),
        SampleSearch(
            "highlight with everything",
            SearchRequest(
                query: .match("t", "red boat"),
                source: .none,
                highlight: Highlight(
                    [
                        Highlight.Field(
                            "t",
                            Highlight.Options(kind: .unified, numberOfFragments: 0, query: .match("t", "boat")),
                            matchedFields: ["t"]
                        ),
                        Highlight.Field("u", Highlight.Options(kind: .plain, fragmentSize: 10)),
                    ],
                    Highlight.Options(
                        fragmentSize: 50,
                        numberOfFragments: 2,
                        noMatchSize: 20,
                        ordersByScore: true,
                        requireFieldMatch: true,
                        tags: (before: ["<b>"], after: ["</b>"]),
                        encodesHTML: true,
                        boundaryScanner: "word",
                        boundaryLocale: "fr",
                        maxAnalyzedOffset: 1000
                    )
                )
            ),
            finds: Corpus.red.union(Corpus.boats)
        ),
        SampleSearch(
            "collapse",
            SearchRequest(
                query: .matchAll(),
                source: .none,
                sort: ["n"],
                collapse: Collapse(
                    "k",
                    innerHits: [
                        InnerHits("newest", size: 2, sort: [SearchRequest.Sort("n", descending: true)], source: .none),
                        InnerHits("each", from: 1, size: 3, source: .none, collapse: "n"),
                    ],
                    maxConcurrentGroupSearches: 2
                )
            ),
            finds: [0, 1, 2],
            ascends: true
        ),
        SampleSearch(
            "collapse page by page",
            SearchRequest(
                size: 2,
                source: .none,
                sort: [SearchRequest.Sort("n")],
                collapse: "n",
                searchAfter: [3]
            ),
            finds: [4, 5],
            ascends: true
        ),
        SampleSearch(
            "aggregations",
            SearchRequest(
                size: 0,
                aggregations: [
                    "colours":
                        Aggregation
                        .terms(
                            "k",
                            size: 2,
                            order: [.path("numbers.avg", descending: true), .key(descending: false)],
                            minDocumentCount: 1,
                            missing: "none",
                            include: ["red", "green", "blue"],
                            exclude: ["green"],
                            shardSize: 10
                        )
                        .with(["numbers": .stats("n", missing: 0)]),
                    "quarters": .dateHistogram(
                        "d",
                        every: .calendar("quarter"),
                        timeZone: "Europe/Berlin",
                        format: "yyyy-MM",
                        offset: "+6h",
                        minDocumentCount: 0,
                        bounds: (from: "2024-01", to: "2025-01"),
                        missing: "2024-01"
                    ),
                    "days": .dateHistogram("d", every: .fixed("90d")),
                    "ranges":
                        Aggregation
                        .range(
                            "n",
                            [.init(to: 3), .init(from: 3, to: 6.5, key: "middle"), .init(from: 6.5)]
                        )
                        .with(["most": .max("n"), "inner": Aggregation.terms("b").with(["sum": .sum("n")])]),
                    "red": Aggregation.filter(.term("k", "red")).with(["mean": .avg("n")]),
                    "parts": .nested("parts"), "least": .min("n"), "different": .cardinality("k"),
                    "middle": .raw(["percentiles": ["field": "n", "percents": [50]]]),
                ]
            ),
            finds: []
        ),
    ]
}
