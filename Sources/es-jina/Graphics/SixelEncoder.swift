/// Writes pixels as Sixel, the pictures of DEC's VT340 ("VT330/VT340 Programmer Reference Manual", volume 2, chapter 14).
///
/// Written here and not by libsixel: what is asked of it is small, and it would be one more library to install and to keep safe.
enum SixelEncoder {
    /// The escape sequence that draws a picture at the cursor.
    ///
    /// - Parameters:
    ///   - rgb: Red, green and blue of every pixel, row by row, a byte each.
    ///   - width: Pixels a row.
    /// - Returns: The sequence; empty for a picture without pixels.
    static func sequence(_ rgb: [UInt8], width: Int) -> [UInt8] {
        guard width > 0, rgb.count >= width * 3 else { return [] }
        let height = rgb.count / 3 / width
        let (palette, indices) = Palette.reduce(rgb)
        // One to one pixels; what is not drawn stays as it is.
        var text = Array("\u{1B}P0;1q\"1;1;\(width);\(height)".utf8)
        for (index, colour) in palette.enumerated() {
            let percent = colour.map { (Int($0) * 100 + 127) / 255 }
            text += Array("#\(index);2;\(percent[0]);\(percent[1]);\(percent[2])".utf8)
        }
        for top in stride(from: 0, to: height, by: 6) {
            if top > 0 { text.append(UInt8(ascii: "-")) }
            band(indices, width: width, rows: top..<min(top + 6, height), colours: palette.count, into: &text)
        }
        return text + Array("\u{1B}\\".utf8)
    }

    /// Six rows: each colour in them is one line over the others, its runs packed.
    private static func band(_ indices: [UInt8], width: Int, rows: Range<Int>, colours: Int, into text: inout [UInt8]) {
        var lines = [[UInt8]?](repeating: nil, count: colours)
        var order: [Int] = []
        for (bit, row) in rows.enumerated() {
            for column in 0..<width {
                let colour = Int(indices[row * width + column])
                if lines[colour] == nil {
                    lines[colour] = [UInt8](repeating: 0, count: width)
                    order.append(colour)
                }
                lines[colour]?[column] |= 1 << UInt8(bit)
            }
        }
        for (place, colour) in order.enumerated() {
            if place > 0 { text.append(UInt8(ascii: "$")) }
            text += Array("#\(colour)".utf8)
            if let line = lines[colour] { pack(line, into: &text) }
        }
    }

    /// Runs of four and more as `!COUNT`; nothing where the rest of the line is empty.
    private static func pack(_ line: [UInt8], into text: inout [UInt8]) {
        let end = (line.lastIndex { $0 != 0 } ?? -1) + 1
        var start = 0
        while start < end {
            var next = start + 1
            while next < end, line[next] == line[start] { next += 1 }
            let sixel = line[start] + 0x3F
            if next - start > 3 {
                text += Array("!\(next - start)".utf8) + [sixel]
            } else {
                text += [UInt8](repeating: sixel, count: next - start)
            }
            start = next
        }
    }
}
