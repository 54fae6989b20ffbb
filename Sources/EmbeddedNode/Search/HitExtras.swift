import JSONValues

/// What hits show beside their source, prepared once for all of them; nothing unless the search asks for it.
struct HitExtras {
    private var highlighters: [Highlighter] = []

    init(request: SearchRequest, now: Int64, readers: [IndexReader]) throws {
        guard let highlight = request.highlight, !highlight.fields.isEmpty else { return }
        highlighters = try readers.map { reader in
            let evaluator = QueryEvaluator(reader: reader, now: now, defaultSize: request.size)
            return try Highlighter(highlight, query: request.query, hasVectors: !request.knn.isEmpty, evaluator)
        }
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
