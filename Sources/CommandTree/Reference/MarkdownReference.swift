extension Command {
    /// The reference of this command and all below it as one Markdown page; call it on the root.
    ///
    /// - Parameter introduction: Text between the title and the first command; may be empty.
    /// - Returns: The page, with a newline at its end.
    public func markdownReference(introduction: String = "") -> String {
        var lines: [String] = []
        for commands in visibleCommands() {
            MarkdownWriter(document: CommandDocument(commands)).write(to: &lines, introduction: introduction)
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

/// Writes the section of one command.
private struct MarkdownWriter {
    let document: CommandDocument

    func write(to lines: inout [String], introduction: String) {
        let isRoot = document.commands.count == 1
        if !isRoot { lines.append("") }
        lines += [(isRoot ? "# " : "## ") + document.path, "", document.command.summary + "."]
        if isRoot, !introduction.isEmpty { lines += ["", introduction] }
        if !document.command.discussion.isEmpty { lines += [""] + Self.paragraphs(document.command.discussion) }
        lines += ["", "```", document.synopsis, "```"]
        table(["Command", "What it does"], document.command.visibleSubcommands.map(commandRow), to: &lines)
        list("Arguments", document.command.arguments.map { ($0.usage, CommandDocument.longText($0)) }, to: &lines)
        for group in document.groups {
            let isInherited = !isRoot && group.title == "Global options"
            if isInherited {
                lines += [
                    "",
                    "The global options of [\(document.commands[0].name)](#\(anchor(document.commands[0].name))) apply.",
                ]
            } else {
                let entries = group.entries.map { (String($0.usage.drop { $0 == " " }), $0.longText) }
                list(group.title, entries, to: &lines)
            }
        }
        list("Environment", document.environment.map { ($0.name, $0.help) }, to: &lines)
        if !document.command.examples.isEmpty {
            lines += ["", "**Examples**"]
            for example in document.command.examples {
                lines += ["", example.summary + ":", "", "```sh", example.line, "```"]
            }
        }
        if !document.command.exitCodes.isEmpty {
            lines += ["", "**Exit codes**"]
            table(["Code", "Meaning"], document.command.exitCodes.map { [String($0.code), $0.meaning] }, to: &lines)
        }
    }

    private func commandRow(_ command: Command) -> [String] {
        let path = "\(document.path) \(command.name)"
        return ["[`\(path)`](#\(anchor(path)))", command.summary]
    }

    private func anchor(_ heading: String) -> String {
        String(heading.lowercased().compactMap { $0 == " " ? "-" : $0.isLetter || $0.isNumber || $0 == "-" ? $0 : nil })
    }

    private func list(_ title: String, _ entries: [(name: String, text: String)], to lines: inout [String]) {
        guard !entries.isEmpty else { return }
        lines += ["", "**\(title)**", ""]
        for (name, text) in entries {
            for (index, line) in Self.paragraphs(text).enumerated() {
                lines.append(index == 0 ? "- `\(name)`: \(line)" : line.isEmpty ? "" : "  " + line)
            }
        }
    }

    private func table(_ header: [String], _ rows: [[String]], to lines: inout [String]) {
        guard !rows.isEmpty else { return }
        lines += [
            "", "| " + header.joined(separator: " | ") + " |",
            "| " + header.map { _ in "---" }.joined(separator: " | ") + " |",
        ]
        for row in rows {
            lines.append("| " + row.map { $0.replacingEach("|", with: "\\|") }.joined(separator: " | ") + " |")
        }
    }

    private static func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        for block in TextLayout.blocks(text) {
            if !lines.isEmpty { lines.append("") }
            switch block {
            case .paragraph(let text): lines.append(text)
            case .verbatim(let verbatim): lines += ["```"] + verbatim + ["```"]
            }
        }
        return lines
    }
}
