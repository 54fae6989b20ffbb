public import HTTPTransport
import JSONValues
import Synchronization

/// Sends what a ``SpanRecorder`` records to a collector, as OTLP/HTTP with JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp).
///
/// It works beside the run and never fails or holds it up: what the collector does not take is left out and counted. An export
/// is sent again after a status of 429, 502, 503 or 504 and after a lost connection, as long as `Retry-After` says, at most five
/// times in a minute.
public final class SpanExporter: Sendable {
    /// The most spans of one request.
    static let maxBatch = 512

    /// How exporting went.
    public struct Summary: Sendable, Hashable {
        /// Spans that the collector took.
        public var exported = 0
        /// Spans that it did not take, or that could not be sent in time.
        public var dropped = 0
        /// What went wrong last, in one sentence; `nil` where nothing did.
        public var problem: String?
    }

    private struct State: Sendable {
        var summary = Summary()
        var worker: Task<Void, Never>?
        var timer: Task<Void, Never>?
    }

    private let recorder: SpanRecorder
    private let configuration: OTLPConfiguration
    private let document: OTLPDocument
    private let transport: any HTTPTransport
    private let clock: any Clock<Duration>
    private let state = Mutex(State())
    private let ticks: AsyncStream<Void>
    private let tick: AsyncStream<Void>.Continuation

    /// Makes an exporter; nothing is sent before ``start(every:)``.
    ///
    /// - Parameters:
    ///   - recorder: Whose spans to send.
    ///   - configuration: Where to.
    ///   - transport: What carries the requests; its requests are not observed, or exports would make spans to export.
    ///   - version: The version of the program, for the spans' scope.
    ///   - clock: Measures and waits.
    public init(
        _ recorder: SpanRecorder,
        configuration: OTLPConfiguration,
        transport: any HTTPTransport,
        version: String = "",
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.recorder = recorder
        self.configuration = configuration
        document = OTLPDocument(resource: configuration.resource, scopeVersion: version)
        self.transport = Self.retrying(transport, clock)
        self.clock = clock
        (ticks, tick) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Begins to send in the background.
    ///
    /// - Parameter interval: How long finished spans are gathered before they are sent; default 1 s.
    public func start(every interval: Duration = .seconds(1)) {
        // Exports are no part of the run they tell of.
        TraceContext.$current.withValue(nil) {
            let worker = Task { [self, ticks] in
                for await _ in ticks { await sendAll() }
                await sendAll()
            }
            let timer = Task { [clock, tick] in
                while !Task.isCancelled {
                    try? await clock.sleep(for: interval, tolerance: nil)
                    tick.yield()
                }
            }
            state.withLock {
                $0.worker = worker
                $0.timer = timer
            }
        }
    }

    /// Sends what is left and ends; finish the recorder before.
    ///
    /// - Parameter limit: The longest time to take; default 5 s. What is not sent by then is left out.
    /// - Returns: How exporting went.
    public func finish(within limit: Duration = .seconds(5)) async -> Summary {
        let (worker, timer) = state.withLock { ($0.worker, $0.timer) }
        timer?.cancel()
        tick.finish()
        let watchdog = Task { [clock] in
            try? await clock.sleep(for: limit, tolerance: nil)
            worker?.cancel()
        }
        await worker?.value
        watchdog.cancel()
        let left = recorder.take(.max).count
        return state.withLock {
            $0.summary.dropped += left + recorder.droppedCount
            if left > 0, $0.summary.problem == nil {
                $0.summary.problem = "Traces could not all be sent to \(place): the time was over."
            }
            return $0.summary
        }
    }

    /// Sends what is in the recorder's queue.
    func sendAll() async {
        while !Task.isCancelled {
            let spans = recorder.take(Self.maxBatch)
            if spans.isEmpty { return }
            let rejected = await send(spans)
            state.withLock {
                $0.summary.exported += spans.count - rejected
                $0.summary.dropped += rejected
            }
        }
    }

    /// Sends one request and tells how many of its spans were not taken.
    private func send(_ spans: [Span]) async -> Int {
        var request = HTTPRequest(
            .post,
            configuration.tracesURL,
            headers: ["Content-Type": "application/json"],
            body: .bytes(document.request(spans).serialized()),
            operation: "otlp.traces"
        )
        for (name, value) in configuration.headers { request.headers[name] = value.withExposedValue { $0 } }
        request.timeouts = HTTPTimeouts(connect: configuration.timeout, total: configuration.timeout)
        request.maxResponseBytes = 1 << 20
        do {
            let response = try await transport.send(request)
            guard 200..<300 ~= response.status else {
                note("status \(response.status)\(Self.advice(response.status))")
                return spans.count
            }
            return rejected(response, of: spans.count)
        } catch is CancellationError {
            note("the time was over.")
        } catch let error as TransportError {
            note(error.message)
        } catch {
            note("the transport failed.")
        }
        return spans.count
    }

    private func rejected(_ response: HTTPResponse, of count: Int) -> Int {
        // A body that is no JSON tells of no rejection: the status has accepted everything.
        guard let partial = (try? JSONValue.parse(response.body))?["partialSuccess"] else { return 0 }
        // A 64-bit integer is a string in this encoding, though some servers write a number.
        let rejected = partial["rejectedSpans"].flatMap { $0.int ?? $0.string.flatMap { Int($0) } } ?? 0
        if rejected > 0 { note("the collector rejected \(rejected) of \(count) spans.") }
        return min(max(rejected, 0), count)
    }

    private func note(_ reason: String) {
        state.withLock { $0.summary.problem = "Traces could not all be sent to \(place): \(reason)" }
    }

    /// The URL without what may be secret.
    private var place: String {
        let url = configuration.tracesURL.prefix { $0 != "?" && $0 != "#" }
        guard let at = url.lastIndex(of: "@"), let scheme = url.firstRange(of: "://") else { return String(url) }
        return String(url[..<scheme.upperBound] + url[url.index(after: at)...])
    }

    private static func advice(_ status: Int) -> String {
        switch status {
        case 401, 403: "; check OTEL_EXPORTER_OTLP_HEADERS."
        case 404, 405: "; check the path in OTEL_EXPORTER_OTLP_TRACES_ENDPOINT."
        case 415: "; the collector does not take JSON."
        default: "."
        }
    }

    private static func retrying<Time: Clock<Duration>>(
        _ transport: any HTTPTransport,
        _ clock: Time
    ) -> any HTTPTransport {
        let policy = RetryPolicy(baseDelay: .seconds(1), totalDeadline: .seconds(60))
        return transport.through(RetryMiddleware(policy: policy, clock: clock))
    }
}
