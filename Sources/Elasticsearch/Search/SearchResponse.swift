public import JSONValues

/// What a search found.
public struct SearchResponse: Sendable, Hashable {
    /// The number of all hits.
    public struct Total: Sendable, Hashable {
        /// The count.
        public var value: Int
        /// Whether there are no more than that.
        public var isExact: Bool
        /// Makes a total.
        public init(value: Int, isExact: Bool = true) {
            self.value = value
            self.isExact = isExact
        }
    }

    /// The time the server took.
    public var took: Duration
    /// The number of all hits; `nil` where they were not counted.
    public var total: Total?
    /// The best score; `nil` without hits or scores.
    public var maxScore: Float?
    /// The hits in order.
    public var hits: [SearchHit]
    /// Whether the time ran out, so that hits may be missing.
    public var timedOut: Bool
    /// How many shards were asked.
    public var shards: Int
    /// Why shards are missing in the answer; empty where all answered.
    public var shardFailures: [ServerErrorCause]
    /// What came of the aggregations.
    public var aggregations: AggregationResults

    /// Makes a response.
    public init(
        took: Duration = .zero,
        total: Total? = nil,
        maxScore: Float? = nil,
        hits: [SearchHit] = [],
        timedOut: Bool = false,
        shards: Int = 1,
        shardFailures: [ServerErrorCause] = [],
        aggregations: AggregationResults = AggregationResults()
    ) {
        self.took = took
        self.total = total
        self.maxScore = maxScore
        self.hits = hits
        self.timedOut = timedOut
        self.shards = shards
        self.shardFailures = shardFailures
        self.aggregations = aggregations
    }

    /// Reads a response; `nil` where the value is none.
    public init?(_ json: JSONValue) {
        guard let hits = json["hits"]?["hits"]?.array else { return nil }
        var read: [SearchHit] = []
        read.reserveCapacity(hits.count)
        for hit in hits {
            guard let hit = SearchHit(hit) else { return nil }
            read.append(hit)
        }
        self.init(
            took: .milliseconds(json["took"]?.int ?? 0),
            total: json["hits"]?["total"].flatMap { Total($0) },
            maxScore: json["hits"]?["max_score"]?.double.map { Float($0) },
            hits: read,
            timedOut: json["timed_out"]?.bool ?? false,
            shards: json["_shards"]?["total"]?.int ?? 0,
            shardFailures: json["_shards"].map { Self.failures($0) } ?? [],
            aggregations: AggregationResults(json: json["aggregations"]?.object ?? [:])
        )
    }

    static func failures(_ shards: JSONValue) -> [ServerErrorCause] {
        (shards["failures"]?.array ?? []).compactMap { $0["reason"].flatMap { ServerErrorCause($0) } }
    }
}

extension SearchResponse.Total {
    /// Reads a total as servers write it, an object or, where the request asks for that, a number.
    init?(_ json: JSONValue) {
        guard let value = json["value"]?.int ?? json.int else { return nil }
        self.init(value: value, isExact: (json["relation"]?.string ?? "eq") == "eq")
    }
}

/// One document that was found.
public struct SearchHit: Sendable, Hashable {
    /// The index it is in.
    public var index: String
    /// Its id.
    public var id: String
    /// The value that chose its shard; `nil` for the id.
    public var routing: String?
    /// Its score; `nil` where hits are ordered by something else.
    public var score: Float?
    /// The document, as far as asked for.
    public var source: JSONObject
    /// Values of fields that were asked for.
    public var fields: JSONObject
    /// Passages with the words found, by field.
    public var highlight: [String: [String]]
    /// The names of queries that matched.
    public var matchedQueries: [String]
    /// The values it was ordered by.
    public var sort: [JSONValue]
    /// How its score came about, where asked for.
    public var explanation: JSONValue?
    /// The hits within it by the names of ``InnerHits``: parts that matched, or the rest of its group.
    public var innerHits: [String: SearchResponse] = [:]

    /// Makes a hit.
    public init(
        index: String,
        id: String,
        routing: String? = nil,
        score: Float? = nil,
        source: JSONObject = [:],
        fields: JSONObject = [:],
        highlight: [String: [String]] = [:],
        matchedQueries: [String] = [],
        sort: [JSONValue] = [],
        explanation: JSONValue? = nil
    ) {
        self.index = index
        self.id = id
        self.routing = routing
        self.score = score
        self.source = source
        self.fields = fields
        self.highlight = highlight
        self.matchedQueries = matchedQueries
        self.sort = sort
        self.explanation = explanation
    }

    /// Reads a hit; `nil` where the value is none.
    public init?(_ json: JSONValue) {
        guard let object = json.object, let id = object["_id"]?.string else { return nil }
        self.init(
            index: object["_index"]?.string ?? "",
            id: id,
            score: object["_score"]?.double.map { Float($0) },
            source: object["_source"]?.object ?? [:]
        )
        readRest(object)
    }

    /// Takes over what stands in `object` besides index, id, score and source.
    mutating func readRest(_ object: JSONObject) {
        routing = object["_routing"]?.string
        fields = object["fields"]?.object ?? [:]
        for (field, passages) in object["highlight"]?.object ?? [:] {
            highlight[field] = (passages.array ?? []).compactMap(\.string)
        }
        matchedQueries =
            object["matched_queries"]?.array?.compactMap(\.string) ?? object["matched_queries"]?.object?.keys ?? []
        sort = object["sort"]?.array ?? []
        explanation = object["_explanation"]
        for (name, hits) in object["inner_hits"]?.object ?? [:] { innerHits[name] = SearchResponse(hits) }
    }
}
