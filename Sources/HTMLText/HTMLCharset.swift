import CLibxml2

/// Which characters the bytes of an HTML file mean.
enum HTMLCharset {
    /// `bytes` as valid UTF-8 without zeros, at which parsers end.
    static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        var text = decoded(bytes)
        if text.contains(0) {
            for index in text.indices where text[index] == 0 { text[index] = UInt8(ascii: " ") }
        }
        return text
    }

    private static func decoded(_ bytes: [UInt8]) -> [UInt8] {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return repaired(Array(bytes.dropFirst(3))) }
        if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), high: 1) }
        if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), high: 0) }
        switch declaredName(bytes).flatMap(EncodingLabels.name) {
        case "utf-8": return repaired(bytes)
        case "windows-1252": return windows1252(bytes)
        case let name?: return converted(bytes, from: name) ?? windows1252(bytes)
        case nil: return isUTF8(bytes) ? bytes : windows1252(bytes)
        }
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    private static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        isUTF8(bytes) ? bytes : Array(String(decoding: bytes, as: UTF8.self).utf8)
    }

    private static func utf16(_ bytes: ArraySlice<UInt8>, high: Int) -> [UInt8] {
        let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).lazy
            .map { UInt16(bytes[$0 + high]) << 8 | UInt16(bytes[$0 + 1 - high]) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var decoder = UTF16()
        var iterator = units.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar):
                result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            case .error: result.append(contentsOf: UTF8.encodedReplacementCharacter)
            case .emptyInput: return result
            }
        }
    }

    private static func windows1252(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        for byte in bytes {
            if byte < 0x80 {
                result.append(byte)
            } else {
                let code = byte < 0xA0 ? EncodingLabels.windows1252Specials[Int(byte) - 0x80] : UInt16(byte)
                result.append(
                    contentsOf: Unicode.Scalar(code).flatMap { UTF8.encode($0) } ?? UTF8.encodedReplacementCharacter
                )
            }
        }
        return result
    }

    /// Converts by the system's tables; `nil` where it has none for `name`.
    private static func converted(_ bytes: [UInt8], from name: String) -> [UInt8]? {
        var found: UnsafeMutableRawPointer?
        for name in EncodingLabels.systemNames(name) where found == nil { found = clibxml2_conversion_open(name) }
        guard let conversion = found else { return nil }
        defer { clibxml2_conversion_close(conversion) }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 2)
        let piece = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 1 << 16)
        defer { piece.deallocate() }
        bytes.withUnsafeBytes { input in
            var next = input.baseAddress?.assumingMemoryBound(to: CChar.self)
            var left = input.count
            while left > 0 {
                var out = piece.baseAddress
                var space = piece.count
                let state = clibxml2_convert(conversion, &next, &left, &out, &space)
                result.append(
                    contentsOf: UnsafeRawBufferPointer(
                        rebasing: UnsafeRawBufferPointer(piece)[..<(piece.count - space)]
                    )
                )
                guard state >= 2 else { continue }
                result.append(contentsOf: UTF8.encodedReplacementCharacter)
                guard state == 2 else { break }
                next = next.map { $0 + 1 }
                left -= 1
            }
        }
        return repaired(result)
    }
}
