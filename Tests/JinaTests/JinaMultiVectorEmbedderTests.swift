import CurlTransport
import ESJinaTesting
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Jina

@Suite struct `Jina's late-interaction models` {
    private let texts = (0..<6).map { "text number \($0)" }

    private func client(
        _ server: HostedJinaServer,
        limits: JinaLimits = JinaLimits(),
        dialect: JinaDialect = .hosted,
        path: String = "/embeddings"
    ) -> JinaClient {
        var configuration = JinaConfiguration(
            baseURL: server.url,
            apiKey: Secret(HostedJinaServer.defaultKey),
            dialect: dialect,
            limits: limits,
            rateLimitPatience: .seconds(5),
            retryPolicy: .never,
            usdPerMillionTokens: 0.05
        )
        configuration.multiVectorPath = path
        return JinaClient(configuration, transport: LibcurlTransport())
    }

    private func isNear(_ outcome: Result<MultiVector, EmbeddingFailure>, _ expected: [Embedding]) -> Bool {
        guard case .success(let vectors) = outcome, vectors.count == expected.count else { return false }
        return zip(vectors.embeddings, expected)
            .allSatisfy { left, right in
                left.dims == right.dims && zip(left.values, right.values).allSatisfy { abs($0 - $1) < 1e-6 }
            }
    }

    private func areSound(
        _ batch: MultiVectorBatch,
        role: EmbeddingRole = .document,
        dims: Int = 128,
        except: Set<Int> = []
    ) -> Bool {
        batch.outcomes.count == texts.count
            && texts.indices.allSatisfy { index in
                except.contains(index)
                    || isNear(
                        batch.outcomes[index],
                        HostedJinaServer.multiVector(for: texts[index], role: role, dims: dims)
                    )
            }
    }

    private func failure(_ batch: MultiVectorBatch, at index: Int) -> EmbeddingFailure? {
        if case .failure(let failure) = batch.outcomes[index] { failure } else { nil }
    }

    @Test(arguments: [64, 96, 128], [EmbeddingRole.query, .document])
    func `answer a vector a token, of the size and for the role asked for`(dims: Int, role: EmbeddingRole) async throws
    {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let embedder = try await JinaMultiVectorEmbedder(client: client(server), dims: dims)
        let batch = try await embedder.embed(texts, role: role)
        #expect(areSound(batch, role: role, dims: dims))
        #expect(batch.billedTokens == server.billedTokens && batch.billedTokens > 0)
        #expect(server.requestCount == 1)
        #expect(embedder.fingerprint == "jina-colbert-v2 \(dims) hosted")
        #expect(embedder.usdPerMillionTokens == 0.05)
    }

