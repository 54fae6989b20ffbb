public import Embeddings
import HTTPTransport
import JSONValues

/// A reranker behind an inference endpoint of an Elasticsearch cluster, such as one of the service `jinaai` or
/// `.rerank-v1-elasticsearch`.
///
/// Needs an Enterprise or trial licence; the retriever `text_similarity_reranker` asks the same endpoint on the server, but for
/// one field of the hits alone.
public struct InferenceEndpointReranker: Reranker {
    /// The endpoint's id.
    public let modelID: String
    /// The most documents in one call.
    public let maxDocuments: Int
    /// Whether a score depends on the other documents of its call.
    public let isListwise: Bool
    private let client: ElasticsearchClient

    /// Makes a reranker; sends nothing.
    ///
    /// - Parameters:
    ///   - client: The cluster.
    ///   - endpointID: The endpoint's id, of the task type `rerank`.
    ///   - maxDocuments: The most documents in one call; default 64, which the smallest of Jina's models takes.
    ///   - isListwise: Whether a score depends on the other documents of its call; default `true`, which is right for every
    ///     model: what stands behind an endpoint is the cluster's secret.
    public init(client: ElasticsearchClient, endpointID: String, maxDocuments: Int = 64, isListwise: Bool = true) {
        self.client = client
        modelID = endpointID
        self.maxDocuments = max(1, maxDocuments)
        self.isListwise = isListwise
    }

    /// Scores `documents` against `query` in one request.
    ///
    /// - Parameters:
    ///   - query: The query.
    ///   - documents: The passages; none returns at once.
    /// - Returns: One finite score per document, in the order of `documents`.
    /// - Throws: ``ElasticsearchError``: of kind `licence` where the cluster's does not include inference, of kind
    ///   `inferenceEndpointNotFound` where there is no such endpoint, of kind `unsupportedVersion` where the server has no inference at
    ///   all, of kind `malformedResponse` where a document is left out, named twice or scored with no number.
    public func rerank(query: String, documents: [String]) async throws -> [Float] {
        guard !documents.isEmpty else { return [] }
        let results = try await client.rerank(endpoint: modelID, query: query, documents: documents)
        var scores = [Float](repeating: 0, count: documents.count)
        for result in results { scores[result.index] = Float(result.score) }
        return scores
    }
}

/// A document's score from a rerank endpoint.
public struct InferenceRerankResult: Sendable, Hashable {
    /// The place of the document in the request, from 0.
    public var index: Int
    /// The score on the model's own scale; higher is better.
    public var score: Double

    /// Makes a result.
    public init(index: Int, score: Double) {
        self.index = index
        self.score = score
    }
}

extension ElasticsearchClient {
    /// Scores documents by a rerank endpoint, with one `POST _inference/rerank/{id}`.
    ///
    /// - Parameters:
    ///   - endpoint: The endpoint's id.
    ///   - query: The query.
    ///   - documents: The passages; none returns at once.
    /// - Returns: One result per document, best first as the server sent them.
    /// - Throws: ``ElasticsearchError``, as ``InferenceEndpointReranker/rerank(query:documents:)``.
    public func rerank(
        endpoint: String,
        query: String,
        documents: [String]
    ) async throws -> [InferenceRerankResult] {
        guard !documents.isEmpty else { return [] }
        guard !endpoint.isEmpty else {
            throw ElasticsearchError(.invalidRequest, "an inference endpoint needs an id", operation: Self.inference)
        }
        let body: JSONValue = ["query": .string(query), "input": JSONValue(documents)]
        let answer: JSONValue
        do {
            answer = try await sendJSON(
                .post,
                "/_inference/rerank/" + PercentEncoding.encode(endpoint),
                body: body.serialized(),
                operation: Self.inference
            )
        } catch let error as ElasticsearchError {
            throw Self.advised(error, endpoint: endpoint)
        }
        return try Self.results(answer, endpoint: endpoint, count: documents.count)
    }

    private static let inference = "inference"

    private static func results(
        _ answer: JSONValue,
        endpoint: String,
        count: Int
    ) throws(ElasticsearchError) -> [InferenceRerankResult] {
        func broken(_ what: String) -> ElasticsearchError {
            malformed("\(inference) by endpoint [\(endpoint)]", nil, what)
        }
        guard let entries = answer["rerank"]?.array else { throw broken("it has no array \"rerank\"") }
        guard entries.count == count else { throw broken("it has \(entries.count) results where \(count) were due") }
        var seen = Set<Int>()
        var results: [InferenceRerankResult] = []
        for entry in entries {
            guard let index = entry["index"]?.int, (0..<count).contains(index) else {
                throw broken("a result has no index between 0 and \(count - 1)")
            }
            guard seen.insert(index).inserted else { throw broken("index \(index) comes twice") }
            guard let score = entry["relevance_score"]?.double, score.isFinite else {
                throw broken("the result for index \(index) has no finite \"relevance_score\"")
            }
            results.append(InferenceRerankResult(index: index, score: score))
        }
        return results
    }

    /// `error` with what to do about it.
    private static func advised(_ error: ElasticsearchError, endpoint: String) -> ElasticsearchError {
        var error = error
        if error.kind == .licence {
            error.message =
                "the cluster's licence does not include inference, so endpoint [\(endpoint)] cannot rerank; "
                + "use a licence that includes it, or rerank by Jina's API"
        } else if error.status == 404, error.kind == .inferenceEndpointNotFound {
            error.message =
                "there is no inference endpoint [\(endpoint)]; GET _inference/rerank lists those there are"
        } else if error.status == 400, error.reason?.hasPrefix("no handler found for uri") == true {
            error.kind = .unsupportedVersion
            error.message = "this server has no inference API; rerank by Jina's API"
        }
        return error
    }
}

extension ElasticsearchError.Kind {
    /// There is no inference endpoint of that id.
    public static let inferenceEndpointNotFound = Self(rawValue: "resource_not_found_exception")
}
