#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What is at the other end of a stream.
struct Terminal: Sendable, Hashable {
    /// Whether it is a terminal at all.
    var isTerminal: Bool
    /// The terminal's columns; `nil` for a file or a pipe.
    var columns: Int?
    /// Whether escape codes for bold and colours may be sent.
    var allowsStyle: Bool
    /// Whether a line can be drawn over.
    var canRedraw: Bool

    /// Looks at an open descriptor.
    init(descriptor: Int32, environment: [String: String]) {
        let isTerminal = isatty(descriptor) == 1
        var size = winsize()
        let isKnown = isTerminal && ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        self.init(isTerminal: isTerminal, reportedColumns: isKnown ? Int(size.ws_col) : nil, environment: environment)
    }

    /// Judges from what the descriptor said; 80 columns where a terminal does not say.
    init(isTerminal: Bool, reportedColumns: Int?, environment: [String: String]) {
        let isDumb = environment["TERM"] == "dumb"
        self.isTerminal = isTerminal
        columns = isTerminal ? reportedColumns ?? environment["COLUMNS"].flatMap(Int.init) ?? 80 : nil
        canRedraw = isTerminal && !isDumb
        let isOff = { (name: String) in environment[name].map { $0 == "0" } ?? false }
        let isSet = { (name: String) in environment[name].map { !$0.isEmpty } ?? false }
        if isSet("NO_COLOR") {
            // https://no-color.org: any value but the empty one, and it wins.
            allowsStyle = false
        } else if isSet("CLICOLOR_FORCE"), !isOff("CLICOLOR_FORCE") {
            allowsStyle = true
        } else {
            allowsStyle = canRedraw && !isOff("CLICOLOR")
        }
    }

    /// The pixels of one cell of the terminal that is standard output; `nil` where it does not tell.
    static var cellOfStandardOutput: PixelSize? {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        let cell = PixelSize(
            width: Int(size.ws_xpixel) / Int(size.ws_col),
            height: Int(size.ws_ypixel) / Int(size.ws_row)
        )
        // Some terminals tell nonsense rather than nothing.
        return 2...200 ~= cell.width && 4...400 ~= cell.height ? cell : nil
    }

    static func standardOutput(_ environment: [String: String]) -> Terminal {
        Terminal(descriptor: STDOUT_FILENO, environment: environment)
    }

    static func standardError(_ environment: [String: String]) -> Terminal {
        Terminal(descriptor: STDERR_FILENO, environment: environment)
    }
}
