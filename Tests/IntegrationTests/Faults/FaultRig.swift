import CurlTransport
import ESJina
import ESJinaTesting
import Elasticsearch
import EmbeddedNode
import Embeddings
import HTTPTransport
import JSONValues
import Jina
import Synchronization
import TestSupport
import Testing

/// An ingest with everything around it, in which one thing is wrong at a time: engine and embedder stand behind fault servers.
final class FaultRig: Sendable {
    /// Inputs that can be indexed, those that cannot be read, and those that are left out.
    static let (good, broken, skipped) = (60, 2, 2)
    static let inputs = good + broken + skipped
    /// How many inputs a window holds, and how many windows are under way.
    static let (windowSize, windows) = (8, 3)
    static let secret = "ZmF1bHRzOnNlY3JldA=="

    let directory: TemporaryDirectory
    let index = "things"
    /// Before the engine.
    let server: FaultServer
    /// Jina's API, and the fault server before it, where texts are embedded there.
    let jina: HostedJinaServer?
    let jinaServer: FaultServer?
    let embedder: CountingEmbedder
    private let node: ReplaceableNode
    private let transport: any HTTPTransport
    private let scheme: String
    /// What is addressed in the fault server's place.
    private let other = Mutex<TLSEndpoint?>(nil)
    /// Whether the edition of an input is its version.
    private let isVersioned: Bool
    /// How often a bulk request is tried.
    private let attempts: Int

    /// Texts are embedded in process, or by a stand-in for Jina's API; the engine is addressed by `scheme`.
    init(
        usesJina: Bool = false,
        isVersioned: Bool = false,
        attempts: Int = 10,
        scheme: String = "http",
        stall: Duration = .seconds(10)
    ) async throws {
        self.isVersioned = isVersioned
        self.attempts = attempts
        directory = try TemporaryDirectory()
        node = try ReplaceableNode(directory: directory.path + "/node")
        server = try FaultServer(in: node)
        self.scheme = scheme
        transport = Self.network(stall: stall)
        guard usesJina else {
            (jina, jinaServer) = (nil, nil)
            embedder = CountingEmbedder(HashingEmbedder())
            return
        }
        let jina = try HostedJinaServer()
        let between = try FaultServer(in: LibcurlTransport(), at: jina.url)
        (self.jina, jinaServer) = (jina, between)
        let client = JinaClient(
            JinaConfiguration(
                baseURL: between.url,
                apiKey: Secret(HostedJinaServer.defaultKey),
                dialect: .hosted,
                rateLimitPatience: .seconds(120)
            ),
            transport: Self.network(stall: stall, retrying: [500, 502, 503, 504]),
            clock: InstantClock()
        )
        embedder = CountingEmbedder(try await JinaEmbedder(client: client))
    }

    deinit {
        server.stop()
        jinaServer?.stop()
        jina?.stop()
    }

    /// Puts a server in the place of the fault server, or, without one, takes it away again.
    func standIn(_ server: TLSEndpoint?) { other.withLock { $0 = server } }

    /// Opens the engine anew, as after a restart; its database may have so many pages, 0 for no limit.
    func reopenEngine(pages: Int = 0) throws { try node.reopen(pages: pages) }

    /// Tries again soon.
    static func network(
        stall: Duration = .seconds(10),
        retrying statuses: Set<Int> = [429, 502, 503, 504]
    ) -> any HTTPTransport {
        var configuration = CurlConfiguration()
        configuration.timeouts = HTTPTimeouts(connect: .seconds(2), total: .seconds(20), stall: stall)
        configuration.maxResponseBytes = 16 << 20
        let policy = RetryPolicy(
            maxAttempts: 6,
            baseDelay: .milliseconds(20),
            maxDelay: .milliseconds(60),
            retriedStatuses: statuses
        )
        return LibcurlTransport(configuration).through(RetryMiddleware(policy: policy))
    }

    var state: String { directory.path + "/state" }

    var options: IngestOptions {
        var options = IngestOptions(stateDirectory: state)
        options.dims = [64]
        options.windowSize = Self.windowSize
        options.concurrentWindows = Self.windows
        options.maxBulkBytes = 2500
        options.bulk = BulkOptions(
            maxAttempts: attempts,
            initialBackoff: .milliseconds(5),
            maxBackoff: .milliseconds(40),
            maxTotalTime: .seconds(10)
        )
        return options
    }

    /// The text of an input; `edition` counts its changes.
    static func text(_ number: Int, edition: Int) -> String {
        "Text number \(number) of edition \(edition) on lamps, seas and apples."
    }

    /// Whether Jina's API was asked for one of the texts, not for a word that shows whether it answers at all.
    static func isInput(_ name: String) -> Bool { name.contains("Text number") }

    static func id(_ number: Int) -> String { "text-\(number)" }

    /// The inputs, with broken and skipped ones between the others.
    private func steps(edition: Int) -> [SourceStep] {
        var steps: [SourceStep] = []
        let version = isVersioned ? edition : nil
        for number in 0..<Self.good {
            steps.append(
                .entry(
                    SourceEntry(position: "in:\(number)", byteCount: 70) { () throws(InputError) in
                        var record = IngestRecord(
                            id: Self.id(number),
                            content: .text(Self.text(number, edition: edition))
                        )
                        record.version = version
                        return record
                    }
                )
            )
            if number == 10 { steps += [.skipped(position: "skipped:0", reason: "hidden")] }
            if number == 20 { steps += [.failed(position: "broken:0", InputError(.read, "broken:0 cannot be read."))] }
            if number == 30 {
                steps.append(
                    .entry(
                        SourceEntry(position: "broken:1") { () throws(InputError) in
                            throw InputError(.read, "broken:1 is not UTF-8 text.")
                        }
                    )
                )
            }
            if number == 40 { steps += [.skipped(position: "skipped:1", reason: "hidden")] }
        }
        return steps
    }

