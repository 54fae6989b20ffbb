import JSONValues

/// What hits show beside their source, prepared once for all of them; nothing unless the search asks for it.
struct HitExtras {
    private var highlighters: [Highlighter] = []

    /// By index, what explains the query and each section of nearest neighbours.
    private var reasons: [[QueryExplainer.Reason]] = []

    init(request: SearchRequest, now: Int64, readers: [IndexReader], legs: [[Matches]]) throws {
        if request.explains {
            reasons = try readers.enumerated()
                .map { shard, reader in
                    let evaluator = QueryEvaluator(reader: reader, now: now, defaultSize: request.size)
                    let query = legs.isEmpty ? request.query ?? .matchAll : request.query
                    let own = try query.map { [try QueryExplainer(evaluator: evaluator).reason($0)] } ?? []
                    return own + legs.map { QueryExplainer.reason($0[shard]) }
                }
        }
        guard let highlight = request.highlight, !highlight.fields.isEmpty else { return }
        highlighters = try readers.map { reader in
            let evaluator = QueryEvaluator(reader: reader, now: now, defaultSize: request.size)
            return try Highlighter(highlight, query: request.query, hasVectors: !request.knn.isEmpty, evaluator)
        }
    }

    /// Why a hit has its score; `nil` where nobody asked.
    func explanation(_ document: UInt32, shard: Int) -> Explanation? {
        guard !reasons.isEmpty else { return nil }
        let parts = reasons[shard].compactMap { $0(document) }
        return Explanation.sum(parts, of: reasons[shard].count, isDisjunction: true)
    }

    /// Writes the members of a hit, each after a comma.
    func write(
        _ stored: DocumentFetcher.Stored,
        _ document: UInt32,
        shard: Int,
        into writer: inout JSONWriter
    ) throws {
        guard !highlighters.isEmpty else { return }
        let fragments = try highlighters[shard].fragments(stored, document)
        guard !fragments.isEmpty else { return }
        writer.raw(",\"highlight\":")
        writer.value(.object(fragments))
    }
}
