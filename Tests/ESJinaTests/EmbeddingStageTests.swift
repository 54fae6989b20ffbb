import ContentDigests
import Embeddings
import Synchronization
import TestSupport
import Testing

@testable import ESJina

@Suite struct `Embedding stage` {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func stage(
        _ embedder: any Embedder,
        preprocessing: String = "p",
        monitor: IngestMonitor = IngestMonitor()
    ) throws -> EmbeddingStage {
        EmbeddingStage(
            embedder: embedder,
            cache: try EmbeddingCache(directory: directory.path),
            preprocessing: preprocessing,
            monitor: monitor
        )
    }

    private func texts(_ texts: String...) -> [EmbeddingStage.Request] {
        texts.map { .init(input: .text($0), content: ContentDigest(of: $0)) }
    }

    private func image(_ bytes: [UInt8], words: [String] = []) -> EmbeddingStage.Request {
        .init(
            input: .image(EmbeddingImage(bytes: bytes, mediaType: "image/png", words: words)),
            content: ContentDigest(of: bytes)
        )
    }

    @Test func `equal contents of one window are one input of one call`() async throws {
        let embedder = ScriptedEmbedder()
        let monitor = IngestMonitor()
        let outcomes = try await stage(embedder, monitor: monitor).vectors(for: texts("sea", "lamp", "sea", "sea"))
        #expect(embedder.texts == [["sea", "lamp"]])
        let vectors = try outcomes.map { try $0.get() }
        #expect(vectors[0] == ScriptedEmbedder.vector(.text("sea")))
        #expect(vectors[1] == ScriptedEmbedder.vector(.text("lamp")))
        #expect(vectors[2] == vectors[0] && vectors[3] == vectors[0])
        #expect(monitor.snapshot.embedded == 2)
        #expect(monitor.snapshot.embeddingCalls == 1)
    }

    @Test func `equal contents of windows at the same time cost one call`() async throws {
        let gate = Gate()
        let begun = Gate()
        let embedder = ScriptedEmbedder { inputs in
            await begun.open()
            await gate.pass()
            return EmbeddingBatch(outcomes: inputs.map { .success(ScriptedEmbedder.vector($0)) })
        }
        let stage = try stage(embedder)
        async let first = stage.vectors(for: texts("sea", "lamp"))
        await begun.pass()
        async let second = stage.vectors(for: texts("lamp", "sea"))
        // The second window has nothing of its own to ask for; give it time to ask wrongly.
        try await Task.sleep(for: .milliseconds(30))
        await gate.open()
        let (one, two) = try await (first, second)
        #expect(embedder.texts == [["sea", "lamp"]])
        #expect(try one[0].get() == two[1].get())
        #expect(try one[1].get() == two[0].get())
    }

    @Test func `a window whose call fails leaves its inputs to those who wait for them`() async throws {
        let gate = Gate()
        let begun = Gate()
        let embedder = ScriptedEmbedder { inputs in
            if inputs.count == 2 {
                await begun.open()
                await gate.pass()
                throw Outage()
            }
            return EmbeddingBatch(outcomes: inputs.map { .success(ScriptedEmbedder.vector($0)) })
        }
        let stage = try stage(embedder)
        let first = Task { try await stage.vectors(for: texts("sea", "lamp")) }
        await begun.pass()
        let second = Task { try await stage.vectors(for: texts("sea")) }
        try await Task.sleep(for: .milliseconds(10))
        await gate.open()
        await #expect(throws: Outage.self) { try await first.value }
        #expect(try await second.value.first?.get() == ScriptedEmbedder.vector(.text("sea")))
    }

    @Test func `a vector is paid for once, whatever run asks for it`() async throws {
        let monitor = IngestMonitor()
        _ = try await stage(ScriptedEmbedder()).vectors(for: texts("sea"))
        let second = ScriptedEmbedder()
        let outcomes = try await stage(second, monitor: monitor).vectors(for: texts("sea", "lamp"))
        #expect(second.texts == [["lamp"]])
        #expect(try outcomes[0].get() == ScriptedEmbedder.vector(.text("sea")))
        #expect(monitor.snapshot.cachedEmbeddings == 1)
    }

