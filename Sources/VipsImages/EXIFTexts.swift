/// The texts of an EXIF block, or of a TIFF file, whose structure EXIF shares.
///
/// libexif, which libvips asks, knows no `UserComment` in Unicode and cuts characters beyond the basic plane, so that the block
/// is read here. `UserComment` in JIS, which no program of today writes, is not read.
struct EXIFTexts {
    /// `ImageDescription`.
    private(set) var description: String?
    /// `UserComment`.
    private(set) var comment: String?
    /// `XPTitle`, what Windows calls the title.
    private(set) var title: String?
    /// `XPComment`, else `XPSubject`.
    private(set) var windowsComment: String?
    /// `XPKeywords`.
    private(set) var keywords: [String] = []

    private let bytes: Slice<UnsafeRawBufferPointer>
    private let isLittleEndian: Bool

    /// Reads `block`, with or without `Exif` before it; `nil` where it is no such block.
    init?(_ block: UnsafeRawBufferPointer) {
        let marker = Array("Exif\0\0".utf8)
        let bytes = block.dropFirst(block.starts(with: marker) ? marker.count : 0)
        if bytes.starts(with: [0x49, 0x49, 42, 0]) {
            isLittleEndian = true
        } else if bytes.starts(with: [0x4D, 0x4D, 0, 42]) {
            isLittleEndian = false
        } else {
            return nil
        }
        self.bytes = bytes
        var details: Int?
        if let start = number(at: 4, size: 4) { read(directory: start, details: &details) }
        // A pointer back to the first directory only reads it twice.
        if let start = details { read(directory: start, details: &details) }
    }

    private mutating func read(directory start: Int, details: inout Int?) {
        guard let count = number(at: start, size: 2) else { return }
        var windowsSubject: String?
        for index in 0..<count {
            let entry = start + 2 + index * 12
            guard let tag = number(at: entry, size: 2), let value = value(ofEntryAt: entry) else { break }
            switch tag {
            case 0x010E: description = description ?? MetadataText.decode(value.prefix { $0 != 0 })
            case 0x8769: details = number(at: entry + 8, size: 4)
            case 0x9286: comment = comment ?? userComment(value)
            case 0x9C9B: title = windowsText(value)
            case 0x9C9C: windowsComment = windowsText(value)
            case 0x9C9E: keywords = MetadataText.split(windowsText(value))
            case 0x9C9F: windowsSubject = windowsText(value)
            default: break
            }
        }
        windowsComment = windowsComment ?? windowsSubject
    }

    /// The bytes of an entry's value; empty where they lie outside of the block, `nil` where the entry itself does.
    private func value(ofEntryAt entry: Int) -> Slice<UnsafeRawBufferPointer>? {
        guard let type = number(at: entry + 2, size: 2), let count = number(at: entry + 4, size: 4) else { return nil }
        // Bytes a component, for the types that hold texts: BYTE, ASCII, UNDEFINED and, where writers erred, SHORT.
        let widths = [1: 1, 2: 1, 7: 1, 3: 2]
        let size = count * (widths[type] ?? 0)
        let offset = size <= 4 ? entry + 8 : number(at: entry + 8, size: 4)
        guard let offset, offset + size <= bytes.count else { return bytes.prefix(0) }
        return bytes.dropFirst(offset).prefix(size)
    }

    private func number(at offset: Int, size: Int) -> Int? {
        guard offset >= 0, offset + size <= bytes.count else { return nil }
        let field = bytes.dropFirst(offset).prefix(size)
        return isLittleEndian
            ? field.reversed().reduce(0) { $0 << 8 | Int($1) } : field.reduce(0) { $0 << 8 | Int($1) }
    }

    private func windowsText(_ value: Slice<UnsafeRawBufferPointer>) -> String {
        MetadataText.decodeUTF16(value, isLittleEndian: true)
    }

    /// EXIF 2.32, section 4.6.5: eight bytes name the characters' code.
    private func userComment(_ value: Slice<UnsafeRawBufferPointer>) -> String? {
        let text = value.dropFirst(8)
        if value.starts(with: "UNICODE\0".utf8) {
            return MetadataText.decodeUTF16(text, isLittleEndian: isUTF16LittleEndian(text))
        }
        if value.starts(with: "ASCII\0\0\0".utf8) || value.starts(with: [UInt8](repeating: 0, count: 8)) {
            return MetadataText.decode(text.prefix { $0 != 0 })
        }
        return nil
    }

    // The standard leaves the order open: a mark says it, else the side on which more nuls stand, else the block's own order.
    private func isUTF16LittleEndian(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        if text.starts(with: [0xFF, 0xFE]) { return true }
        if text.starts(with: [0xFE, 0xFF]) { return false }
        var nuls = [0, 0]
        var isFirst = true
        for byte in text {
            if byte == 0 { nuls[isFirst ? 0 : 1] += 1 }
            isFirst.toggle()
        }
        return nuls[0] == nuls[1] ? isLittleEndian : nuls[1] > nuls[0]
    }
}
