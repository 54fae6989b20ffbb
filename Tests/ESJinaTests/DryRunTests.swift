import Elasticsearch
import Embeddings
import JSONValues
import TestSupport
import Testing

@testable import ESJina

@Suite struct `Dry run` {
    private static let story = (1...400).map { "Chapter \($0) of a long story. " }.joined()

    /// Inputs of every kind and fault.
    private static let messy: [SourceStep] = [
        .text("a", "first") { $0.attributes = ["year": 2024] },
        .text("b", "second"),
        .text("b2", "second"),
        .broken("/c"),
        .skipped(position: "/d", reason: "not a picture"),
        .failed(position: "/e", InputError(.read, "Cannot list the directory /e: Permission denied.")),
        .text("a", "another", position: "/f"),
        .text("", "no id", position: "/g"),
        .text(String(repeating: "x", count: 513), "long id", position: "/h"),
        .text("i", "reserved") { $0.attributes = ["captions.en": "x"] },
        .text("j", "no language") { $0.captions = [.init(language: "en us", text: "x")] },
        .text("k", "  "),
        .text("l", "refused by the index") { $0.attributes = ["year": "long ago"] },
        .record(IngestRecord(id: "m", content: .image([0, 1]), path: "/m.png")),
        .record(IngestRecord(id: "n", content: .image([1, 2]), path: "/n.png")),
        .record(IngestRecord(id: "o", content: .none), position: "/o"),
        .text("p", story),
        .text("q", "with captions") {
            $0.captions = [.init(language: "en", text: "x"), .init(language: "fr", text: "y")]
        },
    ]

    private func dryRun(
        _ steps: [SourceStep],
        embedder: any Embedder,
        alternatives: [any Embedder] = [],
        state: String,
        capabilities: Capabilities = Capabilities(version: "9.5"),
        configure: (inout IngestOptions) -> Void = { _ in }
    ) async throws -> DryRunReport {
        let scratch = try Workshop()
        var options = scratch.options
        options.stateDirectory = state
        configure(&options)
        return try await DryRun(
            engine: scratch.client,
            scratchDirectory: scratch.directory.path + "/scratch",
            index: scratch.index,
            embedder: embedder,
            alternatives: alternatives,
            images: PlainImages(),
            options: options,
            capabilities: capabilities
        )
        .run(StepSource(steps: steps))
    }

    @Test func `it rejects what an ingest rejects, for the same reasons, and counts the same documents`() async throws {
        let embedder = RefusingEmbedder(model: .tinyWithFewTokens)
        let configure = { @Sendable (options: inout IngestOptions) in
            // Of two inputs with one id the first to come has it; side by side that may be either.
            options.windowSize = 4
            options.concurrentWindows = 1
            options.dims = [4, 2]
        }
        let workshop = try Workshop()
        let rehearsed = try await dryRun(Self.messy, embedder: embedder, state: workshop.state, configure: configure)
        #expect(embedder.calls == 0, "nothing is embedded")
        let real = try await workshop.ingest(Self.messy, embedder: embedder, configure: configure)

        #expect(rehearsed.ingest.failures == real.failures)
        #expect(rehearsed.rejectedCount == real.counters.deadLettered)
        #expect(rehearsed.rejectedCount == 11)
        #expect(rehearsed.ingest.counters.indexed == real.counters.indexed)
        #expect(rehearsed.ingest.counters.skipped == real.counters.skipped)
        #expect(rehearsed.ingest.skippedReasons == real.skippedReasons)
        #expect(rehearsed.ingest.counters.documents == real.counters.documents)
        #expect(rehearsed.ingest.counters.documents == (try await workshop.client.count(workshop.index)))
        #expect(rehearsed.ingest.counters.pictures == real.counters.pictures)
        // What is sent and bought, too: the real stages were asked.
        #expect(rehearsed.sent.bulkRequests == real.counters.bulkBatches)
        #expect(rehearsed.sent.bulkBytes == real.counters.bulkBytes, "base64 has one length whatever the vector")
        #expect(rehearsed.vectors.calls == real.counters.embeddingCalls)
        #expect(rehearsed.vectors.pictures + rehearsed.vectors.texts == real.counters.embedded - 1, "one was refused")
        #expect(rehearsed.vectors.refused == 1)
        #expect(rehearsed.vectors.duplicates == 1)
        #expect(rehearsed.sent.parts > 1)
    }

    @Test func `it makes no index and leaves neither journal nor cache`() async throws {
        let workshop = try Workshop()
        let report = try await dryRun([.text("a", "x")], embedder: ScriptedEmbedder(), state: workshop.state)
        #expect(report.isClean)
        #expect(FileReader.kind(of: workshop.state) == nil)
        #expect(workshop.transport.operations == [])
    }

