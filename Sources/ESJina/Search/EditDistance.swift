/// How many letters two names differ by.
enum EditDistance {
    /// The Levenshtein distance, in O(length × limit) time; `limit + 1` where it is greater.
    static func between(_ left: String, _ right: String, atMost limit: Int) -> Int {
        let (left, right) = (Array(left.lowercased().unicodeScalars), Array(right.lowercased().unicodeScalars))
        guard abs(left.count - right.count) <= limit else { return limit + 1 }
        var row = (0...right.count).map { min($0, limit + 1) }
        for i in left.indices {
            let band = max(0, i - limit)...min(right.count, i + limit + 1)
            var diagonal = row[band.lowerBound]
            if band.lowerBound == 0 { row[0] = min(i + 1, limit + 1) } else { row[band.lowerBound] = limit + 1 }
            var best = row[band.lowerBound]
            for j in (band.lowerBound + 1)..<(band.upperBound + 1) {
                let next = min(row[j] + 1, row[j - 1] + 1, diagonal + (left[i] == right[j - 1] ? 0 : 1), limit + 1)
                diagonal = row[j]
                row[j] = next
                best = min(best, next)
            }
            if best > limit { return limit + 1 }
        }
        return row[right.count]
    }
}
