/// The analyzers that take every run of one kind of character for a token: `simple`, `stop` and `whitespace`.
struct RunAnalyzer: Analyzer {
    /// What a token is made of.
    enum Alphabet: Sendable {
        /// Letters, put in lower case.
        case letters
        /// Everything but white space, left as it is.
        case nonSpaces
    }

    /// The words the analyzer `stop` leaves out.
    static let englishStopWords: Set<String> = [
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not",
        "of",
        "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will",
        "with",
    ]

    private let alphabet: Alphabet
    private let stopWords: Set<String>
    private let tables = CharacterTables()

    /// Makes an analyzer that leaves out `stopWords`.
    init(of alphabet: Alphabet, without stopWords: Set<String> = []) {
        self.alphabet = alphabet
        self.stopWords = stopWords
    }

    func tokens(of text: String) -> [AnalyzedToken] {
        var text = text
        return text.withUTF8 { tokens(in: $0) }
    }

    private func tokens(in bytes: UnsafeBufferPointer<UInt8>) -> [AnalyzedToken] {
        var tokens: [AnalyzedToken] = []
        var position = 0
        // The place, and where the token under way began, in bytes and in UTF-16 units.
        var (here, unit) = (0, 0)
        var (start, startUnit) = (0, 0)
        func finish() {
            guard start < here else { return }
            let slice = bytes[start..<here]
            let term =
                switch alphabet {
                case .letters: tables.lowercaseTerm(slice, isASCII: here - start == unit - startUnit)
                case .nonSpaces: String(decoding: slice, as: UTF8.self)
                }
            if !stopWords.contains(term) {
                tokens.append(AnalyzedToken(term: term, position: position, start: startUnit, end: unit))
            }
            position += 1
        }
        while here < bytes.count {
            let (point, length) = UTF8Text.decode(bytes, at: here)
            let units = length == 4 ? 2 : 1
            if isTokenCharacter(point) {
                here += length
                unit += units
                // Lucene looks after the character, so that a pair of surrogates may stand on the border.
                if unit - startUnit >= StandardAnalyzer.maxTokenLength {
                    finish()
                    (start, startUnit) = (here, unit)
                }
            } else {
                finish()
                here += length
                unit += units
                (start, startUnit) = (here, unit)
            }
        }
        finish()
        return tokens
    }

    private func isTokenCharacter(_ point: UInt32) -> Bool {
        switch alphabet {
        case .letters: tables.isLetter(point)
        case .nonSpaces: !tables.isWhitespace(point)
        }
    }
}
