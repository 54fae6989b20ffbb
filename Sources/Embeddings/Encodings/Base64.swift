import CVectorKernels

/// Standard base64 (RFC 4648, section 4), padded when written; padding may be absent when read, as in Java's decoder.
enum Base64 {
    static func encodedCount(_ bytes: Int) -> Int { (bytes + 2) / 3 * 4 }

    /// Appends `count` characters that `write` puts into uninitialised room at the end of `bytes`.
    static func append(_ count: Int, to bytes: inout [UInt8], write: (UnsafeMutablePointer<UInt8>) -> Void) {
        guard count > 0 else { return }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count))
        bytes.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            write(base + start)
        }
    }

    static func string(_ count: Int, write: (UnsafeMutablePointer<UInt8>) -> Void) -> String {
        guard count > 0 else { return "" }
        return String(unsafeUninitializedCapacity: count) { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            write(base)
            return count
        }
    }

    static func string(_ bytes: UnsafeRawBufferPointer) -> String {
        string(encodedCount(bytes.count)) { out in
            guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
            _ = esjv_encode_base64(base, bytes.count, 1, out)
        }
    }

    static func bytes(_ text: some StringProtocol) throws(EmbeddingError) -> [UInt8] {
        let utf8 = Array(text.utf8)
        var result: Int64 = 0
        let decoded = utf8.withUnsafeBufferPointer { input -> [UInt8] in
            guard let base = input.baseAddress else { return [] }
            let size = esjv_decoded_base64_size(base, input.count)
            guard size > 0 else {
                result = size
                return []
            }
            return [UInt8](unsafeUninitializedCapacity: Int(size)) { out, count in
                guard let target = out.baseAddress else { return }
                result = esjv_decode_base64(base, input.count, 1, target)
                count = max(0, Int(result))
            }
        }
        try check(result, characters: utf8.count)
        return decoded
    }

    /// Turns the kernel's code into an error.
    static func check(_ result: Int64, characters: Int) throws(EmbeddingError) {
        guard result < 0 else { return }
        if result == -1 {
            throw EmbeddingError(
                .invalidEncoding,
                "\(characters) characters are no base64 of a whole vector; the text was cut, padded wrongly or holds other numbers"
            )
        }
        throw EmbeddingError(
            .invalidEncoding,
            "character \(-2 - result) is not of the base64 alphabet A-Z a-z 0-9 + /; send standard base64 without line breaks"
        )
    }
}
