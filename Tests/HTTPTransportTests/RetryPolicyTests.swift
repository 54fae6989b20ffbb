import HTTPTransport
import Testing

@Suite struct RetryPolicyTests {
    let policy = RetryPolicy()
    let get = HTTPRequest(.get, "http://h/")
    let paid = HTTPRequest(.post, "http://h/", isIdempotent: false)

    func decide(
        _ outcome: RetryPolicy.Outcome,
        _ request: HTTPRequest? = nil,
        attempt: Int = 1,
        elapsed: Duration = .zero,
        random: Double = 1,
        now: Int64? = nil
    ) -> RetryPolicy.Decision {
        policy.decision(
            after: outcome,
            to: request ?? get,
            attempt: attempt,
            elapsed: elapsed,
            random: random,
            now: now
        )
    }

    @Test(arguments: [429, 502, 503, 504])
    func `a status that passes is tried again`(status: Int) {
        let decision = decide(.response(.init(status: status)))
        #expect(decision == .retry(after: .milliseconds(250), reason: "status \(status)"))
    }

    @Test(arguments: [200, 201, 301, 400, 401, 402, 403, 404, 409, 413, 422, 500, 501])
    func `a status that lasts is final`(status: Int) {
        #expect(decide(.response(.init(status: status))) == .finish)
    }

    @Test(arguments: [1: 250, 2: 500, 3: 1000, 4: 2000])
    func `the bound of the pause doubles`(attempt: Int, milliseconds: Int) {
        let decision = decide(.response(.init(status: 503)), attempt: attempt)
        #expect(decision == .retry(after: .milliseconds(milliseconds), reason: "status 503"))
    }

    @Test func `the pause is a random share of the bound, zero included`() {
        #expect(
            decide(.response(.init(status: 503)), attempt: 3, random: 0.25)
                == .retry(after: .milliseconds(250), reason: "status 503")
        )
        #expect(
            decide(.response(.init(status: 503)), attempt: 3, random: 0) == .retry(after: .zero, reason: "status 503")
        )
    }

    @Test func `the bound stops at the longest pause, however many attempts`() {
        var patient = policy
        patient.maxAttempts = 1_000
        let decision = patient.decision(
            after: .response(.init(status: 503)),
            to: get,
            attempt: 900,
            elapsed: .zero,
            random: 1
        )
        #expect(decision == .retry(after: .seconds(30), reason: "status 503"))
    }

    @Test func `the last attempt is final`() {
        #expect(decide(.response(.init(status: 503)), attempt: 5) == .finish)
        #expect(
            RetryPolicy.never.decision(
                after: .response(.init(status: 503)),
                to: get,
                attempt: 1,
                elapsed: .zero,
                random: 0
            ) == .finish
        )
    }

    @Test(arguments: [
        TransportError.Kind.connectionFailed, .connectionLost, .timedOut, .hostNotFound, .malformedResponse,
    ])
    func `a transient failure of an idempotent request is tried again`(kind: TransportError.Kind) {
        #expect(decide(.failure(TransportError(kind, "x"))) == .retry(after: .milliseconds(250), reason: kind.rawValue))
    }

    @Test(arguments: [TransportError.Kind.tls, .invalidURL, .responseTooLarge, .unavailable])
    func `a lasting failure is final`(kind: TransportError.Kind) {
        #expect(decide(.failure(TransportError(kind, "x", requestMayHaveBeenProcessed: false))) == .finish)
    }

    @Test func `what is not idempotent is sent again only when no byte can have arrived`() {
        #expect(decide(.failure(TransportError(.connectionLost, "x")), paid) == .finish)
        #expect(decide(.response(.init(status: 503)), paid) == .finish)
        let refused = TransportError(.connectionFailed, "x", requestMayHaveBeenProcessed: false)
        #expect(decide(.failure(refused), paid) == .retry(after: .milliseconds(250), reason: "connection_failed"))
    }

    @Test func `a streamed body is never sent again`() {
        let streamed = HTTPRequest(.post, "http://h/", body: .stream { nil })
        #expect(decide(.response(.init(status: 503)), streamed) == .finish)
        let refused = TransportError(.connectionFailed, "x", requestMayHaveBeenProcessed: false)
        #expect(decide(.failure(refused), streamed) == .finish)
    }

    @Test(arguments: [
        ("7", 7), ("0", 0), ("Sun, 06 Nov 1994 08:49:47 GMT", 10), ("Sunday, 06-Nov-94 08:49:47 GMT", 10),
        ("Sun Nov  6 08:49:47 1994", 10), ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
    ])
    func `Retry-After is obeyed, in seconds or as a date`(value: String, seconds: Int) {
        let answer = HTTPResponse(status: 429, headers: ["Retry-After": value])
        let decision = decide(.response(answer), random: 0.5, now: 784_111_777)
        #expect(decision == .retry(after: .seconds(seconds), reason: "status 429"))
    }

    @Test func `a date in Retry-After is read against the answer's own`() {
        let headers: HTTPHeaders = [
            "Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT", "Date": "Sun, 06 Nov 1994 08:49:40 GMT",
        ]
        #expect(RetryAfter.duration(of: HTTPResponse(status: 503, headers: headers), now: 0) == .seconds(7))
        #expect(RetryAfter.duration(of: HTTPResponse(status: 503)) == nil)
    }

    @Test(arguments: ["soon", "-5", "Sun, 06 Foo 1994 08:49:47 GMT", "Sun, 06 Nov 1994 28:49:47 GMT", ""])
    func `a Retry-After that is neither falls back to the jitter`(value: String) {
        let answer = HTTPResponse(status: 429, headers: ["Retry-After": value])
        #expect(decide(.response(answer), now: 784_111_777) == .retry(after: .milliseconds(250), reason: "status 429"))
    }

    @Test func `a server that asks for more than the longest pause gets no further request`() {
        #expect(decide(.response(.init(status: 429, headers: ["Retry-After": "31"]))) == .finish)
        #expect(decide(.response(.init(status: 429, headers: ["Retry-After": "99999999999999999"]))) == .finish)
    }

    @Test func `a pause that would pass the deadline is not made`() {
        let answer = RetryPolicy.Outcome.response(.init(status: 429, headers: ["Retry-After": "10"]))
        #expect(decide(answer, elapsed: .seconds(290)) == .retry(after: .seconds(10), reason: "status 429"))
        #expect(decide(answer, elapsed: .seconds(291)) == .finish)
    }
}
