public import Embeddings
import JSONValues

/// The second stage: lets a reranker order the best of the first one.
public struct RerankStage: SecondStage {
    private let reranker: any Reranker

    /// Makes a stage of a reranker.
    public init(reranker: any Reranker) { self.reranker = reranker }

    /// The reranker's model.
    public var name: String { reranker.modelID }

    /// Reorders the first `window` candidates.
    ///
    /// A candidate without any text keeps its place, and those around it move. Where the reranker fails the order stays and
    /// a warning says why.
    ///
    /// - Throws: `CancellationError` only.
    public func reorder(
        _ hits: [SearchResult],
        for query: SecondStageQuery,
        window: Int
    ) async throws -> SecondStageOutcome {
        guard let text = query.text else {
            return SecondStageOutcome(
                hits: hits,
                warnings: ["Nothing was reranked: a reranker reads text, and this search has none."]
            )
        }
        let (reordered, warnings) = try await rerank(hits, query: text, window: window)
        return SecondStageOutcome(hits: reordered, warnings: warnings, isComplete: warnings.isEmpty)
    }

    private func rerank(
        _ candidates: [SearchResult],
        query: String,
        window: Int
    ) async throws -> ([SearchResult], [String]) {
        let limit = min(window, reranker.maxDocuments, candidates.count)
        let places = (0..<limit).filter { !passage(candidates[$0]).isEmpty }
        guard !places.isEmpty else {
            return (candidates, ["Nothing was reranked: no hit has a title, caption or text to read."])
        }
        let scores: [Float]
        do {
            scores = try await reranker.rerank(query: query, documents: places.map { passage(candidates[$0]) })
            guard scores.count == places.count, scores.allSatisfy(\.isFinite) else {
                return (candidates, ["\(reranker.modelID) gave unusable scores; the order of the first stage stays."])
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            try Task.checkCancellation()
            return (candidates, ["\(reranker.modelID) failed, the order of the first stage stays: \(error)"])
        }
        // Equal scores keep the order of the first stage.
        let order = zip(places, scores).sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
        var reranked = candidates
        for (rank, (place, (origin, score))) in zip(places, order).enumerated() {
            reranked[place] = candidates[origin]
            reranked[place].score = score
            reranked[place].provenance.append(.init(leg: "rerank", rank: rank + 1, score: score))
        }
        return (reranked, [])
    }

    /// What the reranker reads of a document: its title, captions, tags and text.
    private func passage(_ candidate: SearchResult) -> String {
        let source = candidate.source
        let captions = source[DocumentFields.captions]?.object?.compactMap(\.value.string) ?? []
        let parts =
            [source[DocumentFields.title]?.string, source[DocumentFields.caption]?.string].compactMap(\.self)
            + captions
            + [source[DocumentFields.tags]?.array?.compactMap(\.string).joined(separator: ", ")].compactMap(\.self)
            + [source[DocumentFields.body]?.string].compactMap(\.self)
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
