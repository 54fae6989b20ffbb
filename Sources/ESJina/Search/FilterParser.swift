/// Recursive descent over the words of a filter; `||` binds looser than `&&`, `!` tightest.
struct FilterParser {
    private var lexer: FilterLexer
    /// The word that is read next.
    private(set) var current: FilterToken
    /// Where the last word ended.
    private(set) var lastRange = SourceRange(0, 0)
    /// How many parentheses and `!` are open.
    private var depth = 0
    private var comparisons = 0

    /// The most parentheses and `!` inside each other, however little they mean.
    private static let maxParentheses = 64

    init(_ text: String) throws(ExpressionError) {
        lexer = FilterLexer(text)
        current = try lexer.next()
    }

    mutating func filter() throws(ExpressionError) -> FilterNode {
        if current.kind == .end {
            throw faultHere("The filter is empty; a comparison is missing, such as lang == \"fr\".")
        }
        let node = try disjunction()
        guard current.kind == .end else { throw endFault(after: node) }
        try check(node, level: 0)
        return node
    }

    private mutating func disjunction() throws(ExpressionError) -> FilterNode {
        var parts = [try conjunction()]
        while try takeOperator("||", "or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : FilterNode(.any(parts), range: parts[0].range.through(lastRange))
    }

    private mutating func conjunction() throws(ExpressionError) -> FilterNode {
        var parts = [try negation()]
        while try takeOperator("&&", "and") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : FilterNode(.all(parts), range: parts[0].range.through(lastRange))
    }

    private mutating func negation() throws(ExpressionError) -> FilterNode {
        let start = current.range
        if try takeOperator("!", "not") {
            try enter(start)
            let part = try negation()
            depth -= 1
            return FilterNode(.not(part), range: start.through(lastRange))
        }
        if try take("(") {
            try enter(start)
            var inner = try disjunction()
            if current.kind == .end { throw fault("The parenthesis that opens here is not closed.", start) }
            guard try take(")") else { throw endFault(after: inner, closing: ")") }
            depth -= 1
            inner.range = start.through(lastRange)
            return inner
        }
        comparisons += 1
        guard comparisons <= FilterExpression.maxComparisons else {
            throw fault(
                "A filter has at most \(FilterExpression.maxComparisons) comparisons. Many values of one field stand in a list: "
                    + "tags in [\"sea\", \"sky\"].",
                start
            )
        }
        return try comparison()
    }

    private mutating func enter(_ range: SourceRange) throws(ExpressionError) {
        depth += 1
        guard depth <= Self.maxParentheses else {
            throw fault("Parentheses and '!' stand inside each other \(Self.maxParentheses) times at most.", range)
        }
    }

    private func check(_ node: FilterNode, level: Int) throws(ExpressionError) {
        let parts: [FilterNode]
        switch node.kind {
        case .all(let inner), .any(let inner): parts = inner
        case .not(let inner): parts = [inner]
        default: return
        }
        guard level < FilterExpression.maxDepth else {
            throw fault(
                "At most \(FilterExpression.maxDepth) levels of &&, || and ! stand inside each other, because servers take no more.",
                node.range
            )
        }
        for part in parts { try check(part, level: level + 1) }
    }

    // Words.

    mutating func advance() throws(ExpressionError) {
        lastRange = current.range
        current = try lexer.next()
    }

    mutating func take(_ symbol: String) throws(ExpressionError) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        try advance()
        return true
    }

    /// Whether the word `expected` comes next, in small letters or capitals.
    func isAt(_ expected: String) -> Bool {
        guard case .word(let word) = current.kind else { return false }
        return word.lowercased() == expected
    }

    private mutating func takeOperator(_ symbol: String, _ word: String) throws(ExpressionError) -> Bool {
        guard current.kind == .symbol(symbol) || isAt(word) else { return false }
        try advance()
        return true
    }

    /// What comes next as it was typed.
    var currentText: String { String(lexer.scanner.slice(current.range)) }

    /// What stands in a range as it was typed.
    func text(of range: SourceRange) -> String { String(lexer.scanner.slice(range)) }

    func fault(_ message: String, _ range: SourceRange) -> ExpressionError { lexer.scanner.error(message, range) }

    func faultHere(_ message: String) -> ExpressionError { fault(message, current.range) }
}
