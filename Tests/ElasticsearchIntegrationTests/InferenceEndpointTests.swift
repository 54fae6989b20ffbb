import Elasticsearch
import Testing

@Suite("Inference on real nodes", .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice))
struct InferenceEndpointTests {
    /// What of it a node has depends on how it was built and licensed; whichever it is, the error says what to do.
    @Test("a node without the API, the licence or the endpoint says which", arguments: Equipment.clusters)
    func refusal(url: String) async throws {
        let reranker = InferenceEndpointReranker(client: try Equipment.client(url), endpointID: "es-jina-test-none")
        let error = try await failure { _ = try await reranker.rerank(query: "q", documents: ["a", "b"]) }
        switch error.kind {
        case .unsupportedVersion:
            #expect(error.status == 400)
            #expect(error.message == "this server has no inference API; rerank by Jina's API")
        case .licence: #expect(error.status == 403)
        default:
            #expect(error.kind == .inferenceEndpointNotFound && error.status == 404)
        }
    }
}
