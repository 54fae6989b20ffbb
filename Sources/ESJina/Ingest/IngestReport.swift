public import JSONValues

/// How an ingest ended: every input is in exactly one of the four counts.
public struct IngestReport: Sendable {
    /// How far a run came.
    public struct State: RawRepresentable, Hashable, Sendable {
        /// The state's name.
        public let rawValue: String
        /// Makes a state of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// It is under way.
        public static let running = State(rawValue: "running")
        /// The source was exhausted.
        public static let finished = State(rawValue: "finished")
        /// It was asked to stop before; the next run goes on from there.
        public static let interrupted = State(rawValue: "interrupted")
        /// It could not go on; the next run goes on from there.
        public static let failed = State(rawValue: "failed")
    }

    /// The index.
    public var index: String
    /// The run's number in the index's journal.
    public var run: Int
    /// How far it came.
    public var state: State
    /// Why it stopped, where it did not finish.
    public var stopReason: String?
    /// The share of the source it was given; `nil` for all of it.
    public var partition: Partition?
    /// When it began, in milliseconds since 1970 UTC.
    public var started: Int
    /// The embedding model's id.
    public var model: String
    /// The sizes indexed.
    public var dims: [Int]
    /// The counts.
    public var counters: IngestCounters
    /// How often each reason for leaving a file out occurred.
    public var skippedReasons: [String: Int]
    /// The first 100 inputs that could not become documents.
    public var failures: [Failure]
    /// The file that lists every input that failed in this or an earlier run and was not indexed since; `nil` where there is none.
    public var deadLetterPath: String?
    /// The time from start to end.
    public var duration: Duration
    /// What comparing the index with the journal found; `nil` where it was not compared.
    public var reconciliation: Reconciliation?
    /// What people should know although nothing failed.
    public var warnings: [String]

    /// Whether it was asked to stop before the source was exhausted.
    public var isInterrupted: Bool { state == .interrupted }

    /// An input that could not become a document.
    public struct Failure: Sendable, Hashable {
        /// What names the input.
        public var position: String
        /// Why.
        public var error: InputError
    }

    /// The report with documented keys, a stable contract.
    ///
    /// Times are milliseconds. `stages_ms` adds up what all processors and waits took, so it exceeds `took_ms` where work ran side by
    /// side.
    public var json: JSONValue {
        var object: JSONObject = [
            "index": .string(index),
            "run": JSONValue(run),
            "state": .string(state.rawValue),
            "stop_reason": stopReason.map(JSONValue.string) ?? .null,
            "partition": partition.map { .string($0.description) } ?? .null,
            "started": .string(WallClock.text(started)),
            "model": .string(model),
            "dims": .array(dims.map { JSONValue($0) }),
            "inputs": JSONValue(counters.finished),
        ]
        for (key, value) in counters.json { object[key] = value }
        let rest: JSONObject = [
            "took_ms": JSONValue(Int(duration / .milliseconds(1))),
            "stages_ms": counters.stages.json,
            "interrupted": .bool(isInterrupted),
            "dead_letter_file": deadLetterPath.map(JSONValue.string) ?? .null,
            "skipped_reasons": .object(
                JSONObject(skippedReasons.sorted { $0.key < $1.key }.map { ($0.key, JSONValue($0.value)) })
            ),
            "reconciliation": reconciliation?.json ?? .null,
            "warnings": JSONValue(warnings),
            "failures": .array(
                failures.map { failure in
                    [
                        "position": .string(failure.position),
                        "stage": .string(failure.error.stage.rawValue),
                        "status": failure.error.status.map { JSONValue($0) } ?? .null,
                        "reason": .string(failure.error.message),
                    ]
                }
            ),
        ]
        for (key, value) in rest { object[key] = value }
        return .object(object)
    }
}

/// What comparing an index with its journal found.
public struct Reconciliation: Sendable, Hashable {
    /// How many documents the index holds, those of others included.
    public var indexCount: Int
    /// How many documents the journal holds to be in the index.
    public var journalCount: Int
    /// How many of them were looked up by id.
    public var sampled: Int
    /// Those that were not there, up to 100; the next run indexes all that are missing again.
    public var missing: [String]
    /// How many were not there.
    public var missingCount: Int

    /// Whether nothing is missing.
    public var isConsistent: Bool { missingCount == 0 }

    var json: JSONValue {
        [
            "index_documents": JSONValue(indexCount),
            "journal_documents": JSONValue(journalCount),
            "sampled": JSONValue(sampled),
            "missing": JSONValue(missingCount),
            "missing_ids": JSONValue(missing),
        ]
    }
}
