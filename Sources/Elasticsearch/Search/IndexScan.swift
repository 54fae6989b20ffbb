import JSONValues

/// Every document of an index as it was at one moment, in no order that means anything, page by page.
///
/// One request opens a point in time, one brings each page when its first hit is asked for, one closes it at the end. Where the
/// loop is left before the end, the server forgets it after ``keepAlive``. One page is held in memory.
public struct IndexScan: AsyncSequence, Sendable {
    /// A document that was found.
    public typealias Element = SearchHit

    let client: ElasticsearchClient
    let index: String
    let request: SearchRequest
    /// How long the server waits for the next page to be asked for.
    public let keepAlive: Duration

    /// Reads the pages one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let scan: IndexScan
        private var page: ArraySlice<SearchHit> = []
        private var after: [JSONValue] = []
        private var pointInTime: PointInTime?
        private var isAtEnd = false

        init(_ scan: IndexScan) { self.scan = scan }

        /// The next document; `nil` after the last.
        public mutating func next() async throws -> SearchHit? {
            if page.isEmpty, !isAtEnd { try await turn() }
            return page.popFirst()
        }

        private mutating func turn() async throws {
            var moment: PointInTime
            if let pointInTime {
                moment = pointInTime
            } else {
                moment = try await scan.client.openPointInTime(scan.index, keepAlive: scan.keepAlive)
            }
            do {
                let response = try await scan.client.search(scan.request, in: &moment, after: after)
                pointInTime = moment
                page = response.hits[...]
                after = response.hits.last?.sort ?? []
                // A page that is not full is the last; a full one without an order could not be gone on from.
                isAtEnd = response.hits.count < scan.request.size || after.isEmpty
            } catch {
                isAtEnd = true
                _ = try? await scan.client.closePointInTime(moment)
                throw error
            }
            if isAtEnd { _ = try? await scan.client.closePointInTime(moment) }
        }
    }

    /// Begins a new reading, of the index as it is at its first element.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

extension ElasticsearchClient {
    /// Every document of an index that matches, as it is when the reading begins.
    ///
    /// - Parameters:
    ///   - index: An index, an alias, or a list or pattern of them.
    ///   - query: What to read; `nil` for everything.
    ///   - source: What of each document to bring; default nothing but its id.
    ///   - pageSize: How many documents one request brings, 1 to 10,000; default 1,000.
    ///   - keepAlive: How long the server waits for the next page to be asked for; default 5 min.
    /// - Returns: A sequence that sends its requests while it is read, and throws ``ElasticsearchError``.
    public func scan(
        _ index: String,
        query: Query? = nil,
        source: SourceFilter = .none,
        pageSize: Int = 1000,
        keepAlive: Duration = .seconds(300)
    ) -> IndexScan {
        let request = SearchRequest(
            query: query,
            size: min(max(pageSize, 1), 10_000),
            source: source,
            trackTotalHits: SearchRequest.TotalHits.none,
            // The order in which shards keep them, which costs nothing.
            sort: [SearchRequest.Sort("_shard_doc")]
        )
        return IndexScan(client: self, index: index, request: request, keepAlive: keepAlive)
    }
}
