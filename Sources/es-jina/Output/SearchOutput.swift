import CommandTree
import ESJina
import JSONValues
import VipsImages

/// Shows what one search found, in every way its command line asks for.
struct SearchOutput {
    private let command: ParsedCommand
    private let console: Console
    private let format: SearchFormat

    /// - Throws: `UsageError` where the options contradict each other.
    init(_ command: ParsedCommand, _ console: Console) throws(UsageError) {
        self.command = command
        self.console = console
        format = try SearchFormat.chosen(command, console.terminal)
    }

    /// Asks for what the output shows besides the hits themselves.
    func prepare(_ query: inout SearchQuery) {
        query.explains = command[SearchOutputOptions.explain]
        let isShown = format == .table || command[SearchOutputOptions.html] != nil
        let isAsked = command.source(of: SearchOutputOptions.highlight) != .default
        query.highlights = isAsked ? command[SearchOutputOptions.highlight] : isShown
    }

    /// Shows the hits.
    ///
    /// - Parameters:
    ///   - results: What the search found.
    ///   - query: What was searched for.
    ///   - picture: The name of the picture that was searched by.
    ///   - opening: How long it took until the search could begin.
    /// - Throws: What cannot be written.
    func show(_ results: SearchResults, of query: SearchQuery, picture: String?, opening: Duration) throws {
        for warning in results.warnings { console.warn(warning) }
        let account = query.explains ? ScoreAccount(query, fusion: results.fusion) : nil
        try print(results, account)
        if format == .table, let account { try explain(results, account) }
        // On a terminal the hits come first.
        try console.output.flush()
        if let cutOff = results.cutOff { console.note(cutOff) }
        if format == .table || results.hits.isEmpty && query.from > 0 {
            for line in Footer(results, from: query.from, size: query.size).lines { console.note(line) }
        }
        if command[SearchOutputOptions.timings] { console.note(Self.timings(results, opening: opening)) }
        if let path = command[SearchOutputOptions.html] {
            try ContactSheet(images: VipsImagePreparer())
                .write(
                    results,
                    title: query.text ?? "Pictures like \(picture ?? "this one")",
                    queryPicture: picture,
                    account: account,
                    to: path,
                    appending: command[SearchOutputOptions.htmlAppend]
                )
            console.note("Contact sheet: \(path)")
        }
    }

    private func print(_ results: SearchResults, _ account: ScoreAccount?) throws {
        let document = SearchResultsDocument(results, account: account)
        switch format {
        case .json: try console.output.write(document.json.text + "\n")
        case .ndjson: for hit in results.hits { try console.output.write(document.json(hit).text + "\n") }
        case .tsv: try console.output.write(HitTable(results.hits).tabSeparated())
        case .paths(let end): try printPaths(results.hits, end: end)
        case .table:
            let painter = results.hits.contains(where: SheetCard.isPicture) ? painter : nil
            let table = HitTable(results.hits)
            let isNarrow = console.terminal.columns.map { $0 < table.minimumWidth } ?? false
            if painter != nil || isNarrow {
                try console.output.write(HitBlocks(results.hits, painter: painter).bytes(console.terminal))
            } else {
                try console.output.write(table.text(console.terminal))
            }
        }
    }

    private func printPaths(_ hits: [SearchResult], end: UInt8) throws {
        var seen: Set<String> = []
        var nameless = 0
        for hit in hits {
            guard let path = PictureFile(hit).path else {
                nameless += 1
                continue
            }
            if seen.insert(path).inserted { try console.output.write(Array(path.utf8) + [end]) }
        }
        if nameless > 0 { console.warn("\(HumanUnits.count(nameless, of: "hit")) named no file.") }
    }

    private func explain(_ results: SearchResults, _ account: ScoreAccount) throws {
        var text =
            results.fusion.map {
                "\nFused by \($0.method) on the \($0.isServerSide ? "server" : "client"): \($0.reason)\n"
            } ?? ""
        for hit in results.hits {
            text += "\n"
            for line in account.lines(hit) { text += line.rendered(isStyled: console.terminal.allowsStyle) + "\n" }
        }
        try console.output.write(text)
    }

    /// What draws pictures; `nil` where none are asked for or the terminal takes none.
    private var painter: PicturePainter? {
        let choice = command[SearchOutputOptions.preview]
        guard choice != .none else { return nil }
        guard console.terminal.isTerminal else {
            if choice != .auto { console.warn("No pictures are drawn, because standard output is no terminal.") }
            return nil
        }
        var cell = Terminal.cellOfStandardOutput
        var graphics = choice.named
        if choice == .auto {
            switch GraphicsProtocol.judged(by: console.environment) {
            case .takes(let known): graphics = known
            case .takesNone: return nil
            case .unknown:
                let report = TerminalProbe.ask()
                graphics = report?.graphics
                cell = report?.cell ?? cell
            }
        }
        guard let graphics else { return nil }
        return PicturePainter(graphics: graphics, cell: cell ?? PicturePainter.commonCell, images: VipsImagePreparer())
    }

    /// `Time: open 2.1 ms, embed 0.4 ms, …`, in all at the end.
    private static func timings(_ results: SearchResults, opening: Duration) -> String {
        let phases = [("open", opening)] + results.timings.map { ($0.phase, $0.duration) }
        let total = phases.reduce(Duration.zero) { $0 + $1.1 }
        return "Time: "
            + (phases + [("total", total)])
            .map { "\($0.0) \(HumanUnits.decimal($0.1 / .milliseconds(1), places: 1)) ms" }.joined(separator: ", ")
    }
}

/// Which hits of how many are shown, and how to get the next ones.
struct Footer {
    /// What is said, a line each.
    let lines: [String]

    init(_ results: SearchResults, from: Int, size: Int) {
        let all = HumanUnits.count(results.candidates, of: "candidate")
        guard !results.hits.isEmpty else {
            lines = [from == 0 ? "No hits." : "No hits after the first \(HumanUnits.count(from)): there are \(all)."]
            return
        }
        let last = from + results.hits.count
        let shown = results.hits.count == 1 ? "Hit \(last)" : "Hits \(from + 1) to \(last)"
        var text = "\(shown) of \(all)."
        if last < results.candidates {
            // Pages count in whole sizes; between them only the offset tells.
            text += from % size == 0 ? " More: --page \(from / size + 2)" : " More: --from \(last)"
        }
        lines = [text]
    }
}
