import HTTPTransport
import JSONValues
import Synchronization

/// What the copies of a ``JinaClient`` share: the transport, the rate limiter, what is known of the server.
final class JinaSession: Sendable {
    /// One kind of request, for the rate limiter and for messages.
    struct Call: Sendable {
        var path: String
        var operation: String
        var task: String
        var tokens: Int
        var sent: @Sendable () -> [String]
    }

    private struct Known: Sendable {
        var wire: WireFormat
        var throttle: Throttle
    }

    private let configuration: JinaConfiguration
    private let transport: any HTTPTransport
    private let observer: (any Observer)?
    private let time: TimeSource
    private let known: Mutex<Known?> = Mutex(nil)

    init(_ configuration: JinaConfiguration, transport: any HTTPTransport, observer: (any Observer)?, time: TimeSource)
    {
        self.configuration = configuration
        self.transport = transport
        self.observer = observer
        self.time = time
    }

    /// The server's way of speaking, asked for once where it is not configured.
    ///
    /// Tasks that come at the same moment may each ask; the first answer stays.
    func wire() async throws -> WireFormat {
        if let known = known.withLock(\.self) { return known.wire }
        let wire: WireFormat =
            if configuration.dialect != .automatic {
                WireFormat(configuration.dialect, pathPrefix: configuration.pathPrefix)
            } else if configuration.isHostedAddress {
                WireFormat(.hosted, pathPrefix: configuration.pathPrefix)
            } else {
                try await detect()
            }
        let limits = configuration.limits.resolved(for: wire.dialect)
        let limiter = RateLimiter(
            requestsPerMinute: limits.requestsPerMinute,
            tokensPerMinute: limits.tokensPerMinute,
            concurrency: limits.concurrentRequests
        )
        let throttle = Throttle(limiter, time: time, observer: observer)
        return known.withLock { known in
            let settled = known ?? Known(wire: wire, throttle: throttle)
            known = settled
            return settled.wire
        }
    }

    /// The host and the dialect, for messages.
    func server(_ wire: WireFormat) -> String {
        "\(configuration.host) (\(wire.dialect)\(wire.isDetected ? ", found out by asking" : ""))"
    }

    func context(_ task: String, _ wire: WireFormat, sent: [String] = []) -> JinaError.Context {
        JinaError.Context(
            server: server(wire),
            task: task,
            hasKey: configuration.apiKey?.isEmpty == false,
            isHosted: wire.dialect == .hosted,
            sent: sent + (configuration.apiKey.map { [$0.withExposedValue(\.self)] } ?? [])
        )
    }

    /// Sends `body` and reads the answer with `decode`, which also tells the tokens the server counted.
    ///
    /// An answer of 429 is not the end: the request waits with all others and goes again, until the configured patience is
    /// used up. A request refused with 429 costs nothing, so nothing is paid twice.
    func post<Answer>(
        _ body: [UInt8],
        _ call: Call,
        _ wire: WireFormat,
        decode: (JSONValue) throws(MalformedAnswer) -> (Answer, tokens: Int)
    ) async throws -> Answer {
        if configuration.isHostedAddress, configuration.apiKey?.isEmpty ?? true {
            throw JinaError(
                .unauthorized,
                "\(server(wire)) needs an API key and none is set: set JINA_API_KEY to a key from https://jina.ai"
            )
        }
        guard let throttle = known.withLock(\.self)?.throttle else {
            throw JinaError(.unsupported, "\(server(wire)) was called before its dialect was known: call wire() first")
        }
        var request = request(.post, wire.pathPrefix + call.path, operation: call.operation)
        request.headers["content-type"] = "application/json"
        request.body = .bytes(body)
        var patience = configuration.rateLimitPatience
        while true {
            let id = try await throttle.start(tokens: call.tokens, operation: call.operation)
            let response: HTTPResponse
            do {
                response = try await transport.send(request)
            } catch {
                throttle.finish(id, remaining: nil)
                throw error
            }
            guard (200..<300).contains(response.status) else {
                let error = JinaError(response, context(call.task, wire, sent: call.sent()))
                guard let limit = error.rateLimit else {
                    throttle.finish(id, remaining: response.remaining)
                    throw error
                }
                let pause = throttle.reject(id, limit: limit, retryAfter: error.retryAfter)
                guard pause <= patience else { throw error }
                patience -= pause
                continue
            }
            throttle.finish(id, remaining: response.remaining)
            do {
                let (answer, tokens) = try decode(JSONValue.parse(response.body))
                // Where nothing is counted the guess stays.
                if tokens > 0 { throttle.settle(id, tokens: tokens) }
                return answer
            } catch let error as MalformedAnswer {
                throw JinaError(malformed: error.reason, status: response.status, context(call.task, wire))
            } catch let error as JSONError {
                throw JinaError(malformed: "not in JSON (\(error))", status: response.status, context(call.task, wire))
            }
        }
    }

    /// Gets a JSON page.
    func get(_ path: String, operation: String, task: String, _ wire: WireFormat) async throws -> JSONValue {
        let response = try await transport.send(request(.get, path, operation: operation))
        guard (200..<300).contains(response.status) else { throw JinaError(response, context(task, wire)) }
        do {
            return try JSONValue.parse(response.body)
        } catch {
            // Jina's own health page is not documented; that it answers 200 is the news.
            if path == "/health" { return .null }
            throw JinaError(malformed: "not in JSON (\(error))", status: response.status, context(task, wire))
        }
    }

    func request(_ method: HTTPRequest.Method, _ path: String, operation: String) -> HTTPRequest {
        var headers: HTTPHeaders = ["accept": "application/json"]
        if let key = configuration.apiKey, !key.isEmpty {
            headers["authorization"] = key.withExposedValue { "Bearer \($0)" }
        }
        for field in configuration.headers.fields { headers[field.name] = field.value }
        return HTTPRequest(
            method,
            configuration.rootURL + path,
            headers: headers,
            timeouts: configuration.timeouts,
            // Asking again changes nothing on the server; at worst an answer that got lost is paid for again.
            isIdempotent: true,
            operation: operation
        )
    }

    func answer(to path: String) async throws -> HTTPResponse {
        try await transport.send(request(.get, path, operation: "jina.detect"))
    }

    var prefix: String { configuration.pathPrefix }
}

extension HTTPResponse {
    /// What is left of the minute, by Jina's headers.
    fileprivate var remaining: RateLimiter.Remaining {
        RateLimiter.Remaining(
            requests: headers["x-ratelimit-remaining-requests"].flatMap { Int($0) },
            tokens: headers["x-ratelimit-remaining-tokens"].flatMap { Int($0) }
        )
    }
}
