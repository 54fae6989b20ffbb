extension JSONValue {
    /// Reads one JSON text (RFC 8259); white space around it is allowed, anything else behind it is not.
    ///
    /// Written by hand because FoundationEssentials has no reader of untyped JSON and its typed one loses the order of
    /// keys; one pass, no copies but the strings themselves.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8; a byte order mark is refused.
    ///   - maxDepth: How deep arrays and objects may nest, so that a hostile answer cannot exhaust the stack. Default 512.
    /// - Returns: The value.
    /// - Throws: ``JSONError`` with line and column.
    /// - Complexity: O(*n*) in the number of bytes.
    public static func parse(_ bytes: some Sequence<UInt8>, maxDepth: Int = 512) throws(JSONError) -> JSONValue {
        let result: Result<JSONValue, JSONError>? = bytes.withContiguousStorageIfAvailable { buffer in
            parse(buffer: UnsafeRawBufferPointer(buffer), maxDepth: maxDepth)
        }
        if let result { return try result.get() }
        return try [UInt8](bytes).withUnsafeBytes { parse(buffer: $0, maxDepth: maxDepth) }.get()
    }

    /// Reads one JSON text from a string.
    ///
    /// - Parameter text: The JSON text.
    /// - Returns: The value.
    /// - Throws: ``JSONError`` with line and column.
    public static func parse(_ text: String) throws(JSONError) -> JSONValue {
        try parse(text.utf8)
    }

    private static func parse(buffer: UnsafeRawBufferPointer, maxDepth: Int) -> Result<JSONValue, JSONError> {
        var parser = JSONParser(buffer: buffer, maxDepth: maxDepth)
        return Result { () throws(JSONError) in try parser.document() }
    }
}

