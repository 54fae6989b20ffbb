public import JSONValues

/// One search, as a value.
///
/// `query` and `knn` together add their scores; a `retriever` stands alone.
public struct SearchRequest: Sendable, Hashable {
    /// How exactly all hits are counted.
    public enum TotalHits: Sendable, Hashable {
        /// All of them.
        case exact
        /// Up to this many; more are "at least so many".
        case upTo(Int)
        /// Not at all, which is fastest.
        case none
    }

    /// How the scores of several shards are made comparable.
    public enum SearchType: String, Sendable, Hashable {
        /// By each shard's own counts of words; the server's default.
        case queryThenFetch = "query_then_fetch"
        /// By the counts of all shards, asked for first; exact and slower.
        case dfsQueryThenFetch = "dfs_query_then_fetch"
    }

    /// A share of the documents of a point in time, so that several readers read all of them together.
    public struct Slice: Sendable, Hashable {
        /// Which share, from 0.
        public var id: Int
        /// How many shares there are, 2 or more.
        public var max: Int
        /// A number by which documents are shared out; default how shards keep them.
        public var field: String?

        /// Makes a share.
        public init(id: Int, of max: Int, by field: String? = nil) {
            self.id = id
            self.max = max
            self.field = field
        }
    }

    /// The query.
    public var query: Query?
    /// Searches for near vectors, whose scores are added to the query's.
    public var knn: [KnnSearch]
    /// A tree of searches; excludes `query`, `knn` and `sort`.
    public var retriever: Retriever?
    /// The number of hits to skip; default 0.
    public var from: Int
    /// The number of hits to return; default 10.
    ///
    /// `from` + `size` is at most ``maxResultWindow``.
    public var size: Int
    /// What of the document a hit brings; default everything but vectors.
    public var source: SourceFilter
    /// What hits must match besides the query, not affecting scores; knn searches have filters of their own.
    public var postFilter: Query?
    /// How exactly hits are counted; `nil` for the server's default, up to 10000.
    public var trackTotalHits: TotalHits?
    /// The least score of a hit.
    public var minScore: Float?
    /// The order; empty for descending score.
    public var sort: [Sort]
    /// What to highlight in the hits.
    public var highlight: Highlight?
    /// Whether hits explain their scores.
    public var explain: Bool
    /// Values of fields to return beside the source, read from it.
    public var fields: [FieldRequest]
    /// Values of fields to return beside the source, read from doc values, which text has none of.
    public var docValueFields: [FieldRequest]
    /// Further queries that score the first hits again, one after the other; not with a `sort`.
    public var rescore: [Rescore]
    /// Only the best hit of those with the same value in a field.
    public var collapse: Collapse?
    /// What to count or compute over all hits, by name.
    public var aggregations: [String: Aggregation]
    /// The ``SearchHit/sort`` of the last hit of the page before; empty for the first page.
    public var searchAfter: [JSONValue]
    /// The index as it was; ``ElasticsearchClient/search(_:in:after:)`` fills it in.
    public var pointInTime: PointInTime?
    /// A share of the documents of the point in time.
    public var slice: Slice?
    /// How long the server may search; what it found until then is the answer, see ``SearchResponse/timedOut``.
    public var timeout: Duration?
    /// How many documents of each shard are looked at, 0 for all; default all.
    public var terminateAfter: Int?
    /// Whether hits have scores though they are ordered by something else; default `false`.
    public var trackScores: Bool
    /// How the scores of several shards are made comparable; not with ``knn``.
    public var searchType: SearchType?
    /// The values that choose the shards to search in, separated by commas.
    public var routing: String?
    /// Which copies of the shards answer, such as `_local` or any word, so that the same copies answer for the same word.
    public var preference: String?
    /// The most that `from` + `size` may be: the index's `index.max_result_window`, default 10000.
    public var maxResultWindow: Int
    /// Any further members.
    public var extras: JSONObject

    /// Makes a search; every argument is the property of its name.
    public init(
        query: Query? = nil,
        knn: [KnnSearch] = [],
        retriever: Retriever? = nil,
        from: Int = 0,
        size: Int = 10,
        source: SourceFilter = .withoutVectors,
        postFilter: Query? = nil,
        trackTotalHits: TotalHits? = nil,
        minScore: Float? = nil,
        sort: [Sort] = [],
        highlight: Highlight? = nil,
        explain: Bool = false,
        fields: [FieldRequest] = [],
        docValueFields: [FieldRequest] = [],
        rescore: [Rescore] = [],
        collapse: Collapse? = nil,
        aggregations: [String: Aggregation] = [:],
        searchAfter: [JSONValue] = [],
        pointInTime: PointInTime? = nil,
        slice: Slice? = nil,
        timeout: Duration? = nil,
        terminateAfter: Int? = nil,
        trackScores: Bool = false,
        searchType: SearchType? = nil,
        routing: String? = nil,
        preference: String? = nil,
        maxResultWindow: Int = 10_000,
        extras: JSONObject = [:]
    ) {
        self.query = query
        self.knn = knn
        self.retriever = retriever
        self.from = from
        self.size = size
        self.source = source
        self.postFilter = postFilter
        self.trackTotalHits = trackTotalHits
        self.minScore = minScore
        self.sort = sort
        self.highlight = highlight
        self.explain = explain
        self.fields = fields
        self.docValueFields = docValueFields
        self.rescore = rescore
        self.collapse = collapse
        self.aggregations = aggregations
        self.searchAfter = searchAfter
        self.pointInTime = pointInTime
        self.slice = slice
        self.timeout = timeout
        self.terminateAfter = terminateAfter
        self.trackScores = trackScores
        self.searchType = searchType
        self.routing = routing
        self.preference = preference
        self.maxResultWindow = maxResultWindow
        self.extras = extras
    }
}
