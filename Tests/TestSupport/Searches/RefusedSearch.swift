public import Elasticsearch
import Embeddings
public import JSONValues

/// A search that no server takes, which is refused before it is sent; and what a server says to it.
public struct RefusedSearch: Sendable, CustomStringConvertible {
    /// Says what is wrong.
    public var name: String
    /// The search.
    public var request: SearchRequest
    /// What the refusal says.
    public var says: String
    /// The body as it would be sent if it were not refused.
    public var body: JSONValue
    /// What the server's error says, somewhere in it.
    public var serverSays: String
    /// Parameters of the URL, with their question mark.
    public var parameters: String
    /// Whether the search is in a point in time, which the body then lacks.
    public var isInPointInTime: Bool

    init(
        _ name: String,
        _ request: SearchRequest,
        says: String,
        body: JSONValue,
        serverSays: String,
        parameters: String = "",
        isInPointInTime: Bool = false
    ) {
        self.name = name
        self.request = request
        self.says = says
        self.body = body
        self.serverSays = serverSays
        self.parameters = parameters
        self.isInPointInTime = isInPointInTime
    }

    /// What is wrong.
    public var description: String { name }

    /// All of them.
    public static let all = requests + retrievers + knn + queries + parts

    private static let words: JSONValue = ["match": ["t": "boat"]]
    private static let near = SampleSearch.near()
    private static let nearBody: JSONValue = [
        "field": "v", "query_vector": [1, 0.2, 0.1, 0], "k": 5, "num_candidates": 20,
    ]

    private static func with(_ body: JSONValue, _ changes: JSONObject) -> JSONValue {
        var object = body.object ?? [:]
        for (key, value) in changes { object[key] = value }
        return .object(object)
    }

    private static let pointInTime = PointInTime(id: "x", keepAlive: .seconds(60))

