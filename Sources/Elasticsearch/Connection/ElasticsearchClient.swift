public import HTTPTransport
public import JSONValues
import Synchronization

/// A client of one Elasticsearch cluster.
///
/// A value to pass around freely: copies share which nodes rest and what the server can do. It sends each request once,
/// except that a request which did not reach one node goes to the next. Retries belong to the transport's middlewares,
/// and for bulk to ``BulkIndexer``.
public struct ElasticsearchClient: Sendable {
    /// Where the cluster is and who asks.
    public let configuration: ElasticsearchConfiguration
    /// Hears when a request moves on to another node.
    public let observer: (any Observer)?

    private let transport: any HTTPTransport
    private let time: MonotonicTime
    private let shared: Shared

    private final class Shared: Sendable {
        let pool: Mutex<NodePool>
        let capabilities = Mutex<Capabilities?>(nil)
        init(nodes: Int) { pool = Mutex(NodePool(count: nodes)) }
    }

    /// Makes a client; sends nothing yet.
    ///
    /// - Parameters:
    ///   - configuration: Where the cluster is and who asks.
    ///   - transport: What carries the requests.
    ///   - observer: Hears when a request moves on to another node.
    ///   - clock: Measures how long nodes that did not answer rest.
    public init(
        _ configuration: ElasticsearchConfiguration,
        transport: any HTTPTransport,
        observer: (any Observer)? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.configuration = configuration
        self.transport = transport
        self.observer = observer
        time = MonotonicTime(clock)
        shared = Shared(nodes: configuration.urls.count)
    }

    /// The server's description of itself, from one request to `GET /`.
    ///
    /// - Returns: Name, cluster, version and flavour.
    /// - Throws: ``ElasticsearchError``; of kind `notElasticsearch` where something else answers, saying what.
    public func serverInfo() async throws -> ServerInfo {
        // Plain JSON, because this request is the one that finds out which media types the server knows.
        let answer = try await send(.get, "", operation: "connect", mediaType: "application/json")
        guard let info = ServerInfo(answer, url: configuration.urls[0]) else {
            throw notElasticsearch(answer, at: "the server")
        }
        guard info.version >= "8.0" || info.flavour == .serverless else {
            throw ElasticsearchError(
                .unsupportedVersion,
                "the server is Elasticsearch \(info.version); this client needs 8.19 or newer",
                status: answer.status,
                operation: "connect"
            )
        }
        return info
    }

    /// What the server can do, asked once (`GET /` and `GET /_license`) and remembered.
    ///
    /// A server that keeps its licence to itself (403, 404, 410 and the like) counts as basic, and one that keeps its version to
    /// itself as 8.19: what promises least. A feature that the server refuses for its licence later is left out from then on.
    ///
    /// - Returns: The capabilities.
    /// - Throws: ``ElasticsearchError``.
    public func capabilities() async throws -> Capabilities {
        if let known = shared.capabilities.withLock({ $0 }) { return known }
        let found = try await detectCapabilities()
        shared.capabilities.withLock { $0 = found }
        return found
    }

    /// Sends any request, for what this client has no function for.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path from the cluster's root, percent-encoded, such as `/_cat/indices`.
    ///   - query: Parameters, encoded here.
    ///   - body: A JSON body.
    /// - Returns: The answer; `null` where it has no body.
    /// - Throws: ``ElasticsearchError``.
    public func perform(
        _ method: HTTPRequest.Method,
        _ path: String,
        query: [(String, String)] = [],
        body: JSONValue? = nil
    ) async throws -> JSONValue {
        try await sendJSON(
            method,
            path.hasPrefix("/") ? path : "/" + path,
            query: query,
            body: body?.serialized(),
            operation: "\(method.rawValue) \(path.prefix { $0 != "?" })",
            isIdempotent: method != .post
        )
    }

    // MARK: Within the module

    func sendJSON(
        _ method: HTTPRequest.Method,
        _ path: String,
        query: [(String, String)] = [],
        body: [UInt8]? = nil,
        ndjson: Bool = false,
        operation: String,
        index: String? = nil,
        isIdempotent: Bool = true,
        accepting statuses: Set<Int> = []
    ) async throws -> JSONValue {
        let answer = try await send(
            method,
            path,
            query: query,
            body: body,
            ndjson: ndjson,
            operation: operation,
            index: index,
            isIdempotent: isIdempotent,
            accepting: statuses
        )
        if answer.body.isEmpty { return .null }
        return try Self.read(operation, index, answer) { body throws(JSONError) in try JSONValue.parse(body) }
    }

    /// What `reader` makes of the body of `answer`, which must be JSON.
    static func read<Value>(
        _ operation: String,
        _ index: String?,
        _ answer: HTTPResponse,
        _ reader: ([UInt8]) throws(JSONError) -> Value
    ) throws(ElasticsearchError) -> Value {
        do {
            return try reader(answer.body)
        } catch {
            throw malformed(operation, index, "\(error)", status: answer.status)
        }
    }

