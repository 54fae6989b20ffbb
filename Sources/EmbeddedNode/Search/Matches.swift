/// The documents a query matched, ascending, with their scores.
struct Matches: Sendable {
    var documents: [UInt32]
    /// The score of each document; `nil` where all have ``constant``.
    var scores: [Float]?
    var constant: Float = 0

    static let none = Matches(documents: [])

    init(documents: [UInt32], constant: Float = 0) {
        self.documents = documents
        self.constant = constant
    }

    init(documents: [UInt32], scores: [Float]) {
        self.documents = documents
        self.scores = scores
    }

    func score(_ index: Int) -> Float { scores?[index] ?? constant }

    /// The same documents, all with one score.
    func withConstant(_ score: Float) -> Matches { Matches(documents: documents, constant: score) }

    /// The place of a document.
    func place(of document: UInt32) -> Int? {
        var low = 0
        var high = documents.count
        while low < high {
            let middle = (low + high) / 2
            if documents[middle] < document { low = middle + 1 } else { high = middle }
        }
        return low < documents.count && documents[low] == document ? low : nil
    }

    /// Those documents that are in `set`.
    func intersected(_ set: Bitset) -> Matches { filtered { set.contains($0) } }

    /// Those documents that are not in `set`.
    func subtracting(_ set: Bitset) -> Matches { filtered { !set.contains($0) } }

    func filtered(_ isKept: (UInt32) -> Bool) -> Matches {
        guard let scores else { return Matches(documents: documents.filter(isKept), constant: constant) }
        var kept: [UInt32] = []
        var keptScores: [Float] = []
        for (index, document) in documents.enumerated() where isKept(document) {
            kept.append(document)
            keptScores.append(scores[index])
        }
        return Matches(documents: kept, scores: keptScores)
    }
}
