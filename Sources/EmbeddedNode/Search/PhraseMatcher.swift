/// Counts how often terms stand at fixed distances from each other.
enum PhraseMatcher {
    /// The documents that hold the phrase, ascending, with its frequency.
    ///
    /// - Parameters:
    ///   - lists: The postings of each term, with positions.
    ///   - offsets: How far behind the first term each one stands.
    /// - Returns: Documents and frequencies.
    static func frequencies(_ lists: [Postings], offsets: [UInt32]) -> [(document: UInt32, frequency: Int)] {
        guard let first = lists.first, lists.allSatisfy({ !$0.documents.isEmpty }) else { return [] }
        var places = [Int](repeating: 0, count: lists.count)
        let starts = lists.map { list in
            var start = 0
            return list.frequencies.map { frequency in
                defer { start += Int(frequency) }
                return start
            }
        }
        var result: [(document: UInt32, frequency: Int)] = []
        candidates: for (index, document) in first.documents.enumerated() {
            places[0] = index
            for list in lists.indices.dropFirst() {
                let documents = lists[list].documents
                while places[list] < documents.count, documents[places[list]] < document { places[list] += 1 }
                guard places[list] < documents.count else { break candidates }
                guard documents[places[list]] == document else { continue candidates }
            }
            func positions(_ list: Int) -> ArraySlice<UInt32> {
                let start = starts[list][places[list]]
                return lists[list].positions[start..<start + Int(lists[list].frequencies[places[list]])]
            }
            let others = lists.indices.dropFirst()
                .map { list in
                    (offset: offsets[list], positions: Set(positions(list)))
                }
            let frequency = positions(0)
                .count { position in
                    others.allSatisfy { $0.positions.contains(position + $0.offset) }
                }
            if frequency > 0 { result.append((document, frequency)) }
        }
        return result
    }

    /// The documents that hold the terms at most `slop` places from where the phrase has them, ascending, each with the sum of
    /// 1 / (1 + distance) over its matches (Lucene's `SloppyPhraseMatcher`, for phrases without repeated terms).
    static func sloppyFrequencies(
        _ lists: [Postings],
        offsets: [UInt32],
        slop: Int
    ) -> [(document: UInt32, frequency: Float)] {
        guard let first = lists.first, lists.allSatisfy({ !$0.documents.isEmpty }) else { return [] }
        let byDocument = lists.map { list -> [UInt32: Range<Int>] in
            var places: [UInt32: Range<Int>] = [:]
            var start = 0
            for (document, frequency) in zip(list.documents, list.frequencies) {
                places[document] = start..<start + Int(frequency)
                start += Int(frequency)
            }
            return places
        }
        return first.documents.compactMap { document in
            var positions: [[Int]] = []
            for (index, list) in lists.enumerated() {
                guard let range = byDocument[index][document] else { return nil }
                positions.append(list.positions[range].map { Int($0) - Int(offsets[index]) })
            }
            let frequency = sloppyMatches(positions, slop: slop).reduce(Float(0)) { $0 + 1 / (1 + Float($1.distance)) }
            return frequency > 0 ? (document, frequency) : nil
        }
    }

    /// The matches of a sloppy phrase in one document.
    ///
    /// - Parameters:
    ///   - positions: For each place of the phrase the positions of its term less its offset, ascending.
    ///   - slop: The greatest distance.
    /// - Returns: For each match its distance and which occurrence of each place it is made of.
    static func sloppyMatches(_ positions: [[Int]], slop: Int) -> [(distance: Int, occurrences: [Int])] {
        var places = [Int](repeating: 0, count: positions.count)
        var found: [(distance: Int, occurrences: [Int])] = []
        func position(_ index: Int) -> Int { positions[index][places[index]] }
        var end = positions.indices.map(position).max() ?? 0
        func lowest(without skipped: Int?) -> Int? {
            positions.indices.filter { $0 != skipped }
                .min { position($0) == position($1) ? $0 < $1 : position($0) < position($1) }
        }
        while true {
            guard let lead = lowest(without: nil) else { return found }
            let next = lowest(without: lead).map(position) ?? .max
            var best = (distance: end - position(lead), occurrences: places)
            while true {
                places[lead] += 1
                guard places[lead] < positions[lead].count else {
                    if best.distance <= slop { found.append(best) }
                    return found
                }
                end = max(end, position(lead))
                if position(lead) > next { break }
                if end - position(lead) < best.distance { best = (end - position(lead), places) }
            }
            if best.distance <= slop { found.append(best) }
        }
    }
}
