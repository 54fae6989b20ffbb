import CommandTree

/// A small program that uses everything a declaration can say.
enum Gallery {
    enum Format: String, OptionChoice {
        case table, tsv, json

        var summary: String {
            switch self {
            case .table: "Aligned columns"
            case .tsv: "Tabs between columns"
            case .json: "One JSON object's text"
            }
        }
    }

    static let url = Option<String?>(
        "url",
        value: "URL",
        environment: "GALLERY_URL",
        configKey: "url",
        help: "The server's address."
    )
    static let key = Option<String?>
        .secret("api-key", environment: "GALLERY_KEY", configKey: "api_key", help: "The key.")
    static let config = Option<String>(
        "config",
        value: "FILE",
        default: "gallery.json",
        environment: "GALLERY_CONFIG",
        completion: .files,
        help: "The configuration file."
    )
    static let dims = Option<[Int]>(
        "dims",
        short: "d",
        value: "N,N",
        default: [1024],
        environment: "GALLERY_DIMS",
        configKey: "dims",
        allowed: [1024, 512, 256],
        help: "Vector sizes to index."
    )
    .renamed(from: "dimensions")
    .discussed("Each size is cut from the largest one, so that `--dims 1024,256` costs no more than `--dims 1024`.")
    static let count = Option<Int>(
        "count",
        short: "k",
        default: 10,
        environment: "GALLERY_COUNT",
        configKey: "count",
        allowed: .range(1...10_000),
        help: "How many hits to show."
    )
    static let weight = Option<Double>("weight", default: 0.5, configKey: "weight", help: "The weight of pictures.")
    static let filter = Option<[String]>(
        "filter",
        short: "f",
        value: "FIELD=VALUE",
        separator: nil,
        help: "Keep only documents with that value."
    )
    static let timeout = Option<Duration>(
        "timeout",
        default: .seconds(30),
        environment: "GALLERY_TIMEOUT",
        help: "How long to wait for an answer."
    )
    static let batch = Option<ByteSize>("batch-bytes", default: .mebibytes(5), help: "The largest request.")
    static let format = Option<Format>("format", default: .table, help: "How to print.")
    static let thumbs = Option<Format>("thumbs", default: .json, help: "Show small pictures.").bare("table")
    static let json = Option.flag("json", short: "j", help: "Print JSON.").excluding("quiet")
    static let quiet = Option.flag(
        "quiet",
        short: "q",
        environment: "GALLERY_QUIET",
        configKey: "quiet",
        help: "Say nothing."
    )
    static let color = Option.flag("color", isNegatable: true, default: true, help: "Use colours.")
    static let dry = Option.flag("dry-run", isNegatable: true, help: "Change nothing.")
    static let trace = Option.flag("trace", help: "Print internals.").hidden()
    static let index = Option<String?>("index", value: "NAME", environment: "GALLERY_INDEX", help: "The index.")
        .required()
        .suggesting([AllowedValue("films", "Moving pictures"), "photos"])

    static let paths = Argument(
        "PATH",
        arity: .oneOrMore,
        completion: .files,
        help: "Files and directories; `-` reads standard input."
    )
    static let query = Argument("QUERY", arity: .optional, help: "What to look for.")
    static let shell = Argument("SHELL", allowed: ["bash", "zsh", "fish"], help: "The shell to complete for.")
    static let from = Argument("FROM", help: "Where from.")
    static let many = Argument("FILE", arity: .any, help: "Files.")
    static let to = Argument("TO", help: "Where to.")

    static let command = Command(
        "gallery",
        summary: "Search pictures by words",
        discussion: """
            Keeps pictures and texts in one index.

            A first run:

              gallery ingest pictures --index photos
              gallery search 'a red boat'
            """,
        options: [OptionGroup("Options", [config, url, key, color])],
        exitCodes: [
            ExitCode(0, "Done"), ExitCode(1, "Done, but some items were rejected"), ExitCode(64, "Wrong usage"),
        ],
        environment: [EnvironmentVariable("NO_COLOR", "Set to anything to print without colours.")],
        subcommands: [
            Command(
                "ingest",
                summary: "Index pictures and texts",
                discussion: "Walks directories and indexes what it finds.\n.gif files count as pictures.",
                options: [
                    OptionGroup("Options", [index, dims, dry, trace]),
                    OptionGroup("Limits", [timeout, batch]),
                ],
                arguments: [paths],
                examples: [
                    Example("gallery ingest pictures --index photos", "Index a directory"),
                    Example(
                        "find . -name '*.png' -print0 |\n    gallery ingest - --index photos",
                        "Index what find finds"
                    ),
                ],
                aliases: ["add"]
            ),
            Command(
                "search",
                summary: "Find pictures and texts",
                options: [OptionGroup("Options", [count, weight, filter, format, thumbs, json, quiet])],
                arguments: [query]
            ),
            Command("completion", summary: "Print a completion script", arguments: [shell]),
            Command("copy", summary: "Copy documents", arguments: [from, many, to]),
            Command("debug", summary: "Print internals", isHidden: true),
        ],
        version: "1.2.3"
    )

    /// Parses and resolves in one step.
    static func resolve(
        _ words: String...,
        environment: [String: String] = [:],
        configuration: [String: ConfigurationValue]? = nil
    ) throws(UsageError) -> ParsedCommand {
        try command.parse(words)
            .resolve(environment: environment, configuration: configuration.map { Settings(values: $0) })
    }

    /// The error's text, or the path it parsed to.
    static func complaint(
        _ words: String...,
        environment: [String: String] = [:],
        configuration: [String: ConfigurationValue]? = nil
    ) -> String {
        do throws(UsageError) {
            let parsed = try command.parse(words)
                .resolve(environment: environment, configuration: configuration.map { Settings(values: $0) })
            return parsed.path.joined(separator: " ")
        } catch {
            return error.description
        }
    }
}

struct Settings: ConfigurationSource {
    let name = "gallery.json"
    var values: [String: ConfigurationValue]
    func value(forKey key: String) -> ConfigurationValue? { values[key] }
}
