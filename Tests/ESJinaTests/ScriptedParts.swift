import ContentDigests
import Elasticsearch
import EmbeddedNode
import Embeddings
import HTTPTransport
import Synchronization
import TestSupport

@testable import ESJina

/// An embedder that answers as a test wants and remembers what it was asked.
final class ScriptedEmbedder: Embedder {
    typealias Answer = @Sendable ([EmbeddingInput]) async throws -> EmbeddingBatch

    let model: EmbeddingModel
    let limits: EmbedderLimits
    let fingerprint: String
    let readsImageWords: Bool
    private let answer: Answer
    private let asked = Mutex<[[EmbeddingInput]]>([])

    init(
        model: EmbeddingModel = .tiny,
        limits: EmbedderLimits = .roomy,
        fingerprint: String = "tiny-1",
        readsImageWords: Bool = false,
        answer: @escaping Answer = { EmbeddingBatch(outcomes: $0.map { .success(ScriptedEmbedder.vector($0)) }) }
    ) {
        self.model = model
        self.limits = limits
        self.fingerprint = fingerprint
        self.readsImageWords = readsImageWords
        self.answer = answer
    }

    /// The inputs of each call so far.
    var calls: [[EmbeddingInput]] { asked.withLock { $0 } }
    /// The texts of each call so far.
    var texts: [[String]] {
        calls.map { $0.compactMap { if case .text(let text) = $0 { text } else { nil } } }
    }

    func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch {
        asked.withLock { $0.append(inputs) }
        return try await answer(inputs)
    }

    /// A vector that depends on nothing but the input; not of unit length.
    static func vector(_ input: EmbeddingInput) -> Embedding {
        let bytes =
            switch input {
            case .text(let text): ContentDigest(of: text).bytes
            case .image(let image): ContentDigest(of: image.bytes).bytes
            }
        return Embedding(bytes.prefix(4).map { Float($0) + 1 })
    }
}

extension EmbeddingModel {
    /// Four numbers, or two.
    static let tiny = EmbeddingModel(
        id: "tiny",
        dims: 4,
        matryoshkaDims: [2, 4],
        modalities: [.text, .image],
        maxTokens: 100
    )
    static let tinyTextOnly = EmbeddingModel(
        id: "tiny-text",
        dims: 4,
        matryoshkaDims: [2, 4],
        modalities: [.text],
        maxTokens: 100
    )
}

extension EmbedderLimits {
    static let roomy = EmbedderLimits(
        maxTexts: 100,
        maxImages: 100,
        maxBytes: 1 << 20,
        mixesModalities: true,
        maxConcurrentCalls: 4
    )
}

/// Waits of tests for each other, without clocks.
actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func open() {
        isOpen = true
        for waiter in waiting { waiter.resume() }
        waiting = []
    }

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }
}

/// A failure of a test's own making.
struct Outage: Error, Equatable {
    var number = 0
}

/// A transport that may answer in place of the one behind it, and counts what passes.
final class ListeningTransport: HTTPTransport {
    private let inner: any HTTPTransport
    /// The inner one's files, which must last as long as it is used.
    private let directory: TemporaryDirectory
    private let seen = Mutex<[HTTPRequest]>([])
    private let answer: @Sendable (HTTPRequest, Int) async throws -> HTTPResponse?

    /// `answer` is given the request and how many of its operation came before it; `nil` lets it pass.
    init(
        _ inner: any HTTPTransport,
        in directory: TemporaryDirectory,
        answer: @escaping @Sendable (HTTPRequest, Int) async throws -> HTTPResponse?
    ) {
        self.inner = inner
        self.directory = directory
        self.answer = answer
    }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let earlier = seen.withLock { seen in
            defer { seen.append(request) }
            return seen.count { $0.operation == request.operation }
        }
        if let answer = try await answer(request, earlier) { return answer }
        return try await inner.send(request)
    }

    /// The requests of one operation, in order.
    func requests(_ operation: String) -> [HTTPRequest] { seen.withLock { $0.filter { $0.operation == operation } } }
    var operations: [String] { seen.withLock { $0.map(\.operation) } }
}

