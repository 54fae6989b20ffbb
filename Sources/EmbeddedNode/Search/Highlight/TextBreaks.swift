/// Where sentences and words of a text begin and end.
///
/// The rules are those of Java's `BreakIterator` for the root locale, which the server's highlighter cuts by. Offsets count
/// UTF-16 units.
struct TextBreaks {
    private let scalars: [Unicode.Scalar]
    /// The offset of every scalar, and the length of the text behind the last.
    private let offsets: [Int]
    private let kinds: [Kind]

    /// What the rules tell apart; a scalar may be several.
    private struct Kind: OptionSet {
        let rawValue: UInt32
        static let letter = Kind(rawValue: 1)
        static let lowercase = Kind(rawValue: 2)
        static let space = Kind(rawValue: 4)
        static let opening = Kind(rawValue: 8)
        static let closing = Kind(rawValue: 16)
        static let digit = Kind(rawValue: 32)
        static let terminator = Kind(rawValue: 64)
        static let period = Kind(rawValue: 128)
        static let comma = Kind(rawValue: 256)
        static let ignored = Kind(rawValue: 512)
        static let danda = Kind(rawValue: 1024)
        static let paragraph = Kind(rawValue: 2048)
        static let wordLetter = Kind(rawValue: 4096)
        static let enclosing = Kind(rawValue: 8192)
        static let midWord = Kind(rawValue: 16_384)
        static let midNumber = Kind(rawValue: 32_768)
        static let beforeNumber = Kind(rawValue: 65_536)
        static let afterNumber = Kind(rawValue: 131_072)
        static let lineEnd = Kind(rawValue: 262_144)
        static let wordSpace = Kind(rawValue: 524_288)
        static let katakana = Kind(rawValue: 1_048_576)
        static let hiragana = Kind(rawValue: 2_097_152)
        static let kanji = Kind(rawValue: 4_194_304)
        static let format = Kind(rawValue: 8_388_608)

