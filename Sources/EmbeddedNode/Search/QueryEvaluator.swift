import SQLiteStorage

/// Finds and scores the documents of one index that a query matches.
struct QueryEvaluator {
    let reader: IndexReader
    /// Milliseconds since 1970 at the start of the request.
    let now: Int64
    /// What `k` of a nearest-neighbour query is where it says none.
    let defaultSize: Int

    var mapping: IndexMapping { reader.mapping }
    var snapshot: IndexSnapshot { reader.snapshot }

    /// Evaluates a clause.
    ///
    /// - Parameters:
    ///   - clause: The clause.
    ///   - boost: The product of the boosts around it.
    ///   - isScored: Whether scores are wanted; without, all are 0.
    /// - Returns: The matches, ascending by document.
    /// - Throws: ``RESTError`` where the query does not fit the mapping.
    func matches(_ clause: QueryClause, boost: Float = 1, isScored: Bool = true) throws -> Matches {
        let boost = boost * clause.boost
        switch clause.kind {
        case .matchAll: return Matches(documents: reader.allDocuments, constant: boost)
        case .matchNone: return .none
        case .match, .phrase, .phrasePrefix, .boolPrefix, .fuzzy, .multiMatch:
            return try matches(TextQueryBuilder(evaluator: self).query(clause.kind, boost: boost))
        case .term(let field, let value, let ignoresCase): return try term(field, value, ignoresCase, boost)
        case .terms(let field, let values): return try terms(field, values).withConstant(boost)
        case .range(let field, let bounds):
            return Matches(
                documents: try RangeSearch(reader: reader, now: now).documents(field, bounds),
                constant: boost
            )
        case .ids(let ids): return Matches(documents: try documents(ids: ids), constant: boost)
        case .exists(let field): return Matches(documents: try documents(having: field), constant: boost)
        case .prefix(let field, let text, let ignoresCase):
            let pattern = WildcardPattern(prefix: text, ignoresCase: ignoresCase)
            return Matches(documents: try documents(field, pattern, query: "prefix"), constant: boost)
        case .wildcard(let field, let text, let ignoresCase):
            let pattern = WildcardPattern(text, ignoresCase: ignoresCase)
            return Matches(documents: try documents(field, pattern, query: "wildcard"), constant: boost)
        case .bool(let bool): return try self.bool(bool, boost, isScored)
        case .constantScore(let inner): return try matches(inner, isScored: false).withConstant(boost)
        case .disMax(let clauses, let tieBreaker):
            var scores = ScoreAccumulator(documentLimit: snapshot.documentLimit, keepsGreatest: true)
            for clause in clauses { scores.add(try matches(clause, boost: boost)) }
            return scores.best(tieBreaker: tieBreaker)
        case .functionScore(let clause): return try matches(clause, boost: boost)
        case .scriptScore(let clause): return try matches(clause, boost: boost)
        case .knn(let knn):
            var knn = knn
            let candidates = knn.numCandidates ?? max(defaultSize, knn.k ?? 0)
            knn.k = knn.k ?? min(defaultSize, max(candidates, 1))
            // The clause's own boost is already part of `boost`.
            knn.boost = boost
            return try KnnSearch(evaluator: self).matches(knn, phase: "query")
        }
    }

    /// The documents that match all `clauses`; `nil` where there is none to restrict.
    func filter(_ clauses: [QueryClause]) throws -> Bitset? {
        guard !clauses.isEmpty else { return nil }
        var result: Bitset?
        for clause in clauses {
            let found = try matches(clause, isScored: false).documents
            let members = result.map { kept in found.filter { kept.contains($0) } } ?? found
            result = Bitset(capacity: snapshot.documentLimit, members: members)
        }
        return result
    }

    private func bool(_ bool: BoolClause, _ boost: Float, _ isScored: Bool) throws -> Matches {
        if bool.must.isEmpty, bool.should.isEmpty, bool.filter.isEmpty, bool.mustNot.isEmpty {
            return Matches(documents: reader.allDocuments, constant: boost)
        }
        let defaultMinimum = bool.must.isEmpty && bool.filter.isEmpty && !bool.should.isEmpty ? 1 : 0
        let minimum = try bool.minimumShouldMatch.map { try required($0, of: bool.should.count) } ?? defaultMinimum
        let isShouldRequired = !bool.should.isEmpty && minimum > 0
        var allowed = try filter(bool.filter)
        func restrict(_ documents: [UInt32]) {
            let members = allowed.map { kept in documents.filter { kept.contains($0) } } ?? documents
            allowed = Bitset(capacity: snapshot.documentLimit, members: members)
        }
        var scored: [Matches] = []
        for clause in bool.must {
            let found = try matches(clause, boost: boost, isScored: isScored)
            restrict(found.documents)
            scored.append(found)
        }
        var shoulds: [Matches] = []
        if isScored || isShouldRequired {
            shoulds = try bool.should.map { try matches($0, boost: boost, isScored: isScored) }
        }
        if isShouldRequired {
            if minimum > bool.should.count { return .none }
            var counts = ScoreAccumulator(documentLimit: snapshot.documentLimit)
            for found in shoulds { counts.add(found) }
            restrict(counts.matches(minimum: minimum).documents)
        }
        var excluded = Bitset(capacity: snapshot.documentLimit)
        for clause in bool.mustNot {
            for document in try matches(clause, isScored: false).documents { excluded.insert(document) }
        }
        let base = allowed?.members ?? reader.allDocuments
        let documents = bool.mustNot.isEmpty ? base : base.filter { !excluded.contains($0) }
        guard isScored, !(scored.isEmpty && shoulds.isEmpty) else { return Matches(documents: documents) }
        var sums = ScoreAccumulator(documentLimit: snapshot.documentLimit)
        sums.add(Matches(documents: documents))
        let kept = Bitset(capacity: snapshot.documentLimit, members: documents)
        for found in scored + shoulds { sums.add(found.intersected(kept)) }
        return sums.matches(minimum: 1)
    }

