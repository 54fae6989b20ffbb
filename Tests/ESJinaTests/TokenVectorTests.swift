import ContentDigests
import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import Synchronization
import TestSupport
import Testing

@testable import ESJina

/// An embedder of token vectors that answers as a test wants and remembers what it was asked.
final class ScriptedMultiVectorEmbedder: MultiVectorEmbedder {
    typealias Answer = @Sendable ([String]) async throws -> MultiVectorBatch

    let model = MultiVectorModel(id: "tiny-words", dims: 4, sizes: [2, 4], maxTokens: 100)
    let dims = 4
    let limits = EmbedderLimits.roomy
    let fingerprint: String
    private let answer: Answer
    private let asked = Mutex<[(texts: [String], role: EmbeddingRole)]>([])

    init(
        fingerprint: String = "tiny-words 4",
        answer: @escaping Answer = {
            MultiVectorBatch(outcomes: $0.map { .success(ScriptedMultiVectorEmbedder.vectors($0)) }, billedTokens: 3)
        }
    ) {
        self.fingerprint = fingerprint
        self.answer = answer
    }

    var texts: [[String]] { asked.withLock { $0.map(\.texts) } }
    var roles: [EmbeddingRole] { asked.withLock { $0.map(\.role) } }

    func embed(_ texts: [String], role: EmbeddingRole) async throws -> MultiVectorBatch {
        asked.withLock { $0.append((texts, role)) }
        return try await answer(texts)
    }

    /// A unit vector for every word, one of the four axes by its length; negative for long words.
    static func vectors(_ text: String) -> MultiVector {
        let values = text.split(separator: " ")
            .flatMap { word -> [Float] in
                var axis: [Float] = [0, 0, 0, 0]
                axis[word.count % 4] = word.count > 8 ? -1 : 1
                return axis
            }
        guard let vectors = try? MultiVector(values.isEmpty ? [1, 0, 0, 0] : values, dims: 4) else {
            preconditionFailure("four numbers a word")
        }
        return vectors
    }
}

extension Workshop {
    /// Ingests `steps` with token vectors.
    func ingest(
        _ steps: [SourceStep],
        tokens: (any MultiVectorEmbedder)?,
        monitor: IngestMonitor = IngestMonitor(),
        index: String? = nil,
        configure: (inout IngestOptions) -> Void = { _ in }
    ) async throws -> IngestReport {
        var options = options
        configure(&options)
        let pipeline = IngestPipeline(
            client: client,
            index: index ?? self.index,
            embedder: ScriptedEmbedder(),
            multiVectorEmbedder: tokens,
            images: PlainImages(),
            options: options
        )
        return try await pipeline.run(StepSource(steps: steps), monitor: monitor)
    }

    func stored(_ id: String) async throws -> JSONObject? { try await client.get(id, index: index)?.source }

    func field() async throws -> TokenVectorField? {
        IndexDescription(try await client.mapping(of: index))?.tokenVectors
    }
}

@Suite struct `Token vectors in the index` {
    private let steps: [SourceStep] = [
        .text("a", "sea and lamp", title: "Harbour"),
        .record(
            IngestRecord(id: "b", content: .image([1, 2]), path: "/b.png", caption: "a lamp", tags: ["red", "old"])
        ),
        .record(IngestRecord(id: "c", content: .image([3, 4]), path: "/c.png")),
    ]

    @Test func `a document holds the vectors of its words, packed, and one without words holds none`() async throws {
        let workshop = try Workshop()
        let embedder = ScriptedMultiVectorEmbedder()
        let report = try await workshop.ingest(steps, tokens: embedder)
        #expect(report.counters.indexed == 3)
        #expect(embedder.texts.flatMap(\.self).sorted() == ["Harbour\nsea and lamp", "a lamp\nred, old"])
        #expect(embedder.roles == [.document])
        let text = try #require(try await workshop.stored("a")?[DocumentFields.tokenVectors]?.string)
        let packed = try PackedMultiVector(base64: text)
        #expect(packed.element == .int8)
        #expect(try packed.multiVector() == ScriptedMultiVectorEmbedder.vectors("Harbour\nsea and lamp"))
        #expect(try await workshop.stored("c")?[DocumentFields.tokenVectors] == nil)
        #expect(report.counters.multiVectors == 2)
        #expect(report.counters.multiVectorCalls == 1)
        #expect(report.counters.billedTokens == 3)
        #expect(report.json["multi_vectors"] == 2)
    }