    static let requests: [RefusedSearch] = [
        .init(
            "from below 0",
            SearchRequest(from: -1),
            says: "skips -1 hits",
            body: ["from": -1],
            serverSays: "[from] parameter cannot be negative"
        ),
        .init(
            "size below 0",
            SearchRequest(size: -2),
            says: "asks for -2 hits",
            body: ["size": -2],
            serverSays: "[size] parameter cannot be negative"
        ),
        .init(
            "beyond the window",
            SearchRequest(from: 9_995, size: 10),
            says: "from + size must be at most 10000",
            body: ["from": 9995, "size": 10],
            serverSays: "from + size must be less than or equal to: [10000] but was [10005]"
        ),
        .init(
            "search_after without a sort",
            SearchRequest(searchAfter: [1]),
            says: "sort must contain at least one field",
            body: ["search_after": [1]],
            serverSays: "Sort must contain at least one field."
        ),
        .init(
            "search_after by score alone",
            SearchRequest(sort: [.score], searchAfter: [1]),
            says: "sort must contain at least one field",
            body: ["sort": ["_score"], "search_after": [1]],
            serverSays: "Sort must contain at least one field."
        ),
        .init(
            "search_after and from",
            SearchRequest(from: 2, sort: ["n"], searchAfter: [1]),
            says: "from must be 0 when search_after is used",
            body: ["from": 2, "sort": ["n"], "search_after": [1]],
            serverSays: "[from] parameter must be set to 0 when [search_after] is used"
        ),
        .init(
            "search_after with too many values",
            SearchRequest(sort: ["n"], searchAfter: [1, 2]),
            says: "search_after has 2 value(s) but sort has 1",
            body: ["sort": ["n"], "search_after": [1, 2]],
            serverSays: "search_after has 2 value(s) but sort has 1."
        ),
        .init(
            "collapse and search_after of another field",
            SearchRequest(sort: ["n"], collapse: "k", searchAfter: [1]),
            says:
                "cannot use [collapse] in conjunction with [search_after] unless the search is sorted on the same field",
            body: ["sort": ["n"], "search_after": [1], "collapse": ["field": "k"]],
            serverSays:
                "Cannot use [collapse] in conjunction with [search_after] unless the search is sorted on the same field"
        ),
        .init(
            "rescore and sort",
            SearchRequest(sort: ["n"], rescore: [Rescore(.matchAll())]),
            says: "cannot use [sort] in conjunction with [rescore]",
            body: ["sort": ["n"], "rescore": ["window_size": 10, "query": ["rescore_query": ["match_all": [:]]]]],
            serverSays: "Cannot use [sort] option in conjunction with [rescore]."
        ),
        .init(
            "rescore of a large window",
            SearchRequest(rescore: [Rescore(.matchAll(), windowSize: 10_001)]),
            says: "10000 is the most",
            body: ["rescore": ["window_size": 10001, "query": ["rescore_query": ["match_all": [:]]]]],
            serverSays: "Rescore window [10001] is too large"
        ),
        .init(
            "rescore of a window below 0",
            SearchRequest(rescore: [Rescore(.matchAll(), windowSize: -1)]),
            says: "it must be 1 or more",
            body: ["rescore": ["window_size": -1, "query": ["rescore_query": ["match_all": [:]]]]],
            serverSays: "negative_array_size_exception"
        ),
        .init(
            "search type and knn",
            SearchRequest(knn: [near], searchType: .dfsQueryThenFetch),
            says: "cannot set [search_type] when using [knn] search",
            body: ["knn": nearBody],
            serverSays:
                "cannot set [search_type] when using [knn] search, since the search type is determined automatically",
            parameters: "?search_type=dfs_query_then_fetch"
        ),
        .init(
            "timeout below 0",
            SearchRequest(timeout: .seconds(-5)),
            says: "negative durations are not supported",
            body: ["timeout": "-5000ms"],
            serverSays: "negative durations are not supported"
        ),
        .init(
            "terminate_after below 0",
            SearchRequest(terminateAfter: -1),
            says: "it must be more than 0",
            body: ["terminate_after": -1],
            serverSays: "terminateAfter must be > 0"
        ),
        .init(
            "counting up to less than nothing",
            SearchRequest(trackTotalHits: .upTo(-2)),
            says: "it must be 0 or more",
            body: ["track_total_hits": -2],
            serverSays: "[track_total_hits] parameter must be positive"
        ),
        .init(
            "slice without a point in time",
            SearchRequest(slice: .init(id: 0, of: 2)),
            says: "open one and search in it",
            body: ["slice": ["id": 0, "max": 2]],
            serverSays: "[slice] can only be used with [scroll] or [point-in-time] requests"
        ),
        .init(
            "slice of one",
            SearchRequest(pointInTime: pointInTime, slice: .init(id: 0, of: 1)),
            says: "max must be greater than 1",
            body: ["slice": ["id": 0, "max": 1]],
            serverSays: "max must be greater than 1",
            isInPointInTime: true
        ),
        .init(
            "slice behind the last",
            SearchRequest(pointInTime: pointInTime, slice: .init(id: 2, of: 2)),
            says: "max must be greater than id",
            body: ["slice": ["id": 2, "max": 2]],
            serverSays: "max must be greater than id",
            isInPointInTime: true
        ),
        .init(
            "routing in a point in time",
            SearchRequest(pointInTime: pointInTime, routing: "1"),
            says: "cannot be used with point in time",
            body: [:],
            serverSays: "[routing] cannot be used with point in time",
            parameters: "?routing=1",
            isInPointInTime: true
        ),
        .init(
            "preference in a point in time",
            SearchRequest(pointInTime: pointInTime, preference: "_local"),
            says: "cannot be used with point in time",
            body: [:],
            serverSays: "[preference] cannot be used with point in time",
            parameters: "?preference=_local",
            isInPointInTime: true
        ),
    ]