    func required(_ minimum: MinimumShouldMatch, of count: Int) throws -> Int {
        guard let required = minimum.required(of: count) else {
            throw RESTError(400, "number_format_exception", "For input string: \"\(minimum.text)\"")
        }
        // A clause list is not shortened to fit an absolute demand: more than there are can never match.
        if let absolute = Int(minimum.text), absolute > count { return absolute }
        return required
    }

    // MARK: - Terms

    private func term(_ name: String, _ value: QueryValue, _ ignoresCase: Bool, _ boost: Float) throws -> Matches {
        if name == "_id" { return Matches(documents: try documents(ids: [value.text]), constant: boost) }
        guard let field = mapping.fields[name] else { return .none }
        if ignoresCase, field.type.hasTerms {
            let pattern = WildcardPattern(exact: value.text, ignoresCase: true)
            return Matches(documents: try documents(name, pattern, query: "term"), constant: boost)
        }
        switch field.type {
        case .text, .keyword: return try scored(TextQuery.Term(field: field, term: value.text, boost: boost))
        case .denseVector:
            throw shardQuery("Field [\(name)] of type [dense_vector] doesn't support term queries")
        case .binary: throw shardQuery("Binary fields do not support searching")
        case .geoPoint:
            throw shardQuery(
                "Geometry fields do not support exact searching, use dedicated geometry queries instead: [\(name)]",
                cause: nil
            )
        default:
            let documents = try RangeSearch(reader: reader, now: now).documents(field, equalTo: value)
            guard field.type == .boolean, field.isIndexed, let id = snapshot.fieldIDs[name] else {
                return Matches(documents: documents, constant: boost)
            }
            // Truth values are terms to the server, so they are weighed by how rare they are.
            let column = try snapshot.numbers(id, reader.connection)
            let count = Set(column.documents.lazy.filter(snapshot.isLive)).count
            let scorer = BM25(
                boost: boost,
                documentFrequencies: [documents.count],
                documentCount: count,
                termCount: count
            )
            return Matches(documents: documents, constant: scorer.score(frequency: 1, norm: 1))
        }
    }

    private func terms(_ name: String, _ values: [QueryValue]) throws -> Matches {
        if name == "_id" { return Matches(documents: try documents(ids: values.map(\.text))) }
        var found = Bitset(capacity: snapshot.documentLimit)
        for value in Set(values) {
            for document in try term(name, value, false, 1).documents { found.insert(document) }
        }
        return Matches(documents: found.members)
    }

    func shardQuery(
        _ reason: String,
        cause: String? = "illegal_argument_exception",
        phase: String = "query"
    ) -> RESTError {
        .shardQuery(reason, cause: cause, index: reader.name, phase: phase)
    }

    // MARK: - Sets of documents

    func documents(ids: [String]) throws -> [UInt32] {
        var found: Set<UInt32> = []
        for id in ids {
            let number = try reader.connection.first("SELECT doc FROM docs WHERE id = ?", [.text(id)]) {
                UInt32($0.int(0))
            }
            if let number { found.insert(number) }
        }
        return found.sorted()
    }

    private func documents(having name: String) throws -> [UInt32] {
        if ["_id", "_index", "_source", "_seq_no"].contains(name) { return reader.allDocuments }
        let paths: [String]
        if mapping.fields[name] != nil {
            paths = [name]
        } else if mapping.isObject(name) {
            paths = mapping.fields.keys.filter { $0.hasPrefix(name + ".") }
        } else {
            let pattern = WildcardPattern(name)
            paths = name.contains("*") ? mapping.fields.keys.filter { pattern.matches(Array($0.utf8)) } : []
        }
        var found = Bitset(capacity: snapshot.documentLimit)
        for path in paths {
            for document in try reader.postings(field: IndexSchema.presenceField, term: path).documents {
                found.insert(document)
            }
        }
        return found.members
    }

    func documents(_ name: String, _ pattern: WildcardPattern, query: String) throws -> [UInt32] {
        guard let field = mapping.fields[name] else { return [] }
        guard field.type.hasTerms else {
            throw shardQuery(
                "Can only use \(query) queries on keyword, text and wildcard fields - not on [\(name)] which is of type "
                    + "[\(field.type.rawValue)]",
                cause: nil
            )
        }
        guard field.isIndexed else {
            if field.type == .keyword, field.hasDocValues {
                return try reader.documents(having: field) { pattern.matches(Array($0.utf8)) }
            }
            throw shardQuery("Cannot search on field [\(name)] since it is not indexed nor has doc values.")
        }
        guard let id = snapshot.fieldIDs[name] else { return [] }
        let prefix = pattern.fixedPrefix
        return try reader.documents(
            field: id,
            from: prefix,
            isBeyond: { !$0.starts(with: prefix) },
            isWanted: pattern.matches
        )
    }
}
