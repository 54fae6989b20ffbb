import HTTPTransport
import Synchronization

/// Accounts for inputs: every one that ends is counted here, once.
final class IngestLedger: Sendable {
    private struct Entries {
        var failures: [IngestReport.Failure] = []
        var skippedReasons: [String: Int] = [:]
        var hasDeadLetters: Bool
    }

    private let journal: IngestJournal
    private let target: String
    private let deadLetters: DeadLetterFile
    private let monitor: IngestMonitor
    private let observer: (any Observer)?
    private let outcomes: BoundedChannel<ItemOutcome>?
    private let maxErrors: Int?
    private let listedFailures: Int
    private let entries: Mutex<Entries>

    init(
        journal: IngestJournal,
        target: String,
        deadLetters: DeadLetterFile,
        monitor: IngestMonitor,
        observer: (any Observer)?,
        outcomes: BoundedChannel<ItemOutcome>?,
        maxErrors: Int?,
        listedFailures: Int = 100
    ) throws(IngestError) {
        self.journal = journal
        self.target = target
        self.deadLetters = deadLetters
        self.monitor = monitor
        self.observer = observer
        self.outcomes = outcomes
        self.maxErrors = maxErrors
        self.listedFailures = listedFailures
        entries = Mutex(Entries(hasDeadLetters: try journal.deadLetterCount(target: target) > 0))
    }

    var failures: [IngestReport.Failure] { entries.withLock { $0.failures } }
    var skippedReasons: [String: Int] { entries.withLock { $0.skippedReasons } }
    /// Whether any input has failed and was not indexed since, in this run or before.
    var hasDeadLetters: Bool { entries.withLock { $0.hasDeadLetters } }

    /// Counts an input all of whose documents have ended.
    func end(_ account: InputAccount) async throws {
        let position = account.entry.position
        if let failure = account.failure {
            try await reject(position, id: account.id, origin: account.entry.origin, failure)
        } else if account.isChanged {
            monitor.update { $0.indexed += 1 }
            try await tell(position, account.id, .indexed, ItemEvent(item: position, outcome: "indexed"))
        } else if let reason = account.skipReason {
            try await skip(position, id: account.id, reason: reason)
        } else {
            monitor.update { $0.unchanged += 1 }
            try await tell(position, account.id, .unchanged, ItemEvent(item: position, outcome: "unchanged"))
        }
    }

    /// Counts something that was left out on purpose.
    func skip(_ position: String, id: String? = nil, reason: String) async throws {
        entries.withLock { $0.skippedReasons[reason, default: 0] += 1 }
        monitor.update { $0.skipped += 1 }
        try await tell(
            position,
            id,
            .skipped(reason),
            ItemEvent(item: position, outcome: "skipped", reason: reason)
        )
    }

    /// Counts an input that could not become a document, and keeps its letter.
    func reject(_ position: String, id: String?, origin: InputOrigin?, _ error: InputError) async throws {
        let letter = try journal.keep(
            DeadLetter(
                position: position,
                id: id,
                stage: error.stage,
                status: error.status,
                reason: error.message,
                time: WallClock.milliseconds(),
                origin: origin
            ),
            target: target
        )
        try deadLetters.append(letter)
        // What was indexed of it before is still there and must not be taken for vanished.
        try journal.markSeen(position, target: target)
        entries.withLock { entries in
            entries.hasDeadLetters = true
            guard entries.failures.count < listedFailures else { return }
            entries.failures.append(IngestReport.Failure(position: position, error: error))
        }
        monitor.update { $0.deadLettered += 1 }
        try await tell(
            position,
            id,
            .deadLettered(error),
            ItemEvent(item: position, outcome: "dead_lettered", reason: error.message)
        )
        if let maxErrors, monitor.snapshot.deadLettered > maxErrors {
            throw IngestError(
                .tooManyErrors,
                "More than \(maxErrors) inputs failed, the last one because: \(error.message) "
                    + "Mend what is wrong, or raise --max-errors."
            )
        }
    }

    private func tell(_ position: String, _ id: String?, _ result: ItemOutcome.Result, _ event: ItemEvent) async throws
    {
        observer?.itemFinished(event)
        try await outcomes?.send(ItemOutcome(position: position, id: id, result: result))
    }
}
