/// Finds what of a query one field of a hit matches.
///
/// A search of texts alone marks the matches of the query as it matched: a phrase as a whole, and nothing of a clause that did
/// not match. With nearest neighbours in the query, or where other fields' words count, too, every word of the query is marked,
/// words of a phrase where it stands.
final class HighlightMatcher {
    /// The query, taken apart for one field.
    private indirect enum Node {
        case term(String)
        case similar(label: String, (String) -> Bool)
        case phrase(label: String, TextQuery.Phrase)
        case any([Node], minimum: Int)
        case all(required: [Node], optional: [Node], minimum: Int, prohibited: [Node])
        /// What is matched by the index alone and marks nothing.
        case clause(Int)
    }

    private let evaluator: QueryEvaluator
    private let field: FieldMapping
    private let marksAllWords: Bool
    private let anyField: Bool
    private var root = Node.any([], minimum: 1)
    /// The queries of ``Node/clause(_:)`` and, once asked for, their matches.
    private var clauses: [(query: TextQuery, matches: Matches?)] = []
    private var hasPhrase = false

    /// Makes a matcher of a field.
    ///
    /// - Parameters:
    ///   - query: The query; `nil` matches everything and marks nothing.
    ///   - field: The field.
    ///   - anyField: Whether what is asked of other fields is marked, too.
    ///   - hasVectors: Whether nearest neighbours are part of the search.
    ///   - evaluator: Evaluates clauses of other fields.
    /// - Throws: ``RESTError`` where the query does not fit the mapping.
    init(
        _ query: QueryClause?,
        _ field: FieldMapping,
        anyField: Bool,
        hasVectors: Bool,
        _ evaluator: QueryEvaluator
    )
        throws
    {
        self.evaluator = evaluator
        self.field = field
        self.anyField = anyField
        marksAllWords = anyField || hasVectors || query.map(Self.searchesVectors) ?? false
        if let query { root = try node(query) }
    }

    private static func searchesVectors(_ clause: QueryClause) -> Bool {
        switch clause.kind {
        case .knn: true
        case .bool(let bool): (bool.must + bool.should + bool.filter + bool.mustNot).contains(where: searchesVectors)
        case .constantScore(let inner): searchesVectors(inner)
        case .functionScore(let score): searchesVectors(score.query)
        case .scriptScore(let score): searchesVectors(score.query)
        case .disMax(let inner, _): inner.contains(where: searchesVectors)
        default: false
        }
    }

    /// The places to mark in a text, in order.
    func spans(_ text: HighlightedText, document: UInt32) throws -> [HighlightSpan] {
        let found =
            marksAllWords ? words(root, text) : try matched(root, text, document, isCertain: true) ?? []
        return found.sorted { $0.precedes($1) }
    }

    // MARK: - Taking the query apart

    private func node(_ clause: QueryClause) throws -> Node {
        switch clause.kind {
        case .bool(let bool):
            let minimum = try bool.minimumShouldMatch.map { try evaluator.required($0, of: bool.should.count) }
            return .all(
                required: try (bool.must + bool.filter).map(node),
                optional: try bool.should.map(node),
                minimum: minimum ?? (bool.must.isEmpty && bool.filter.isEmpty && !bool.should.isEmpty ? 1 : 0),
                prohibited: try bool.mustNot.map(node)
            )
        case .constantScore(let inner): return try node(inner)
        case .functionScore(let score): return try node(score.query)
        case .scriptScore(let score): return try node(score.query)
        case .disMax(let inner, _): return .any(try inner.map(node), minimum: 1)
        case .term(let name, let value, let ignoresCase):
            guard isWanted(name), hasTerms(name) else { return index(clause) }
            let pattern = WildcardPattern(exact: value.text, ignoresCase: true)
            return ignoresCase
                ? .similar(label: "term \(value.text)") { pattern.matches(Array($0.utf8)) } : .term(value.text)
        case .terms(let name, let values):
            guard isWanted(name), hasTerms(name) else { return index(clause) }
            let texts = Set(values.map(\.text))
            return .similar(label: "terms \(texts.sorted())") { texts.contains($0) }
        case .prefix(let name, let text, let ignoresCase):
            guard isWanted(name), hasTerms(name) else { return index(clause) }
            let pattern = WildcardPattern(prefix: text, ignoresCase: ignoresCase)
            return .similar(label: "prefix \(text)") { pattern.matches(Array($0.utf8)) }
        case .wildcard(let name, let text, let ignoresCase):
            guard isWanted(name), hasTerms(name) else { return index(clause) }
            let pattern = WildcardPattern(text, ignoresCase: ignoresCase)
            return .similar(label: "wildcard \(text)") { pattern.matches(Array($0.utf8)) }
        case .match, .phrase, .phrasePrefix, .boolPrefix, .fuzzy, .multiMatch:
            return try node(TextQueryBuilder(evaluator: evaluator).query(clause.kind, boost: 1))
        default: return index(clause)
        }
    }

    private func isWanted(_ name: String) -> Bool { anyField || name == field.path }

    private func hasTerms(_ name: String) -> Bool { evaluator.mapping.fields[name]?.type.hasTerms ?? false }

    private func index(_ clause: QueryClause) -> Node { index(.value(clause, boost: 1)) }

    private func index(_ query: TextQuery) -> Node {
        clauses.append((query, nil))
        return .clause(clauses.count - 1)
    }