/// A node of its own with a state directory of its own.
struct Workshop: Sendable {
    let directory: TemporaryDirectory
    let transport: ListeningTransport
    let client: ElasticsearchClient
    let index = "things"

    init(
        answer: @escaping @Sendable (HTTPRequest, Int) async throws -> HTTPResponse? = { _, _ in nil }
    ) throws {
        directory = try TemporaryDirectory()
        var options = EmbeddedNode.Options()
        options.durability = .process
        transport = ListeningTransport(
            try EmbeddedNode(directory: directory.path + "/node", options: options),
            in: directory,
            answer: answer
        )
        client = ElasticsearchClient(try ElasticsearchConfiguration("http://embedded"), transport: transport)
    }

    var state: String { directory.path + "/state" }

    var options: IngestOptions {
        var options = IngestOptions(stateDirectory: state)
        options.bulk = BulkOptions(maxAttempts: 2, initialBackoff: .milliseconds(1), maxBackoff: .milliseconds(2))
        return options
    }

    /// Ingests `steps`.
    func ingest(
        _ steps: [SourceStep],
        embedder: any Embedder = ScriptedEmbedder(),
        images: (any ImagePreparer)? = PlainImages(),
        monitor: IngestMonitor = IngestMonitor(),
        configure: (inout IngestOptions) -> Void = { _ in }
    ) async throws -> IngestReport {
        var options = options
        configure(&options)
        let pipeline = IngestPipeline(
            client: client,
            index: index,
            embedder: embedder,
            images: images,
            options: options
        )
        return try await pipeline.run(StepSource(steps: steps), monitor: monitor)
    }

    /// A pipeline into the workshop's index.
    func pipeline(_ options: IngestOptions? = nil, embedder: any Embedder = ScriptedEmbedder()) -> IngestPipeline {
        IngestPipeline(
            client: client,
            index: index,
            embedder: embedder,
            images: PlainImages(),
            options: options ?? self.options
        )
    }

    /// Opens the index for searching.
    func search(
        reranker: (any Reranker)? = nil,
        embedder: any Embedder = ScriptedEmbedder()
    ) async throws -> SearchPipeline {
        try await SearchPipeline(client: client, index: index, secondStage: reranker.map { RerankStage(reranker: $0) })
        { _ in
            embedder
        }
    }
}

/// A source of a library user's own.
struct StepSource: AsyncSequence, Sendable {
    typealias Element = SourceStep
    var steps: [SourceStep]

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<SourceStep>
        mutating func next() async -> SourceStep? { rest.popFirst() }
    }

    func makeAsyncIterator() -> Iterator { Iterator(rest: steps[...]) }
}

extension SourceStep {
    /// An input that is `record`.
    static func record(_ record: IngestRecord, position: String? = nil) -> SourceStep {
        .entry(SourceEntry(position: position ?? record.id) { () throws(InputError) in record })
    }

    /// A text.
    static func text(
        _ id: String,
        _ text: String,
        title: String? = nil,
        position: String? = nil,
        change: (inout IngestRecord) -> Void = { _ in }
    ) -> SourceStep {
        var record = IngestRecord(id: id, content: .text(text), title: title)
        change(&record)
        return .record(record, position: position)
    }

    /// An input that cannot be read.
    static func broken(_ position: String) -> SourceStep {
        .entry(
            SourceEntry(position: position) { () throws(InputError) in throw InputError(.read, "\(position) is broken.")
            }
        )
    }
}

/// Takes every picture as it is; bytes that begin with 0 are no picture.
struct PlainImages: ImagePreparer {
    func prepare(_ bytes: [UInt8], name: String, options: ImageOptions) throws(ImageError) -> PreparedImage {
        guard bytes.first != 0 else { throw ImageError(.corrupt, "\(name) is damaged.") }
        return PreparedImage(
            image: EmbeddingImage(bytes: bytes, mediaType: "image/jpeg"),
            width: 640,
            height: 480,
            format: "png"
        )
    }

    func preview(
        _ bytes: [UInt8],
        page: Int,
        name: String,
        width: Int,
        height: Int,
        as encoding: ImagePreview.Encoding
    ) throws(ImageError) -> ImagePreview {
        ImagePreview(bytes: bytes, encoding: encoding, width: width, height: height)
    }
}
