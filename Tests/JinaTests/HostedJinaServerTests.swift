import CurlTransport
import ESJinaTesting
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Jina

@Suite("HostedJinaServer")
struct HostedJinaServerTests {
    private let transport = LibcurlTransport()

    private func post(
        _ server: HostedJinaServer,
        _ body: JSONValue,
        path: String = "/v1/embeddings",
        authorization: String? = "Bearer \(HostedJinaServer.defaultKey)"
    ) async throws -> (status: Int, json: JSONValue, headers: HTTPHeaders) {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if let authorization { headers["Authorization"] = authorization }
        let request = HTTPRequest(.post, server.url + path, headers: headers, body: .bytes(body.serialized()))
        let response = try await transport.send(request)
        return (response.status, try JSONValue.parse(response.body), response.headers)
    }

    private func withServer(
        requestsPerMinute: Int = 500,
        tokensPerMinute: Int = 1_000_000,
        _ body: (HostedJinaServer) async throws -> Void
    ) async throws {
        let server = try HostedJinaServer(requestsPerMinute: requestsPerMinute, tokensPerMinute: tokensPerMinute)
        defer { server.stop() }
        try await body(server)
    }

    @Test("asks every request but health for its key")
    func keys() async throws {
        try await withServer { (server: HostedJinaServer) async throws -> Void in
            let body: JSONValue = ["model": "jina-clip-v2", "input": ["x"]]
            for (header, code) in [
                (nil, "AUTH_MISSING_API_KEY"), ("Basic x", "AUTH_INVALID_FORMAT"),
                ("Bearer no", "AUTH_INVALID_API_KEY"),
            ] {
                let answer = try await post(server, body, authorization: header)
                #expect(answer.status == 401)
                #expect(answer.json["code"]?.string == code)
                #expect(answer.json["detail"]?.string != nil)
            }
            #expect(try await transport.send(HTTPRequest(.get, server.url + "/health")).status == 200)
            #expect(server.requestCount == 0)
        }
    }

    @Test("answers floats and base64 of the same vectors, with usage and rate headers")
    func encodings() async throws {
        try await withServer { (server: HostedJinaServer) async throws -> Void in
            let input: JSONValue = ["a cat", ["text": "a dog"], ["image": "iVBORw0KGgo="]]
            let float = try await post(server, ["model": "jina-clip-v2", "input": input])
            let base64 = try await post(server, ["model": "jina-clip-v2", "input": input, "embedding_type": "base64"])
            #expect(float.status == 200)
            for index in 0..<3 {
                let numbers = float.json["data"]?[index]?["embedding"]?.array?
                    .compactMap { $0.double.map { Float($0) } }
                let text = try #require(base64.json["data"]?[index]?["embedding"]?.string)
                #expect(try Embedding(base64: text, .little, dims: 1024).values == numbers)
            }
            #expect(float.json["usage"] == ["total_tokens": 4002, "prompt_tokens": 4002])
            #expect(float.json["object"] == "list")
            #expect(float.headers["X-RateLimit-Remaining-Requests"] == "499")
            #expect(base64.headers["X-RateLimit-Remaining-Tokens"] == "991996")
            #expect(server.billedTokens == 8004)
        }
    }

    @Test("refuses what the hosted API refuses, in its shapes")
    func refusals() async throws {
        try await withServer { (server: HostedJinaServer) async throws -> Void in
            let empty = try await post(server, ["model": "jina-clip-v2", "input": []])
            #expect(empty.status == 422)
            #expect(empty.json["errors"]?[0]?["message"] == "Input list cannot be empty. Provide at least one item.")
            let size = try await post(server, ["model": "jina-clip-v2", "input": ["x"], "dimensions": 1025])
            #expect(size.status == 422)
            #expect(size.json["errors"]?[0]?["input"] == 1025)
            let task = try await post(server, ["model": "jina-clip-v2", "input": ["x"], "task": "retrieval.passage"])
            #expect(task.status == 422)
            let list = try await post(server, ["model": "jina-clip-v2", "input": ["x"], "embedding_type": ["float"]])
            #expect(list.status == 500)
            let model = try await post(server, ["model": "nope", "input": ["x"]])
            #expect(model.status == 400)
            #expect(model.json["detail"]?["code"] == "INPUT_MODEL_NOT_FOUND")
            let long: JSONValue = ["model": "jina-clip-v2", "input": [.string(String(repeating: "long", count: 9000))]]
            #expect(try await post(server, long).json["detail"]?["code"] == "INPUT_TOKEN_LIMIT_EXCEEDED")
            #expect(server.paidInputs.isEmpty)
            #expect(server.billedTokens == 0)
        }
    }

