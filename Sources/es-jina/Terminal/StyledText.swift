import ESJina

/// Text with bold, dim or coloured parts, turned into escape codes only where the terminal wants them.
struct StyledText: Sendable, Hashable, ExpressibleByStringLiteral {
    /// How a part looks.
    enum Style: String, Sendable, Hashable {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    private struct Run: Sendable, Hashable {
        var text: String
        var style: Style
    }

    private var runs: [Run]

    /// Makes a text of one part; control characters are made visible, so that data cannot drive the terminal.
    init(_ text: String, _ style: Style = .plain) {
        runs = [Run(text: Self.visible(text), style: style)]
    }

    init(stringLiteral text: String) { self.init(text) }

    static func + (left: StyledText, right: StyledText) -> StyledText {
        var sum = left
        sum.runs += right.runs
        return sum
    }

    /// The columns it takes.
    var width: Int { runs.reduce(0) { $0 + DisplayWidth.of($1.text) } }

    /// The text without styles.
    var plain: String { runs.map(\.text).joined() }

    /// The text with escape codes where `isStyled`.
    func rendered(isStyled: Bool) -> String {
        guard isStyled else { return plain }
        return
            runs.map {
                $0.style == .plain || $0.text.isEmpty ? $0.text : "\u{1B}[\($0.style.rawValue)m\($0.text)\u{1B}[0m"
            }
            .joined()
    }

    /// The text in at most `width` columns, with `…` at its end where something is missing.
    func truncated(to width: Int) -> StyledText {
        guard self.width > width else { return self }
        guard width > 0 else { return StyledText("") }
        var room = width - 1
        var short = self
        short.runs = []
        for run in runs {
            let part = DisplayWidth.prefix(of: run.text, width: room)
            room -= DisplayWidth.of(String(part))
            let isCut = part.count < run.text.count
            short.runs.append(Run(text: part + (isCut ? "…" : ""), style: run.style))
            if isCut { return short }
        }
        return short
    }

    /// The text in lines of at most `width` columns, cut between words where they fit, with `…` where lines are missing.
    func wrapped(to width: Int, lines most: Int) -> [StyledText] {
        var lines: [StyledText] = []
        var rest = self
        while !rest.runs.isEmpty, lines.count < most {
            if rest.width <= width || lines.count == most - 1 {
                lines.append(rest.truncated(to: width))
                break
            }
            let cut = rest.breakingPoint(width)
            lines.append(rest.taking(cut))
            rest = rest.dropping(cut)
        }
        return lines
    }

    /// How many characters stand on a first line of `width` columns, the space after them counted; at least one.
    private func breakingPoint(_ width: Int) -> Int {
        var used = 0
        var count = 0
        var lastSpace: Int?
        for character in plain {
            used += DisplayWidth.of(character)
            // A space may stand behind the last column, where nobody sees it.
            if character == " ", used <= width + 1 { lastSpace = count + 1 }
            guard used <= width else { break }
            count += 1
        }
        return lastSpace ?? max(1, count)
    }

    private func taking(_ count: Int) -> StyledText {
        var left = count
        var line = self
        line.runs = []
        for run in runs where left > 0 {
            line.runs.append(Run(text: String(run.text.prefix(left)), style: run.style))
            left -= run.text.count
        }
        if line.runs.last?.text.last == " " { line.runs[line.runs.count - 1].text.removeLast() }
        return line
    }

    private func dropping(_ count: Int) -> StyledText {
        var left = count
        var rest = self
        rest.runs = []
        for run in runs {
            let dropped = min(left, run.text.count)
            left -= dropped
            if dropped < run.text.count {
                rest.runs.append(Run(text: String(run.text.dropFirst(dropped)), style: run.style))
            }
        }
        return rest
    }

    /// White space of all kinds becomes a space, other control characters their pictures, bidirectional overrides nothing.
    private static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: needsCare) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: if result.last != " " { result.append(" ") }
            case 0..<0x20: result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case 0x7F...0x9F: result.append("\u{2421}")
            case 0x202A...0x202E, 0x2066...0x2069: break
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    private static func needsCare(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }
}
