extension FilterParser {
    static let functions = ["exists", "missing", "starts_with", "near"]

    static func form(of function: String) -> String {
        switch function {
        case "starts_with": "starts_with(field, \"beginning\")"
        case "near": "near(field, latitude, longitude, \"10km\")"
        default: "\(function)(field)"
        }
    }

    /// Why no comparison begins here.
    func missingComparisonFault() -> ExpressionError {
        switch current.kind {
        case .symbol("&&"), .symbol("||"), .symbol(")"):
            return faultHere("A comparison is missing before '\(currentText)'.")
        case .word(let word) where word.lowercased() == "in" || word.lowercased() == "not":
            return faultHere(
                "A comparison begins with the name of a field; one that is called so stands in backticks: `\(word)`."
            )
        case .word: return faultHere("A comparison is missing before '\(currentText)'.")
        case .symbol("["): return faultHere("A list stands behind 'in': tags in [\"sea\", \"sky\"].")
        case .symbol("&"), .symbol("|"): return operatorFault(after: nil)
        case .end: return faultHere("A comparison is missing here, such as lang == \"fr\".")
        default: return faultHere("A comparison begins with the name of a field, such as lang == \"fr\".")
        }
    }

    /// Why a comparison cannot begin with a value: `2000 < year < 2010`.
    mutating func valueFirstFault() throws(ExpressionError) -> ExpressionError {
        let range = current.range
        let lower = text(of: range)
        var isQuoted = false
        if case .quoted = current.kind { isQuoted = true }
        try advance()
        if case .symbol(let symbol) = current.kind, let comparison = FilterComparison(rawValue: symbol) {
            try advance()
            if let field = try fieldHere() {
                if isQuoted {
                    let other = FilterField(String(lower.dropFirst().dropLast()))
                    return fault(
                        "A field has no quotes: write \(other) \(symbol) \(field), or \(field) \(comparison.mirrored.rawValue) "
                            + "\(lower) where \(field) is the field.",
                        range
                    )
                }
                return try chainFault(field, lower, comparison.mirrored, range)
            }
        }
        if isQuoted {
            return fault(
                "A comparison begins with the name of a field, which has no quotes; a name with unusual characters stands in "
                    + "backticks.",
                range
            )
        }
        return fault(
            "A comparison begins with the name of a field; one that looks like a number stands in backticks: `\(lower)`.",
            range
        )
    }

    /// What to write for `lower < field`, where a second comparison may follow.
    private mutating func chainFault(
        _ field: FilterField,
        _ lower: String,
        _ comparison: FilterComparison,
        _ range: SourceRange
    ) throws(ExpressionError) -> ExpressionError {
        let first = "\(field) \(comparison.rawValue) \(lower)"
        guard case .symbol(let symbol) = current.kind, FilterComparison(rawValue: symbol) != nil else {
            return fault("The field stands first: \(first).", range.through(field.range))
        }
        try advance()
        switch current.kind {
        case .word, .quoted:
            let message = "A comparison has one field and one value: \(first) && \(field) \(symbol) \(currentText)."
            return fault(message, range.through(current.range))
        default: return missingValueFault(after: field, symbol)
        }
    }

    private mutating func fieldHere() throws(ExpressionError) -> FilterField? {
        let field: FilterField
        switch current.kind {
        case .word(let word) where word.unicodeScalars.first.map(FilterLexer.beginsName) == true:
            field = FilterField(word, range: current.range)
        case .name(let name): field = FilterField(name, range: current.range)
        default: return nil
        }
        try advance()
        return field
    }

    /// Why no comparison goes on behind a field.
    func operatorFault(after field: FilterField?) -> ExpressionError {
        let name = field.map(\.description) ?? "field"
        switch current.kind {
        case .symbol("="): return faultHere("A single '=' compares nothing; write \(name) ==.")
        case .symbol("&"): return faultHere("A single '&' joins nothing; write &&.")
        case .symbol("|"): return faultHere("A single '|' joins nothing; write ||.")
        case .symbol(let symbol):
            if let right = Self.corrections[symbol] { return faultHere("There is no '\(symbol)'; write \(right).") }
            if symbol == "!" {
                return faultHere("'!' stands before a whole comparison: !(\(name) == …), or write \(name) != ….")
            }
        case .word(let word):
            if let hint = Self.habit(word.lowercased(), field: name) { return faultHere(hint) }
            if let field, Self.functions.contains(field.path) {
                return fault("Parentheses are missing: \(Self.form(of: field.path)).", field.range)
            }
        default: break
        }
        switch current.kind {
        case .end, .symbol(")"), .symbol("&&"), .symbol("||"):
            return fault(
                "'\(name)' is compared with nothing: write \(name) == true, exists(\(name)), or another comparison.",
                field?.range ?? current.range
            )
        case .word(let word) where FilterLexer.isReserved(word):
            return fault(
                "'\(name)' is compared with nothing: write \(name) == true, exists(\(name)), or another comparison.",
                field?.range ?? current.range
            )
        default:
            return faultHere("Behind '\(name)' stands a comparison: ==, !=, <, <=, >, >=, in, : or ~.")
        }
    }

