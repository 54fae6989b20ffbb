import JSONValues

/// Reads the answer to a search in one pass over its bytes: hits are most of it, and making a tree of them first takes as long again.
///
/// It reads what `SearchResponse(_:)` and `SearchHit(_:)` read from a tree.
struct SearchResponseReader {
    /// The answer to one of several searches, which may be an error.
    enum Answer {
        case found(SearchResponse)
        case failed(JSONValue, status: Int?)
        /// Neither.
        case malformed
    }

    private var response = SearchResponse(shards: 0)
    private var hasHits = false
    private var error: JSONValue?
    private var status: Int?

    /// The answer to one search; `nil` where it has no hits.
    static func search(_ body: [UInt8]) throws(JSONError) -> SearchResponse? {
        var reader = SearchResponseReader()
        try JSONParser.read(body) { parser throws(JSONError) in try reader.read(&parser) }
        return reader.hasHits ? reader.response : nil
    }

    /// The answers to several searches; `nil` where there are none.
    static func multiSearch(_ body: [UInt8]) throws(JSONError) -> [Answer]? {
        var answers: [Answer]?
        try JSONParser.read(body) { parser throws(JSONError) in
            _ = try parser.members { parser, key throws(JSONError) in
                guard key == "responses" else {
                    _ = try parser.tree()
                    return
                }
                var found: [Answer] = []
                let isArray = try parser.elements { parser throws(JSONError) in
                    var reader = SearchResponseReader()
                    try reader.read(&parser)
                    found.append(reader.answer)
                }
                answers = isArray ? found : nil
            }
        }
        return answers
    }

    private var answer: Answer {
        if let error { return .failed(error, status: status) }
        return hasHits ? .found(response) : .malformed
    }

    private mutating func read(_ parser: inout JSONParser) throws(JSONError) {
        _ = try parser.members { parser, key throws(JSONError) in
            switch key {
            case "took": response.took = .milliseconds(try parser.tree().int ?? 0)
            case "timed_out": response.timedOut = try parser.tree().bool ?? false
            case "hits": try hits(&parser)
            case "_shards":
                let shards = try parser.tree()
                response.shards = shards["total"]?.int ?? 0
                response.shardFailures = SearchResponse.failures(shards)
            case "aggregations": response.aggregations = AggregationResults(json: try parser.tree().object ?? [:])
            case "error": error = try parser.tree()
            case "status": status = try parser.tree().int
            default: _ = try parser.tree()
            }
        }
    }

    private mutating func hits(_ parser: inout JSONParser) throws(JSONError) {
        hasHits = false
        _ = try parser.members { parser, key throws(JSONError) in
            switch key {
            case "total": response.total = SearchResponse.Total(try parser.tree())
            case "max_score": response.maxScore = try parser.tree().double.map { Float($0) }
            case "hits":
                response.hits = []
                var areHits = true
                let isArray = try parser.elements { parser throws(JSONError) in
                    areHits = try SearchHit.read(&parser, into: &response.hits) && areHits
                }
                hasHits = isArray && areHits
            default: _ = try parser.tree()
            }
        }
    }
}

extension SearchHit {
    /// Reads a hit behind those before it; false where the value is none.
    fileprivate static func read(
        _ parser: inout JSONParser,
        into hits: inout [SearchHit]
    ) throws(JSONError) -> Bool {
        var hit = SearchHit(index: "", id: "")
        var hasID = false
        // What most hits have not is left to the reader of trees.
        var rest: JSONObject = [:]
        let isObject = try parser.members { parser, key throws(JSONError) in
            switch key {
            case "_index": hit.index = try parser.tree().string ?? ""
            case "_id":
                let id = try parser.tree().string
                hit.id = id ?? ""
                hasID = id != nil
            case "_score": hit.score = try parser.tree().double.map { Float($0) }
            case "_source": hit.source = try parser.tree().object ?? [:]
            default: rest[key] = try parser.tree()
            }
        }
        guard isObject, hasID else { return false }
        if !rest.isEmpty { hit.readRest(rest) }
        hits.append(hit)
        return true
    }
}
