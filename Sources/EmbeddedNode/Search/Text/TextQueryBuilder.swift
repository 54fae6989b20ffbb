/// Takes full-text queries apart as the server's parsers do.
struct TextQueryBuilder {
    let evaluator: QueryEvaluator

    private var mapping: IndexMapping { evaluator.mapping }
    private var reader: IndexReader { evaluator.reader }
    private var snapshot: IndexSnapshot { evaluator.snapshot }

    /// Takes a full-text clause apart.
    ///
    /// - Parameters:
    ///   - kind: The clause; anything but full text is kept as it is.
    ///   - boost: The product of all boosts around it and its own.
    /// - Returns: What is left for this mapping.
    /// - Throws: ``RESTError`` where the query does not fit the mapping.
    func query(_ kind: QueryClause.Kind, boost: Float) throws -> TextQuery {
        switch kind {
        case .match(let field, let text): try match(field, text, boost)
        case .phrase(let field, let text): try phrase(field, text, boost)
        case .phrasePrefix(let field, let text): try phrasePrefix(field, text, boost)
        case .boolPrefix(let field, let text): try match(field, text, boost, endsWithPrefix: true)
        case .fuzzy(let field, let text): try fuzzyQuery(field, text, boost)
        case .multiMatch(let fields, let kind, let tieBreaker, let text):
            try multiMatch(fields, kind, tieBreaker, text, boost)
        default: .value(QueryClause(kind: kind), boost: boost)
        }
    }

    // MARK: - One field

    private func match(
        _ name: String,
        _ text: MatchText,
        _ boost: Float,
        endsWithPrefix: Bool = false
    ) throws -> TextQuery {
        if name == "_id" { return .value(QueryClause(kind: .ids([text.value.text])), boost: boost) }
        guard let field = mapping.fields[name] else { return .none }
        guard field.type.hasTerms else { return try value(field, text, boost) }
        let terms = analyzed(text, field).map(\.term)
        guard !terms.isEmpty else { return text.matchesAllWithoutTerms ? .all(boost: boost) : .none }
        let queries = try terms.enumerated()
            .map { place, term -> TextQuery in
                if endsWithPrefix, place == terms.count - 1 { return .prefix(field: field, term, boost: boost) }
                return try text.fuzziness.map { try fuzzy(field, term, $0, text, boost) }
                    ?? .term(.init(field: field, term: term, boost: boost))
            }
        guard queries.count > 1 else { return queries[0] }
        return .any(queries, minimum: try minimum(text, of: queries.count))
    }

    private func minimum(_ text: MatchText, of count: Int) throws -> Int {
        if text.requiresAll { return count }
        return try text.minimumShouldMatch.map { max(1, try evaluator.required($0, of: count)) } ?? 1
    }

    /// A query on a field whose values are no terms.
    private func value(_ field: FieldMapping, _ text: MatchText, _ boost: Float) throws -> TextQuery {
        if field.type == .denseVector {
            throw evaluator.shardQuery("Field [\(field.path)] of type [dense_vector] does not support match queries")
        }
        let clause = QueryClause(kind: .term(field: field.path, text.value, ignoresCase: false))
        guard text.isLenient else { return .value(clause, boost: boost) }
        do {
            _ = try evaluator.matches(clause, isScored: false)
            return .value(clause, boost: boost)
        } catch is RESTError {
            return .none
        }
    }

    private func analyzed(_ text: MatchText, _ field: FieldMapping) -> [AnalyzedToken] {
        let analyzer = text.analyzer.flatMap(Analyzers.named) ?? field.searchAnalyzer
        return analyzer.tokens(of: text.value.text)
    }

    private func phrase(_ name: String, _ text: MatchText, _ boost: Float) throws -> TextQuery {
        var exact = text
        exact.fuzziness = nil
        guard let field = mapping.fields[name], field.type == .text else { return try match(name, exact, boost) }
        let tokens = analyzed(text, field)
        guard tokens.count > 1 else { return try match(name, exact, boost) }
        guard field.isIndexed else { return .term(.init(field: field, term: tokens[0].term, boost: boost)) }
        return .phrase(try phrase(field, tokens, tokens.map { [$0.term] }, text.slop, boost))
    }

    private func phrase(
        _ field: FieldMapping,
        _ tokens: [AnalyzedToken],
        _ places: [[String]],
        _ slop: Int,
        _ boost: Float
    ) throws -> TextQuery.Phrase {
        if slop > 0, Set(tokens.map(\.term)).count < tokens.count {
            throw RESTError.unsupported("[slop] of a phrase that says a word twice")
        }
        let offsets = tokens.map { UInt32($0.position - tokens[0].position) }
        return .init(field: field, places: places, offsets: offsets, slop: slop, boost: boost)
    }

