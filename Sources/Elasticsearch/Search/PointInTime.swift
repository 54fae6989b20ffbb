import HTTPTransport
public import JSONValues

/// An index as it was at one moment, which searches can go on reading while it changes.
public struct PointInTime: Sendable, Hashable {
    /// The server's name for it, which may change from answer to answer.
    public var id: String
    /// How long the server keeps it after each use.
    public var keepAlive: Duration

    /// Makes one of a known id.
    public init(id: String, keepAlive: Duration) {
        self.id = id
        self.keepAlive = keepAlive
    }

    fileprivate static func text(_ duration: Duration) -> String { "\(max(1, duration.components.seconds))s" }

    /// As a search names it.
    var json: JSONValue { ["id": .string(id), "keep_alive": .string(Self.text(keepAlive))] }
}

extension ElasticsearchClient {
    /// Keeps an index as it is now for searches to come, with one request; close it with ``closePointInTime(_:)``.
    ///
    /// - Parameters:
    ///   - index: An index, an alias, or a list or pattern of them.
    ///   - keepAlive: How long the server keeps it after each use; default 5 min. A short time frees resources sooner.
    /// - Returns: What to search in.
    /// - Throws: ``ElasticsearchError``; also where a shard is missing.
    public func openPointInTime(_ index: String, keepAlive: Duration = .seconds(300)) async throws -> PointInTime {
        let answer = try await sendJSON(
            .post,
            try Self.path(index, "/_pit"),
            query: [("keep_alive", PointInTime.text(keepAlive))],
            operation: "open point in time",
            index: index
        )
        guard let id = answer["id"]?.string else { throw Self.malformed("open point in time", index, "it has no id") }
        return PointInTime(id: id, keepAlive: keepAlive)
    }

    /// Lets the server forget what it kept.
    ///
    /// - Parameter pointInTime: What ``openPointInTime(_:keepAlive:)`` or the last search in it returned.
    /// - Returns: Whether it was there still.
    /// - Throws: ``ElasticsearchError``.
    @discardableResult
    public func closePointInTime(_ pointInTime: PointInTime) async throws -> Bool {
        let answer = try await sendJSON(
            .delete,
            "/_pit",
            body: JSONValue.object(["id": .string(pointInTime.id)]).serialized(),
            operation: "close point in time",
            accepting: [404]
        )
        return answer["num_freed"]?.int ?? 0 > 0
    }

    /// Searches in an index as it was, with one request.
    ///
    /// - Parameters:
    ///   - request: The search; to read everything, give it an order and no `from`.
    ///   - pointInTime: Where to search; its id is replaced by the one to use next.
    ///   - after: The ``SearchHit/sort`` of the last hit of the page before; empty for the first page.
    /// - Returns: The page.
    /// - Throws: ``ElasticsearchError``; also where a shard failed or time ran out, so that no hit is left out in silence.
    public func search(
        _ request: SearchRequest,
        in pointInTime: inout PointInTime,
        after: [JSONValue] = []
    ) async throws -> SearchResponse {
        var request = request
        request.pointInTime = pointInTime
        if !after.isEmpty { request.searchAfter = after }
        let body = try request.body(for: try await capabilities())
        let answer = try await sendJSON(
            .post,
            "/_search",
            query: request.parameters,
            body: body,
            operation: "search"
        )
        guard let response = SearchResponse(answer) else { throw Self.malformed("search", nil, "it has no hits") }
        if let failure = response.shardFailures.first {
            throw ElasticsearchError(failure, status: 503, operation: "search", index: nil)
        }
        guard !response.timedOut else {
            throw Self.malformed("search", nil, "its time ran out, so that hits are missing")
        }
        if let id = answer["pit_id"]?.string { pointInTime.id = id }
        return response
    }
}
