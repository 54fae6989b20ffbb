/// Reads a query expression from left to right.
struct QueryExpressionParser {
    private typealias Term = QueryExpression.Term

    private var scanner: ExpressionScanner

    init(_ text: String) { scanner = ExpressionScanner(text) }

    /// Whether the text begins as an expression; see ``QueryExpression/init(recognizing:)``.
    var isExpression: Bool {
        var probe = scanner
        probe.skipSpaces()
        if probe.take("+") || probe.take("-") { probe.skipSpaces() }
        if !Self.number(&probe).isEmpty {
            probe.skipSpaces()
            guard probe.take("*") else { return false }
            probe.skipSpaces()
        }
        if !probe.isAtQuote {
            let name = Self.word(&probe)
            probe.skipSpaces()
            guard name == "image" || name == "like", probe.take("(") else { return false }
            probe.skipSpaces()
            return probe.isAtQuote
        }
        guard probe.skipQuoted() else { return false }
        probe.skipSpaces()
        if probe.isAtEnd { return true }
        guard probe.take("+") || probe.take("-") || probe.take("*") else { return false }
        return probe.scalar?.properties.isAlphabetic != true
    }

    mutating func expression() throws(ExpressionError) -> [QueryExpression.Term] {
        var terms: [Term] = []
        scanner.skipSpaces()
        var sign: Float = 1
        if scanner.take("-") { sign = -1 } else { _ = scanner.take("+") }
        while true {
            var term = try self.term()
            guard terms.count < QueryExpression.maxTerms else {
                throw scanner.error("An expression has at most \(QueryExpression.maxTerms) terms.", term.range)
            }
            term.weight *= sign
            terms.append(term)
            scanner.skipSpaces()
            if scanner.isAtEnd { break }
            sign = try operation(after: term)
        }
        try check(terms)
        return terms
    }

    /// Reads the sign between two terms.
    private mutating func operation(after term: Term) throws(ExpressionError) -> Float {
        if scanner.take("+") { return 1 }
        if scanner.take("-") { return -1 }
        switch scanner.scalar {
        case "*":
            let content = QueryExpression(terms: [Term(term.content)])
            throw scanner.errorHere("A weight stands before its term: 2 * \(content).")
        case ")", "]": throw scanner.errorHere("There is no parenthesis to close here.")
        case "−", "–", "—", "‐": throw scanner.errorHere("A term is taken away by '-', the sign of the keyboard.")
        case "/": throw scanner.errorHere("Nothing is divided here: write a smaller weight, such as 0.5 * 'term'.")
        default: throw scanner.errorHere("Write '+' or '-' between two terms.")
        }
    }

    private mutating func term() throws(ExpressionError) -> Term {
        scanner.skipSpaces()
        let start = scanner.offset
        var weight: Float = 1
        let digits = Self.number(&scanner)
        if !digits.isEmpty {
            let range = SourceRange(start, scanner.offset)
            if scanner.byte == UInt8(ascii: ",") {
                throw scanner.errorHere("The decimals of a weight stand behind a point, not a comma.")
            }
            guard let value = Float(digits), QueryExpression.weights.contains(value) else {
                throw scanner.error("A weight is a number from 0.001 to 1000.", range)
            }
            weight = value
            scanner.skipSpaces()
            guard scanner.take("*") else {
                throw scanner.errorHere("Write '*' between the weight \(digits) and its term.")
            }
            scanner.skipSpaces()
        }
        let content = try content()
        return Term(content, weight: weight, range: SourceRange(start, scanner.offset))
    }

    private mutating func content() throws(ExpressionError) -> QueryExpression.Content {
        if scanner.isAtQuote { return .text(try quoted("words to search for")) }
        switch scanner.scalar {
        case nil: throw scanner.errorHere("A term is missing here: \(Self.forms).")
        case "+", "-": throw scanner.errorHere("Two signs follow each other; write one of them.")
        case "(": throw scanner.errorHere("Terms are not grouped: write the sign of each, such as 'a' - 'b' - 'c'.")
        case "*": throw scanner.errorHere("A weight is missing before '*': 2 * 'term'.")
        case "‘", "’", "“", "”", "«", "»", "„":
            throw scanner.errorHere("Quotes are the straight ones of the keyboard, ' or \".")
        default: return try function()
        }
    }

    private mutating func function() throws(ExpressionError) -> QueryExpression.Content {
        let start = scanner.offset
        let name = Self.word(&scanner)
        let range = SourceRange(start, scanner.offset)
        guard !name.isEmpty else { throw scanner.errorHere("A term is \(Self.forms).") }
        let end = scanner.offset
        scanner.skipSpaces()
        guard scanner.byte == UInt8(ascii: "(") else {
            scanner.offset = end
            // All words up to the next sign, for they belong together.
            let others = scanner.takeAll { !"+-*/()[]'\"".unicodeScalars.contains($0) }
            let words = "\(name)\(others)".trimmed
            throw scanner.error("Words stand in quotes: '\(words)'.", SourceRange(start, start + words.utf8.count))
        }
        guard name == "image" || name == "like" else {
            throw scanner.error("There is no '\(name)(…)': a term is \(Self.forms).", range)
        }
        _ = scanner.take("(")
        scanner.skipSpaces()
        let what = name == "image" ? "the path or URL of a picture" : "the id of a document"
        guard scanner.isAtQuote else { throw scanner.errorHere("Write \(what) in quotes here.") }
        let value = try quoted(what)
        scanner.skipSpaces()
        guard scanner.take(")") else { throw scanner.errorHere("Write ')' behind \(what).") }
        return name == "image" ? .image(value) : .document(value)
    }

    private mutating func quoted(_ what: String) throws(ExpressionError) -> String {
        let (value, range) = try scanner.quoted()
        guard !value.trimmed.isEmpty else {
            throw scanner.error("Nothing stands between these quotes: write \(what).", range)
        }
        return value
    }

    /// Refuses what comes to nothing.
    private func check(_ terms: [Term]) throws(ExpressionError) {
        guard terms.contains(where: { $0.weight > 0 }) else {
            throw scanner.error(
                "Everything is taken away and nothing is left to search for: add a term.",
                terms[0].range
            )
        }
        var sums: [QueryExpression.Content: Float] = [:]
        for term in terms { sums[term.content, default: 0] += term.weight }
        for term in terms where term.weight < 0 && sums[term.content] == 0 {
            throw scanner.error("This is taken away as much as it is added; leave out both.", term.range)
        }
    }

    private static let forms = "words in quotes, image('FILE') or like('ID')"

    /// Takes a number; empty where none comes next.
    private static func number(_ scanner: inout ExpressionScanner) -> Substring {
        var probe = scanner
        let start = probe.offset
        let whole = probe.takeAll { "0"..."9" ~= $0 }
        if probe.take(".") {
            let decimals = probe.takeAll { "0"..."9" ~= $0 }
            guard !decimals.isEmpty else { return "" }
        } else if whole.isEmpty {
            return ""
        }
        scanner = probe
        return probe.slice(SourceRange(start, probe.offset))
    }

    private static func word(_ scanner: inout ExpressionScanner) -> Substring {
        scanner.takeAll {
            $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_" || $0.properties.isDiacritic
        }
    }
}
