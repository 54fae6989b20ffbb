extension HTMLCharset {
    /// How far a declaration is looked for: the standard says 1024 bytes, but pages with a long comment in front exist.
    private static let declarationRange = 8192

    /// What `<meta charset>`, `<meta http-equiv>` or an XML declaration at the start of `bytes` names, in lower case.
    ///
    /// A simpler form of the WHATWG HTML Standard's "prescan a byte stream to determine its encoding".
    static func declaredName(_ bytes: [UInt8]) -> String? {
        let head = bytes.prefix(declarationRange)
            .map { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            }
        if starts(head, at: 0, with: "<?xml"), let end = head.firstIndex(of: UInt8(ascii: ">")),
            let name = value(of: "encoding", in: head[..<end])
        {
            return name
        }
        var index = 0
        while let open = head[index...].firstIndex(of: UInt8(ascii: "<")) {
            index = open + 1
            if starts(head, at: open, with: "<!--") {
                var end = open + 4
                while end < head.count && !starts(head, at: end, with: "-->") { end += 1 }
                index = min(end, head.count)
            } else if starts(head, at: open, with: "<meta") {
                let end = head[index...].firstIndex(of: UInt8(ascii: ">")) ?? head.count
                // A declaration of UTF-16 in bytes that can be read as ASCII is wrong.
                if let name = value(of: "charset", in: head[index..<end]) {
                    return name.hasPrefix("utf-16") ? "utf-8" : name
                }
                index = end
            }
        }
        return nil
    }

    private static func starts(_ bytes: [UInt8], at index: Int, with text: StaticString) -> Bool {
        bytes.count - index >= text.utf8CodeUnitCount
            && (0..<text.utf8CodeUnitCount).allSatisfy { bytes[index + $0] == text.utf8Start[$0] }
    }

    /// What follows `name` and an equals sign, quoted or not.
    private static func value(of name: StaticString, in bytes: ArraySlice<UInt8>) -> String? {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        let all = Array(bytes)
        var index = 0
        while index < all.count {
            guard starts(all, at: index, with: name) else {
                index += 1
                continue
            }
            index += name.utf8CodeUnitCount
            var rest = all[index...].drop(while: isSpace)
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst().drop { isSpace($0) || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }
            let label = rest.prefix { !isSpace($0) && !"\"';/>?".utf8.contains($0) }
            return label.isEmpty ? nil : String(decoding: label, as: UTF8.self)
        }
        return nil
    }
}
