import ESJinaTesting
import HTTPTransport
import JSONValues
import TestSupport
import Testing

@testable import Telemetry

@Suite struct SpanExporterTests {
    private let clock = TestClock()
    private let spans = SpanRecorder(
        name: "ingest",
        parent: TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", state: "a=b")
    )

    private func exporter(
        _ transport: any HTTPTransport,
        _ change: (inout OTLPConfiguration) -> Void = { _ in }
    ) -> SpanExporter {
        var configuration = OTLPConfiguration(tracesURL: "http://collector:4318/v1/traces")
        change(&configuration)
        return SpanExporter(spans, configuration: configuration, transport: transport, version: "1.2", clock: clock)
    }

    private func body(_ request: HTTPRequest?) throws -> JSONValue {
        guard case .bytes(let bytes) = request?.body else { return .null }
        return try JSONValue.parse(bytes)
    }

    private func recordStage() {
        spans.stageFinished(StageEvent(stage: "embed", itemCount: 64, duration: .seconds(1), trace: spans.root.child()))
    }

    @Test func `an export is one request with the shape of the protocol`() async throws {
        let recorded = RecordedTransport { _ in HTTPResponse(status: 200, body: Array("{}".utf8)) }
        let batch = spans.root.child()
        spans.throttled(ThrottleEvent(operation: "bulk", delay: .milliseconds(1500), reason: "busy", trace: batch))
        spans.batchFinished(
            BatchEvent(
                operation: "bulk",
                target: "photos",
                itemCount: 2,
                failedCount: 2,
                bytes: 5,
                start: UnixTime(nanoseconds: 1_700_000_000_123_456_789),
                duration: .milliseconds(10),
                trace: batch
            )
        )
        spans.finish()
        await exporter(recorded) { $0.headers = [("api-key", Secret("hunter2"))] }.sendAll()
        let request = try #require(recorded.requests.first)
        #expect(recorded.requests.count == 1)
        #expect(request.method == .post)
        #expect(request.url == "http://collector:4318/v1/traces")
        #expect(request.headers["Content-Type"] == "application/json")
        #expect(request.headers["api-key"] == "hunter2")
        #expect(request.headers["traceparent"] == nil)
        let resource = try body(request)["resourceSpans"]?[0]
        #expect(
            resource?["resource"]
                == ["attributes": [["key": "service.name", "value": ["stringValue": "es-jina"]]]]
        )
        let scope = resource?["scopeSpans"]?[0]
        #expect(scope?["scope"] == ["name": "es-jina", "version": "1.2"])
        let span = try #require(scope?["spans"]?[0])
        #expect(span["traceId"] == "0af7651916cd43dd8448eb211c80319c")
        #expect(span["spanId"]?.string == batch.spanID.description)
        #expect(span["parentSpanId"]?.string == spans.root.spanID.description)
        #expect(span["traceState"] == "a=b")
        #expect(span["flags"] == 0x101)
        #expect(span["kind"] == 3)
        #expect(span["startTimeUnixNano"] == "1700000000123456789")
        #expect(span["endTimeUnixNano"] == "1700000000133456789")
        #expect(span["status"] == ["message": "every item failed", "code": 2])
        #expect(
            span["attributes"]?.array?.contains(["key": "db.operation.batch.size", "value": ["intValue": "2"]]) == true
        )
        let event = span["events"]?[0]
        #expect(event?["name"] == "throttle")
        #expect(event?["timeUnixNano"]?.string.flatMap(UInt64.init) != nil)
        #expect(
            event?["attributes"]?.array?
                .contains(["key": "es_jina.throttle.delay", "value": ["doubleValue": 1.5]]) == true
        )
        let root = scope?["spans"]?[1]
        #expect(root?["parentSpanId"] == "b7ad6b7169203331")
        #expect(root?["flags"] == 0x301)
        #expect(root?["status"] == nil)
        #expect(root?["events"] == nil)
    }

    @Test func `many spans go in requests of at most 512`() async throws {
        let recorded = RecordedTransport { _ in HTTPResponse(status: 200) }
        for _ in 0..<1100 { recordStage() }
        let exporter = exporter(recorded)
        await exporter.sendAll()
        let counts = try recorded.requests.map {
            try body($0)["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]?.array?.count
        }
        #expect(counts == [512, 512, 76])
        #expect(await exporter.finish() == SpanExporter.Summary(exported: 1100, dropped: 0, problem: nil))
    }

    @Test(arguments: [429, 502, 503, 504])
    func `a collector that is busy is asked again, when it says`(status: Int) async {
        let recorded = RecordedTransport(
            responses: [.init(status: status, headers: ["Retry-After": "7"]), .init(status: 200)]
        )
        recordStage()
        let exporter = exporter(recorded)
        await exporter.sendAll()
        #expect(clock.sleeps == [.seconds(7)])
        #expect(await exporter.finish() == SpanExporter.Summary(exported: 1, dropped: 0, problem: nil))
    }

    @Test(arguments: [
        400: "status 400.", 401: "status 401; check OTEL_EXPORTER_OTLP_HEADERS.",
        404: "status 404; check the path in OTEL_EXPORTER_OTLP_TRACES_ENDPOINT.", 500: "status 500.",
        415: "status 415; the collector does not take JSON.", 301: "status 301.",
    ])
    func `what a collector refuses is left out and told once`(status: Int, reason: String) async {
        let recorded = RecordedTransport { _ in HTTPResponse(status: status, body: Array("hunter2".utf8)) }
        recordStage()
        recordStage()
        let exporter = exporter(recorded) { $0.tracesURL = "http://user:hunter2@collector/v1/traces?key=hunter2" }
        await exporter.sendAll()
        #expect(recorded.requests.count == 1)
        let problem = "Traces could not all be sent to http://collector/v1/traces: \(reason)"
        #expect(await exporter.finish() == SpanExporter.Summary(exported: 0, dropped: 2, problem: problem))
    }

    @Test func `a collector that is gone costs five tries and then the spans`() async {
        let recorded = RecordedTransport { _ in
            throw TransportError(.connectionFailed, "Nothing listens at collector:4318.")
        }
        recordStage()
        let exporter = exporter(recorded)
        await exporter.sendAll()
        #expect(recorded.requests.count == 5)
        let problem =
            "Traces could not all be sent to http://collector:4318/v1/traces: Nothing listens at collector:4318."
        #expect(await exporter.finish() == SpanExporter.Summary(exported: 0, dropped: 1, problem: problem))
    }

    @Test(arguments: [
        #"{"partialSuccess":{"rejectedSpans":"2","errorMessage":"too old"}}"#: 2,
        #"{"partialSuccess":{"rejectedSpans":1}}"#: 1, #"{"partialSuccess":{"errorMessage":"deprecated"}}"#: 0,
        #"{"partialSuccess":{"rejectedSpans":"99"}}"#: 3, #"{"partialSuccess":{"rejectedSpans":-1}}"#: 0, "": 0,
        "<html>": 0, "{}": 0,
    ])
    func `a partial success counts what was rejected and is not sent again`(answer: String, rejected: Int) async {
        let recorded = RecordedTransport { _ in HTTPResponse(status: 200, body: Array(answer.utf8)) }
        for _ in 0..<3 { recordStage() }
        let exporter = exporter(recorded)
        await exporter.sendAll()
        let summary = await exporter.finish()
        #expect(recorded.requests.count == 1)
        #expect(summary.exported == 3 - rejected)
        #expect(summary.dropped == rejected)
        #expect((summary.problem != nil) == (rejected > 0))
    }

    @Test(.timeLimit(.minutes(1))) func `a collector that never answers does not hold up the end`() async throws {
        let hanging = RecordedTransport { _ in
            try await Task.sleep(for: .seconds(3600))
            return HTTPResponse(status: 200)
        }
        recordStage()
        var configuration = OTLPConfiguration(tracesURL: "http://collector/")
        configuration.timeout = .seconds(3600)
        let exporter = SpanExporter(spans, configuration: configuration, transport: hanging)
        exporter.start(every: .milliseconds(1))
        while hanging.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        recordStage()
        spans.finish()
        let summary = await exporter.finish(within: .milliseconds(50))
        #expect(summary.exported == 0)
        #expect(summary.dropped == 3)
        #expect(summary.problem == "Traces could not all be sent to http://collector/: the time was over.")
    }

    @Test(.timeLimit(.minutes(1))) func `what is recorded is sent while the run goes on and at its end`() async throws {
        let recorded = RecordedTransport { _ in HTTPResponse(status: 200) }
        let exporter = SpanExporter(
            spans,
            configuration: OTLPConfiguration(tracesURL: "http://collector/"),
            transport: recorded
        )
        exporter.start(every: .milliseconds(1))
        recordStage()
        while recorded.requests.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
        spans.finish()
        #expect(await exporter.finish() == SpanExporter.Summary(exported: 2, dropped: 0, problem: nil))
        #expect(recorded.requests.count == 2)
    }

    @Test func `spans that the queue lost are told as dropped`() async {
        let small = SpanRecorder(name: "ingest", maxQueued: 1)
        small.batchFinished(BatchEvent(operation: "bulk", itemCount: 1, failedCount: 0, bytes: 1, duration: .zero))
        small.finish()
        let exporter = SpanExporter(
            small,
            configuration: OTLPConfiguration(tracesURL: "http://collector/"),
            transport: RecordedTransport { _ in HTTPResponse(status: 200) },
            clock: clock
        )
        await exporter.sendAll()
        #expect(await exporter.finish() == SpanExporter.Summary(exported: 1, dropped: 1, problem: nil))
    }
}
