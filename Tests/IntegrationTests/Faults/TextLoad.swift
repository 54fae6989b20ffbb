import CurlTransport
import ESJina
import ESJinaTesting
import Elasticsearch
import Embeddings
import HTTPTransport
import Synchronization
import TestSupport
import Testing

/// Short texts on their way to an index of a real cluster, with small vectors.
final class TextLoad: Sendable {
    let index = TestEquipment.uniqueIndexName("faults")
    let directory: TemporaryDirectory
    let embedder = CountingEmbedder(SmallEmbedder())
    /// Counts what the present run has done.
    let monitor = LatestMonitor()
    /// What the server answered so far, by status.
    let statuses = StatusCounter()
    private let client: ElasticsearchClient
    private let checker: ElasticsearchClient
    private let bulk: BulkOptions

    /// Loads into `urls` and tries a batch for so long; what is there is asked of `url`, past whatever fails.
    ///
    /// A request that is quiet for the time of `stall` is taken for lost.
    init(
        urls: [String],
        checking url: String,
        patience: Duration = .seconds(2),
        stall: Duration = .milliseconds(600)
    ) throws {
        directory = try TemporaryDirectory()
        var configuration = CurlConfiguration()
        configuration.timeouts = HTTPTimeouts(connect: .seconds(1), total: .seconds(20), stall: stall)
        let policy = RetryPolicy(maxAttempts: 12, baseDelay: .milliseconds(20), maxDelay: .milliseconds(200))
        client = ElasticsearchClient(
            try ElasticsearchConfiguration(urls: urls),
            transport: LibcurlTransport(configuration).through(statuses).through(RetryMiddleware(policy: policy))
        )
        checker = ElasticsearchClient(
            try ElasticsearchConfiguration(url),
            transport: LibcurlTransport().through(RetryMiddleware())
        )
        bulk = BulkOptions(
            maxAttempts: 1000,
            initialBackoff: .milliseconds(10),
            maxBackoff: .milliseconds(200),
            maxTotalTime: patience,
            initialConcurrency: 8
        )
    }

