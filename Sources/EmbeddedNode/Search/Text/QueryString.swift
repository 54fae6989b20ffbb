/// Reads the part of Lucene's query syntax that people type: words, phrases, `AND`, `OR`, `NOT`, `+`, `-`, `FIELD:`,
/// parentheses, `word*`, `word~`, `^boost` and `_exists_:FIELD`.
struct QueryString {
    private enum Conjunction { case none, and, or }
    private enum Modifier { case none, required, prohibited }
    private enum Occurrence { case optional, required, prohibited }

    /// What cannot be read; the whole text is refused then.
    struct Failure: Error {}

    let fields: [(pattern: String, boost: Float)]
    let requiresAll: Bool
    let base: MatchText
    private let text: [Character]
    private var place = 0

    init(_ source: String, fields: [(pattern: String, boost: Float)], requiresAll: Bool, base: MatchText) {
        text = Array(source)
        self.fields = fields
        self.requiresAll = requiresAll
        self.base = base
    }

    /// The query that the text means.
    ///
    /// - Returns: The query; one that matches nothing where the text says nothing.
    /// - Throws: ``Failure`` where the text is broken or says more than this reader knows.
    mutating func clause() throws(Failure) -> QueryClause {
        let found = try group(fields)
        guard place == text.count else { throw Failure() }
        return found ?? .matchNone
    }

    private mutating func group(_ fields: [(pattern: String, boost: Float)]) throws(Failure) -> QueryClause? {
        var clauses: [(occurrence: Occurrence, clause: QueryClause)] = []
        var isFirst = true
        while true {
            skipSpace()
            guard place < text.count, text[place] != ")" else { break }
            if fields.count != 1 || fields[0].pattern.contains("*"), let words = run() {
                // Words without a sign between them are asked together, field by field.
                let joined = words.joined(separator: " ")
                add(leaf(joined, .bestFields, fields), .none, .none, &clauses)
                isFirst = false
                continue
            }
            let conjunction = isFirst ? Conjunction.none : readConjunction()
            let modifier = readModifier()
            let clause = try part(fields)
            add(clause, conjunction, modifier, &clauses)
            isFirst = false
        }
        guard !clauses.isEmpty else { return nil }
        var bool = BoolClause()
        for (occurrence, clause) in clauses {
            switch occurrence {
            case .optional: bool.should.append(clause)
            case .required: bool.must.append(clause)
            case .prohibited: bool.mustNot.append(clause)
            }
        }
        return QueryClause(kind: .bool(bool))
    }

    private func add(
        _ clause: QueryClause?,
        _ conjunction: Conjunction,
        _ modifier: Modifier,
        _ clauses: inout [(occurrence: Occurrence, clause: QueryClause)]
    ) {
        // A conjunction changes what stands before it, too.
        if let last = clauses.indices.last, clauses[last].occurrence != .prohibited {
            if conjunction == .and { clauses[last].occurrence = .required }
            if conjunction == .or, requiresAll { clauses[last].occurrence = .optional }
        }
        guard let clause else { return }
        let isRequired =
            requiresAll ? conjunction != .or : modifier == .required || conjunction == .and
        clauses.append((modifier == .prohibited ? .prohibited : isRequired ? .required : .optional, clause))
    }

    // MARK: - Signs

    private mutating func skipSpace() { while place < text.count, text[place].isWhitespace { place += 1 } }

    private func has(_ word: String, at start: Int) -> Bool {
        let end = start + word.count
        return end <= text.count && String(text[start..<end]) == word
            && (!(word.first?.isLetter ?? false) || end == text.count || text[end].isWhitespace || text[end] == "(")
    }

    private mutating func take(_ words: [String]) -> Bool {
        for word in words where has(word, at: place) {
            place += word.count
            skipSpace()
            return true
        }
        return false
    }

    private mutating func readConjunction() -> Conjunction {
        if take(["AND", "&&"]) { return .and }
        return take(["OR", "||"]) ? .or : .none
    }

    private mutating func readModifier() -> Modifier {
        if take(["+"]) { return .required }
        return take(["-", "!", "NOT"]) ? .prohibited : .none
    }

    private mutating func number() -> Float? {
        let start = place
        while place < text.count, text[place].isNumber || text[place] == "." { place += 1 }
        return Float(String(text[start..<place]))
    }

    // MARK: - Parts

