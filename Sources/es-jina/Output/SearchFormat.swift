import CommandTree

/// The form in which hits are printed.
enum SearchFormat: Sendable, Hashable {
    case table, tsv, json, ndjson
    /// The files alone, each ended by this byte.
    case paths(end: UInt8)

    /// What a command line asks for, for what is at the other end.
    ///
    /// - Throws: `UsageError` where scores are to be explained in a form that has no place for it.
    static func chosen(_ command: ParsedCommand, _ terminal: Terminal) throws(UsageError) -> SearchFormat {
        if command[SearchOutputOptions.null] { return .paths(end: 0) }
        if command[SearchOutputOptions.paths] { return .paths(end: 0x0A) }
        if command[OutputOptions.json] { return .json }
        if command[OutputOptions.ndjson] { return .ndjson }
        let explains = command[SearchOutputOptions.explain]
        switch command[OutputOptions.format] {
        case .auto: return explains || terminal.isTerminal ? .table : .tsv
        case .table: return .table
        case .json: return .json
        case .ndjson: return .ndjson
        case .tsv:
            guard !explains else {
                throw UsageError(
                    .conflict,
                    "Tab-separated values have no place for --explain: use --format table or --json.",
                    command: "es-jina search"
                )
            }
            return .tsv
        }
    }
}
