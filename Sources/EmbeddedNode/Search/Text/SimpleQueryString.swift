/// Reads what people type, with few signs and never an error (Lucene's `SimpleQueryParser`).
///
/// `+` asks for both sides, `|` for either, `-` excludes, quotes make phrases (`~N` behind them allows distance), `*` behind a
/// word takes every continuation, `~N` similar words, and parentheses group.
struct SimpleQueryString {
    /// The signs that are more than characters.
    struct Signs: OptionSet {
        let rawValue: Int
        static let and = Signs(rawValue: 1)
        static let not = Signs(rawValue: 2)
        static let or = Signs(rawValue: 4)
        static let prefix = Signs(rawValue: 8)
        static let phrase = Signs(rawValue: 16)
        static let precedence = Signs(rawValue: 32)
        static let escape = Signs(rawValue: 64)
        static let whitespace = Signs(rawValue: 128)
        static let fuzzy = Signs(rawValue: 256)
        static let near = Signs(rawValue: 512)
        static let all = Signs(rawValue: 1023)
        static let names: [String: Signs] = [
            "ALL": .all, "NONE": [], "AND": .and, "NOT": .not, "OR": .or, "PREFIX": .prefix, "PHRASE": .phrase,
            "PRECEDENCE": .precedence, "ESCAPE": .escape, "WHITESPACE": .whitespace, "FUZZY": .fuzzy, "NEAR": .near,
            "SLOP": .near,
        ]
    }

    private enum Operation { case and, or }

    /// A text while it is read.
    private struct State {
        let text: [Character]
        var place = 0
        var current: Operation?
        var previous: Operation?
        var negations = 0
        var top: QueryClause?
    }

    var fields: [(pattern: String, boost: Float)] = []
    var signs = Signs.all
    var requiresAll = false
    var text = MatchText(value: .string(""))

    /// The query that a text means.
    func clause(_ source: String) -> QueryClause {
        if source.allSatisfy(\.isWhitespace) { return .matchNone }
        if source.trimmingPrefix(while: \.isWhitespace) == "*" { return .matchAll }
        return parsed(Array(source)) ?? .matchNone
    }

    private func parsed(_ text: [Character]) -> QueryClause? {
        var state = State(text: text)
        while state.place < text.count {
            let character = text[state.place]
            if character == "(", signs.contains(.precedence) {
                readGroup(&state)
            } else if character == ")", signs.contains(.precedence) {
                state.place += 1
            } else if character == "\"", signs.contains(.phrase) {
                readPhrase(&state)
            } else if character == "+", signs.contains(.and) {
                if state.current == nil, state.top != nil { state.current = .and }
                state.place += 1
            } else if character == "|", signs.contains(.or) {
                if state.current == nil, state.top != nil { state.current = .or }
                state.place += 1
            } else if character == "-", signs.contains(.not) {
                state.negations += 1
                state.place += 1
                continue
            } else if character.isWhitespace, signs.contains(.whitespace) {
                state.place += 1
            } else {
                readWord(&state)
            }
            state.negations = 0
        }
        return state.top
    }

    private func endsWord(_ character: Character) -> Bool {
        switch character {
        case "\"": signs.contains(.phrase)
        case "|": signs.contains(.or)
        case "+": signs.contains(.and)
        case "(", ")": signs.contains(.precedence)
        default: character.isWhitespace && signs.contains(.whitespace)
        }
    }

    // MARK: - Parts

    private func readGroup(_ state: inout State) {
        state.place += 1
        let start = state.place
        var depth = 1
        var isEscaped = false
        while state.place < state.text.count {
            let character = state.text[state.place]
            if isEscaped {
                isEscaped = false
            } else if character == "\\", signs.contains(.escape) {
                isEscaped = true
            } else if character == "(" {
                depth += 1
            } else if character == ")" {
                depth -= 1
                if depth == 0 { break }
            }
            state.place += 1
        }
        if state.place == state.text.count {
            // Without a closing parenthesis the opening one is nothing.
            state.place = start
        } else if state.place == start {
            state.current = nil
            state.place += 1
        } else {
            add(parsed(Array(state.text[start..<state.place])), &state)
            state.place += 1
        }
    }

    private func readPhrase(_ state: inout State) {
        state.place += 1
        let start = state.place
        var phrase = ""
        var isEscaped = false
        var hasSlop = false
        while state.place < state.text.count {
            let character = state.text[state.place]
            if !isEscaped {
                if character == "\\", signs.contains(.escape) {
                    isEscaped = true
                    state.place += 1
                    continue
                }
                if character == "\"" {
                    if state.place + 1 < state.text.count, state.text[state.place + 1] == "~", signs.contains(.near) {
                        state.place += 1
                        hasSlop = state.place + 1 < state.text.count
                    }
                    break
                }
            }
            isEscaped = false
            phrase.append(character)
            state.place += 1
        }
        if state.place == state.text.count {
            state.place = start
        } else if state.place == start {
            state.current = nil
            state.place += 1
        } else {
            let slop = hasSlop ? distance(&state) : 0
            add(leaf(phrase, .phrase) { $0.slop = slop }, &state)
            state.place += 1
        }
    }

