import CTextTables

/// What the analyzers know of characters; constant data of the program, so that a start costs nothing.
///
/// `@unchecked` because it holds pointers: all of them point to constants of the program, which nobody ever writes.
struct CharacterTables: @unchecked Sendable {
    private let tables = es_jina_text_tables

    /// The class of a character in the automaton of words.
    func wordClass(_ point: UInt32) -> Int {
        Int(tables.class_values[Int(tables.class_blocks[Int(point >> 7)]) << 7 | Int(point & 127)])
    }

    /// The state after a character of class `wordClass`, with bit 7 set where a token may end; 0 where there is none.
    func successor(of state: UInt8, at wordClass: Int) -> UInt8 {
        tables.transitions[Int(state) << Int(tables.class_bits) | wordClass]
    }

    /// The lower case of one character as Java has it: by itself, whatever stands around it.
    func lowercase(_ point: UInt32) -> UInt32 {
        UInt32(bitPattern: Int32(bitPattern: point) + tables.record_lower[record(point)])
    }

    /// Whether Java calls it a letter.
    func isLetter(_ point: UInt32) -> Bool { tables.record_flags[record(point)] & 1 != 0 }

    /// Whether Java calls it white space; no-break spaces are none.
    func isWhitespace(_ point: UInt32) -> Bool { tables.record_flags[record(point)] & 2 != 0 }

    private func record(_ point: UInt32) -> Int {
        Int(tables.record_values[Int(tables.record_blocks[Int(point >> 7)]) << 7 | Int(point & 127)])
    }

    /// The term that `bytes` make in lower case.
    func lowercaseTerm(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, isASCII: Bool) -> String {
        if isASCII {
            return String(unsafeUninitializedCapacity: bytes.count) { target in
                var index = 0
                for byte in bytes {
                    target[index] = byte &- 65 < 26 ? byte | 0x20 : byte
                    index += 1
                }
                return index
            }
        }
        // The lower case of a character of two bytes may have three; no other grows.
        return String(unsafeUninitializedCapacity: bytes.count * 3 / 2 + 1) { target in
            var (source, index) = (bytes.startIndex, 0)
            while source < bytes.endIndex {
                let (point, length) = UTF8Text.decode(bytes.base, at: source)
                index += UTF8Text.encode(lowercase(point), to: target, at: index)
                source += length
            }
            return index
        }
    }
}

/// Valid UTF-8, as Swift's strings hold it, a character at a time.
enum UTF8Text {
    /// The character at `index` and its length in bytes.
    @inline(__always)
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> (point: UInt32, length: Int) {
        let first = UInt32(bytes[index])
        if first < 0x80 { return (first, 1) }
        let second = UInt32(bytes[index + 1] & 0x3F)
        if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
        let third = UInt32(bytes[index + 2] & 0x3F)
        if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
        return ((first & 0x07) << 18 | second << 12 | third << 6 | UInt32(bytes[index + 3] & 0x3F), 4)
    }

    /// Writes a character and returns its length in bytes.
    @inline(__always)
    static func encode(_ point: UInt32, to target: UnsafeMutableBufferPointer<UInt8>, at index: Int) -> Int {
        if point < 0x80 {
            target[index] = UInt8(truncatingIfNeeded: point)
            return 1
        }
        let last = UInt8(truncatingIfNeeded: point & 0x3F | 0x80)
        if point < 0x800 {
            target[index] = UInt8(truncatingIfNeeded: point >> 6 | 0xC0)
            target[index + 1] = last
            return 2
        }
        let middle = UInt8(truncatingIfNeeded: point >> 6 & 0x3F | 0x80)
        if point < 0x10000 {
            target[index] = UInt8(truncatingIfNeeded: point >> 12 | 0xE0)
            target[index + 1] = middle
            target[index + 2] = last
            return 3
        }
        target[index] = UInt8(truncatingIfNeeded: point >> 18 | 0xF0)
        target[index + 1] = UInt8(truncatingIfNeeded: point >> 12 & 0x3F | 0x80)
        target[index + 2] = middle
        target[index + 3] = last
        return 4
    }
}
