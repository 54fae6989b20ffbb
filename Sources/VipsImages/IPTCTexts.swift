/// The texts of an IPTC-IIM block, bare or in Photoshop's image resources.
struct IPTCTexts {
    /// Data set 2:05.
    private(set) var title: String?
    /// Data set 2:120.
    private(set) var caption: String?
    /// Data sets 2:25.
    private(set) var keywords: [String] = []

    /// Reads `block`.
    init(_ block: [UInt8]) {
        var records = Self.records(of: block)
        var isUTF8 = false
        while records.count >= 5, records.first == 0x1C {
            let base = records.startIndex
            let (record, dataSet) = (records[base + 1], records[base + 2])
            let size = Int(records[base + 3]) << 8 | Int(records[base + 4])
            // The highest bit announces a length of a length; texts of 32 KiB have no use here.
            guard size < 0x8000 else { return }
            let content = records[(base + 5)...].prefix(size)
            switch (record, dataSet) {
            case (1, 90): isUTF8 = content.elementsEqual([0x1B, 0x25, 0x47])
            case (2, 5): title = title ?? text(content, isUTF8)
            case (2, 25): keywords.append(text(content, isUTF8))
            case (2, 120): caption = caption ?? text(content, isUTF8)
            default: break
            }
            records = records[(base + 5)...].dropFirst(size)
        }
    }

    /// Without the escape sequence for UTF-8 it should be Latin-1, but many programs leave the sequence out.
    private func text(_ bytes: ArraySlice<UInt8>, _ isUTF8: Bool) -> String {
        isUTF8 ? String(decoding: bytes, as: UTF8.self) : MetadataText.decode(bytes)
    }

    private static func records(of block: [UInt8]) -> ArraySlice<UInt8> {
        let prefix = Array("Photoshop 3.0\0".utf8)
        var resource = block.dropFirst(block.starts(with: prefix) ? prefix.count : 0)
        guard resource.starts(with: "8BIM".utf8) else { return resource }
        // 8BIM, number, Pascal string and size, both padded to even lengths.
        while resource.count >= 12, resource.starts(with: "8BIM".utf8) {
            let base = resource.startIndex
            let number = Int(resource[base + 4]) << 8 | Int(resource[base + 5])
            let nameLength = (Int(resource[base + 6]) + 2) & ~1
            let sizeAt = base + 6 + nameLength
            guard sizeAt + 4 <= resource.endIndex else { break }
            let size = resource[sizeAt..<sizeAt + 4].reduce(0) { $0 << 8 | Int($1) }
            let content = resource[(sizeAt + 4)...]
            if number == 0x0404 { return content.prefix(size) }
            resource = content.dropFirst((size + 1) & ~1)
        }
        return []
    }
}
