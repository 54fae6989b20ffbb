import HTTPTransport
import JSONValues

extension ElasticsearchClient {
    /// One document by its id, as it was written last, refreshed or not.
    ///
    /// - Parameters:
    ///   - id: The id.
    ///   - index: The index, or an alias of one.
    ///   - source: What of it to bring; default everything but vectors.
    /// - Returns: The document; `nil` where there is none.
    /// - Throws: ``ElasticsearchError``.
    public func get(
        _ id: String,
        index: String,
        source: SourceFilter = .withoutVectors
    ) async throws -> StoredDocument? {
        let answer = try await sendJSON(
            .get,
            try Self.documentPath(index, id),
            query: source.parameters(for: try await capabilities()),
            operation: "get",
            index: index,
            accepting: [404]
        )
        if let error = answer["error"], let cause = ServerErrorCause(error) {
            throw ElasticsearchError(cause, status: 404, operation: "get", index: index, detail: error)
        }
        guard answer["found"]?.bool != nil else {
            throw Self.malformed("get", index, "it does not say whether it was found")
        }
        return StoredDocument(answer)
    }

    /// Several documents by their ids, with one request.
    ///
    /// - Parameters:
    ///   - ids: The ids; an empty array returns at once.
    ///   - index: The index, or an alias of one.
    ///   - source: What of them to bring; default everything but vectors, ``SourceFilter/none`` to know only what is there.
    /// - Returns: One element per id, in order; `nil` where there is no such document.
    /// - Throws: ``ElasticsearchError``; also where a shard could not say.
    public func multiGet(
        _ ids: [String],
        index: String,
        source: SourceFilter = .withoutVectors
    ) async throws -> [StoredDocument?] {
        try await multiGet(keys: ids.map { DocumentKey($0) }, index: index, source: source)
    }

    /// Several documents by their ids and routings, with one request, as they were written last, refreshed or not.
    ///
    /// - Parameters:
    ///   - keys: The ids and routings; an empty array returns at once.
    ///   - index: The index, or an alias of one.
    ///   - source: What of them to bring; default everything but vectors, ``SourceFilter/none`` to know only what is there.
    /// - Returns: One element per key, in order; `nil` where there is no such document.
    /// - Throws: ``ElasticsearchError``; also where a shard could not say.
    public func multiGet(
        keys: [DocumentKey],
        index: String,
        source: SourceFilter = .withoutVectors
    ) async throws -> [StoredDocument?] {
        guard !keys.isEmpty else { return [] }
        for key in keys { try NameRules.checkID(key.id) }
        let body: JSONObject
        if keys.allSatisfy({ $0.routing == nil }) {
            body = ["ids": JSONValue(keys.map(\.id))]
        } else {
            body = [
                "docs": .array(
                    keys.map { key in
                        var doc: JSONObject = ["_id": .string(key.id)]
                        doc["routing"] = key.routing.map { .string($0) }
                        return .object(doc)
                    }
                )
            ]
        }
        let answer = try await sendJSON(
            .post,
            try Self.path(index, "/_mget"),
            query: source.parameters(for: try await capabilities()),
            body: JSONValue.object(body).serialized(),
            operation: "multi-get",
            index: index
        )
        guard let docs = answer["docs"]?.array, docs.count == keys.count,
            zip(docs, keys).allSatisfy({ $0["_id"]?.string == $1.id })
        else {
            throw Self.malformed("multi-get", index, "it has not one document per id")
        }
        for doc in docs {
            if let error = doc["error"], let cause = ServerErrorCause(error) {
                throw ElasticsearchError(cause, status: 500, operation: "multi-get", index: index, detail: error)
            }
        }
        return docs.map { StoredDocument($0) }
    }

    /// Deletes one document.
    ///
    /// - Parameters:
    ///   - id: The id.
    ///   - index: The index, or an alias of one.
    ///   - refresh: When the deletion becomes visible to searches.
    /// - Returns: Whether there was one.
    /// - Throws: ``ElasticsearchError``.
    @discardableResult
    public func delete(_ id: String, index: String, refresh: RefreshPolicy = .none) async throws -> Bool {
        let answer = try await sendJSON(
            .delete,
            try Self.documentPath(index, id),
            query: refresh == .none ? [] : [("refresh", refresh.rawValue)],
            operation: "delete document",
            index: index,
            accepting: [404]
        )
        if let error = answer["error"], let cause = ServerErrorCause(error) {
            throw ElasticsearchError(cause, status: 404, operation: "delete document", index: index, detail: error)
        }
        return answer["result"]?.string == "deleted"
    }

    private static func documentPath(_ index: String, _ id: String) throws(ElasticsearchError) -> String {
        try NameRules.checkID(id)
        return try path(index, "/_doc/" + PercentEncoding.encode(id))
    }
}
