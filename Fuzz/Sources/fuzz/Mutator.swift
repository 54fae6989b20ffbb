/// Makes bad inputs from good ones: the mutations of libFuzzer and AFL, one to eight at a time.
struct Mutator {
    var seeds: [[UInt8]]
    var dictionary: [[UInt8]] = []
    /// No input grows beyond this.
    var maxBytes = 1 << 20

    private static let integers: [UInt64] = [
        0, 1, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF,
        0x7FFF_FFFF_FFFF_FFFF, .max,
    ]

    func mutate(_ input: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...8, using: &random) {
            // Half of all changes fall into the head, where the structure is.
            let isHead = Bool.random(using: &random)
            let position = Int.random(in: 0...min(bytes.count, isHead ? 256 : bytes.count), using: &random)
            change(&bytes, at: position, using: &random)
        }
        return bytes.count > maxBytes ? Array(bytes.prefix(maxBytes)) : bytes
    }

    private func change(_ bytes: inout [UInt8], at position: Int, using random: inout SeededGenerator) {
        let rest = bytes.count - position
        // Mostly short pieces, sometimes up to the end.
        let longest = Int.random(in: 0..<8, using: &random) == 0 ? rest : min(rest, 32)
        let piece = position..<position + Int.random(in: 0...longest, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1: if rest > 0 { bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        case 2: if rest > 0 { bytes[position] = UInt8.random(in: .min ... .max, using: &random) }
        case 3: overwrite(&bytes, at: position, with: integer(using: &random))
        case 4: bytes.removeSubrange(piece)
        case 5: bytes.insert(contentsOf: bytes[piece], at: position)
        case 6: bytes.insert(contentsOf: dictionary.randomElement(using: &random) ?? [0], at: position)
        case 7: overwrite(&bytes, at: position, with: dictionary.randomElement(using: &random) ?? [0xFF])
        case 8: bytes.replaceSubrange(piece, with: splice(using: &random))
        default: if Int.random(in: 0..<4, using: &random) == 0 { bytes.removeSubrange(position...) }
        }
    }

    private func integer(using random: inout SeededGenerator) -> [UInt8] {
        let value = Self.integers.randomElement(using: &random) ?? 0
        let width = [1, 2, 4, 8].randomElement(using: &random) ?? 1
        let little = (0..<width).map { UInt8(truncatingIfNeeded: value >> UInt64($0 * 8)) }
        return Bool.random(using: &random) ? little : little.reversed()
    }

    private func overwrite(_ bytes: inout [UInt8], at position: Int, with piece: [UInt8]) {
        bytes.replaceSubrange(position..<min(bytes.count, position + piece.count), with: piece)
    }

    /// A piece of another good input.
    private func splice(using random: inout SeededGenerator) -> ArraySlice<UInt8> {
        guard let other = seeds.randomElement(using: &random), !other.isEmpty else { return [] }
        let start = Int.random(in: 0..<other.count, using: &random)
        return other[start...].prefix(Int.random(in: 1...64, using: &random))
    }
}
