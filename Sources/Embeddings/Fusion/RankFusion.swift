/// Joins result lists into one, with the formulas of Elasticsearch's retrievers.
public enum RankFusion {
    /// Reciprocal rank fusion: each list gives a document `weight / (rankConstant + rank)`, ranks from 1.
    ///
    /// Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods"
    /// (SIGIR 2009). Sums are 32-bit and run in the order of the lists, as Elasticsearch's `rrf` retriever does it. Takes
    /// time linear in the hits plus a sort.
    ///
    /// - Parameters:
    ///   - lists: Document ids, best first; of each list the first `windowSize` count, and of a repeated id the first.
    ///   - weights: One non-negative factor per list; `nil`, or a missing one, is 1.
    ///   - rankConstant: How much the top ranks are levelled, at least 1; Elasticsearch's default is 60.
    ///   - windowSize: The most documents taken from each list and returned; Elasticsearch's `rank_window_size`.
    /// - Returns: Documents by falling score; equal scores in the order of first appearance, list after list.
    public static func reciprocalRank<ID: Hashable>(
        _ lists: [[ID]],
        weights: [Float]? = nil,
        rankConstant: Int = 60,
        windowSize: Int
    ) -> [(id: ID, score: Float)] {
        var sums = ScoreSums<ID>()
        for (listIndex, list) in lists.enumerated() {
            let weight = factor(weights, listIndex)
            var seen = Set<ID>()
            for (index, id) in list.prefix(max(windowSize, 0)).enumerated() where seen.insert(id).inserted {
                sums.add(weight * (1 / Float(rankConstant + index + 1)), to: id)
            }
        }
        return sums.ranked(windowSize: windowSize, minScore: nil)
    }

    /// Linear fusion: the weighted sum of normalised scores, as Elasticsearch's `linear` retriever does it.
    ///
    /// A document absent from a list gains nothing from it; a NaN score counts as 0.
    ///
    /// - Parameters:
    ///   - lists: Documents with their scores, best first; of each list the first `windowSize` count.
    ///   - weights: One factor per list; `nil`, or a missing one, is 1.
    ///   - normalizers: One normaliser per list; a missing one is ``ScoreNormalizer/none``.
    ///   - windowSize: The most documents taken from each list and returned.
    ///   - minScore: Documents below it are dropped after the cut to `windowSize`; `nil` keeps all.
    /// - Returns: Documents by falling score; equal scores in the order of first appearance, list after list.
    public static func linear<ID: Hashable>(
        _ lists: [[(id: ID, score: Float)]],
        weights: [Float]? = nil,
        normalizers: [ScoreNormalizer] = [],
        windowSize: Int,
        minScore: Float? = nil
    ) -> [(id: ID, score: Float)] {
        var sums = ScoreSums<ID>()
        for (listIndex, list) in lists.enumerated() {
            let hits = list.prefix(max(windowSize, 0))
            let normalizer = listIndex < normalizers.count ? normalizers[listIndex] : .none
            let scores = normalizer.normalize(hits.map(\.score))
            let weight = factor(weights, listIndex)
            var seen = Set<ID>()
            for (hit, score) in zip(hits, scores) where seen.insert(hit.id).inserted {
                sums.add(weight * score, to: hit.id)
            }
        }
        return sums.ranked(windowSize: windowSize, minScore: minScore)
    }

    private static func factor(_ weights: [Float]?, _ index: Int) -> Float {
        guard let weights, index < weights.count else { return 1 }
        return weights[index]
    }
}

/// Running sums by document, in order of first appearance.
private struct ScoreSums<ID: Hashable> {
    private var positions: [ID: Int] = [:]
    private var entries: [(id: ID, score: Float)] = []

    mutating func add(_ score: Float, to id: ID) {
        if let position = positions[id] {
            entries[position].score += score
        } else {
            positions[id] = entries.count
            entries.append((id, score))
        }
    }

    func ranked(windowSize: Int, minScore: Float?) -> [(id: ID, score: Float)] {
        // The index breaks ties, since the standard library promises no stable sort.
        let order = entries.indices.sorted { a, b in
            entries[a].score != entries[b].score ? entries[a].score > entries[b].score : a < b
        }
        let window = order.prefix(max(windowSize, 0)).map { entries[$0] }
        guard let minScore else { return window }
        return window.filter { $0.score >= minScore }
    }
}
