/// A place where a text may be cut.
struct TextBoundary {
    /// How good a place it is.
    enum Level: Int, Comparable {
        case word, clause, sentence, paragraph, heading

        static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }

        /// How full a part must be at least to end here, in hundredths.
        var leastFill: Int {
            switch self {
            case .heading: 20
            case .paragraph: 50
            case .sentence, .clause: 40
            case .word: 30
            }
        }
    }

    /// In UTF-8 code units.
    var offset: Int
    /// In Unicode scalars.
    var scalars: Int
    /// The quarters of tokens before it.
    var quarters: Int
    /// `nil` between characters of one word.
    var level: Level?
}
