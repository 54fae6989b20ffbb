import CommandTree

/// Options of every command.
enum GlobalOptions {
    static let config = Option<String?>(
        "config",
        value: "FILE",
        environment: "ES_JINA_CONFIG",
        completion: .files,
        help: "Read options from this JSON file."
    )
    .defaultDescribed("es-jina/config.json in the platform's configuration directory")
    static let context = Option<String?>(
        "context",
        value: "NAME",
        environment: "ES_JINA_CONTEXT",
        help: "Use this named context of the configuration file."
    )

    static let group = OptionGroup("Configuration", [config, context])
}
