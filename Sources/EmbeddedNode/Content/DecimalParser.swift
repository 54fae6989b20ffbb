/// Reads decimal numbers of vectors quickly.
enum DecimalParser {
    private static let powersOfTen: [Double] = (0...22)
        .map { exponent in
            (0..<exponent).reduce(1.0) { value, _ in value * 10 }
        }

    /// The number that begins at `start` and the offset behind it; `nil` where there is none.
    ///
    /// Up to 15 significant digits and a small exponent are exact in double arithmetic, which covers what embedding models
    /// print; anything longer goes through the standard library.
    static func float(_ bytes: UnsafeRawBufferPointer, at start: Int) -> (Float, Int)? {
        var cursor = start
        let isNegative = cursor < bytes.count && bytes[cursor] == UInt8(ascii: "-")
        if isNegative { cursor += 1 }
        var mantissa: UInt64 = 0
        var digits = 0
        var exponent = 0
        let firstDigit = cursor
        func digit(_ index: Int) -> UInt64? {
            guard index < bytes.count else { return nil }
            let value = bytes[index] &- UInt8(ascii: "0")
            return value < 10 ? UInt64(value) : nil
        }
        while let value = digit(cursor) {
            mantissa = mantissa &* 10 &+ value
            if mantissa > 0 { digits += 1 }
            cursor += 1
        }
        guard cursor > firstDigit else { return nil }
        if bytes[firstDigit] == UInt8(ascii: "0"), cursor > firstDigit + 1 { return nil }
        if cursor < bytes.count, bytes[cursor] == UInt8(ascii: ".") {
            cursor += 1
            let first = cursor
            while let value = digit(cursor) {
                mantissa = mantissa &* 10 &+ value
                if mantissa > 0 { digits += 1 }
                exponent -= 1
                cursor += 1
            }
            guard cursor > first else { return nil }
        }
        if cursor < bytes.count, bytes[cursor] | 0x20 == UInt8(ascii: "e") {
            cursor += 1
            var isExponentNegative = false
            if cursor < bytes.count, bytes[cursor] == UInt8(ascii: "-") || bytes[cursor] == UInt8(ascii: "+") {
                isExponentNegative = bytes[cursor] == UInt8(ascii: "-")
                cursor += 1
            }
            let first = cursor
            var written = 0
            while let value = digit(cursor) {
                written = min(written * 10 + Int(value), 100_000)
                cursor += 1
            }
            guard cursor > first else { return nil }
            exponent += isExponentNegative ? -written : written
        }
        if digits <= 15, abs(exponent) <= 22 {
            let magnitude =
                exponent < 0
                ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
            return (Float(isNegative ? -magnitude : magnitude), cursor)
        }
        let text = String(decoding: bytes[start..<cursor], as: UTF8.self)
        return Float(text).map { ($0, cursor) }
    }
}
