extension FilterParser {
    /// Reads a field and what it is compared with.
    mutating func comparison() throws(ExpressionError) -> FilterNode {
        let start = current.range
        let field: FilterField
        switch current.kind {
        case .name(let name):
            field = FilterField(name, range: start)
            try advance()
        case .word(let word) where FilterLexer.isReserved(word): throw missingComparisonFault()
        case .word(let word):
            guard let first = word.unicodeScalars.first, FilterLexer.beginsName(first) else {
                throw try valueFirstFault()
            }
            try advance()
            if current.kind == .symbol("(") { return try function(word, start) }
            field = FilterField(word, range: start)
        case .quoted: throw try valueFirstFault()
        case .symbol, .end: throw missingComparisonFault()
        }
        let kind = try comparison(of: field)
        return FilterNode(kind, range: start.through(lastRange))
    }

    private mutating func comparison(of field: FilterField) throws(ExpressionError) -> FilterNode.Kind {
        if case .symbol(let symbol) = current.kind {
            if let comparison = FilterComparison(rawValue: symbol) {
                try advance()
                return .compare(field, comparison, try value(after: field, symbol))
            }
            if symbol == ":" || symbol == "~" {
                try advance()
                let value = try value(after: field, symbol)
                guard !value.text.trimmed.isEmpty else {
                    throw fault("Nothing stands between these quotes that could be looked for.", value.range)
                }
                return symbol == ":" ? .words(field, value) : .wildcard(field, value)
            }
        }
        if isAt("in") {
            try advance()
            return try membership(of: field)
        }
        if isAt("not") {
            let start = current.range
            try advance()
            guard isAt("in") else {
                throw fault("Behind 'not' follows 'in' here; 'not' before a comparison stands before its field.", start)
            }
            try advance()
            return .not(FilterNode(try membership(of: field), range: field.range.through(lastRange)))
        }
        throw operatorFault(after: field)
    }

    /// Reads what follows `in`: a list or a range.
    private mutating func membership(of field: FilterField) throws(ExpressionError) -> FilterNode.Kind {
        let start = current.range
        if try take("[") {
            if current.kind == .symbol("]") {
                throw fault("The list is empty, so no value is in it.", start.through(current.range))
            }
            var values: [FilterValue] = []
            repeat { values.append(try value(after: field, "in")) } while try take(",")
            if current.kind == .end { throw fault("The list that begins here has no ']'.", start) }
            guard try take("]") else {
                throw faultHere("Between the values of a list stands ',', and behind the last ']'.")
            }
            return .oneOf(field, values)
        }
        if current.kind == .symbol("(") {
            throw faultHere("A list stands in brackets: \(field) in [\"a\", \"b\"].")
        }
        if current.kind == .symbol("..") || current.kind == .symbol("...") || current.kind == .symbol("..<") {
            throw faultHere("A range begins with its lower bound; without one write \(field) <= and the upper.")
        }
        let lower = try value(after: field, "in")
        guard try take("..") else {
            if current.kind == .symbol("...") || current.kind == .symbol("..<") {
                throw faultHere("A range has two dots and includes both bounds: \(field) in \(lower)..bound.")
            }
            throw fault(
                "Behind 'in' stands a list in brackets or a range such as 2000..2010; one value is compared with ==.",
                lower.range
            )
        }
        switch current.kind {
        case .word, .quoted: return .between(field, lower, try value(after: field, ".."))
        default: throw faultHere("The range has no upper bound; without one write \(field) >= \(lower).")
        }
    }

    private mutating func function(_ name: String, _ start: SourceRange) throws(ExpressionError) -> FilterNode {
        guard Self.functions.contains(name) else { throw functionFault(name, start) }
        let open = current.range
        try advance()
        let field: FilterField
        switch current.kind {
        case .name(let name): field = FilterField(name, range: current.range)
        case .word(let word) where word.unicodeScalars.first.map(FilterLexer.beginsName) == true:
            field = FilterField(word, range: current.range)
        case .quoted(let text):
            throw faultHere("A field has no quotes: write \(FilterField(text)).")
        default: throw faultHere("\(name)(…) begins with the name of a field.")
        }
        try advance()
        let kind: FilterNode.Kind
        switch name {
        case "starts_with":
            try separator(name)
            let value = try value(after: field, name)
            guard !value.text.isEmpty else {
                throw fault("Every value begins with nothing; write exists(\(field)).", value.range)
            }
            kind = .prefix(field, value)
        case "near":
            try separator(name)
            let latitude = try coordinate("latitude", limit: 90)
            try separator(name)
            let longitude = try coordinate("longitude", limit: 180)
            try separator(name)
            kind = .near(field, latitude, longitude, try distance())
        case "missing": kind = .missing(field)
        default: kind = .exists(field)
        }
        if current.kind == .end { throw fault("The parenthesis that opens here is not closed.", open) }
        guard try take(")") else {
            throw faultHere("\(name)(…) ends here: it is written \(Self.form(of: name)).")
        }
        return FilterNode(kind, range: start.through(lastRange))
    }

    private mutating func separator(_ name: String) throws(ExpressionError) {
        guard try take(",") else {
            throw faultHere("A ',' is missing here: \(name)(…) is written \(Self.form(of: name)).")
        }
    }

    /// Reads a latitude or longitude.
    private mutating func coordinate(_ name: String, limit: Double) throws(ExpressionError) -> FilterValue {
        let value = try value(after: nil, "near")
        guard let number = value.number, !value.isQuoted else {
            throw fault("The \(name) is a number of degrees, such as 48.85.", value.range)
        }
        guard abs(number) <= limit else {
            throw fault("A \(name) is from -\(Int(limit)) to \(Int(limit)) degrees.", value.range)
        }
        return value
    }

    private mutating func distance() throws(ExpressionError) -> FilterValue {
        let value = try value(after: nil, "near")
        let digits = value.text.prefix { "0123456789.".contains($0) }
        let unit = value.text.dropFirst(digits.count).drop { $0 == " " }
        guard let number = Double(digits) else {
            throw fault("The distance is a number with its unit, such as \"10km\".", value.range)
        }
        guard Self.units.contains(String(unit)) else {
            throw fault(
                "The distance has \(unit.isEmpty ? "no unit" : "a unit nobody knows"): write \"\(digits)\" and one of "
                    + "\(Self.units.joined(separator: ", ")).",
                value.range
            )
        }
        guard number > 0 else { throw fault("The distance is greater than 0.", value.range) }
        return value
    }

    private static let units = ["km", "m", "cm", "mm", "mi", "yd", "ft", "in", "nmi"]

    /// Reads a value; `field` and `operation` are what stands before it.
    mutating func value(after field: FilterField?, _ operation: String) throws(ExpressionError) -> FilterValue {
        let range = current.range
        let value: FilterValue
        switch current.kind {
        case .quoted(let text): value = FilterValue(text, isQuoted: true, range: range)
        case .word(let word):
            if let fault = valueFault(word, after: field, operation) { throw fault }
            value = FilterValue(word, isQuoted: false, range: range)
        case .name, .symbol, .end: throw missingValueFault(after: field, operation)
        }
        try advance()
        return value
    }
}
