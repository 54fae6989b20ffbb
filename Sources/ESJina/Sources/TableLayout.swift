import JSONValues

/// The columns of one table and how its rows become records.
struct TableLayout: Sendable {
    private let columns: [String]
    private let types: [ColumnType?]
    private let delimiter: UInt8
    private let hasQuotes: Bool
    private let listSeparator: Character

    /// Reads the first row.
    ///
    /// - Parameters:
    ///   - header: The first row.
    ///   - delimiter: What stands between cells.
    ///   - options: Types and quotes.
    ///   - name: What names the table in errors.
    /// - Throws: ``InputError`` where a column's name comes twice or one that has a type is not there.
    init(header: [UInt8], delimiter: UInt8, options: TableOptions, name: String) throws(InputError) {
        self.delimiter = delimiter
        hasQuotes = options.hasQuotes
        listSeparator = options.listSeparator
        var columns: [String] = []
        let place = "The header of \(name)"
        for cell in try TableRow(header, delimiter: delimiter, hasQuotes: hasQuotes, place: place).cells() {
            let text = cell.trimmed
            // Tables written with an unnamed index have such a column.
            columns.append(text.isEmpty ? "column_\(columns.count + 1)" : text)
        }
        if columns.contains(where: { $0.contains("\r") }) {
            throw InputError(
                .read,
                "\(name) ends its rows with CR alone. Convert it, for example with 'tr \"\\r\" \"\\n\"'."
            )
        }
        var seen: Set<String> = []
        if let twice = columns.first(where: { !seen.insert($0).inserted }) {
            throw InputError(.read, "\(place) names two columns '\(twice)'. Rename one of them.")
        }
        if let missing = options.types.keys.sorted().first(where: { !seen.contains($0) }) {
            throw InputError(
                .read,
                "\(name) has no column '\(missing)', for which a type is declared; it has \(Self.listed(columns))."
            )
        }
        if options.delimiter == nil, columns.count == 1, let other = ";\t,|".first(where: { columns[0].contains($0) }) {
            let word = other == "\t" ? "tab" : String(other)
            throw InputError(
                .read,
                "\(name) has one column, '\(columns[0].prefix(60))', as if its delimiter were another. Name it, for example with "
                    + "--delimiter '\(word)'."
            )
        }
        self.columns = columns
        types = columns.map { options.types[$0] }
    }

    /// Whether there is a column `name`.
    func hasColumn(_ name: String) -> Bool { columns.contains(name) }

    /// The columns' names, for people.
    var listedColumns: String { Self.listed(columns) }

    private static func listed(_ columns: [String]) -> String {
        columns.prefix(12).map { "'\($0.prefix(40))'" }.joined(separator: ", ")
            + (columns.count > 12 ? " and others" : "")
    }

    /// The record that a row holds; cells without a character are absent.
    ///
    /// - Parameters:
    ///   - row: The row's bytes.
    ///   - place: What names the row in errors.
    /// - Returns: The fields, in the order of the columns.
    /// - Throws: ``InputError`` naming the column where a cell cannot be read.
    func record(_ row: [UInt8], place: String) throws(InputError) -> JSONObject {
        let cells = try TableRow(row, delimiter: delimiter, hasQuotes: hasQuotes, place: place, columns: columns)
            .cells()
        guard cells.count == columns.count else {
            throw InputError(
                .read,
                "\(place) has \(cells.count) cells where the header names \(columns.count). Quote cells that hold the delimiter."
            )
        }
        var members: [(key: String, value: JSONValue)] = []
        members.reserveCapacity(cells.count)
        for (column, cell) in cells.enumerated() where !cell.isEmpty {
            guard let type = types[column] else {
                members.append((columns[column], .string(cell)))
                continue
            }
            guard let value = type.value(cell, listSeparator: listSeparator) else {
                throw InputError(
                    .read,
                    "\(place) has '\(cell.prefix(40))' in the column '\(columns[column])', which is no \(type.name)."
                )
            }
            members.append((columns[column], value))
        }
        return JSONObject(uniqueMembers: members)
    }
}

/// The cells of one row (RFC 4180).
///
/// A quote opens a quoted cell only as its first character; inside a cell without quotes it is a character as any other.
struct TableRow {
    private let bytes: [UInt8]
    private let delimiter: UInt8
    private let hasQuotes: Bool
    private let place: String
    private let columns: [String]

    init(_ bytes: [UInt8], delimiter: UInt8, hasQuotes: Bool, place: String, columns: [String] = []) {
        self.bytes = bytes
        self.delimiter = delimiter
        self.hasQuotes = hasQuotes
        self.place = place
        self.columns = columns
    }

    /// The cells as text.
    func cells() throws(InputError) -> [String] {
        var cells: [String] = []
        cells.reserveCapacity(max(columns.count, 8))
        var start = 0
        while true {
            let cell: String?
            var next: Int
            if hasQuotes, start < bytes.count, bytes[start] == 0x22 {
                (cell, next) = try quoted(from: start + 1, column: cells.count)
                guard next == bytes.count || bytes[next] == delimiter else {
                    throw fault("has text behind the closing quote", cells.count)
                }
            } else {
                next = start
                while next < bytes.count, bytes[next] != delimiter { next += 1 }
                cell = text(bytes[start..<next])
            }
            guard let cell else { throw fault("has bytes that are not UTF-8", cells.count) }
            if cell.utf8.contains(0) { throw fault("has a NUL byte", cells.count) }
            cells.append(cell)
            guard next < bytes.count else { return cells }
            start = next + 1
        }
    }

    /// The cell whose first byte behind the quote is `start`, and the place behind its closing quote.
    private func quoted(from start: Int, column: Int) throws(InputError) -> (String?, Int) {
        var index = start
        var unescaped: [UInt8]?
        var copied = start
        while index < bytes.count {
            guard bytes[index] == 0x22 else {
                index += 1
                continue
            }
            guard index + 1 < bytes.count, bytes[index + 1] == 0x22 else {
                guard var cell = unescaped else { return (text(bytes[start..<index]), index + 1) }
                cell += bytes[copied..<index]
                return (text(cell[...]), index + 1)
            }
            if unescaped == nil { unescaped = [] }
            unescaped?.append(contentsOf: bytes[copied...index])
            index += 2
            copied = index
        }
        throw fault("has a quote that is never closed", column)
    }

    private func text(_ bytes: ArraySlice<UInt8>) -> String? { String(validating: bytes, as: UTF8.self) }

    private func fault(_ what: String, _ column: Int) -> InputError {
        let name = columns.indices.contains(column) ? "the column '\(columns[column])'" : "column \(column + 1)"
        return InputError(.read, "\(place) \(what) in \(name).")
    }
}