    private mutating func part(_ fields: [(pattern: String, boost: Float)]) throws(Failure) -> QueryClause? {
        guard place < text.count else { throw Failure() }
        var clause: QueryClause?
        if text[place] == "(" {
            place += 1
            clause = try group(fields)
            guard place < text.count, text[place] == ")" else { throw Failure() }
            place += 1
        } else if text[place] == "\"" {
            clause = try phrase(fields)
        } else {
            let word = try word()
            if place < text.count, text[place] == ":" {
                place += 1
                if word.text == "_exists_" {
                    let name = try self.word().text
                    return QueryClause(kind: .exists(name))
                }
                if place < text.count, text[place] == "*" {
                    place += 1
                    return QueryClause(kind: .exists(word.text))
                }
                return try part([(word.text, 1)])
            }
            if place < text.count, text[place] == "*" {
                place += 1
                guard place == text.count || text[place].isWhitespace || text[place] == ")" || text[place] == "^" else {
                    throw Failure()
                }
                clause = leaf(word.text, .prefix, fields)
            } else if place < text.count, text[place] == "~" {
                place += 1
                let edits = number()
                clause = leaf(word.text, .similar, fields) {
                    $0.fuzziness = edits.map { .edits(min(2, Int($0))) } ?? .automatic(low: 3, high: 6)
                }
            } else {
                clause = leaf(word.text, .bestFields, fields)
            }
        }
        if place < text.count, text[place] == "^" {
            place += 1
            guard let boost = number() else { throw Failure() }
            clause?.boost = boost
        }
        return clause
    }

    private mutating func phrase(_ fields: [(pattern: String, boost: Float)]) throws(Failure) -> QueryClause? {
        place += 1
        var words = ""
        while place < text.count, text[place] != "\"" {
            if text[place] == "\\", place + 1 < text.count { place += 1 }
            words.append(text[place])
            place += 1
        }
        guard place < text.count else { throw Failure() }
        place += 1
        var slop = 0
        if place < text.count, text[place] == "~" {
            place += 1
            guard let number = number() else { throw Failure() }
            slop = Int(number)
        }
        return leaf(words, .phrase, fields) { $0.slop = slop }
    }

    private mutating func word() throws(Failure) -> (text: String, end: Int) {
        var word = ""
        while place < text.count, !text[place].isWhitespace {
            let character = text[place]
            if "()\":^~*".contains(character) { break }
            if "[]{}?/!<>=".contains(character) || "+-".contains(character) && word.isEmpty { throw Failure() }
            if character == "\\" {
                guard place + 1 < text.count else { throw Failure() }
                place += 1
            }
            word.append(text[place])
            place += 1
        }
        guard !word.isEmpty, !["AND", "OR", "NOT", "&&", "||"].contains(word) else { throw Failure() }
        return (word, place)
    }

    /// Two plain words or more from here on; `nil`, and nothing read, where there are fewer.
    private mutating func run() -> [String]? {
        let start = place
        var words: [String] = []
        while true {
            skipSpace()
            let before = place
            guard let word = try? word(), place == text.count || text[place].isWhitespace || text[place] == ")" else {
                place = before
                break
            }
            let end = place
            skipSpace()
            if ["AND", "OR", "&&", "||"].contains(where: { has($0, at: place) }) {
                place = before
                break
            }
            place = end
            words.append(word.text)
        }
        if words.count > 1 { return words }
        place = start
        return nil
    }

    private func leaf(
        _ words: String,
        _ kind: QueryClause.MultiMatchKind,
        _ fields: [(pattern: String, boost: Float)],
        _ change: (inout MatchText) -> Void = { _ in }
    ) -> QueryClause? {
        var text = base
        text.value = .string(words)
        text.requiresAll = requiresAll
        change(&text)
        if kind == .bestFields || kind == .phrase {
            let analyzer = text.analyzer.flatMap(Analyzers.named) ?? StandardAnalyzer()
            if analyzer.tokens(of: words).isEmpty { return nil }
        }
        return QueryClause(kind: .multiMatch(fields: fields, kind, tieBreaker: 0, text))
    }
}

extension QueryParser {
    func queryString(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .matchNone)
        var source: String?
        var fields: [(pattern: String, boost: Float)] = []
        var requiresAll = false
        var text = MatchText(value: .string(""))
        var minimum: MinimumShouldMatch?
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            let node = member.value
            switch member.key {
            case "query": source = node.scalarText
            case "default_field": fields = [(node.scalarText ?? "*", 1)]
            case "fields":
                fields = (node.elements ?? [node]).compactMap(\.scalarText)
                    .map { name in
                        let parts = name.split(separator: "^")
                        return (String(parts.first ?? ""), parts.count > 1 ? Float(parts[1]) ?? 1 : 1)
                    }
            case "default_operator": requiresAll = node.scalarText?.lowercased() == "and"
            case "lenient": text.isLenient = flag(node)
            case "minimum_should_match": minimum = node.scalarText.map { MinimumShouldMatch(text: $0) }
            default: throw unsupported(member.key, "query_string")
            }
        }
        guard let source else {
            throw RESTError.parsing("[query_string] must be provided with a [query]", content, at: body.end)
        }
        var reader = QueryString(source, fields: fields, requiresAll: requiresAll, base: text)
        var found: QueryClause
        do {
            found = try reader.clause()
        } catch {
            throw RESTError.illegalArgument(
                "the query string [\(source)] is not supported by the embedded node, which reads words, phrases, AND, OR, NOT, +, "
                    + "-, FIELD:, parentheses, word*, word~ and ^boost: quote what else it holds, or use an Elasticsearch "
                    + "cluster (--url) for it"
            )
        }
        if let minimum, case .bool(var bool) = found.kind {
            bool.minimumShouldMatch = minimum
            found.kind = .bool(bool)
        }
        clause.kind = found.kind
        return clause
    }
}
