import CommandTree

/// How progress is shown on standard error.
enum ProgressMode: String, OptionChoice {
    case auto, line, plain, json, none

    var summary: String {
        switch self {
        case .auto: "A line on a terminal, else plain"
        case .line: "One line that is drawn over"
        case .plain: "A line every ten seconds"
        case .json: "A JSON object every second"
        case .none: "Nothing"
        }
    }

    static var placeholder: String { "HOW" }

    /// The mode with `auto` decided by what is at the other end.
    func resolved(for terminal: Terminal) -> ProgressMode {
        switch self {
        case .auto: terminal.canRedraw ? .line : .plain
        case .line: terminal.isTerminal ? .line : .plain
        default: self
        }
    }

    /// The least time between two drawings.
    var interval: Duration {
        switch self {
        case .auto, .line: .milliseconds(100)
        case .plain: .seconds(10)
        case .json: .seconds(1)
        case .none: .seconds(3600)
        }
    }
}
