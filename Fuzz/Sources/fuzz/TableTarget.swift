import ESJina
import JSONValues

/// Tables of values separated by commas or tabs, compared with a second reader that is too simple to be wrong in the same way.
struct TableTarget: FuzzTarget {
    let name = "tables"
    private let scratch = Scratch()

    let seeds: [[UInt8]] = [
        "name,text,n\r\n1,Ein Hund,5\r\n2,\"Ein \"\"großer\"\" Hund,\nder bellt\",00123\r\n3,,\r\n",
        "\u{FEFF}text,color,date\nAnker,rot,2026-11-21\n\nBoje,,\n\"\",x,\"2026-01-01T00:00:00Z\"\n",
        "text\ta\tb\none\t1\t2\ntwo \"quoted\"\t\t\n\"three\"\tx\ty\n",
        "text,,x\n1,2,3\n4,5\n6,7,8,9\n\"open,1,2\n3,4,5\n",
        "\"text\",\"a,b\",\"c\nd\"\n\"\n\",\"\"\"\",\",\"\n\"x\"y,2,3\nlast,without,end",
    ]
    .map { Array($0.utf8) }

    let dictionary: [[UInt8]] =
        ["\"\"", "\"", ",\"", "\",", "\"\n", "\n\"", "\r\n", "\n\n", "\r", "\t", ",,", ";", "|", "\u{FEFF}", "é", "\0"]
        .map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFE]]

    func run(_ input: [UInt8]) async throws {
        try await check(input, isTabbed: false, hasQuotes: true)
        try await check(input, isTabbed: true, hasQuotes: true)
        try await check(input, isTabbed: false, hasQuotes: false)
    }

    private func check(_ input: [UInt8], isTabbed: Bool, hasQuotes: Bool) async throws {
        let table = PlainTable(input, delimiter: isTabbed ? 0x09 : 0x2C, hasQuotes: hasQuotes)
        let header = table.rows.first.flatMap(\.cells)
        var options = SourceOptions()
        options.table.hasQuotes = hasQuotes
        // Everything else is an attribute, so that every cell can be compared.
        options.fields.text = header.map { [Self.trimmed($0[0])] }.flatMap { $0[0].isEmpty ? nil : $0 } ?? []
        let file = scratch.path + (isTabbed ? ".tsv" : ".csv")
        let read = try await scratch.read(input, as: file, options)
        if read.isRefused(file) { return }
        guard let header else { throw Broken("a table without a header was read") }
        let rows = table.rows.dropFirst()
        guard rows.count == read.steps.count else {
            throw Broken("\(read.steps.count) steps for \(rows.count) rows")
        }
        let columns = header.enumerated()
            .map { $1.isEmpty || Self.trimmed($1).isEmpty ? "column_\($0 + 1)" : Self.trimmed($1) }
        for (number, (row, step)) in zip(rows, read.steps).enumerated() {
            guard step.position == "\(file):\(number + 1)" else {
                throw Broken("row \(number + 1) is \(step.position)")
            }
            try compare(row, step, columns, text: options.fields.text.first)
        }
        guard Scratch.isFilled(input), let end = table.headerEnd, hasQuotes, !input.starts(with: [0xEF, 0xBB, 0xBF])
        else { return }
        // The same behind so much that it lies across the end of the reader's buffer.
        let filler = Scratch.filler(before: input.count - end, taken: end + columns.count, seed: input)
        let row = filler + [UInt8](repeating: isTabbed ? 0x09 : 0x2C, count: columns.count - 1) + [0x0A]
        let moved = try await scratch.read(Array(input[..<end]) + row + input[end...], as: file, options)
        guard moved.steps.dropFirst().map(\.content) == read.steps.map(\.content) else {
            throw Broken("the end of the buffer changes what is read")
        }
    }

    private func compare(_ row: PlainTable.Row, _ step: Scratch.Step, _ columns: [String], text: String?) throws {
        guard let cells = row.cells, cells.count == columns.count, !cells.contains(where: { $0.utf8.contains(0) })
        else {
            guard step.record == nil else { throw Broken("a row that is none was read") }
            return
        }
        let taken: Set<String> = [
            "id", "_id", "image", "title", "caption", "captions", "tags", "text", "body", "content",
        ]
        guard let text, let place = columns.firstIndex(of: text), taken.isDisjoint(with: columns.filter { $0 != text })
        else { return }
        guard let record = step.record else {
            guard cells[place].isEmpty else { throw Broken("a good row was refused: \(step.content)") }
            return
        }
        guard case .text(let content) = record.content, Self.same(content, cells[place]) else {
            throw Broken("another text")
        }
        for (column, cell) in zip(columns, cells) where column != text {
            let value = record.attributes[column]?.string
            guard Self.same(value ?? "", cell), (value == nil) == cell.isEmpty else { throw Broken("another cell") }
        }
        let filled = zip(columns, cells).count { $0 != text && !$1.isEmpty }
        guard record.attributes.count == filled else { throw Broken("another number of cells") }
    }

    /// Byte by byte: Swift's strings are equal where they only look the same.
    private static func same(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }

    private static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

