/// Tells how good a place to cut is before each scalar of a text, reading it once from its start.
///
/// A place lies behind white space, never before it, so that every part but the first begins with a letter or a mark.
struct BoundaryScanner {
    /// What stands before the place, closing quotes and brackets and white space left out.
    private enum Mark {
        case none, comma, fullComma, ellipsis, stop, exclamation, fullStop
    }

    private var mark = Mark.none
    /// Where the mark stands.
    private var markOffset = 0
    /// Whether a quote or bracket closed behind the mark.
    private var isClosed = false
    private var hasSpace = false
    /// The line ends since the last scalar that is no white space; a text begins like a line.
    private var lines = 1
    /// The last scalar that is no white space.
    private var last: UInt32 = 0
    private var lastClass = ScalarClass.other
    private var lastScalar: UInt32 = 0
    /// The letter of Markdown's fence, "`" or "~", while inside it.
    private var fence: UInt8?

    /// How good it is to cut before `scalar`; `nil` where a word or character would be broken.
    ///
    /// - Parameters:
    ///   - scalar: The scalar behind those read so far.
    ///   - offset: Where it stands in `bytes`.
    ///   - bytes: The whole text.
    /// - Returns: The level.
    mutating func level(
        before scalar: UInt32,
        at offset: Int,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> TextBoundary.Level? {
        let kind = ScalarClass(scalar)
        defer { read(scalar, kind, offset) }
        switch kind {
        case .space, .newline, .pageBreak, .extender: return nil
        default: return lines > 0 ? lineLevel(offset, bytes) : levelInLine(scalar, kind, offset, bytes)
        }
    }

    /// The same behind a place within a word.
    func restarted() -> BoundaryScanner {
        var scanner = BoundaryScanner()
        scanner.lines = 0
        scanner.fence = fence
        return scanner
    }

    private mutating func lineLevel(_ offset: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> TextBoundary.Level {
        if let letter = MarkdownLine.fence(at: offset, in: bytes) {
            if fence == nil { fence = letter } else if fence == letter { fence = nil }
        } else if fence == nil, MarkdownLine.isHeading(at: offset, in: bytes) {
            return .heading
        }
        if lines > 1 { return .paragraph }
        return MarkdownLine.isListItem(at: offset, in: bytes) ? .sentence : max(.clause, markLevel(offset, bytes))
    }

    private func levelInLine(
        _ scalar: UInt32,
        _ kind: ScalarClass,
        _ offset: Int,
        _ bytes: UnsafeBufferPointer<UInt8>
    ) -> TextBoundary.Level? {
        if hasSpace {
            // French writes spaces before some marks.
            return kind.isClosingMark ? nil : markLevel(offset, bytes)
        }
        if kind.isClosingMark || kind == .quote && closes(scalar) { return nil }
        switch mark {
        case .fullStop, .fullComma: return ScalarClass.isDigit(scalar) ? nil : markLevel(offset, bytes)
        case .exclamation, .comma: if kind.breaksBefore { return markLevel(offset, bytes) }
        case .none, .ellipsis, .stop: break
        }
        if lastClass == .breakAfter { return .word }
        let isBetweenIdeographs = lastClass.breaksAfter && (kind.breaksBefore || ScalarClass.isAlphanumeric(scalar))
        return isBetweenIdeographs || kind.breaksBefore && ScalarClass.isAlphanumeric(last) ? .word : nil
    }

    /// How good the place is by the mark before it.
    private func markLevel(_ offset: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> TextBoundary.Level {
        switch mark {
        // Writing without spaces between words has them between phrases.
        case .none: return lastClass == .unspaced ? .clause : .word
        case .comma, .fullComma, .ellipsis: return .clause
        case .fullStop:
            // "He said" follows what was said.
            return isClosed && UTF8Text.scalar(in: bytes, at: offset).0 == 0x3068 ? .clause : .sentence
        case .exclamation: return SentenceEnd.goesOn(at: offset, in: bytes) ? .clause : .sentence
        case .stop:
            if SentenceEnd.isAbbreviation(before: markOffset, next: offset, in: bytes) { return .word }
            return SentenceEnd.goesOn(at: offset, in: bytes) ? .clause : .sentence
        }
    }

    private mutating func read(_ scalar: UInt32, _ kind: ScalarClass, _ offset: Int) {
        let before = lastScalar
        lastScalar = scalar
        switch kind {
        case .extender: return
        case .space:
            hasSpace = true
            return
        case .newline:
            hasSpace = true
            lines += before == 0x0D && scalar == 0x0A ? 0 : 1
            return
        case .pageBreak:
            hasSpace = true
            lines += 2
            return
        default: break
        }
        let followsMark = !hasSpace && mark != .none
        hasSpace = false
        lines = 0
        switch kind {
        case .closer, .fullCloser: if followsMark { isClosed = true } else { setMark(.none, offset) }
        case .quote: if followsMark && closes(scalar) { isClosed = true } else { setMark(.none, offset) }
        case .comma: setMark(isGreekQuestion(scalar) ? .exclamation : .comma, offset)
        case .fullComma: setMark(.fullComma, offset)
        case .ellipsis: setMark(.ellipsis, offset)
        case .stop: setMark(before == scalar ? .ellipsis : .stop, offset)
        case .exclamation: setMark(.exclamation, offset)
        case .fullStop: setMark(.fullStop, offset)
        default: setMark(.none, offset)
        }
        last = scalar
        lastClass = kind
    }

    /// Whether a quote right behind the mark closes; German closes by what Chinese opens with.
    private func closes(_ quote: UInt32) -> Bool {
        let isOpening = quote == 0x2018 || quote == 0x201C
        return mark != .none && !(isOpening && (mark == .fullStop || mark == .fullComma))
    }

    private mutating func setMark(_ mark: Mark, _ offset: Int) {
        self.mark = mark
        markOffset = offset
        isClosed = false
    }

    /// Greek asks by what others write between clauses.
    private func isGreekQuestion(_ scalar: UInt32) -> Bool {
        scalar == 0x3B && (0x0370...0x03FF ~= last || 0x1F00...0x1FFF ~= last)
    }
}
