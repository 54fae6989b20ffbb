#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A place in a text that is marked.
struct HighlightSpan: Sendable {
    var start: Int
    var end: Int
    /// What was found: places with the same label are occurrences of the same.
    var label: String
    /// How often that is in the whole text, as far as passages are weighed by it.
    var frequency = 1

    /// The order in which the server meets places.
    func precedes(_ other: HighlightSpan) -> Bool {
        (start, end, label) < (other.start, other.end, other.label)
    }
}

/// The values of a field as one text with its terms.
///
/// Offsets count UTF-16 units; values are one unit apart.
struct HighlightedText {
    let values: [String]
    let units: [UInt16]
    /// Where each value begins.
    let starts: [Int]
    let tokens: [AnalyzedToken]

    init(_ values: [String], _ field: FieldMapping) {
        self.values = values
        let analyzer = field.analyzer
        var units: [UInt16] = []
        var starts: [Int] = []
        var tokens: [AnalyzedToken] = []
        var nextPosition = 0
        for (index, value) in values.enumerated() {
            if index > 0 { units.append(0) }
            starts.append(units.count)
            for token in analyzer.tokens(of: value) {
                var token = token
                token.start += units.count
                token.end += units.count
                token.position += nextPosition
                tokens.append(token)
            }
            units += value.utf16
            nextPosition = (tokens.last?.position ?? -1) + 1 + field.positionIncrementGap
        }
        self.units = units
        self.starts = starts
        self.tokens = tokens
    }

    /// The tokens of a term; a query has a few, for which looking is quicker than an index of all.
    func tokens(of term: String) -> [AnalyzedToken] { tokens.filter { $0.term == term } }
}

/// A part of a text around matches.
private struct Passage {
    var start: Int
    var end: Int
    var score: Float = .nan
    var spans: [HighlightSpan] = []

    /// How well the passage tells what was found (Lucene's `PassageScorer`).
    mutating func weigh(textLength: Int) {
        let pivot: Float = 87
        let k1: Float = 1.2
        var counts: [(label: String, inPassage: Int, inText: Int)] = []
        for span in spans {
            if let place = counts.firstIndex(where: { $0.label == span.label }) {
                counts[place].inPassage += 1
            } else {
                counts.append((span.label, 1, span.frequency))
            }
        }
        let length = Float(end - start)
        let documents = 1 + Float(textLength) / pivot
        var sum: Float = 0
        for count in counts {
            let ratio = (Double(documents) + 0.5) / (Double(count.inText) + 0.5)
            let weight = (k1 + 1) * Float(log(1 + ratio))
            let norm = k1 * ((1 - 0.75) + 0.75 * (length / pivot))
            let frequency = Float(count.inPassage)
            sum += frequency / (frequency + norm) * weight
        }
        score = sum * (1 + 1 / Float(log(Double(pivot + Float(start)))))
    }
}

/// Cuts the passages around matches out of a text and marks the matches.
struct PassageFormatter {
    let options: HighlightRequest.Options
    /// Whether the field is cut into words at all; else each value is shown whole.
    let isAnalyzed: Bool

    /// The fragments to show.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - spans: What is marked, in order.
    /// - Returns: The marked fragments; none where nothing is to be shown.
    func fragments(_ text: HighlightedText, _ spans: [HighlightSpan]) -> [String] {
        var passages = passages(text, spans)
        if passages.isEmpty, let start = noMatch(text) { passages = [start] }
        var shown = passages.map { (text: formatted($0, text), score: $0.score) }
            .filter { !Self.isBlank($0.text) }
        if options.ordersByScore {
            shown = shown.enumerated()
                .sorted {
                    $0.element.score == $1.element.score
                        ? $0.offset < $1.offset : $0.element.score > $1.element.score
                }
                .map(\.element)
        }
        return shown.map(\.text)
    }

    private static func isBlank(_ text: String) -> Bool {
        // Any visible ASCII letter tells at once; else every scalar is looked up.
        !text.utf8.contains { 0x21..<0x7F ~= $0 } && text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }

