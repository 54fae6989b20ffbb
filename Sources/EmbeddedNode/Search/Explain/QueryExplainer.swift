import JSONValues

/// Explains the scores of a query's hits in one index, clause by clause, in Lucene's words.
struct QueryExplainer {
    /// Says why a document matched; `nil` where it did not.
    typealias Reason = (UInt32) -> Explanation?

    let evaluator: QueryEvaluator
    private var snapshot: IndexSnapshot { evaluator.snapshot }
    private var reader: IndexReader { evaluator.reader }

    /// Prepares the explanation of a clause.
    ///
    /// - Parameters:
    ///   - clause: The clause.
    ///   - boost: The product of the boosts around it.
    /// - Returns: What explains it by document.
    /// - Throws: ``RESTError`` where the clause does not fit the mapping.
    func reason(_ clause: QueryClause, boost: Float = 1) throws -> Reason {
        let boost = boost * clause.boost
        switch clause.kind {
        case .match, .phrase, .phrasePrefix, .boolPrefix, .fuzzy, .multiMatch:
            return try reason(TextQueryBuilder(evaluator: evaluator).query(clause.kind, boost: boost))
        case .term(let name, let value, false):
            if let field = evaluator.mapping.fields[name], field.type.hasTerms, field.isIndexed {
                return try reason(TextQuery.Term(field: field, term: value.text, boost: boost))
            }
            if let field = evaluator.mapping.fields[name], field.type == .boolean {
                return try truth(field, value, boost)
            }
        case .bool(let bool): return try reason(bool, boost)
        case .disMax(let clauses, let tieBreaker):
            return best(try clauses.map { try reason($0, boost: boost) }, tieBreaker)
        case .constantScore(let inner):
            var inner = inner
            inner.boost = 1
            let matches = try evaluator.matches(inner, isScored: false)
            return constant(matches.withConstant(boost), "ConstantScore(\(ClauseText.text(inner)))\(Self.power(boost))")
        case .knn(let knn):
            let matches = try evaluator.matches(clause, boost: boost / clause.boost)
            let isFlat =
                evaluator.mapping.fields[knn.field]?.vector?.indexOptions?["type"]?.string?.hasSuffix("flat") ?? false
            return { document in
                guard let place = matches.place(of: document) else { return nil }
                let score = matches.score(place)
                return Explanation(
                    score,
                    isFlat ? "found vector with calculated similarity: \(score / boost)" : "within top k documents"
                )
            }
        default: break
        }
        let matches = try evaluator.matches(clause, boost: boost / clause.boost)
        return constant(matches, ClauseText.text(clause) + Self.power(boost))
    }

    private static func power(_ boost: Float) -> String { boost == 1 ? "" : "^\(boost)" }

    /// Explains every match by one sentence.
    private func constant(_ matches: Matches, _ text: String) -> Reason {
        { document in matches.place(of: document).map { Explanation(matches.score($0), text) } }
    }

    /// Nearest neighbours found beside the query.
    static func reason(_ leg: Matches) -> Reason {
        { document in leg.place(of: document).map { Explanation(leg.score($0), "within top k documents") } }
    }

    // MARK: - Combinations

    private func reason(_ bool: BoolClause, _ boost: Float) throws -> Reason {
        let required = try bool.must.map { try reason($0, boost: boost) }
        let optional = try bool.should.map { try reason($0, boost: boost) }
        let whole = try evaluator.matches(QueryClause(kind: .bool(bool), boost: boost))
        let filters = bool.filter.map { clause in
            let once = Explanation(1, ClauseText.text(clause))
            return Explanation(0, "match on required clause, product of:", [Explanation(0, "# clause"), once])
        }
        let isDisjunction = required.isEmpty && filters.isEmpty && bool.mustNot.isEmpty
        let count = required.count + optional.count
        let filter = bool.filter.count == 1 && bool.mustNot.isEmpty ? bool.filter[0] : QueryClause(kind: .bool(bool))
        let onlyFilter = "ConstantScore(\(ClauseText.text(filter)))^0.0"
        return { document in
            guard whole.place(of: document) != nil else { return nil }
            let parts = (required + optional).compactMap { $0(document) }
            if parts.isEmpty { return Explanation(0, onlyFilter) }
            if filters.isEmpty { return Explanation.sum(parts, of: count, isDisjunction: isDisjunction) }
            let total = parts.reduce(Double(0)) { $0 + Double($1.score) }
            return Explanation(Float(total), "sum of:", parts + filters)
        }
    }

    private func best(_ reasons: [Reason], _ tieBreaker: Float) -> Reason {
        { document in
            let parts = reasons.compactMap { $0(document) }
            guard reasons.count > 1 else { return parts.first }
            if tieBreaker == 1 { return Explanation.sum(parts, of: reasons.count, isDisjunction: true) }
            guard let greatest = parts.map(\.score).max() else { return nil }
            let sum = parts.reduce(Double(0)) { $0 + Double($1.score) }
            let others = (sum - Double(greatest)) * Double(tieBreaker)
            let text = tieBreaker == 0 ? "max of:" : "max plus \(tieBreaker) times others of:"
            return Explanation(Float(Double(greatest) + others), text, parts)
        }
    }

