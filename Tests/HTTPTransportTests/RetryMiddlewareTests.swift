import ESJinaTesting
import HTTPTransport
import TestSupport
import Testing

@Suite struct RetryMiddlewareTests {
    let clock = TestClock()
    let log = EventLog()
    let request = HTTPRequest(.get, "http://h/", operation: "search")

    func middleware(_ policy: RetryPolicy = RetryPolicy()) -> RetryMiddleware<TestClock> {
        RetryMiddleware(policy: policy, clock: clock, observer: log, random: { 1 }, secondsSince1970: { 784_111_777 })
    }

    @Test func `an answer that comes at the third time is the answer`() async throws {
        let lost = TransportError(.connectionLost, "lost")
        let recorded = RecordedTransport([.success(.init(status: 503)), .failure(lost), .success(.init(status: 200))])
        let answer = try await recorded.through(middleware()).send(request)
        #expect(answer.status == 200)
        #expect(recorded.requests.count == 3)
        #expect(clock.sleeps == [.milliseconds(250), .milliseconds(500)])
        #expect(log.retries.map(\.reason) == ["status 503", "connection_lost"])
        #expect(log.retries.map(\.attempt) == [1, 2])
        #expect(log.retries.map(\.operation) == ["search", "search"])
    }

    @Test func `the last answer is returned, not thrown`() async throws {
        let recorded = RecordedTransport { _ in HTTPResponse(status: 429, body: [1]) }
        let answer = try await recorded.through(middleware()).send(request)
        #expect(answer == HTTPResponse(status: 429, body: [1]))
        #expect(recorded.requests.count == 5)
        #expect(clock.sleeps == [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2)])
    }

    @Test func `the last error is thrown`() async throws {
        let recorded = RecordedTransport { _ in throw TransportError(.timedOut, "late") }
        let error = await #expect(throws: TransportError.self) {
            try await recorded.through(middleware()).send(request)
        }
        #expect(error?.message == "late")
        #expect(recorded.requests.count == 5)
    }

    @Test func `the deadline counts the time that attempts take`() async throws {
        let recorded = RecordedTransport { [clock] _ in
            clock.advance(by: .seconds(120))
            return HTTPResponse(status: 503)
        }
        _ = try await recorded.through(middleware()).send(request)
        #expect(recorded.requests.count == 3)
    }

    @Test func `an error of another kind passes at once`() async throws {
        struct Other: Error {}
        let recorded = RecordedTransport { _ in throw Other() }
        await #expect(throws: Other.self) { try await recorded.through(middleware()).send(request) }
        #expect(recorded.requests.count == 1)
    }

    @Test func `a cancelled task stops waiting at once`() async throws {
        let recorded = RecordedTransport { _ in HTTPResponse(status: 503, headers: ["Retry-After": "30"]) }
        let sender = recorded.through(RetryMiddleware(policy: RetryPolicy()))
        let task = Task { [request] in try await sender.send(request) }
        while recorded.requests.isEmpty { await Task.yield() }
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(ContinuousClock.now - start < .seconds(5))
        #expect(recorded.requests.count == 1)
    }

    @Test func `injected faults are outlived, and paid requests are sent once`() async throws {
        let recorded = RecordedTransport { _ in HTTPResponse(status: 200) }
        let faulty = FaultInjectingTransport(recorded, seed: 7, rate: 0.5)
        var policy = RetryPolicy()
        policy.maxAttempts = 50
        let sender = faulty.through(middleware(policy))
        for _ in 0..<200 { #expect(try await sender.send(request).status == 200) }
        #expect(faulty.injectedFaults.count > 100)
        let before = recorded.requests.count
        var failures = 0
        for _ in 0..<200 {
            do {
                _ = try await sender.send(HTTPRequest(.post, "http://h/", isIdempotent: false))
            } catch is TransportError { failures += 1 }
        }
        #expect(failures > 0)
        #expect(recorded.requests.count - before <= 200)
    }
}
