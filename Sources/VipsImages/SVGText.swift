/// The ways to spell a `data:` URL in a drawing, undone.
enum SVGText {
    /// What a `data:` URL holds.
    struct DataURL {
        /// The media type in lower case, without parameters; may be empty.
        var mediaType: String
        /// The bytes; `nil` where they are not in Base64.
        var content: [UInt8]?
    }

    /// The text with its character references decoded and the line breaks and tabs gone that URLs may be broken by.
    static func decodeReferences(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 9 || byte == 10 || byte == 13 { continue }
            guard byte == UInt8(ascii: "&") else {
                result.append(byte)
                continue
            }
            // The longest that matters is `&#x0000000064;`; leading zeros may go on.
            let name = bytes[index...].prefix(64).prefix { $0 != UInt8(ascii: ";") }
            guard name.endIndex < bytes.count, name.count < 64,
                let decoded = character(String(decoding: name, as: UTF8.self))
            else {
                result.append(byte)
                continue
            }
            index = name.endIndex + 1
            if decoded != 9 && decoded != 10 && decoded != 13 { result.append(decoded) }
        }
        return result
    }

    /// The ASCII character of a reference; others cannot spell `data:` and become a question mark.
    private static func character(_ name: String) -> UInt8? {
        switch name {
        case "quot": return UInt8(ascii: "\"")
        case "apos": return UInt8(ascii: "'")
        case "lt": return UInt8(ascii: "<")
        case "gt": return UInt8(ascii: ">")
        case "amp": return UInt8(ascii: "&")
        default: break
        }
        guard name.hasPrefix("#") else { return nil }
        let digits = name.dropFirst()
        let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return number.map { $0 < 0x80 ? UInt8($0) : UInt8(ascii: "?") }
    }

    /// The text with CSS escapes decoded: `\64 ata` or `da\ta`; `nil` where it has none.
    static func decodeEscapes(_ text: [UInt8]) -> [UInt8]? {
        let backslash = UInt8(ascii: "\\")
        guard text.contains(backslash) else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            guard byte == backslash else {
                result.append(byte)
                continue
            }
            var (number, digits) = (0, 0)
            while digits < 6, index < text.count, let digit = Character(Unicode.Scalar(text[index])).hexDigitValue {
                number = number << 4 | digit
                digits += 1
                index += 1
            }
            if digits > 0 {
                result.append(number < 0x80 ? UInt8(number) : UInt8(ascii: "?"))
                if index < text.count, text[index] == UInt8(ascii: " ") { index += 1 }
            }
        }
        return result
    }

    /// Every `data:` URL that begins an attribute's value or a CSS string or `url(`.
    static func dataURLs(in text: [UInt8]) -> [DataURL] {
        text.withUnsafeBytes { bytes in
            var urls: [DataURL] = []
            var index = 0
            while let start = ASCIISearch.find(Array("data:".utf8), in: bytes, from: index) {
                index = start + 5
                let before = bytes[..<start].last { $0 > 0x20 }
                guard let before, "\"'(=".utf8.contains(before) else { continue }
                let head = bytes[index...].prefix(200).prefix { $0 != UInt8(ascii: ",") }
                guard head.endIndex < bytes.count, head.count < 200 else {
                    urls.append(DataURL(mediaType: "", content: nil))
                    continue
                }
                let parts = String(decoding: head, as: UTF8.self).lowercased()
                    .split(separator: ";", omittingEmptySubsequences: false)
                let mediaType = parts.first.map { $0.filter { $0 != " " } } ?? ""
                let isBase64 = parts.count > 1 && parts.last?.filter { $0 != " " } == "base64"
                let body = bytes[(head.endIndex + 1)...].prefix { !"\"'()<>".utf8.contains($0) }
                index = body.endIndex
                urls.append(DataURL(mediaType: mediaType, content: isBase64 ? decodeBase64(body) : nil))
            }
            return urls
        }
    }

    /// The bytes of Base64 text with spaces; `nil` where anything else is in it.
    private static func decodeBase64(_ text: Slice<UnsafeRawBufferPointer>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count / 4 * 3)
        var (bits, count) = (UInt32(0), 0)
        for byte in text {
            let value: UInt32
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = UInt32(byte) - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = UInt32(byte) - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = UInt32(byte) + 4
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: " "), UInt8(ascii: "="): continue
            default: return nil
            }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }
}