    private func reason(_ query: TextQuery) throws -> Reason {
        switch query {
        case .none: return { _ in nil }
        case .all(let boost):
            return constant(try evaluator.matches(query), "*:*\(Self.power(boost))")
        case .term(let term): return try reason(term)
        case .phrase(let phrase): return try reason(phrase)
        case .prefix(let field, let prefix, let boost):
            return constant(try evaluator.matches(query), "\(field.path):\(prefix)*\(Self.power(boost))")
        case .any(let queries, let minimum):
            let reasons = try queries.map(reason)
            let isDisjunction = minimum <= 1 || queries.count == 1
            return { document in
                let parts = reasons.compactMap { $0(document) }
                guard parts.count >= minimum, !parts.isEmpty else { return nil }
                return Explanation.sum(parts, of: queries.count, isDisjunction: isDisjunction)
            }
        case .best(let queries, let tieBreaker): return best(try queries.map(reason), tieBreaker)
        case .value(let clause, let boost): return try reason(clause, boost: boost)
        }
    }

    // MARK: - Terms

    private func reason(_ term: TextQuery.Term) throws -> Reason {
        guard let id = snapshot.fieldIDs[term.field.path], term.field.isIndexed else {
            let text = "\(term.field.path):\(term.term)\(Self.power(term.boost))"
            return constant(try evaluator.scored(term), text)
        }
        let postings = try reader.postings(field: id, term: term.term)
        let lengths = try snapshot.lengths(id, reader.connection)
        let statistics = BM25.TermStatistics(
            documentFrequency: term.documentFrequency ?? postings.documents.count,
            documentCount: lengths.documentCount,
            termCount: lengths.sum
        )
        return { document in
            guard let place = Matches(documents: postings.documents).place(of: document) else { return nil }
            let score = BM25.explanation(
                boost: term.boost,
                terms: [statistics],
                frequency: (Float(postings.frequencies[place]), "freq, occurrences of term within document"),
                norm: term.field.hasNorms ? lengths.norms[Int(document)] : 1
            )
            let text = "weight(\(term.field.path):\(term.term) in \(document)) [PerFieldSimilarity], result of:"
            return Explanation(score.score, text, [score])
        }
    }

    private func truth(_ field: FieldMapping, _ value: QueryValue, _ boost: Float) throws -> Reason {
        let clause = QueryClause(kind: .term(field: field.path, value, ignoresCase: false))
        let matches = try evaluator.matches(clause, boost: boost)
        guard field.isIndexed, let id = snapshot.fieldIDs[field.path] else {
            return constant(matches, ClauseText.text(clause) + Self.power(boost))
        }
        let count = Set(try snapshot.numbers(id, reader.connection).documents.lazy.filter(snapshot.isLive)).count
        let statistics = BM25.TermStatistics(
            documentFrequency: matches.documents.count,
            documentCount: count,
            termCount: count
        )
        return { document in
            guard matches.place(of: document) != nil else { return nil }
            let score = BM25.explanation(
                boost: boost,
                terms: [statistics],
                frequency: (1, "freq, occurrences of term within document"),
                norm: 1
            )
            let letter = value.text == "true" ? "T" : "F"
            let text = "weight(\(field.path):\(letter) in \(document)) [PerFieldSimilarity], result of:"
            return Explanation(score.score, text, [score])
        }
    }

    private func reason(_ phrase: TextQuery.Phrase) throws -> Reason {
        let (found, counts) = try evaluator.occurrences(of: phrase)
        guard let id = snapshot.fieldIDs[phrase.field.path] else { return { _ in nil } }
        let lengths = try snapshot.lengths(id, reader.connection)
        let statistics = counts.map {
            BM25.TermStatistics(
                documentFrequency: $0,
                documentCount: lengths.documentCount,
                termCount: lengths.sum
            )
        }
        let frequencies = Dictionary(found.map { ($0.document, $0.frequency) }, uniquingKeysWith: { $1 })
        let places = phrase.places.map { $0.count == 1 ? $0[0] : "(\($0.joined(separator: " ")))" }
        let slop = phrase.slop == 0 ? "" : "~\(phrase.slop)"
        let query = "\(phrase.field.path):\"\(places.joined(separator: " "))\"\(slop)"
        return { document in
            guard let frequency = frequencies[document] else { return nil }
            let score = BM25.explanation(
                boost: phrase.boost,
                terms: statistics,
                frequency: (frequency, "phraseFreq=\(frequency)"),
                norm: phrase.field.hasNorms ? lengths.norms[Int(document)] : 1
            )
            return Explanation(
                score.score,
                "weight(\(query) in \(document)) [PerFieldSimilarity], result of:",
                [score]
            )
        }
    }
}
