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
}