    @Test func `another embedder, preparation or modality is another vector`() async throws {
        _ = try await stage(ScriptedEmbedder()).vectors(for: texts("sea") + [image([1, 2])])
        let other = ScriptedEmbedder(fingerprint: "tiny-2")
        _ = try await stage(other).vectors(for: texts("sea"))
        #expect(other.calls.count == 1)
        let same = ScriptedEmbedder()
        _ = try await stage(same, preprocessing: "q").vectors(for: texts("sea") + [image([1, 2])])
        #expect(same.calls.map(\.count) == [1], "the text is cached, the picture was prepared otherwise")
        let text = EmbeddingStage.Request(input: .text("x"), content: ContentDigest(of: [1, 2] as [UInt8]))
        _ = try await stage(same).vectors(for: [text])
        #expect(same.calls.count == 2)
    }

    @Test func `words count for a picture only where the embedder reads them`() async throws {
        let blind = ScriptedEmbedder()
        _ = try await stage(blind).vectors(for: [image([1]), image([1], words: ["cat"])])
        #expect(blind.calls.map(\.count) == [1])
        let reading = ScriptedEmbedder(fingerprint: "reader", readsImageWords: true)
        _ = try await stage(reading).vectors(for: [image([1]), image([1], words: ["cat"])])
        #expect(reading.calls.map(\.count) == [2])
    }

    @Test(arguments: [
        ([1, 2, 3] as [Float], "The vector has 3 dims; tiny has 4."),
        ([1, .nan, 3, 4], "tiny returned a vector that is zero or not finite."),
        ([1, .infinity, 3, 4], "tiny returned a vector that is zero or not finite."),
        ([0, 0, 0, 0], "tiny returned a vector that is zero or not finite."),
    ])
    func `a vector that cannot be used is that input's failure, and is not kept`(
        values: [Float],
        message: String
    ) async throws {
        let embedder = ScriptedEmbedder { inputs in
            EmbeddingBatch(
                outcomes: inputs.map {
                    $0 == .text("bad") ? .success(Embedding(values)) : .success(ScriptedEmbedder.vector($0))
                }
            )
        }
        let outcomes = try await stage(embedder).vectors(for: texts("good", "bad"))
        #expect(try outcomes[0].get() == ScriptedEmbedder.vector(.text("good")))
        #expect(throws: EmbeddingFailure(message)) { try outcomes[1].get() }
        let second = ScriptedEmbedder()
        _ = try await stage(second).vectors(for: texts("good", "bad"))
        #expect(second.texts == [["bad"]])
    }

    @Test func `an embedder's own failure stays that input's`() async throws {
        let embedder = ScriptedEmbedder { inputs in
            EmbeddingBatch(
                outcomes: inputs.map {
                    $0 == .text("bad") ? .failure(EmbeddingFailure("No.")) : .success(ScriptedEmbedder.vector($0))
                }
            )
        }
        let outcomes = try await stage(embedder).vectors(for: texts("bad", "good", "bad"))
        #expect(throws: EmbeddingFailure("No.")) { try outcomes[0].get() }
        #expect(throws: EmbeddingFailure("No.")) { try outcomes[2].get() }
        #expect(try outcomes[1].get() == ScriptedEmbedder.vector(.text("good")))
    }

    @Test func `an answer of another length cannot be told apart and ends the run`() async throws {
        let embedder = ScriptedEmbedder { inputs in
            EmbeddingBatch(outcomes: inputs.dropLast().map { .success(ScriptedEmbedder.vector($0)) })
        }
        let error = await #expect(throws: IngestError.self) { try await stage(embedder).vectors(for: texts("a", "b")) }
        #expect(error?.kind == .embedderFailed)
        #expect(error?.message == "The embedder tiny answered 1 of 2 inputs.")
    }

