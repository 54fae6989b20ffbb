/// Bytes as JSON carries them: base64 with the standard alphabet and padding (RFC 4648, section 4).
///
/// Vectors have a faster way of their own in `Embeddings`.
public enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// The text that stands for `bytes`, as UTF-8.
    public static func encode(_ bytes: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { text, count in
            alphabet.withUnsafeBufferPointer { alphabet in
                bytes.withUnsafeBufferPointer { bytes in
                    var read = 0
                    while read + 2 < bytes.count {
                        let group = UInt32(bytes[read]) << 16 | UInt32(bytes[read + 1]) << 8 | UInt32(bytes[read + 2])
                        for shift in [18, 12, 6, 0] as [UInt32] {
                            text.initializeElement(at: count, to: alphabet[Int(group >> shift & 63)])
                            count += 1
                        }
                        read += 3
                    }
                    let rest = bytes.count - read
                    guard rest > 0 else { return }
                    let group = UInt32(bytes[read]) << 16 | (rest == 2 ? UInt32(bytes[read + 1]) << 8 : 0)
                    let padding = UInt8(ascii: "=")
                    text.initializeElement(at: count, to: alphabet[Int(group >> 18 & 63)])
                    text.initializeElement(at: count + 1, to: alphabet[Int(group >> 12 & 63)])
                    text.initializeElement(at: count + 2, to: rest == 2 ? alphabet[Int(group >> 6 & 63)] : padding)
                    text.initializeElement(at: count + 3, to: padding)
                    count += 4
                }
            }
        }
    }

    /// The text that stands for `bytes`.
    public static func text(_ bytes: [UInt8]) -> String { String(decoding: encode(bytes), as: UTF8.self) }

    /// The bytes that `text` stands for; `nil` where it is not base64; padding may be missing.
    public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.underestimatedCount / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for letter in text {
            if letter == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = values[Int(letter)]
            guard value != 255, padding == 0 else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count % 4 == 0 {
                bytes += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8)]
                bytes.append(UInt8(truncatingIfNeeded: bits))
            }
        }
        switch count % 4 {
        case 0: break
        case 2: bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3: bytes += [UInt8(truncatingIfNeeded: bits >> 10), UInt8(truncatingIfNeeded: bits >> 2)]
        default: return nil
        }
        return padding == 0 || (count + padding) % 4 == 0 ? bytes : nil
    }
}