/// The recursive-descent reader behind ``JSONValue/parse(_:maxDepth:)``.
package struct JSONParser {
    let buffer: UnsafeRawBufferPointer
    private let maxDepth: Int
    var position = 0
    /// How deep ``members(_:)`` and ``elements(_:)`` are in each other.
    var walked = 0

    init(buffer: UnsafeRawBufferPointer, maxDepth: Int) {
        self.buffer = buffer
        self.maxDepth = maxDepth
    }

    mutating func document() throws(JSONError) -> JSONValue {
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        guard position == buffer.count else { throw fault("unexpected \(here) after the end of the value") }
        return value
    }

    mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth < maxDepth else { throw fault("nested deeper than \(maxDepth) levels") }
        guard let first = peek() else { throw fault("expected a value, found the end") }
        switch first {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault("expected a value, found \(here)")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var object = JSONObject()
        var places = KeyPlaces()
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(object) }
        object.reserveCapacity(4)
        while true {
            skipSpace()
            guard peek() == UInt8(ascii: "\"") else { throw fault("expected a key, found \(here)") }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fault("expected ':' after a key, found \(here)") }
            skipSpace()
            places.set(try value(depth: depth + 1), for: key, in: &object)
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw fault("expected ',' or '}', found \(here)") }
            return .object(object)
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        position += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            skipSpace()
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw fault("expected ',' or ']', found \(here)") }
            return .array(elements)
        }
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let length = word.utf8CodeUnitCount
        let matches =
            position + length <= buffer.count
            && (0..<length).allSatisfy { buffer[position + $0] == word.utf8Start[$0] }
        guard matches else { throw fault("expected '\(word)'") }
        position += length
        return value
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        let isNegative = take(UInt8(ascii: "-"))
        var digits = DecimalDigits()
        let firstDigit = position
        guard take(&digits) > 0 else { throw fault("expected a digit, found \(here)") }
        if buffer[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 {
            position = firstDigit
            throw fault("a number must not begin with 0")
        }
        var isInteger = true
        var exponent = 0
        if take(UInt8(ascii: ".")) {
            isInteger = false
            let count = take(&digits)
            guard count > 0 else { throw fault("expected a digit after '.', found \(here)") }
            exponent = -count
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            let isSmall = !take(UInt8(ascii: "+")) && take(UInt8(ascii: "-"))
            var power = DecimalDigits()
            guard take(&power) > 0 else { throw fault("expected a digit in the exponent, found \(here)") }
            let size = power.isWhole ? Int(clamping: power.value) : .max
            exponent = size > 1000 ? .max : exponent + (isSmall ? -size : size)
        }
        // Most numbers end here; the others are rare enough for a string of their own.
        if digits.isWhole, isInteger, let value = Int64(exactly: digits.value) {
            return .integer(isNegative ? -value : value)
        }
        if digits.isWhole, !isInteger, let value = digits.double(exponent: exponent) {
            return .number(isNegative ? -value : value)
        }
        let text = String(decoding: buffer[start..<position], as: UTF8.self)
        if isInteger { return Int64(text).map(JSONValue.integer) ?? .bigInteger(text) }
        guard let value = Double(text), value.isFinite else {
            position = start
            throw fault("the number \(text.prefix(40)) is out of range")
        }
        return .number(value)
    }

    /// Reads digits on; their number.
    private mutating func take(_ digits: inout DecimalDigits) -> Int {
        let start = position
        while position < buffer.count {
            let digit = buffer[position] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            digits.append(digit)
            position += 1
        }
        return position - start
    }

    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        let isASCII = skipPlain()
        guard let byte = peek() else { throw fault("a string without its closing quote") }
        if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
        guard byte == UInt8(ascii: "\"") else { throw fault("a control character inside a string") }
        let inside = UnsafeRawBufferPointer(rebasing: buffer[start..<position]).assumingMemoryBound(to: UInt8.self)
        position += 1
        // Decoding is the quickest way to a string and never mends what is ASCII.
        if isASCII { return String(decoding: inside, as: UTF8.self) }
        guard let text = String(validating: inside, as: UTF8.self) else {
            position = start
            throw fault("a string that is not UTF-8")
        }
        return text
    }

    /// Passes over what stands for itself in a string and says whether all of it was ASCII.
    ///
    /// Eight bytes at a time, after "Bit Twiddling Hacks" by S. E. Anderson, "Determine if a word has a byte less than n":
    /// what lies behind the first byte found may be wrong, the first one is right.
    private mutating func skipPlain() -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var seen: UInt64 = 0
        while position + 8 <= buffer.count {
            let word = UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let quotes = word ^ (ones &* 0x22)
            let backslashes = word ^ (ones &* 0x5C)
            let special =
                ((word &- (ones &* 0x20)) & ~word | (quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes)
                & tops
            if special != 0 {
                let count = special.trailingZeroBitCount / 8
                seen |= word & ((1 << UInt64(count * 8)) &- 1)
                position += count
                return seen & tops == 0
            }
            seen |= word
            position += 8
        }
        while let byte = peek(), byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            seen |= UInt64(byte)
            position += 1
        }
        return seen & tops == 0
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var bytes = [UInt8](buffer[start..<position])
        while position < buffer.count {
            let byte = buffer[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: bytes, as: UTF8.self) else {
                    position = start
                    throw fault("a string that is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &bytes)
            case 0..<0x20:
                position -= 1
                throw fault("a control character inside a string")
            default: bytes.append(byte)
            }
        }
        throw fault("a string without its closing quote")
    }

    private mutating func escape(into bytes: inout [UInt8]) throws(JSONError) {
        guard let letter = peek() else { throw fault("a string without its closing quote") }
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
            // A lone surrogate has no UTF-8 form; U+FFFD keeps the rest of the text.
            bytes.append(contentsOf: String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8)
        default:
            position -= 1
            throw fault("an unknown escape in a string")
        }
    }

    private mutating func hexUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = peek().flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw fault("expected four hexadecimal digits after \\u")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    @inline(__always)
    func peek(_ offset: Int = 0) -> UInt8? {
        position + offset < buffer.count ? buffer[position + offset] : nil
    }

    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        position += 1
        return true
    }

    @inline(__always)
    mutating func skipSpace() {
        // Servers write none.
        if position < buffer.count, buffer[position] > 0x20 { return }
        skipSpaces()
    }

    private mutating func skipSpaces() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    var here: String {
        guard let byte = peek() else { return "the end" }
        return 0x21..<0x7F ~= byte ? "'\(Character(Unicode.Scalar(byte)))'" : "byte \(byte)"
    }

    func fault(_ message: String) -> JSONError {
        var line = 1
        var lineStart = 0
        for index in 0..<min(position, buffer.count) where buffer[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        return JSONError(message: message, line: line, column: position - lineStart + 1)
    }
}

/// The digits of a number, as a whole number while they fit one.
private struct DecimalDigits {
    private(set) var value: UInt64 = 0
    /// Whether ``value`` is all of the digits.
    private(set) var isWhole = true

    mutating func append(_ digit: UInt8) {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, hasCarry) = product.addingReportingOverflow(UInt64(digit))
        if isTooLarge || hasCarry { isWhole = false }
        value = sum
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    /// The digits times 10^`exponent`, correctly rounded; `nil` where one rounding does not suffice.
    ///
    /// W. D. Clinger, "How to read floating point numbers accurately" (1990): up to 2⁵³ and 10²² both factors are exact, so that
    /// one multiplication or division rounds once.
    func double(exponent: Int) -> Double? {
        guard value <= 1 << 53, -22...22 ~= exponent else { return nil }
        return exponent < 0 ? Double(value) / Self.powers[-exponent] : Double(value) * Self.powers[exponent]
    }
}

/// Where the keys of an object stand, once it has so many that walking them would take a hostile object's time squared.
private struct KeyPlaces {
    private static let walked = 16
    private var seen: Set<String> = []

    mutating func set(_ value: JSONValue, for key: String, in object: inout JSONObject) {
        guard object.count >= Self.walked else {
            object[key] = value
            return
        }
        if seen.isEmpty { seen = Set(object.keys) }
        if seen.insert(key).inserted {
            object.appendNew(key, value)
        } else {
            object[key] = value
        }
    }
}
