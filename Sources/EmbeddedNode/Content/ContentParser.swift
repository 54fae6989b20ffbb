/// Reads JSON into ``ContentNode``s.
struct ContentParser {
    private let buffer: UnsafeRawBufferPointer
    private let flattensNumbers: Bool
    private var position = 0
    private static let maxDepth = 500

    init(buffer: UnsafeRawBufferPointer, flattensNumbers: Bool) {
        self.buffer = buffer
        self.flattensNumbers = flattensNumbers
    }

    mutating func document() throws(ContentFault) -> ContentNode {
        skipSpace()
        let root = try value(depth: 0)
        skipSpace()
        guard position == buffer.count else {
            throw isWordByte(buffer[position]) ? unrecognized() : unexpected("was expecting the end of the content")
        }
        return root
    }

    private mutating func value(depth: Int) throws(ContentFault) -> ContentNode {
        guard depth < Self.maxDepth else {
            throw ContentFault(
                kind: .syntax,
                reason: "Document nesting depth (\(depth + 1)) exceeds the maximum allowed (\(Self.maxDepth))",
                offset: position
            )
        }
        guard position < buffer.count else { throw endOfInput() }
        let start = position
        switch buffer[position] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""):
            let text = try string()
            return ContentNode(value: .string(text), start: start, end: start, limit: position)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let number = try number()
            return ContentNode(value: number, start: start, end: start, limit: position)
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default:
            throw isWordByte(buffer[position])
                ? unrecognized()
                : unexpected(
                    "expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
                )
        }
    }

    private mutating func object(depth: Int) throws(ContentFault) -> ContentNode {
        let start = position
        position += 1
        var members: [ContentNode.Member] = []
        skipSpace()
        if peek() == UInt8(ascii: "}") {
            position += 1
            return ContentNode(value: .object([]), start: start, end: position - 1, limit: position)
        }
        while true {
            skipSpace()
            guard position < buffer.count else { throw endOfInput() }
            guard peek() == UInt8(ascii: "\"") else {
                throw unexpected("was expecting double-quote to start field name")
            }
            let keyStart = position
            let key = try string()
            if members.contains(where: { $0.key == key }) {
                throw ContentFault(kind: .syntax, reason: "Duplicate field '\(key)'", offset: position)
            }
            skipSpace()
            guard position < buffer.count else { throw endOfInput() }
            guard peek() == UInt8(ascii: ":") else {
                throw unexpected("was expecting a colon to separate field name and value")
            }
            position += 1
            skipSpace()
            members.append(ContentNode.Member(key: key, start: keyStart, value: try value(depth: depth + 1)))
            skipSpace()
            guard let next = peek() else { throw endOfInput() }
            if next == UInt8(ascii: ",") {
                position += 1
                continue
            }
            guard next == UInt8(ascii: "}") else { throw unexpected("was expecting comma to separate Object entries") }
            position += 1
            return ContentNode(value: .object(members), start: start, end: position - 1, limit: position)
        }
    }

    private mutating func array(depth: Int) throws(ContentFault) -> ContentNode {
        let start = position
        if flattensNumbers, let flat = numbers() {
            return ContentNode(value: .numbers(flat), start: start, end: position - 1, limit: position)
        }
        position = start + 1
        var elements: [ContentNode] = []
        skipSpace()
        if peek() == UInt8(ascii: "]") {
            position += 1
            return ContentNode(value: .array([]), start: start, end: position - 1, limit: position)
        }
        while true {
            skipSpace()
            elements.append(try value(depth: depth + 1))
            skipSpace()
            guard let next = peek() else { throw endOfInput() }
            if next == UInt8(ascii: ",") {
                position += 1
                continue
            }
            guard next == UInt8(ascii: "]") else { throw unexpected("was expecting comma to separate Array entries") }
            position += 1
            return ContentNode(value: .array(elements), start: start, end: position - 1, limit: position)
        }
    }

    /// Reads an array of at least eight plain numbers at once; `nil` where it is anything else, without a complaint.
    private mutating func numbers() -> [Float]? {
        var cursor = position + 1
        var values: [Float] = []
        while true {
            while cursor < buffer.count, isSpace(buffer[cursor]) { cursor += 1 }
            guard let (value, next) = DecimalParser.float(buffer, at: cursor) else { return nil }
            if values.isEmpty { values.reserveCapacity(1024) }
            values.append(value)
            cursor = next
            while cursor < buffer.count, isSpace(buffer[cursor]) { cursor += 1 }
            guard cursor < buffer.count else { return nil }
            if buffer[cursor] == UInt8(ascii: ",") {
                cursor += 1
                continue
            }
            // Short arrays are ordinary multi-valued fields, whose integers must stay exact.
            guard buffer[cursor] == UInt8(ascii: "]"), values.count >= 8 else { return nil }
            position = cursor + 1
            return values
        }
    }

    private mutating func number() throws(ContentFault) -> ContentNode.Value {
        let start = position
        if peek() == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        skipDigits()
        guard position > firstDigit else {
            throw unexpected("expected a digit (0-9) to follow minus sign, for valid numeric value")
        }
        if buffer[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
            throw ContentFault(
                kind: .syntax,
                reason: "Invalid numeric value: Leading zeroes not allowed",
                offset: firstDigit + 1
            )
        }
        var isInteger = true
        if peek() == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            let first = position
            skipDigits()
            guard position > first else { throw unexpected("Decimal point not followed by a digit") }
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
            let first = position
            skipDigits()
            guard position > first else { throw unexpected("Exponent indicator not followed by a digit") }
        }
        let text = String(decoding: buffer[start..<position], as: UTF8.self)
        if isInteger, let integer = Int64(text) { return .integer(integer) }
        return .number(Double(text) ?? .infinity)
    }

    private mutating func word(_ text: StaticString, _ value: ContentNode.Value) throws(ContentFault) -> ContentNode {
        let start = position
        let length = text.utf8CodeUnitCount
        var end = position
        while end < buffer.count, isWordByte(buffer[end]) { end += 1 }
        let matches =
            end - position == length && (0..<length).allSatisfy { buffer[position + $0] == text.utf8Start[$0] }
        guard matches else { throw unrecognized() }
        position = end
        return ContentNode(value: value, start: start, end: start, limit: end)
    }

    private mutating func string() throws(ContentFault) -> String {
        let start = position + 1
        position = start
        while position < buffer.count {
            let byte = buffer[position]
            if byte == UInt8(ascii: "\"") {
                let raw = UnsafeRawBufferPointer(rebasing: buffer[start..<position])
                guard let text = String(validating: raw, as: UTF8.self) else {
                    throw ContentFault(kind: .syntax, reason: "Invalid UTF-8 in a string", offset: start)
                }
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            if byte < 0x20 { throw control(byte) }
            position += 1
        }
        throw endOfInput()
    }

    private mutating func escapedString(from start: Int) throws(ContentFault) -> String {
        var bytes = [UInt8](buffer[start..<position])
        while position < buffer.count {
            let byte = buffer[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    throw ContentFault(kind: .syntax, reason: "Invalid UTF-8 in a string", offset: start)
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &bytes)
            case 0..<0x20:
                position -= 1
                throw control(byte)
            default: bytes.append(byte)
            }
        }
        throw endOfInput()
    }

    private mutating func escape(into bytes: inout [UInt8]) throws(ContentFault) {
        guard let letter = peek() else { throw endOfInput() }
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(letter)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"):
            var scalar = UInt32(try hexUnit())
            if 0xD800..<0xDC00 ~= scalar, peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") {
                let back = position
                position += 2
                let low = UInt32(try hexUnit())
                if 0xDC00..<0xE000 ~= low {
                    scalar = 0x10000 + (scalar - 0xD800) << 10 + (low - 0xDC00)
                } else {
                    position = back
                }
            }
            bytes.append(contentsOf: String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
        default:
            position -= 1
            throw ContentFault(
                kind: .syntax,
                reason: "Unrecognized character escape '\(Character(Unicode.Scalar(letter)))' (code \(letter))",
                offset: position
            )
        }
    }

    private mutating func hexUnit() throws(ContentFault) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek() else { throw endOfInput() }
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("expected a hex-digit for character escape sequence")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    private func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < buffer.count ? buffer[position + offset] : nil
    }

    private mutating func skipDigits() {
        while let byte = peek(), UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
    }

    private mutating func skipSpace() {
        while position < buffer.count, isSpace(buffer[position]) { position += 1 }
    }

    private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }

    private func unexpected(_ expectation: String) -> ContentFault {
        guard let byte = peek() else { return endOfInput() }
        let name = byte < 0x20 ? "CTRL-CHAR, code \(byte)" : "'\(Character(Unicode.Scalar(byte)))' (code \(byte))"
        return ContentFault(kind: .syntax, reason: "Unexpected character (\(name)): \(expectation)", offset: position)
    }

    private func control(_ byte: UInt8) -> ContentFault {
        ContentFault(
            kind: .syntax,
            reason: "Illegal unquoted character ((CTRL-CHAR, code \(byte))): has to be escaped using backslash to be "
                + "included in string value",
            offset: position
        )
    }

    private func unrecognized() -> ContentFault {
        var end = position
        while end < buffer.count, isWordByte(buffer[end]) { end += 1 }
        let word = String(decoding: buffer[position..<end], as: UTF8.self)
        return ContentFault(
            kind: .syntax,
            reason: "Unrecognized token '\(word)': was expecting "
                + "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
            offset: position
        )
    }

    private func endOfInput() -> ContentFault {
        ContentFault(kind: .endOfInput, reason: "Unexpected end of file", offset: buffer.count)
    }
}
