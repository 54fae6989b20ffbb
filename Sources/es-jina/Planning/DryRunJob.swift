import CommandTree
import ESJina
import Elasticsearch
import EmbeddedNode
import Embeddings
import HTTPTransport
import VipsImages

/// A dry run for a command: scratch engine, signals, progress.
struct DryRunJob {
    private let command: ParsedCommand
    private let console: Console
    private let monitor = IngestMonitor()

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    /// Makes the source that a command line names and takes it through a dry run.
    ///
    /// - Parameters:
    ///   - paths: Files and directories.
    ///   - embedders: What would make vectors, the first one; the others are the same model on other kinds of server.
    ///   - capabilities: The server.
    /// - Returns: What an ingest would do.
    /// - Throws: What ends the whole run.
    func run(
        _ paths: [String],
        embedders: [any Embedder],
        capabilities: Capabilities
    ) async throws -> DryRunReport {
        let source = try FileSource(paths, options: InputOptions.sourceOptions(command))
        let count = source.count()
        if count == 0 {
            throw CommandError(
                "Nothing to count: \((paths + command[InputOptions.filesFrom]).joined(separator: ", ")) holds no pictures, texts "
                    + "or records."
            )
        }
        let factory = ModelFactory(command)
        let embedder: any Embedder =
            RecordOptions.bringsVectors(command)
            ? try await factory.precomputed(
                dims: source.vectorDims ?? command[RecordOptions.vectorDims],
                existing: nil,
                asksServer: false
            ) : embedders[0]
        return try await run(
            source,
            count: command[RunOptions.partition] == nil ? count : nil,
            embedder: embedder,
            alternatives: Array(embedders.dropFirst()),
            capabilities: capabilities
        )
    }

    private func run(
        _ source: FileSource,
        count: Int?,
        embedder: any Embedder,
        alternatives: [any Embedder],
        capabilities: Capabilities
    ) async throws -> DryRunReport {
        let state = command[ConnectionOptions.state] ?? PlatformFiles(environment: console.environment).stateDirectory
        var options = RunOptions.ingestOptions(command, stateDirectory: state)
        MultiVectorOptions.apply(command, to: &options)
        options.multiVectorStorage = .binary
        options.partition = command[RunOptions.partition]?.partition
        let scratch = try ScratchDirectory(environment: console.environment)
        // What is thrown away need not survive anything.
        var nodeOptions = EmbeddedNode.Options()
        nodeOptions.durability = .process
        let activity = RunActivity()
        let run = DryRun(
            engine: ElasticsearchClient(
                try ElasticsearchConfiguration("http://embedded"),
                transport: try EmbeddedNode(directory: scratch.path + "/node", options: nodeOptions)
            ),
            scratchDirectory: scratch.path + "/state",
            index: command[ConnectionOptions.index],
            embedder: embedder,
            alternatives: alternatives,
            multiVectorEmbedder: try await MultiVectorFactory(command, ModelFactory(command)).rehearsal(),
            images: VipsImagePreparer(),
            fetcher: IngestJob.fetcher(command),
            options: options,
            capabilities: capabilities,
            observer: activity
        )
        let mode =
            command[RunOptions.quiet]
            ? ProgressMode.none : command[RunOptions.progress].resolved(for: console.errorTerminal)
        let line = ProgressLine(mode: mode, environment: console.environment)
        SignalHandler.install(onFirst: { [monitor] _ in
            line.note("Finishing what is under way; press Ctrl-C again to end at once.")
            monitor.requestStop("it was interrupted")
        })
        let start = ContinuousClock.now
        let snapshot: @Sendable () -> ProgressSnapshot = { [monitor] in
            var snapshot = ProgressSnapshot("Checking")
            let counters = monitor.snapshot
            snapshot.elapsed = .now - start
            snapshot.take(counters)
            // What the scratch engine is sent is no matter.
            snapshot.bytes = 0
            snapshot.total = count.map { $0 + counters.skipped }
            activity.fill(&snapshot)
            return snapshot
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await line.follow(snapshot) }
            defer { group.cancelAll() }
            let report = try await run.run(source, monitor: monitor)
            line.finish(snapshot())
            // The engine's files are in use until here.
            return withExtendedLifetime(scratch) { report }
        }
    }
}