    /// One run over an edition of the inputs, with what it counted whatever its end.
    func run(
        edition: Int = 1,
        scheme: String? = nil
    ) async throws -> FaultRun { try await run(steps(edition: edition), scheme: scheme) }

    /// One run over `steps`.
    func run(_ steps: [SourceStep], scheme: String? = nil) async throws -> FaultRun {
        let engine = other.withLock { $0?.url } ?? (scheme ?? self.scheme) + server.url.dropFirst(4)
        let client = ElasticsearchClient(
            try ElasticsearchConfiguration(engine, credentials: .apiKey(Secret(Self.secret))),
            transport: transport
        )
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
        do {
            let report = try await pipeline.run(StepSequence(steps: steps), monitor: monitor)
            return FaultRun(report: report, error: nil, counters: report.counters, outcomes: outcomes.all)
        } catch {
            return FaultRun(report: nil, error: error, counters: monitor.snapshot, outcomes: outcomes.all)
        }
    }

    /// What a document must hold.
    static func content(_ document: StoredDocument) -> String? { document.source[DocumentFields.body]?.string }

    /// What is in the index, asked past the fault server.
    func documents() async throws -> [String: StoredDocument] {
        let client = ElasticsearchClient(try ElasticsearchConfiguration("http://embedded"), transport: node)
        guard try await client.indexExists(index) else { return [:] }
        try await client.refresh(index)
        let ids = (0..<Self.good).map(Self.id)
        let found = try await client.multiGet(ids, index: index).compactMap { $0 }
        #expect(try await client.count(index) == found.count, "there are documents of other ids")
        return Dictionary(uniqueKeysWithValues: found.map { ($0.id, $0) })
    }

    /// The text of each document that there must be, asked past the fault server; `nil` where there is none.
    func contents(of ids: [String]) async throws -> [String?] {
        let client = ElasticsearchClient(try ElasticsearchConfiguration("http://embedded"), transport: node)
        return try await client.multiGet(ids, index: index).map { $0.flatMap(Self.content) }
    }
}

/// How a run ended.
struct FaultRun: Sendable {
    var report: IngestReport?
    var error: (any Error)?
    var counters: IngestCounters
    /// How often each input ended, and as what.
    var outcomes: [String: [String]]
    /// Why it paused.
    var throttles: [String] = []

    func positions(_ outcome: String) -> Set<String> { Set(outcomes.filter { $0.value.contains(outcome) }.keys) }
}

/// Steps from memory.
struct StepSequence: AsyncSequence, Sendable {
    typealias Element = SourceStep
    var steps: [SourceStep]

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<SourceStep>
        mutating func next() async -> SourceStep? { rest.popFirst() }
    }

    func makeAsyncIterator() -> Iterator { Iterator(rest: steps[...]) }
}

/// Remembers how every input ended.
final class ItemOutcomes: Observer {
    private let state = Mutex<[String: [String]]>([:])
    private let pauses = Mutex<[String]>([])
    func itemFinished(_ event: ItemEvent) { state.withLock { $0[event.item, default: []].append(event.outcome) } }
    func throttled(_ event: ThrottleEvent) { pauses.withLock { $0.append(event.reason) } }
    var all: [String: [String]] { state.withLock { $0 } }
    /// Why the run paused.
    var throttles: [String] { pauses.withLock { $0 } }
}

/// Counts the vectors that its embedder made for each text.
final class CountingEmbedder: Embedder {
    private let inner: any Embedder
    private let made = Mutex<[String: Int]>([:])

    init(_ inner: any Embedder) { self.inner = inner }

    var model: EmbeddingModel { inner.model }
    var limits: EmbedderLimits { inner.limits }
    var fingerprint: String { inner.fingerprint }
    var readsImageWords: Bool { inner.readsImageWords }
    var counts: [String: Int] { made.withLock { $0 } }

    func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch {
        let batch = try await inner.embed(inputs, role: role, dims: dims)
        for (input, outcome) in zip(inputs, batch.outcomes) {
            if case .text(let text) = input, case .success = outcome {
                made.withLock { $0[text, default: 0] += 1 }
            }
        }
        return batch
    }
}

/// An embedded node that can be opened anew on its directory.
final class ReplaceableNode: HTTPTransport {
    private let directory: String
    private let node: Mutex<EmbeddedNode?>

    init(directory: String) throws {
        self.directory = directory
        node = Mutex(nil)
        try reopen(pages: 0)
    }

    func reopen(pages: Int) throws {
        var options = EmbeddedNode.Options()
        options.durability = .process
        options.maxDatabasePages = pages
        try node.withLock {
            $0 = nil
            $0 = try EmbeddedNode(directory: directory, options: options)
        }
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        guard let node = node.withLock({ $0 }) else { throw TransportError(.unavailable, "The node is closed.") }
        return try await node.send(request)
    }
}
