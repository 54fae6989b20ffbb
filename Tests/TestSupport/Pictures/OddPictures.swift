import ESJinaTesting

/// A file that is not what a well-behaved camera writes, and what must come of it.
public struct OddPicture: Sendable, CustomStringConvertible {
    /// What must come of it.
    public enum Outcome: Sendable, Equatable {
        /// It is read; these are its width and height, upright.
        case read(Int, Int)
        /// It is refused with a reason.
        case refused
        /// Which of both depends on the decoder; either is right as long as it is said.
        case either
    }

    /// Its file name, made of ASCII letters, digits, dots and hyphens.
    public var name: String
    /// The file.
    public var bytes: [UInt8]
    /// What must come of it.
    public var outcome: Outcome

    /// Its name.
    public var description: String { name }

    init(_ name: String, _ outcome: Outcome, _ bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        self.outcome = outcome
    }
}

/// Hundreds of odd pictures, the same in every run.
public enum OddPictures {
    /// All of them, each with a name of its own.
    public static let all: [OddPicture] = pngs + jpegs + tiffs + drawings + containers + strangers + truncated + flipped

    /// Well-formed pictures of every format, from which damaged ones are made.
    static let originals: [String] = Pictures.fixtures.filter { !$0.hasPrefix("anim") }

    /// Cut at sixteen places.
    static var truncated: [OddPicture] {
        originals.flatMap { name in
            let bytes = Pictures.fixture(name)
            // The last byte of some formats says nothing.
            return (1..<17)
                .map { part in
                    OddPicture("cut-\(part)-\(name)", .refused, Array(bytes.prefix(bytes.count * part / 17)))
                }
        }
    }

    /// With flipped bits: in the header, all over, and many.
    static var flipped: [OddPicture] {
        var random = SeededGenerator(seed: 2_166_136_261)
        return Pictures.fixtures.flatMap { name in
            let bytes = Pictures.fixture(name)
            return (0..<12)
                .map { round in
                    var damaged = bytes
                    let end = round % 3 == 0 ? min(120, bytes.count) : bytes.count
                    for _ in 0..<(round % 3 == 2 ? 40 : 3) {
                        damaged[Int.random(in: 0..<end, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                    }
                    return OddPicture("flip-\(round)-\(name)", .either, damaged)
                }
        }
    }
}
