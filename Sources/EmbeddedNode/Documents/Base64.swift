/// Base64 with the standard alphabet, padding optional, as Java's basic decoder reads it.
enum Base64 {
    struct Fault: Error {
        let reason: String
    }

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xFF, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for (index, byte) in alphabet.utf8.enumerated() { table[Int(byte)] = UInt8(index) }
        return table
    }()

    static func decode(_ text: String) -> Result<[UInt8], Fault> {
        var text = text
        return text.withUTF8 { utf8 in values.withUnsafeBufferPointer { decode(utf8, $0) } }
    }

    private static func decode(
        _ text: UnsafeBufferPointer<UInt8>,
        _ values: UnsafeBufferPointer<UInt8>
    ) -> Result<[UInt8], Fault> {
        var count = text.count
        var padding = 0
        while padding < 2, count > 0, text[count - 1] == UInt8(ascii: "=") {
            count -= 1
            padding += 1
        }
        var invalid: Int?
        let wholeGroups = count / 4
        var bytes = [UInt8](unsafeUninitializedCapacity: count * 3 / 4 + 3) { output, written in
            var target = 0
            for group in 0..<wholeGroups {
                let a = UInt32(values[Int(text[group * 4])])
                let b = UInt32(values[Int(text[group * 4 + 1])])
                let c = UInt32(values[Int(text[group * 4 + 2])])
                let d = UInt32(values[Int(text[group * 4 + 3])])
                if (a | b | c | d) & 0x80 != 0 {
                    invalid = group * 4
                    break
                }
                let word = a << 18 | b << 12 | c << 6 | d
                output.initializeElement(at: target, to: UInt8(truncatingIfNeeded: word >> 16))
                output.initializeElement(at: target + 1, to: UInt8(truncatingIfNeeded: word >> 8))
                output.initializeElement(at: target + 2, to: UInt8(truncatingIfNeeded: word))
                target += 3
            }
            written = target
        }
        if invalid == nil { invalid = (wholeGroups * 4..<count).first { values[Int(text[$0])] == 0xFF } }
        if let invalid {
            let bad = (invalid..<count).first { values[Int(text[$0])] == 0xFF } ?? invalid
            return .failure(Fault(reason: "Illegal base64 character \(String(text[bad], radix: 16))"))
        }
        let rest = count - wholeGroups * 4
        if rest == 1 {
            return .failure(
                Fault(
                    reason: count == 1
                        ? "Input byte[] should at least have 2 bytes for base64 bytes"
                        : "Last unit does not have enough valid bits"
                )
            )
        }
        if padding > 0, (count + padding) % 4 != 0 {
            return .failure(Fault(reason: "Input byte array has wrong 4-byte ending unit"))
        }
        if rest >= 2 {
            let a = UInt32(values[Int(text[count - rest])])
            let b = UInt32(values[Int(text[count - rest + 1])])
            bytes.append(UInt8(truncatingIfNeeded: a << 2 | b >> 4))
            if rest == 3 {
                let c = UInt32(values[Int(text[count - rest + 2])])
                bytes.append(UInt8(truncatingIfNeeded: b << 4 | c >> 2))
            }
        }
        return .success(bytes)
    }
}

/// Bytes as pairs of hexadecimal digits.
enum Hexadecimal {
    /// The bytes; `nil` where the text is anything but pairs of digits.
    static func decode(_ text: String) -> [UInt8]? {
        guard text.utf8.count % 2 == 0, !text.isEmpty else { return nil }
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text {
            guard let digit = character.hexDigitValue, character.isASCII else { return nil }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        return bytes
    }
}
