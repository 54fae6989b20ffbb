import CommandTree
import Testing

@Suite struct `Help` {
    @Test(arguments: [[], ["ingest"], ["search"], ["completion"]], [true, false])
    func `help matches its golden file`(path: [String], isLong: Bool) throws {
        let invocation = try Gallery.command.parse(path + ["--help"])
        let name = (["help"] + path + [isLong ? "long" : "short"]).joined(separator: "-")
        Snapshot.verify(invocation.helpText(isLong: isLong), as: "\(name).txt")
    }

    @Test(arguments: [40, 60, 80, 120])
    func `no line is wider than asked unless a word is`(width: Int) throws {
        for command in [[], ["ingest"], ["search"]] {
            let text = try Gallery.command.parse(command + ["--help"]).helpText(isLong: true, width: width)
            for line in text.split(separator: "\n") where line.count > width {
                #expect(line.hasPrefix("    gallery") || line.hasPrefix("  ") || line.hasPrefix("Usage"), "\(line)")
                #expect(line.count < 75, "\(line)")
            }
        }
    }

    @Test func `styles add escape codes only where asked`() throws {
        let invocation = try Gallery.command.parse(["search", "-h"])
        #expect(!invocation.helpText(isLong: true).contains("\u{1B}"))
        let styled = invocation.helpText(isLong: false, style: .ansi)
        #expect(styled.contains("\u{1B}[1;4mUsage:\u{1B}[0m gallery search [OPTIONS] [QUERY]"))
        #expect(styled.contains("  \u{1B}[1m-j, --json\u{1B}[0m"))
        var plain = ""
        var isEscape = false
        for character in styled {
            if character == "\u{1B}" { isEscape = true }
            if !isEscape { plain.append(character) }
            if character == "m" { isEscape = false }
        }
        #expect(plain == invocation.helpText(isLong: false))
    }

    @Test func `what is hidden stays hidden`() throws {
        let texts =
            [
                try Gallery.command.parse(["ingest", "--help"]).helpText(isLong: true),
                Gallery.command.markdownReference(),
            ]
            + Gallery.command.manualPages().map(\.roff) + CompletionShell.allCases.map(Gallery.command.completionScript)
        for text in texts {
            #expect(!text.contains("trace") && !text.contains("debug") && !text.contains("--api-key"))
        }
    }
}

@Suite struct `Reference documents` {
    @Test func `the Markdown reference matches its golden file`() {
        Snapshot.verify(
            Gallery.command.markdownReference(introduction: "Made from the declaration."),
            as: "reference.md"
        )
    }

    @Test func `man pages match their golden files`() {
        let pages = Gallery.command.manualPages()
        #expect(
            pages.map(\.fileName) == [
                "gallery.1", "gallery-ingest.1", "gallery-search.1", "gallery-completion.1", "gallery-copy.1",
            ]
        )
        for page in pages.prefix(3) { Snapshot.verify(page.roff, as: page.fileName) }
    }

    @Test(.enabled(if: Shell.isInstalled("groff"), "groff is not installed"))
    func `groff formats the man pages without a warning`() {
        for page in Gallery.command.manualPages() {
            Shell.withFile(page.roff) { path in
                let checked = Shell.run("groff -man -Tascii -ww -z \(path)")
                #expect(checked.output == "" && checked.status == 0)
                let shown = Shell.run("groff -man -Tascii -P-cbou \(path)").output
                #expect(shown.contains("gallery") && shown.contains("-h, --help"))
            }
        }
    }
}
