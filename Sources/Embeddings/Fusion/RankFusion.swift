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
    @inlinable
    public static func reciprocalRank<ID: Hashable>(
        _ lists: [[ID]],
        weights: [Float]? = nil,
        rankConstant: Int = 60,
        windowSize: Int
    ) -> [(id: ID, score: Float)] {
        let window = max(windowSize, 0)
        var sums = ScoreSums<ID>(capacity: lists.reduce(0) { $0 + min($1.count, window) })
        for (listIndex, list) in lists.enumerated() {
            let weight = factor(weights, listIndex)
            for (index, id) in list.prefix(window).enumerated() {
                sums.add(weight * (1 / Float(rankConstant + index + 1)), to: id, from: listIndex)
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
    @inlinable
    public static func linear<ID: Hashable>(
        _ lists: [[(id: ID, score: Float)]],
        weights: [Float]? = nil,
        normalizers: [ScoreNormalizer] = [],
        windowSize: Int,
        minScore: Float? = nil
    ) -> [(id: ID, score: Float)] {
        let window = max(windowSize, 0)
        var sums = ScoreSums<ID>(capacity: lists.reduce(0) { $0 + min($1.count, window) })
        for (listIndex, list) in lists.enumerated() {
            let hits = list.prefix(window)
            let normalizer = listIndex < normalizers.count ? normalizers[listIndex] : .none
            let scores = normalizer.normalize(hits.map(\.score))
            let weight = factor(weights, listIndex)
            for (hit, score) in zip(hits, scores) { sums.add(weight * score, to: hit.id, from: listIndex) }
        }
        return sums.ranked(windowSize: windowSize, minScore: minScore)
    }

    @inlinable
    static func factor(_ weights: [Float]?, _ index: Int) -> Float {
        guard let weights, index < weights.count else { return 1 }
        return weights[index]
    }
}

/// Running sums by document, in order of first appearance.
///
/// Inlinable, because a dictionary whose keys' type the compiler does not see is several times slower.
@usableFromInline
struct ScoreSums<ID: Hashable> {
    @usableFromInline var positions: [ID: Int] = [:]
    @usableFromInline var ids: [ID] = []
    @usableFromInline var scores: [Float] = []
    /// The list that each sum was last added to from; of a document that a list repeats the first place counts.
    @usableFromInline var lists: [Int] = []

    @inlinable
    init(capacity: Int) {
        positions.reserveCapacity(capacity)
        ids.reserveCapacity(capacity)
        scores.reserveCapacity(capacity)
        lists.reserveCapacity(capacity)
    }

    @inlinable
    mutating func add(_ score: Float, to id: ID, from list: Int) {
        let new = ids.count
        // One search for finding and inserting.
        let position = Self.read(&positions[id, default: new])
        if position == new {
            ids.append(id)
            scores.append(score)
            lists.append(list)
        } else if lists[position] != list {
            scores[position] += score
            lists[position] = list
        }
    }

    @inlinable
    static func read(_ value: inout Int) -> Int { value }

    @inlinable
    func ranked(windowSize: Int, minScore: Float?) -> [(id: ID, score: Float)] {
        // The index breaks ties, since the standard library promises no stable sort.
        let order = ids.indices.sorted { a, b in scores[a] != scores[b] ? scores[a] > scores[b] : a < b }
        var ranked: [(id: ID, score: Float)] = []
        ranked.reserveCapacity(min(max(windowSize, 0), order.count))
        for index in order.prefix(max(windowSize, 0)) where minScore.map({ scores[index] >= $0 }) ?? true {
            ranked.append((ids[index], scores[index]))
        }
        return ranked
    }
}
