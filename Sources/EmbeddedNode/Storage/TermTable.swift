/// Finds the postings under construction of a term, comparing terms byte by byte.
///
/// Strings as keys would compare by canonical equivalence, which the server's index does not.
struct TermTable {
    private struct Entry {
        var hash: UInt64
        var field: Int32
        var start: Int32
        var length: Int32
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Open addressing: the index of an entry plus one, 0 where free.
    private var slots = [Int32](repeating: 0, count: 1024)

    /// How many terms there are; their numbers run from 0.
    var count: Int { entries.count }

    /// The number of a term, made where it is new.
    mutating func number(field: Int32, term: String) -> (number: Int, isNew: Bool) {
        var term = term
        return term.withUTF8 { utf8 in
            // FNV-1a: short keys, no adversary beyond the user's own documents.
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: field)
            for byte in utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash ^= hash >> 29
            if entries.count * 2 >= slots.count { grow() }
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] != 0 {
                let index = Int(slots[slot]) - 1
                let entry = entries[index]
                if entry.hash == hash, entry.field == field, Int(entry.length) == utf8.count,
                    bytes[Int(entry.start)..<Int(entry.start + entry.length)].elementsEqual(utf8)
                {
                    return (index, false)
                }
                slot = (slot + 1) & (slots.count - 1)
            }
            entries.append(
                Entry(hash: hash, field: field, start: Int32(bytes.count), length: Int32(utf8.count))
            )
            bytes.append(contentsOf: utf8)
            slots[slot] = Int32(entries.count)
            return (entries.count - 1, true)
        }
    }

    private mutating func grow() {
        slots = [Int32](repeating: 0, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index + 1)
        }
    }

    func field(_ number: Int) -> Int { Int(entries[number].field) }

    func term(_ number: Int) -> ArraySlice<UInt8> {
        let entry = entries[number]
        return bytes[Int(entry.start)..<Int(entry.start + entry.length)]
    }

    /// The numbers in the order of field and term bytes.
    var sortedNumbers: [Int] {
        (0..<entries.count)
            .sorted { left, right in
                let a = entries[left]
                let b = entries[right]
                return a.field == b.field ? term(left).lexicographicallyPrecedes(term(right)) : a.field < b.field
            }
    }
}
