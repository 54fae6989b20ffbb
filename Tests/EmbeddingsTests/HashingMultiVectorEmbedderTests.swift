import Embeddings
import Testing

@Suite struct `Hashing multi-vector embedder` {
    private func vectors(
        _ texts: [String],
        _ role: EmbeddingRole = .document,
        dims: Int? = nil
    ) async throws
        -> [MultiVector]
    {
        try await HashingMultiVectorEmbedder(dims: dims).embed(texts, role: role).outcomes.map { try $0.get() }
    }

    @Test func `a word is a vector, however often it comes`() async throws {
        let found = try await vectors(["red apple", "Red, red APPLE!", "café", "東京タワー"])
        #expect(found.map(\.count) == [2, 2, 1, 4])
        #expect(found[0] == found[1])
        #expect(found.allSatisfy { $0.dims == 128 })
        #expect(found.allSatisfy { $0.embeddings.allSatisfy(\.isUnitLength) })
        #expect(try await vectors(["sea"], dims: 64).map(\.dims) == [64])
        #expect(try await vectors(["?!"]).map(\.count) == [1], "punctuation alone is what the text is about")
    }

    @Test func `the text with the words asked for scores best`() async throws {
        let texts = [
            "A red bicycle leans on the wall of the bakery", "The tide table of the harbour", "Apples, pears and plums",
            "How to repair the chain of a bicycle, and what tools one needs for it", "Repairing shoes by hand",
        ]
        let documents = try await vectors(texts)
        for (query, best) in [("repair a bicycle chain", 3), ("red bicycle", 0), ("pear", 2), ("tides", 1)] {
            let asked = try await vectors([query], .query)[0]
            let scores = try documents.map { try asked.maxSim($0) }
            #expect(scores.indices.max { scores[$0] < scores[$1] } == best, "\(query): \(scores)")
        }
    }

    @Test func `function words of a query hardly count`() async throws {
        let query = try await vectors(["the apple"], .query)[0]
        #expect(query.embeddings.map { $0.norm < 0.2 } == [true, false])
    }

    @Test func `an empty text fails by itself`() async throws {
        let outcomes = try await HashingMultiVectorEmbedder().embed(["sea", " \n"], role: .document).outcomes
        #expect(try outcomes[0].get().count == 1)
        #expect(throws: EmbeddingFailure("the text is empty; give it at least one visible character")) {
            try outcomes[1].get()
        }
    }

    @Test func `sizes it does not make are refused`() {
        let message = "es-jina-hashing-words-v1 makes no token vectors of 100 dims; use one of 64, 128, 256"
        #expect(throws: EmbeddingError(.invalidDims, message)) { try HashingMultiVectorEmbedder(dims: 100) }
    }
}