    /// A phrase whose last word may be unfinished.
    private func phrasePrefix(_ name: String, _ text: MatchText, _ boost: Float) throws -> TextQuery {
        guard let field = mapping.fields[name] else { return .none }
        guard field.type == .text else {
            guard text.isLenient || !field.type.hasTerms && field.type != .denseVector else {
                throw evaluator.shardQuery(
                    "Can only use phrase prefix queries on text fields - not on [\(name)] which is of type "
                        + "[\(field.type.rawValue)]"
                )
            }
            if text.isLenient { return .none }
            throw evaluator.shardQuery(
                "Can only use phrase prefix queries on text fields - not on [\(name)] which is of type [\(field.type.rawValue)]"
            )
        }
        let tokens = analyzed(text, field)
        guard let last = tokens.last else { return text.matchesAllWithoutTerms ? .all(boost: boost) : .none }
        guard let id = snapshot.fieldIDs[name] else { return .none }
        var endings: [String] = []
        try reader.forEachTerm(field: id, from: Array(last.term.utf8)) { term in
            guard term.starts(with: last.term.utf8), endings.count < text.maxExpansions else { return false }
            endings.append(String(decoding: term, as: UTF8.self))
            return true
        }
        guard !endings.isEmpty else { return .none }
        guard tokens.count > 1 else {
            return .any(endings.map { .term(.init(field: field, term: $0, boost: boost)) }, minimum: 1)
        }
        let places = tokens.dropLast().map { [$0.term] } + [endings]
        return .phrase(try phrase(field, tokens, places, text.slop, boost))
    }

    /// A word of which only the beginning was typed.
    private func prefix(_ field: FieldMapping, _ text: String, _ boost: Float) -> TextQuery {
        guard field.type.hasTerms else { return .none }
        return .prefix(field: field, normalized(text, field), boost: boost)
    }

    private func similar(_ field: FieldMapping, _ text: MatchText, _ boost: Float) throws -> TextQuery {
        guard field.type.hasTerms, let fuzziness = text.fuzziness else { return .none }
        return try fuzzy(field, normalized(text.value.text, field), fuzziness, text, boost)
    }

    /// A part of a word as the field's analyzer leaves its letters.
    private func normalized(_ text: String, _ field: FieldMapping) -> String {
        ["keyword", "whitespace"].contains(field.searchAnalyzerName) ? text : text.lowercased()
    }

    // MARK: - Similar terms

    private func fuzzyQuery(_ name: String, _ text: MatchText, _ boost: Float) throws -> TextQuery {
        guard let field = mapping.fields[name] else { return .none }
        guard field.type.hasTerms else {
            throw evaluator.shardQuery(
                "Can only use fuzzy queries on keyword and text fields - not on [\(name)] which is of type "
                    + "[\(field.type.rawValue)]"
            )
        }
        return try fuzzy(field, text.value.text, text.fuzziness ?? .automatic(low: 3, high: 6), text, boost)
    }

    /// The terms of the field that are at most the allowed edits from `term`: the most similar ones, each weighed by its
    /// similarity and all as if each were in as many documents as the commonest (Lucene's `TopTermsBlendedFreqScoringRewrite`).
    private func fuzzy(
        _ field: FieldMapping,
        _ term: String,
        _ fuzziness: Fuzziness,
        _ text: MatchText,
        _ boost: Float
    ) throws -> TextQuery {
        let edits = fuzziness.edits(from: term)
        guard edits > 0, field.isIndexed else { return .term(.init(field: field, term: term, boost: boost)) }
        guard let id = snapshot.fieldIDs[field.path] else { return .none }
        let length = term.unicodeScalars.count
        let prefix = String(String.UnicodeScalarView(term.unicodeScalars.prefix(text.prefixLength)))
        let rest = String(String.UnicodeScalarView(term.unicodeScalars.dropFirst(text.prefixLength)))
        let distance = EditDistance(to: rest, limit: edits, countsTranspositions: text.countsTranspositions)
        let prefixBytes = Array(prefix.utf8)
        var similar: [(term: String, similarity: Float)] = []
        try reader.forEachTerm(field: id, from: prefixBytes) { bytes in
            guard bytes.starts(with: prefixBytes) else { return false }
            let candidate = String(decoding: bytes, as: UTF8.self)
            let scalars = Array(candidate.unicodeScalars)
            guard let found = distance.edits(to: Array(scalars.dropFirst(text.prefixLength))) else { return true }
            let shorter = min(scalars.count, length)
            similar.append((candidate, found == 0 ? 1 : max(0, 1 - Float(found) / Float(shorter))))
            return true
        }
        // Terms come in the order of their bytes, so that a stable sort leaves the lesser one of equals first.
        let kept = similar.enumerated()
            .sorted {
                $0.element.similarity == $1.element.similarity
                    ? $0.offset < $1.offset : $0.element.similarity > $1.element.similarity
            }
            .prefix(text.maxExpansions).sorted { $0.offset < $1.offset }.map(\.element)
        guard !kept.isEmpty else { return .none }
        let most = try kept.map { try reader.postings(field: id, term: $0.term).documents.count }.max()
        return .any(
            kept.map { found in
                .term(
                    .init(
                        field: field,
                        term: found.term,
                        boost: boost * found.similarity,
                        documentFrequency: kept.count > 1 ? most : nil
                    )
                )
            },
            minimum: 1
        )
    }

    // MARK: - Several fields

