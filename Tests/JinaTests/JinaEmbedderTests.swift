import CurlTransport
import ESJinaTesting
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Jina

@Suite("JinaEmbedder on the hosted API's shapes")
struct JinaEmbedderTests {
    private let transport = LibcurlTransport()
    private let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 1, 2, 3]

    private func client(
        _ server: HostedJinaServer,
        key: String = HostedJinaServer.defaultKey,
        limits: JinaLimits = JinaLimits()
    )
        -> JinaClient
    {
        JinaClient(
            JinaConfiguration(
                baseURL: server.url,
                apiKey: Secret(key),
                dialect: .hosted,
                limits: limits,
                rateLimitPatience: .zero,
                retryPolicy: .never
            ),
            transport: transport
        )
    }

    private func vectors(_ batch: EmbeddingBatch) -> [Embedding?] { batch.outcomes.map { try? $0.get() } }

    private func failure(_ batch: EmbeddingBatch, at index: Int) -> String? {
        guard case .failure(let failure) = batch.outcomes[index] else { return nil }
        return failure.message
    }

    private func image(_ bytes: [UInt8]) -> EmbeddingInput {
        .image(EmbeddingImage(bytes: bytes, mediaType: "image/png"))
    }

    @Test("keeps every promise of an embedder")
    func conformance() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        for model in [JinaModels.clipV2, JinaModels.embeddingsV3, JinaModels.embeddingsV4] {
            let readsImages = model.modalities.contains(.image)
            let checks = EmbedderConformance(
                try await JinaEmbedder(client: client(server), model: model),
                image: readsImages ? EmbeddingImage(bytes: png, mediaType: "image/png") : nil,
                unusable: [.text(""), .text(" \n"), image([]), image(Array("no picture".utf8))]
            )
            #expect(try await checks.violations() == [], "\(model.id)")
        }
    }

    @Test("sends texts and pictures in one call and pays each once")
    func mixed() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let inputs: [EmbeddingInput] = [.text("a cat"), image(png), .text("a dog")]
        let batch = try await JinaEmbedder(client: client(server)).embed(inputs, role: .query, dims: nil)
        #expect(server.requestCount == 1)
        #expect(server.paidInputs == inputs.map(HostedJinaServer.name(of:)))
        #expect(batch.billedTokens == server.billedTokens)
        #expect(isNear(vectors(batch), inputs.map { HostedJinaServer.vector(for: $0, task: "retrieval.query") }))
        let sent = try #require(server.requests.last?.json)
        #expect(sent["task"] == "retrieval.query")
        #expect(sent["dimensions"] == nil)
        #expect(sent["truncate"] == true)
    }

    @Test("the role chooses the model's task, and clip documents have none")
    func tasks() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        for (model, role, task) in [
            (JinaModels.clipV2, EmbeddingRole.document, nil), (JinaModels.embeddingsV3, .document, "retrieval.passage"),
            (JinaModels.embeddingsV3, .query, "retrieval.query"),
        ] as [(EmbeddingModel, EmbeddingRole, String?)] {
            _ = try await JinaEmbedder(client: client(server), model: model).embed([.text("x")], role: role, dims: nil)
            #expect(server.requests.last?.json?["task"]?.string == task)
        }
    }

    @Test("splits what is larger than a call and keeps the order")
    func splits() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let limits = JinaLimits(textsPerCall: 10, imagesPerCall: 3, bytesPerCall: 2000)
        let embedder = try await JinaEmbedder(client: client(server, limits: limits))
        let inputs: [EmbeddingInput] = (0..<47)
            .map { index in
                index % 5 == 0 ? image(png + [UInt8(index)]) : .text("text number \(index)")
            }
        let batch = try await embedder.embed(inputs, role: .document, dims: 64)
        #expect(isNear(vectors(batch), inputs.map { try? HostedJinaServer.vector(for: $0).truncated(to: 64) }))
        #expect(server.paidInputs.sorted() == inputs.map(HostedJinaServer.name(of:)).sorted())
        #expect(server.requestCount == 4)
    }

    @Test("one bad input in a call of 64 is found by halving, and nobody pays twice")
    func bisects() async throws {
        let server = try HostedJinaServer(refusing: ["text 37"])
        defer { server.stop() }
        let inputs: [EmbeddingInput] = (0..<64).map { .text("text \($0)") }
        let batch = try await JinaEmbedder(client: client(server)).embed(inputs, role: .document, dims: nil)
        for index in 0..<64 where index != 37 {
            #expect(isNear([vectors(batch)[index]], [HostedJinaServer.vector(for: inputs[index])]))
        }
        #expect(
            failure(batch, at: 37)
                == "127.0.0.1:\(port(server)) (hosted) cannot use an input of embeddings with model “jina-clip-v2” (400,"
                + " bad_request), saying “Cannot use text 37”: correct or leave out that input"
        )
        #expect(server.requestCount == 11)
        #expect(Set(server.paidInputs).count == 63)
        #expect(server.paidInputs.count == 63)
    }

    @Test("a call of nothing but bad inputs fails input by input")
    func allBad() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let inputs = (0..<4).map { image([UInt8($0), 9]) }
        let batch = try await JinaEmbedder(client: client(server)).embed(inputs, role: .document, dims: nil)
        #expect(batch.outcomes.count == 4)
        for index in 0..<4 { #expect(failure(batch, at: index)?.contains("Cannot decode image") == true) }
        #expect(server.paidInputs.isEmpty)
    }

    @Test("texts longer than the model fail alone where truncation is off, and are embedded where it is on")
    func truncation() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let inputs: [EmbeddingInput] = [.text("short"), .text(String(repeating: "long", count: 10_000))]
        let strict = try await JinaEmbedder(client: client(server), truncatesLongTexts: false)
        let batch = try await strict.embed(inputs, role: .document, dims: nil)
        #expect(vectors(batch)[0] != nil)
        #expect(failure(batch, at: 1)?.hasSuffix("shorten it, or let long texts be truncated") == true)
        let lax = try await JinaEmbedder(client: client(server))
        #expect(vectors(try await lax.embed(inputs, role: .document, dims: nil)).allSatisfy { $0 != nil })
        #expect(strict.fingerprint != lax.fingerprint)
    }

    @Test(
        "errors that are nobody's input are thrown after one request",
        arguments: [
            (HostedJinaFault.invalidKey, JinaError.Kind.unauthorized), (.paymentRequired, .outOfCredit),
            (.insufficientBalance, .outOfCredit), (.resourceLimit, .forbidden), (.requestLimit(), .rateLimited),
            (.tokenLimit(retryAfter: 5), .rateLimited), (.concurrencyLimit(), .rateLimited),
            (.unavailable, .unavailable), (.gatewayTimeout, .unavailable), (.htmlPage(502), .unavailable),
        ] as [(HostedJinaFault, JinaError.Kind)]
    )
    func faults(fault: HostedJinaFault, kind: JinaError.Kind) async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        server.fail(fault)
        let embedder = try await JinaEmbedder(client: client(server))
        await #expect {
            try await embedder.embed([.text("a"), .text("b"), .text("c")], role: .document, dims: nil)
        } throws: {
            ($0 as? JinaError)?.kind == kind
        }
        #expect(server.requestCount == 1)
        let batch = try await JinaEmbedder(client: client(server)).embed([.text("a")], role: .document, dims: nil)
        #expect(vectors(batch)[0] != nil)
    }

    @Test("a wrong key is thrown with the fix and without the key")
    func wrongKey() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let embedder = try await JinaEmbedder(client: client(server, key: "jina_wrong"))
        await #expect {
            try await embedder.embed([.text("a")], role: .document, dims: nil)
        } throws: { error in
            "\(error)"
                == "127.0.0.1:\(port(server)) (hosted) rejected the API key (401, AUTH_INVALID_API_KEY), saying “Unauthorized: the"
                + " API key is invalid”: set JINA_API_KEY to a key from https://jina.ai (request 03f58cd9da22fabf)"
        }
    }

    @Test("an unknown model is thrown, not bisected")
    func unknownModel() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        var model = JinaModels.clipV2
        model.id = "jina-clip-v3"
        let embedder = try await JinaEmbedder(client: client(server), model: model)
        await #expect {
            try await embedder.embed([.text("a"), .text("b")], role: .document, dims: nil)
        } throws: {
            ($0 as? JinaError)?.kind == .modelNotFound
        }
        #expect(server.requestCount == 1)
    }

    @Test("what was paid for before the trouble is kept, the rest says why it failed")
    func partial() async throws {
        let server = try HostedJinaServer(refusing: ["bad"])
        defer { server.stop() }
        var limits = JinaLimits(textsPerCall: 2)
        limits.concurrentRequests = 1
        let embedder = try await JinaEmbedder(client: client(server, limits: limits))
        let inputs: [EmbeddingInput] = (0..<12).map { .text("text \($0)") }
        server.fail(.outOfOrder, .paymentRequired)
        let batch = try await embedder.embed(inputs, role: .document, dims: nil)
        #expect((batch.interruption as? JinaError)?.kind == .outOfCredit)
        let embedded = zip(inputs, vectors(batch)).filter { $0.1 != nil }.map { HostedJinaServer.name(of: $0.0) }
        #expect(embedded.sorted() == server.paidInputs.sorted())
        // One call was under way when the other met the trouble.
        #expect((2...3).contains(server.requestCount))
        #expect(
            failure(batch, at: 11)?
                .hasPrefix(
                    "not embedded because the service stopped answering: 127.0.0.1:\(port(server)) (hosted) has no credit left"
                ) == true
        )
    }

    @Test("a minute's requests are used up and waited for, with an instant clock")
    func minute() async throws {
        let server = try HostedJinaServer(requestsPerMinute: 3)
        defer { server.stop() }
        let clock = InstantClock()
        let client = JinaClient(
            JinaConfiguration(
                baseURL: server.url,
                apiKey: Secret(HostedJinaServer.defaultKey),
                dialect: .hosted,
                limits: JinaLimits(requestsPerMinute: 3)
            ),
            transport: transport,
            clock: clock
        )
        let embedder = try await JinaEmbedder(client: client)
        for index in 0..<3 { _ = try await embedder.embed([.text("\(index)")], role: .document, dims: nil) }
        #expect(clock.slept.isEmpty)
        server.beginMinute()
        _ = try await embedder.embed([.text("3")], role: .document, dims: nil)
        #expect(clock.slept == [.seconds(60)])
        #expect(server.requestCount == 4)
    }

    @Test("limits, fingerprint and billing follow the dialect")
    func dialects() async throws {
        let configuration = JinaConfiguration(baseURL: "http://server.test", dialect: .infinity)
        let infinity = try await JinaEmbedder(client: JinaClient(configuration, transport: transport))
        #expect(
            infinity.limits
                == EmbedderLimits(
                    maxTexts: 128,
                    maxImages: 32,
                    maxBytes: 8 << 20,
                    maxTokens: 32_768,
                    mixesModalities: false,
                    maxConcurrentCalls: 8
                )
        )
        #expect(infinity.fingerprint == "jina-clip-v2 1024 infinity truncate")
        let hosted = try await JinaEmbedder(
            client: JinaClient(JinaConfiguration(apiKey: Secret("k")), transport: transport)
        )
        #expect(hosted.limits.mixesModalities)
        #expect(hosted.limits.maxConcurrentCalls == 10)
        #expect(hosted.limits.maxTokens == 100_000)
        #expect(hosted.usdPerMillionTokens == nil, "no price is invented")
        #expect(hosted.fingerprint == "jina-clip-v2 1024 hosted query=retrieval.query document=- truncate")
        await #expect(throws: JinaError.self) {
            try await JinaEmbedder(client: JinaClient(configuration, transport: transport), truncatesLongTexts: false)
        }
    }

    @Test("what the model does not read, or is too large, is not sent")
    func refusals() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let texts = try await JinaEmbedder(client: client(server), model: JinaModels.embeddingsV3)
        #expect(
            failure(try await texts.embed([image(png)], role: .document, dims: nil), at: 0)
                == "jina-embeddings-v3 does not read images: choose a model that does"
        )
        let clip = try await JinaEmbedder(client: client(server, limits: JinaLimits(bytesPerImage: 5)))
        let mistyped = EmbeddingInput.image(EmbeddingImage(bytes: [1], mediaType: "text/html"))
        let batch = try await clip.embed([image(png), mistyped], role: .document, dims: nil)
        #expect(failure(batch, at: 0) == "the picture has 7 bytes and the server takes 5: make it smaller")
        #expect(failure(batch, at: 1) == "“text/html” is no media type of a picture: name it, such as image/jpeg")
        #expect(server.requestCount == 0)
    }

    private func port(_ server: HostedJinaServer) -> Substring { server.url.suffix(while: { $0 != ":" }) }
}

extension String {
    fileprivate func suffix(while predicate: (Character) -> Bool) -> Substring {
        self[(lastIndex { !predicate($0) }.map { index(after: $0) } ?? startIndex)...]
    }
}
