/// Chooses where passages around matches begin and end, as Elasticsearch's `BoundedBreakIteratorScanner` does.
///
/// Passages are whole sentences, as many as fit, or pieces of a sentence that is too long. Offsets count UTF-16 units of one
/// value.
struct PassageBounds {
    private let breaks: TextBreaks
    private let boundaries: [Int]
    private let words: [Int]
    /// The most units a passage should have; `nil` does not bound it.
    private let limit: Int?
    private let length: Int
    private var windowStart = -1
    private var windowEnd = -1
    private var innerStart = -1
    private var innerEnd = 0

    /// Makes the bounds of a text.
    ///
    /// - Parameters:
    ///   - text: One value of a field.
    ///   - limit: The fragment size; 0 takes single sentences.
    ///   - cutsAtWords: Whether every word is a passage.
    ///   - isWhole: Whether the text is one passage.
    init(_ text: String, limit: Int, cutsAtWords: Bool, isWhole: Bool) {
        breaks = TextBreaks(isWhole ? "" : text)
        length = text.utf16.count
        self.limit = isWhole || cutsAtWords || limit == 0 ? nil : limit
        boundaries = isWhole ? [0, length] : cutsAtWords ? breaks.words() : breaks.sentences()
        words = self.limit == nil ? [] : breaks.words()
    }

    /// The passage around the middle of a match; matches must come in order.
    mutating func passage(around match: Range<Int>) -> Range<Int> {
        let offset = max(match.lowerBound + 1, (match.lowerBound + match.upperBound) / 2)
        guard let limit else {
            let lower = max(0, boundaries.boundary(before: offset))
            return lower..<max(lower, boundaries.boundary(after: offset - 1) ?? length)
        }
        if offset > windowStart, offset < windowEnd {
            innerStart = innerEnd
            innerEnd = windowEnd
        } else {
            innerStart = max(0, boundaries.boundary(before: offset))
            let target = offset + max(0, limit - (offset - innerStart))
            innerEnd = target + 1 > length ? length : boundaries.boundary(before: target + 1)
            if innerEnd <= innerStart {
                innerEnd = target >= length ? length : boundaries.boundary(after: target) ?? length
            }
            windowStart = innerStart
            windowEnd = innerEnd
        }
        if innerEnd - innerStart > limit {
            if offset - limit > innerStart { innerStart = max(innerStart, words.boundary(before: offset - limit)) }
            let remaining = max(0, limit - (offset - innerStart))
            if offset + remaining < windowEnd {
                innerEnd = min(windowEnd, words.boundary(after: offset + remaining) ?? windowEnd)
            }
        }
        return innerStart..<max(innerStart, innerEnd)
    }
}
