/// Adds the scores of several clauses by document: in double precision and narrowed once, as Lucene's scorers do.
struct ScoreAccumulator {
    private var sums: [Double]
    private var greatest: [Float]
    private var counts: [UInt16]

    init(documentLimit: Int, keepsGreatest: Bool = false) {
        sums = [Double](repeating: 0, count: documentLimit)
        greatest = keepsGreatest ? [Float](repeating: 0, count: documentLimit) : []
        counts = [UInt16](repeating: 0, count: documentLimit)
    }

    mutating func add(_ matches: Matches) {
        for (index, document) in matches.documents.enumerated() {
            let score = matches.score(index)
            let place = Int(document)
            sums[place] += Double(score)
            counts[place] &+= 1
            if !greatest.isEmpty, score > greatest[place] { greatest[place] = score }
        }
    }

    /// The documents that at least `minimum` clauses matched, with the sums of their scores.
    func matches(minimum: Int) -> Matches {
        var documents: [UInt32] = []
        var scores: [Float] = []
        for (document, count) in counts.enumerated() where count > 0 && Int(count) >= minimum {
            documents.append(UInt32(document))
            scores.append(Float(sums[document]))
        }
        return Matches(documents: documents, scores: scores)
    }

    /// The documents any clause matched, each with its best score and a part of the others.
    func best(tieBreaker: Float) -> Matches {
        var documents: [UInt32] = []
        var scores: [Float] = []
        for (document, count) in counts.enumerated() where count > 0 {
            let best = Double(greatest[document])
            documents.append(UInt32(document))
            scores.append(Float(best + (sums[document] - best) * Double(tieBreaker)))
        }
        return Matches(documents: documents, scores: scores)
    }
}