    private func readWord(_ state: inout State) {
        var word = ""
        var isEscaped = false
        var isPrefix = false
        var isFuzzy = false
        while state.place < state.text.count {
            let character = state.text[state.place]
            if !isEscaped {
                if character == "\\", signs.contains(.escape) {
                    isEscaped = true
                    isPrefix = false
                    state.place += 1
                    continue
                }
                if endsWord(character) { break }
                if !word.isEmpty, character == "~", signs.contains(.fuzzy) {
                    isFuzzy = true
                    break
                }
                isPrefix = !word.isEmpty && character == "*" && signs.contains(.prefix)
            }
            isEscaped = false
            word.append(character)
            state.place += 1
        }
        guard !word.isEmpty else { return }
        if isFuzzy {
            let edits = min(distance(&state), 2)
            add(edits == 0 ? leaf(word, .mostFields) : leaf(word, .similar) { $0.fuzziness = .edits(edits) }, &state)
        } else if isPrefix {
            add(leaf(String(word.dropLast()), .prefix), &state)
        } else {
            add(leaf(word, .mostFields), &state)
        }
    }

    /// The number behind `~`: the greatest distance without one, none where it cannot be read.
    private func distance(_ state: inout State) -> Int {
        guard state.place < state.text.count, state.text[state.place] == "~" else { return 0 }
        var digits = ""
        state.place += 1
        while state.place < state.text.count, !endsWord(state.text[state.place]) {
            digits.append(state.text[state.place])
            state.place += 1
        }
        return digits.isEmpty ? 2 : max(0, Int(digits) ?? 0)
    }

    /// One word or phrase, asked of every field; `nil` where nothing of it is a term.
    private func leaf(
        _ words: String,
        _ kind: QueryClause.MultiMatchKind,
        _ change: (inout MatchText) -> Void = { _ in }
    ) -> QueryClause? {
        var text = text
        text.value = .string(words)
        change(&text)
        if kind == .mostFields || kind == .phrase {
            let analyzer = text.analyzer.flatMap(Analyzers.named) ?? StandardAnalyzer()
            if analyzer.tokens(of: words).isEmpty { return nil }
        }
        text.requiresAll = requiresAll
        return QueryClause(kind: .multiMatch(fields: fields, kind, tieBreaker: kind == .phrase ? 0 : 1, text))
    }

    // MARK: - The tree

    private func add(_ branch: QueryClause?, _ state: inout State) {
        guard var branch else {
            state.current = nil
            return
        }
        if state.negations % 2 == 1 {
            var bool = BoolClause()
            bool.mustNot = [branch]
            bool.should = [.matchAll]
            branch = QueryClause(kind: .bool(bool))
        }
        defer { state.current = nil }
        guard let top = state.top else {
            state.top = branch
            return
        }
        let operation = state.current ?? (requiresAll ? .and : .or)
        var bool = BoolClause()
        // Another operation than before takes all that was read as its left side.
        if state.previous == operation, case .bool(let before) = top.kind {
            bool = before
        } else if operation == .and {
            bool.must = [top]
        } else {
            bool.should = [top]
        }
        if operation == .and { bool.must.append(branch) } else { bool.should.append(branch) }
        state.top = QueryClause(kind: .bool(bool))
        state.previous = operation
    }
}

extension QueryParser {
    func simpleQueryString(_ body: ContentNode) throws -> QueryClause {
        var clause = QueryClause(kind: .matchNone)
        var parser = SimpleQueryString()
        var source: String?
        var minimum: MinimumShouldMatch?
        for member in body.members ?? [] where try !takeCommon(member, &clause) {
            let node = member.value
            switch member.key {
            case "query": source = node.scalarText
            case "fields":
                parser.fields = (node.elements ?? [node]).compactMap(\.scalarText)
                    .map { name in
                        let parts = name.split(separator: "^")
                        return (String(parts.first ?? ""), parts.count > 1 ? Float(parts[1]) ?? 1 : 1)
                    }
            case "default_operator":
                switch node.scalarText?.lowercased() {
                case "and": parser.requiresAll = true
                case "or": parser.requiresAll = false
                default:
                    let name = (node.scalarText ?? "").uppercased()
                    throw RESTError.illegalArgument("No enum constant org.elasticsearch.index.query.Operator.\(name)")
                }
            case "flags":
                guard let text = node.string else { throw unsupported("flags as a number", "simple_query_string") }
                parser.signs = try text.split(separator: "|")
                    .reduce(into: []) { signs, name in
                        guard let sign = SimpleQueryString.Signs.names[name.uppercased()] else {
                            throw RESTError.illegalArgument("Unknown simple_query_string flag [\(name)]")
                        }
                        signs.formUnion(sign)
                    }
            case "analyzer":
                let name = node.scalarText ?? ""
                guard Analyzers.named(name) != nil else {
                    throw RESTError.illegalArgument("[simple_query_string] analyzer [\(name)] not found")
                }
                parser.text.analyzer = name
            case "lenient": parser.text.isLenient = flag(node)
            case "minimum_should_match": minimum = node.scalarText.map { MinimumShouldMatch(text: $0) }
            case "fuzzy_prefix_length": parser.text.prefixLength = try int(node)
            case "fuzzy_max_expansions": parser.text.maxExpansions = try int(node)
            case "fuzzy_transpositions": parser.text.countsTranspositions = flag(node)
            case "auto_generate_synonyms_phrase_query": break
            case "analyze_wildcard":
                if flag(node) { throw unsupported(member.key, "simple_query_string") }
            case "quote_field_suffix": throw unsupported(member.key, "simple_query_string")
            default:
                throw RESTError.parsing(
                    "[simple_query_string] unsupported field [\(member.key)]",
                    content,
                    at: node.start
                )
            }
        }
        guard let source else {
            throw RESTError.parsing("[simple_query_string] query text missing", content, at: body.end)
        }
        var found = parser.clause(source)
        if let minimum, case .bool(var bool) = found.kind {
            bool.minimumShouldMatch = minimum
            found.kind = .bool(bool)
        }
        clause.kind = found.kind
        return clause
    }
}
