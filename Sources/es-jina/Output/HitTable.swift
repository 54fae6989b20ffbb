import ESJina

/// Hits as a table: a row each, and below it the passage that was found.
struct HitTable {
    /// The width of passages where no terminal has one.
    static let commonWidth = 120

    private let hits: [SearchResult]

    init(_ hits: [SearchResult]) { self.hits = hits }

    private var hasRelevance: Bool { hits.contains { $0.relevance != nil } }

    /// What the columns do not shrink below; narrower terminals get ``HitBlocks``.
    var minimumWidth: Int { hasRelevance ? 79 : 72 }

    /// The table for people.
    func text(_ terminal: Terminal) -> String {
        table(passageWidth: (terminal.columns ?? Self.commonWidth) - 6)
            .text(width: terminal.columns, isStyled: terminal.allowsStyle)
    }

    /// One hit a line for programs: rank, score, id, title, legs with ranks, and the relevance where it was asked for.
    func tabSeparated() -> String { table(passageWidth: nil).tabSeparated() }

    private func table(passageWidth: Int?) -> TextTable {
        var columns: [TextTable.Column] = [
            .init("RANK", .trailing), .init("SCORE", .trailing), .init("ID", shrinksTo: 20),
            .init("TITLE", shrinksTo: 20), .init("FOUND BY", shrinksTo: 12),
        ]
        if hasRelevance { columns.append(.init("REL", .trailing)) }
        let rows = hits.map { hit in
            let title = HitTitle(hit)
            var row: [TextTable.Cell] = [
                .init(String(hit.rank)), .init(Self.score(hit)), .init(hit.id, .bold),
                .init(title.text, shown: title.styled(.plain)), .init(Self.places(hit), .dim),
            ]
            if hasRelevance { row.append(.init(Self.relevance(hit))) }
            return row
        }
        guard let passageWidth else { return TextTable(columns, rows: rows) }
        return TextTable(columns, rows: rows, notes: hits.map { Self.note($0, width: passageWidth) })
    }

    /// The passage in one line, and how many other parts of the same input were found.
    private static func note(_ hit: SearchResult, width: Int) -> StyledText? {
        let parts = otherParts(hit)
        let suffix = parts.isEmpty ? "" : " \(parts)"
        guard let snippet = Snippet(hit) else { return parts.isEmpty ? nil : StyledText(parts, .dim) }
        let room = width - DisplayWidth.of(suffix)
        return snippet.around(width: room).styled.truncated(to: room) + StyledText(suffix, .dim)
    }

    /// `+2 parts`, where other parts of the same input were found; else nothing.
    static func otherParts(_ hit: SearchResult) -> String {
        hit.otherParts.isEmpty ? "" : "+" + HumanUnits.count(hit.otherParts.count, of: "part")
    }

    static func score(_ hit: SearchResult) -> String { HumanUnits.decimal(Double(hit.score), places: 4) }

    /// `0.93`; nothing where it was not asked for.
    static func relevance(_ hit: SearchResult) -> String {
        hit.relevance.map { HumanUnits.decimal(Double($0), places: 2) } ?? ""
    }

    /// Where a hit comes from: `bm25 #1, knn_image #3`.
    static func places(_ hit: SearchResult) -> String {
        hit.provenance.filter { $0.leg != "fused" }.map { "\($0.leg) #\($0.rank)" }.joined(separator: ", ")
    }
}
