import JSONValues

extension FilterExpression {
    /// Parses a filter.
    ///
    /// - Parameter text: The filter as typed.
    /// - Throws: ``FilterError`` pointing at the column.
    public init(parsing text: String) throws(FilterError) {
        var parser = FilterParser(text: text, tokens: try FilterToken.all(in: text))
        self = try parser.expression()
    }
}

/// One word of a filter.
struct FilterToken: Sendable {
    enum Kind: Equatable {
        case word(String)
        case string(String)
        case symbol(String)
        case end
    }

    var kind: Kind
    /// The character it begins at, from 1.
    var column: Int

    static func all(in text: String) throws(FilterError) -> [FilterToken] {
        let characters = Array(text)
        var tokens: [FilterToken] = []
        var index = 0
        while index < characters.count {
            let character = characters[index]
            let start = index
            if character.isWhitespace {
                index += 1
            } else if character == "\"" || character == "'" {
                tokens.append(try string(characters, &index, text))
            } else if isWord(character) {
                while index < characters.count, isWord(characters[index]) { index += 1 }
                tokens.append(FilterToken(kind: .word(String(characters[start..<index])), column: start + 1))
            } else {
                let two = String(characters[index..<min(index + 2, characters.count)])
                let symbol = ["==", "!=", "<=", ">=", "&&", "||"].contains(two) ? two : String(character)
                guard ["=", ":", "<", ">", "!", "(", ")", "[", "]", ","].contains(symbol) || symbol.count == 2 else {
                    throw FilterError(message: "Unexpected '\(symbol)'.", filter: text, column: start + 1)
                }
                index += symbol.count
                tokens.append(FilterToken(kind: .symbol(symbol), column: start + 1))
            }
        }
        return tokens + [FilterToken(kind: .end, column: characters.count + 1)]
    }

    private static func string(
        _ characters: [Character],
        _ index: inout Int,
        _ text: String
    ) throws(FilterError) -> FilterToken {
        let start = index
        let quote = characters[index]
        var value = ""
        index += 1
        while index < characters.count, characters[index] != quote {
            if characters[index] == "\\", index + 1 < characters.count { index += 1 }
            value.append(characters[index])
            index += 1
        }
        guard index < characters.count else {
            throw FilterError(
                message: "The string that begins here has no closing \(quote).",
                filter: text,
                column: start + 1
            )
        }
        index += 1
        return FilterToken(kind: .string(value), column: start + 1)
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_.@/-+*".contains(character)
    }
}

/// Recursive descent over the tokens; `||` binds looser than `&&`, `!` tightest.
struct FilterParser {
    let text: String
    let tokens: [FilterToken]
    var position = 0

    mutating func expression() throws(FilterError) -> FilterExpression {
        let result = try disjunction(depth: 0)
        guard case .end = current.kind else { throw fault("Expected '&&' or '||' before this.") }
        return result
    }

    private mutating func disjunction(depth: Int) throws(FilterError) -> FilterExpression {
        guard depth < 64 else { throw fault("The filter is nested deeper than 64 levels.") }
        var parts = [try conjunction(depth: depth)]
        while take("||", or: "or") { parts.append(try conjunction(depth: depth)) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction(depth: Int) throws(FilterError) -> FilterExpression {
        var parts = [try negation(depth: depth)]
        while take("&&", or: "and") { parts.append(try negation(depth: depth)) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation(depth: Int) throws(FilterError) -> FilterExpression {
        guard depth < 64 else { throw fault("The filter is nested deeper than 64 levels.") }
        if take("!", or: "not") { return .not(try negation(depth: depth + 1)) }
        if take("(") {
            let inner = try disjunction(depth: depth + 1)
            guard take(")") else { throw fault("Expected ')'.") }
            return inner
        }
        return try comparison()
    }

    private mutating func comparison() throws(FilterError) -> FilterExpression {
        guard case .word(let field) = current.kind else { throw fault("Expected the name of a field.") }
        position += 1
        if field == "exists", take("(") {
            guard case .word(let name) = current.kind else { throw fault("Expected the name of a field.") }
            position += 1
            guard take(")") else { throw fault("Expected ')'.") }
            return .exists(field: name)
        }
        if take("==") || take("=") || take(":") { return .equals(field: field, value: try value()) }
        if take("!=") { return .not(.equals(field: field, value: try value())) }
        for (symbol, comparison) in [(">=", "gte"), ("<=", "lte"), (">", "gt"), ("<", "lt")] where take(symbol) {
            return .range(field: field, comparison: comparison, value: try value())
        }
        if take("in", or: "in") { return .oneOf(field: field, values: try list()) }
        throw fault("Expected a comparison (==, !=, <, <=, >, >=, in) after '\(field)'.")
    }

    private mutating func list() throws(FilterError) -> [JSONValue] {
        guard take("[") else { throw fault("Expected '[' and a list of values.") }
        var values = [try value()]
        while take(",") { values.append(try value()) }
        guard take("]") else { throw fault("Expected ',' or ']'.") }
        return values
    }

    private mutating func value() throws(FilterError) -> JSONValue {
        defer { position += 1 }
        switch current.kind {
        case .string(let value): return .string(value)
        case .word("true"): return true
        case .word("false"): return false
        case .word(let word):
            if let integer = Int64(word), String(integer) == word { return .integer(integer) }
            if let first = word.first, first.isNumber || first == "-", word.contains("."), let number = Double(word) {
                return .number(number)
            }
            return .string(word)
        default: throw fault("Expected a value.")
        }
    }

    private var current: FilterToken { tokens[min(position, tokens.count - 1)] }

    private mutating func take(_ symbol: String, or word: String? = nil) -> Bool {
        let isHere =
            switch current.kind {
            case .symbol(let found): found == symbol
            case .word(let found): found == word
            default: false
            }
        if isHere { position += 1 }
        return isHere
    }

    private func fault(_ message: String) -> FilterError {
        FilterError(message: message, filter: text, column: current.column)
    }
}
