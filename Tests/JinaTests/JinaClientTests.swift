import ESJinaTesting
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Jina

@Suite("JinaClient")
struct JinaClientTests {
    private func request(_ count: Int, encoding: EmbeddingsRequest.VectorEncoding = .base64) -> EmbeddingsRequest {
        EmbeddingsRequest(model: "m", input: (0..<count).map { .text("text \($0)") }, encoding: encoding)
    }

    private func malformed(_ body: String, count: Int = 2, dialect: JinaDialect = .infinity) async -> String {
        let client = JinaClient.recorded(dialect, RecordedTransport(responses: [HTTPResponse(200, body)]))
        do {
            _ = try await client.embeddings(request(count))
            return "no error"
        } catch let error as JinaError {
            #expect(error.kind == .malformedResponse)
            let start = "server.test:7997 (infinity) answered embeddings with model “m”, but "
            let end =
                ": nothing of the answer was used; check that the address is that of a Jina-compatible server and that its"
                + " dialect is right"
            #expect(error.message.hasPrefix(start) && error.message.hasSuffix(end))
            return String(error.message.dropFirst(start.count).dropLast(end.count))
        } catch {
            return "\(error)"
        }
    }

    @Test("recorded base64 and float answers of infinity hold the same vectors")
    func recordedAnswers() async throws {
        let transport = RecordedTransport(responses: [
            HTTPResponse(200, Recorded.embeddingsBase64), HTTPResponse(200, Recorded.embeddingsFloat),
        ])
        let client = JinaClient.recorded(.infinity, transport)
        let base64 = try await client.embeddings(request(2))
        let float = try await client.embeddings(request(2, encoding: .float))
        #expect(base64 == float)
        #expect(base64.vectors[1].values == [-0.032037009, 0.064208142, -0.018172195, 0.017966194])
        #expect(base64.usage == JinaUsage(totalTokens: 11, promptTokens: 11))
        #expect(transport.requests[0].url == "http://server.test:7997/v1/embeddings")
        #expect(transport.requests[0].method == .post)
        #expect(transport.requests[0].headers["Authorization"] == "Bearer jina_thisIsTheKeyOfTheTest")
        #expect(transport.requests[0].headers["Content-Type"] == "application/json")
        #expect(transport.requests[0].operation == "jina.embeddings")
        #expect(transport.requests[0].isIdempotent)
    }

    @Test("vectors that infinity cut are brought back to unit length")
    func cutVectors() async throws {
        let client = JinaClient.recorded(
            .infinity,
            RecordedTransport(responses: [HTTPResponse(200, Recorded.embeddingsBase64)])
        )
        var request = request(2)
        request.dimensions = 4
        for vector in try await client.embeddings(request).vectors { #expect(abs(vector.norm - 1) < 1e-6) }
    }

    @Test("hosted answers without prompt_tokens, and with null, are read")
    func usage() async throws {
        let body =
            #"{"model":"jina-embeddings-v4","object":"list","usage":{"total_tokens":12,"image_tokens":null},"data":[{"object":"embedding","index":0,"embedding":[0.6,0.8]}]}"#
        let client = JinaClient.recorded(.hosted, RecordedTransport(responses: [HTTPResponse(200, body)]))
        let response = try await client.embeddings(request(1, encoding: .float))
        #expect(response.usage == JinaUsage(totalTokens: 12))
        #expect(response.vectors == [Embedding([0.6, 0.8])])
    }

    @Test("answers that cannot be trusted are refused whole, each with its reason")
    func malformedAnswers() async {
        let one = #"{"index":0,"embedding":[1]}"#
        #expect(await malformed("{") == "not in JSON (expected a key, found the end at line 1, column 2)")
        #expect(await malformed(#"{"data":[{"index":0,"embedding":[NaN]}]}"#).hasPrefix("not in JSON ("))
        #expect(await malformed("<html></html>").hasPrefix("not in JSON ("))
        #expect(await malformed("{}") == "it has no array “data”")
        #expect(await malformed(#"{"data":[\#(one)]}"#) == "it has 1 vectors for 2 inputs")
        #expect(await malformed(#"{"data":[\#(one),\#(one)]}"#) == "index 0 comes twice")
        #expect(
            await malformed(#"{"data":[\#(one),{"index":2,"embedding":[1]}]}"#)
                == "it has a vector number 2 for 2 inputs"
        )
        #expect(await malformed(#"{"data":[\#(one),{"embedding":[1]}]}"#) == "no vector has the index 1")
        #expect(
            await malformed(#"{"data":[{"index":0,"embedding":"????"}]}"#, count: 1)
                == "the vector at index 0 is not base64 of 32-bit floats"
        )
        #expect(
            await malformed(#"{"data":[{"index":0,"embedding":"AAAA"}]}"#, count: 1)
                == "the vector at index 0 is not base64 of 32-bit floats"
        )
        #expect(
            await malformed(#"{"data":[{"index":0,"embedding":[1,"2"]}]}"#, count: 1)
                == "the vector at index 0 holds something that is no number"
        )
        #expect(
            await malformed(#"{"data":[{"index":0,"embedding":{"token":0.5}}]}"#, count: 1)
                == "the entry at index 0 has no dense vector “embedding”"
        )
    }

    @Test("what a dialect cannot say is refused before anything is sent")
    func unsupported() async throws {
        let transport = RecordedTransport(responses: [])
        let client = JinaClient.recorded(.infinity, transport)
        let image = EmbeddingImage(bytes: [1], mediaType: "image/png")
        for request in [
            EmbeddingsRequest(model: "m", input: [.text("a"), .image(image)]),
            EmbeddingsRequest(model: "m", input: [.text("a")], truncatesLongTexts: false),
        ] {
            await #expect {
                try await client.embeddings(request)
            } throws: {
                ($0 as? JinaError)?.kind == .unsupported
            }
        }
        #expect(transport.requests.isEmpty)
    }

