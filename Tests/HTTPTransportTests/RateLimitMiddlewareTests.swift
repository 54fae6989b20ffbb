import ESJinaTesting
import HTTPTransport
import TestSupport
import Testing

@Suite struct RateLimitMiddlewareTests {
    let clock = TestClock()
    let log = EventLog()
    let recorded = RecordedTransport { _ in HTTPResponse(status: 200) }

    @Test func `requests are spread over the minute`() async throws {
        let limited = recorded.through(RateLimitMiddleware(requestsPerMinute: 120, clock: clock, observer: log))
        for _ in 0..<4 { _ = try await limited.send(HTTPRequest(.get, "http://h/", operation: "embed")) }
        #expect(clock.sleeps == [.milliseconds(500), .milliseconds(500), .milliseconds(500)])
        #expect(log.throttles.map(\.reason) == Array(repeating: "120 requests a minute", count: 3))
        #expect(log.throttles.first?.operation == "embed")
    }

    @Test func `a burst goes at once and is paid back afterwards`() async throws {
        let limited = recorded.through(RateLimitMiddleware(requestsPerMinute: 60, burst: 3, clock: clock))
        for _ in 0..<5 { _ = try await limited.send(HTTPRequest(.get, "http://h/")) }
        #expect(clock.sleeps == [.seconds(1), .seconds(1)])
    }

    @Test func `a quiet time earns no more than the burst`() async throws {
        let limited = recorded.through(RateLimitMiddleware(requestsPerMinute: 60, burst: 2, clock: clock))
        _ = try await limited.send(HTTPRequest(.get, "http://h/"))
        clock.advance(by: .seconds(600))
        for _ in 0..<3 { _ = try await limited.send(HTTPRequest(.get, "http://h/")) }
        #expect(clock.sleeps == [.seconds(1)])
    }
}
