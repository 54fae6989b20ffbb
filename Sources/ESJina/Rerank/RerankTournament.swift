/// Orders more documents than a listwise reranker reads at once, by ranks alone.
///
/// Contenders are dealt to windows in turn, so that each window has as many strong ones of the first stage as the others. All
/// windows of a round are judged, at the same time where the caller can, and the heads of each go on to half as many windows,
/// which so overlap those before; the last round is one window. No score of one call is ever compared with another's: documents
/// that no call saw together are ordered by how far they came, then by the rank in the window that ended it, then by the order
/// they came in.
///
/// With windows of *w* documents and a reranker that knows the true order, the first *w* / 2 are right, because none of them can
/// be beaten out of the heads of its window. *n* documents take ⌈*n*/*w*⌉ calls in the first round and at most half as many in
/// each next, below 2*n*/*w* + log₂(*n*/*w*) in all, in ⌈log₂(*n*/*w*)⌉ + 1 rounds. A window that slides from the back to the
/// front by half of its size (Sun et al., "Is ChatGPT Good at Search?", EMNLP 2023) promises the same first half and takes as
/// many calls, but each has to wait for the one before. Tournaments of listwise rankings: Chen et al., "TourRank", 2024.
struct RerankTournament {
    /// A window's verdict: a score for each of its documents, or why there is none.
    typealias Verdict = Result<[Float], RerankFailure>

    /// The most documents of a window, at least 2.
    let capacity: Int
    /// The score each document got in the last window that judged it.
    private(set) var scores: [Float?]
    /// Why windows were not judged.
    private(set) var failures: [RerankFailure] = []
    /// How many windows there were.
    private(set) var calls = 0

    init(count: Int, capacity: Int) {
        self.capacity = max(2, capacity)
        scores = Array(repeating: nil, count: count)
    }

    /// The documents by number, best first.
    ///
    /// The members of a window that is not judged stay in the order they came in and may be judged in a later round. Where no
    /// window of a round is judged, the tournament ends.
    ///
    /// - Parameter judge: Judges all windows of a round.
    /// - Returns: Every number from 0 once.
    /// - Throws: What `judge` throws.
    mutating func run(_ judge: ([[Int]]) async throws -> [Verdict]) async throws -> [Int] {
        var contenders = Array(scores.indices)
        var settled: [Int] = []
        while true {
            let windows = deal(contenders)
            let verdicts = try await judge(windows)
            calls += windows.count
            let ranked = zip(windows, verdicts).map { rank($0, $1) }
            guard windows.count > 1, verdicts.contains(where: \.isSuccess) else {
                return merge(ranked, contenders) + settled
            }
            let heads = capacity * ((windows.count + 1) / 2) / windows.count
            settled = merge(ranked.map { Array($0.dropFirst(heads)) }, contenders) + settled
            contenders = merge(ranked.map { Array($0.prefix(heads)) }, contenders)
        }
    }

    private func deal(_ contenders: [Int]) -> [[Int]] {
        let count = max(1, (contenders.count + capacity - 1) / capacity)
        return (0..<count)
            .map { window in
                stride(from: window, to: contenders.count, by: count).map { contenders[$0] }
            }
    }

    /// The members of a window by their scores; equal ones keep their order.
    private mutating func rank(_ window: [Int], _ verdict: Verdict) -> [Int] {
        switch verdict {
        case .failure(let failure):
            failures.append(failure)
            return window
        case .success(let judged):
            for (document, score) in zip(window, judged) { scores[document] = score }
            return zip(window.indices, judged)
                .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
                .map { window[$0.0] }
        }
    }

    /// One list of several, by rank; of equal rank in the order of `contenders`.
    private func merge(_ lists: [[Int]], _ contenders: [Int]) -> [Int] {
        var place: [Int: Int] = [:]
        for (index, document) in contenders.enumerated() { place[document] = index }
        return (0..<(lists.map(\.count).max() ?? 0))
            .flatMap { rank in
                lists.compactMap { $0.indices.contains(rank) ? $0[rank] : nil }
                    .sorted { place[$0, default: 0] < place[$1, default: 0] }
            }
    }
}

/// Why a call to a reranker came to nothing.
struct RerankFailure: Error, CustomStringConvertible {
    /// The reason, as a sentence without its full stop.
    let description: String
}

extension Result {
    var isSuccess: Bool { if case .success = self { true } else { false } }
}
