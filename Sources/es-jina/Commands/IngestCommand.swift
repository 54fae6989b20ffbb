import CommandTree
import ESJina
import Embeddings
import HTTPTransport
import JSONValues
import Synchronization
import VipsImages

/// `es-jina ingest`: takes files to an index.
struct IngestCommand {
    private static let paths = Argument(
        "PATH",
        arity: .oneOrMore,
        completion: .files,
        help: "Files and directories to index; '-' reads JSONL from standard input."
    )
    static let dims = Option<[Int]>(
        "dims",
        short: "d",
        value: "N,N",
        environment: "ES_JINA_DIMS",
        configKey: "dims",
        help: "The vector sizes to index, all cut from one embedding."
    )
    .defaultDescribed("what the index holds, else the model's full size")
    private static let batchSize = Option<ByteSize>(
        "batch-size",
        default: .mebibytes(5),
        configKey: "batch_size",
        allowed: .matching("a size from 1KiB to 100MiB") { ByteSize.kibibytes(1) <= $0 && $0 <= .mebibytes(100) },
        help: "The largest bulk request."
    )
    private static let concurrency = Option<Int>(
        "concurrency",
        value: "N",
        default: 4,
        configKey: "concurrency",
        allowed: .matching("a whole number from 1 to 64") { 1...64 ~= $0 },
        help: "How many batches of inputs are worked on at once."
    )
    static let progress = Option<ProgressMode>(
        "progress",
        default: .auto,
        configKey: "progress",
        help: "How progress is shown on standard error."
    )
    private static let quiet = Option.flag("quiet", short: "q", help: "Show neither progress nor the report.")
    private static let json = Option.flag("json", help: "Print the report as one JSON document.")

    static let indexGroup = OptionGroup("Index", [dims, batchSize, concurrency])

    static let declaration = Command(
        "ingest",
        summary: "Embed pictures and texts and index them",
        discussion: """
            Directories are walked for pictures (JPEG, PNG, WebP, GIF, TIFF, SVG, HEIC), texts (.txt, .md) and records \
            (.jsonl, .ndjson). A picture takes its title, captions and tags from NAME.json or NAME.txt beside it.

            The index is made with a mapping for the model and sizes where there is none. Each document's id is its path or \
            its record's id, so a second run indexes only what changed, and vectors are kept: nothing is embedded twice.

            An input that cannot be used is reported and listed in the dead-letter file; all others are indexed, and the exit \
            code is 1. Ctrl-C finishes what is under way; the same command goes on from there.
            """,
        options: [
            indexGroup, InputOptions.group, ConnectionOptions.group, ModelOptions.group,
            OptionGroup("Output", [progress, quiet, json]),
        ],
        arguments: [paths],
        examples: [
            Example("es-jina ingest ~/Pictures", "Index a folder on this machine"),
            Example("es-jina ingest photos --dims 1024,256 --url http://127.0.0.1:9200", "Two sizes, into a cluster"),
            Example("es-jina ingest products.jsonl --id-field sku --text-field description", "Records, one a line"),
            Example("zcat dump.jsonl.gz | es-jina ingest - --index dump", "Records from another program"),
        ],
        exitCodes: ExitStatus.documentation
    )

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() async throws -> ExitStatus {
        let source = try FileSource(command[Self.paths], fields: fields)
        let count = source.count()
        if count == 0 {
            throw CommandError(
                "Nothing to ingest: \(command[Self.paths].joined(separator: ", ")) holds no pictures, texts or JSONL records."
            )
        }
        let retries = RetryCounter()
        let engine = try Engine(command, console, observer: retries)
        let embedder = try await ModelFactory(command, observer: retries).embedder()
        let monitor = IngestMonitor()
        SignalHandler.install(onFirst: { _ in
            console.note("\nFinishing what is under way; press Ctrl-C again to end at once.")
            monitor.requestStop()
        })
        let pipeline = IngestPipeline(
            client: engine.client,
            index: command[ConnectionOptions.index],
            embedder: embedder,
            images: VipsImagePreparer(),
            options: options(engine)
        )
        let report = try await watch(monitor, retries, total: count) {
            try await pipeline.run(source, monitor: monitor)
        }
        try print(report, engine, embedder)
        if report.isInterrupted { return .interrupted }
        return report.counters.deadLettered > 0 ? .itemsRejected : .success
    }

    private var fields: RecordFields {
        RecordFields(
            id: command[InputOptions.idField],
            text: command[InputOptions.textField].map { [$0] } ?? [],
            image: command[InputOptions.imageField],
            title: command[InputOptions.titleField],
            caption: command[InputOptions.captionField],
            tags: command[InputOptions.tagField]
        )
    }

    private func options(_ engine: Engine) -> IngestOptions {
        var options = IngestOptions(stateDirectory: engine.stateDirectory)
        options.dims = command[Self.dims]
        options.images.maxPixels = command[InputOptions.maxMegapixels] * 1_000_000
        options.maxBulkBytes = command[Self.batchSize].bytes
        options.concurrentWindows = command[Self.concurrency]
        return options
    }

    /// Runs `work` with a progress line beside it.
    private func watch(
        _ monitor: IngestMonitor,
        _ retries: RetryCounter,
        total: Int?,
        _ work: @escaping @Sendable () async throws -> IngestReport
    ) async throws -> IngestReport {
        let mode = command[Self.quiet] ? ProgressMode.none : command[Self.progress].resolved(for: console.errorTerminal)
        let line = ProgressLine(mode: mode, environment: console.environment)
        let start = ContinuousClock.now
        let snapshot: @Sendable () -> ProgressSnapshot = {
            let counters = monitor.snapshot
            var snapshot = ProgressSnapshot("Ingesting")
            snapshot.elapsed = .now - start
            snapshot.done = counters.finished
            // Files that are no inputs are met on the way, not counted before.
            snapshot.total = total.map { $0 + counters.skipped }
            snapshot.inFlight = counters.started - counters.finished
            snapshot.retries = retries.count
            snapshot.deadLetters = counters.deadLettered
            snapshot.skipped = counters.skipped
            snapshot.unchanged = counters.unchanged
            snapshot.tokens = counters.billedTokens
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

    private func print(_ report: IngestReport, _ engine: Engine, _ embedder: any Embedder) throws {
        if command[Self.json] {
            try console.output.write(IngestReportDocument(report).json.text + "\n")
            return
        }
        for failure in report.failures.prefix(10) { console.warn(failure.error.message) }
        if report.counters.deadLettered > 10, let path = report.deadLetterPath {
            console.warn("\(report.counters.deadLettered - 10) more are listed in \(path).")
        }
        guard !command[Self.quiet] else { return }
        try console.output.write(IngestReportDocument(report).text(engine: engine.name))
    }
}

/// Counts requests that were sent again, for the progress line.
private final class RetryCounter: Observer {
    private let retries = Atomic(0)

    var count: Int { retries.load(ordering: .relaxed) }

    func requestRetried(_ event: RetryEvent) { retries.add(1, ordering: .relaxed) }
}
