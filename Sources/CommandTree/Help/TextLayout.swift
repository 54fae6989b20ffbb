/// Breaks texts into lines.
enum TextLayout {
    /// A paragraph of a discussion.
    enum Block: Equatable {
        /// Running text, free to be wrapped.
        case paragraph(String)
        /// Lines that stay as they are, without their first two spaces.
        case verbatim([String])
    }

    /// Splits at blank lines; lines that start with two spaces are verbatim.
    static func blocks(_ text: String) -> [Block] {
        var blocks: [Block] = []
        var running: [Substring] = []
        var verbatim: [String] = []
        func flush() {
            if !running.isEmpty { blocks.append(.paragraph(running.joined(separator: " "))) }
            if !verbatim.isEmpty { blocks.append(.verbatim(verbatim)) }
            running = []
            verbatim = []
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy({ $0 == " " }) {
                flush()
            } else if line.hasPrefix("  ") {
                if !running.isEmpty { flush() }
                verbatim.append(String(line.dropFirst(2)))
            } else {
                if !verbatim.isEmpty { flush() }
                running.append(line)
            }
        }
        flush()
        return blocks
    }

    /// The lines of `text` at most `width` characters wide, but never breaking a word.
    static func wrap(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        if !line.isEmpty { lines.append(line) }
        return lines
    }
}

extension String {
    /// The text with quotes in place of backticks, as a terminal shows it.
    var plainMarkup: String { replacingEach("`", with: "'") }

    /// The text with `replacement` for every `character`.
    func replacingEach(_ character: Character, with replacement: String) -> String {
        var result = ""
        for other in self {
            if other == character { result += replacement } else { result.append(other) }
        }
        return result
    }

    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
}
