import CommandTree
import ESJina
import JSONValues

/// `es-jina doctor`: looks at everything that could go wrong and says how to fix it.
struct DoctorCommand {
    static let declaration = Command(
        "doctor",
        summary: "Look at engine, models and this machine, and say what to fix",
        discussion: """
            Each check says how something stands: ok, warn, fail, or skipped with the reason, and below it what to do. Checks \
            run side by side, each within its time, and are printed in one order. Nothing is written and no secret is shown.

            Where a model's server is configured, one word is embedded to try key and model, which costs a few tokens; the \
            finding says how many. --offline asks no server.
            """,
        options: [
            DoctorOptions.group, ConnectionOptions.group, ModelOptions.group,
            OptionGroup("Second stage", [RerankOptions.model, RerankOptions.timeout, RerankOptions.tokens]),
            OutputOptions.group,
        ],
        examples: [
            Example("es-jina doctor --url http://127.0.0.1:9200", "Everything, about a cluster"),
            Example("es-jina doctor --only features,disk --json", "Two things, for a program"),
            Example("es-jina doctor --offline", "This machine alone"),
        ],
        exitCodes: [
            ExitCode(ExitStatus.success.rawValue, "All is well"),
            ExitCode(ExitStatus.itemsRejected.rawValue, "Something should be looked at (warn)"),
            ExitCode(ExitStatus.failure.rawValue, "Something does not work (fail)"),
            ExitCode(ExitStatus.usage.rawValue, "Wrong usage: command line, environment or configuration"),
            ExitCode(ExitStatus.interrupted.rawValue, "Interrupted"),
        ]
    )

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() async throws -> ExitStatus {
        let report = try await Doctor(command: command, console: console).report()
        let document = DoctorDocument(report: report)
        let terminal = console.terminal
        switch OutputOptions.chosen(command, terminal) {
        case .json: try console.output.write(document.json.text + "\n")
        case .ndjson: try console.output.write(report.findings.map { $0.json.text + "\n" }.joined())
        case .tsv, .auto: try console.output.write(document.tabSeparated)
        case .table:
            try console.output.write(document.text(width: terminal.columns, isStyled: terminal.allowsStyle))
        }
        switch report.status {
        case .fail: return .failure
        case .warn: return .itemsRejected
        default: return .success
        }
    }
}