    private func multiMatch(
        _ fields: [(pattern: String, boost: Float)],
        _ kind: QueryClause.MultiMatchKind,
        _ tieBreaker: Float,
        _ text: MatchText,
        _ boost: Float
    ) throws -> TextQuery {
        var text = text
        if fields.isEmpty { text.isLenient = true }
        let targets = targets(fields)
        if kind == .crossFields { return try crossFields(targets, tieBreaker, text, boost) }
        let queries = try targets.map { target in
            let boost = boost * target.boost
            return switch kind {
            case .phrase: try phrase(target.field.path, text, boost)
            case .phrasePrefix: try phrasePrefix(target.field.path, text, boost)
            case .prefix: prefix(target.field, text.value.text, boost)
            case .similar: try similar(target.field, text, boost)
            case .boolPrefix: try match(target.field.path, text, boost, endsWithPrefix: true)
            default: try match(target.field.path, text, boost)
            }
        }
        return queries.isEmpty ? .none : .best(queries, tieBreaker: tieBreaker)
    }

    /// The fields that patterns name, with their boosts.
    private func targets(_ fields: [(pattern: String, boost: Float)]) -> [(field: FieldMapping, boost: Float)] {
        var targets: [(field: FieldMapping, boost: Float)] = []
        for (pattern, boost) in fields.isEmpty ? [("*", 1)] : fields {
            guard pattern.contains("*") else {
                if let field = mapping.fields[pattern] { targets.append((field, boost)) }
                continue
            }
            let wildcard = WildcardPattern(pattern)
            let found = mapping.fields.values.filter { field in
                ![.denseVector, .geoPoint, .binary].contains(field.type) && (field.isIndexed || !field.type.hasTerms)
                    && wildcard.matches(Array(field.path.utf8))
            }
            targets += found.sorted { $0.path < $1.path }.map { ($0, boost) }
        }
        return targets
    }

    /// Every term in any field: fields of one analyzer are asked as if they were one (Elasticsearch's `BlendedTermQuery`).
    private func crossFields(
        _ targets: [(field: FieldMapping, boost: Float)],
        _ tieBreaker: Float,
        _ text: MatchText,
        _ boost: Float
    ) throws -> TextQuery {
        var groups: [(analyzer: String, fields: [(field: FieldMapping, boost: Float)])] = []
        for target in targets {
            let analyzer = text.analyzer ?? (target.field.type.hasTerms ? target.field.searchAnalyzerName : "value")
            if let place = groups.firstIndex(where: { $0.analyzer == analyzer }) {
                groups[place].fields.append(target)
            } else {
                groups.append((analyzer, [target]))
            }
        }
        var queries: [TextQuery] = []
        for group in groups {
            guard group.fields.count > 1, group.fields.allSatisfy({ $0.field.type.hasTerms }) else {
                queries += try group.fields.map { try match($0.field.path, text, boost * $0.boost) }
                continue
            }
            let terms = analyzed(text, group.fields[0].field).map(\.term)
            guard !terms.isEmpty else {
                queries.append(text.matchesAllWithoutTerms ? .all(boost: boost) : .none)
                continue
            }
            let words = try terms.map { TextQuery.best(try blended($0, group.fields, boost), tieBreaker: tieBreaker) }
            queries.append(words.count == 1 ? words[0] : .any(words, minimum: try minimum(text, of: terms.count)))
        }
        return queries.isEmpty ? .none : .best(queries, tieBreaker: tieBreaker)
    }

    private func blended(
        _ term: String,
        _ fields: [(field: FieldMapping, boost: Float)],
        _ boost: Float
    ) throws -> [TextQuery] {
        struct Statistics {
            var frequency = 0
            var documentCount = 0
            var termCount = 0
        }
        let statistics = try fields.map { target -> Statistics in
            guard let id = snapshot.fieldIDs[target.field.path] else { return Statistics() }
            let lengths = try snapshot.lengths(id, reader.connection)
            let count = try reader.postings(field: id, term: term).documents.count
            return Statistics(frequency: count, documentCount: lengths.documentCount, termCount: lengths.sum)
        }
        let leastTerms = statistics.filter { $0.frequency > 0 }.map(\.termCount).min() ?? .max
        let documentCount = min(snapshot.liveCount, leastTerms)
        var frequencies = statistics.map(\.frequency)
        let order = statistics.indices.sorted {
            statistics[$0].frequency == statistics[$1].frequency
                ? $0 < $1 : statistics[$0].frequency > statistics[$1].frequency
        }
        var previous = statistics[order[0]].frequency
        var shared = min(documentCount, previous)
        for place in order {
            let current = statistics[place].frequency
            guard current > 0 else { break }
            // A little bias towards the fields that have the term more often breaks ties.
            if previous > current { shared += 1 }
            frequencies[place] = min(shared, statistics[place].documentCount, documentCount)
            previous = current
        }
        return fields.indices.map { place in
            .term(
                .init(
                    field: fields[place].field,
                    term: term,
                    boost: boost * fields[place].boost,
                    documentFrequency: frequencies[place]
                )
            )
        }
    }
}
