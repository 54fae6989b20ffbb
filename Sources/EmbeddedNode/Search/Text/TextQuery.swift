/// A full-text query taken apart for the mapping of one index: what is scored, explained and highlighted.
indirect enum TextQuery: Sendable {
    case none
    case all(boost: Float)
    case term(Term)
    case phrase(Phrase)
    /// Every term that begins so, all with the same score.
    case prefix(field: FieldMapping, String, boost: Float)
    /// At least `minimum` of several, scores added.
    case any([TextQuery], minimum: Int)
    /// Any of several, scored by the best and a share of the others.
    case best([TextQuery], tieBreaker: Float)
    /// A query on a field without text.
    case value(QueryClause, boost: Float)

    struct Term: Sendable {
        var field: FieldMapping
        var term: String
        var boost: Float
        /// In how many documents scoring takes the term to be; `nil` for as many as there are.
        var documentFrequency: Int?
    }

    struct Phrase: Sendable {
        var field: FieldMapping
        /// The terms that may stand at each place.
        var places: [[String]]
        /// How far behind the first place each one lies.
        var offsets: [UInt32]
        var slop = 0
        var boost: Float
    }
}

extension QueryEvaluator {
    /// Evaluates a full-text query.
    func matches(_ query: TextQuery) throws -> Matches {
        switch query {
        case .none: return .none
        case .all(let boost): return Matches(documents: reader.allDocuments, constant: boost)
        case .term(let term): return try scored(term)
        case .phrase(let phrase): return try scored(phrase)
        case .prefix(let field, let prefix, let boost):
            let pattern = WildcardPattern(prefix: prefix, ignoresCase: false)
            return Matches(documents: try documents(field.path, pattern, query: "prefix"), constant: boost)
        case .any(let queries, let minimum):
            if queries.count == 1, minimum <= 1 { return try matches(queries[0]) }
            guard minimum <= queries.count else { return .none }
            var scores = ScoreAccumulator(documentLimit: snapshot.documentLimit)
            for query in queries { scores.add(try matches(query)) }
            return scores.matches(minimum: minimum)
        case .best(let queries, let tieBreaker):
            if queries.count == 1 { return try matches(queries[0]) }
            var scores = ScoreAccumulator(documentLimit: snapshot.documentLimit, keepsGreatest: true)
            for query in queries { scores.add(try matches(query)) }
            return scores.best(tieBreaker: tieBreaker)
        case .value(let clause, let boost): return try matches(clause, boost: boost)
        }
    }

    /// The documents with a term, scored.
    func scored(_ term: TextQuery.Term) throws -> Matches {
        let field = term.field
        guard field.isIndexed else {
            if field.type == .keyword, field.hasDocValues {
                return Matches(
                    documents: try reader.documents(having: field) { $0 == term.term },
                    constant: term.boost
                )
            }
            throw shardQuery("Cannot search on field [\(field.path)] since it is not indexed nor has doc values.")
        }
        guard let id = snapshot.fieldIDs[field.path] else { return .none }
        let postings = try reader.postings(field: id, term: term.term)
        guard !postings.documents.isEmpty else { return .none }
        let lengths = try snapshot.lengths(id, reader.connection)
        let scorer = BM25(
            boost: term.boost,
            documentFrequencies: [term.documentFrequency ?? postings.documents.count],
            documentCount: lengths.documentCount,
            termCount: lengths.sum
        )
        let hasNorms = field.hasNorms
        let scores = postings.documents.indices.map { index in
            scorer.score(
                frequency: Float(postings.frequencies[index]),
                norm: hasNorms ? lengths.norms[Int(postings.documents[index])] : 1
            )
        }
        return Matches(documents: postings.documents, scores: scores)
    }

    /// How often a phrase stands in each document that has it, and in how many documents each of its terms is.
    func occurrences(
        of phrase: TextQuery.Phrase
    ) throws -> (documents: [(document: UInt32, frequency: Float)], documentFrequencies: [Int]) {
        guard let id = snapshot.fieldIDs[phrase.field.path] else { return ([], []) }
        var counts: [Int] = []
        let lists = try phrase.places.map { terms in
            let lists = try terms.map { try reader.postings(field: id, term: $0, withPositions: true) }
            counts += lists.map(\.documents.count).filter { $0 > 0 }
            return lists.count == 1 ? lists[0] : Postings(union: lists)
        }
        if phrase.slop > 0 {
            return (PhraseMatcher.sloppyFrequencies(lists, offsets: phrase.offsets, slop: phrase.slop), counts)
        }
        let found = PhraseMatcher.frequencies(lists, offsets: phrase.offsets)
        return (found.map { ($0.document, Float($0.frequency)) }, counts)
    }

    private func scored(_ phrase: TextQuery.Phrase) throws -> Matches {
        let (found, counts) = try occurrences(of: phrase)
        guard !found.isEmpty, let id = snapshot.fieldIDs[phrase.field.path] else { return .none }
        let lengths = try snapshot.lengths(id, reader.connection)
        let scorer = BM25(
            boost: phrase.boost,
            documentFrequencies: counts,
            documentCount: lengths.documentCount,
            termCount: lengths.sum
        )
        let scores = found.map { document, frequency in
            scorer.score(frequency: frequency, norm: phrase.field.hasNorms ? lengths.norms[Int(document)] : 1)
        }
        return Matches(documents: found.map(\.document), scores: scores)
    }
}

extension Postings {
    /// The postings of several terms as if they were one.
    init(union lists: [Postings]) {
        var places: [UInt32: [UInt32]] = [:]
        for list in lists {
            var start = 0
            for (document, frequency) in zip(list.documents, list.frequencies) {
                places[document, default: []] += list.positions[start..<start + Int(frequency)]
                start += Int(frequency)
            }
        }
        self.init()
        for document in places.keys.sorted() {
            let positions = (places[document] ?? []).sorted()
            documents.append(document)
            frequencies.append(UInt32(positions.count))
            self.positions += positions
        }
    }
}