    static let retrievers: [RefusedSearch] = {
        let standard: JSONValue = ["standard": ["query": words]]
        func beside(_ name: String, _ request: SearchRequest, _ value: JSONValue) -> RefusedSearch {
            var request = request
            request.retriever = .standard(.match("t", "boat"))
            return .init(
                "retriever and \(name)",
                request,
                says: "cannot specify [retriever] and [\(name)]",
                body: .object(JSONObject([("retriever", standard), (name, value)])),
                serverSays: "cannot specify [retriever] and [\(name)]"
            )
        }
        func below(
            _ name: String,
            _ child: Retriever,
            _ body: JSONObject,
            says: String,
            serverSays: String
        ) -> RefusedSearch {
            .init(
                "\(name) below a rescorer",
                SearchRequest(retriever: .rescorer(child, query: .matchAll(), windowSize: 20)),
                says: says,
                body: [
                    "retriever": [
                        "rescorer": [
                            "retriever": ["standard": with(["query": words], body)],
                            "rescore": ["window_size": 20, "query": ["rescore_query": ["match_all": [:]]]],
                        ]
                    ]
                ],
                serverSays: serverSays
            )
        }
        return [
            beside("query", SearchRequest(query: .matchAll()), ["match_all": [:]]),
            beside("knn", SearchRequest(knn: [near]), nearBody),
            beside("sort", SearchRequest(sort: ["n"]), ["n"]),
            beside(
                "rescore",
                SearchRequest(rescore: [Rescore(.matchAll())]),
                ["window_size": 10, "query": ["rescore_query": ["match_all": [:]]]]
            ),
            beside("search_after", SearchRequest(searchAfter: [1]), [1]),
            beside("terminate_after", SearchRequest(terminateAfter: 1), 1),
            below(
                "sort",
                .standard(.match("t", "boat"), sort: ["n"]),
                ["sort": ["n"]],
                says: "cannot use [sort] in conjunction with [rescore]",
                serverSays: "[rescorer] search failed"
            ),
            below(
                "search_after",
                .standard(.match("t", "boat"), sort: ["n"], searchAfter: [1]),
                ["sort": ["n"], "search_after": [1]],
                says: "search_after, which cannot be used in children of compound retrievers",
                serverSays: "[search_after] cannot be used in children of compound retrievers"
            ),
            below(
                "terminate_after",
                .standard(.match("t", "boat"), terminateAfter: 2),
                ["terminate_after": 2],
                says: "terminate_after, which cannot be used in children of compound retrievers",
                serverSays: "[terminate_after] cannot be used in children of compound retrievers"
            ),
            .init(
                "rescorer of fewer hits than the page",
                SearchRequest(retriever: .rescorer(.standard(.match("t", "boat")), query: .matchAll(), windowSize: 5)),
                says: "[rescorer] requires window_size to be greater than or equal to size",
                body: [
                    "size": 10,
                    "retriever": [
                        "rescorer": [
                            "retriever": standard,
                            "rescore": ["window_size": 5, "query": ["rescore_query": ["match_all": [:]]]],
                        ]
                    ],
                ],
                serverSays: "[rescorer] requires [window_size: 5] be greater than or equal to [size: 10]"
            ),
            .init(
                "rescorer over a smaller one",
                SearchRequest(
                    retriever: .rescorer(
                        .rescorer(.standard(.match("t", "boat")), query: .matchAll(), windowSize: 10),
                        query: .matchAll(),
                        windowSize: 20
                    )
                ),
                says: "it must be at most the rank_window_size 10 of what it is over",
                body: [
                    "size": 10,
                    "retriever": [
                        "rescorer": [
                            "retriever": [
                                "rescorer": [
                                    "retriever": standard,
                                    "rescore": ["window_size": 10, "query": ["rescore_query": ["match_all": [:]]]],
                                ]
                            ],
                            "rescore": ["window_size": 20, "query": ["rescore_query": ["match_all": [:]]]],
                        ]
                    ],
                ],
                serverSays: "requires [window_size: 20] to be smaller than or equal to its sub retriever's"
            ),
            .init(
                "search_after without a sort in a retriever",
                SearchRequest(retriever: .standard(.match("t", "boat"), searchAfter: [3])),
                says: "sort must contain at least one field",
                body: ["retriever": ["standard": ["query": words, "search_after": [3]]]],
                serverSays: "Sort must contain at least one field."
            ),
            .init(
                "search_after in a retriever and from",
                SearchRequest(retriever: .standard(.match("t", "boat"), sort: ["n"], searchAfter: [3]), from: 2),
                says: "from must be 0 when search_after is used",
                body: ["retriever": ["standard": ["query": words, "sort": ["n"], "search_after": [3]]], "from": 2],
                serverSays: "[from] parameter must be set to 0 when [search_after] is used"
            ),
            .init(
                "collapse and search_after in a retriever",
                SearchRequest(retriever: .standard(.match("t", "boat"), sort: ["n"], searchAfter: [3], collapse: "k")),
                says: "cannot use [collapse] in conjunction with [search_after]",
                body: [
                    "retriever": [
                        "standard": [
                            "query": words, "sort": ["n"], "search_after": [3], "collapse": ["field": "k"],
                        ]
                    ]
                ],
                serverSays: "Cannot use [collapse] in conjunction with [search_after]"
            ),
            .init(
                "boost of a knn retriever",
                SearchRequest(
                    retriever: .knn(
                        KnnSearch(field: "v", vector: SampleSearch.vector, k: 5, numCandidates: 20, boost: 2)
                    )
                ),
                says: "weigh it in the fusion instead",
                body: ["retriever": ["knn": with(nearBody, ["boost": 2])]],
                serverSays: "unknown field [boost]"
            ),
            .init(
                "inner_hits of a knn retriever",
                SearchRequest(
                    retriever: .knn(
                        KnnSearch(
                            field: "v",
                            vector: SampleSearch.vector,
                            k: 5,
                            numCandidates: 20,
                            innerHits: InnerHits()
                        )
                    )
                ),
                says: "which only a knn search beside the query takes",
                body: ["retriever": ["knn": with(nearBody, ["inner_hits": [:]])]],
                serverSays: "unknown field [inner_hits]"
            ),
        ]
    }()

