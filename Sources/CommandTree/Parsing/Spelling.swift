/// Finds what a mistyped word probably meant.
enum Spelling {
    /// The candidate nearest to `word`, where one is near enough; of equally near ones the first.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        var best: (distance: Int, text: String)?
        for candidate in candidates where candidate != word {
            let isStart = word.count >= 2 && candidate.lowercased().hasPrefix(word.lowercased())
            let distance = isStart ? 1 : distance(word.lowercased(), candidate.lowercased())
            let limit = max(1, min(word.count, candidate.count) / 3 + 1)
            guard distance <= limit, distance < candidate.count, distance < best?.distance ?? .max else { continue }
            best = (distance, candidate)
        }
        return best?.text
    }

    /// The optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
    ///
    /// Damerau, "A technique for computer detection and correction of spelling errors" (1964); O(*m*·*n*).
    static func distance(_ left: String, _ right: String) -> Int {
        let a = Array(left.unicodeScalars)
        let b = Array(right.unicodeScalars)
        guard !a.isEmpty, !b.isEmpty else { return a.count + b.count }
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    row[j] = min(row[j], beforeLast[j - 2] + 1)
                }
            }
            beforeLast = last
            last = row
        }
        return last[b.count]
    }
}
