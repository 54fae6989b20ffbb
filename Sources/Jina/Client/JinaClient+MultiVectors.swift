import Embeddings
import HTTPTransport
import JSONValues

extension JinaClient {
    /// Embeds the texts of `request`, a vector a token; sends one request, more only where the server answers 429 or fails.
    ///
    /// - Parameter request: What to embed with which model; without texts nothing is sent.
    /// - Returns: The vectors of each text, in order.
    /// - Throws: As ``embeddings(_:)``.
    public func multiVectors(_ request: MultiVectorsRequest) async throws -> MultiVectorsResponse {
        try await answer(to: request) { answer throws(MalformedAnswer) in
            try MultiVectorsResponse(complete: answer)
        }
    }

    /// As ``multiVectors(_:)``, text by text: what cannot be used of an answer costs the rest of it nothing.
    func answer(to request: MultiVectorsRequest) async throws -> EmbeddingsAnswer<MultiVector> {
        try await answer(to: request) { $0 }
    }

    private func answer<Answer: Sendable>(
        to request: MultiVectorsRequest,
        _ check: (EmbeddingsAnswer<MultiVector>) throws(MalformedAnswer) -> Answer
    ) async throws -> Answer {
        let wire = try await session.wire()
        guard !request.texts.isEmpty else {
            return try check(EmbeddingsAnswer(model: nil, items: [], usage: JinaUsage(totalTokens: 0)))
        }
        try refuseTokenVectors(wire)
        let call = JinaSession.Call(
            path: configuration.multiVectorPath,
            operation: "jina.multi_vectors",
            task: "token vectors with model “\(request.model)”",
            tokens: request.estimatedTokens,
            sent: { request.texts }
        )
        return try await session.post(call, wire, body: { request.body(wire) }) { json throws(MalformedAnswer) in
            let answer = try EmbeddingsAnswer<MultiVector>(multiVectors: json, count: request.texts.count)
            return (try check(answer), answer.usage.totalTokens)
        }
    }

    /// Throws where the server is one that makes a single vector of every text.
    func refuseTokenVectors(_ wire: WireFormat) throws(JinaError) {
        guard wire.dialect == .infinity else { return }
        throw JinaError(
            .unsupported,
            "\(session.server(wire)) makes one vector of a text and no token vectors: use Jina's API or jina-on-prem"
        )
    }
}
