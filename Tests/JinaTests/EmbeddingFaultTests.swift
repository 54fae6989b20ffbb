import CurlTransport
import ESJinaTesting
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Jina

@Suite struct `Answers that are wrong` {
    private let inputs: [EmbeddingInput] = (0..<6).map { .text("text number \($0)") }
    private var expected: [Embedding] { inputs.map { HostedJinaServer.vector(for: $0) } }

    private func embedder(
        _ server: HostedJinaServer,
        model: EmbeddingModel = JinaModels.clipV2,
        limits: JinaLimits = JinaLimits()
    ) async throws -> JinaEmbedder {
        try await JinaEmbedder(
            client: JinaClient(
                JinaConfiguration(
                    baseURL: server.url,
                    apiKey: Secret(HostedJinaServer.defaultKey),
                    dialect: .hosted,
                    limits: limits,
                    rateLimitPatience: .seconds(5),
                    retryPolicy: .never,
                    usdPerMillionTokens: 0.05
                ),
                transport: LibcurlTransport()
            ),
            model: model
        )
    }

    private func vectors(_ batch: EmbeddingBatch) -> [Embedding?] { batch.outcomes.map { try? $0.get() } }

    private func failure(_ batch: EmbeddingBatch, at index: Int) -> EmbeddingFailure? {
        if case .failure(let failure) = batch.outcomes[index] { failure } else { nil }
    }

    /// What stops every call, and rightly so.
    private static let stopping: Set<String> = [
        "invalidKey", "paymentRequired", "insufficientBalance", "resourceLimit", "unavailable", "gatewayTimeout",
        "htmlPage(502)",
    ]

    private static let healing = HostedJinaFault.allCases.filter {
        !stopping.contains($0.name) && $0 != .requestLimit() && $0 != .tokenLimit()
    }

    @Test(arguments: healing) func `that come once cost no input its vector`(fault: HostedJinaFault) async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let embedder = try await embedder(server)
        server.fail(fault)
        let batch = try await embedder.embed(inputs, role: .document, dims: nil)
        #expect(isNear(vectors(batch), expected), "\(fault)")
        #expect(server.requestCount <= 10)
        #expect(batch.interruption == nil)
        #expect(batch.notes.isEmpty == (fault != .unnormalised))
        // Where nobody can read what the answer cost, it is not in the sum.
        let unread: Set<HostedJinaFault> = [
            .notJSON, .emptyAnswer, .webPage, .resetBeforeAnswer, .resetMidAnswer, .closedMidAnswer,
        ]
        if !unread.contains(fault) { #expect(batch.billedTokens == server.billedTokens, "\(fault)") }
    }

    @Test func `in one entry leave the others alone and cost one more request`() async throws {
        for fault in [
            HostedJinaFault.nan(at: 2), .infinity(at: 2), .null(at: 2), .zeroVector(at: 2), .garbageBase64(at: 2),
            .wrongDims(3, at: 2), .missingEntry(at: 2),
        ] {
            let server = try HostedJinaServer()
            defer { server.stop() }
            server.fail(fault)
            let batch = try await embedder(server).embed(inputs, role: .document, dims: nil)
            #expect(isNear(vectors(batch), expected), "\(fault)")
            #expect(server.requestCount == 2)
            #expect(server.paidInputs.count == 7)
        }
    }