/// A table as RFC 4180 describes it, read as a whole, a byte at a time.
struct PlainTable {
    struct Row {
        /// The cells; `nil` where it is no row of cells.
        var cells: [String]?
    }

    var rows: [Row] = []
    /// Where the first row ends, its newline included; `nil` where it ends with the table.
    var headerEnd: Int?

    init(_ bytes: [UInt8], delimiter: UInt8, hasQuotes: Bool) {
        var rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        while !rest.isEmpty {
            let length = Self.length(of: rest, delimiter, hasQuotes)
            var row = rest.prefix(length ?? rest.count)
            rest = rest.dropFirst(row.count + 1)
            if row.last == 0x0D, length != nil || !Self.isOpen(row, delimiter, hasQuotes) { row.removeLast() }
            if row.isEmpty { continue }
            rows.append(Row(cells: Self.cells(row, delimiter, hasQuotes)))
            if rows.count == 1, !rest.isEmpty { headerEnd = rest.startIndex }
        }
    }

    /// The bytes of the first row; `nil` where no newline ends it.
    private static func length(of bytes: ArraySlice<UInt8>, _ delimiter: UInt8, _ hasQuotes: Bool) -> Int? {
        var isQuoted = false
        var isCellStart = true
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            if isQuoted {
                if byte == 0x22 {
                    if index + 1 < bytes.endIndex, bytes[index + 1] == 0x22 { index += 1 } else { isQuoted = false }
                }
            } else if byte == 0x0A {
                return index - bytes.startIndex
            } else if byte == 0x22, isCellStart, hasQuotes {
                isQuoted = true
            }
            isCellStart = !isQuoted && byte == delimiter
            index += 1
        }
        return nil
    }

    private static func isOpen(_ row: ArraySlice<UInt8>, _ delimiter: UInt8, _ hasQuotes: Bool) -> Bool {
        length(of: row + [0x0A], delimiter, hasQuotes) == nil
    }

    private static func cells(_ row: ArraySlice<UInt8>, _ delimiter: UInt8, _ hasQuotes: Bool) -> [String]? {
        var cells: [String] = []
        var index = row.startIndex
        while true {
            var cell: [UInt8] = []
            if hasQuotes, index < row.endIndex, row[index] == 0x22 {
                index += 1
                while true {
                    guard index < row.endIndex else { return nil }
                    if row[index] == 0x22 {
                        index += 1
                        guard index < row.endIndex, row[index] == 0x22 else { break }
                    }
                    cell.append(row[index])
                    index += 1
                }
                guard index == row.endIndex || row[index] == delimiter else { return nil }
            } else {
                while index < row.endIndex, row[index] != delimiter {
                    cell.append(row[index])
                    index += 1
                }
            }
            guard let text = String(validating: cell, as: UTF8.self) else { return nil }
            cells.append(text)
            guard index < row.endIndex else { return cells }
            index += 1
        }
    }
}
