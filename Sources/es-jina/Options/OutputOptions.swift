import CommandTree

/// How results are printed.
enum OutputOptions {
    static let format = Option<OutputFormat>(
        "format",
        default: .auto,
        environment: "ES_JINA_FORMAT",
        configKey: "format",
        help: "How results are printed."
    )
    static let json = Option.flag("json", help: "Print one JSON document; the same as --format json.")
        .excluding("ndjson", "format")
    static let ndjson = Option.flag("ndjson", help: "Print one JSON object a line; the same as --format ndjson.")
        .excluding("json", "format")

    static let group = OptionGroup("Output", [format, json, ndjson])

    /// The format a command asks for.
    static func chosen(_ command: ParsedCommand, _ terminal: Terminal) -> OutputFormat {
        if command[json] { return .json }
        if command[ndjson] { return .ndjson }
        return command[format].resolved(for: terminal)
    }
}