    static func malformed(
        _ operation: String,
        _ index: String?,
        _ what: String,
        status: Int = 200
    ) -> ElasticsearchError {
        let place = index.map { "\(operation) on index [\($0)]" } ?? operation
        return ElasticsearchError(
            .malformedResponse,
            "the answer to \(place) is not what Elasticsearch answers: \(what); is there a proxy in between?",
            status: status,
            operation: operation
        )
    }

    /// Sends one request, to the next node where one cannot be reached, and returns answers of status 2xx or one of `statuses`.
    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        query: [(String, String)] = [],
        body: [UInt8]? = nil,
        ndjson: Bool = false,
        headers extra: HTTPHeaders = [:],
        operation: String,
        index: String? = nil,
        isIdempotent: Bool = true,
        accepting statuses: Set<Int> = [],
        mediaType: String? = nil,
        maxResponseBytes: Int? = nil
    ) async throws -> HTTPResponse {
        let known = shared.capabilities.withLock { $0 } ?? Capabilities(version: "9.0")
        var headers: HTTPHeaders = ["accept": mediaType ?? known.mediaType()]
        if body != nil { headers["content-type"] = mediaType ?? known.mediaType(ndjson: ndjson) }
        if let version = known.apiVersion { headers["elastic-api-version"] = version }
        if let authorization = configuration.credentials.authorization { headers["authorization"] = authorization }
        for field in extra.fields { headers[field.name] = field.value }
        for field in configuration.headers.fields { headers[field.name] = field.value }

        var tried: Set<Int> = []
        var lastError: TransportError?
        while let node = shared.pool.withLock({ $0.choose(at: time.elapsed(), excluding: tried) }) {
            try Task.checkCancellation()
            tried.insert(node)
            let request = HTTPRequest(
                method,
                configuration.urls[node] + (path.isEmpty ? "/" : path) + Self.queryText(query),
                headers: headers,
                body: body.map { .bytes($0) } ?? .none,
                maxResponseBytes: maxResponseBytes,
                isIdempotent: isIdempotent,
                operation: operation
            )
            do {
                let answer = try await transport.send(request)
                shared.pool.withLock { $0.succeed(node) }
                return try check(answer, node: node, operation: operation, index: index, accepting: statuses)
            } catch let error as TransportError {
                shared.pool.withLock { $0.fail(node, at: time.elapsed()) }
                lastError = error
                let mayMoveOn = error.isTransient && (isIdempotent || !error.requestMayHaveBeenProcessed)
                guard mayMoveOn, tried.count < configuration.urls.count else { break }
                observer?
                    .requestRetried(
                        RetryEvent(operation: operation, attempt: tried.count, delay: .zero, reason: error.message)
                    )
            }
        }
        throw ElasticsearchError(
            lastError ?? TransportError(.unavailable, "no node could be asked"),
            operation: operation,
            index: index
        )
    }

    private func check(
        _ answer: HTTPResponse,
        node: Int,
        operation: String,
        index: String?,
        accepting statuses: Set<Int>
    ) throws(ElasticsearchError) -> HTTPResponse {
        let isElasticsearch = answer.headers["x-elastic-product"]?.lowercased() == "elasticsearch"
        if (200..<300).contains(answer.status) {
            guard isElasticsearch else { throw notElasticsearch(answer, at: configuration.urls[node]) }
            return answer
        }
        if statuses.contains(answer.status), isElasticsearch || answer.body.first == UInt8(ascii: "{") { return answer }
        let error = ElasticsearchError(answer, operation: operation, index: index, url: configuration.urls[node])
        if let feature = error.refusedFeature { shared.capabilities.withLock { $0?.refuse(named: feature) } }
        throw error
    }

    private func notElasticsearch(_ answer: HTTPResponse, at place: String) -> ElasticsearchError {
        let json = try? JSONValue.parse(answer.body)
        let version =
            json?["version"]?["number"]?.string.map { " " + ElasticsearchError.printable($0, limit: 20) } ?? ""
        let found: String
        if json?["version"]?["distribution"]?.string == "opensearch" {
            found = "OpenSearch\(version)"
        } else if json?["tagline"]?.string == "You Know, for Search" {
            found = "something like Elasticsearch\(version) that does not call itself so (header X-Elastic-Product)"
        } else if let title = ElasticsearchError.pageTitle(answer.body) {
            found = "a web page titled \"\(title)\""
        } else if let server = answer.headers["server"] {
            found = "the server \"\(ElasticsearchError.printable(server, limit: 60))\""
        } else {
            found = "something else"
        }
        return ElasticsearchError(
            .notElasticsearch,
            "\(place) is not Elasticsearch: \(found) answered with \(answer.status); check the URL and its port",
            status: answer.status,
            operation: "connect"
        )
    }

    static func queryText(_ query: [(String, String)]) -> String {
        guard !query.isEmpty else { return "" }
        return "?"
            + query.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1, alsoAllowed: ",*"))" }
            .joined(separator: "&")
    }

    /// The path of `target`, an index, an alias or a list of them, with `rest` behind it.
    static func path(_ target: String, _ rest: String = "") throws(ElasticsearchError) -> String {
        try NameRules.checkTarget(target)
        return "/" + PercentEncoding.encode(target, alsoAllowed: ",*") + rest
    }
}
