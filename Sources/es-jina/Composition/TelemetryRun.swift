import CommandTree
import CurlTransport
import ESJina
import HTTPTransport
import Synchronization
import Telemetry

/// Tells the outside how a run goes while it does: metrics to a file, spans to a collector.
///
/// Telling never makes the run fail once it has begun; what could not be told is said at the end.
final class TelemetryRun: Sendable {
    /// How often the metrics file is written.
    static let interval = Duration.seconds(5)
    /// How long the end waits for the collector.
    static let flushLimit = Duration.seconds(5)

    private struct State: Sendable {
        var writer: Task<Void, Never>?
        var problem: String?
    }

    private let metrics: MetricsRegistry?
    private let file: MetricsFile?
    private let spans: SpanRecorder?
    private let exporter: SpanExporter?
    private let context: TraceContext
    private let warn: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// Who is to be told of everything; give it to the engine, the models and the pipeline.
    let observers: [any Observer]

    /// Reads options and environment; nothing is written or sent before ``during(_:_:)``.
    ///
    /// - Parameters:
    ///   - command: The command with its ``TelemetryOptions``.
    ///   - console: Where the environment comes from and where problems are said.
    ///   - name: What kind of run it is: `ingest`.
    ///   - index: The index, a label of every metric and an attribute of the run's span.
    ///   - transport: What carries spans; default libcurl.
    init(
        _ command: ParsedCommand,
        _ console: Console,
        name: String,
        index: String,
        transport: (any HTTPTransport)? = nil
    ) {
        let environment = console.environment
        warn = { console.warn($0) }
        file = command[TelemetryOptions.metrics].map(MetricsFile.init)
        metrics = file.map { _ in MetricsRegistry(labels: ["index": index]) }
        let parent = environment["TRACEPARENT"]
            .flatMap { TraceContext(traceparent: $0, state: environment["TRACESTATE"]) }
        var configuration: OTLPConfiguration?
        do throws(OTLPConfiguration.InvalidVariable) {
            configuration = try OTLPConfiguration(environment: environment)
        } catch {
            console.warn("No traces are sent: \(error)")
        }
        if var configuration {
            configuration.resource.append(("service.version", ESJinaCommand.version))
            let recorder = SpanRecorder(name: name, parent: parent, attributes: ["db.collection.name": index])
            spans = recorder
            exporter = SpanExporter(
                recorder,
                configuration: configuration,
                transport: transport ?? Self.network(environment),
                version: ESJinaCommand.version
            )
        } else {
            spans = nil
            exporter = nil
        }
        // Without a recorder of its own the run still hands on its caller's trace, and servers' logs can be joined by its ids.
        context = spans?.root ?? parent?.child() ?? .random(isSampled: false)
        let listening: [(any Observer)?] = [metrics, spans]
        observers = listening.compactMap { $0 }
    }

    /// Runs `body` as the run that is told of, and tells of its end, however it ends.
    ///
    /// - Parameters:
    ///   - monitor: What counts for the run, beside the observers.
    ///   - body: The run.
    /// - Returns: What `body` returns.
    /// - Throws: What `body` throws, and ``CommandError`` before it begins where the metrics file cannot be written.
    func during(
        _ monitor: IngestMonitor,
        _ body: () async throws -> ExitStatus
    ) async throws -> ExitStatus {
        try start(monitor)
        do {
            let status = try await TraceContext.$current.withValue(context) { try await body() }
            await finish(status, failure: nil, monitor)
            return status
        } catch {
            let isInterrupted = error is CancellationError
            await finish(
                isInterrupted ? .interrupted : .failure,
                failure: isInterrupted ? "interrupted" : "\(error)",
                monitor
            )
            throw error
        }
    }

    private func start(_ monitor: IngestMonitor) throws(CommandError) {
        exporter?.start()
        guard let metrics, let file else { return }
        metrics.setGauge("es_jina_run_active", to: 1, help: "Whether the run goes on.")
        metrics.setGauge(
            "es_jina_run_start_timestamp_seconds",
            to: Double(UnixTime.now().nanoseconds / 1_000_000_000),
            help: "When the run began, in seconds since 1970."
        )
        take(monitor.snapshot, into: metrics)
        do throws(MetricsFile.WriteError) {
            try file.replace(with: metrics.text)
        } catch {
            throw CommandError("\(error) Name another file with --metrics.")
        }
        let writer = Task { [weak self] in
            while true {
                try? await Task.sleep(for: Self.interval)
                guard !Task.isCancelled, let self else { return }
                take(monitor.snapshot, into: metrics)
                write(metrics, to: file)
            }
        }
        state.withLock { $0.writer = writer }
    }

    private func take(_ counters: IngestCounters, into metrics: MetricsRegistry) {
        metrics.setGauge(
            "es_jina_in_flight_items",
            to: Double(max(0, counters.started - counters.finished)),
            help: "Inputs under way."
        )
        metrics.setCounter(
            "es_jina_embedded_inputs_total",
            to: Double(counters.embedded),
            help: "Inputs that were sent to the embedder."
        )
        metrics.setCounter(
            "es_jina_cached_embeddings_total",
            to: Double(counters.cachedEmbeddings),
            help: "Inputs whose vectors were kept from before."
        )
    }

    private func write(_ metrics: MetricsRegistry, to file: MetricsFile) {
        do throws(MetricsFile.WriteError) {
            try file.replace(with: metrics.text)
            state.withLock { $0.problem = nil }
        } catch {
            state.withLock { $0.problem = "\(error)" }
        }
    }

    private func finish(_ status: ExitStatus, failure: String?, _ monitor: IngestMonitor) async {
        let writer = state.withLock { $0.writer }
        writer?.cancel()
        await writer?.value
        if let metrics, let file {
            take(monitor.snapshot, into: metrics)
            metrics.setGauge("es_jina_run_active", to: 0, help: "")
            metrics.setGauge(
                "es_jina_run_end_timestamp_seconds",
                to: Double(UnixTime.now().nanoseconds / 1_000_000_000),
                help: "When the run ended, in seconds since 1970."
            )
            metrics.setGauge(
                "es_jina_run_exit_status",
                to: Double(status.rawValue),
                help: "The exit status of the run that ended."
            )
            write(metrics, to: file)
        }
        if let problem = state.withLock({ $0.problem }) { warn(problem) }
        guard let spans, let exporter else { return }
        spans.finish(failure: failure)
        let summary = await exporter.finish(within: Self.flushLimit)
        if let problem = summary.problem {
            warn("\(problem) \(HumanUnits.count(summary.dropped, of: "span")) left out.")
        } else if summary.dropped > 0 {
            warn("\(HumanUnits.count(summary.dropped, of: "span")) left out: the collector was too slow.")
        }
    }

    /// A transport of its own: whom the collector trusts is not what the cluster's options say.
    private static func network(_ environment: [String: String]) -> any HTTPTransport {
        var configuration = CurlConfiguration()
        configuration.userAgent = "es-jina/\(ESJinaCommand.version)"
        let certificate =
            environment["OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE"] ?? environment["OTEL_EXPORTER_OTLP_CERTIFICATE"]
        if let certificate, !certificate.isEmpty { configuration.trust = .certificateAuthorities(file: certificate) }
        return LibcurlTransport(configuration)
    }
}