    static let knn: [RefusedSearch] = {
        func of(
            _ name: String,
            says: String,
            serverSays: String,
            _ change: JSONObject,
            _ edit: (inout KnnSearch) -> Void
        ) -> RefusedSearch {
            var search = near
            edit(&search)
            return .init(
                "knn: \(name)",
                SearchRequest(knn: [search]),
                says: says,
                body: ["knn": with(nearBody, change)],
                serverSays: serverSays
            )
        }
        return [
            of("k of 0", says: "it must be at least 1", serverSays: "[k] must be greater than 0", ["k": 0]) {
                $0.k = 0
            },
            of(
                "fewer candidates than k",
                says: "num_candidates must not be less than k",
                serverSays: "[num_candidates] cannot be less than [k]",
                ["k": 21]
            ) { $0.k = 21 },
            of(
                "too many candidates",
                says: "10000 is the most",
                serverSays: "[num_candidates] cannot exceed [10000]",
                ["num_candidates": 10001]
            ) { $0.numCandidates = 10_001 },
            of(
                "boost below 0",
                says: "it must be 0 or more",
                serverSays: "negative [boost] are not allowed",
                ["boost": -1]
            ) { $0.boost = -1 },
            of(
                "half an oversample",
                says: "it must be 1 or more, or 0",
                serverSays: "[oversample] must be >= 1.0 or 0",
                ["rescore_vector": ["oversample": 0.5]]
            ) { $0.rescoreOversample = 0.5 },
            of(
                "no vector",
                says: "has an empty vector",
                serverSays: "has a different number of dimensions [0]",
                ["query_vector": []]
            ) { $0.vector = Embedding([]) },
            .init(
                "inner_hits of a knn query",
                SearchRequest(
                    query: .knn(
                        KnnSearch(
                            field: "v",
                            vector: SampleSearch.vector,
                            k: 5,
                            numCandidates: 20,
                            innerHits: InnerHits()
                        )
                    )
                ),
                says: "which only a knn search beside the query takes",
                body: ["query": ["knn": with(nearBody, ["inner_hits": [:]])]],
                serverSays: "unknown field [inner_hits]"
            ),
        ]
    }()
}