    @Test func `each time for one input fail that input with its reason`() async throws {
        let server = try HostedJinaServer(spoiling: ["text number 4"])
        defer { server.stop() }
        let batch = try await embedder(server).embed(inputs, role: .document, dims: nil)
        #expect(vectors(batch).map { $0 == nil } == [false, false, false, false, true, false])
        let failure = try #require(self.failure(batch, at: 4))
        #expect(
            failure.message.hasPrefix(
                "the server answered no vector that can be used, asked twice (component 0 of a vector of 1024 dims is nan"
            ),
            "\(failure)"
        )
        #expect(failure.attempts == 2)
        #expect(failure.status == 200)
        #expect(server.requestCount == 2)
    }

    @Test func `of a server that fails on one input fail only that one`() async throws {
        let server = try HostedJinaServer(failing: ["text number 4"])
        defer { server.stop() }
        let batch = try await embedder(server).embed(inputs, role: .document, dims: nil)
        #expect(vectors(batch).map { $0 == nil } == [false, false, false, false, true, false])
        let failure = try #require(self.failure(batch, at: 4))
        #expect(failure.message.hasPrefix("the server fails on this input and embeds others ("), "\(failure)")
        #expect(failure.message.hasSuffix("leave it out, or look into the server's log"))
        #expect(failure.status == 500)
        #expect(server.requestCount <= 12)
        #expect(batch.billedTokens == server.billedTokens)
        let alone = try await embedder(server).embed([inputs[4]], role: .document, dims: nil)
        #expect(self.failure(alone, at: 0)?.status == 500)
    }

    @Test(
        arguments: [
            (HostedJinaFault.internalError, JinaError.Kind.serverError), (.wrongDims(512), .malformedResponse),
            (.garbageBase64, .malformedResponse), (.notJSON, .malformedResponse), (.webPage, .malformedResponse),
            (.noIndex, .malformedResponse), (.longAnswer, .malformedResponse),
        ] as [(HostedJinaFault, JinaError.Kind)]
    )
    func `for everything stop the call after a few requests`(fault: HostedJinaFault, kind: JinaError.Kind) async throws
    {
        let server = try HostedJinaServer()
        defer { server.stop() }
        server.fail(1, with: [fault], seed: 1)
        let embedder = try await embedder(server)
        for count in [1, 6] {
            let before = server.requestCount
            await #expect {
                try await embedder.embed(Array(inputs.prefix(count)), role: .document, dims: nil)
            } throws: {
                ($0 as? JinaError)?.kind == kind
            }
            #expect(server.requestCount - before <= 3)
        }
    }

    @Test func `by chance, again and again, end in a vector or a reason for every input`() async throws {
        for seed in 0..<12 as Range<UInt64> {
            let server = try HostedJinaServer(refusing: ["text number 1"])
            defer { server.stop() }
            let faults = HostedJinaFault.allCases.filter { fault in
                // These say that nothing more may be asked, or to wait for seconds.
                !Self.stopping.contains(fault.name) && !fault.name.contains("Limit")
            }
            server.fail(0.3, with: faults, seed: seed)
            let embedder = try await embedder(server, limits: JinaLimits(concurrentRequests: 1, textsPerCall: 3))
            let batch = try await embedder.embed(inputs, role: .document, dims: nil)
            #expect(batch.outcomes.count == 6)
            for (index, outcome) in batch.outcomes.enumerated() {
                switch outcome {
                case .success(let vector): #expect(isNear([vector], [expected[index]]), "seed \(seed)")
                case .failure(let failure): #expect(!failure.message.isEmpty)
                }
            }
            #expect(failure(batch, at: 1) != nil)
        }
    }

    @Test func `a price is the configured one where the server bills`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        #expect(try await embedder(server).usdPerMillionTokens == 0.05)
        let own = JinaConfiguration(baseURL: "http://server.test", dialect: .infinity, usdPerMillionTokens: 0.05)
        #expect(
            try await JinaEmbedder(client: JinaClient(own, transport: LibcurlTransport())).usdPerMillionTokens == nil
        )
    }

    // MARK: Late chunking

    private let chunks = ["Berlin is the capital.", "It has 3.7 million inhabitants.", "The city lies on the Spree."]

    @Test func `chunks of a document go in one request and know each other`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let embedder = try await embedder(server, model: JinaModels.embeddingsV3)
        #expect(embedder.embedsChunks)
        let batch = try await embedder.embedChunks(chunks)
        let task = "retrieval.passage"
        #expect(isNear(vectors(batch), HostedJinaServer.vectors(forChunks: chunks, task: task)))
        #expect(!isNear(vectors(batch), chunks.map { HostedJinaServer.vector(for: .text($0), task: task) }))
        #expect(server.requestCount == 1)
        let sent = try #require(server.requests.last?.json)
        #expect(sent["late_chunking"] == true)
        #expect(sent["truncate"] == nil)
        #expect(sent["input"]?.array?.count == 3)
        #expect(batch.billedTokens == server.billedTokens)
    }

    @Test func `a document longer than the model reads goes in halves`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let long = (0..<4).map { String(repeating: "x\($0)", count: 7000) }
        let batch = try await embedder(server, model: JinaModels.embeddingsV3).embedChunks(long)
        let halves = [Array(long[..<2]), Array(long[2...])]
        let expected = halves.flatMap { HostedJinaServer.vectors(forChunks: $0, task: "retrieval.passage") }
        #expect(isNear(vectors(batch), expected))
        #expect(server.requestCount == 3)
        #expect(server.paidInputs == long)
    }

    @Test func `a chunk without text fails by itself, and a damaged answer is asked for as a whole`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        server.fail(.nan(at: 0))
        let batch = try await embedder(server, model: JinaModels.embeddingsV3).embedChunks([" ", chunks[0], chunks[1]])
        let expected = HostedJinaServer.vectors(forChunks: Array(chunks[..<2]), task: "retrieval.passage")
        #expect(isNear(vectors(batch), [nil] + expected))
        #expect(server.requestCount == 2)
    }

    @Test func `models and servers that cannot say so and send nothing`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let clip = try await embedder(server)
        #expect(!clip.embedsChunks)
        await #expect {
            try await clip.embedChunks(chunks)
        } throws: {
            ($0 as? JinaError)?.kind == .unsupported
        }
        #expect(server.requestCount == 0)
        let infinity = JinaConfiguration(baseURL: "http://server.test", dialect: .infinity)
        let own = try await JinaEmbedder(
            client: JinaClient(infinity, transport: LibcurlTransport()),
            model: JinaModels.embeddingsV3
        )
        #expect(!own.embedsChunks)
    }
}
