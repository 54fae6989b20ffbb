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

    /// How hits are ordered.
    public struct Sort: Sendable, Hashable {
        /// The clause as JSON.
        public var json: JSONValue
        /// Makes an order by a field, ascending unless said otherwise.
        public init(_ field: String, descending: Bool = false) {
            let order: JSONValue = ["order": .string(descending ? "desc" : "asc")]
            json = .object(JSONObject([(field, order)]))
        }
        /// Makes an order of any clause.
        public init(raw json: JSONValue) { self.json = json }
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
    /// `from` + `size` is at most 10000 on a server with its defaults.
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
    /// What to highlight: field names with the options of each.
    public var highlight: JSONValue?
    /// Whether hits explain their scores.
    public var explain: Bool
    /// Values of fields to return beside the source.
    public var fields: [String]
    /// Any further members, such as `aggs`.
    public var extras: JSONObject

    /// Makes a search.
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
        highlight: JSONValue? = nil,
        explain: Bool = false,
        fields: [String] = [],
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
        self.extras = extras
    }

    /// The request's body as a tree, for printing; ``body(for:)`` is what is sent.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: The body.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest` or `licence`.
    public func json(for capabilities: Capabilities) throws(ElasticsearchError) -> JSONValue {
        var writer = BodyWriter(capabilities)
        try write(to: &writer)
        return writer.tree
    }

    /// The request's body on one line.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: JSON, UTF-8, without a newline.
    /// - Throws: ``ElasticsearchError`` of kind `invalidRequest` or `licence`.
    public func body(for capabilities: Capabilities) throws(ElasticsearchError) -> [UInt8] {
        var writer = BodyWriter(capabilities)
        try write(to: &writer)
        return writer.bytes
    }

    private func write(to writer: inout BodyWriter) throws(ElasticsearchError) {
        try validate()
        try writer.object { writer throws(ElasticsearchError) in
            if let query {
                writer.key("query")
                try query.write(to: &writer)
            }
            if !knn.isEmpty {
                writer.key("knn")
                try writer.array(knn) { writer, search throws(ElasticsearchError) in
                    try search.write(to: &writer, form: .section)
                }
            }
            if let retriever {
                writer.key("retriever")
                try retriever.write(to: &writer)
            }
            if from != 0 { writer.member("from", JSONValue(from)) }
            writer.member("size", JSONValue(size))
            writer.member("_source", source.json(for: writer.capabilities, hiding: vectorFields))
            if let postFilter {
                writer.key("post_filter")
                try postFilter.write(to: &writer)
            }
            switch trackTotalHits {
            case .exact?: writer.member("track_total_hits", true)
            case .upTo(let count)?: writer.member("track_total_hits", JSONValue(count))
            case TotalHits.none?: writer.member("track_total_hits", false)
            case nil: break
            }
            writer.member("min_score", minScore)
            if !sort.isEmpty { writer.member("sort", .array(sort.map(\.json))) }
            writer.member("highlight", highlight)
            if explain { writer.member("explain", true) }
            if !fields.isEmpty { writer.member("fields", JSONValue(fields)) }
            for (key, value) in extras { writer.member(key, value) }
        }
    }

    private func validate() throws(ElasticsearchError) {
        func invalid(_ what: String) -> ElasticsearchError {
            ElasticsearchError(.invalidRequest, "the search \(what)", operation: "search")
        }
        guard from >= 0 else { throw invalid("skips \(from) hits; from must be 0 or more") }
        guard size >= 0 else { throw invalid("asks for \(size) hits; size must be 0 or more") }
        if retriever != nil, query != nil || !knn.isEmpty || !sort.isEmpty {
            throw invalid("has a retriever beside query, knn or sort; put them inside the retriever")
        }
        if let window = retriever?.windowSize, window < size {
            throw invalid(
                "asks for \(size) hits of a retriever whose window has \(window); make the window at least as large"
            )
        }
    }

    private var vectorFields: [String] {
        (query?.vectorFields ?? []) + knn.flatMap { [$0.field] + $0.filter.flatMap(\.vectorFields) }
            + (retriever?.vectorFields ?? []) + (postFilter?.vectorFields ?? [])
    }
}
