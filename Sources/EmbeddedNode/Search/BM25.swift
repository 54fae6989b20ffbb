#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Lucene's BM25 with the factor k1 + 1 that Elasticsearch keeps, in single precision step by step.
struct BM25 {
    private static let k1: Float = 1.2
    private static let b: Float = 0.75
    private let weight: Float
    /// 1 / (k1 · ((1 − b) + b · length / average)) for every norm byte.
    private let inverses: [Float]

    /// Makes a scorer.
    ///
    /// - Parameters:
    ///   - boost: Multiplies the score.
    ///   - documentFrequencies: In how many documents each term occurs; a phrase adds the weights of its terms.
    ///   - documentCount: How many documents have the field.
    ///   - termCount: How many terms they have in it together.
    init(boost: Float, documentFrequencies: [Int], documentCount: Int, termCount: Int) {
        var idf: Float = 0
        for frequency in documentFrequencies {
            let ratio = (Double(documentCount - frequency) + 0.5) / (Double(frequency) + 0.5)
            idf += Self.idf(ratio)
        }
        weight = boost * (1 + Self.k1) * idf
        let average = documentCount > 0 ? Float(Double(termCount) / Double(documentCount)) : 1
        inverses = NormEncoding.lengths.map { 1 / (Self.k1 * ((1 - Self.b) + Self.b * $0 / average)) }
    }

    /// The weight of a term by how many documents lack it for each that has it.
    static func idf(_ ratio: Double) -> Float { Float(log(1 + ratio)) }

    /// The score of a document.
    func score(frequency: Float, norm: UInt8) -> Float {
        weight - weight / (1 + frequency * inverses[Int(norm)])
    }
}
