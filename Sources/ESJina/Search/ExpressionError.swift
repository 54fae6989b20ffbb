/// Why a filter or a query expression cannot be used, and which part of it is to blame.
public struct ExpressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong and what to do, in sentences.
    public var message: String
    /// The whole text, as it was typed.
    public var text: String
    /// The part that is to blame.
    public var range: SourceRange

    /// Makes an error.
    public init(_ message: String, text: String, range: SourceRange) {
        self.message = message
        self.text = text
        self.range = range
    }

    /// The character where the part begins, from 1; one more than there are where something is missing at the end.
    public var column: Int {
        let utf8 = text.utf8
        let end = utf8.index(utf8.startIndex, offsetBy: min(range.lowerBound, utf8.count))
        // A part may begin inside a character, at a mark that combines with what stands before it.
        return text[..<text.rounded(down: end)].count + 1
    }

    /// The message, the line of the text, and a caret below the part.
    ///
    /// Characters that are two columns wide and those without a width are counted as a terminal draws them. Of a long line only
    /// the surroundings of the part are shown.
    public var description: String {
        let (line, caret) = CaretLine(text: text, range: range).lines
        return "\(message)\n  \(line)\n  \(caret)"
    }
}

/// Where something stands in a text, in UTF-8 code units.
///
/// All ranges are equal: where something stands does not belong to what it is, and two expressions that say the same are equal
/// whatever the spaces between their words.
public struct SourceRange: Sendable, Hashable {
    /// Where it begins, from 0.
    public var lowerBound: Int
    /// Where it ends; not part of it.
    public var upperBound: Int

    /// Makes a range; one that ends before it begins is empty.
    public init(_ lowerBound: Int, _ upperBound: Int) {
        self.lowerBound = lowerBound
        self.upperBound = max(lowerBound, upperBound)
    }

    /// Is always true.
    public static func == (left: SourceRange, right: SourceRange) -> Bool { true }

    /// Does nothing.
    public func hash(into hasher: inout Hasher) {}

    /// From the beginning of this to the end of `other`.
    func through(_ other: SourceRange) -> SourceRange { SourceRange(lowerBound, other.upperBound) }
}

extension String {
    /// The beginning of the character that `index` lies in.
    fileprivate func rounded(down index: Index) -> Index {
        index < endIndex ? self.index(before: self.index(after: index)) : endIndex
    }
}

/// The line that an error points at, and the caret below it.
private struct CaretLine {
    var text: String
    var range: SourceRange

    /// How many columns of a line are shown at most.
    private static let maxWidth = 100
    /// How many of them stand before the part, where the line is cut.
    private static let contextWidth = 40

    var lines: (line: String, caret: String) {
        var before: [Character] = []
        var part: [Character] = []
        var after: [Character] = []
        var offset = 0
        for character in text {
            let end = offset + character.utf8.count
            if character.isNewline {
                if end > range.lowerBound { break }
                before = []
            } else if end <= range.lowerBound {
                before.append(character)
            } else if offset < range.upperBound || part.isEmpty {
                part.append(character)
            } else {
                after.append(character)
            }
            offset = end
        }
        return layOut(before, part, after)
    }

    private func layOut(_ before: [Character], _ part: [Character], _ after: [Character]) -> (String, String) {
        let texts = [before, part, after].map { $0.map(Self.visible).joined() }
        let widths = texts.map(DisplayWidth.of)
        let isMissing = part.isEmpty || range.lowerBound == range.upperBound
        let mark = { (width: Int) in isMissing ? "^" : "^" + String(repeating: "~", count: max(0, width - 1)) }
        if widths.reduce(0, +) <= Self.maxWidth {
            return (texts.joined(), String(repeating: " ", count: widths[0]) + mark(widths[1]))
        }
        var head = texts[0]
        if widths[0] > Self.contextWidth {
            var room = Self.contextWidth
            let tail = before.map(Self.visible).reversed()
                .prefix { piece in
                    room -= DisplayWidth.of(piece)
                    return room >= 0
                }
            head = "…" + tail.reversed().joined()
        }
        let start = DisplayWidth.of(head)
        let rest = texts[1] + texts[2]
        let shown = DisplayWidth.prefix(of: rest, width: Self.maxWidth - start)
        let marked = min(widths[1], DisplayWidth.of(String(shown)))
        let line = head + shown + (shown.endIndex < rest.endIndex ? "…" : "")
        return (line, String(repeating: " ", count: start) + mark(marked))
    }

    /// What is shown for a character: never one that moves the cursor or turns the direction.
    private static func visible(_ character: Character) -> String {
        if character == "\t" { return " " }
        let isHarmful = character.unicodeScalars.contains { scalar in
            scalar.properties.generalCategory == .control || 0x202A...0x202E ~= scalar.value
                || 0x2066...0x2069 ~= scalar.value || 0x200E...0x200F ~= scalar.value
        }
        return isHarmful ? "\u{FFFD}" : String(character)
    }
}