    @Test(arguments: JinaModels.multiVectorModels)
    func `keep every promise of a late-interaction embedder`(model: MultiVectorModel) async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        for dims in model.sizes {
            let embedder = try await JinaMultiVectorEmbedder(client: client(server), model: model, dims: dims)
            #expect(try await MultiVectorEmbedderConformance(embedder).violations() == [], "\(dims) dims")
        }
    }

    @Test func `are asked on the older path where that is configured`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let embedder = try await JinaMultiVectorEmbedder(client: client(server, path: "/multi-vector"))
        #expect(areSound(try await embedder.embed(texts, role: .document)))
    }

    @Test func `are sent nothing that their schema does not have`() throws {
        let wire = WireFormat(.hosted, pathPrefix: "/v1")
        let request = MultiVectorsRequest(
            model: "jina-colbert-v2",
            texts: ["a \"b\"", "c"],
            role: .query,
            dimensions: 64
        )
        #expect(
            try JSONValue.parse(request.body(wire)) == [
                "model": "jina-colbert-v2", "input_type": "query", "dimensions": 64, "embedding_type": "base64",
                "input": ["a \"b\"", "c"],
            ]
        )
    }

    @Test func `of one size are asked for none`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let embedder = try await JinaMultiVectorEmbedder(client: client(server), model: JinaModels.colbertV1)
        #expect(areSound(try await embedder.embed(texts, role: .document)))
    }

    @Test func `numbers in digits are read as well`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let response = try await client(server)
            .multiVectors(
                MultiVectorsRequest(model: "jina-colbert-v2", texts: texts, role: .document, encoding: .float)
            )
        #expect(areSound(MultiVectorBatch(outcomes: response.multiVectors.map { .success($0) })))
        #expect(response.usage.totalTokens == server.billedTokens)
    }

    @Test func `are asked in as many calls as the limits need`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let limits = JinaLimits(textsPerCall: 2)
        let embedder = try await JinaMultiVectorEmbedder(client: client(server, limits: limits))
        #expect(areSound(try await embedder.embed(texts, role: .document)))
        #expect(server.requestCount == 3)
    }

    private static let stopping: Set<String> = [
        "invalidKey", "paymentRequired", "insufficientBalance", "resourceLimit", "unavailable", "gatewayTimeout",
        "htmlPage(502)",
    ]

    private static let healing = HostedJinaFault.allCases.filter {
        !stopping.contains($0.name) && $0 != .requestLimit() && $0 != .tokenLimit() && $0 != .unnormalised
    }

    @Test(arguments: healing) func `answers that are wrong once cost no text its vectors`(
        fault: HostedJinaFault
    ) async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let embedder = try await JinaMultiVectorEmbedder(client: client(server))
        server.fail(fault)
        let batch = try await embedder.embed(texts, role: .document)
        #expect(areSound(batch), "\(fault)")
        #expect(server.requestCount <= 10)
        #expect(batch.interruption == nil)
    }

    @Test func `texts that are bad each time fail alone, with their reasons`() async throws {
        for (server, reason, status) in [
            (
                try HostedJinaServer(spoiling: ["text number 4"]),
                "the server answered no vector that can be used, asked twice (a token vector holds a component that is no",
                200
            ),
            (
                try HostedJinaServer(failing: ["text number 4"]), "the server fails on this input and embeds others (",
                500
            ),
            (try HostedJinaServer(refusing: ["text number 4"]), "", 400),
        ] {
            defer { server.stop() }
            let embedder = try await JinaMultiVectorEmbedder(client: client(server))
            let batch = try await embedder.embed(texts, role: .document)
            #expect(areSound(batch, except: [4]))
            let failure = try #require(self.failure(batch, at: 4))
            #expect(failure.message.hasPrefix(reason), "\(failure)")
            #expect(failure.status == status)
            #expect(batch.billedTokens == server.billedTokens)
        }
    }

    @Test func `an empty text is not sent`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let embedder = try await JinaMultiVectorEmbedder(client: client(server))
        let batch = try await embedder.embed(["", "sea", " \n"], role: .document)
        #expect(failure(batch, at: 0) == EmbeddingFailure("the text is empty: there is nothing to embed", attempts: 0))
        #expect(isNear(batch.outcomes[1], HostedJinaServer.multiVector(for: "sea", role: .document)))
        #expect(failure(batch, at: 2) != nil)
        #expect(server.paidInputs == ["sea"])
        #expect(try await embedder.embed([], role: .query).outcomes.isEmpty)
        #expect(server.requestCount == 1)
    }

    @Test func `what cannot be asked any more is an error, and what was paid for is kept`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let embedder = try await JinaMultiVectorEmbedder(
            client: client(server, limits: JinaLimits(concurrentRequests: 1, textsPerCall: 2))
        )
        server.fail(.invalidKey)
        await #expect {
            try await embedder.embed(["sea"], role: .document)
        } throws: {
            ($0 as? JinaError)?.kind == .unauthorized
        }
        // Two calls are under way; the other one is answered.
        server.fail(.invalidKey)
        let batch = try await embedder.embed(texts, role: .document)
        #expect((batch.interruption as? JinaError)?.kind == .unauthorized)
        #expect(batch.outcomes.count { (try? $0.get()) != nil } == 2)
        #expect(batch.billedTokens == server.billedTokens)
    }

    @Test func `sizes and servers that cannot be are refused before anything is sent`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let size = EmbeddingError(
            .invalidDims,
            "jina-colbert-v2 makes no token vectors of 100 dims; use one of 64, 96, 128"
        )
        await #expect(throws: size) { try await JinaMultiVectorEmbedder(client: client(server), dims: 100) }
        await #expect {
            try await JinaMultiVectorEmbedder(client: client(server, dialect: .infinity))
        } throws: {
            ($0 as? JinaError)?.kind == .unsupported
        }
        #expect(server.requestCount == 0)
    }

    @Test func `are found by name`() throws {
        #expect(try JinaModels.multiVectorModel("jinaai/jina-colbert-v2") == JinaModels.colbertV2)
        #expect {
            try JinaModels.multiVectorModel("jina-colber-v2")
        } throws: {
            ($0 as? JinaError)?.message
                == "There is no late-interaction model “jina-colber-v2” in the catalogue: did you mean “jina-colbert-v2”?"
        }
    }
}