    @Test func `vectors that are kept are counted and left as they are`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest([.text("a", "x"), .text("b", "y")])
        let cache = workshop.state + "/embeddings.sqlite"
        let before = try EmbeddingCache(directory: workshop.state).vectors(for: [])
        let report = try await dryRun(
            [.text("c", "y"), .text("d", "z"), .text("e", "z"), .text("f", "x")],
            embedder: ScriptedEmbedder(),
            state: workshop.state
        )
        #expect(before.isEmpty && FileReader.kind(of: cache) == .file)
        #expect(report.vectors.documents == 4)
        #expect(report.vectors.kept == 2)
        #expect(report.vectors.duplicates == 1)
        #expect(report.vectors.texts == 1)
        #expect(report.vectors.calls == 1)
        let again = try await dryRun([.text("g", "z")], embedder: ScriptedEmbedder(), state: workshop.state)
        #expect(again.vectors.kept == 0, "the dry run before kept nothing")
        // Another name of the same model: what is kept from either counts.
        let other = ScriptedEmbedder(fingerprint: "tiny-2")
        let strange = try await dryRun([.text("c", "y")], embedder: other, state: workshop.state)
        #expect(strange.vectors.kept == 0)
        let named = try await dryRun(
            [.text("c", "y")],
            embedder: other,
            alternatives: [ScriptedEmbedder()],
            state: workshop.state
        )
        #expect(named.vectors.kept == 1)
    }

    @Test func `a server without base64 is sent numbers`() async throws {
        let workshop = try Workshop()
        let state = workshop.state
        let base64 = try await dryRun([.text("a", "x")], embedder: ScriptedEmbedder(), state: state)
        let numbers = try await dryRun(
            [.text("a", "x")],
            embedder: ScriptedEmbedder(),
            state: state,
            capabilities: Capabilities(version: "8.19")
        )
        #expect(numbers.sent.sourceBytes == base64.sent.sourceBytes)
        #expect(numbers.sent.bulkBytes > base64.sent.bulkBytes)
    }

    @Test func `vectors are measured as the server's fields want them, whatever its licence`() async throws {
        let workshop = try Workshop()
        let licensed = Capabilities(version: "9.5", licence: .enterprise)
        func bytes(_ vectors: VectorOptions) async throws -> Int {
            try await dryRun(
                [.text("a", "x")],
                embedder: ScriptedEmbedder(),
                state: workshop.state,
                capabilities: licensed
            ) { $0.vectors = vectors }
            .sent.bulkBytes
        }
        let floats = try await bytes(VectorOptions(indexType: .bbqDisk))
        // Four floats are 24 characters of base64, four bytes 8 of hex.
        #expect(try await bytes(VectorOptions(elementType: .byte)) == floats - 16)
    }

    @Test func `parts of a longer text are counted, and their tokens`() async throws {
        let workshop = try Workshop()
        let steps: [SourceStep] = [.text("p", Self.story)]
        let embedder = RefusingEmbedder(model: .tinyWithFewTokens)
        let report = try await dryRun(steps, embedder: embedder, state: workshop.state)
        #expect(report.sent.parts == report.ingest.counters.documents)
        #expect(report.vectors.textTokens > 400)
        #expect(report.json["sent"]?["parts"]?.int == report.sent.parts)
    }

    @Test func `placeholders are unit vectors whose numbers are as long as real ones`() {
        for dims in [1, 4, 256, 1024] {
            let vector = Rehearsal.placeholder(dims: dims)
            #expect(vector.dims == dims)
            #expect(vector.isUnitLength)
        }
    }
}

/// An embedder that knows beforehand that it takes no empty text.
private final class RefusingEmbedder: Embedder {
    let model: EmbeddingModel
    let limits = EmbedderLimits(
        maxTexts: 3,
        maxImages: 2,
        maxBytes: 1 << 20,
        mixesModalities: true,
        maxConcurrentCalls: 2
    )
    let fingerprint = "refusing-1"
    private let inner: ScriptedEmbedder

    init(model: EmbeddingModel) {
        self.model = model
        inner = ScriptedEmbedder(model: model) { inputs in
            EmbeddingBatch(
                outcomes: inputs.map { input in
                    Self.reason(input).map { .failure($0) } ?? .success(ScriptedEmbedder.vector(input))
                }
            )
        }
    }

    var calls: Int { inner.calls.count }

    func embed(_ inputs: [EmbeddingInput], role: EmbeddingRole, dims: Int?) async throws -> EmbeddingBatch {
        try await inner.embed(inputs, role: role, dims: dims)
    }

    func refusal(of input: EmbeddingInput) -> EmbeddingFailure? { Self.reason(input) }

    private static func reason(_ input: EmbeddingInput) -> EmbeddingFailure? {
        guard case .text(let text) = input, text.allSatisfy(\.isWhitespace) else { return nil }
        return EmbeddingFailure("the text is empty")
    }
}

extension EmbeddingModel {
    /// As `tiny`, with texts cut early.
    fileprivate static let tinyWithFewTokens: EmbeddingModel = {
        var model = EmbeddingModel.tiny
        model.maxTokens = 64
        return model
    }()
}