        /// What neither begins nor ends a sentence, nor is part of one's words.
        static let notSentenceStart: Kind = [
            .letter, .space, .opening, .closing, .digit, .terminator, .period, .comma, .paragraph, .ignored,
        ]
    }

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
        var offsets: [Int] = []
        offsets.reserveCapacity(scalars.count + 1)
        var offset = 0
        for scalar in scalars {
            offsets.append(offset)
            offset += scalar.value > 0xFFFF ? 2 : 1
        }
        offsets.append(offset)
        self.offsets = offsets
        kinds = scalars.map(Self.kind)
    }

    private static let asciiKinds: [Kind] = (0..<128).map { computedKind(Unicode.Scalar(UInt8($0))) }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        scalar.value < 128 ? asciiKinds[Int(scalar.value)] : computedKind(scalar)
    }

    private static func computedKind(_ scalar: Unicode.Scalar) -> Kind {
        var kind: Kind = []
        switch scalar.properties.generalCategory {
        case .lowercaseLetter: kind = [.letter, .lowercase, .wordLetter]
        case .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: kind = [.letter, .wordLetter]
        case .spacingMark: kind = .wordLetter
        case .nonspacingMark, .enclosingMark: kind = [.ignored, .enclosing]
        case .format: kind = [.ignored, .format]
        case .spaceSeparator: kind = [.space, .wordSpace]
        case .openPunctuation, .initialPunctuation: kind = .opening
        case .closePunctuation, .finalPunctuation: kind = .closing
        case .decimalNumber, .letterNumber, .otherNumber: kind = .digit
        case .dashPunctuation, .connectorPunctuation: kind = .midWord
        case .currencySymbol: kind = scalar == "\u{A2}" ? .afterNumber : .beforeNumber
        default: break
        }
        switch scalar {
        case "\t": kind.formUnion([.space, .wordSpace])
        case "\r": kind.formUnion(.space)
        case "\n", "\u{0C}", "\u{2028}": kind.formUnion([.space, .lineEnd])
        case "\u{2029}": kind.formUnion([.paragraph, .lineEnd])
        case "\"", "'": kind.formUnion([.opening, .closing, .midWord, .midNumber])
        case "!", "?", "\u{3002}", "\u{FF01}", "\u{FF1F}": kind.formUnion(.terminator)
        case ".": kind.formUnion([.period, .midWord, .midNumber, .beforeNumber])
        case "\u{FF0E}": kind.formUnion(.period)
        case ",": kind.formUnion([.comma, .midNumber])
        case "\u{66B}": kind.formUnion(.midNumber)
        case "\u{AD}", "\u{2027}": kind.formUnion(.midWord)
        case "#": kind.formUnion(.beforeNumber)
        case "%", "&", "\u{66A}", "\u{2030}", "\u{2031}": kind.formUnion(.afterNumber)
        case "\u{964}", "\u{965}": kind.formUnion(.danda)
        case "\u{3005}", "\u{4E00}"..."\u{9FA5}", "\u{F900}"..."\u{FA2D}":
            kind = kind.subtracting(.wordLetter).union(.kanji)
        case "\u{30A1}"..."\u{30FA}", "\u{30FD}", "\u{30FE}": kind = kind.subtracting(.wordLetter).union(.katakana)
        case "\u{3041}"..."\u{3094}", "\u{309D}", "\u{309E}": kind = kind.subtracting(.wordLetter).union(.hiragana)
        case "\u{3099}"..."\u{309C}", "\u{30FB}", "\u{30FC}":
            kind = kind.subtracting(.wordLetter).union([.katakana, .hiragana])
        default: break
        }
        return kind
    }

    private func end(of kind: Kind, from start: Int) -> Int {
        var index = start
        while index < kinds.count, !kinds[index].isDisjoint(with: kind.union(.ignored)) { index += 1 }
        return index
    }

    // MARK: - Sentences

    /// The offsets at which sentences begin or end, from 0 to the length of the text.
    func sentences() -> [Int] {
        var result = [0]
        var index = 0
        while index < kinds.count {
            if let next = sentenceEnd(at: index) {
                if next < kinds.count { result.append(offsets[next]) }
                index = next
            } else {
                index += 1
            }
        }
        if let length = offsets.last, length > 0 { result.append(length) }
        return result
    }

    /// Where the next sentence begins if the scalar at `index` ends one.
    private func sentenceEnd(at index: Int) -> Int? {
        let kind = kinds[index]
        if kind.contains(.paragraph) { return index + 1 }
        if kind.contains(.danda) { return end(of: .space, from: index + 1) }
        if kind.contains(.terminator) {
            let close = end(of: [.terminator, .period, .closing], from: index + 1)
            let next = end(of: .space, from: close)
            return next < kinds.count && kinds[next].contains(.paragraph) ? next + 1 : next
        }
        guard kind.contains(.period) else { return nil }
        let close = end(of: [.period, .closing], from: index + 1)
        let next = end(of: .space, from: close)
        guard next < kinds.count else { return nil }
        if next > close, kinds[next].contains(.letter), !kinds[next].contains(.lowercase) { return next }
        var start = next
        // Quotation marks close a sentence as well as they open one.
        if next == close {
            while start > index + 1, kinds[start - 1].isSuperset(of: [.opening, .closing]) { start -= 1 }
        }
        var place = start
        while place < kinds.count, kinds[place].contains(.opening) || kinds[place].isDisjoint(with: .notSentenceStart) {
            place += 1
        }
        return place > start && place < kinds.count && kinds[place].contains(.letter) ? next : nil
    }

    // MARK: - Words

    /// The offsets at which words, spaces and signs begin or end, from 0 to the length of the text.
    func words() -> [Int] {
        var result = [0]
        var index = 0
        while index < kinds.count {
            index = max(index + 1, wordEnd(from: index))
            result.append(offsets[index])
        }
        return result
    }

    private func wordEnd(from start: Int) -> Int {
        let kind = kinds[start]
        if kind.contains(.wordLetter) || kind.contains(.digit) { return mixedEnd(from: start) }
        if kind.contains(.beforeNumber) {
            let end = mixedEnd(from: start + 1)
            // Only a number may follow such a sign.
            if start + 1 < kinds.count, kinds[start + 1].contains(.digit) { return end }
        }
        if kind.contains(.wordSpace) || kind.contains(.lineEnd) || scalars[start] == "\r" {
            var end = start
            while end < kinds.count, kinds[end].contains(.wordSpace) { end += 1 }
            if end < kinds.count, scalars[end] == "\r" { end += 1 }
            if end < kinds.count, kinds[end].contains(.lineEnd) { end += 1 }
            return end
        }
        for run in [Kind.katakana, .hiragana, .kanji] where kind.contains(run) {
            return (start..<kinds.count).first { !kinds[$0].contains(run) } ?? kinds.count
        }
        return (start + 1..<kinds.count).first { kinds[$0].isDisjoint(with: [.enclosing, .format]) } ?? kinds.count
    }

    /// The end of words and numbers that follow each other without a break.
    private func mixedEnd(from start: Int) -> Int {
        var end = start
        while end < kinds.count {
            var next = runEnd(of: .wordLetter, joinedBy: .midWord, from: end)
            if next > end, next < kinds.count, kinds[next].contains(.danda) { next += 1 }
            let number = runEnd(of: .digit, joinedBy: .midNumber, from: next)
            if number == end { break }
            end = number
            if number > next, end < kinds.count, kinds[end].contains(.afterNumber) {
                let isFollowed = end + 1 < kinds.count && kinds[end].contains(.wordLetter)
                if !isFollowed { return end + 1 }
            }
        }
        return end
    }

    private func runEnd(of kind: Kind, joinedBy joint: Kind, from start: Int) -> Int {
        func run(_ start: Int) -> Int {
            guard start < kinds.count, kinds[start].contains(kind) else { return start }
            return (start..<kinds.count).first { kinds[$0].isDisjoint(with: [kind, .enclosing, .format]) }
                ?? kinds.count
        }
        var end = run(start)
        while end > start, end + 1 < kinds.count, kinds[end].contains(joint), kinds[end + 1].contains(kind) {
            end = run(end + 1)
        }
        return end
    }
}

/// Boundaries of a text, ascending.
extension Array where Element == Int {
    /// The last boundary before `offset`; -1 where there is none.
    func boundary(before offset: Int) -> Int {
        let place = firstPlace { $0 >= offset }
        return place > 0 ? self[place - 1] : -1
    }

    /// The first boundary behind `offset`; `nil` where there is none.
    func boundary(after offset: Int) -> Int? {
        let place = firstPlace { $0 > offset }
        return place < count ? self[place] : nil
    }

    private func firstPlace(where isReached: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isReached(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
