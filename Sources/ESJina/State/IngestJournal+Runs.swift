import JSONValues
import SQLiteStorage

extension IngestJournal {
    /// Whether an earlier run came so far as to write to this index.
    func knows(_ target: String) throws(IngestError) -> Bool {
        try read { try $0.first("SELECT 1 FROM run WHERE target = ? LIMIT 1", [.text(target)]) { $0.bool(0) } ?? false }
    }

    /// Notes which index this run writes to.
    func describeRun(target: String) throws(IngestError) {
        try write { connection in
            try connection.execute("UPDATE run SET target = ? WHERE number = ?", [.text(target), .int(run)])
        }
    }

    /// Notes how far this run has come, for those who ask meanwhile.
    func noteProgress(_ report: JSONValue) throws(IngestError) {
        do {
            // Not by way of `write`: how often this happens depends on the clock, and nothing depends on it.
            try database.execute("UPDATE run SET report = ? WHERE number = ?", [.text(report.text), .int(run)])
        } catch {
            throw IngestError(storage: error)
        }
    }

    /// Notes how this run ended.
    func endRun(_ state: IngestReport.State, report: JSONValue) throws(IngestError) {
        try write { connection in
            try connection.execute(
                "UPDATE run SET ended = ?, state = ?, report = ? WHERE number = ?",
                [
                    .int(WallClock.milliseconds()), .text(state.rawValue), .text(report.text),
                    .int(run),
                ]
            )
        }
    }

    // MARK: Dead letters

    /// Keeps why an input failed, until it is indexed.
    ///
    /// - Returns: The letter with its tries of earlier runs added.
    func keep(_ letter: DeadLetter, target: String) throws(IngestError) -> DeadLetter {
        try write { connection in
            let earlier = try connection.first(
                "SELECT letter FROM dead_letter WHERE target = ? AND position = ?",
                [.text(target), .text(letter.position)]
            ) { $0.text(0) }
            var letter = letter
            letter.attempts += earlier.flatMap { DeadLetter(line: Array($0.utf8)) }?.attempts ?? 0
            try connection.execute(
                "INSERT OR REPLACE INTO dead_letter (target, position, run, letter) VALUES (?, ?, ?, ?)",
                [.text(target), .text(letter.position), .int(run), .text(letter.json.text)]
            )
            return letter
        }
    }

    /// Forgets that the inputs at `positions` failed.
    func forgetDeadLetters(_ positions: [String], target: String) throws(IngestError) {
        guard !positions.isEmpty else { return }
        try write { connection in
            for position in positions { try forget(position, target: target, connection) }
        }
    }

    /// Forgets failures of earlier runs at positions that `isInScope` contains; those of this run stay.
    func forgetVanishedDeadLetters(target: String, where isInScope: (String) -> Bool) throws(IngestError) {
        let vanished = try read { connection in
            try connection.query(
                "SELECT position FROM dead_letter WHERE target = ? AND run < ?",
                [.text(target), .int(run)]
            ) { $0.text(0) }
        }
        .filter(isInScope)
        try forgetDeadLetters(vanished, target: target)
    }

    func forget(_ position: String, target: String, _ connection: SQLiteConnection) throws {
        try connection.execute(
            "DELETE FROM dead_letter WHERE target = ? AND position = ?",
            [.text(target), .text(position)]
        )
    }

    /// How many inputs have failed and were not indexed since.
    func deadLetterCount(target: String) throws(IngestError) -> Int {
        try read { connection in
            try connection.first("SELECT count(*) FROM dead_letter WHERE target = ?", [.text(target)]) { $0.int(0) }
                ?? 0
        }
    }

    /// The letters of inputs that failed and were not indexed since, by position, from behind `position`; at most `count`.
    func deadLetters(after position: String, count: Int, target: String) throws(IngestError) -> [DeadLetter] {
        try read { connection in
            try connection.query(
                "SELECT letter FROM dead_letter WHERE target = ? AND position > ? ORDER BY position LIMIT ?",
                [.text(target), .text(position), .int(count)]
            ) { $0.text(0) }
        }
        .compactMap { DeadLetter(line: Array($0.utf8)) }
    }
}
