import JSONValues

/// Runs a search over one index or several and writes its answer.
struct Searcher {
    let request: SearchRequest
    let now: Int64

    /// A hit before it is fetched.
    struct Hit {
        let shard: Int
        let document: UInt32
        var score: Float
        var sortValues: [SortValue] = []
        var group: GroupKey?
    }

    /// Searches what `readers` see.
    ///
    /// - Parameters:
    ///   - readers: The indices, in the order ties are resolved.
    ///   - writer: Receives the `hits` object.
    /// - Returns: The `aggregations`; `nil` where the search has none.
    /// - Throws: ``RESTError`` where the request does not fit an index.
    @discardableResult
    func run(_ readers: [IndexReader], into writer: inout JSONWriter) throws -> JSONObject? {
        try checkWindow(readers)
        let legs = try knnLegs(readers)
        let groups = try request.collapse.map { collapse in try readers.map { try Groups(collapse.field, $0) } }
        var hits: [Hit] = []
        var total = 0
        var greatest: Float?
        var aggregated: AggregationRunner.Documents = []
        // Retrievers around the innermost one choose among what it finds, and pages are cut from what they leave.
        let needed = request.stages.first?.window ?? (request.from + request.size)
        let window = request.rescores.reduce(needed) { max($0, $1.windowSize) }
        for (shard, reader) in readers.enumerated() {
            try SearchAfter.checkOrder(request, reader)
            try checkCombinations(reader)
            var matches = try matches(reader, legs: legs.map { $0[shard] })
            if request.aggregations != nil { aggregated.append(matches.documents) }
            let evaluator = QueryEvaluator(reader: reader, now: now, defaultSize: request.size)
            if let filter = try evaluator.filter(request.postFilter) { matches = matches.intersected(filter) }
            total += matches.documents.count
            if request.isSortedByScore {
                var top = TopDocuments(groups == nil ? max(window, 1) : matches.documents.count)
                for (index, document) in matches.documents.enumerated() where top.isCandidate(matches.score(index)) {
                    top.offer(document, matches.score(index))
                }
                var best = top.sorted
                if let groups { best = Self.collapsed(best, groups[shard], window) }
                best = try rescored(best, evaluator)
                if request.size > 0, let first = best.first { greatest = max(greatest ?? first.score, first.score) }
                hits += best.prefix(needed)
                    .map { hit in
                        let group = groups?[shard].key(of: hit.document)
                        return Hit(shard: shard, document: hit.document, score: hit.score, group: group)
                    }
            } else {
                if request.tracksScores {
                    for index in matches.documents.indices { greatest = max(greatest ?? 0, matches.score(index)) }
                }
                let count = groups == nil ? needed : matches.documents.count
                let own = try sorted(matches, reader, shard: shard, count: count)
                hits += groups.map { Self.collapsed(own, $0[shard], needed) } ?? own
            }
        }
        if readers.count > 1 {
            hits.sort { left, right in precedes(left, right) }
            if groups != nil {
                var seen: Set<GroupKey> = []
                hits = hits.filter { $0.group.map { seen.insert($0).inserted } ?? true }
            }
        }
        if !request.stages.isEmpty {
            // Of nearest neighbours a retriever around them counts what it looks at.
            if !legs.isEmpty { total = min(total, needed) }
            hits = try staged(Array(hits.prefix(needed)), readers)
            greatest = hits.first?.score
        }
        let page = hits.dropFirst(request.from).prefix(request.size)
        try write(Array(page), readers, legs, groups, total: total, maxScore: greatest, into: &writer)
        return try request.aggregations.map {
            try AggregationRunner(readers: readers, now: now, showsTypes: request.showsTypes).run($0, aggregated)
        }
    }

    private static func collapsed(_ hits: [ScoredDocument], _ groups: Groups, _ count: Int) -> [ScoredDocument] {
        var seen: Set<GroupKey> = []
        return Array(hits.filter { seen.insert(groups.key(of: $0.document)).inserted }.prefix(count))
    }

    /// The best hits of each group, the first `count` groups of them.
    private static func collapsed(_ hits: some Sequence<Hit>, _ groups: Groups, _ count: Int) -> [Hit] {
        var seen: Set<GroupKey> = []
        var kept: [Hit] = []
        for var hit in hits {
            let key = groups.key(of: hit.document)
            guard seen.insert(key).inserted else { continue }
            hit.group = key
            kept.append(hit)
            if kept.count == count { break }
        }
        return kept
    }

    private func checkWindow(_ readers: [IndexReader]) throws {
        let window = request.from + request.size
        guard window > 10_000, let index = readers.first?.name else { return }
        let reason =
            "Result window is too large, from + size must be less than or equal to: [10000] but was [\(window)]. See the scroll "
            + "api for a more efficient way to request large data sets. This limit can be set by changing the "
            + "[index.max_result_window] index level setting."
        let cause = ExceptionBody("illegal_argument_exception", reason)
        var outer = cause
        outer.causes = [cause]
        throw RESTError.shard(cause, index: index.name, outerCause: outer)
    }