    private func passages(_ text: HighlightedText, _ spans: [HighlightSpan]) -> [Passage] {
        let capacity = options.fragmentCount == 0 ? Int.max : options.fragmentCount
        var kept: [Passage] = []
        func keep(_ passage: Passage?) {
            guard var passage else { return }
            passage.weigh(textLength: text.units.count)
            kept.append(passage)
            guard kept.count > capacity else { return }
            // The worst goes; of equals the earliest stays.
            let worst = kept.indices.min { left, right in
                kept[left].score == kept[right].score
                    ? kept[left].start < kept[right].start : kept[left].score < kept[right].score
            }
            if let worst { kept.remove(at: worst) }
        }
        var current: Passage?
        var value = -1
        var bounds: PassageBounds?
        var lastEnd = 0
        for span in spans {
            if span.start >= current?.end ?? 0 {
                keep(current)
                let place = (text.starts.firstIndex { $0 > span.start } ?? text.starts.count) - 1
                if place != value {
                    value = place
                    bounds = PassageBounds(
                        text.values[place],
                        limit: options.fragmentSize,
                        cutsAtWords: options.cutsAtWords,
                        isWhole: options.fragmentCount == 0 || !isAnalyzed
                    )
                }
                let base = text.starts[place]
                guard let range = bounds?.passage(around: span.start - base..<span.end - base) else { continue }
                let start = max(base + range.lowerBound, lastEnd)
                lastEnd = max(lastEnd, base + range.upperBound)
                current = Passage(start: start, end: lastEnd)
            }
            current?.spans.append(span)
        }
        keep(current)
        return kept.sorted { $0.start < $1.start }
    }

    /// The beginning of a text without a match; `nil` where none is wanted.
    private func noMatch(_ text: HighlightedText) -> Passage? {
        guard options.noMatchSize > 0, let place = text.values.firstIndex(where: { !$0.isEmpty }) else { return nil }
        let start = text.starts[place]
        let length = text.values[place].utf16.count
        guard options.noMatchSize < length else {
            return Passage(start: start, end: start + length)
        }
        let end = TextBreaks(text.values[place]).words().boundary(after: options.noMatchSize) ?? length
        return Passage(start: start, end: start + end)
    }

    private func formatted(_ passage: Passage, _ text: HighlightedText) -> String {
        var result: [UInt8] = []
        result.reserveCapacity((passage.end - passage.start) * 2)
        var position = passage.start
        func append(_ start: Int, _ end: Int) {
            let piece = text.units[start..<end]
            guard options.escapesHTML || piece.contains(where: { $0 >= 0x80 }) else {
                result.append(contentsOf: piece.lazy.map { UInt8(truncatingIfNeeded: $0) })
                return
            }
            let decoded = String(decoding: piece, as: UTF16.self)
            result.append(contentsOf: (options.escapesHTML ? Self.escaped(decoded) : decoded).utf8)
        }
        var index = 0
        while index < passage.spans.count {
            let start = passage.spans[index].start
            var end = passage.spans[index].end
            // Matches that overlap are marked as one.
            while index + 1 < passage.spans.count, passage.spans[index + 1].start < end {
                index += 1
                end = max(end, passage.spans[index].end)
            }
            index += 1
            if start > position { append(position, start) }
            guard end > position else { continue }
            result += (options.openingTags.first ?? "").utf8
            append(max(position, start), end)
            result += (options.closingTags.first ?? "").utf8
            position = end
        }
        append(position, max(position, passage.end))
        if result.suffix(3).elementsEqual("\u{2029}".utf8) { result.removeLast(3) }
        guard options.fragmentCount > 0 else { return String(decoding: result, as: UTF8.self) }
        // Java's trim takes every control character for space.
        guard let first = result.firstIndex(where: { $0 > 32 }) else { return "" }
        let last = result.lastIndex { $0 > 32 } ?? first
        return String(decoding: result[first...last], as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "\"": result += "&quot;"
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "'": result += "&#x27;"
            case "/": result += "&#x2F;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
