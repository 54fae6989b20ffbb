import CommandTree
import ESJina
import ESJinaTesting
import HTTPTransport
import JSONValues
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import es_jina

@Suite struct TelemetryRunTests {
    private struct Gone: Error, CustomStringConvertible {
        let description = "the cluster is gone"
    }

    private func run(
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        transport: any HTTPTransport = RecordedTransport([])
    ) throws -> TelemetryRun {
        let declaration = Command("x", summary: "Tests", options: [TelemetryOptions.group])
        let command = try declaration.parse(arguments).resolve(environment: environment, configuration: nil)
        return TelemetryRun(
            command,
            Console(environment: environment),
            name: "ingest",
            index: "photos",
            transport: transport
        )
    }

    private func spans(_ transport: RecordedTransport) throws -> [JSONValue] {
        try transport.requests.flatMap { request -> [JSONValue] in
            guard case .bytes(let bytes) = request.body else { return [] }
            return try JSONValue.parse(bytes)["resourceSpans"]?[0]?["scopeSpans"]?[0]?["spans"]?.array ?? []
        }
    }

    @Test func `metrics are in their file from the first moment, and the end is in it at the end`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/run.prom"
        let telemetry = try run(["--metrics", path])
        let during = Mutex("")
        let status = try await telemetry.during(IngestMonitor()) {
            during.withLock { $0 = PlatformFiles.read(path).map { String(decoding: $0, as: UTF8.self) } ?? "" }
            for observer in telemetry.observers { observer.itemFinished(ItemEvent(item: "a", outcome: "indexed")) }
            return .itemsRejected
        }
        #expect(status == .itemsRejected)
        let first = during.withLock { $0 }
        #expect(first.contains("\nes_jina_run_active{index=\"photos\"} 1\n"))
        #expect(first.contains("\nes_jina_in_flight_items{index=\"photos\"} 0\n"))
        let last = PlatformFiles.read(path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(last.contains("\nes_jina_run_active{index=\"photos\"} 0\n"))
        #expect(last.contains("\nes_jina_run_exit_status{index=\"photos\"} 1\n"))
        #expect(last.contains("\nes_jina_in_flight_items{index=\"photos\"} 0\n"))
        #expect(last.contains("\nes_jina_items_total{index=\"photos\",outcome=\"indexed\"} 1\n"))
    }

    @Test func `metrics that cannot be written end the run before it begins`() async throws {
        let telemetry = try run(["--metrics", "/nowhere/at/all.prom"])
        let error = await #expect(throws: CommandError.self) {
            try await telemetry.during(IngestMonitor()) {
                Issue.record("the run has begun")
                return .success
            }
        }
        #expect(
            error?.description
                == "Cannot write metrics to /nowhere/at/all.prom: No such file or directory. Name another file with --metrics."
        )
    }

    @Test func `a run within a trace sends its spans as parts of it, under the index's name`() async throws {
        let collector = RecordedTransport { _ in HTTPResponse(status: 200) }
        let telemetry = try run(
            environment: [
                "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318",
                "TRACEPARENT": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            ],
            transport: collector
        )
        await #expect(throws: Gone.self) {
            try await telemetry.during(IngestMonitor()) {
                let current = try #require(TraceContext.current)
                #expect(current.parentID?.description == "b7ad6b7169203331")
                for observer in telemetry.observers {
                    observer.batchFinished(
                        BatchEvent(operation: "bulk", itemCount: 2, failedCount: 0, bytes: 9, duration: .zero)
                    )
                }
                throw Gone()
            }
        }
        let spans = try spans(collector)
        #expect(spans.compactMap { $0["name"]?.string } == ["bulk", "ingest"])
        #expect(Set(spans.compactMap { $0["traceId"]?.string }) == ["0af7651916cd43dd8448eb211c80319c"])
        #expect(spans[0]["parentSpanId"]?.string == spans[1]["spanId"]?.string)
        #expect(spans[1]["parentSpanId"] == "b7ad6b7169203331")
        #expect(spans[1]["status"]?["message"] == "the cluster is gone")
        #expect(
            spans[1]["attributes"]?.array?.contains(["key": "db.collection.name", "value": ["stringValue": "photos"]])
                == true
        )
    }

    @Test func `a collector that refuses does not change how a run ends`() async throws {
        let collector = RecordedTransport { _ in HTTPResponse(status: 401) }
        let telemetry = try run(environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:4318"], transport: collector)
        #expect(try await telemetry.during(IngestMonitor()) { .success } == .success)
        #expect(collector.requests.count == 1)
    }

    @Test func `without a collector a run hands its caller's trace on, or one that nobody records`() async throws {
        let alone = try run()
        #expect(alone.observers.isEmpty)
        _ = try await alone.during(IngestMonitor()) {
            #expect(TraceContext.current?.isSampled == false)
            return .success
        }
        let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let called = try run(environment: ["TRACEPARENT": traceparent, "OTEL_EXPORTER_OTLP_ENDPOINT": "nonsense"])
        _ = try await called.during(IngestMonitor()) {
            #expect(TraceContext.current?.traceID.description == "0af7651916cd43dd8448eb211c80319c")
            #expect(TraceContext.current?.isSampled == true)
            return .success
        }
    }
}
