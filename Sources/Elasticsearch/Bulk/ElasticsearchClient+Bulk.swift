public import HTTPTransport

/// When documents written become visible to searches.
public enum RefreshPolicy: String, Sendable, Hashable {
    /// With the index's next refresh.
    case none = "false"
    /// At once; costly when done often.
    case immediate = "true"
    /// The answer waits for the next refresh.
    case waitFor = "wait_for"
}

extension ElasticsearchClient {
    /// Sends one batch in one request, once; ``BulkIndexer`` adds the retries.
    ///
    /// - Parameters:
    ///   - batch: The operations, at least one.
    ///   - index: The index or alias to write to.
    ///   - refresh: When the documents become visible.
    ///   - pipeline: The ingest pipeline that documents go through; `nil` for the index's default one, `_none` for none at all.
    ///   - headers: Headers of this request, such as `traceparent`; those of the configuration win over them.
    /// - Returns: The answer, one item per operation in the order of the batch, also where operations failed.
    /// - Throws: ``ElasticsearchError`` where the request as a whole failed; of kind `malformedResponse` where the answer does
    ///   not say what became of every operation.
    public func bulk(
        _ batch: BulkBatch,
        index: String,
        refresh: RefreshPolicy = .none,
        pipeline: String? = nil,
        headers: HTTPHeaders = [:]
    ) async throws -> BulkResponse {
        guard !batch.isEmpty else { return BulkResponse() }
        var query = [("filter_path", "took,errors,items.*.status,items.*.error,items.*._id")]
        if refresh != .none { query.append(("refresh", refresh.rawValue)) }
        if let pipeline { query.append(("pipeline", pipeline)) }
        let answer = try await send(
            .post,
            try Self.path(index, "/_bulk"),
            query: query,
            body: batch.body,
            ndjson: true,
            headers: headers,
            operation: "bulk",
            index: index,
            // The indexer retries bulk requests itself, item by item; a middleware must not do it a second time.
            isIdempotent: false
        )
        do {
            var response = try BulkResponseReader.read(answer.body, to: batch.entries)
            response.items = try Self.align(response.items, with: batch)
            return response
        } catch {
            throw Self.malformed("bulk", index, error.what, status: answer.status)
        }
    }

    /// Brings items into the order of the batch.
    ///
    /// Servers keep that order; a proxy or a server that does not is followed by id where ids are unique, and refused where
    /// it leaves open what became of an operation.
    static func align(
        _ items: [BulkItem],
        with batch: BulkBatch
    ) throws(BulkResponseReader.Malformed) -> [BulkItem] {
        guard items.count == batch.count else {
            throw BulkResponseReader.Malformed(what: "\(items.count) items for \(batch.count) operations")
        }
        // By their bytes, as the index tells documents apart: strings are equal where they only look the same.
        if zip(items, batch.entries).allSatisfy({ $0.id.utf8.elementsEqual($1.id.utf8) || $0.id.isEmpty }) {
            return zip(items, batch.entries).map { BulkItem(id: $1.id, status: $0.status, error: $0.error) }
        }
        var byID = Dictionary(items.map { (Array($0.id.utf8), $0) }) { first, _ in first }
        guard byID.count == batch.count else {
            throw BulkResponseReader.Malformed(what: "items of other documents than were sent")
        }
        var aligned: [BulkItem] = []
        aligned.reserveCapacity(batch.count)
        for entry in batch.entries {
            guard let item = byID.removeValue(forKey: Array(entry.id.utf8)) else {
                throw BulkResponseReader.Malformed(what: "no item for one of the documents")
            }
            aligned.append(item)
        }
        return aligned
    }
}
