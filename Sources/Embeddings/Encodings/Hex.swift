/// Pairs of hexadecimal digits, lower case when written, either case when read.
enum Hex {
    static func string(_ bytes: UnsafeRawBufferPointer) -> String {
        guard !bytes.isEmpty else { return "" }
        let digits: StaticString = "0123456789abcdef"
        return String(unsafeUninitializedCapacity: bytes.count * 2) { out in
            for (index, byte) in bytes.enumerated() {
                out[2 * index] = digits.utf8Start[Int(byte >> 4)]
                out[2 * index + 1] = digits.utf8Start[Int(byte & 15)]
            }
            return bytes.count * 2
        }
    }

    /// The bytes; `nil` where `text` is no whole number of digit pairs.
    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            guard let value = digit(character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// Reads the text of a byte or bit field as Elasticsearch does: hex where all is hex and the length fits, else base64.
    static func bytesOfField(_ text: some StringProtocol, expected: Int) throws(EmbeddingError) -> [UInt8] {
        let hex = bytes(text)
        if let hex, hex.count == expected { return hex }
        let decoded: [UInt8]
        do { decoded = try Base64.bytes(text) } catch {
            if let hex {
                throw EmbeddingError(
                    .invalidDims,
                    "failed to decode vector: hex-decoded vector has a different number of dimensions [\(hex.count)] than the"
                        + " expected [\(expected)]"
                )
            }
            throw EmbeddingError(
                .invalidEncoding,
                "failed to decode vector: value must be a valid base64 or hex string"
            )
        }
        guard decoded.count != expected else { return decoded }
        if let hex {
            throw EmbeddingError(
                .invalidDims,
                "failed to decode vector: hex-decoded vector has a different number of dimensions [\(hex.count)] than the expected"
                    + " [\(expected)]"
            )
        }
        throw EmbeddingError(
            .invalidDims,
            "failed to decode vector: Base64 decoded vector byte length [\(decoded.count)] does not match the expected length of"
                + " [\(expected)]"
        )
    }
}
