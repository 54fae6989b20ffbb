/// A text as bare letters: lower case, no diacritics, cut into words.
///
/// What makes "Café", "CAFE" and "café" one word in every language, and keeps writing without spaces (Chinese, Japanese, Thai)
/// together for its readers to cut into n-grams.
struct FoldedText: Sendable {
    /// How a run of characters is written, which decides how it is cut into features.
    enum Script: Sendable {
        /// Letters of an alphabet, with or without digits.
        case alphabetic
        /// Digits only.
        case number
        /// Hangul syllables: words have spaces between them, but particles stick to them.
        case hangul
        /// Writing without spaces between words.
        case unspaced
        /// One pictogram, such as an emoji.
        case symbol
    }

    /// A run of scalars.
    struct Word: Sendable {
        var range: Range<Int>
        var script: Script
    }

    /// The folded scalars of all words, one after another.
    private(set) var scalars: [UInt32] = []
    /// The words, in order.
    private(set) var words: [Word] = []

    private var start = 0
    private var script: Script?

    init() {}

    init(_ text: String) { append(text) }

    /// Adds a text; its words never join with those before.
    mutating func append(_ text: String) {
        scalars.reserveCapacity(scalars.count + text.utf8.count)
        for scalar in text.unicodeScalars { append(scalar) }
        finish()
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        switch value {
        case 0x61...0x7A: letter(value, .alphabetic)
        case 0x41...0x5A: letter(value + 32, .alphabetic)
        case 0x30...0x39: letter(value, .number)
        case 0...0x7F: finish()
        case 0xAD, 0x200B...0x200D, 0x2060, 0xFE00...0xFE0F, 0xFEFF: break
        case 0x300...0x36F: break
        // Vowel signs and the stretching character of Arabic, vowel points of Hebrew: written or left out at will.
        case 0x610...0x61A, 0x640, 0x64B...0x65F, 0x670, 0x591...0x5BD, 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7: break
        case 0x622, 0x623, 0x625, 0x671: letter(0x627, .alphabetic)
        case 0x649: letter(0x64A, .alphabetic)
        case 0x629: letter(0x647, .alphabetic)
        case 0x1100...0x11FF: jamo(value)
        case 0xAC00...0xD7A3: letter(value, .hangul)
        case 0xFF01...0xFF5E: Unicode.Scalar(value - 0xFEE0).map { append($0) }
        default:
            if let folded = FoldingTable.fold(value) {
                european(value, folded)
            } else if FoldedText.isUnspaced(value) {
                letter(value, .unspaced)
            } else {
                other(scalar)
            }
        }
    }

    private mutating func european(_ value: UInt32, _ folded: UInt32) {
        if folded == FoldingTable.mark { return }
        if folded == FoldingTable.separator { return finish() }
        letter(folded, .alphabetic)
        if let second = FoldingTable.second[value] { letter(second, .alphabetic) }
    }

    private mutating func other(_ scalar: Unicode.Scalar) {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber:
            letter(properties.numericValue.flatMap(FoldedText.digit) ?? scalar.value, .number)
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark:
            for lower in properties.lowercaseMapping.unicodeScalars { letter(lower.value, .alphabetic) }
        case .otherSymbol:
            finish()
            letter(scalar.value, .symbol)
            finish()
        default: finish()
        }
    }

    private static func digit(_ value: Double) -> UInt32? {
        value >= 0 && value < 10 ? UInt32(exactly: value).map { 0x30 + $0 } : nil
    }

    /// Joins the letters of decomposed Hangul, as Apple's file systems write it, by Unicode's arithmetic (section 3.12).
    private mutating func jamo(_ value: UInt32) {
        guard script == .hangul, let last = scalars.last, scalars.count > start else { return letter(value, .hangul) }
        if (0x1100...0x1112).contains(last), (0x1161...0x1175).contains(value) {
            scalars[scalars.count - 1] = 0xAC00 + ((last - 0x1100) * 21 + value - 0x1161) * 28
        } else if (0xAC00...0xD7A3).contains(last), (last - 0xAC00) % 28 == 0, (0x11A8...0x11C2).contains(value) {
            scalars[scalars.count - 1] = last + value - 0x11A7
        } else {
            letter(value, .hangul)
        }
    }

    private mutating func letter(_ value: UInt32, _ kind: Script) {
        if let current = script, current != kind {
            // "mp3" is one word, and so is the mark on an unspaced letter.
            let joins = (current == .number && kind == .alphabetic) || (current == .alphabetic && kind == .number)
            if joins { script = .alphabetic } else { finish() }
        }
        if script == nil { script = kind }
        scalars.append(value)
    }

    private mutating func finish() {
        if let script, scalars.count > start { words.append(Word(range: start..<scalars.count, script: script)) }
        start = scalars.count
        script = nil
    }

    /// Han, kana, Thai, Lao, Myanmar and Khmer.
    private static func isUnspaced(_ value: UInt32) -> Bool {
        switch value {
        case 0x0E01...0x0E4E, 0x0E81...0x0ECD, 0x1000...0x1049, 0x1780...0x17D3: true
        case 0x3005...0x3007, 0x3041...0x309F, 0x30A1...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F: true
        default: isHan(value)
        }
    }

    /// Whether a scalar is a Chinese character, each of which carries a meaning.
    static func isHan(_ value: UInt32) -> Bool {
        switch value {
        case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3134F: true
        default: false
        }
    }

    /// Whether a scalar is hiragana, which mostly writes endings and particles.
    static func isHiragana(_ value: UInt32) -> Bool { (0x3041...0x309F).contains(value) }
}