    /// What other languages write, and what a filter writes for it.
    private static let corrections = [
        "===": "==", "!==": "!=", "=>": ">=", "=<": "<=", "<>": "!=", "=~": "~", "!~": "!(field ~ \"pattern\")",
        "..": "in before the range", "...": "in and two dots", "..<": "in and two dots",
    ]

    private static func habit(_ word: String, field: String) -> String? {
        switch word {
        case "contains", "has", "includes":
            "There is no '\(word)': write \(field) == for one of several values, and \(field) : for words of a text."
        case "like", "matches", "glob": "There is no '\(word)': a pattern is written \(field) ~ \"a*\"."
        case "is", "equals", "eq":
            "There is no '\(word)': write \(field) ==, or missing(\(field)) where there is no value."
        case "between": "There is no 'between': write \(field) in 2000..2010."
        case "startswith", "starts_with": "There is no such operator: write starts_with(\(field), \"beginning\")."
        case "gt", "gte", "lt", "lte", "ne": "There is no '\(word)': write <, <=, >, >= or !=."
        default: nil
        }
    }

    func functionFault(_ name: String, _ range: SourceRange) -> ExpressionError {
        let nearest = Self.functions.min {
            EditDistance.between($0, name, atMost: 8) < EditDistance.between($1, name, atMost: 8)
        }
        let isNear = nearest.map { EditDistance.between($0, name, atMost: 8) <= max(1, $0.count / 2) } ?? false
        let hint =
            if isNear, let nearest { "did you mean \(Self.form(of: nearest))?" } else {
                "there are \(Self.functions.map(Self.form).joined(separator: ", "))."
            }
        return fault("There is no function '\(name)': \(hint)", range)
    }

    /// Why a word is no value; `nil` where it is one.
    func valueFault(_ word: String, after field: FilterField?, _ operation: String) -> ExpressionError? {
        let name = field.map(\.description) ?? "field"
        if FilterLexer.isReserved(word) {
            return faultHere("'\(word)' is a word of filters; as a value it stands in quotes: \"\(word)\".")
        }
        if word.lowercased() == "null", operation == "==" || operation == "!=" {
            let function = operation == "==" ? "missing" : "exists"
            return faultHere("No value is null: write \(function)(\(name)); the word itself stands in quotes.")
        }
        if word.contains("*") || word.contains("?"), operation != "~" {
            return faultHere("'*' and '?' are no pattern here: write \(name) ~ \"\(word)\", or the value in quotes.")
        }
        return nil
    }

    func missingValueFault(after field: FilterField?, _ operation: String) -> ExpressionError {
        switch current.kind {
        case .name: return faultHere("Two fields cannot be compared; a value stands in quotes.")
        case .symbol("["):
            return faultHere("A list stands behind 'in': \(field.map(\.description) ?? "field") in [\"a\", \"b\"].")
        case .symbol("]") where operation == "in", .symbol(")"), .symbol("&&"), .symbol("||"), .symbol(","):
            return faultHere("A value is missing before '\(currentText)'.")
        case .symbol("="), .symbol("=="): return faultHere("Two comparisons follow each other; write one of them.")
        case .end: return faultHere("A value is missing here.")
        default: return faultHere("A value stands here: a word, a number, or text in quotes.")
        }
    }

    /// Why a filter does not go on behind `node`.
    func endFault(after node: FilterNode, closing: String? = nil) -> ExpressionError {
        switch current.kind {
        case .symbol(")"): return faultHere("This ')' closes no parenthesis.")
        case .symbol("&"), .symbol("|"): return operatorFault(after: nil)
        case .symbol(":"):
            return faultHere("A value with ':' stands in quotes, such as \"2020-01-31T12:00\".")
        case .symbol(",") where closing == nil:
            return faultHere("A list of values stands behind 'in', in brackets: \(fieldName(node)) in [\"a\", \"b\"].")
        case .symbol(".."), .symbol("..."), .symbol("..<"):
            return faultHere("A range of values stands behind 'in': \(fieldName(node)) in 2000..2010.")
        case .symbol(let symbol) where FilterComparison(rawValue: symbol) != nil:
            let again = "\(fieldName(node)) \(symbol) …"
            return faultHere("A comparison has one field and one value: \(text(of: node.range)) && \(again).")
        case .word, .quoted, .name:
            if let value = lastValue(of: node), !value.isQuoted, case .word(let word) = current.kind {
                return faultHere(
                    "Between two comparisons stands && or ||; a value of several words stands in quotes: \"\(value.text) \(word)\"."
                )
            }
        default: break
        }
        return faultHere("Between two comparisons stands && or ||\(closing.map { ", behind the last '\($0)'" } ?? "").")
    }

    private func fieldName(_ node: FilterNode) -> String { node.fields.last.map(\.description) ?? "field" }

    /// The value that stands last in `node`.
    private func lastValue(of node: FilterNode) -> FilterValue? {
        switch node.kind {
        case .compare(_, _, let value), .words(_, let value), .wildcard(_, let value): value
        case .all(let parts), .any(let parts): parts.last.flatMap(lastValue)
        case .not(let part): lastValue(of: part)
        default: nil
        }
    }
}

extension FilterComparison {
    /// The comparison that holds with both sides exchanged.
    var mirrored: FilterComparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .atMost: .atLeast
        case .greater: .less
        case .atLeast: .atMost
        }
    }
}
