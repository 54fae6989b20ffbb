public import JSONValues

/// The reports of several machines' shares of one corpus, added up.
public struct MergedReport: Sendable {
    /// The reports, as ``IngestReport/json`` writes them.
    public let reports: [JSONValue]
    /// What keeps the shares from being the whole corpus: missing, doubled or unfinished ones; empty where they are.
    public let problems: [String]

    /// Adds up reports.
    ///
    /// - Parameter reports: Reports as ``IngestReport/json`` writes them, in any order.
    /// - Throws: ``IngestError`` of kind `invalidReport` where one is no report, or they are of different indexes or models.
    public init(_ reports: [JSONValue]) throws(IngestError) {
        self.reports = reports
        var shares: [String: Int] = [:]
        var problems: [String] = []
        for (number, report) in reports.enumerated() {
            guard report["index"]?.string != nil, report["inputs"]?.int != nil, let state = report["state"]?.string
            else {
                throw IngestError(
                    .invalidReport,
                    "Report \(number + 1) is none of an ingest. Give the files that 'es-jina ingest --json' wrote."
                )
            }
            let share = report["partition"]?.string ?? "1/1"
            shares[share, default: 0] += 1
            if state != IngestReport.State.finished.rawValue { problems.append("share \(share) is \(state)") }
        }
        for key in ["index", "model"] {
            let values = Set(reports.compactMap { $0[key]?.string }).sorted()
            guard values.count < 2 else {
                throw IngestError(
                    .invalidReport,
                    "The reports are of different \(key == "index" ? "indexes" : "models"): "
                        + "\(values.joined(separator: ", ")). Merge those of one corpus."
                )
            }
        }
        self.problems = problems + Self.gaps(shares)
    }

    private static func gaps(_ shares: [String: Int]) -> [String] {
        let partitions = shares.keys.compactMap { Partition($0) }
        let counts = Set(partitions.map(\.count)).sorted()
        guard let count = counts.first, counts.count == 1 else {
            return ["the corpus was divided differently: \(shares.keys.sorted().joined(separator: ", "))"]
        }
        let missing = (1...count).map { "\($0)/\(count)" }.filter { shares[$0] == nil }
        let doubled = shares.filter { $0.value > 1 }.keys.sorted()
        return missing.map { "share \($0) is missing" } + doubled.map { "share \($0) was given twice" }
    }

    /// Whether the shares are the whole corpus and all of them finished.
    public var isComplete: Bool { problems.isEmpty }

    /// How many inputs failed.
    public var deadLettered: Int { reports.reduce(0) { $0 + ($1["dead_lettered"]?.int ?? 0) } }

    /// The sum, with the keys of ``IngestReport/json`` that can be added, and `problems`; `took_ms` is the longest.
    public var json: JSONValue {
        var sum: JSONObject = [
            "index": reports.first?["index"] ?? .null,
            "model": reports.first?["model"] ?? .null,
            "dims": reports.first?["dims"] ?? .null,
            "shares": .array(reports.map { $0["partition"] ?? .null }),
            "complete": .bool(isComplete),
            "problems": JSONValue(problems),
            "inputs": .null,
        ]
        for key in ["inputs"] + IngestCounters().json.keys {
            sum[key] = JSONValue(reports.reduce(0) { $0 + ($1[key]?.int ?? 0) })
        }
        sum["took_ms"] = JSONValue(reports.compactMap { $0["took_ms"]?.int }.max() ?? 0)
        return .object(sum)
    }
}
