/// Reads the words of a filter or a query expression one after the other, each once.
struct ExpressionScanner {
    let text: String
    private let bytes: [UInt8]
    /// The code unit that is read next.
    var offset = 0

    init(_ text: String) {
        var text = text
        // Ranges are cut out of it at once then.
        text.makeContiguousUTF8()
        self.text = text
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { offset >= bytes.count }

    /// The next code unit; `nil` at the end.
    var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// The code unit `distance` behind the next.
    func byte(at distance: Int) -> UInt8? { offset + distance < bytes.count ? bytes[offset + distance] : nil }

    /// The next scalar; `nil` at the end.
    var scalar: Unicode.Scalar? {
        guard let first = byte else { return nil }
        if first < 0x80 { return Unicode.Scalar(first) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for byte in bytes[offset..<min(offset + length, bytes.count)].dropFirst() {
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return Unicode.Scalar(value)
    }

    /// Steps over the next scalar.
    mutating func advance() { offset += scalar.map { UTF8.width($0) } ?? 0 }

    /// Takes `expected` where it comes next; ASCII only.
    mutating func take(_ expected: Unicode.Scalar) -> Bool {
        guard scalar == expected else { return false }
        advance()
        return true
    }

    mutating func skipSpaces() {
        while let scalar, scalar.properties.isWhitespace { advance() }
    }

    /// Takes scalars while they are wanted.
    mutating func takeAll(while isWanted: (Unicode.Scalar) -> Bool) -> Substring {
        let start = offset
        while let scalar, isWanted(scalar) { advance() }
        return slice(SourceRange(start, offset))
    }

    /// The text of a range.
    func slice(_ range: SourceRange) -> Substring {
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return text[start..<utf8.index(start, offsetBy: range.upperBound - range.lowerBound)]
    }

    func error(_ message: String, _ range: SourceRange) -> ExpressionError {
        ExpressionError(message, text: text, range: range)
    }

    /// An error at what comes next.
    func errorHere(_ message: String) -> ExpressionError {
        error(message, SourceRange(offset, offset + (scalar.map { UTF8.width($0) } ?? 0)))
    }
}

extension ExpressionScanner {
    /// Whether a text in quotes comes next.
    var isAtQuote: Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    /// Steps over a text in quotes without reading what is in it; false where its end is missing.
    mutating func skipQuoted() -> Bool {
        let quote = byte
        offset += 1
        while let next = byte {
            offset += next == UInt8(ascii: "\\") ? 2 : 1
            if next == quote { return true }
        }
        offset = bytes.count
        return false
    }

    /// Reads a text in quotes with its escapes.
    ///
    /// - Returns: The text and where it stands, quotes included.
    /// - Throws: ``ExpressionError`` at the opening quote where the closing one is missing, or at an escape nobody knows.
    mutating func quoted() throws(ExpressionError) -> (value: String, range: SourceRange) {
        let start = offset
        let quote = byte ?? 0
        guard skipQuoted() else {
            let mark = Character(Unicode.Scalar(quote))
            throw error("The text that begins here has no closing \(mark).", SourceRange(start, start + 1))
        }
        let end = offset
        offset = start + 1
        var value = String.UnicodeScalarView()
        while offset < end - 1, let next = scalar {
            if next == "\\" {
                value.append(try escape())
            } else {
                value.append(next)
                advance()
            }
        }
        offset = end
        return (String(value), SourceRange(start, end))
    }

    /// Reads an escape: `\"  \'  \`  \\  \/  \n  \r  \t`, or `\u` with four hexadecimal digits or some in braces.
    private mutating func escape() throws(ExpressionError) -> Unicode.Scalar {
        let start = offset
        advance()
        let kind = scalar ?? " "
        advance()
        switch kind {
        case "\"", "'", "`", "\\", "/": return kind
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            let isBraced = take("{")
            var digits = ""
            while digits.count < (isBraced ? 6 : 4), let digit = scalar, digit.properties.isASCIIHexDigit {
                digits.unicodeScalars.append(digit)
                advance()
            }
            let isClosed = isBraced ? take("}") : digits.count == 4
            if isClosed, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) { return scalar }
            throw error(
                "No character has this number: write \\u and four hexadecimal digits, or \\u{1F600} with up to six.",
                SourceRange(start, offset)
            )
        default:
            throw error(
                "Nobody knows the escape '\\\(kind)'. A backslash itself is written twice: '\\\\'.",
                SourceRange(start, offset)
            )
        }
    }

    /// `text` in quotes, so that ``quoted()`` reads it back.
    static func quote(_ text: String, _ mark: Unicode.Scalar) -> String {
        var written = String.UnicodeScalarView([mark])
        for scalar in text.unicodeScalars {
            switch scalar {
            case mark, "\\": written.append(contentsOf: ["\\", scalar])
            case "\n": written.append(contentsOf: "\\n".unicodeScalars)
            case "\r": written.append(contentsOf: "\\r".unicodeScalars)
            case "\t": written.append(contentsOf: "\\t".unicodeScalars)
            case _ where scalar.properties.generalCategory == .control || isInvisible(scalar):
                written.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            default: written.append(scalar)
            }
        }
        written.append(mark)
        return String(written)
    }

    /// Separators and marks of direction, which nobody sees in a text.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        0x2028...0x202E ~= scalar.value || 0x2066...0x2069 ~= scalar.value || scalar.value == 0xFEFF
    }
}
