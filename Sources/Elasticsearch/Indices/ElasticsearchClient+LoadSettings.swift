import HTTPTransport
public import JSONValues

extension ElasticsearchClient {
    /// The settings of an index that a bulk load changes, as they are set on the index itself, with one request.
    ///
    /// - Parameter index: An index, or an alias of one.
    /// - Returns: The values; `nil` in them where the index leaves one to the server.
    /// - Throws: ``ElasticsearchError``.
    public func loadSettings(of index: String) async throws -> LoadSettings {
        LoadSettings(try await settings(of: index))
    }

    /// Changes the settings of an index for a bulk load, or puts the former ones back; doing it twice is doing it once.
    ///
    /// One request, and one for each setting where the server refuses them together. Serverless has no replicas to set and may
    /// refuse an interval; that is said in the result and is no error.
    ///
    /// - Parameters:
    ///   - settings: The values; what is `nil` is reset to the server's default.
    ///   - index: An index, or an alias of one.
    /// - Returns: What was taken, and why the rest was not.
    /// - Throws: ``ElasticsearchError`` where nothing could be asked, such as without the privilege or the index.
    public func applyLoadSettings(_ settings: LoadSettings, index: String) async throws -> LoadSettingsResult {
        var result = LoadSettingsResult(applied: [], refused: [:])
        var members = settings.json
        let capabilities = try await capabilities()
        if !capabilities.allowsShardSettings {
            members["number_of_replicas"] = nil
            result.refused["number_of_replicas"] = "\(capabilities.summary) has no replicas to set"
        }
        do {
            try await putSettings(members, index: index)
            result.applied = members.keys
        } catch let error as ElasticsearchError where error.status == 400 {
            for (name, value) in members {
                do {
                    try await putSettings(JSONObject([(name, value)]), index: index)
                    result.applied.append(name)
                } catch let error as ElasticsearchError where error.status == 400 {
                    result.refused[name] = error.reason ?? error.message
                }
            }
        }
        return result
    }

    /// Changes members of what a program keeps with an index under `_meta`, and leaves the others as they are.
    ///
    /// A server replaces the whole of `_meta`, so this reads it first: two requests, and of two programs that do it at the same
    /// moment the second wins.
    ///
    /// - Parameters:
    ///   - index: An index, or an alias of one.
    ///   - changes: The members to set; `null` removes one.
    /// - Returns: The whole of it as it is now.
    /// - Throws: ``ElasticsearchError``.
    @discardableResult
    public func updateMeta(of index: String, _ changes: JSONObject) async throws -> JSONObject {
        let before = try await mapping(of: index).meta
        var meta = before
        // A bare `nil` here would be the value null, since a JSON value can be written so.
        for (name, value) in changes { meta[name] = value == .null ? Optional<JSONValue>.none : value }
        guard meta != before else { return before }
        _ = try await sendJSON(
            .put,
            try Self.path(index, "/_mapping"),
            body: JSONValue.object(["_meta": .object(meta)]).serialized(),
            operation: "put mapping",
            index: index
        )
        return meta
    }
}
