/// Base64 with padding (RFC 4648), the form of pictures on their way out; vectors come in through `Embedding(base64:_:)`.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// `bytes` as base64 text.
    static func encode(_ bytes: [UInt8]) -> [UInt8] {
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
}