    // MARK: - Matching

    /// The nearest neighbours of every `knn` section, cut over all indices, by section and index.
    private func knnLegs(_ readers: [IndexReader]) throws -> [[Matches]] {
        try request.knn.map { clause in
            var clause = clause
            let k = clause.k ?? request.size
            clause.k = max(k, 1)
            let legs = try readers.map { reader in
                let evaluator = QueryEvaluator(reader: reader, now: now, defaultSize: request.size)
                return try KnnSearch(evaluator: evaluator).matches(clause, phase: "dfs")
            }
            guard readers.count > 1 else { return legs }
            var all: [Hit] = []
            for (shard, leg) in legs.enumerated() {
                all += leg.documents.indices.map {
                    Hit(shard: shard, document: leg.documents[$0], score: leg.score($0))
                }
            }
            let kept = all.sorted { precedes($0, $1) }.prefix(k)
            return legs.indices.map { shard in
                let own = Set(kept.lazy.filter { $0.shard == shard }.map(\.document))
                return legs[shard].filtered { own.contains($0) }
            }
        }
    }

    private func matches(_ reader: IndexReader, legs: [Matches]) throws -> Matches {
        let evaluator = QueryEvaluator(reader: reader, now: now, defaultSize: request.size)
        var matches: Matches
        if legs.isEmpty {
            matches = try evaluator.matches(request.query ?? .matchAll)
        } else if let query = request.query {
            var sums = ScoreAccumulator(documentLimit: reader.snapshot.documentLimit)
            sums.add(try evaluator.matches(query))
            for leg in legs { sums.add(leg) }
            matches = sums.matches(minimum: 1)
        } else if legs.count == 1 {
            matches = legs[0]
        } else {
            var sums = ScoreAccumulator(documentLimit: reader.snapshot.documentLimit)
            for leg in legs { sums.add(leg) }
            matches = sums.matches(minimum: 1)
        }
        if let minimum = request.minScore {
            var kept = Matches(documents: [], scores: [])
            for (index, document) in matches.documents.enumerated() where matches.score(index) >= minimum {
                kept.documents.append(document)
                kept.scores?.append(matches.score(index))
            }
            matches = kept
        }
        return matches
    }

    // MARK: - Order

    private func precedes(_ left: Hit, _ right: Hit) -> Bool {
        if request.isSortedByScore || left.sortValues.isEmpty {
            if left.score != right.score { return left.score > right.score }
        } else {
            for (key, (a, b)) in zip(request.sort, zip(left.sortValues, right.sortValues)) {
                if let isBefore = a.precedes(b, key) { return isBefore }
            }
        }
        return left.shard == right.shard ? left.document < right.document : left.shard < right.shard
    }

    /// The first `count` hits of an index that belong to the page or later ones.
    private func sorted(_ matches: Matches, _ reader: IndexReader, shard: Int, count: Int) throws -> [Hit] {
        let columns = try request.sort.map { try SortColumn($0, reader) }
        let after = try SearchAfter(request, columns, reader)
        func hit(_ index: Int) -> Hit {
            let (document, score) = (matches.documents[index], matches.score(index))
            let values = columns.map { $0.value(document, score, shard: shard) }
            return Hit(shard: shard, document: document, score: score, sortValues: values)
        }
        if let first = request.sort.first, first.isDocumentOrder {
            // Matches come in this order already, so a walk through an index never sorts it.
            let total = matches.documents.count
            func ordered(_ place: Int) -> Hit { hit(first.isDescending ? total - 1 - place : place) }
            var start = 0
            if let after {
                var end = total
                while start < end {
                    let middle = (start + end) / 2
                    if after.isBefore(ordered(middle).sortValues) { end = middle } else { start = middle + 1 }
                }
            }
            return (start..<min(total, start + count)).map(ordered)
        }
        var hits: [Hit] = []
        hits.reserveCapacity(matches.documents.count)
        for index in matches.documents.indices {
            let hit = hit(index)
            if after?.isBefore(hit.sortValues) ?? true { hits.append(hit) }
        }
        return Array(hits.sorted { precedes($0, $1) }.prefix(count))
    }

    // MARK: - Answer

