/// The analyzer `standard`: words in lower case.
///
/// Words are those of UAX #29 as Lucene 10 reads it (Unicode 12.1): single Han and Hiragana characters, runs of Katakana, and
/// runs of Thai, Khmer, Lao or Myanmar are one token each, and so is a sequence of emoji. The longest token that begins at a
/// place is taken, within 255 UTF-16 units; a longer word is cut there. Linear in the text.
struct StandardAnalyzer: Analyzer {
    /// The most UTF-16 units of a token.
    static let maxTokenLength = 255

    private let tables = CharacterTables()

    func tokens(of text: String) -> [AnalyzedToken] {
        var text = text
        return text.withUTF8 { tokens(in: $0) }
    }

    private func tokens(in bytes: UnsafeBufferPointer<UInt8>) -> [AnalyzedToken] {
        var tokens: [AnalyzedToken] = []
        tokens.reserveCapacity(bytes.count / 6 + 1)
        // The place in bytes and in UTF-16 units.
        var (here, unit) = (0, 0)
        while here < bytes.count {
            let match = longestToken(in: bytes, from: here)
            if match.bytes == 0 {
                let length = UTF8Text.decode(bytes, at: here).length
                here += length
                unit += length == 4 ? 2 : 1
                continue
            }
            tokens.append(
                AnalyzedToken(
                    term: tables.lowercaseTerm(bytes[here..<here + match.bytes], isASCII: match.bytes == match.units),
                    position: tokens.count,
                    start: unit,
                    end: unit + match.units
                )
            )
            here += match.bytes
            unit += match.units
        }
        return tokens
    }

    /// The length of the longest token at `start`; zero where none begins.
    private func longestToken(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (bytes: Int, units: Int) {
        var state: UInt8 = 1
        var (here, units) = (start, 0)
        var longest = (bytes: 0, units: 0)
        while here < bytes.count {
            let (point, length) = UTF8Text.decode(bytes, at: here)
            units += length == 4 ? 2 : 1
            if units > Self.maxTokenLength { break }
            let next = tables.successor(of: state, at: tables.wordClass(point))
            if next == 0 { break }
            here += length
            state = next & 0x7F
            if next & 0x80 != 0 { longest = (here - start, units) }
        }
        return longest
    }
}
