/// How the scores of one result list are brought to a common scale before lists are added.
public struct ScoreNormalizer: RawRepresentable, Hashable, Sendable {
    /// The name as Elasticsearch's linear retriever spells it.
    public let rawValue: String
    /// Makes a normaliser of any name; unknown ones leave scores as they are.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// Scores as they are.
    public static let none = ScoreNormalizer(rawValue: "none")
    /// The lowest score becomes 0, the highest 1; where all are equal, within 1e-6, the score stays the lowest.
    public static let minmax = ScoreNormalizer(rawValue: "minmax")
    /// Scores are divided by the root of the sum of their squares, unless that is below 1e-6.
    public static let l2Norm = ScoreNormalizer(rawValue: "l2_norm")

    /// Normalises the scores of one list; NaN counts as 0 and neither as lowest nor highest.
    public func normalize(_ scores: [Float]) -> [Float] {
        let numbers = scores.filter { !$0.isNaN }
        guard let lowest = numbers.min(), let highest = numbers.max() else { return scores.map { _ in 0 } }
        let norm = numbers.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return scores.map { score in
            if score.isNaN { return 0 }
            return switch self {
            case .minmax: abs(highest - lowest) < 1e-6 ? lowest : (score - lowest) / (highest - lowest)
            case .l2Norm: norm < 1e-6 ? score : score / norm
            default: score
            }
        }
    }
}