    @Test("without a key nothing is sent to Jina")
    func noKey() async {
        for key in [nil, Secret(" \n")] {
            let transport = RecordedTransport(responses: [])
            let client = JinaClient(JinaConfiguration(apiKey: key), transport: transport)
            await #expect {
                try await client.embeddings(request(1))
            } throws: { error in
                (error as? JinaError)?.kind == .unauthorized
                    && "\(error)"
                        == "api.jina.ai (hosted) needs an API key and none is set: set JINA_API_KEY to a key from https://jina.ai"
            }
            #expect(transport.requests.isEmpty)
        }
    }

    @Test("an empty list sends nothing")
    func empty() async throws {
        let transport = RecordedTransport(responses: [])
        let client = JinaClient.recorded(.hosted, transport)
        #expect(try await client.embeddings(request(0)).vectors.isEmpty)
        #expect(try await client.rerank(RerankRequest(model: "m", query: "q", documents: [])).results.isEmpty)
        #expect(transport.requests.isEmpty)
    }

    @Test("429 is waited out and sent again, by Retry-After where there is one")
    func waits() async throws {
        let clock = InstantClock()
        let refused = #"{"detail":"slow down","code":"RATE_REQUEST_LIMIT_EXCEEDED"}"#
        let transport = RecordedTransport(responses: [
            HTTPResponse(429, refused), HTTPResponse(429, refused, headers: ["retry-after": "30"]),
            HTTPResponse(200, Recorded.embeddingsBase64),
        ])
        let throttles = Throttles()
        let client = JinaClient(
            JinaConfiguration(baseURL: "http://server.test", dialect: .hosted),
            transport: transport,
            observer: throttles,
            clock: clock
        )
        #expect(try await client.embeddings(request(2)).vectors.count == 2)
        #expect(clock.slept == [.seconds(2), .seconds(30)])
        #expect(throttles.all.map(\.reason) == ["the server asked to slow down", "the server asked to slow down"])
        #expect(throttles.all.map(\.operation) == ["jina.embeddings", "jina.embeddings"])
    }

    @Test("patience ends, and the error says which limit and how long")
    func impatient() async {
        let clock = InstantClock()
        let refused = #"{"detail":{"message":"slow down","code":"RATE_TOKEN_LIMIT_EXCEEDED"}}"#
        let transport = RecordedTransport { _ in HTTPResponse(429, refused) }
        let client = JinaClient.recorded(.hosted, transport, clock: clock, patience: .seconds(60))
        await #expect {
            try await client.embeddings(request(2))
        } throws: { error in
            (error as? JinaError)?.rateLimit == .tokens
                && "\(error)"
                    == "server.test:7997 (hosted) was asked for too many tokens a minute (429, RATE_TOKEN_LIMIT_EXCEEDED),"
                    + " saying “slow down”: wait a minute, or lower the configured limits to those of the key"
        }
        // 2 + 4 + 8 + 16 = 30 s; another 32 would be more than the 60.
        #expect(clock.slept == [2, 4, 8, 16].map { .seconds($0) })
        #expect(transport.requests.count == 5)
    }

    @Test("a transport's own error passes through and frees its slot")
    func transportErrors() async throws {
        let transport = RecordedTransport([
            .failure(TransportError(.connectionFailed, "no one is there")),
            .success(HTTPResponse(200, Recorded.embeddingsBase64)),
        ])
        var configuration = JinaConfiguration(baseURL: "http://server.test", dialect: .infinity, retryPolicy: .never)
        configuration.limits.concurrentRequests = 1
        let client = JinaClient(configuration, transport: transport)
        await #expect(throws: TransportError.self) { try await client.embeddings(request(2)) }
        #expect(try await client.embeddings(request(2)).vectors.count == 2)
    }

    @Test("failed connections and answers of 5xx are repeated by the policy, and heard of")
    func retries() async throws {
        let clock = InstantClock()
        let transport = RecordedTransport([
            .failure(TransportError(.connectionLost, "it hung up")), .success(HTTPResponse(500, "")),
            .success(HTTPResponse(503, "", headers: ["retry-after": "7"])),
            .success(HTTPResponse(200, Recorded.embeddingsBase64)),
        ])
        let retries = Retries()
        let client = JinaClient(
            JinaConfiguration(baseURL: "http://server.test", dialect: .infinity),
            transport: transport,
            observer: retries,
            clock: clock
        )
        #expect(try await client.embeddings(request(2)).vectors.count == 2)
        #expect(retries.all.map(\.reason) == ["connection_lost", "status 500", "status 503"])
        #expect(retries.all.map(\.attempt) == [1, 2, 3])
        #expect(retries.all.last?.delay == .seconds(7))
        #expect(transport.requests.allSatisfy { $0.json?["input"]?.array?.count == 2 })
    }

    @Test("a request that waits to be repeated takes nobody's place")
    func waitingHoldsNothing() async throws {
        let clock = HeldClock()
        let transport = RecordedTransport([
            .success(HTTPResponse(503, "")), .success(HTTPResponse(200, Recorded.embeddingsBase64)),
            .success(HTTPResponse(200, Recorded.embeddingsBase64)),
        ])
        var configuration = JinaConfiguration(baseURL: "http://server.test", dialect: .infinity)
        configuration.limits.concurrentRequests = 1
        let client = JinaClient(configuration, transport: transport, clock: clock)
        let failing = Task { try await client.embeddings(request(2)).vectors.count }
        while clock.sleepers == 0 { try await Task.sleep(for: .milliseconds(1)) }
        #expect(try await client.embeddings(request(2)).vectors.count == 2)
        #expect(transport.requests.count == 2)
        clock.release()
        #expect(try await failing.value == 2)
    }

    @Test("never more requests at once than configured, and cancelled waiters leave at once")
    func concurrency() async throws {
        let gate = Gate()
        let transport = RecordedTransport { _ in
            try await gate.pass()
            return HTTPResponse(200, Recorded.embeddingsBase64)
        }
        var configuration = JinaConfiguration(baseURL: "http://server.test", dialect: .infinity)
        configuration.limits.concurrentRequests = 2
        let client = JinaClient(configuration, transport: transport)
        let tasks = (0..<6).map { _ in Task { try await client.embeddings(request(2)).vectors.count } }
        while gate.waiting < 2 { try await Task.sleep(for: .milliseconds(1)) }
        let cancelled = Task { try await client.embeddings(request(2)).vectors.count }
        try await Task.sleep(for: .milliseconds(10))
        #expect(transport.requests.count == 2)
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }
        gate.open()
        for task in tasks { #expect(try await task.value == 2) }
        #expect(gate.mostWaiting == 2)
        #expect(transport.requests.count == 6)
    }

    @Test("models and health are read in each server's shape")
    func models() async throws {
        let infinity = JinaClient.recorded(
            .infinity,
            RecordedTransport(responses: [HTTPResponse(200, Recorded.models), HTTPResponse(200, Recorded.health)])
        )
        let models = try await infinity.models()
        #expect(models.map(\.id) == ["all-MiniLM-L6-v2", "jina-clip-v2"])
        #expect(models[1].capabilities == ["embed", "image_embed"])
        #expect(try await infinity.health() == JinaHealth(dialect: .infinity))
        let onPrem = JinaClient.recorded(
            .onPrem,
            RecordedTransport(responses: [
                HTTPResponse(200, Recorded.onPremHealth), HTTPResponse(200, Recorded.onPremHealth),
            ])
        )
        #expect(try await onPrem.models() == [JinaServedModel(id: "jina-clip-v2")])
        #expect(try await onPrem.health() == JinaHealth(dialect: .onPrem, model: "jina-clip-v2", device: "cpu"))
    }

    @Test("configured headers are sent over our own, and neither description shows the key")
    func headers() async throws {
        let transport = RecordedTransport(responses: [HTTPResponse(200, Recorded.embeddingsBase64)])
        let configuration = JinaConfiguration(
            baseURL: "http://server.test",
            apiKey: Secret("jina_secretsecret"),
            dialect: .infinity,
            headers: ["X-Team": "search", "Accept": "*/*"]
        )
        _ = try await JinaClient(configuration, transport: transport).embeddings(request(2))
        #expect(transport.requests[0].headers["x-team"] == "search")
        #expect(transport.requests[0].headers["accept"] == "*/*")
        #expect(!"\(configuration)".contains("secretsecret"))
        #expect(!String(reflecting: configuration).contains("secretsecret"))
    }
}