    @Test func `an index says what its token vectors are`() async throws {
        let workshop = try Workshop()
        let embedder = ScriptedMultiVectorEmbedder()
        _ = try await workshop.ingest(steps, tokens: embedder)
        #expect(try await workshop.field() == TokenVectorField(embedder: embedder, storage: .binary))
        let mapping = try await workshop.client.mapping(of: workshop.index)
        #expect(mapping.properties[DocumentFields.tokenVectors] == .raw(["type": "binary"]))
        #expect(
            mapping.meta["es_jina"]?["token_vectors"] == [
                "model": "tiny-words", "embedder": "tiny-words 4", "dims": 4, "encoding": "int8", "max_tokens": 512,
            ]
        )
        let plain = try Workshop()
        _ = try await plain.ingest(steps, tokens: nil)
        #expect(try await plain.field() == nil)
    }

    @Test(arguments: [
        ("9.5", "bfloat16"), ("9.2", "float"), ("8.19", "float"),
    ]) func `a licensed server keeps them as rank_vectors, as narrow as it can`(
        version: String,
        element: String
    ) throws {
        let capabilities = Capabilities(version: try #require(ServerVersion(version)), licence: .enterprise)
        #expect(TokenVectorField.recommendedStorage(for: capabilities) == .rankVectors)
        var plan = try IndexPlan(model: .tiny, embedderFingerprint: "tiny-1")
        plan.tokenVectors = TokenVectorField(embedder: ScriptedMultiVectorEmbedder(), storage: .rankVectors)
        let body = try plan.definition(for: capabilities).json(for: capabilities)
        #expect(
            body["mappings"]?["properties"]?["token_vectors"] == [
                "type": "rank_vectors", "element_type": .string(element), "dims": 4,
            ]
        )
        let mapping = try #require(body["mappings"])
        let description = try #require(IndexDescription(IndexMapping(mapping)))
        #expect(description.tokenVectors == plan.tokenVectors)
    }

    @Test func `as rank_vectors they stand in the document as arrays of numbers`() throws {
        var plan = try IndexPlan(model: .tiny, embedderFingerprint: "tiny-1")
        plan.tokenVectors = TokenVectorField(embedder: ScriptedMultiVectorEmbedder(), storage: .rankVectors)
        let record = IngestRecord(id: "a", content: .text("sea"), title: nil)
        let item = PreparedItem(
            place: 0,
            position: "a",
            record: record,
            digest: .init(of: "a"),
            content: .init(of: "a"),
            modality: .text
        )
        let tokens = try PackedMultiVector(MultiVector([1, 0, 0.5, -0.25], dims: 2), as: .bfloat16)
        let source = try DocumentBuilder(plan: plan, usesBase64: true)
            .source(of: item, vector: Embedding([1, 2, 3, 4]), tokens: tokens)
        #expect(try JSONValue.parse(source)["token_vectors"] == [[1, 0], [0.5, -0.25]])
    }

    @Test func `they are paid for once, whatever index or run asks for them`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest(steps, tokens: ScriptedMultiVectorEmbedder())
        let first = try await workshop.stored("a")
        let second = ScriptedMultiVectorEmbedder()
        let report = try await workshop.ingest(steps, tokens: second, index: "other")
        #expect(second.texts.isEmpty)
        #expect(report.counters.cachedMultiVectors == 2 && report.counters.multiVectors == 0)
        let again = try await workshop.client.get("a", index: "other")?.source
        #expect(again?[DocumentFields.tokenVectors] == first?[DocumentFields.tokenVectors])
        let unchanged = try await workshop.ingest(steps, tokens: ScriptedMultiVectorEmbedder())
        #expect(unchanged.counters.unchanged == 3)
        // Of another model they are others.
        let other = ScriptedMultiVectorEmbedder(fingerprint: "tiny-words-2 4")
        _ = try await workshop.ingest(steps, tokens: other, index: "third")
        #expect(other.texts.flatMap(\.self).count == 2)
    }

    @Test func `a text whose token vectors cannot be had is dead-lettered, and mended by the next run`() async throws {
        let workshop = try Workshop()
        let failing = ScriptedMultiVectorEmbedder { texts in
            MultiVectorBatch(
                outcomes: texts.map {
                    $0.contains("sea")
                        ? .failure(EmbeddingFailure("It is too long."))
                        : .success(ScriptedMultiVectorEmbedder.vectors($0))
                }
            )
        }
        let report = try await workshop.ingest(steps, tokens: failing)
        #expect(report.counters.indexed == 2 && report.counters.deadLettered == 1)
        #expect(report.failures.map(\.error.message) == ["a could not be embedded token by token: It is too long."])
        #expect(report.failures.map(\.error.stage) == [.embed])
        #expect(try await workshop.stored("a") == nil)
        let mended = try await workshop.ingest(steps, tokens: ScriptedMultiVectorEmbedder())
        #expect(mended.counters.indexed == 1 && mended.counters.unchanged == 2)
    }

    @Test func `vectors of another size or no finite numbers are that text's failure`() async throws {
        for (bad, reason) in [
            (try MultiVector([1, 0], dims: 2), "The token vectors have 2 dims; tiny-words was to make 4."),
            (
                try MultiVector([1, 0, 0, .nan], dims: 4),
                "tiny-words returned token vectors that cannot be used: a token vector holds a component that is no finite "
                    + "number; only finite numbers can be searched."
            ),
        ] {
            let workshop = try Workshop()
            let embedder = ScriptedMultiVectorEmbedder { texts in
                MultiVectorBatch(outcomes: texts.map { _ in .success(bad) })
            }
            let report = try await workshop.ingest([.text("a", "sea")], tokens: embedder)
            #expect(report.failures.map(\.error.message) == ["a could not be embedded token by token: \(reason)"])
        }
    }

    @Test func `a failure of the service stops the run, and what both embedders brought is kept`() async throws {
        let workshop = try Workshop()
        await #expect(throws: Outage.self) {
            try await workshop.ingest(steps, tokens: ScriptedMultiVectorEmbedder { _ in throw Outage() })
        }
        let report = try await workshop.ingest(steps, tokens: ScriptedMultiVectorEmbedder())
        #expect(report.counters.indexed == 3)
        #expect(report.counters.embedded == 0, "their own vectors were kept")
    }

    @Test func `another choice for an index that is there is refused with the way out`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest(steps, tokens: ScriptedMultiVectorEmbedder())
        func message(
            _ embedder: (any MultiVectorEmbedder)?,
            index: String = "things",
            _ configure: (inout IngestOptions) -> Void = { _ in }
        ) async -> String? {
            let error = await #expect(throws: IngestError.self) {
                try await workshop.ingest(steps, tokens: embedder, index: index, configure: configure)
            }
            #expect(error?.kind == .indexMismatch)
            return error?.message
        }
        #expect(
            await message(nil)
                == "The index 'things' holds token vectors of tiny-words. Add --multi-vector tiny-words:4, or use another index "
                + "with --index."
        )
        #expect(
            await message(ScriptedMultiVectorEmbedder(fingerprint: "x"))
                == "The index 'things' holds token vectors of tiny-words (tiny-words 4), not of tiny-words (x). Use "
                + "--multi-vector tiny-words:4, or another index with --index."
        )
        #expect(
            await message(ScriptedMultiVectorEmbedder()) { $0.multiVectorTokens = 100 }
                == "The index 'things' holds vectors of the first 512 tokens of each document, not 100. Leave "
                + "--multi-vector-tokens out, or use another index with --index."
        )
        #expect(
            await message(ScriptedMultiVectorEmbedder()) { $0.multiVectorStorage = .rankVectors }
                == "Elasticsearch 9.5.0 (basic) keeps no rank_vectors, which need an Enterprise licence. Use "
                + "--multi-vector-storage binary."
        )
        _ = try await workshop.ingest(steps, tokens: nil, index: "plain")
        #expect(
            await message(ScriptedMultiVectorEmbedder(), index: "plain")
                == "The index 'plain' holds no token vectors. Leave --multi-vector out, or use another index with --index."
        )
    }

    @Test func `only the beginning of a long text has vectors, cut between words`() async throws {
        let workshop = try Workshop()
        let embedder = ScriptedMultiVectorEmbedder()
        _ = try await workshop.ingest(
            [.text("a", "one two three four five six seven eight nine ten")],
            tokens: embedder
        ) { $0.multiVectorTokens = 4 }
        let read = try #require(embedder.texts.first?.first)
        #expect("one two three four five six seven eight nine ten".hasPrefix(read + " "))
        #expect(TokenEstimate.tokens(in: read) <= 4)
        #expect(try await workshop.field()?.maxTokens == 4)
        // What the index has is the default of the next run.
        _ = try await workshop.ingest([.text("b", "one two three four five six")], tokens: embedder)
        #expect(try await workshop.field()?.maxTokens == 4)
        #expect(DocumentPassage.prefix("", maxTokens: 4) == "")
        #expect(TokenEstimate.tokens(in: DocumentPassage.prefix(String(repeating: "x", count: 999), maxTokens: 4)) <= 4)
    }

    @Test func `a hit does not bring them, and no attribute may take their name`() async throws {
        let workshop = try Workshop()
        let report = try await workshop.ingest(
            steps + [.text("d", "x") { $0.attributes = ["token_vectors": 1] }],
            tokens: ScriptedMultiVectorEmbedder()
        )
        #expect(report.failures.map(\.position) == ["d"])
        let hits = try await workshop.search().search(SearchQuery(text: "lamp")).hits
        #expect(Set(hits.map(\.id)).isSuperset(of: ["a", "b"]))
        #expect(hits.allSatisfy { $0.source[DocumentFields.tokenVectors] == nil })
    }
}
