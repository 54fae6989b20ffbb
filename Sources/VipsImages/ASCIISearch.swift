/// Words in bytes.
enum ASCIISearch {
    /// Where `word` next stands, ASCII letters of either case alike.
    static func find(_ word: [UInt8], in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        func lower(_ byte: UInt8) -> UInt8 { byte &- 65 < 26 ? byte | 0x20 : byte }
        guard let first = word.first.map(lower), bytes.count >= word.count else { return nil }
        var index = start
        while index <= bytes.count - word.count {
            if lower(bytes[index]) == first, word.indices.allSatisfy({ lower(bytes[index + $0]) == lower(word[$0]) }) {
                return index
            }
            index += 1
        }
        return nil
    }
}
