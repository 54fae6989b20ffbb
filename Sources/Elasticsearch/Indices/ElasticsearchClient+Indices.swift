import HTTPTransport
public import JSONValues

extension ElasticsearchClient {
    /// Creates an index.
    ///
    /// - Parameters:
    ///   - name: The name, checked before the request.
    ///   - definition: Settings and mapping, checked before the request.
    /// - Throws: ``ElasticsearchError``; of kind `resourceAlreadyExists` where there is one of that name.
    public func createIndex(_ name: String, _ definition: IndexDefinition = IndexDefinition()) async throws {
        try NameRules.checkIndex(name)
        let body = try definition.json(for: try await capabilities())
        _ = try await sendJSON(
            .put,
            try Self.path(name),
            body: body.serialized(),
            operation: "create",
            index: name,
            // A second try after a lost answer would say that the index exists already.
            isIdempotent: false
        )
    }

    /// Deletes one index with all its documents.
    ///
    /// - Parameter name: The name; patterns and lists are refused.
    /// - Returns: Whether there was one.
    /// - Throws: ``ElasticsearchError``.
    @discardableResult
    public func deleteIndex(_ name: String) async throws -> Bool {
        try NameRules.checkIndex(name)
        do {
            _ = try await sendJSON(.delete, try Self.path(name), operation: "delete", index: name)
            return true
        } catch let error as ElasticsearchError where error.kind == .indexNotFound {
            return false
        }
    }

    /// Whether an index or alias exists.
    ///
    /// - Parameter name: The name.
    /// - Returns: Whether it exists.
    /// - Throws: ``ElasticsearchError``.
    public func indexExists(_ name: String) async throws -> Bool {
        let answer = try await send(
            .head,
            try Self.path(name),
            operation: "exists",
            index: name,
            accepting: [404]
        )
        return answer.status != 404
    }

    /// The mapping of an index.
    ///
    /// - Parameter index: An index, or an alias of one.
    /// - Returns: The mapping with the defaults that the server filled in.
    /// - Throws: ``ElasticsearchError``; of kind `invalidRequest` where the name stands for several indices.
    public func mapping(of index: String) async throws -> IndexMapping {
        let answer = try await sendJSON(.get, try Self.path(index, "/_mapping"), operation: "mapping", index: index)
        return IndexMapping(try only(answer, "mappings", operation: "mapping", index: index))
    }

    /// Adds fields to a mapping or changes what may be changed of it.
    ///
    /// - Parameters:
    ///   - mapping: The fields to add, and `meta`, which replaces what was there.
    ///   - index: The index.
    /// - Throws: ``ElasticsearchError``; of kind `illegalArgument` where a field cannot be changed.
    public func putMapping(_ mapping: IndexMapping, index: String) async throws {
        let body = try mapping.json(for: try await capabilities())
        _ = try await sendJSON(
            .put,
            try Self.path(index, "/_mapping"),
            body: body.serialized(),
            operation: "put mapping",
            index: index
        )
    }

    /// The settings of an index.
    ///
    /// - Parameter index: An index, or an alias of one.
    /// - Returns: The members under `index`, values as the server's strings.
    /// - Throws: ``ElasticsearchError``.
    public func settings(of index: String) async throws -> JSONObject {
        let answer = try await sendJSON(.get, try Self.path(index, "/_settings"), operation: "settings", index: index)
        return try only(answer, "settings", operation: "settings", index: index)["index"]?.object ?? [:]
    }

    /// Changes settings of an index.
    ///
    /// - Parameters:
    ///   - settings: The members under `index`; `null` resets one to its default.
    ///   - index: The index.
    /// - Throws: ``ElasticsearchError``.
    public func putSettings(_ settings: JSONObject, index: String) async throws {
        _ = try await sendJSON(
            .put,
            try Self.path(index, "/_settings"),
            body: JSONValue.object(["index": .object(settings)]).serialized(),
            operation: "put settings",
            index: index
        )
    }

    /// Makes documents written before visible to searches.
    ///
    /// - Parameter index: The index or alias.
    /// - Throws: ``ElasticsearchError``.
    public func refresh(_ index: String) async throws {
        _ = try await sendJSON(.post, try Self.path(index, "/_refresh"), operation: "refresh", index: index)
    }

    /// Merges segments until there are few; worth it for an index that will not change, and not to be had on Serverless.
    ///
    /// - Parameters:
    ///   - index: The index or alias.
    ///   - maxSegments: The most segments to leave in a shard; default 1.
    /// - Throws: ``ElasticsearchError``; the transport's time limit may run out before a large merge ends, which goes on.
    public func forceMerge(_ index: String, maxSegments: Int = 1) async throws {
        let capabilities = try await capabilities()
        guard capabilities.allowsForceMerge else {
            throw ElasticsearchError(
                .invalidRequest,
                "\(capabilities.summary) merges by itself and has no force merge; leave it out",
                operation: "force merge"
            )
        }
        _ = try await sendJSON(
            .post,
            try Self.path(index, "/_forcemerge"),
            query: [("max_num_segments", String(max(1, maxSegments)))],
            operation: "force merge",
            index: index
        )
    }

    /// The member `part` of the one index in an answer that lists indices by name.
    private func only(
        _ answer: JSONValue,
        _ part: String,
        operation: String,
        index: String
    ) throws(ElasticsearchError) -> JSONValue {
        guard let indices = answer.object else {
            throw Self.malformed(operation, index, "it is no JSON object")
        }
        guard indices.count <= 1 else {
            throw ElasticsearchError(
                .invalidRequest,
                "[\(index)] stands for the indices \(indices.keys.joined(separator: ", ")); name one of them",
                operation: operation
            )
        }
        guard let first = indices.members.first else {
            throw ElasticsearchError(
                .indexNotFound,
                "there is no index [\(index)]; create it first or check its name",
                status: 404,
                operation: operation
            )
        }
        return first.value[part] ?? [:]
    }
}