    /// Runs `body` and deletes the index whatever happens.
    func withIndex(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            _ = try? await checker.deleteIndex(index)
            throw error
        }
        _ = try await checker.deleteIndex(index)
    }

    /// Ingests `count` texts.
    func run(
        _ count: Int,
        windowSize: Int = 50,
        concurrentWindows: Int = 4,
        maxBulkBytes: Int = 16 << 10,
        words: Int = 6,
        oversized: Set<Int> = []
    ) async throws -> FaultRun {
        var options = IngestOptions(stateDirectory: directory.path + "/state")
        options.windowSize = windowSize
        options.concurrentWindows = concurrentWindows
        options.maxBulkBytes = maxBulkBytes
        options.bulk = bulk
        let outcomes = ItemOutcomes()
        let pipeline = IngestPipeline(
            client: client,
            index: index,
            embedder: embedder,
            images: nil,
            options: options,
            observer: outcomes
        )
        let monitor = IngestMonitor()
        self.monitor.set(monitor)
        do {
            let report = try await pipeline.run(
                TextSequence(count: count, words: words, oversized: oversized),
                monitor: monitor
            )
            return FaultRun(
                report: report,
                counters: report.counters,
                outcomes: outcomes.all,
                throttles: outcomes.throttles
            )
        } catch {
            return FaultRun(error: error, counters: monitor.snapshot, outcomes: outcomes.all)
        }
    }

    /// Waits until `count` documents of the present run are acknowledged.
    func wait(for count: Int) async throws {
        for _ in 0..<20_000 {
            if (monitor.indexed ?? 0) >= count { return }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Every input ended exactly once, as something that is in the index.
    func account(_ run: FaultRun) {
        #expect(run.counters.finished == run.counters.started)
        #expect(run.counters.indexed + run.counters.unchanged == run.counters.started)
        #expect(run.outcomes.count == run.counters.started)
        #expect(run.outcomes.values.allSatisfy { $0.count == 1 }, "an input ended twice")
    }

    /// How often each of the first `count` documents was written; 0 where it is not there.
    func versions(_ count: Int) async throws -> [Int] {
        let ids = (0..<count).map { TextSequence.id($0) }
        return try await checker.multiGet(ids, index: index).map { $0?.version ?? 0 }
    }

    /// A second run brings exactly what `first` did not, and then everything is there once.
    func complete(after first: FaultRun, count: Int, words: Int = 6) async throws {
        let second = try await run(count, words: words)
        #expect(second.report != nil, "\(String(describing: second.error))")
        account(second)
        #expect(second.counters.unchanged >= first.counters.indexed + first.counters.unchanged)
        #expect(second.counters.indexed == count - second.counters.unchanged)
        try await checker.refresh(index)
        #expect(try await checker.count(index) == count)
        let ids = (0..<count).map { TextSequence.id($0) }
        for start in stride(from: 0, to: count, by: 5000) {
            let found = try await checker.multiGet(Array(ids[start..<min(start + 5000, count)]), index: index)
            #expect(found.allSatisfy { $0 != nil }, "a document is missing")
        }
        let made = embedder.counts
        #expect(made.count == count)
        #expect(made.values.allSatisfy { $0 == 1 }, "a text has two vectors")
    }
}

/// Texts that are made when their turn comes.
struct TextSequence: AsyncSequence, Sendable {
    typealias Element = SourceStep
    var count: Int
    var words = 6
    /// Those that bring some 3 MB of keywords with them.
    var oversized: Set<Int> = []

    static func id(_ number: Int) -> String { "text-\(number)" }

    struct Iterator: AsyncIteratorProtocol {
        let count: Int
        let words: Int
        let oversized: Set<Int>
        var number = 0

        mutating func next() async -> SourceStep? {
            guard number < count else { return nil }
            let (number, words, isOversized) = (number, words, oversized.contains(number))
            self.number += 1
            return .entry(
                SourceEntry(position: "in:\(number)", byteCount: words * 6) { () throws(InputError) in
                    let rest = (0..<words).map { "word\(($0 &* 31 &+ number) % 97)" }.joined(separator: " ")
                    var record = IngestRecord(id: TextSequence.id(number), content: .text("Text \(number) \(rest)"))
                    if isOversized {
                        record.tags = (0..<50_000).map { "keyword \(number) of some length, \($0), \($0 &* 7_919_191)" }
                    }
                    return record
                }
            )
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(count: count, words: words, oversized: oversized) }
}

/// Vectors of 64 dims from a hash of the text: quick, so that what is measured is the way to the index.
struct SmallEmbedder: Embedder {
    let model = EmbeddingModel(id: "small", dims: 64, matryoshkaDims: [64], modalities: [.text], maxTokens: 8192)
    let limits = EmbedderLimits(
        maxTexts: 1024,
        maxImages: 1,
        maxBytes: 1 << 24,
        mixesModalities: false,
        maxConcurrentCalls: 4
    )
    let fingerprint = "small-1"

    func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch {
        let outcomes = try inputs.map { input -> Result<Embedding, EmbeddingFailure> in
            guard case .text(let text) = input else { return .failure(EmbeddingFailure("no text")) }
            var generator = ESJinaTesting.SeededGenerator(
                seed: text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
            )
            let values = (0..<64).map { _ in Float.random(in: -1...1, using: &generator) }
            return .success(try Embedding(values).normalized())
        }
        return EmbeddingBatch(outcomes: outcomes)
    }
}

/// The monitor of the run that goes on.
final class LatestMonitor: Sendable {
    private let monitor = Mutex<IngestMonitor?>(nil)
    func set(_ new: IngestMonitor) { monitor.withLock { $0 = new } }
    var indexed: Int? { monitor.withLock { $0 }?.snapshot.indexed }
}

/// Counts the answers that pass, by their status, and requests without one.
final class StatusCounter: HTTPMiddleware {
    private let counts = Mutex<[Int: Int]>([:])

    subscript(status: Int) -> Int { counts.withLock { $0[status] ?? 0 } }

    /// How many requests had no whole answer.
    var failures: Int { self[0] }

    func send(_ request: HTTPRequest, next: any HTTPTransport) async throws -> HTTPResponse {
        do {
            let answer = try await next.send(request)
            counts.withLock { $0[answer.status, default: 0] += 1 }
            return answer
        } catch {
            counts.withLock { $0[0, default: 0] += 1 }
            throw error
        }
    }
}
