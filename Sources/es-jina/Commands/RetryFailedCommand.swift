import CommandTree
import ESJina

/// `es-jina retry-failed`: tries again what failed before.
struct RetryFailedCommand {
    static let declaration = Command(
        "retry-failed",
        summary: "Try again the inputs that failed in earlier ingests",
        discussion: """
            Reads what failed and was not indexed since from the journal, and takes each input from where it was: files from \
            their paths, records from the dead letter itself. What succeeds leaves the dead letters.
            """,
        options: [
            RunOptions.indexGroup, OptionGroup("Inputs", [InputOptions.maxMegapixels]), RunOptions.textGroup,
            ConnectionOptions.group, ModelOptions.group, MultiVectorOptions.group, OptionGroup("Run", RunOptions.run),
            RunOptions.outputGroup, TelemetryOptions.group,
        ],
        examples: [
            Example("es-jina retry-failed", "After the cause was mended"),
            Example("es-jina retry-failed --index photos --max-megapixels 400", "With another limit"),
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
        let directory =
            command[ConnectionOptions.state] ?? PlatformFiles(environment: console.environment).stateDirectory
        let letters = try DeadLetterSource(stateDirectory: directory, index: command[ConnectionOptions.index])
        return try await Self.run(letters, command, console)
    }

    /// Tries the inputs of `letters` again.
    static func run(
        _ letters: DeadLetterSource,
        _ command: ParsedCommand,
        _ console: Console
    ) async throws -> ExitStatus {
        for letter in letters.unreachable.prefix(10) {
            console.warn("\(letter.position) can only be found again by its source; ingest that again.")
        }
        guard !letters.origins.isEmpty else {
            try console.output.write("There is nothing to try again.\n")
            return letters.unreachable.isEmpty ? .success : .itemsRejected
        }
        return try await IngestJob(command, console)
            .run(
                OriginSource(letters.origins),
                count: letters.origins.count,
                vectors: letters.bringsVectors ? .brought(dims: nil) : .made
            )
    }
}