    @Test func `an embedder that throws ends the run and what was paid before it is kept`() async throws {
        var limits = EmbedderLimits.roomy
        limits.maxTexts = 1
        limits.maxConcurrentCalls = 1
        let embedder = ScriptedEmbedder(limits: limits) { inputs in
            if inputs == [.text("lamp")] { throw Outage(number: 1) }
            return EmbeddingBatch(outcomes: inputs.map { .success(ScriptedEmbedder.vector($0)) }, billedTokens: 7)
        }
        let monitor = IngestMonitor()
        await #expect(throws: Outage(number: 1)) {
            try await stage(embedder, monitor: monitor).vectors(for: texts("sea", "lamp", "bed"))
        }
        #expect(monitor.snapshot.billedTokens == 7)
        let second = ScriptedEmbedder()
        _ = try await stage(second).vectors(for: texts("sea", "lamp", "bed"))
        #expect(second.texts == [["lamp", "bed"]])
    }

    @Test func `what an interrupted call brought is kept, and the interruption ends the run`() async throws {
        let embedder = ScriptedEmbedder { inputs in
            EmbeddingBatch(
                outcomes: inputs.map {
                    $0 == .text("sea")
                        ? .success(ScriptedEmbedder.vector($0)) : .failure(EmbeddingFailure("Not tried."))
                },
                billedTokens: 3,
                interruption: Outage(number: 2)
            )
        }
        let monitor = IngestMonitor()
        await #expect(throws: Outage(number: 2)) {
            try await stage(embedder, monitor: monitor).vectors(for: texts("sea", "lamp"))
        }
        #expect(monitor.snapshot.billedTokens == 3)
        let second = ScriptedEmbedder()
        _ = try await stage(second).vectors(for: texts("sea", "lamp"))
        #expect(second.texts == [["lamp"]])
    }

    @Test func `what a failed call cost is counted`() async throws {
        struct Costly: BilledError { let billedTokens = 11 }
        let embedder = ScriptedEmbedder { _ in throw Costly() }
        let monitor = IngestMonitor()
        await #expect(throws: Costly.self) { try await stage(embedder, monitor: monitor).vectors(for: texts("a")) }
        #expect(monitor.snapshot.billedTokens == 11)
    }

    @Test func `no more calls are under way than allowed, and those under way when one fails are kept`() async throws {
        var limits = EmbedderLimits.roomy
        limits.maxTexts = 1
        limits.maxConcurrentCalls = 2
        let (both, gate) = (Gate(), Gate())
        let running = Mutex((now: 0, most: 0))
        let embedder = ScriptedEmbedder(limits: limits) { inputs in
            let now = running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
                return running.now
            }
            defer { running.withLock { $0.now -= 1 } }
            if now == 2 { await both.open() }
            await both.pass()
            if inputs == [.text("bad")] {
                await gate.open()
                throw Outage(number: 3)
            }
            await gate.pass()
            return EmbeddingBatch(outcomes: inputs.map { .success(ScriptedEmbedder.vector($0)) })
        }
        await #expect(throws: Outage(number: 3)) {
            try await stage(embedder).vectors(for: texts("bad", "paid", "later", "never"))
        }
        #expect(running.withLock { $0.most } == 2)
        let second = ScriptedEmbedder()
        _ = try await stage(second).vectors(for: texts("bad", "paid", "later", "never"))
        #expect(second.texts.flatMap { $0 }.contains("paid") == false, "it was under way and is paid for")
        #expect(second.texts.flatMap { $0 }.contains("never"), "nothing starts after a failure")
    }

    @Test func `a run that is cancelled asks for nothing more`() async throws {
        let embedder = ScriptedEmbedder()
        let stage = try stage(embedder)
        let requests = texts("sea")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await stage.vectors(for: requests)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(embedder.calls.isEmpty)
    }
}
