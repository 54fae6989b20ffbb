/// A man page.
public struct ManualPage: Sendable, Hashable {
    /// The file's name, such as `es-jina-ingest.1`.
    public let fileName: String
    /// The page in roff with the man macros.
    public let roff: String
}

extension Command {
    /// The man pages of this command and all below it, in section 1; call it on the root.
    ///
    /// The pages hold no date, so that the same declaration always makes the same bytes.
    public func manualPages() -> [ManualPage] {
        visibleCommands()
            .map { commands in
                let name = commands.map(\.name).joined(separator: "-")
                return ManualPage(fileName: "\(name).1", roff: ManualWriter(commands: commands).render())
            }
    }
}

/// Writes one man page.
private struct ManualWriter {
    let document: CommandDocument
    private var lines: [String] = []

    init(commands: [Command]) { document = CommandDocument(commands) }

    func render() -> String {
        var page = self
        let root = document.commands[0]
        let title = document.commands.map(\.name).joined(separator: "-")
        let program = Self.escape(([root.name] + [root.version].compactMap { $0 }).joined(separator: " "))
        page.lines.append(".TH \"\(Self.escape(title.uppercased()))\" \"1\" \"\" \"\(program)\" \"User Commands\"")
        // No hyphenation and no justification: option names stay whole.
        page.lines += [".nh", ".ad l"]
        page.section("NAME")
        page.lines.append("\(Self.escape(title)) \\- \(Self.inline(document.command.summary))")
        page.section("SYNOPSIS")
        let words = document.synopsis.dropFirst(document.path.count)
        page.lines.append("\\fB\(Self.escape(document.path))\\fR\(Self.escape(String(words)))")
        page.section("DESCRIPTION")
        let isBare = document.command.discussion.isEmpty
        page.paragraphs(isBare ? document.command.summary + "." : document.command.discussion)
        page.entries("COMMANDS", document.command.visibleSubcommands.map { ($0.name, $0.summary + ".") })
        page.entries("ARGUMENTS", document.command.arguments.map { ($0.usage, CommandDocument.longText($0)) })
        for group in document.groups {
            page.entries(group.title.uppercased(), group.entries.map { (Self.trimmed($0.usage), $0.longText) })
        }
        page.entries("ENVIRONMENT", document.environment.map { ($0.name, $0.help) })
        page.entries("EXIT STATUS", document.exitCodes.map { (String($0.code), $0.meaning + ".") })
        page.examples()
        page.seeAlso()
        return page.lines.joined(separator: "\n") + "\n"
    }

    private mutating func section(_ title: String) { lines.append(".SH \(Self.escape(title))") }

    private mutating func entries(_ title: String, _ entries: [(name: String, text: String)]) {
        guard !entries.isEmpty else { return }
        section(title)
        for (name, text) in entries {
            lines += [".TP", "\\fB\(Self.escape(name))\\fR"]
            paragraphs(text, isIndented: true)
        }
    }

    private mutating func examples() {
        guard !document.command.examples.isEmpty else { return }
        section("EXAMPLES")
        for (index, example) in document.command.examples.enumerated() {
            if index > 0 { lines.append(".PP") }
            lines.append(Self.inline(example.summary + ":"))
            verbatim(example.line.split(separator: "\n").map(String.init))
        }
    }

    private mutating func seeAlso() {
        let names = document.commands.map(\.name)
        var pages = document.command.visibleSubcommands.map { (names + [$0.name]).joined(separator: "-") }
        if names.count > 1 { pages.insert(names.dropLast().joined(separator: "-"), at: 0) }
        guard !pages.isEmpty else { return }
        section("SEE ALSO")
        lines.append(pages.map { "\\fB\(Self.escape($0))\\fR(1)" }.joined(separator: ", "))
    }

    private mutating func paragraphs(_ text: String, isIndented: Bool = false) {
        for (index, block) in TextLayout.blocks(text).enumerated() {
            switch block {
            case .paragraph(let text):
                if index > 0 { lines.append(isIndented ? ".IP" : ".PP") }
                lines.append(Self.inline(text))
            case .verbatim(let verbatimLines): verbatim(verbatimLines, indent: isIndented ? 9 : 4)
            }
        }
    }

    /// Indents from the page's margin: a tagged paragraph's text stands 7 from it.
    private mutating func verbatim(_ verbatimLines: [String], indent: Int = 4) {
        lines += [".RS \(indent)", ".nf"] + verbatimLines.map(Self.protected) + [".fi", ".RE"]
    }

    private static func trimmed(_ text: String) -> String { String(text.drop { $0 == " " }) }

    private static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            default: result.append(character)
            }
        }
        return result
    }

    /// A line that roff must not take for a request.
    private static func protected(_ line: String) -> String {
        let escaped = escape(line)
        return escaped.hasPrefix(".") ? "\\&" + escaped : escaped
    }

    /// Running text with what stands in backticks in bold.
    private static func inline(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        let styled = parts.enumerated()
            .map { index, part in index % 2 == 1 ? "\\fB\(escape(String(part)))\\fR" : escape(String(part)) }
        let line = styled.joined()
        return line.hasPrefix(".") ? "\\&" + line : line
    }
}
