#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Measures of how well a ranked list answers a query, each between 0 and 1.
///
/// Definitions as in Manning, Raghavan and Schütze, "Introduction to Information Retrieval" (2008), chapter 8, and as
/// `trec_eval` computes them. A query without relevant documents scores 0 everywhere; leave such queries out of a mean. Of an id
/// that a list repeats, the first counts.
public enum RankingMetrics {
    /// How a relevance grade becomes a gain.
    public enum Gain: Sendable, Hashable {
        /// The grade itself: Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (TOIS 2002).
        case linear
        /// `2^grade − 1`: Burges et al., "Learning to Rank using Gradient Descent" (ICML 2005).
        case exponential
    }

    /// The share of the relevant documents that are among the first `k`.
    public static func recall<ID: Hashable>(at k: Int, _ ranked: [ID], relevant: Set<ID>) -> Double {
        guard !relevant.isEmpty else { return 0 }
        return Double(hits(k, ranked, relevant)) / Double(relevant.count)
    }

    /// The share of the first `k` places that hold relevant documents; a list shorter than `k` has empty places.
    public static func precision<ID: Hashable>(at k: Int, _ ranked: [ID], relevant: Set<ID>) -> Double {
        guard k > 0 else { return 0 }
        return Double(hits(k, ranked, relevant)) / Double(k)
    }

    /// One divided by the rank of the first relevant document; 0 where there is none.
    ///
    /// Voorhees, "The TREC-8 Question Answering Track Report" (1999). Its mean over queries is MRR.
    public static func reciprocalRank<ID: Hashable>(_ ranked: [ID], relevant: Set<ID>) -> Double {
        guard let index = ranked.firstIndex(where: relevant.contains) else { return 0 }
        return 1 / Double(index + 1)
    }

    /// The precision at the rank of each relevant document, summed and divided by the number of relevant documents.
    ///
    /// Its mean over queries is MAP.
    public static func averagePrecision<ID: Hashable>(_ ranked: [ID], relevant: Set<ID>) -> Double {
        guard !relevant.isEmpty else { return 0 }
        var seen = Set<ID>()
        var sum = 0.0
        for (index, id) in ranked.enumerated() where relevant.contains(id) && seen.insert(id).inserted {
            sum += Double(seen.count) / Double(index + 1)
        }
        return sum / Double(relevant.count)
    }

    /// The discounted gain of the first `k`, divided by that of the best possible order; the discount is `log2(rank + 1)`.
    ///
    /// - Parameters:
    ///   - k: How many places count.
    ///   - ranked: Document ids, best first.
    ///   - grades: The relevance of each judged document, at least 0; others have 0.
    ///   - gain: How grades become gains.
    /// - Returns: 0…1; 0 where nothing is relevant.
    public static func ndcg<ID: Hashable>(
        at k: Int,
        _ ranked: [ID],
        grades: [ID: Double],
        gain: Gain = .linear
    ) -> Double {
        var seen = Set<ID>()
        let gained = ranked.prefix(max(k, 0))
            .map { id in
                seen.insert(id).inserted ? value(grades[id] ?? 0, gain) : 0
            }
        let best = grades.values.map { value($0, gain) }.sorted(by: >).prefix(max(k, 0))
        let ideal = discounted(best)
        return ideal > 0 ? discounted(gained) / ideal : 0
    }

    /// The arithmetic mean of a measure over queries; 0 of none.
    public static func mean(_ values: some Collection<Double>) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    private static func hits<ID: Hashable>(_ k: Int, _ ranked: [ID], _ relevant: Set<ID>) -> Int {
        Set(ranked.prefix(max(k, 0))).intersection(relevant).count
    }

    private static func value(_ grade: Double, _ gain: Gain) -> Double {
        let grade = max(grade, 0)
        return gain == .linear ? grade : exp2(grade) - 1
    }

    private static func discounted(_ gains: some Sequence<Double>) -> Double {
        gains.enumerated().reduce(0) { $0 + $1.element / log2(Double($1.offset) + 2) }
    }
}
