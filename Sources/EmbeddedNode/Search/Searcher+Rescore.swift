extension Searcher {
    /// Refuses what does not go together.
    func checkCombinations(_ reader: IndexReader) throws {
        if !request.rescores.isEmpty {
            guard request.isSortedByScore else {
                throw SortColumn.refusal("Cannot use [sort] option in conjunction with [rescore].", reader)
            }
            if let window = request.rescores.map(\.windowSize).max(), window > 10_000 {
                throw SortColumn.refusal(
                    "Rescore window [\(window)] is too large. It must be less than [10000]. This prevents allocating massive "
                        + "heaps for storing the results to be rescored. This limit can be set by changing the "
                        + "[index.max_rescore_window] index level setting.",
                    reader
                )
            }
        }
        guard let collapse = request.collapse, !request.searchAfter.isEmpty else { return }
        if request.sort.count == 1, case .field(collapse.field) = request.sort[0].kind { return }
        throw SortColumn.refusal(
            "Cannot use [collapse] in conjunction with [search_after] unless the search is sorted on the same field. Multiple "
                + "sort fields are not allowed.",
            reader
        )
    }

    /// Hits in the order that the second queries give them.
    func rescored(_ hits: [ScoredDocument], _ evaluator: QueryEvaluator) throws -> [ScoredDocument] {
        var hits = hits
        for rescore in request.rescores where !hits.isEmpty {
            let second = try evaluator.matches(rescore.query)
            func changed(_ hit: ScoredDocument, _ isInWindow: Bool) -> ScoredDocument {
                let place = isInWindow ? second.place(of: hit.document) : nil
                let score = rescore.score(hit.score, place.map { second.score($0) })
                return ScoredDocument(document: hit.document, score: score)
            }
            hits = hits.enumerated().map { changed($0.element, $0.offset < rescore.windowSize) }
                .sorted { $0.precedes($1) }
        }
        return hits
    }
}
