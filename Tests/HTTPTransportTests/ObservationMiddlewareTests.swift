import ESJinaTesting
import HTTPTransport
import TestSupport
import Testing

@Suite struct ObservationMiddlewareTests {
    let clock = TestClock()
    let log = EventLog()

    @Test func `an answer is told with its time and sizes`() async throws {
        let recorded = RecordedTransport { [clock] _ in
            clock.advance(by: .milliseconds(30))
            return HTTPResponse(status: 404, body: [1, 2, 3])
        }
        let request = HTTPRequest(.post, "http://h/", body: .bytes([1, 2]), operation: "bulk")
        _ = try await recorded.through(ObservationMiddleware(log, clock: clock)).send(request)
        let event = try #require(log.requests.first)
        #expect(event.operation == "bulk")
        #expect(event.status == 404)
        #expect(event.duration == .milliseconds(30))
        #expect(event.sentBytes == 2)
        #expect(event.receivedBytes == 3)
        #expect(event.error == nil)
        #expect(log.requests.count == 1)
    }

    @Test(arguments: [
        "https://user:pass@h:9200/i/_bulk?token=1#x": "https://h:9200/i/_bulk", "http://h": "http://h",
        "http://h?a=1@2": "http://h", "http+unix://%2Ftmp%2Fs/a@b": "http+unix://%2Ftmp%2Fs/a@b",
        "nonsense": "nonsense",
    ])
    func `a URL is told without what may be secret`(url: String, told: String) async throws {
        let sender = RecordedTransport { _ in HTTPResponse(status: 200) }
        _ = try await sender.through(ObservationMiddleware(log, clock: clock)).send(HTTPRequest(.head, url))
        #expect(log.requests.map(\.url) == [told])
        #expect(log.requests.map(\.method) == ["HEAD"])
    }

    @Test func `a failure is told and thrown on`() async throws {
        let recorded = RecordedTransport([.failure(TransportError(.connectionLost, "gone"))])
        let sender = recorded.through(ObservationMiddleware(log, clock: clock))
        await #expect(throws: TransportError.self) { try await sender.send(HTTPRequest(.get, "http://h/")) }
        #expect(log.requests.map(\.error?.kind) == [.connectionLost])
        #expect(log.requests.map(\.status) == [nil])
    }

    @Test func `the first middleware listed sees a request first`() async throws {
        let recorded = RecordedTransport(responses: [.init(status: 503), .init(status: 200)])
        let sender = recorded.through(
            RetryMiddleware(policy: RetryPolicy(), clock: clock, random: { 0 }),
            ObservationMiddleware(log, clock: clock)
        )
        _ = try await sender.send(HTTPRequest(.get, "http://h/"))
        #expect(log.requests.map(\.status) == [503, 200])
    }
}
