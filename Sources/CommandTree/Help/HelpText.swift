/// How headings and names are set off in help.
public struct HelpStyle: Sendable, Hashable {
    var headingStart = ""
    var literalStart = ""
    var end = ""

    /// No styles: for files and pipes.
    public static let plain = HelpStyle()
    /// Bold headings and names by ANSI escape codes: for terminals.
    public static let ansi = HelpStyle(headingStart: "\u{1B}[1;4m", literalStart: "\u{1B}[1m", end: "\u{1B}[0m")

    func heading(_ text: String) -> String { headingStart + text + ":" + end }
    func literal(_ text: String) -> String { literalStart + text + end }
}

extension Invocation {
    /// The help of the command that was called.
    ///
    /// - Parameters:
    ///   - isLong: Whether to tell everything (`--help`) or one line an option (`-h`).
    ///   - width: The most characters a line may have, at least 40; 80 for a pipe.
    ///   - style: How headings and names are set off.
    /// - Returns: The text, with a newline at its end.
    public func helpText(isLong: Bool, width: Int = 80, style: HelpStyle = .plain) -> String {
        HelpText(commands: commands, isLong: isLong, width: max(width, 40), style: style).render()
    }

    /// What `--version` prints: the program's name and version, with a newline; empty for a program without version.
    public var versionText: String {
        commands[0].version.map { "\(commands[0].name) \($0)\n" } ?? ""
    }
}

/// Makes the help of one command.
struct HelpText {
    let commands: [Command]
    let isLong: Bool
    let width: Int
    let style: HelpStyle
    private var lines: [String] = []
    private var command: Command { commands[commands.count - 1] }
    private var path: String { commands.map(\.name).joined(separator: " ") }

    init(commands: [Command], isLong: Bool, width: Int, style: HelpStyle) {
        self.commands = commands
        self.isLong = isLong
        self.width = width
        self.style = style
    }

    func render() -> String {
        var help = self
        help.paragraphs(command.summary + ".", indent: 0)
        if isLong, !command.discussion.isEmpty {
            help.lines.append("")
            help.paragraphs(command.discussion, indent: 0)
        }
        help.lines.append("")
        help.lines.append("\(style.heading("Usage")) \(CommandDocument(commands).synopsis)")
        help.subcommands()
        help.arguments()
        for group in CommandDocument(commands).groups { help.options(group.title, group.entries) }
        if isLong { help.appendix() } else { help.pointer() }
        return help.lines.joined(separator: "\n") + "\n"
    }

    private mutating func subcommands() {
        let entries = command.visibleSubcommands.map { (name: $0.name, text: $0.summary) }
        section("Commands", entries)
    }

    private mutating func arguments() {
        guard !command.arguments.isEmpty else { return }
        if isLong {
            heading("Arguments")
            for (index, argument) in command.arguments.enumerated() {
                if index > 0 { lines.append("") }
                lines.append("  " + style.literal(argument.usage))
                paragraphs(CommandDocument.longText(argument), indent: 10)
            }
        } else {
            section("Arguments", command.arguments.map { (name: $0.usage, text: $0.help) })
        }
    }

    private mutating func options(_ title: String, _ entries: [CommandDocument.Entry]) {
        guard isLong else {
            return section(title, entries.map { (name: $0.usage, text: $0.shortText) })
        }
        heading(title)
        for (index, entry) in entries.enumerated() {
            if index > 0 { lines.append("") }
            lines.append("  " + style.literal(entry.usage))
            paragraphs(entry.longText, indent: 10)
        }
    }

    private mutating func appendix() {
        section("Environment", CommandDocument(commands).environment.map { (name: $0.name, text: $0.help) })
        if !command.examples.isEmpty {
            heading("Examples")
            for (index, example) in command.examples.enumerated() {
                if index > 0 { lines.append("") }
                paragraphs(example.summary + ":", indent: 2)
                for line in example.line.split(separator: "\n") { lines.append("    " + style.literal(String(line))) }
            }
        }
        section("Exit codes", CommandDocument(commands).exitCodes.map { (name: String($0.code), text: $0.meaning) })
        if !command.visibleSubcommands.isEmpty { pointer() }
    }

    private mutating func pointer() {
        lines.append("")
        let isGroup = !command.visibleSubcommands.isEmpty
        if !isLong {
            paragraphs("Run '\(path) --help' for everything about \(isGroup ? "it" : "these options").", indent: 0)
        }
        if isGroup { paragraphs("Run '\(path) COMMAND --help' for one command.", indent: 0) }
    }

    private mutating func heading(_ title: String) {
        lines.append("")
        lines.append(style.heading(title))
    }

    private mutating func section(_ title: String, _ entries: [(name: String, text: String)]) {
        guard !entries.isEmpty else { return }
        heading(title)
        let widest = entries.map(\.name.count).filter { $0 <= width / 3 }.max() ?? 0
        let column = 2 + widest + 2
        for (name, text) in entries {
            let wrapped = TextLayout.wrap(text.plainMarkup, width: width - column)
            let indent = String(repeating: " ", count: column)
            let label = "  " + style.literal(name)
            guard name.count <= widest, let first = wrapped.first else {
                lines.append(label)
                lines += wrapped.map { indent + $0 }
                continue
            }
            lines.append(label + String(repeating: " ", count: widest + 2 - name.count) + first)
            lines += wrapped.dropFirst().map { indent + $0 }
        }
    }

    private mutating func paragraphs(_ text: String, indent: Int) {
        let margin = String(repeating: " ", count: indent)
        for (index, block) in TextLayout.blocks(text).enumerated() {
            if index > 0 { lines.append("") }
            switch block {
            case .paragraph(let text):
                lines += TextLayout.wrap(text.plainMarkup, width: width - indent).map { margin + $0 }
            case .verbatim(let verbatim): lines += verbatim.map { margin + "  " + $0 }
            }
        }
    }
}
