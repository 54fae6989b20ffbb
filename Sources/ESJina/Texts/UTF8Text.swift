/// Reading valid UTF-8 where it stands.
enum UTF8Text {
    /// The scalar at `offset` and how many code units it has.
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> (UInt32, Int) {
        let first = bytes[offset]
        if first < 0x80 { return (UInt32(first), 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var scalar = UInt32(first & (0x7F >> UInt8(length)))
        for index in offset + 1..<offset + length { scalar = scalar << 6 | UInt32(bytes[index] & 0x3F) }
        return (scalar, length)
    }

    /// The last boundary between what readers take for characters behind `start` and not behind `end`; `end` where there is none.
    static func characterBoundary(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, upTo end: Int) -> Int {
        // A little more tells whether the last character goes on.
        let last = aligned(bytes, min(bytes.count, end + 32))
        let text = String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<last]), as: UTF8.self)
        var offset = start
        var found = start
        for character in text where offset <= end {
            found = offset
            offset += character.utf8.count
        }
        if offset == end { found = end }
        return found > start ? found : end
    }

    private static func aligned(_ bytes: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Int {
        var offset = offset
        while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
        return offset
    }
}
