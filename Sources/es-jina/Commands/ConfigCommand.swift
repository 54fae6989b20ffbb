import CommandTree
import Embeddings
import JSONValues

/// `es-jina config`: shows what every option came to and which source won.
struct ConfigCommand {
    static let declaration = Command(
        "config",
        summary: "Show every option's value and where it comes from",
        discussion: """
            Options are looked for on the command line, then in the environment, then in the configuration file, then among \
            the defaults. The file is JSON: keys at its top hold for everybody, `contexts` holds named sets of keys, and \
            `context` names the one to use.

              {"context": "local", "contexts": {"local": {"url": "http://127.0.0.1:9200", "index": "photos"}}}
            """,
        options: [
            ConnectionOptions.group, ModelOptions.group, MultiVectorOptions.group, RunOptions.indexGroup,
            VectorFieldOptions.group,
            InputOptions.group,
            RecordOptions.group, RunOptions.textGroup, OptionGroup("Run", RunOptions.run),
            OptionGroup("Progress", [RunOptions.progress]), TelemetryOptions.group,
            OptionGroup("Search", SearchCommand.configurable + [searchDims]), RerankOptions.group, OutputOptions.group,
        ],
        examples: [
            Example("es-jina config --context production", "See what a context changes"),
            Example("es-jina config --json", "For a program"),
        ]
    )

    /// `search --dims` by the name of its key, because `dims` is the sizes of an ingest.
    private static let searchDims = Option<Int?>(
        "search-dims",
        value: "N",
        configKey: "search_dims",
        help: "The size of the vectors to search; for a search itself it is given as --dims."
    )
    .defaultDescribed("the largest the index holds")

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() throws -> ExitStatus {
        let rows = command.resolutions.filter { $0.option.configKey != nil || $0.option.environment != nil }
        switch OutputOptions.chosen(command, console.terminal) {
        case .json, .ndjson:
            let values = rows.map { row in
                (
                    String(row.option.name.map { $0 == "-" ? "_" : $0 }),
                    JSONValue.object([
                        "value": text(row).map(JSONValue.string) ?? .null, "source": .string("\(row.source)"),
                    ])
                )
            }
            try console.output.write(JSONValue.object(JSONObject(values)).text + "\n")
        case let format:
            let table = TextTable(
                [.init("OPTION"), .init("VALUE", shrinksTo: 20), .init("SOURCE")],
                rows: rows.map { [.init("--\($0.option.name)"), .init(text($0) ?? ""), .init("\($0.source)")] }
            )
            try console.output.write(
                format == .table
                    ? table.text(width: console.terminal.columns, isStyled: console.terminal.allowsStyle)
                    : table.tabSeparated()
            )
        }
        return .success
    }

    /// The value in words; defaults that depend on this machine as what they come to here.
    private func text(_ row: ParsedCommand.Resolution) -> String? {
        guard row.source == .default else { return row.text }
        let files = PlatformFiles(environment: console.environment)
        return switch row.option.name {
        case ConnectionOptions.state.declaration.name: files.stateDirectory
        case GlobalOptions.config.declaration.name: files.configFile
        case ModelOptions.model.declaration.name: (try? ModelFactory(command).model().id) ?? row.text
        default: row.text
        }
    }
}
