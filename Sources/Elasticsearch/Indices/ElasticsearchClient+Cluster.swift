import HTTPTransport
import JSONValues

extension ElasticsearchClient {
    /// How well the cluster or one index is; Serverless does not say.
    ///
    /// - Parameters:
    ///   - index: The index or alias; `nil` for the whole cluster.
    ///   - status: The state to wait for; `nil` to answer at once.
    ///   - timeout: How long to wait; default 30 s.
    /// - Returns: The health, with `timedOut` where the state did not come.
    /// - Throws: ``ElasticsearchError``.
    public func health(
        of index: String? = nil,
        waitFor status: ClusterHealth.Status? = nil,
        timeout: Duration = .seconds(30)
    ) async throws -> ClusterHealth {
        var query: [(String, String)] = []
        if let status {
            query = [("wait_for_status", status.rawValue), ("timeout", "\(max(0, timeout.components.seconds))s")]
        }
        let path = try index.map { index throws(ElasticsearchError) in try Self.path(index) } ?? ""
        let answer = try await sendJSON(
            .get,
            "/_cluster/health" + path,
            query: query,
            operation: "health",
            index: index,
            // 408 is the answer where the state did not come in time; it holds the state there is.
            accepting: [408]
        )
        guard let health = ClusterHealth(answer) else { throw Self.malformed("health", index, "it has no status") }
        return health
    }

    /// Changes aliases, all in one step or none.
    ///
    /// - Parameter actions: The changes, in order; an empty array does nothing.
    /// - Throws: ``ElasticsearchError``.
    public func updateAliases(_ actions: [AliasAction]) async throws {
        guard !actions.isEmpty else { return }
        let body: JSONValue = ["actions": .array(actions.map(\.json))]
        _ = try await sendJSON(
            .post,
            "/_aliases",
            body: body.serialized(),
            operation: "update aliases",
            // A removal cannot be carried out twice.
            isIdempotent: false
        )
    }

    /// The aliases of indices.
    ///
    /// - Parameter index: An index, an alias, a list or a pattern; `nil` for every index.
    /// - Returns: The aliases by index, indices without aliases too.
    /// - Throws: ``ElasticsearchError``.
    public func aliases(of index: String? = nil) async throws -> [String: [String]] {
        let path = try index.map { index throws(ElasticsearchError) in try Self.path(index) } ?? ""
        let answer = try await sendJSON(.get, path + "/_alias", operation: "aliases", index: index)
        var found: [String: [String]] = [:]
        for (index, value) in answer.object ?? [:] { found[index] = value["aliases"]?.object?.keys ?? [] }
        return found
    }
}
