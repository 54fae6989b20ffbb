import Elasticsearch
import Measuring
import Synchronization

/// Hands out rows, a stretch at a time, to workers that take as many as they can.
final class RowSource: Sendable {
    private let rows: Int
    private let next = Atomic(0)

    init(rows: Int) { self.rows = rows }

    func take(_ count: Int = 64) -> Range<Int>? {
        let start = next.add(count, ordering: .relaxed).oldValue
        return start < rows ? start..<min(rows, start + count) : nil
    }
}

/// What became of the documents of one worker, or of all.
struct Counts: Sendable {
    var done = 0
    var failed = 0
    var batches = 0
    var bytes = 0

    mutating func add(_ other: Counts) {
        done += other.done
        failed += other.failed
        batches += other.batches
        bytes += other.bytes
    }
}

/// Makes batches and sends each before it makes the next; several of them keep several batches in flight.
struct Worker {
    let indexer: BulkIndexer
    var batcher: BulkBatcher
    var counts = Counts()

    mutating func run(_ source: RowSource, _ builder: DocumentBuilder) async throws {
        while let rows = source.take() {
            for row in rows {
                let full = batcher.add(builder.operation(row)) { builder.write(row, to: &$0) }
                if let full { try await send(full) }
            }
        }
        if let batch = batcher.finish() { try await send(batch) }
    }

    private mutating func send(_ batch: BulkBatch) async throws {
        let outcomes = try await indexer.send(batch)
        let done = outcomes.count { $0.isDone }
        counts.add(Counts(done: done, failed: outcomes.count - done, batches: 1, bytes: batch.body.count))
    }
}
