/// A set of small integers, one bit each.
struct Bitset: Sendable, Equatable {
    private(set) var words: [UInt64]
    let capacity: Int

    /// Makes a set for the integers below `capacity`, empty or full.
    init(capacity: Int, isFull: Bool = false) {
        self.capacity = capacity
        words = [UInt64](repeating: isFull ? .max : 0, count: (capacity + 63) / 64)
        if isFull, capacity % 64 != 0 { words[words.count - 1] = (1 << UInt64(capacity % 64)) - 1 }
    }

    /// Makes a set of `members`, all below `capacity`.
    init(capacity: Int, members: some Sequence<UInt32>) {
        self.init(capacity: capacity)
        for member in members { insert(member) }
    }

    func contains(_ member: UInt32) -> Bool {
        let index = Int(member)
        return index < capacity && words[index >> 6] >> UInt64(index & 63) & 1 == 1
    }

    mutating func insert(_ member: UInt32) { words[Int(member) >> 6] |= 1 << UInt64(member & 63) }
    mutating func remove(_ member: UInt32) { words[Int(member) >> 6] &= ~(1 << UInt64(member & 63)) }

    /// How many members there are.
    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    /// The members in order.
    var members: [UInt32] {
        var members: [UInt32] = []
        members.reserveCapacity(count)
        for (index, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                members.append(UInt32(index * 64 + rest.trailingZeroBitCount))
                rest &= rest - 1
            }
        }
        return members
    }
}
