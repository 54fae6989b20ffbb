#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How likely a similarity is to be more than chance, from those of one query to documents taken at random.
///
/// Similarities mean something only by comparison: with one model and query 0.3 is near, with another 0.7 is noise. So each query
/// is compared with a random sample of the index. Centre and spread of its scores are the median and the median absolute
/// deviation (Hampel 1974), which relevant documents in the sample do not move. For a hit, `count` times the probability that a
/// normal variable exceeds its score is how many documents of the index would be as near by chance; that number subtracted from
/// one, at least zero, is its relevance. It is the idea of the expectation value of sequence searches (Karlin and Altschul 1990).
struct RelevanceScale: Sendable, Hashable {
    /// The least sample that says something.
    static let leastSample = 30

    /// How many documents were compared.
    let sample: Int
    /// How many documents there are.
    let count: Int
    let median: Float
    let spread: Float

    /// The scale of a sample's scores; `nil` where it is too small or has no spread.
    init?(_ scores: [Float], count: Int) {
        guard scores.count >= Self.leastSample else { return nil }
        let median = Self.median(scores)
        // 1.4826 makes the deviation of a normal distribution its standard deviation.
        let spread = 1.4826 * Self.median(scores.map { abs($0 - median) })
        guard spread > 0, spread.isFinite else { return nil }
        sample = scores.count
        self.count = max(count, scores.count)
        self.median = median
        self.spread = spread
    }

    /// The relevance of a score, 0 to 1.
    func relevance(of score: Float) -> Float {
        let deviations = Double((score - median) / spread)
        let expected = Double(count) * 0.5 * erfc(deviations / 2.0.squareRoot())
        return Float(max(0, 1 - expected))
    }

    private static func median(_ values: [Float]) -> Float {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
