import Synchronization

/// What became of the inputs of one ingest, as they end.
public struct IngestOutcomes: AsyncSequence, Sendable {
    /// One input's outcome.
    public typealias Element = ItemOutcome

    typealias Work = @Sendable (BoundedChannel<ItemOutcome>) async throws -> IngestReport

    /// How many outcomes may wait for the reader.
    static let capacity = 1_024

    private let work: Work
    private let ended = Ended()

    init(_ work: @escaping Work) { self.work = work }

    /// The report of the run; `nil` until the last outcome was read.
    public var report: IngestReport? { ended.report.withLock { $0 } }

    /// Starts the run; iterate once.
    public func makeAsyncIterator() -> Iterator { Iterator(work: work, ended: ended) }

    /// Reads the outcomes; the run is cancelled when it is let go before their end.
    public struct Iterator: AsyncIteratorProtocol {
        private let run: Run
        private var waiting: ArraySlice<ItemOutcome> = []

        fileprivate init(work: @escaping Work, ended: Ended) { run = Run(work, ended) }

        /// The next outcome; `nil` after the last one.
        ///
        /// - Throws: What the run threw, after the outcomes before it.
        public mutating func next() async throws -> ItemOutcome? {
            if waiting.isEmpty { waiting = await run.receive()[...] }
            if let outcome = waiting.popFirst() { return outcome }
            try await run.finish()
            return nil
        }
    }

    fileprivate final class Ended: Sendable {
        let report = Mutex<IngestReport?>(nil)
    }

    /// The run behind an iterator; ends with it.
    private final class Run: Sendable {
        private let channel = BoundedChannel<ItemOutcome>(capacity: IngestOutcomes.capacity)
        private let task: Task<IngestReport, any Error>
        private let ended: Ended

        init(_ work: @escaping Work, _ ended: Ended) {
            self.ended = ended
            task = Task { [channel] in
                defer { channel.finish() }
                return try await work(channel)
            }
        }

        deinit { task.cancel() }

        func receive() async -> [ItemOutcome] {
            await withTaskCancellationHandler {
                await channel.receive()
            } onCancel: {
                task.cancel()
            }
        }

        func finish() async throws {
            let report = try await task.value
            ended.report.withLock { $0 = report }
        }
    }
}
