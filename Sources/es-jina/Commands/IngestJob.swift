import CommandTree
import CurlTransport
import ESJina
import Embeddings
import HTTPTransport
import JSONValues
import VipsImages

/// One run of the pipeline for a command: engine, model, signals, progress, report and exit status.
struct IngestJob {
    private let command: ParsedCommand
    private let console: Console
    private let monitor = IngestMonitor()

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    /// Where the vectors come from.
    enum Vectors {
        /// An embedder makes them.
        case made
        /// The inputs bring them, of this size; `nil` where it is the model's own.
        case brought(dims: Int?)
    }

    /// Takes `source` to the index.
    ///
    /// - Parameters:
    ///   - source: The inputs.
    ///   - count: How many there are; `nil` where nobody knows.
    ///   - vectors: Where the vectors come from.
    ///   - configure: Changes the options that the command line gives.
    /// - Returns: How the command ends.
    /// - Throws: What ends the whole run.
    func run<Source: AsyncSequence & Sendable>(
        _ source: Source,
        count: Int?,
        vectors: Vectors = .made,
        configure: (inout IngestOptions) -> Void = { _ in }
    ) async throws -> ExitStatus where Source.Element == SourceStep {
        let index = command[ConnectionOptions.index]
        let activity = RunActivity()
        let telemetry = TelemetryRun(command, console, name: "ingest", index: index)
        // The pipeline adds the monitor itself.
        let listeners = Observers([activity] + telemetry.observers)
        let observer = Observers([monitor, listeners])
        let engine = try Engine(command, console, observer: observer)
        let factory = ModelFactory(command, observer: observer)
        let embedder: any Embedder =
            switch vectors {
            case .made: try await factory.embedder()
            case .brought(let dims):
                try await factory.precomputed(dims: dims, existing: try await engine.description(of: index))
            }
        let tokens = try await MultiVectorFactory(command, factory).embedder()
        var options = RunOptions.ingestOptions(command, stateDirectory: engine.stateDirectory)
        MultiVectorOptions.apply(command, to: &options)
        options.modelRevision = ModelFactory.revision(of: embedder.model.id)
        configure(&options)
        let mode =
            command[RunOptions.quiet]
            ? ProgressMode.none : command[RunOptions.progress].resolved(for: console.errorTerminal)
        let line = ProgressLine(mode: mode, environment: console.environment)
        SignalHandler.install(onFirst: { [monitor] _ in
            line.note("Finishing what is under way; press Ctrl-C again to end at once.")
            monitor.requestStop("it was interrupted")
        })
        let pipeline = IngestPipeline(
            client: engine.client,
            index: index,
            embedder: embedder,
            multiVectorEmbedder: tokens,
            images: VipsImagePreparer(),
            fetcher: Self.fetcher(command),
            options: options,
            observer: listeners
        )
        return try await telemetry.during(monitor) {
            let tokenPrice = command[TelemetryOptions.tokenPrice] ?? embedder.usdPerMillionTokens
            let report = try await watch(line, activity, total: count, tokenPrice: tokenPrice) { [monitor] in
                try await pipeline.run(source, monitor: monitor)
            }
            try print(report, engine)
            if report.isInterrupted { return .interrupted }
            let isWhole = report.counters.deadLettered == 0 && report.reconciliation?.isConsistent ?? true
            return isWhole ? .success : .itemsRejected
        }
    }

    /// What fetches pictures named by URLs; `nil` where they are not to be fetched.
    static func fetcher(_ command: ParsedCommand) -> HTTPImageFetcher? {
        guard command[RunOptions.fetchImages] else { return nil }
        var network = CurlConfiguration()
        network.userAgent = "es-jina/\(ESJinaCommand.version)"
        network.addresses = command[RunOptions.fetchPrivate] ? .any : .publicOnly
        network.maxConnectionsPerHost = 4
        return HTTPImageFetcher(transport: LibcurlTransport(network).through(RetryMiddleware()))
    }

    /// Runs `work` with a progress line beside it.
    private func watch(
        _ line: ProgressLine,
        _ activity: RunActivity,
        total: Int?,
        tokenPrice: Double?,
        _ work: @escaping @Sendable () async throws -> IngestReport
    ) async throws -> IngestReport {
        let start = ContinuousClock.now
        let snapshot: @Sendable () -> ProgressSnapshot = { [monitor] in
            var snapshot = ProgressSnapshot("Ingesting")
            let counters = monitor.snapshot
            snapshot.elapsed = .now - start
            snapshot.take(counters, tokenPrice: tokenPrice)
            // Files that are no inputs are met on the way, not counted before.
            snapshot.total = total.map { $0 + counters.skipped }
            activity.fill(&snapshot)
            return snapshot
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await line.follow(snapshot) }
            defer { group.cancelAll() }
            let report = try await work()
            line.finish(snapshot())
            return report
        }
    }

    private func print(_ report: IngestReport, _ engine: Engine) throws {
        if command[RunOptions.json] {
            try console.output.write(report.json.text + "\n")
            return
        }
        for warning in report.warnings { console.warn(warning) }
        for failure in report.failures.prefix(10) { console.warn(failure.error.message) }
        if report.counters.deadLettered > 10, let path = report.deadLetterPath {
            console.warn("\(report.counters.deadLettered - 10) more are listed in \(path).")
        }
        guard !command[RunOptions.quiet] else { return }
        try console.output.write(IngestReportDocument(report).text(engine: engine.name))
    }
}
