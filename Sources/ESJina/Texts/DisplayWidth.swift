/// How many columns a terminal gives to a text.
///
/// Follows Unicode Standard Annex #11 for East Asian wide characters and gives marks, joiners and other formatting characters
/// no column of their own; emoji take two. Ambiguous characters count as narrow, as terminals outside East Asian locales
/// draw them.
package enum DisplayWidth {
    /// The columns of a text without control characters.
    package static func of(_ text: String) -> Int {
        var isASCII = true
        for byte in text.utf8 where byte >= 0x80 {
            isASCII = false
            break
        }
        return isASCII ? text.utf8.count : text.reduce(0) { $0 + of($1) }
    }

    /// The columns of one character, however many scalars it is made of.
    package static func of(_ character: Character) -> Int {
        var width = 0
        for scalar in character.unicodeScalars {
            // Variation selector 16 asks for the emoji, which is two columns wide.
            if scalar.value == 0xFE0F, width == 1 { return 2 }
            width = max(width, of(scalar))
        }
        let isFlag = character.unicodeScalars.first.map { (0x1F1E6...0x1F1FF).contains($0.value) } ?? false
        return isFlag && character.unicodeScalars.count == 2 ? 2 : width
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .control, .lineSeparator, .paragraphSeparator: return 0
        // Signs that enclose the digits after them are drawn, unlike joiners and other formatting characters.
        case .format: return prependedSigns.contains(scalar.value) ? 1 : 0
        default: break
        }
        // Vowels and final consonants join the syllable before them.
        if (0x1160...0x11FF).contains(scalar.value) || (0xD7B0...0xD7FF).contains(scalar.value) { return 0 }
        if scalar.properties.isEmojiPresentation, !(0x1F1E6...0x1F1FF).contains(scalar.value) { return 2 }
        return isWide(scalar.value) ? 2 : 1
    }

    private static func isWide(_ value: UInt32) -> Bool {
        var low = 0
        var high = wide.count
        while low < high {
            let middle = (low + high) / 2
            if wide[middle].contains(value) { return true }
            if value < wide[middle].lowerBound { high = middle } else { low = middle + 1 }
        }
        return false
    }

    private static let prependedSigns: Set<UInt32> = [
        0x600, 0x601, 0x602, 0x603, 0x604, 0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
    ]

    /// East_Asian_Width W and F of Unicode 16 without emoji, gaps of unassigned scalars closed.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E, 0x3041...0x3247,
        0x3250...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B,
        0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x16FFF, 0x17000...0x18D08, 0x1AFF0...0x1B2FB, 0x1D300...0x1D376,
        0x1F200...0x1F265, 0x20000...0x3FFFD,
    ]

    /// The longest start of `text` that fits `width` columns.
    package static func prefix(of text: String, width: Int) -> Substring {
        var used = 0
        var end = text.startIndex
        for index in text.indices {
            used += of(text[index])
            guard used <= width else { break }
            end = text.index(after: index)
        }
        return text[..<end]
    }
}
