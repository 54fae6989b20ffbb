import CommandTree
import ESJina
import JSONValues

/// `es-jina ingest`: takes files to an index.
struct IngestCommand {
    private static let paths = Argument(
        "PATH",
        arity: .any,
        completion: .files,
        help: "Files and directories to index; '-' reads records from standard input."
    )
    private static let replay = Option<String?>(
        "replay",
        value: "FILE",
        completion: .files,
        help: "Try the inputs of this dead-letter file again instead of walking paths."
    )
    .excluding("prune", "partition")
    private static let dryRun =
        Option.flag(
            "dry-run",
            help: "Check every input and say what would be indexed, embedded and rejected, without doing it."
        )
        .discussed(
            """
            Pictures are decoded and records validated as an ingest into an empty index would; neither the index nor the embedder             is asked, and nothing is kept. The exit code is 1 where something would be rejected. `es-jina plan` says besides what             the index would cost.
            """
        )
        .excluding("replay", "prune")

    static let declaration = Command(
        "ingest",
        summary: "Embed pictures and texts and index them",
        discussion: """
            Directories are walked for pictures (JPEG, PNG, WebP, GIF, TIFF, SVG, HEIC), PDF files (a picture a page), texts \
            (.txt, .md, .html) and records (.jsonl, .ndjson, .csv, .tsv). A picture takes its title, captions and tags from \
            NAME.json or NAME.txt beside it, or from inside.

            The index is made with a mapping for the model and sizes where there is none. Each document's id is its path or \
            its record's id, so a second run indexes only what changed, and vectors are kept: nothing is embedded twice. A text \
            longer than the model reads becomes several documents that name their parent.

            Every input ends in exactly one of indexed, unchanged, dead-lettered and skipped. One that cannot be used is \
            reported and listed in the dead-letter file; all others are indexed, and the exit code is 1. Ctrl-C finishes what \
            is under way; the same command goes on from there, also after a crash.
            """,
        options: [
            RunOptions.indexGroup, VectorFieldOptions.group, InputOptions.group, RecordOptions.group,
            RunOptions.textGroup,
            ConnectionOptions.group,
            ModelOptions.group, MultiVectorOptions.group,
            OptionGroup("Run", RunOptions.run + [RunOptions.prune, RunOptions.partition, replay, dryRun]),
            RunOptions.outputGroup,
            TelemetryOptions.group,
        ],
        arguments: [paths],
        examples: [
            Example("es-jina ingest ~/Pictures", "Index a folder on this machine"),
            Example("es-jina ingest photos --dims 1024,256 --url http://127.0.0.1:9200", "Two sizes, into a cluster"),
            Example("es-jina ingest products.jsonl --id-field sku --text-field description", "Records, one a line"),
            Example(
                "es-jina ingest stock.csv --type price=double --type tags=keyword[]",
                "A table with declared columns"
            ),
            Example("es-jina ingest docs --multi-vector jina-colbert-v2:64", "Also for search by late interaction"),
            Example("es-jina ingest items.jsonl --vectors items.npy --model jina-clip-v2", "Vectors made elsewhere"),
            Example("find . -newer last -print0 | es-jina ingest --files-from - --null", "Files from another program"),
            Example("zcat dump.jsonl.gz | es-jina ingest - --index dump", "Records from another program"),
            Example("es-jina ingest ~/Pictures --dry-run", "See what would be rejected, and how much there is"),
            Example("es-jina ingest ~/Pictures --prune", "Also remove what is no longer there"),
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
        if let file = command[Self.replay] {
            return try await replay(try DeadLetterSource(path: file))
        }
        let paths = command[Self.paths]
        guard !paths.isEmpty || !command[InputOptions.filesFrom].isEmpty else {
            throw UsageError(
                .missingArgument,
                "Nothing to ingest: name files or directories, '-' for standard input, or a list with --files-from."
            )
        }
        if command[Self.dryRun] { return try await rehearse(paths) }
        let source = try FileSource(paths, options: InputOptions.sourceOptions(command))
        let count = source.count()
        if count == 0 {
            throw CommandError(
                "Nothing to ingest: \((paths + command[InputOptions.filesFrom]).joined(separator: ", ")) holds no pictures, "
                    + "texts or records."
            )
        }
        return try await IngestJob(command, console)
            .run(
                source,
                count: command[RunOptions.partition] == nil ? count : nil,
                vectors: RecordOptions.bringsVectors(command)
                    ? .brought(dims: source.vectorDims ?? command[RecordOptions.vectorDims]) : .made
            ) { options in
                options.partition = command[RunOptions.partition]?.partition
                if command[RunOptions.prune] { options.prune = .below(source.roots) }
            }
    }

    private func rehearse(_ paths: [String]) async throws -> ExitStatus {
        let factory = ModelFactory(command)
        let report = try await DryRunJob(command, console)
            .run(
                paths,
                embedders: try await factory.rehearsal(of: try factory.model()),
                capabilities: try await PlannedServer(command, console).capabilities()
            )
        if command[RunOptions.json] {
            try console.output.write(report.json.text + "\n")
        } else if !command[RunOptions.quiet] {
            try console.output.write(DryRunDocument(report).text(tokenPrice: command[TelemetryOptions.tokenPrice]))
        }
        if report.ingest.isInterrupted { return .interrupted }
        return report.isClean ? .success : .itemsRejected
    }

    private func replay(_ letters: DeadLetterSource) async throws -> ExitStatus {
        try await RetryFailedCommand.run(letters, command, console)
    }
}
