public import JSONValues
import SQLiteStorage

/// What a state directory knows of one index: its runs, what is in it and what failed.
///
/// It is read beside a run that is under way, which is neither disturbed nor waited for.
public struct IngestStatus: Sendable {
    /// One run of an ingest.
    public struct Run: Sendable {
        /// Its number, from 1.
        public var number: Int
        /// How far it came; `killed` where it ended without saying so.
        public var state: IngestReport.State
        /// When it began, in milliseconds since 1970 UTC; `nil` for runs of earlier versions.
        public var started: Int?
        /// When it ended.
        public var ended: Int?
        /// The number of its process.
        public var process: Int?
        /// Its report, as far as it came; the keys of ``IngestReport/json``.
        public var report: JSONValue?
    }

    /// The index.
    public var index: String
    /// The journal's file.
    public var path: String
    /// The last runs, newest first.
    public var runs: [Run]
    /// How many documents are in the index, as far as the journal knows.
    public var documents: Int
    /// How many inputs failed and were not indexed since.
    public var deadLetters: Int

    /// Reads the journals of a state directory.
    ///
    /// - Parameters:
    ///   - stateDirectory: The directory.
    ///   - index: One index; `nil` for all.
    ///   - runCount: How many runs of each to read; default 10.
    /// - Returns: One status an index, by name; empty where nothing was ever ingested.
    /// - Throws: ``IngestError`` where a journal cannot be read, naming it.
    public static func read(
        stateDirectory: String,
        index: String? = nil,
        runCount: Int = 10
    ) throws(IngestError) -> [IngestStatus] {
        try read(stateDirectory: stateDirectory, index: index, runCount: runCount, leavesNoTrace: false)
    }

    /// As ``read(stateDirectory:index:runCount:)``, without the files that SQLite makes beside a journal to read it.
    ///
    /// A journal that is written to at the moment is read with them, as they are there.
    static func read(
        stateDirectory: String,
        index: String?,
        runCount: Int,
        leavesNoTrace: Bool
    ) throws(IngestError) -> [IngestStatus] {
        guard FileReader.kind(of: stateDirectory) == .directory else { return [] }
        let names: [String]
        do throws(InputError) {
            names = try FileReader.names(in: stateDirectory)
        } catch {
            throw IngestError(.stateUnavailable, error.message)
        }
        var statuses: [IngestStatus] = []
        for name in names where name.hasSuffix(".lock") {
            let found = String(name.dropLast(".lock".count))
            let path = FilePath.join(stateDirectory, found + ".sqlite")
            guard index == nil || index == found, FileReader.kind(of: path) == .file else { continue }
            statuses.append(
                try IngestStatus(
                    index: found,
                    path: path,
                    isLocked: StateLock.isHeld(FilePath.join(stateDirectory, name)),
                    runCount: runCount,
                    leavesNoTrace: leavesNoTrace
                )
            )
        }
        return statuses
    }

    private init(
        index: String,
        path: String,
        isLocked: Bool,
        runCount: Int,
        leavesNoTrace: Bool
    ) throws(IngestError) {
        self.index = index
        self.path = path
        do {
            var options = SQLiteDatabase.Options()
            options.isReadOnly = true
            options.createsFile = false
            if leavesNoTrace, !isLocked, let quiet = SQLiteDatabase.Options.withoutTrace(path) { options = quiet }
            let database = try SQLiteDatabase(path: path, options: options)
            runs = try database.query(
                "SELECT number, started, ended, process, state, report FROM run ORDER BY number DESC LIMIT ?",
                [.int(runCount)]
            ) { row in
                let ended = row.optionalInt(2)
                return Run(
                    number: row.int(0),
                    state: row.optionalText(4).map(IngestReport.State.init) ?? .running,
                    started: row.optionalInt(1),
                    ended: ended == 0 ? nil : ended,
                    process: row.optionalInt(3),
                    report: row.optionalText(5).flatMap { try? JSONValue.parse($0) }
                )
            }
            let target = try database.first(
                "SELECT target FROM run WHERE target IS NOT NULL ORDER BY number DESC LIMIT 1"
            ) { $0.text(0) }
            documents =
                try database.first(
                    "SELECT count(*) FROM document WHERE target = ? AND length(digest) > 0",
                    [.text(target ?? "")]
                ) { $0.int(0) } ?? 0
            deadLetters =
                try database.first("SELECT count(*) FROM dead_letter WHERE target = ?", [.text(target ?? "")]) {
                    $0.int(0)
                } ?? 0
        } catch {
            throw IngestError(storage: error)
        }
        // Only the newest run can be under way, and only while the lock is held.
        for place in runs.indices where runs[place].state == .running && !(place == 0 && isLocked) {
            runs[place].state = .killed
        }
    }

    /// The letters of a journal's last target, by position.
    static func deadLetters(_ path: String) throws(IngestError) -> [DeadLetter] {
        do {
            var options = SQLiteDatabase.Options()
            options.isReadOnly = true
            options.createsFile = false
            let lines = try SQLiteDatabase(path: path, options: options)
                .query(
                    """
                    SELECT letter FROM dead_letter WHERE target =
                    (SELECT target FROM run WHERE target IS NOT NULL ORDER BY number DESC LIMIT 1) ORDER BY position
                    """
                ) { $0.text(0) }
            return lines.compactMap { DeadLetter(line: Array($0.utf8)) }
        } catch {
            throw IngestError(storage: error)
        }
    }

    /// The status with documented keys, a stable contract.
    public var json: JSONValue {
        [
            "index": .string(index),
            "journal": .string(path),
            "documents": JSONValue(documents),
            "dead_letters": JSONValue(deadLetters),
            "runs": .array(
                runs.map { run in
                    [
                        "run": JSONValue(run.number),
                        "state": .string(run.state.rawValue),
                        "started": run.started.map { .string(WallClock.text($0)) } ?? .null,
                        "ended": run.ended.map { .string(WallClock.text($0)) } ?? .null,
                        "process": run.process.map { JSONValue($0) } ?? .null,
                        "report": run.report ?? .null,
                    ]
                }
            ),
        ]
    }
}

extension IngestReport.State {
    /// It ended without saying so: killed, or the machine went down; the next run goes on from there.
    public static let killed = Self(rawValue: "killed")
}
