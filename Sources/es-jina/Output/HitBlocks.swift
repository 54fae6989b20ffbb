import ESJina

/// Hits as blocks of lines, beside their pictures where the terminal takes any.
struct HitBlocks {
    /// The most columns of a picture.
    static let pictureColumns = 20
    /// The most rows of a picture.
    static let pictureRows = 6
    /// The fewest columns that a text beside pictures may have.
    private static let minimumText = 30

    private let hits: [SearchResult]
    private let painter: PicturePainter?

    /// Makes blocks.
    ///
    /// - Parameters:
    ///   - hits: The hits.
    ///   - painter: What draws their pictures; `nil` for none.
    init(_ hits: [SearchResult], painter: PicturePainter? = nil) {
        self.hits = hits
        self.painter = painter
    }

    /// The bytes to send to the terminal.
    func bytes(_ terminal: Terminal) -> [UInt8] {
        let width = terminal.columns ?? HitTable.commonWidth
        let columns = painter == nil ? 0 : min(Self.pictureColumns, max(4, width - Self.minimumText - 2))
        let indent = columns == 0 ? 0 : columns + 2
        var bytes: [UInt8] = []
        for (place, hit) in hits.enumerated() {
            if place > 0 { bytes.append(0x0A) }
            let lines = lines(hit, width: max(10, width - indent)).map { $0.rendered(isStyled: terminal.allowsStyle) }
            let picture = SheetCard.isPicture(hit) ? draw(hit, columns: columns) : nil
            if let picture { bytes += reserve(picture) }
            for line in lines {
                // The cursor is moved, because spaces would be written over the picture.
                if indent > 0 { bytes += Array("\u{1B}[\(indent)C".utf8) }
                bytes += Array(line.utf8) + [0x0A]
            }
            bytes += [UInt8](repeating: 0x0A, count: max(0, (picture?.rows ?? 0) - lines.count))
        }
        return bytes
    }

    /// A picture that cannot be drawn leaves its place empty: its text says what it is.
    private func draw(_ hit: SearchResult, columns: Int) -> PicturePainter.Drawn? {
        try? painter?.draw(PictureFile(hit), columns: columns, rows: Self.pictureRows)
    }

    /// Makes room by scrolling first, draws, and returns to where it began: a picture that scrolled the screen itself would be
    /// cut off, or leave the cursor nobody knows where.
    private func reserve(_ picture: PicturePainter.Drawn) -> [UInt8] {
        let room = [UInt8](repeating: 0x0A, count: picture.rows) + Array("\u{1B}[\(picture.rows)A".utf8)
        return room + Array("\u{1B}7".utf8) + picture.sequence + Array("\u{1B}8".utf8)
    }

    private func lines(_ hit: SearchResult, width: Int) -> [StyledText] {
        let title = HitTitle(hit)
        var lines = [(StyledText("\(hit.rank)  ", .dim) + title.styled(.bold)).truncated(to: width)]
        let facts = [
            HitTable.score(hit), HitTable.places(hit),
            hit.relevance == nil ? "" : "relevance \(HitTable.relevance(hit))", HitTable.otherParts(hit),
        ]
        lines.append(StyledText(hit.id, .cyan).truncated(to: width))
        lines.append(StyledText(facts.filter { !$0.isEmpty }.joined(separator: "  "), .dim).truncated(to: width))
        if let snippet = Snippet(hit) {
            let rows = Self.pictureRows - lines.count
            lines += snippet.around(width: width * rows).styled.wrapped(to: width, lines: rows)
        }
        return lines
    }
}
