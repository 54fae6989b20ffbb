import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Elasticsearch

/// The nodes these tests can reach have no inference API, as `ElasticsearchIntegrationTests` sees; the shapes of success are those
/// of the published specification, the errors those that users and Elasticsearch's own tests quote.
@Suite("Inference endpoints")
struct InferenceTests {
    private func reranker(_ transport: FakeTransport, id: String = "my-reranker") throws -> InferenceEndpointReranker {
        InferenceEndpointReranker(client: try makeClient(transport), endpointID: id)
    }

    private func rerank(_ answer: HTTPResponse, count: Int = 2) async throws -> [Float] {
        try await reranker(FakeTransport(answer)).rerank(query: "q", documents: (0..<count).map { "d\($0)" })
    }

    @Test("one request scores every document, in the order they were given")
    func scores() async throws {
        let transport = FakeTransport(
            .json([
                "rerank": [
                    ["index": 1, "relevance_score": 0.75, "text": "b"], ["index": 0, "relevance_score": -2],
                ]
            ])
        )
        let reranker = try reranker(transport, id: "my reranker/é")
        #expect(try await reranker.rerank(query: "why", documents: ["a", "b"]) == [-2, 0.75])
        #expect(transport.requests.map(\.url) == ["http://one:9200/_inference/rerank/my%20reranker%2F%C3%A9"])
        let request = try #require(transport.requests.first)
        guard case .bytes(let body) = request.body else { return #expect(Bool(false)) }
        #expect(try JSONValue.parse(body) == ["query": "why", "input": ["a", "b"]])
        #expect(try await reranker.rerank(query: "why", documents: []) == [])
        #expect(transport.requests.count == 1, "nothing is asked about nothing")
        #expect(reranker.isListwise && reranker.maxDocuments == 64 && reranker.modalities == [.text])
    }

    @Test(
        "an answer that does not score every document once is malformed",
        arguments: [
            (["rerank": [["index": 0, "relevance_score": 1]]], "it has 1 results where 2 were due"),
            (
                ["rerank": [["index": 0, "relevance_score": 1], ["index": 0, "relevance_score": 1]]],
                "index 0 comes twice"
            ),
            (
                ["rerank": [["index": 0, "relevance_score": 1], ["index": 2, "relevance_score": 1]]],
                "a result has no index between 0 and 1"
            ),
            (
                ["rerank": [["index": 0, "relevance_score": nil], ["index": 1, "relevance_score": 1]]],
                "the result for index 0 has no finite \"relevance_score\""
            ),
            (["text_embedding": []], "it has no array \"rerank\""),
        ] as [(JSONValue, String)]
    )
    func malformed(answer: JSONValue, reason: String) async throws {
        let error = try await failure { _ = try await rerank(.json(answer)) }
        #expect(error.kind == .malformedResponse)
        #expect(
            error.message
                == "the answer to inference by endpoint [my-reranker] is not what Elasticsearch answers: \(reason); is there a "
                + "proxy in between?"
        )
    }

    @Test("a licence without inference, a missing endpoint and a server without the API say what to do")
    func errors() async throws {
        let reason: JSONValue = "current license is non-compliant for [inference]"
        let cause: JSONObject = [
            "type": "security_exception", "reason": reason, "license.expired.feature": "inference",
        ]
        var licence = cause
        licence["root_cause"] = [.object(cause)]
        let basic = try await failure {
            _ = try await rerank(.json(["error": .object(licence), "status": 403], status: 403))
        }
        #expect(basic.kind == .licence)
        #expect(
            basic.message
                == "the cluster's licence does not include inference, so endpoint [my-reranker] cannot rerank; "
                + "use a licence that includes it, or rerank by Jina's API"
        )
        let notFound: JSONValue = [
            "error": [
                "root_cause": [
                    ["type": "resource_not_found_exception", "reason": "Inference endpoint not found [my-reranker]"]
                ],
                "type": "resource_not_found_exception", "reason": "Inference endpoint not found [my-reranker]",
            ],
            "status": 404,
        ]
        let missing = try await failure { _ = try await rerank(.json(notFound, status: 404)) }
        #expect(missing.kind == .inferenceEndpointNotFound)
        #expect(
            missing.message
                == "there is no inference endpoint [my-reranker]; GET _inference/rerank lists those there are"
        )
        let unknown: JSONValue = [
            "error": "no handler found for uri [/_inference/rerank/my-reranker] and method [POST]"
        ]
        let old = try await failure { _ = try await rerank(.json(unknown, status: 400)) }
        #expect(old.kind == .unsupportedVersion)
        #expect(old.message == "this server has no inference API; rerank by Jina's API")
        let busy = try await failure { _ = try await rerank(.json([:], status: 429)) }
        #expect(busy.isTransient)
        let unnamed = try await failure {
            _ = try await makeClient(FakeTransport(.json([:]))).rerank(endpoint: "", query: "q", documents: ["a"])
        }
        #expect(unnamed.kind == .invalidRequest)
    }
}
