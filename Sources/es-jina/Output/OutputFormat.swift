import CommandTree

/// How results are printed.
enum OutputFormat: String, OptionChoice {
    case auto, table, tsv, json, ndjson

    var summary: String {
        switch self {
        case .auto: "A table on a terminal, else tab-separated values"
        case .table: "Aligned columns for people"
        case .tsv: "Tab-separated values, one record a line"
        case .json: "One JSON value"
        case .ndjson: "One JSON object a line"
        }
    }

    static var placeholder: String { "FORMAT" }

    /// The format with `auto` decided by what is at the other end.
    func resolved(for terminal: Terminal) -> OutputFormat {
        self == .auto ? (terminal.isTerminal ? .table : .tsv) : self
    }
}
