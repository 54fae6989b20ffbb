import HTTPTransport
import JSONValues

extension ElasticsearchClient {
    /// Searches, with one request.
    ///
    /// - Parameters:
    ///   - request: The search, checked before it is sent.
    ///   - index: An index, an alias, or a list or pattern of them.
    /// - Returns: The hits; a search on a vector field that does not exist finds none.
    /// - Throws: ``ElasticsearchError``.
    public func search(_ request: SearchRequest, index: String) async throws -> SearchResponse {
        let path = try Self.searchPath(index, request)
        let body = try request.body(for: try await capabilities())
        let answer = try await send(
            .post,
            path,
            query: request.parameters,
            body: body,
            operation: "search",
            index: index
        )
        guard let response = try Self.read("search", index, answer, SearchResponseReader.search) else {
            throw Self.malformed("search", index, "it has no hits")
        }
        return response
    }

    /// Where a search goes that names an index.
    static func searchPath(_ index: String, _ request: SearchRequest) throws(ElasticsearchError) -> String {
        guard request.pointInTime == nil else {
            throw ElasticsearchError(
                .invalidRequest,
                "the search names the index [\(index)] and a point in time; do not specify any index with point in time, use search(_:in:after:)",
                operation: "search"
            )
        }
        return try path(index, "/_search")
    }

    /// Sends several searches in one request.
    ///
    /// A server refuses the whole request where it cannot read one of them; then they are sent one by one, so that each gets
    /// its own answer.
    ///
    /// - Parameters:
    ///   - requests: The searches, checked before they are sent; a wrong one throws. An empty array returns at once.
    ///   - index: An index, an alias, or a list or pattern of them.
    /// - Returns: One result per search, in order.
    /// - Throws: ``ElasticsearchError`` where none could be asked.
    public func multiSearch(
        _ requests: [SearchRequest],
        index: String
    ) async throws -> [Result<SearchResponse, ElasticsearchError>] {
        guard !requests.isEmpty else { return [] }
        let path = try Self.path(index, "/_msearch")
        let body = try SearchRequest.multiSearchBody(requests, for: try await capabilities())
        let answer: HTTPResponse
        do {
            answer = try await send(
                .post,
                path,
                body: body,
                ndjson: true,
                operation: "multi-search",
                index: index
            )
        } catch let error as ElasticsearchError where error.status == 400 && requests.count > 1 {
            return try await searchEach(requests, index: index)
        }
        let responses = try Self.read("multi-search", index, answer, SearchResponseReader.multiSearch)
        guard let responses, responses.count == requests.count else {
            throw Self.malformed("multi-search", index, "it has not one response per search")
        }
        return responses.map { response in
            switch response {
            case .found(let found): return .success(found)
            case .failed(let error, let status):
                guard let cause = ServerErrorCause(error) else { break }
                return .failure(
                    ElasticsearchError(cause, status: status ?? 500, operation: "search", index: index, detail: error)
                )
            case .malformed: break
            }
            return .failure(Self.malformed("search", index, "it has no hits"))
        }
    }

    private func searchEach(
        _ requests: [SearchRequest],
        index: String
    ) async throws -> [Result<SearchResponse, ElasticsearchError>] {
        var results: [Result<SearchResponse, ElasticsearchError>] = []
        for request in requests {
            do {
                results.append(.success(try await search(request, index: index)))
            } catch let error as ElasticsearchError where error.status.map({ (400..<500).contains($0) }) ?? false {
                results.append(.failure(error))
            }
        }
        return results
    }

    /// Counts the documents that match.
    ///
    /// - Parameters:
    ///   - index: An index, an alias, or a list or pattern of them.
    ///   - query: What to count; `nil` for everything.
    /// - Returns: The number of documents.
    /// - Throws: ``ElasticsearchError``.
    public func count(_ index: String, query: Query? = nil) async throws -> Int {
        var body: [UInt8]?
        if let query {
            var writer = BodyWriter(try await capabilities())
            try writer.object { writer throws(ElasticsearchError) in
                writer.key("query")
                try query.write(to: &writer)
            }
            body = writer.bytes
        }
        let answer = try await sendJSON(
            body == nil ? .get : .post,
            try Self.path(index, "/_count"),
            body: body,
            operation: "count",
            index: index
        )
        guard let count = answer["count"]?.int else { throw Self.malformed("count", index, "it has no count") }
        return count
    }
}
