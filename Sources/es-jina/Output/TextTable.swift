import ESJina

/// Rows of cells, printed as aligned columns or as tab-separated values.
struct TextTable: Sendable {
    /// Which side a column's cells lean to.
    enum Alignment: Sendable {
        case leading, trailing
    }

    /// A column.
    struct Column: Sendable {
        var title: String
        var alignment = Alignment.leading
        /// The fewest columns it shrinks to where the table is too wide; `nil` never shrinks.
        var minimumWidth: Int?

        init(_ title: String, _ alignment: Alignment = .leading, shrinksTo minimumWidth: Int? = nil) {
            self.title = title
            self.alignment = alignment
            self.minimumWidth = minimumWidth
        }
    }

    /// A cell: what a table shows and what tab-separated values hold.
    struct Cell: Sendable, ExpressibleByStringLiteral {
        var shown: StyledText
        var value: String

        init(_ value: String, _ style: StyledText.Style = .plain) {
            self.value = value
            shown = StyledText(value, style)
        }

        /// A cell that people and programs see differently, such as `1.2 MB` and `1234567`.
        init(_ value: String, shown: StyledText) {
            self.value = value
            self.shown = shown
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    var columns: [Column]
    var rows: [[Cell]] = []
    /// What stands on a line of its own below a row, for people alone; from the second column on.
    var notes: [StyledText?] = []

    init(_ columns: [Column], rows: [[Cell]] = [], notes: [StyledText?] = []) {
        self.columns = columns
        self.rows = rows
        self.notes = notes
    }

    /// Aligned columns two spaces apart, with a line of titles; empty where there are no rows.
    ///
    /// - Parameters:
    ///   - width: The most columns of the terminal; `nil` is without limit.
    ///   - isStyled: Whether escape codes are allowed.
    /// - Returns: The table, with a newline at its end and no white space at the end of lines.
    func text(width: Int?, isStyled: Bool = false) -> String {
        guard !rows.isEmpty else { return "" }
        let widths = layout(width: width)
        let header = columns.map { Cell("", shown: StyledText($0.title, .bold)) }
        var text = line(header, widths, isStyled) + "\n"
        let indent = widths[0] + 2
        for (index, row) in rows.enumerated() {
            text += line(row, widths, isStyled) + "\n"
            guard index < notes.count, let note = notes[index] else { continue }
            let shown = note.truncated(to: (width ?? .max) - indent)
            text += String(repeating: " ", count: indent) + shown.rendered(isStyled: isStyled) + "\n"
        }
        return text
    }

    /// One record a line, fields separated by tabs, without styles.
    ///
    /// - Parameter includesTitles: Whether the first line names the columns.
    /// - Returns: The records; tabs, newlines, carriage returns and backslashes in them as `\t`, `\n`, `\r` and `\\`.
    func tabSeparated(includesTitles: Bool = false) -> String {
        let titles = includesTitles ? [columns.map(\.title)] : []
        return (titles + rows.map { $0.map(\.value) })
            .map { $0.map(Self.escaped).joined(separator: "\t") + "\n" }.joined()
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ isStyled: Bool) -> String {
        var text = ""
        var pending = 0
        for (index, width) in widths.enumerated() {
            let cell = index < cells.count ? cells[index].shown.truncated(to: width) : StyledText("")
            let gap = width - cell.width
            let isTrailing = columns[index].alignment == .trailing
            // Spaces are owed, not written, so that no line ends in them.
            if isTrailing { pending += gap }
            let rendered = cell.rendered(isStyled: isStyled)
            if cell.width > 0 {
                text += String(repeating: " ", count: pending) + rendered
                pending = 0
            }
            pending += isTrailing ? 2 : gap + 2
        }
        return text
    }

    private func layout(width: Int?) -> [Int] {
        var widths = columns.enumerated()
            .map { index, column in
                rows.reduce(DisplayWidth.of(column.title)) { max($0, index < $1.count ? $1[index].shown.width : 0) }
            }
        guard let width else { return widths }
        var excess = widths.reduce(2 * (columns.count - 1), +) - width
        while excess > 0 {
            let shrinkable = columns.indices.filter { widths[$0] > columns[$0].minimumWidth ?? .max }
            guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
            // Down to the next widest at once, so that wide columns end equally wide.
            let next = shrinkable.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            let floor = max(columns[widest].minimumWidth ?? 0, min(next, widths[widest] - 1))
            let cut = min(excess, widths[widest] - floor)
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }

    private static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x09 || $0 == 0x0A || $0 == 0x0D || $0 == 0x5C }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\t": result.append(contentsOf: "\\t".unicodeScalars)
            case "\n": result.append(contentsOf: "\\n".unicodeScalars)
            case "\r": result.append(contentsOf: "\\r".unicodeScalars)
            case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