    private func node(_ query: TextQuery) throws -> Node {
        switch query {
        case .term(let term): isWanted(term.field.path) ? .term(term.term) : index(query)
        case .phrase(let phrase):
            isWanted(phrase.field.path)
                ? .phrase(label: phrase.places.map { $0.joined(separator: "|") }.joined(separator: " "), phrase)
                : index(query)
        case .prefix(let owner, let prefix, _):
            isWanted(owner.path)
                ? .similar(label: "prefix \(prefix)") { $0.utf8.starts(with: prefix.utf8) } : index(query)
        case .any(let inner, let minimum): .any(try inner.map(node), minimum: minimum)
        case .best(let inner, _): .any(try inner.map(node), minimum: 1)
        case .value(let clause, _): try node(clause)
        case .none, .all: index(query)
        }
    }

    // MARK: - What matched

    private func matched(
        _ node: Node,
        _ text: HighlightedText,
        _ document: UInt32,
        isCertain: Bool
    ) throws
        -> [HighlightSpan]?
    {
        switch node {
        case .term(let term):
            let found = text.tokens(of: term).map { span($0, term) }
            return found.isEmpty ? nil : found
        case .similar(let label, let fits):
            let found = text.tokens.filter { fits($0.term) }.map { span($0, label) }
            return found.isEmpty ? nil : found
        case .phrase(let label, let phrase):
            let found = occurrences(phrase, text)
                .map { tokens in
                    HighlightSpan(
                        start: tokens.map(\.start).min() ?? 0,
                        end: tokens.map(\.end).max() ?? 0,
                        label: label
                    )
                }
            return found.isEmpty ? nil : found
        case .any(let inner, let minimum):
            var spans: [HighlightSpan] = []
            var count = 0
            var open: [Node] = []
            for node in inner {
                if case .clause = node, minimum <= 1 {
                    open.append(node)
                } else if let found = try matched(node, text, document, isCertain: isCertain && inner.count == 1) {
                    spans += found
                    count += 1
                }
            }
            if count >= max(1, minimum) { return spans }
            // Only whether it matched is left to know, and of a hit's whole query that is known.
            if isCertain { return spans }
            return try open.contains { try matched($0, text, document, isCertain: false) != nil } ? [] : nil
        case .all(let required, let optional, let minimum, let prohibited):
            var spans: [HighlightSpan] = []
            for node in required {
                guard let found = try matched(node, text, document, isCertain: isCertain) else { return nil }
                spans += found
            }
            if !isCertain {
                for node in prohibited where try matched(node, text, document, isCertain: false) != nil { return nil }
            }
            var count = 0
            for node in optional {
                guard let found = try matched(node, text, document, isCertain: false) else { continue }
                spans += found
                count += 1
            }
            return count >= minimum || isCertain ? spans : nil
        case .clause(let place):
            if isCertain { return [] }
            let matches = try clauses[place].matches ?? evaluator.matches(clauses[place].query)
            clauses[place].matches = matches
            return matches.place(of: document) == nil ? nil : []
        }
    }

    private func span(_ token: AnalyzedToken, _ label: String) -> HighlightSpan {
        HighlightSpan(start: token.start, end: token.end, label: label)
    }

    /// The tokens of every place where a phrase stands.
    private func occurrences(_ phrase: TextQuery.Phrase, _ text: HighlightedText) -> [[AnalyzedToken]] {
        let lists = phrase.places.map { terms in
            terms.flatMap { text.tokens(of: $0) }.sorted { $0.position < $1.position }
        }
        guard lists.allSatisfy({ !$0.isEmpty }) else { return [] }
        let positions = zip(lists, phrase.offsets)
            .map { list, offset in list.map { $0.position - Int(offset) } }
        guard phrase.slop == 0 else {
            return PhraseMatcher.sloppyMatches(positions, slop: phrase.slop)
                .map { match in zip(lists, match.occurrences).map { $0[$1] } }
        }
        return positions[0].enumerated()
            .compactMap { index, position in
                var tokens = [lists[0][index]]
                for list in lists.indices.dropFirst() {
                    guard let place = positions[list].firstIndex(of: position) else { return nil }
                    tokens.append(lists[list][place])
                }
                return tokens
            }
    }

    // MARK: - All words

    /// Every word of the query that is in the text, whether its clause matched or not.
    private func words(_ root: Node, _ text: HighlightedText) -> [HighlightSpan] {
        var terms: [String] = []
        var patterns: [(label: String, fits: (String) -> Bool)] = []
        var phrases: [TextQuery.Phrase] = []
        func collect(_ node: Node) {
            switch node {
            case .term(let term): if !terms.contains(term) { terms.append(term) }
            case .similar(let label, let fits):
                if !patterns.contains(where: { $0.label == label }) { patterns.append((label, fits)) }
            case .phrase(_, let phrase): phrases.append(phrase)
            case .any(let inner, _): inner.forEach(collect)
            case .all(let required, let optional, _, _): (required + optional).forEach(collect)
            case .clause: break
            }
        }
        collect(root)
        guard !phrases.isEmpty else {
            // The server walks through the text once and does not know how often anything occurs.
            return text.tokens.compactMap { token in
                let label =
                    terms.contains(token.term) ? token.term : patterns.first { $0.fits(token.term) }?.label
                return label.map {
                    HighlightSpan(start: token.start, end: token.end, label: $0, frequency: Int(Int32.max))
                }
            }
        }
        var spans: [HighlightSpan] = []
        for term in terms {
            let found = text.tokens(of: term)
            spans += found.map {
                HighlightSpan(start: $0.start, end: $0.end, label: term, frequency: found.count)
            }
        }
        for pattern in patterns {
            let found = text.tokens.filter { pattern.fits($0.term) }
            spans += found.map {
                HighlightSpan(start: $0.start, end: $0.end, label: pattern.label, frequency: found.count)
            }
        }
        for phrase in phrases {
            let tokens = Set(occurrences(phrase, text).joined())
            spans += tokens.map { token in
                let count = tokens.count { $0.term == token.term }
                return HighlightSpan(start: token.start, end: token.end, label: token.term, frequency: count)
            }
        }
        return spans
    }
}
