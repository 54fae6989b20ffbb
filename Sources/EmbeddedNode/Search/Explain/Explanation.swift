import JSONValues

/// Why a document has its score.
struct Explanation: Sendable {
    enum Value: Sendable {
        case score(Float)
        case count(Int)
    }

    var value: Value
    var description: String
    var details: [Explanation] = []
    /// Whether it is a plain sum of clauses of which any may match, which the server joins with a sum around it.
    var isDisjunction = false

    init(_ value: Float, _ description: String, _ details: [Explanation] = []) {
        self.value = .score(value)
        self.description = description
        self.details = details
    }

    init(count: Int, _ description: String) {
        value = .count(count)
        self.description = description
    }

    var score: Float {
        switch value {
        case .score(let score): score
        case .count(let count): Float(count)
        }
    }

    var json: JSONValue {
        let number: JSONValue =
            switch value {
            case .score(let score): .number(Double(score.description) ?? Double(score))
            case .count(let count): .integer(Int64(count))
            }
        return [
            "value": number, "description": .string(description), "details": .array(details.map(\.json)),
        ]
    }

    /// The sum of what clauses add, of which there are `count`; `nil` where none matched.
    static func sum(_ parts: [Explanation], of count: Int, isDisjunction: Bool) -> Explanation? {
        guard count > 1, !parts.isEmpty else { return parts.first }
        let joined = isDisjunction ? parts.flatMap { $0.isDisjunction ? $0.details : [$0] } : parts
        let total = joined.reduce(Double(0)) { $0 + Double($1.score) }
        var sum = Explanation(Float(total), "sum of:", joined)
        sum.isDisjunction = isDisjunction
        return sum
    }
}

extension BM25 {
    /// One term's part of a score.
    struct TermStatistics: Sendable {
        var documentFrequency: Int
        var documentCount: Int
        /// The terms of all documents in the field.
        var termCount: Int
    }

    /// Explains a score in Lucene's words.
    ///
    /// - Parameters:
    ///   - boost: What the score was multiplied by, without k1 + 1.
    ///   - terms: The terms; several are those of a phrase.
    ///   - frequency: How often they occur, and how Lucene says so.
    ///   - norm: The byte of the field's length; 1 without lengths.
    /// - Returns: The score with its factors.
    static func explanation(
        boost: Float,
        terms: [TermStatistics],
        frequency: (value: Float, text: String),
        norm: UInt8
    ) -> Explanation {
        let weight = boost * (1 + 1.2)
        let idfs = terms.map { term in
            let ratio =
                (Double(term.documentCount - term.documentFrequency) + 0.5) / (Double(term.documentFrequency) + 0.5)
            return Explanation(
                BM25.idf(ratio),
                "idf, computed as log(1 + (N - n + 0.5) / (n + 0.5)) from:",
                [
                    Explanation(count: term.documentFrequency, "n, number of documents containing term"),
                    Explanation(count: term.documentCount, "N, total number of documents with field"),
                ]
            )
        }
        let idf =
            idfs.count == 1 ? idfs[0] : Explanation(idfs.reduce(Float(0)) { $0 + $1.score }, "idf, sum of:", idfs)
        let average = terms.first.map { Float(Double($0.termCount) / Double(max($0.documentCount, 1))) } ?? 1
        let length = NormEncoding.lengths[Int(norm)]
        let inverse: Float = 1 / (1.2 * ((1 - 0.75) + 0.75 * length / average))
        let tf = Explanation(
            1 - 1 / (1 + frequency.value * inverse),
            "tf, computed as freq / (freq + k1 * (1 - b + b * dl / avgdl)) from:",
            [
                Explanation(frequency.value, frequency.text), Explanation(1.2, "k1, term saturation parameter"),
                Explanation(0.75, "b, length normalization parameter"),
                Explanation(length, norm > 39 ? "dl, length of field (approximate)" : "dl, length of field"),
                Explanation(average, "avgdl, average length of field"),
            ]
        )
        let product = weight * idf.score
        return Explanation(
            product - product / (1 + frequency.value * inverse),
            "score(freq=\(frequency.value)), computed as boost * idf * tf from:",
            (weight == 1 ? [] : [Explanation(weight, "boost")]) + [idf, tf]
        )
    }
}
