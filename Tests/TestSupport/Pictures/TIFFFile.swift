/// A TIFF or BigTIFF file of uncompressed pages, each in one strip.
public struct TIFFFile {
    /// One page.
    public struct Page {
        /// Pixels a row.
        public var width: Int
        /// Rows.
        public var height: Int
        /// Samples a pixel.
        public var samples = 3
        /// Bits a sample.
        public var bits = 8
        /// How samples are meant: 0 and 1 grey, 2 RGB, 5 CMYK, 8 Lab.
        public var photometric = 2
        /// Further fields of type SHORT, or others in the place of the usual ones: tag and value.
        public var fields: [(tag: Int, value: Int)] = []
        /// The samples; fewer than the size asks for make a damaged file.
        public var pixels: [UInt8] = []

        /// A page without pixels.
        public init(width: Int, height: Int) {
            self.width = width
            self.height = height
        }
    }

    /// The file.
    ///
    /// - Parameters:
    ///   - pages: The pages.
    ///   - isLittleEndian: The order of bytes.
    ///   - isBig: Whether it is BigTIFF, with offsets of 64 bits.
    /// - Returns: Its bytes.
    public static func bytes(_ pages: [Page], isLittleEndian: Bool = true, isBig: Bool = false) -> [UInt8] {
        func number(_ value: Int, _ width: Int) -> [UInt8] {
            let little = (0..<width).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
            return isLittleEndian ? little : little.reversed()
        }
        let (offset, count) = isBig ? (8, 8) : (4, 2)
        var result = Array((isLittleEndian ? "II" : "MM").utf8)
        result += isBig ? number(43, 2) + number(8, 2) + number(0, 2) : number(42, 2)
        // Where the place of the next directory is written.
        var link = result.count
        result += number(0, offset)
        for page in pages {
            let strip = result.count
            result += page.pixels
            if result.count % 2 == 1 { result.append(0) }
            let bits = result.count
            for _ in 0..<page.samples { result += number(page.bits, 2) }
            result.replaceSubrange(link..<link + offset, with: number(result.count, offset))
            var entries: [(tag: Int, type: Int, count: Int, value: [UInt8])] = [
                (256, 4, 1, number(page.width, 4)), (257, 4, 1, number(page.height, 4)),
                // What fits into the entry stands there.
                (258, 3, page.samples, page.samples * 2 <= offset ? Array(result[bits...]) : number(bits, offset)),
                (259, 3, 1, number(1, 2)), (262, 3, 1, number(page.photometric, 2)),
                (273, 4, 1, number(strip, 4)), (277, 3, 1, number(page.samples, 2)),
                (278, 4, 1, number(page.height, 4)),
                (279, 4, 1, number(page.pixels.count, 4)),
            ]
            entries.removeAll { entry in page.fields.contains { $0.tag == entry.tag } }
            entries += page.fields.map { ($0.tag, 3, 1, number($0.value, 2)) }
            result += number(entries.count, count)
            for entry in entries.sorted(by: { $0.tag < $1.tag }) {
                result += number(entry.tag, 2) + number(entry.type, 2) + number(entry.count, offset)
                result += entry.value + [UInt8](repeating: 0, count: offset - entry.value.count)
            }
            link = result.count
            result += number(0, offset)
        }
        return result
    }
}
