import Elasticsearch
import HTTPTransport
import Synchronization

/// Accounts for inputs: every one that ends is counted here, once.
final class IngestLedger: Sendable {
    private struct Entries {
        var failures: [IngestReport.Failure] = []
        var skippedReasons: [String: Int] = [:]
    }

    private static let listedFailures = 100

    private let deadLetters: DeadLetterFile
    private let monitor: IngestMonitor
    private let observer: (any Observer)?
    private let entries = Mutex(Entries())

    init(deadLetters: DeadLetterFile, monitor: IngestMonitor, observer: (any Observer)?) {
        self.deadLetters = deadLetters
        self.monitor = monitor
        self.observer = observer
    }

    var failures: [IngestReport.Failure] { entries.withLock { $0.failures } }
    var skippedReasons: [String: Int] { entries.withLock { $0.skippedReasons } }

    func sent(_ batch: BulkBatch) {
        monitor.update {
            $0.bulkBatches += 1
            $0.bulkBytes += batch.body.count
        }
    }

    func indexed(_ position: String) {
        monitor.update { $0.indexed += 1 }
        observer?.itemFinished(ItemEvent(item: position, outcome: "indexed"))
    }

    func unchanged(_ position: String) {
        monitor.update { $0.unchanged += 1 }
        observer?.itemFinished(ItemEvent(item: position, outcome: "unchanged"))
    }

    func skip(_ position: String, reason: String) {
        entries.withLock { $0.skippedReasons[reason, default: 0] += 1 }
        monitor.update { $0.skipped += 1 }
        observer?.itemFinished(ItemEvent(item: position, outcome: "skipped", reason: reason))
    }

    func reject(_ position: String, id: String?, _ error: InputError) throws(IngestError) {
        try deadLetters.append(position: position, id: id, error)
        entries.withLock { entries in
            guard entries.failures.count < Self.listedFailures else { return }
            entries.failures.append(IngestReport.Failure(position: position, error: error))
        }
        monitor.update { $0.deadLettered += 1 }
        observer?.itemFinished(ItemEvent(item: position, outcome: "dead_lettered", reason: error.message))
    }
}
