import JSONValues

extension RequestHandler {
    /// `POST /INDEX/_pit` and `DELETE /_pit`.
    func pointInTime(_ request: RESTRequest, _ expression: String?) throws -> Answer {
        switch (request.method, expression) {
        case ("POST", let expression): return try openPoint(request, expression)
        case ("DELETE", nil): return try closePoint(request)
        default:
            throw wrongMethod(request, allowed: expression == nil ? "POST, DELETE" : "POST", namesParameters: true)
        }
    }

    private func openPoint(_ request: RESTRequest, _ expression: String?) throws -> Answer {
        try request.allow(
            "keep_alive",
            "preference",
            "routing",
            "ignore_unavailable",
            "allow_no_indices",
            "expand_wildcards",
            "allow_partial_search_results",
            "max_concurrent_shard_requests"
        )
        let keepAlive = try request["keep_alive"].map { try TimeValue($0, setting: "keep_alive") }
        guard let expression else { throw RESTError.validation("[index] is not specified") }
        guard let keepAlive else { throw RESTError.validation("[keep_alive] is not specified") }
        if let content = try request.content(), content.root.members?.isEmpty == false {
            throw RESTError.unsupported("[\(content.root.members?.first?.key ?? "")] of a point in time")
        }
        let entries = try resolve(expression, request)
        try checkKeepAlive(keepAlive, request["keep_alive"] ?? "", entries.map(\.name.name), phase: "open_pit")
        let id = try points.open(entries.map { catalog.store($0) }, keepAlive: keepAlive)
        let shards = JSONValue(entries.count)
        return .ok([
            "id": .string(id.text), "_shards": ["total": shards, "successful": shards, "skipped": 0, "failed": 0],
        ])
    }

    private func checkKeepAlive(_ time: TimeValue, _ text: String, _ indices: [String], phase: String) throws {
        guard time.nanoseconds > PointsInTime.longestKeepAlive else { return }
        let cause = ExceptionBody(
            "illegal_argument_exception",
            "Keep alive for request (\(text)) is too large. It must be less than (1d). This limit can be set by changing the "
                + "[search.max_keep_alive] cluster level setting."
        )
        var outer = cause
        outer.causes = [cause]
        throw RESTError.shard(cause, index: indices.first ?? "", phase: phase, outerCause: outer)
    }

    private func closePoint(_ request: RESTRequest) throws -> Answer {
        try request.allow()
        guard let content = try request.content() else {
            throw RESTError(400, "parse_exception", "request body or source parameter is required")
        }
        var id: String?
        for member in content.root.members ?? [] {
            guard member.key == "id", id == nil else {
                throw RESTError.illegalArgument(
                    "Unknown parameter [\(member.key)] in request body or parameter is of the wrong type[FIELD_NAME] "
                )
            }
            guard let text = member.value.string else {
                throw RESTError.illegalArgument("the request must contain only [id field")
            }
            id = text
        }
        guard let id else { throw RESTError.illegalArgument("search context id is is not provided") }
        let living = Set(try catalog.state().entries.values.map(\.name.uuid))
        let freed = points.close(try PointID(id)).filter { living.contains($0.uuid) }.count
        return .json(freed > 0 ? 200 : 404, ["succeeded": .bool(freed > 0), "num_freed": JSONValue(freed)])
    }

    /// Runs `body` on the states a search's point in time holds.
    ///
    /// - Parameters:
    ///   - pit: What the search says about its point.
    ///   - body: Receives the indices that are still there, in the order of the point.
    /// - Returns: How many indices the point began with, and which of them were deleted since.
    /// - Throws: ``RESTError`` where the point is not there, or none of its indices is; what `body` throws.
    func readPoint(
        _ pit: SearchRequest.PointReference,
        _ body: ([IndexReader]) throws -> Void
    ) throws -> (total: Int, gone: [IndexName]) {
        let id = try PointID(pit.id)
        if let keepAlive = pit.keepAlive {
            try checkKeepAlive(keepAlive, pit.keepAliveText, id.indices.map(\.name), phase: "query")
        }
        guard let point = points.point(id, keepAlive: pit.keepAlive) else { throw Self.missingPoint(id) }
        let living = Set(try catalog.state().entries.values.map(\.name.uuid))
        let indices = point.indices.filter { living.contains($0.store.name.uuid) }
        guard !indices.isEmpty || point.indices.isEmpty else { throw Self.goneIndices(point.indices.map(\.store.name)) }
        try Self.read(indices[...], [], body)
        let gone = point.indices.map(\.store.name).filter { !living.contains($0.uuid) }
        return (point.indices.count, gone)
    }

    private static func read(
        _ indices: ArraySlice<HeldIndex>,
        _ readers: [IndexReader],
        _ body: ([IndexReader]) throws -> Void
    ) throws {
        guard let index = indices.first else { return try body(readers) }
        try index.read { try read(indices.dropFirst(), readers + [$0], body) }
    }

    private static func missingPoint(_ id: PointID) -> RESTError {
        let cause = ExceptionBody(
            "search_context_missing_exception",
            "No search context found for id [[\(id.session)][\(id.number)] searcherId [null]]"
        )
        return failure(404, cause, id.indices, node: .string(NodeIdentity.nodeID))
    }

    private static func goneIndices(_ indices: [IndexName]) -> RESTError {
        failure(503, ExceptionBody("no_shard_available_action_exception", ""), indices, node: nil)
    }

    /// The failure of every shard of a point in time for the same reason.
    private static func failure(
        _ status: Int,
        _ cause: ExceptionBody,
        _ indices: [IndexName],
        node: JSONValue
    )
        -> RESTError
    {
        let failed = indices.map { index -> JSONValue in
            ["shard": 0, "index": .string(index.name), "node": node, "reason": .object(cause.json)]
        }
        let outer = ExceptionBody(
            "search_phase_execution_exception",
            "all shards failed",
            members: ["phase": "query", "grouped": true, "failed_shards": .array(failed)]
        )
        return RESTError(status, outer, roots: indices.map { _ in cause })
    }

    /// The failure of indices that were deleted under a point in time, as `_shards` shows it.
    static func failures(_ gone: [IndexName]) -> JSONValue {
        let reason = ExceptionBody("no_shard_available_action_exception", "")
        return .array(
            gone.map { ["shard": 0, "index": .string($0.name), "node": nil, "reason": .object(reason.json)] }
        )
    }
}
