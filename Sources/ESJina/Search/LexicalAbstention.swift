/// Gives documents without any words a vote of the leg of words, which cannot see them.
///
/// In a fusion, a document that a leg does not find gains nothing by it. For one whose words do not match, that is a judgement; for
/// a picture without a title, caption or tag it is none, and pictures nobody described would always stand behind those somebody did.
/// So such a document gets the vote that is to be expected for its place among the nearest vectors: the mean of what its
/// neighbours there with words got, `neighbours` at most, drawn towards the vote of the hit by words of its own rank, which weighs
/// as much as `prior` neighbours. Where descriptions match the query, it gains as they do; where they do not, it gains little.
struct LexicalAbstention {
    private static let neighbours = 10
    private static let prior: Float = 3

    private let isWordless: (String) -> Bool

    init(_ results: [String: SearchResult]) {
        isWordless = { id in results[id].map { DocumentWords.areMissing(in: $0.source) } ?? false }
    }

    /// The votes of all legs, completed; and, by document, the place in the leg of words that it was given.
    func fill(
        _ lists: [[(id: String, score: Float)]],
        legs: [Ranking.Leg]
    ) -> (lists: [[(id: String, score: Float)]], standIns: [String: SearchResult.Place]) {
        // Where no document matches, nobody gained anything by the words, and nothing has to be made up for.
        guard let words = legs.firstIndex(where: { $0.name == SearchLeg.words }), !lists[words].isEmpty else {
            return (lists, [:])
        }
        let votes = Dictionary(lists[words].map { ($0.id, $0.score) }) { first, _ in first }
        let byRank = lists[words].map(\.score)
        var filled = lists
        var standIns: [String: SearchResult.Place] = [:]
        for (leg, list) in zip(legs, lists) where leg.name != SearchLeg.words {
            let described = list.indices.filter { !isWordless(list[$0].id) }
            for (place, entry) in list.enumerated() where isWordless(entry.id) {
                let near = Self.nearest(described, to: place)
                let own = place < byRank.count ? byRank[place] : 0
                let sum = near.reduce(Self.prior * own) { $0 + (votes[list[$1].id] ?? 0) }
                let vote = sum / (Self.prior + Float(near.count))
                // Of several legs that found it, the one that says most for it counts.
                guard vote > standIns[entry.id]?.score ?? 0 else { continue }
                standIns[entry.id] = .init(leg: SearchLeg.words, rank: place + 1, score: vote)
            }
        }
        for (id, place) in standIns.sorted(by: { ($0.value.score, $1.key) > ($1.value.score, $0.key) }) {
            filled[words].append((id, place.score))
        }
        return (filled, standIns)
    }

    /// Those of the ascending `places` that are nearest to `place`, ``neighbours`` at most.
    private static func nearest(_ places: [Int], to place: Int) -> ArraySlice<Int> {
        var (low, high) = (0, places.count)
        while low < high {
            let middle = (low + high) / 2
            if places[middle] < place { low = middle + 1 } else { high = middle }
        }
        high = low
        while high - low < neighbours, low > 0 || high < places.count {
            let isBelow = low > 0 && (high == places.count || place - places[low - 1] <= places[high] - place)
            if isBelow { low -= 1 } else { high += 1 }
        }
        return places[low..<high]
    }
}
