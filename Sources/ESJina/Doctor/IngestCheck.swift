import JSONValues

/// How the last ingest into an index ended, by its journal; asks no server.
public struct IngestCheck: HealthCheck {
    /// What it is about.
    public let group = HealthGroup.index
    /// Its name.
    public let name = "ingest"
    private let directory: String
    private let index: String

    /// Makes the check.
    ///
    /// - Parameters:
    ///   - directory: The state directory.
    ///   - index: The index.
    public init(directory: String, index: String) {
        self.directory = directory
        self.index = index
    }

    /// Looks.
    public func run() async throws -> [HealthFinding] {
        let statuses: [IngestStatus]
        do {
            statuses = try await OwnThread.run { [directory, index] in
                try IngestStatus.read(stateDirectory: directory, index: index, runCount: 1, leavesNoTrace: true)
            }
        } catch let error as IngestError {
            return [fail(error.message, fix: "Look at the journal with 'es-jina status', or choose another --state")]
        }
        guard let status = statuses.first, let last = status.runs.first else {
            return [skipped("nothing was ingested into '\(index)' with this state directory")]
        }
        let facts: JSONObject = [
            "state": .string(last.state.rawValue), "documents": JSONValue(status.documents),
            "dead_letters": JSONValue(status.deadLetters),
            "ended": last.ended.map { .string(WallClock.text($0)) } ?? .null,
        ]
        var findings: [HealthFinding] = []
        let when = (last.ended ?? last.started).map { ", \(WallClock.text($0))" } ?? ""
        switch last.state {
        case .killed, .interrupted, .failed:
            let fix = "Run the same ingest again; it goes on where it ended and pays for nothing twice"
            findings.append(
                warn("the last ingest did not finish (\(last.state.rawValue)\(when))", fix: fix, facts: facts)
            )
        default: break
        }
        if status.deadLetters > 0 {
            let found = "\(SizeText.count(status.deadLetters, "dead letter")): what failed and was not indexed since"
            findings.append(
                warn(found, fix: "Try them again with: es-jina retry-failed --index \(index)", facts: facts)
            )
        }
        guard findings.isEmpty else { return findings }
        let found = "\(last.state.rawValue)\(when), \(SizeText.count(status.documents, "document"))"
        return [ok(found, facts: facts)]
    }
}
