import CurlTransport
import ESJinaTesting
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Jina

@Suite("JinaReranker")
struct JinaRerankerTests {
    private let documents = ["The sky is blue.", "Munich is in Germany."]

    private func hosted(_ server: HostedJinaServer, model: JinaRerankerModel = JinaModels.rerankerV3) -> JinaReranker {
        let configuration = JinaConfiguration(
            baseURL: server.url,
            apiKey: Secret(HostedJinaServer.defaultKey),
            dialect: .hosted,
            retryPolicy: .never
        )
        return JinaReranker(client: JinaClient(configuration, transport: LibcurlTransport()), model: model)
    }

    private func recorded(_ body: String) -> JinaReranker {
        JinaReranker(client: .recorded(.infinity, RecordedTransport(responses: [HTTPResponse(200, body)])))
    }

    @Test("keeps every promise of a reranker")
    func conformance() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        for model in JinaModels.rerankers {
            #expect(try await RerankerConformance(hosted(server, model: model)).violations() == [], "\(model.id)")
        }
    }

    @Test("scores come in the order of the documents, negative ones too")
    func order() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let scores = try await hosted(server)
            .rerank(query: "Munich is in", documents: ["nothing", "Munich is in Germany", "Munich"])
        #expect(scores == [-0.5, 1, 0])
        #expect(server.requests.last?.json?["top_n"] == nil)
        #expect(server.requests.last?.json?["return_documents"] == false)
    }

    @Test("infinity's recorded answer with null documents is read")
    func recordedAnswer() async throws {
        #expect(
            try await recorded(Recorded.rerank).rerank(query: "Where is Munich?", documents: documents) == [
                0.5567942, 0.5658302,
            ]
        )
    }

    @Test("documents come back in any of their shapes where asked for")
    func shapes() async throws {
        let body =
            #"{"results":[{"index":1,"relevance_score":0.5,"document":{"text":"b"}},{"index":0,"relevance_score":-0.25,"document":"a"}]}"#
        let client = JinaClient.recorded(.hosted, RecordedTransport(responses: [HTTPResponse(200, body)]))
        let response = try await client.rerank(
            RerankRequest(model: "m", query: "q", documents: ["a", "b", "c"], topN: 2, returnsDocuments: true)
        )
        #expect(
            response.results == [
                .init(index: 1, score: 0.5, document: "b"), .init(index: 0, score: -0.25, document: "a"),
            ]
        )
    }

    @Test(
        "answers that do not score every document once are errors naming the server",
        arguments: [
            (#"{"results":[{"index":0,"relevance_score":1}]}"#, "it has 1 results where 2 were due"),
            (#"{"results":[{"index":0,"relevance_score":1},{"index":0,"relevance_score":1}]}"#, "index 0 comes twice"),
            (
                #"{"results":[{"index":0,"relevance_score":1},{"index":5,"relevance_score":1}]}"#,
                "a result has no index between 0 and 1"
            ),
            (
                #"{"results":[{"index":0,"relevance_score":1},{"index":-1,"relevance_score":1}]}"#,
                "a result has no index between 0 and 1"
            ),
            (
                #"{"results":[{"index":0,"relevance_score":1},{"index":1,"relevance_score":null}]}"#,
                "the result for index 1 has no finite “relevance_score”"
            ),
            (
                #"{"results":[{"index":0,"relevance_score":1},{"index":1,"relevance_score":1e999}]}"#,
                "the result for index 1 has no finite “relevance_score”"
            ),
            (#"[{"index":0,"score":1},{"index":1,"score":0}]"#, "it has no array “results”"),
        ]
    )
    func malformed(body: String, reason: String) async {
        await #expect {
            try await recorded(body).rerank(query: "q", documents: documents)
        } throws: { error in
            let message = (error as? JinaError)?.message ?? ""
            let start = "server.test:7997 (infinity) answered reranking with model “jina-reranker-v3”, but "
            return (error as? JinaError)?.kind == .malformedResponse
                && (message.hasPrefix(start + reason) || message.hasPrefix(start + "not in JSON"))
        }
    }

    @Test("faults of the server are errors of their kind")
    func faults() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        for (fault, kind) in [
            (HostedJinaFault.shortAnswer, JinaError.Kind.malformedResponse), (.duplicateIndex, .malformedResponse),
            (.nan(at: 1), .malformedResponse), (.insufficientBalance, .outOfCredit), (.htmlPage(), .unavailable),
        ] {
            server.fail(fault)
            await #expect {
                try await hosted(server).rerank(query: "q", documents: documents)
            } throws: {
                ($0 as? JinaError)?.kind == kind
            }
        }
    }

    @Test("too many documents, an empty query and an empty document are refused before anything is sent")
    func refusals() async throws {
        let transport = RecordedTransport(responses: [])
        let reranker = JinaReranker(client: .recorded(.hosted, transport))
        for (query, documents, message) in [
            (
                "q", (0..<65).map { "d\($0)" },
                "65 documents are more than the 64 of jina-reranker-v3, whose scores are relative to the list: rerank a shorter one"
            ),
            (" ", ["a"], "The query for jina-reranker-v3 is empty: there is nothing to rerank by"),
            ("q", ["a", "\n"], "Document 1 for jina-reranker-v3 is empty: leave it out of the list"),
        ] {
            await #expect {
                try await reranker.rerank(query: query, documents: documents)
            } throws: {
                "\($0)" == message
            }
        }
        #expect(try await reranker.rerank(query: "q", documents: []).isEmpty)
        #expect(transport.requests.isEmpty)
    }

    @Test("pictures go to the model that reads them, as every dialect writes them, and to no other")
    func pictures() async throws {
        let image = EmbeddingInput.image(EmbeddingImage(bytes: Array("Munich".utf8), mediaType: "image/png"))
        let server = try HostedJinaServer()
        defer { server.stop() }
        let scores = try await hosted(server, model: JinaModels.rerankerM0)
            .rerank(query: "Munich", inputs: [.text("nothing"), image])
        #expect(scores == [-0.5, 1])
        let request = RerankRequest(model: "m", query: "q", inputs: [.text("a"), image])
        let onPrem = String(decoding: request.body(WireFormat(.onPrem, pathPrefix: "/v1")), as: UTF8.self)
        #expect(
            onPrem.hasSuffix(
                #""documents":["a",{"type":"image","format":"base64","value":"data:image/png;base64,TXVuaWNo"}]}"#
            )
        )
        let transport = RecordedTransport(responses: [])
        let infinity = JinaReranker(client: .recorded(.infinity, transport), model: JinaModels.rerankerM0)
        await #expect {
            try await infinity.rerank(query: "q", inputs: [image])
        } throws: {
            "\($0)" == "server.test:7997 (infinity) reranks texts alone: send captions instead of pictures"
        }
        await #expect {
            try await JinaReranker(client: .recorded(.hosted, transport)).rerank(query: "q", inputs: [image])
        } throws: {
            "\($0)" == "Document 0 for jina-reranker-v3 is a picture, which it does not read: use jina-reranker-m0"
        }
        #expect(transport.requests.isEmpty)
    }

    @Test("the tokens of a passage are asked for only where they are not the model's own and may be")
    func documentTokens() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let configuration = JinaConfiguration(
            baseURL: server.url,
            apiKey: Secret(HostedJinaServer.defaultKey),
            dialect: .hosted
        )
        let client = JinaClient(configuration, transport: LibcurlTransport())
        for (model, asked, read, sent) in [
            (JinaModels.rerankerV3, nil, 2048, nil), (JinaModels.rerankerV3, 4000, 4000, 4000),
            (JinaModels.rerankerV35, 100_000, 8192, 8192), (JinaModels.rerankerV2, 500, 500, nil),
            (JinaModels.rerankerV2, 5000, 1024, nil), (JinaModels.rerankerColBERTV2, nil, 8192, nil),
        ] as [(JinaRerankerModel, Int?, Int, Int?)] {
            let reranker = JinaReranker(client: client, model: model, maxDocumentTokens: asked)
            #expect(reranker.maxDocumentTokens == read)
            _ = try await reranker.rerank(query: "q", documents: ["a"])
            #expect(server.requests.last?.json?["max_doc_length"]?.int == sent, "\(model.id)")
        }
    }

    @Test("a listwise model's calls have room for its context, others' for a call's worth of tokens")
    func callTokens() {
        let client = JinaClient.recorded(.hosted, RecordedTransport(responses: []))
        #expect(JinaReranker(client: client).maxTokens == 131_072 - 256)
        #expect(JinaReranker(client: client, model: JinaModels.rerankerV2).maxTokens == 100_000)
        #expect(JinaReranker(client: client, model: JinaModels.rerankerM0).maxImageBytes == 8 << 20)
    }

    @Test("somebody who waits has one more try, whatever the server says")
    func impatience() async throws {
        for fault in [HostedJinaFault.requestLimit(), .concurrencyLimit(retryAfter: 1), .internalError, .unavailable] {
            let server = try HostedJinaServer()
            defer { server.stop() }
            server.fail([fault, fault])
            let configuration = JinaConfiguration(
                baseURL: server.url,
                apiKey: Secret(HostedJinaServer.defaultKey),
                dialect: .hosted
            )
            let client = JinaClient(
                configuration.impatient(within: .seconds(10)),
                transport: LibcurlTransport(),
                clock: InstantClock()
            )
            await #expect(throws: JinaError.self) {
                try await JinaReranker(client: client).rerank(query: "q", documents: documents)
            }
            #expect(server.requestCount == 2, "\(fault)")
            #expect(try await JinaReranker(client: client).rerank(query: "q", documents: documents).count == 2)
        }
    }
}
