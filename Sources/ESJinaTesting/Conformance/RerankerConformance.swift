public import Embeddings

/// Checks that a `Reranker` keeps the promises of the protocol, whatever stands behind it.
public struct RerankerConformance: Sendable {
    /// The reranker under test.
    public var reranker: any Reranker
    /// A query.
    public var query: String
    /// Passages, all different; at least two.
    public var documents: [String]
    /// Whether the first passage must win, which a model of random weights does not promise; default true.
    public var expectsSense: Bool
    /// How far a score may differ between two calls; default 1e-4.
    public var tolerance: Float

    /// Makes checks.
    public init(
        _ reranker: any Reranker,
        query: String = "Where is Munich?",
        documents: [String] = ["Munich is in Germany.", "The sky is blue.", "Bread needs flour, water and salt."],
        expectsSense: Bool = true,
        tolerance: Float = 1e-4
    ) {
        self.reranker = reranker
        self.query = query
        self.documents = documents
        self.expectsSense = expectsSense
        self.tolerance = tolerance
    }

    /// Runs every check.
    ///
    /// - Returns: A sentence for every promise that was broken; empty where all were kept.
    /// - Throws: What the reranker throws where it should not.
    public func violations() async throws -> [String] {
        var violations: [String] = []
        func require(_ holds: Bool, _ violation: String) { if !holds { violations.append(violation) } }

        require(!reranker.modelID.isEmpty, "the model has no id")
        require(reranker.maxDocuments > 0, "no document may be reranked")
        let none = try await reranker.rerank(query: query, documents: [])
        require(none.isEmpty, "no documents give \(none.count) scores")

        let scores = try await reranker.rerank(query: query, documents: documents)
        require(scores.count == documents.count, "\(documents.count) documents give \(scores.count) scores")
        require(scores.allSatisfy(\.isFinite), "a score is not finite")
        if expectsSense {
            require(
                scores.dropFirst().allSatisfy { $0 < scores[0] },
                "the passage that answers does not win: \(scores)"
            )
        }

        let reversed = try await reranker.rerank(query: query, documents: documents.reversed())
        require(reversed.count == documents.count, "reversed documents give \(reversed.count) scores")
        // The scores of a listwise model may depend on the order; those of others must follow their documents.
        if !reranker.isListwise, reversed.count == scores.count {
            let follow = zip(scores, reversed.reversed()).allSatisfy { abs($0 - $1) <= tolerance }
            require(follow, "scores do not follow their documents when the order is reversed")
        }
        let one = try await reranker.rerank(query: query, documents: [documents[0]])
        require(one.count == 1, "one document gives \(one.count) scores")

        if reranker.maxDocuments < 100_000 {
            let many = (0...reranker.maxDocuments).map { "passage \($0)" }
            // Refused or scored whole, but never cut in silence.
            let scores = try? await reranker.rerank(query: query, documents: many)
            require(scores.map { $0.count == many.count } ?? true, "more than the most documents lose some of them")
        }
        return violations
    }
}
