/// How many letters two names differ by (Levenshtein), to guess what was meant.
enum EditDistance {
    /// The shortest candidate that contains `name`, else the nearest one; `nil` where every one differs by more than half of the
    /// letters.
    static func nearest(to name: String, among candidates: [String]) -> String? {
        let longer = candidates.filter { $0.lowercased().contains(name) }
        if name.count >= 2, let shortest = longer.min(by: { $0.count < $1.count }) { return shortest }
        let ranked = candidates.map { (name: $0, distance: between(name, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance <= max(2, best.name.count / 2) && !name.isEmpty ? best.name : nil
    }

    /// Complexity: O(*n* × *m*) in the lengths.
    static func between(_ left: String, _ right: String) -> Int {
        let left = Array(left.utf8)
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (a == b ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
