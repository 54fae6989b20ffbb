import CommandTree

/// Whether `es-jina mapping` looks at an index that there is.
enum MappingCheckOptions {
    static let check =
        Option.flag(
            "check",
            help: "Compare with the index that --index names, and say what differs and what can be done about it."
        )
        .discussed(
            "Wanted is what the options say, and where they say nothing, what the index says that it was made for. What a server "
                + "fills in by itself is no difference, and fields that nobody asked for stay."
        )
    static let apply = Option.flag(
        "apply",
        help: "Compare likewise, then add and change what can be without a new index, and print the way for the rest."
    )

    static let group = OptionGroup("An index that exists", [check, apply])

    /// Whether an index is to be compared.
    static func isAsked(_ command: ParsedCommand) -> Bool { command[check] || command[apply] }

    /// What exit codes mean where an index is compared.
    static let exitCodes = ExitStatus.documentation.map {
        $0.code == ExitStatus.itemsRejected.rawValue
            ? ExitCode($0.code, "With --check and --apply: the index is not, or not wholly, what is wanted") : $0
    }
}
