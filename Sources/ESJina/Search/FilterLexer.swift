/// One word of a filter.
struct FilterToken: Equatable {
    enum Kind: Equatable {
        case word(String)
        case quoted(String)
        /// A name between backticks.
        case name(String)
        case symbol(String)
        case end
    }

    var kind: Kind
    var range: SourceRange
}

/// Cuts a filter into words, each when it is wanted, so that the first mistake is the one that is told.
struct FilterLexer {
    private(set) var scanner: ExpressionScanner

    init(_ text: String) { scanner = ExpressionScanner(text) }

    /// The longest come first, so that `==` is no `=` twice; what nobody means is here too, to be explained.
    private static let symbols: [String] = [
        "===", "!==", "..<", "...", "==", "!=", "<=", ">=", "&&", "||", "..", "=>", "=<", "<>", "=~", "!~", "=", "<",
        ">",
        "!", "~", ":", "(", ")", "[", "]", ",", "&", "|",
    ]

    mutating func next() throws(ExpressionError) -> FilterToken {
        scanner.skipSpaces()
        let start = scanner.offset
        guard let scalar = scanner.scalar else { return FilterToken(kind: .end, range: SourceRange(start, start)) }
        if scanner.isAtQuote {
            let (value, range) = try scanner.quoted()
            return FilterToken(kind: .quoted(value), range: range)
        }
        if scalar == "`" {
            let (value, range) = try scanner.quoted()
            guard !value.isEmpty else { throw scanner.error("The name of a field is missing between these.", range) }
            return FilterToken(kind: .name(value), range: range)
        }
        if Self.isWord(scalar), !isAtDots {
            while let scalar = scanner.scalar, Self.isWord(scalar), !isAtDots { scanner.advance() }
            let range = SourceRange(start, scanner.offset)
            return FilterToken(kind: .word(String(scanner.slice(range))), range: range)
        }
        for symbol in Self.symbols where takes(symbol) {
            return FilterToken(kind: .symbol(symbol), range: SourceRange(start, scanner.offset))
        }
        throw unexpected(scalar)
    }

    /// Whether two dots come next, which end a word: `2000..2010`.
    private var isAtDots: Bool { scanner.byte == UInt8(ascii: ".") && scanner.byte(at: 1) == UInt8(ascii: ".") }

    private mutating func takes(_ symbol: String) -> Bool {
        for (index, byte) in symbol.utf8.enumerated() where scanner.byte(at: index) != byte { return false }
        scanner.offset += symbol.utf8.count
        return true
    }

    private func unexpected(_ scalar: Unicode.Scalar) -> ExpressionError {
        switch scalar {
        case "‘", "’", "“", "”", "„", "«", "»", "´":
            scanner.errorHere("Quotes are the straight ones of the keyboard, \" or '.")
        case "≥": scanner.errorHere("'At least' is written >=.")
        case "≤": scanner.errorHere("'At most' is written <=.")
        case "≠": scanner.errorHere("'Unequal' is written !=.")
        default:
            scanner.errorHere(
                "Nothing begins with this here. A value with such a character stands in quotes, and a field in backticks."
            )
        }
    }

    /// Whether words may have this character.
    static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            return switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "@", "/", "-", "+", "*", "?": true
            default: false
            }
        }
        return switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation:
            true
        // Joiners stand inside words of Persian and of languages of India.
        default: scalar == "\u{200C}" || scalar == "\u{200D}"
        }
    }

    /// Whether names without backticks may begin with this character; numbers and dates do not.
    static func beginsName(_ scalar: Unicode.Scalar) -> Bool {
        !("0"..."9" ~= scalar || scalar == "+" || scalar == "-" || scalar == ".")
    }

    /// Whether `word` joins others.
    static func isReserved(_ word: String) -> Bool { ["and", "or", "not", "in"].contains(word.lowercased()) }
}
