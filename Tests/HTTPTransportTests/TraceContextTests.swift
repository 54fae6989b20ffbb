import ESJinaTesting
import HTTPTransport
import Testing

@Suite struct TraceContextTests {
    private let example = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test func `the recommendation's example is read and written`() throws {
        let context = try #require(TraceContext(traceparent: example))
        #expect(context.traceID.description == "0af7651916cd43dd8448eb211c80319c")
        #expect(context.spanID.description == "b7ad6b7169203331")
        #expect(context.isSampled)
        #expect(context.parentID == nil)
        #expect(context.traceparent == example)
    }

    @Test(arguments: ["00": false, "01": true, "02": false, "03": true, "ff": true])
    func `of the flags only the lowest bit is known`(flags: String, isSampled: Bool) throws {
        let context = try #require(TraceContext(traceparent: example.dropLast(2) + flags))
        #expect(context.isSampled == isSampled)
        #expect(context.traceparent.hasSuffix(isSampled ? "-01" : "-00"))
    }

    @Test(arguments: [
        "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "0x-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
        "00-0af7651916cd43dd8448eb211c80319é-b7ad6b7169203331-01",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
        " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ])
    func `what is malformed is no context`(text: String) { #expect(TraceContext(traceparent: text) == nil) }

    @Test func `a later version is read by its first fields and answered in ours`() throws {
        let later = try #require(TraceContext(traceparent: "cc" + example.dropFirst(2) + "-what-the-future-brings"))
        #expect(later.traceparent == example)
        #expect(TraceContext(traceparent: "cc" + example.dropFirst(2))?.traceparent == example)
    }

    @Test func `a state that cannot be a header is left out`() {
        #expect(TraceContext(traceparent: example, state: "congo=t61rcWkgMzE")?.state == "congo=t61rcWkgMzE")
        #expect(TraceContext(traceparent: example, state: "a=b\r\nX: y")?.state == nil)
        #expect(TraceContext(traceparent: example, state: String(repeating: "a", count: 513))?.state == nil)
    }

    @Test func `a child keeps the trace and names its parent`() throws {
        let parent = try #require(TraceContext(traceparent: example.dropLast(2) + "00", state: "a=b"))
        let child = parent.child()
        #expect(child.traceID == parent.traceID)
        #expect(child.spanID != parent.spanID)
        #expect(child.parentID == parent.spanID)
        #expect(!child.isSampled)
        #expect(child.state == "a=b")
    }

    @Test func `what comes next is a child of the current work, or a trace that nobody records`() {
        let alone = TraceContext.next()
        #expect(!alone.isSampled)
        #expect(alone.parentID == nil)
        TraceContext.$current.withValue(.random()) {
            #expect(TraceContext.next().parentID == TraceContext.current?.spanID)
            #expect(TraceContext.next().isSampled)
        }
    }

    @Test func `random ids differ, are never zero and have all their digits`() {
        let contexts = (0..<1000).map { _ in TraceContext.random() }
        #expect(Set(contexts.map(\.traceID)).count == 1000)
        #expect(contexts.allSatisfy { TraceContext(traceparent: $0.traceparent) == $0 })
        #expect(TraceID(high: 0, low: 0) == nil)
        #expect(SpanID(0) == nil)
        #expect(SpanID(1)?.description == "0000000000000001")
    }

    @Test func `a request within a trace is a span of its own and says so`() async throws {
        let log = EventLog()
        let recorded = RecordedTransport { _ in HTTPResponse(status: 200) }
        let sender = recorded.through(ObservationMiddleware(log))
        let run = TraceContext.random()
        try await TraceContext.$current.withValue(run) {
            _ = try await sender.send(HTTPRequest(.get, "http://h/"))
            _ = try await sender.send(HTTPRequest(.get, "http://h/", headers: ["traceparent": example]))
        }
        _ = try await sender.send(HTTPRequest(.get, "http://h/"))
        let span = try #require(log.requests.first?.trace)
        #expect(span.parentID == run.spanID)
        #expect(span.traceID == run.traceID)
        #expect(log.requests.map { $0.trace == nil } == [false, true, true])
        #expect(recorded.requests.map { $0.headers["traceparent"] } == [span.traceparent, example, nil])
    }

    @Test func `a request that carries its caller's span is a part of that span`() async throws {
        let log = EventLog()
        let recorded = RecordedTransport { _ in HTTPResponse(status: 200) }
        let batch = TraceContext.random()
        try await TraceContext.$current.withValue(batch) {
            let request = HTTPRequest(.get, "http://h/", headers: ["traceparent": batch.traceparent])
            _ = try await recorded.through(ObservationMiddleware(log)).send(request)
        }
        let span = try #require(log.requests.first?.trace)
        #expect(span.parentID == batch.spanID)
        #expect(recorded.requests.first?.headers.fields.map(\.value) == [span.traceparent])
    }

    @Test func `several observers hear the same`() {
        let logs = [EventLog(), EventLog()]
        let observers = Observers(logs)
        let trace = TraceContext.random()
        TraceContext.$current.withValue(trace) {
            observers.requestRetried(RetryEvent(operation: "bulk", attempt: 1, delay: .zero, reason: "status 429"))
        }
        observers.throttled(ThrottleEvent(operation: "embed", delay: .seconds(1), reason: "rate limit"))
        for log in logs {
            #expect(log.retries.map(\.trace) == [trace])
            #expect(log.throttles.map(\.trace) == [nil])
        }
    }

    @Test func `moments are moved by durations and never before 1970`() {
        let moment = UnixTime(nanoseconds: 1_700_000_000_000_000_000)
        #expect(moment.advanced(by: .milliseconds(-1500)).nanoseconds == 1_699_999_998_500_000_000)
        #expect(moment.advanced(by: .nanoseconds(7)).nanoseconds == 1_700_000_000_000_000_007)
        #expect(moment.advanced(by: .seconds(-2_000_000_000)).nanoseconds == 0)
        #expect(UnixTime.now() > moment)
    }
}
