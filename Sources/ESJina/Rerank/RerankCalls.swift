import Embeddings

/// The calls that judge one list of documents.
struct RerankCalls: Sendable {
    let reranker: any Reranker
    let query: String
    let inputs: [EmbeddingInput]
    let budget: TimeBudget
    /// How many run at the same time.
    let limit: Int

    /// Judges windows of documents by number.
    ///
    /// - Returns: A verdict for each window, in order.
    /// - Throws: `CancellationError` only.
    func judge(_ windows: [[Int]]) async throws -> [RerankTournament.Verdict] {
        if windows.count == 1 { return [try await judge(windows[0])] }
        return try await withThrowingTaskGroup(of: (Int, RerankTournament.Verdict).self) { group in
            var verdicts = windows.map { _ in
                RerankTournament.Verdict.failure(RerankFailure(description: "it was not asked"))
            }
            var next = 0
            func start() {
                guard next < windows.count else { return }
                let number = next
                next += 1
                group.addTask { (number, try await judge(windows[number])) }
            }
            for _ in 0..<limit { start() }
            while let (number, verdict) = try await group.next() {
                verdicts[number] = verdict
                start()
            }
            return verdicts
        }
    }

    private func judge(_ window: [Int]) async throws -> RerankTournament.Verdict {
        do {
            let documents = window.map { inputs[$0] }
            let scores = try await budget.run { try await reranker.rerank(query: query, inputs: documents) }
            guard scores.count == window.count else {
                return .failure(
                    RerankFailure(description: "it gave \(scores.count) scores for \(window.count) documents")
                )
            }
            guard scores.allSatisfy(\.isFinite) else {
                return .failure(RerankFailure(description: "it gave a score that is no finite number"))
            }
            return .success(scores)
        } catch {
            try Task.checkCancellation()
            return .failure(RerankFailure(description: "\(error)"))
        }
    }
}
