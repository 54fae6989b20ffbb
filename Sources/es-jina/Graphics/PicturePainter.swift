import ESJina
import JSONValues

/// Draws pictures into a terminal.
struct PicturePainter {
    /// A picture in a terminal.
    struct Drawn: Sendable, Hashable {
        /// What draws it at the cursor.
        var sequence: [UInt8]
        /// The columns it takes.
        var columns: Int
        /// The rows it takes.
        var rows: Int
    }

    /// What VT340 has, and what most fonts come near to.
    static let commonCell = PixelSize(width: 10, height: 20)

    let graphics: GraphicsProtocol
    let cell: PixelSize
    let images: any ImagePreparer

    /// Draws a picture as large as fits.
    ///
    /// - Parameters:
    ///   - file: The picture.
    ///   - columns: The most columns.
    ///   - rows: The most rows.
    /// - Returns: The drawn picture.
    /// - Throws: ``PictureFile/Missing`` where it cannot be shown.
    func draw(_ file: PictureFile, columns: Int, rows: Int) throws(PictureFile.Missing) -> Drawn {
        let encoding: ImagePreview.Encoding =
            switch graphics {
            case .kitty: .png
            case .iterm2: .jpeg
            case .sixel: .rgb
            }
        let picture = try file.preview(images, width: columns * cell.width, height: rows * cell.height, as: encoding)
        let width = min(columns, (picture.width + cell.width - 1) / cell.width)
        let height = min(rows, (picture.height + cell.height - 1) / cell.height)
        let sequence: [UInt8] =
            switch graphics {
            case .kitty: Self.kitty(picture.bytes)
            case .iterm2: Self.iterm2(picture.bytes, columns: width, rows: height)
            case .sixel: SixelEncoder.sequence(picture.bytes, width: picture.width)
            }
        return Drawn(sequence: sequence, columns: width, rows: height)
    }

    /// A PNG file in chunks of at most 4096 bytes, shown in its own size; the terminal is asked to leave the cursor and to answer
    /// nothing, which would arrive as if it were typed.
    static func kitty(_ png: [UInt8]) -> [UInt8] {
        let text = Base64.encode(png)
        var sequence: [UInt8] = []
        var start = 0
        repeat {
            let end = min(start + 4096, text.count)
            let more = end < text.count ? 1 : 0
            let control = start == 0 ? "a=T,f=100,C=1,q=2,m=\(more)" : "q=2,m=\(more)"
            sequence += Array("\u{1B}_G\(control);".utf8) + text[start..<end] + Array("\u{1B}\\".utf8)
            start = end
        } while start < text.count
        return sequence
    }

    /// A whole file, shown within this many cells.
    static func iterm2(_ file: [UInt8], columns: Int, rows: Int) -> [UInt8] {
        let arguments =
            "inline=1;size=\(file.count);width=\(columns);height=\(rows);preserveAspectRatio=1;doNotMoveCursor=1"
        return Array("\u{1B}]1337;File=\(arguments):".utf8) + Base64.encode(file) + [0x07]
    }
}
