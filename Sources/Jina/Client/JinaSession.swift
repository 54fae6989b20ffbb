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
    private let known: Knowledge

    /// What was found out about the server, shared by the sessions that talk to it.
    private final class Knowledge: Sendable {
        private let known: Mutex<Known?> = Mutex(nil)
        func withLock<Value: Sendable>(_ body: (inout sending Known?) -> sending Value) -> Value {
            known.withLock(body)
        }
    }

    init(_ configuration: JinaConfiguration, transport: any HTTPTransport, observer: (any Observer)?, time: TimeSource)
    {
        self.configuration = configuration
        self.transport = transport
        self.observer = observer
        self.time = time
        known = Knowledge()
    }

    /// Makes a session of other patience that shares everything else with `session`: connections, dialect, rate limits.
    init(_ session: JinaSession, configuration: JinaConfiguration) {
        self.configuration = configuration
        transport = session.transport
        observer = session.observer
        time = session.time
        known = session.known
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

    /// Sends a body and reads the answer with `decode`, which also tells the tokens the server counted.
    ///
    /// An answer of 429 is not the end: the request waits with all others and goes again, until the configured patience is
    /// used up. A request refused with 429 costs nothing, so nothing is paid twice. Other failures are repeated by the
    /// configured policy. While it waits, a request holds neither a place on the wire nor its body.
    func post<Answer>(
        _ call: Call,
        _ wire: WireFormat,
        body: @Sendable () -> [UInt8],
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
        var patience = configuration.rateLimitPatience
        var rejectionsLeft = configuration.maxRateLimitRetries
        var attempts = Attempts(start: time.now())
        while true {
            let id = try await throttle.start(tokens: call.tokens, operation: call.operation)
            let outcome: RetryPolicy.Outcome
            do {
                request.body = .bytes(body())
                outcome = .response(try await transport.send(request))
            } catch let error as TransportError {
                outcome = .failure(error)
            } catch {
                throttle.finish(id, remaining: nil)
                throw error
            }
            request.body = .bytes([])
            guard case .response(let response) = outcome else {
                throttle.finish(id, remaining: nil)
                try await pause(after: outcome, to: request, &attempts)
                continue
            }
            if (200..<300).contains(response.status) {
                throttle.finish(id, remaining: response.remaining)
                let (answer, tokens) = try read(response, call, wire, decode)
                // Where nothing is counted the guess stays.
                if tokens > 0 { throttle.settle(id, tokens: tokens) }
                return answer
            }
            let error = JinaError(response, context(call.task, wire, sent: call.sent()))
            if let limit = error.rateLimit {
                let pause = throttle.reject(id, limit: limit, retryAfter: error.retryAfter)
                guard pause <= patience, rejectionsLeft > 0 else { throw error }
                patience -= pause
                rejectionsLeft -= 1
            } else {
                throttle.finish(id, remaining: response.remaining)
                guard try await pause(after: outcome, to: request, &attempts) else { throw error }
            }
        }
    }

    private func read<Answer>(
        _ response: HTTPResponse,
        _ call: Call,
        _ wire: WireFormat,
        _ decode: (JSONValue) throws(MalformedAnswer) -> (Answer, tokens: Int)
    ) throws(JinaError) -> (Answer, tokens: Int) {
        let context = context(call.task, wire)
        let json: JSONValue
        do {
            json = try JSONValue.parse(response.body)
        } catch {
            throw JinaError(malformed: "not in JSON (\(error))", status: response.status, context)
        }
        do {
            return try decode(json)
        } catch {
            var refusal = JinaError(malformed: error.reason, status: response.status, context)
            // Answered is billed, whatever the answer is worth.
            refusal.billedTokens = wire.billsTokens ? JinaUsage(json["usage"]).totalTokens : 0
            throw refusal
        }
    }

    /// How often and since when a request was sent.
    private struct Attempts {
        var count = 1
        var start: Duration
    }

    /// Waits until the request may be sent again, by the configured policy.
    ///
    /// - Returns: Whether it may; where it may not and there was no answer, the transport's error is thrown.
    @discardableResult
    private func pause(
        after outcome: RetryPolicy.Outcome,
        to request: HTTPRequest,
        _ attempts: inout Attempts
    ) async throws -> Bool {
        let decision = configuration.retryPolicy.decision(
            after: outcome,
            to: request,
            attempt: attempts.count,
            elapsed: time.now() - attempts.start,
            random: .random(in: 0...1)
        )
        guard case .retry(let delay, let reason) = decision else {
            if case .failure(let error) = outcome { throw error }
            return false
        }
        observer?
            .requestRetried(
                RetryEvent(operation: request.operation, attempt: attempts.count, delay: delay, reason: reason)
            )
        try await time.sleep(delay)
        attempts.count += 1
        return true
    }

    /// Sends `request`, again where the configured policy says so, without regard to rate limits.
    private func exchange(_ request: HTTPRequest) async throws -> HTTPResponse {
        var attempts = Attempts(start: time.now())
        while true {
            let outcome: RetryPolicy.Outcome
            do {
                outcome = .response(try await transport.send(request))
            } catch let error as TransportError {
                outcome = .failure(error)
            }
            let isRepeated = try await pause(after: outcome, to: request, &attempts)
            if !isRepeated, case .response(let response) = outcome { return response }
        }
    }

    /// Gets a JSON page.
    func get(_ path: String, operation: String, task: String, _ wire: WireFormat) async throws -> JSONValue {
        let response = try await exchange(request(.get, path, operation: operation))
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
        try await exchange(request(.get, path, operation: "jina.detect"))
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
