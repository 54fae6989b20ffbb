import CommandTree
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
        options: [ConnectionOptions.group, ModelOptions.group, OutputOptions.group],
        examples: [Example("es-jina config --context production", "See what a context changes")]
    )

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
                        "value": row.text.map(JSONValue.string) ?? .null, "source": .string("\(row.source)"),
                    ])
                )
            }
            try console.output.write(JSONValue.object(JSONObject(values)).text + "\n")
        case let format:
            let table = TextTable(
                [.init("OPTION"), .init("VALUE", shrinksTo: 20), .init("SOURCE")],
                rows: rows.map { [.init("--\($0.option.name)"), .init($0.text ?? ""), .init("\($0.source)")] }
            )
            try console.output.write(
                format == .table
                    ? table.text(width: console.terminal.columns, isStyled: console.terminal.allowsStyle)
                    : table.tabSeparated()
            )
        }
        return .success
    }
}