    private func write(
        _ page: [Hit],
        _ readers: [IndexReader],
        _ legs: [[Matches]],
        _ groups: [Groups]?,
        total: Int,
        maxScore: Float?,
        into writer: inout JSONWriter
    ) throws {
        writer.raw("{")
        switch request.totalHits {
        case .none: break
        case .exact: writeTotal(total, "eq", &writer)
        case .upTo(let limit): writeTotal(min(total, limit), total > limit ? "gte" : "eq", &writer)
        }
        writer.raw("\"max_score\":")
        writeScore(maxScore, &writer)
        writer.raw(",\"hits\":[")
        let names = try NamedQueries(request: request, now: now, readers: readers, legs: legs)
        let extras = try HitExtras(request: request, now: now, readers: readers, legs: legs)
        for (index, hit) in page.enumerated() {
            if index > 0 { writer.raw(",") }
            try write(hit, readers, names, extras, groups?[hit.shard], into: &writer)
        }
        writer.raw("]}")
    }

    private func writeTotal(_ value: Int, _ relation: StaticString, _ writer: inout JSONWriter) {
        writer.raw("\"total\":{\"value\":")
        writer.integer(value)
        writer.raw(",\"relation\":\"")
        writer.raw(relation)
        writer.raw("\"},")
    }

    private func writeScore(_ score: Float?, _ writer: inout JSONWriter) {
        if let score { writer.number(score) } else { writer.raw("null") }
    }

    private func write(
        _ hit: Hit,
        _ readers: [IndexReader],
        _ names: NamedQueries,
        _ extras: HitExtras,
        _ groups: Groups?,
        into writer: inout JSONWriter
    ) throws {
        let reader = readers[hit.shard]
        let fetcher = DocumentFetcher(reader: reader)
        guard let stored = try fetcher.document(hit.document) else { return }
        writer.raw("{")
        if request.explains {
            writer.raw("\"_shard\":")
            writer.string("[\(reader.name.name)][0]")
            writer.raw(",\"_node\":")
            writer.string(NodeIdentity.nodeID)
            writer.raw(",")
        }
        writer.raw("\"_index\":")
        writer.string(reader.name.name)
        writer.raw(",\"_id\":")
        writer.string(stored.id)
        if request.showsVersion {
            writer.raw(",\"_version\":")
            writer.integer(stored.version)
        }
        if request.showsSequence {
            writer.raw(",\"_seq_no\":")
            writer.integer(stored.sequence)
            writer.raw(",\"_primary_term\":1")
        }
        let showsScore =
            request.isSortedByScore || request.tracksScores
            || request.sort.contains { if case .score = $0.kind { true } else { false } }
        writer.raw(",\"_score\":")
        writeScore(showsScore ? hit.score : nil, &writer)
        if let routing = stored.routing {
            writer.raw(",\"_routing\":")
            writer.string(routing)
        }
        if request.source.isFetched {
            writer.raw(",\"_source\":")
            writer.raw(try fetcher.source(stored, hit.document, request.source))
        }
        var fields = JSONObject()
        if !request.fields.isEmpty { fields = try fetcher.fields(stored, hit.document, request.fields) }
        if !request.docValueFields.isEmpty {
            for (name, values) in try fetcher.docValues(hit.document, request.docValueFields) { fields[name] = values }
        }
        if let groups, let collapse = request.collapse, let group = hit.group, group != .none {
            if fields[collapse.field] == nil { fields[collapse.field] = .array([groups.json(group)]) }
        }
        if !fields.isEmpty {
            writer.raw(",\"fields\":")
            writer.value(.object(fields))
        }
        try extras.write(stored, hit.document, shard: hit.shard, into: &writer)
        if !hit.sortValues.isEmpty {
            writer.raw(",\"sort\":")
            writer.value(.array(zip(request.sort, hit.sortValues).map { $1.json($0) }))
        }
        if let groups, let collapse = request.collapse, !collapse.innerHits.isEmpty {
            writer.raw(",\"inner_hits\":{")
            for (index, inner) in collapse.innerHits.enumerated() {
                if index > 0 { writer.raw(",") }
                writer.string(inner.name)
                writer.raw(":{\"hits\":")
                let group = groups.filter(hit.group ?? .none)
                try Searcher(request: members(of: group, inner), now: now).run(readers, into: &writer)
                writer.raw("}")
            }
            writer.raw("}")
        }
        let matched = names.names(of: hit.document, shard: hit.shard)
        if !matched.isEmpty {
            writer.raw(",\"matched_queries\":")
            writer.value(JSONValue(matched))
        }
        if let explanation = extras.explanation(hit.document, shard: hit.shard) {
            writer.raw(",\"_explanation\":")
            writer.value(explanation.json)
        }
        writer.raw("}")
    }

    /// The search for the hits of one group.
    private func members(of group: QueryClause, _ inner: CollapseClause.InnerHits) -> SearchRequest {
        var search = inner.request
        var bool = BoolClause()
        if let query = request.query { bool.must = [query] }
        bool.filter = [group]
        search.query = QueryClause(kind: .bool(bool))
        search.postFilter = request.postFilter
        return search
    }
}
