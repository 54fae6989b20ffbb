import Embeddings
import JSONValues

/// What a retriever around another one does with its hits.
enum RankStage: Sendable {
    /// Scores them anew by further queries.
    case rescore([RescoreClause])
    case diversify(Diversification)

    /// How many hits of the retriever inside it looks at.
    var window: Int {
        switch self {
        case .rescore(let clauses): clauses.map(\.windowSize).min() ?? 10
        case .diversify(let diversification): diversification.window
        }
    }
}

/// Keeps hits that are both near the query and far from each other (maximal marginal relevance), in the order they came.
struct Diversification: Sendable {
    var field: String
    /// The weight of the nearness to the query; the rest is that of the distance between hits.
    var lambda: Float
    var query: [Float]?
    var window = 10
    var size = 10

    /// Which of several vectors are kept.
    ///
    /// Similarities are inner products as the server scales them; one without a vector is never kept.
    ///
    /// - Parameter vectors: The vectors of the hits, best hit first.
    /// - Returns: The places of those kept, ascending.
    func kept(_ vectors: [[Float]?]) -> [Int] {
        let relevance = vectors.map { vector in
            vector.flatMap { vector in query.map { Self.similarity(vector, $0) } } ?? 0
        }
        guard
            var last = vectors.indices.filter({ vectors[$0] != nil })
                .reduce(
                    nil as Int?,
                    { best, place in
                        best.map { relevance[$0] >= relevance[place] ? $0 : place } ?? place
                    }
                )
        else { return [] }
        var kept = [last]
        var nearest = [Float](repeating: -.infinity, count: vectors.count)
        while kept.count < min(size, vectors.count) {
            var best: (place: Int, score: Float)?
            for (place, vector) in vectors.enumerated() where !kept.contains(place) {
                guard let vector, let chosen = vectors[last] else { continue }
                nearest[place] = max(nearest[place], Self.similarity(vector, chosen))
                let score = lambda * relevance[place] - (1 - lambda) * nearest[place]
                if score > best?.score ?? -.infinity { best = (place, score) }
            }
            guard let best else { break }
            kept.append(best.place)
            last = best.place
        }
        return kept.sorted()
    }

    private static func similarity(_ left: [Float], _ right: [Float]) -> Float {
        let dot = left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in VectorKernels.dot(left, right) }
        }
        return dot < 0 ? 1 / (1 - dot) : dot + 1
    }
}

extension Searcher {
    /// Hits as the retrievers around theirs leave them.
    ///
    /// - Parameters:
    ///   - hits: The best hits of the innermost retriever, best first.
    ///   - readers: The indices.
    /// - Returns: The hits that are left, best first.
    /// - Throws: ``RESTError`` where a query or a vector does not fit an index.
    func staged(_ hits: [Hit], _ readers: [IndexReader]) throws -> [Hit] {
        try request.stages.reduce(hits) { hits, stage in
            let inside = Array(hits.prefix(stage.window))
            switch stage {
            case .rescore(let clauses): return try rescored(inside, clauses, readers)
            case .diversify(let diversification):
                return try diversification.kept(vectors(diversification, inside, readers)).map { inside[$0] }
            }
        }
    }

    private func rescored(_ hits: [Hit], _ clauses: [RescoreClause], _ readers: [IndexReader]) throws -> [Hit] {
        var hits = hits
        for clause in clauses {
            let second = try readers.map { reader in
                try QueryEvaluator(reader: reader, now: now, defaultSize: request.size).matches(clause.query)
            }
            hits = hits.enumerated()
                .map { rank, hit in
                    let matches = second[hit.shard]
                    let place = rank < clause.windowSize ? matches.place(of: hit.document) : nil
                    var hit = hit
                    hit.score = clause.score(hit.score, place.map { matches.score($0) })
                    return hit
                }
                .sorted {
                    ($1.score, $0.shard, $0.document) < ($0.score, $1.shard, $1.document)
                }
        }
        return hits
    }

    private func vectors(
        _ diversification: Diversification,
        _ hits: [Hit],
        _ readers: [IndexReader]
    ) throws
        -> [[Float]?]
    {
        try hits.map { hit in
            let reader = readers[hit.shard]
            guard let field = reader.mapping.fields[diversification.field], field.type == .denseVector else {
                return nil
            }
            guard let vector = try DocumentFetcher(reader: reader).components(field, hit.document) else { return nil }
            if let query = diversification.query, query.count != vector.count {
                let cause = ExceptionBody(
                    "illegal_argument_exception",
                    "vector dimensions differ: \(vector.count)!=\(query.count)"
                )
                throw RESTError(
                    400,
                    "status_exception",
                    "[diversify] search failed - retrievers '[diversify]' returned errors. All failures are attached as "
                        + "suppressed exceptions.",
                    members: ["suppressed": [.object(cause.json)]]
                )
            }
            return vector
        }
    }
}
