import CurlTransport
import ESJina
import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import TestSupport
import Testing

/// Many small documents that bring their vectors, on their way to an index.
struct VectorLoad: Sendable {
    let count: Int
    let index = TestEquipment.uniqueIndexName("load")
    let client: ElasticsearchClient
    let monitor = IngestMonitor()
    private let directory: TemporaryDirectory

    init(count: Int, urls: [String]) throws {
        self.count = count
        directory = try TemporaryDirectory()
        client = ElasticsearchClient(
            try ElasticsearchConfiguration(urls: urls),
            transport: LibcurlTransport().through(RetryMiddleware())
        )
    }

    /// Runs the load once; how it ended, the error of a run that gave up included.
    func run(_ monitor: IngestMonitor) async -> Result<IngestReport, any Error> {
        let pipeline = IngestPipeline(
            client: client,
            index: index,
            embedder: PrecomputedEmbedder(model: VectorSequence.model),
            images: nil,
            options: IngestOptions(stateDirectory: directory.path + "/state")
        )
        do {
            return .success(try await pipeline.run(VectorSequence(count: count), monitor: monitor))
        } catch {
            return .failure(error)
        }
    }

    /// Waits until `count` documents are acknowledged in the first run.
    func wait(for count: Int) async throws {
        for _ in 0..<60_000 where monitor.snapshot.documents < count { try await Task.sleep(for: .milliseconds(5)) }
        try #require(monitor.snapshot.documents >= count)
    }

    /// Whether the first run ended well or not, everything is there in the end, once.
    func complete(after first: Result<IngestReport, any Error>) async throws {
        let report: IngestReport
        switch first {
        case .success(let done):
            report = done
            #expect(report.counters.indexed == count)
        case .failure(let error):
            // It may give up; then it says so, and the next run goes on from there.
            let before = monitor.snapshot.indexed
            #expect(before < count, "\(error)")
            report = try await run(IngestMonitor()).get()
            #expect(report.counters.unchanged >= before)
        }
        #expect(report.state == .finished)
        #expect(report.counters.started == count)
        #expect(report.counters.indexed + report.counters.unchanged == count)
        #expect(report.counters.deadLettered + report.counters.skipped == 0)
        #expect(report.reconciliation?.indexCount == count)
        #expect(report.reconciliation?.journalCount == count)
        #expect(report.reconciliation?.isConsistent == true)
        #expect(report.deadLetterPath == nil)
        var ids: Set<String> = []
        var found = 0
        for try await hit in client.scan(index, pageSize: 10_000) {
            ids.insert(hit.id)
            found += 1
        }
        #expect(found == count)
        #expect(ids == Set((0..<count).map { VectorSequence.id($0) }))
    }
}

/// Records of an attribute and a vector of 16 dims, made when their turn comes.
struct VectorSequence: AsyncSequence, Sendable {
    typealias Element = SourceStep

    static let model = EmbeddingModel(
        id: "small",
        dims: 16,
        matryoshkaDims: [16],
        modalities: [.text],
        maxTokens: .max
    )

    let count: Int

    static func id(_ number: Int) -> String { "row-\(number)" }

    struct Iterator: AsyncIteratorProtocol {
        let count: Int
        var number = 0

        mutating func next() async -> SourceStep? {
            guard number < count else { return nil }
            let number = number
            self.number += 1
            return .entry(
                SourceEntry(position: "rows:\(number)", byteCount: 64) { () throws(InputError) in
                    IngestRecord(
                        id: VectorSequence.id(number),
                        content: .none,
                        attributes: ["number": JSONValue(number)],
                        vector: Embedding((0..<16).map { Float((number &* 31 &+ $0 &* 17) % 101) - 50.5 })
                    )
                }
            )
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(count: count) }
}
