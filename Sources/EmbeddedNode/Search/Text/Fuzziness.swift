/// How many edits apart two terms may be.
enum Fuzziness: Sendable, Hashable {
    /// By the length of the asked term: none below `low` characters, one below `high`, else two.
    case automatic(low: Int, high: Int)
    case edits(Int)

    /// Reads `AUTO`, `AUTO:low,high` or a number.
    ///
    /// - Throws: ``RESTError`` in the server's words.
    init(_ text: String) throws {
        let text = text.uppercased()
        func number(_ text: Substring, failure: String) throws -> Int {
            if let number = Int(text) { return number }
            let cause = ExceptionBody("number_format_exception", "For input string: \"\(text)\"")
            throw RESTError(400, ExceptionBody("parse_exception", failure, causedBy: cause))
        }
        guard !text.isEmpty else { throw RESTError.illegalArgument("fuzziness cannot be null or empty.") }
        if text == "AUTO" {
            self = .automatic(low: 3, high: 6)
        } else if text.hasPrefix("AUTO:") {
            let parts = text.dropFirst(5).split(separator: ",", omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw RESTError(400, "parse_exception", "failed to find low and high distance values")
            }
            let failure = "failed to parse [\(text)] as a \"auto:int,int\""
            let low = try number(parts[0], failure: failure)
            let high = try number(parts[1], failure: failure)
            guard low >= 0, low <= high else {
                let rule = "Must be 0 < lower value <= higher value."
                throw RESTError(400, "parse_exception", "fuzziness wrongly configured [\(text)]. \(rule)")
            }
            self = .automatic(low: low, high: high)
        } else {
            guard let number = Double(text) else {
                let cause = ExceptionBody("number_format_exception", "For input string: \"\(text)\"")
                let body = ExceptionBody(
                    "illegal_argument_exception",
                    "fuzziness cannot be [\(text)].",
                    causedBy: cause
                )
                throw RESTError(400, body)
            }
            guard let edits = Int(exactly: number) else {
                throw RESTError.illegalArgument("fuzziness needs to be one of 0.0, 1.0 or 2.0 but was \(text)")
            }
            guard 0...2 ~= edits else {
                throw RESTError.illegalArgument("Valid edit distances are [0, 1, 2] but was [\(edits)]")
            }
            self = .edits(edits)
        }
    }

    /// How many edits from `term` are allowed.
    func edits(from term: String) -> Int {
        switch self {
        case .edits(let count): count
        case .automatic(let low, let high):
            switch term.unicodeScalars.count {
            case ..<low: 0
            case ..<high: 1
            default: 2
            }
        }
    }
}

/// Counts how many edits lie between a term and others: insertions, deletions, substitutions and, where wanted, neighbours that
/// changed places (optimal string alignment).
struct EditDistance {
    private let wanted: [Unicode.Scalar]
    private let limit: Int
    private let countsTranspositions: Bool

    init(to term: String, limit: Int, countsTranspositions: Bool) {
        wanted = Array(term.unicodeScalars)
        self.limit = limit
        self.countsTranspositions = countsTranspositions
    }

    /// The number of edits between the term and `other`; `nil` above the limit.
    func edits(to other: [Unicode.Scalar]) -> Int? {
        guard abs(other.count - wanted.count) <= limit else { return nil }
        var before: [Int] = []
        var above = Array(0...other.count)
        for (row, scalar) in wanted.enumerated() {
            var current = [Int](repeating: row + 1, count: other.count + 1)
            var least = row + 1
            for column in other.indices {
                let isEqual = scalar == other[column]
                var value = min(above[column] + (isEqual ? 0 : 1), above[column + 1] + 1, current[column] + 1)
                if countsTranspositions, row > 0, column > 0, scalar == other[column - 1],
                    wanted[row - 1] == other[column]
                {
                    value = min(value, before[column - 1] + 1)
                }
                current[column + 1] = value
                least = min(least, value)
            }
            guard least <= limit else { return nil }
            before = above
            above = current
        }
        return above[other.count] <= limit ? above[other.count] : nil
    }
}