    @Test("cuts and normalises by dimensions")
    func dimensions() async throws {
        try await withServer { (server: HostedJinaServer) async throws -> Void in
            let answer = try await post(server, ["model": "jina-clip-v2", "input": ["x"], "dimensions": 100])
            let values = answer.json["data"]?[0]?["embedding"]?.array?.compactMap { $0.double.map { Float($0) } } ?? []
            let expected = try HostedJinaServer.vector(for: .text("x")).truncated(to: 100)
            #expect(isNear([Embedding(values)], [expected]))
        }
    }

    @Test("a used-up minute is 429 until the next begins")
    func minutes() async throws {
        let body: JSONValue = ["model": "jina-clip-v2", "input": ["eight letters or more"]]
        try await withServer(requestsPerMinute: 1) { (server: HostedJinaServer) async throws -> Void in
            #expect(try await post(server, body).status == 200)
            let refused = try await post(server, body)
            #expect(refused.status == 429)
            #expect(refused.json["code"] == "RATE_REQUEST_LIMIT_EXCEEDED")
            server.beginMinute()
            #expect(try await post(server, body).status == 200)
            #expect(server.paidInputs.count == 2)
            #expect(server.seenInputs.count == 3)
        }
        try await withServer(tokensPerMinute: 7) { (server: HostedJinaServer) async throws -> Void in
            #expect(try await post(server, body).status == 200)
            #expect(try await post(server, body).json["detail"]?["code"] == "RATE_TOKEN_LIMIT_EXCEEDED")
        }
    }

    @Test("reranks with documents unless told not to, wrapped as each model does")
    func rerank() async throws {
        try await withServer { (server: HostedJinaServer) async throws -> Void in
            var body: JSONObject = [
                "model": "jina-reranker-v3", "query": "red apple", "documents": ["a pear", "a red apple"],
            ]
            let wrapped = try await post(server, .object(body), path: "/v1/rerank")
            #expect(
                wrapped.json["results"] == [
                    ["index": 1, "relevance_score": 1, "document": ["text": "a red apple"]],
                    ["index": 0, "relevance_score": -0.5, "document": ["text": "a pear"]],
                ]
            )
            body["model"] = "jina-reranker-m0"
            body["top_n"] = 1
            let echoed = try await post(server, .object(body), path: "/v1/rerank")
            #expect(echoed.json["results"] == [["index": 1, "relevance_score": 1, "document": "a red apple"]])
            body["return_documents"] = false
            let bare = try await post(server, .object(body), path: "/v1/rerank")
            #expect(bare.json["results"] == [["index": 1, "relevance_score": 1]])
        }
    }

    @Test("is found out to be nobody else, lists its models and heals by retries")
    func client() async throws {
        try await withServer { (server: HostedJinaServer) async throws -> Void in
            let key = Secret(HostedJinaServer.defaultKey)
            var policy = RetryPolicy.jina
            policy.baseDelay = .milliseconds(1)
            let client = JinaClient(
                JinaConfiguration(baseURL: server.url, apiKey: key, retryPolicy: policy),
                transport: transport
            )
            #expect(try await client.dialect() == .hosted)
            let first = try #require(try await client.models().first)
            #expect(first.id == "jina-clip-v2")
            #expect(abs((first.usdPerMillionTokens ?? 0) - 0.05) < 1e-9)
            #expect(try await client.health() == JinaHealth(dialect: .hosted))
            server.fail(.internalError, .unavailable, .htmlPage())
            let request = EmbeddingsRequest(model: "jina-clip-v2", input: [.text("x")])
            #expect(try await client.embeddings(request).vectors.count == 1)
            #expect(server.requestCount == 4)
            #expect(server.paidInputs == ["x"])
        }
    }
}
