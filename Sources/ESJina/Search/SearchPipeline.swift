public import Elasticsearch
public import Embeddings
import JSONValues

/// Searches an index that es-jina made: retrieves by words and vectors, fuses by rank, and reranks the best.
///
/// One embedding call, one round trip for all legs, one rerank call. Pictures and texts are retrieved by legs of their own and
/// meet only by rank: a CLIP model's scores against the two are not comparable. A reranker that fails never fails the search.
public struct SearchPipeline: Sendable {
    private let client: ElasticsearchClient
    private let index: String
    private let embedder: (any Embedder)?
    private let secondStage: (any SecondStage)?
    private let mapping: IndexMapping
    private let description: IndexDescription

    /// Opens an index for searching; sends one request for its mapping.
    ///
    /// - Parameters:
    ///   - client: The cluster or embedded node.
    ///   - index: The index.
    ///   - secondStage: The second stage; `nil` for none.
    ///   - embedder: Makes the embedder for what the index says of itself; not called again. `nil` allows BM25 alone.
    /// - Throws: ``SearchError`` of the kind `indexMismatch`, `ElasticsearchError`, or what `embedder` throws.
    public init(
        client: ElasticsearchClient,
        index: String,
        secondStage: (any SecondStage)? = nil,
        embedder: (IndexDescription) async throws -> (any Embedder)?
    ) async throws {
        do {
            mapping = try await client.mapping(of: index)
        } catch let error as ElasticsearchError where error.kind == .indexNotFound {
            throw SearchError(
                .indexNotFound,
                "There is no index '\(index)'. Make it with 'es-jina ingest', or name another with --index."
            )
        }
        guard let description = IndexDescription(mapping) else {
            throw SearchError(
                .indexMismatch,
                "The index '\(index)' was not made by es-jina, so its vectors are unknown."
            )
        }
        self.description = description
        self.client = client
        self.index = index
        self.secondStage = secondStage
        self.embedder = try await embedder(description)
        if let embedder = self.embedder, embedder.fingerprint != description.embedderFingerprint {
            throw SearchError(
                .indexMismatch,
                "The index '\(index)' holds vectors of \(description.modelID) (\(description.embedderFingerprint)), which "
                    + "cannot be searched with \(embedder.model.id) (\(embedder.fingerprint)). Use the embedder it was made with."
            )
        }
    }

    /// Searches.
    ///
    /// - Parameter query: What to search for.
    /// - Returns: The hits with their provenance; a reranker's failure is among the warnings.
    /// - Throws: ``SearchError``, `ElasticsearchError`, or the embedder's error.
    public func search(_ query: SearchQuery) async throws -> SearchResults {
        var timer = PhaseTimer()
        let plan = try SearchPlan(query, index: description, hasSecondStage: secondStage != nil)
        let filter = try query.filter.map { try FilterCompiler(mapping: mapping).query($0) }
        let vector = try await plan.needsVector ? embed(query, dims: plan.dims) : nil
        timer.end("embed")
        let (legs, gaps) = try await retrieve(plan, filter: filter, vector: vector)
        timer.end("retrieve")
        var ranked = Ranking.fuse(legs, rankConstant: query.rankConstant, windowSize: plan.windowSize)
        timer.end("fuse")
        var warnings = gaps
        if let secondStage, !ranked.isEmpty {
            let outcome = try await secondStage.reorder(
                ranked,
                for: SecondStageQuery(text: plan.text, image: query.image),
                window: query.rerankWindow
            )
            guard outcome.isComplete || !query.requiresRerank else {
                throw SearchError(.rerankFailed, outcome.warnings.joined(separator: " "))
            }
            ranked = outcome.hits
            warnings += outcome.warnings
            timer.end("rerank")
        }
        return SearchResults(
            hits: ranked.dropFirst(query.from).prefix(query.size).enumerated()
                .map { place, hit in
                    var hit = hit
                    hit.rank = query.from + place + 1
                    return hit
                },
            warnings: warnings,
            mode: plan.mode,
            model: plan.needsVector ? description.modelID : nil,
            dims: plan.needsVector ? plan.dims : nil,
            timings: timer.phases,
            candidates: ranked.count
        )
    }

    private func embed(_ query: SearchQuery, dims: Int) async throws -> Embedding {
        guard let embedder else {
            throw SearchError(.invalidQuery, "A search by vectors needs an embedder; use --mode bm25 without one.")
        }
        let input: EmbeddingInput
        if let image = query.image { input = .image(image) } else { input = .text(query.text ?? "") }
        guard embedder.model.modalities.contains(input.modality) else {
            throw SearchError(.invalidQuery, "\(embedder.model.id) does not embed \(input.modality.rawValue)s.")
        }
        let batch = try await embedder.embed([input], role: .query, dims: nil)
        switch batch.outcomes.first {
        case .success(let vector)?: return try vector.truncated(to: dims)
        case .failure(let failure)?: throw SearchError(.embeddingFailed, "The query could not be embedded: \(failure)")
        case nil: throw SearchError(.embeddingFailed, "\(embedder.model.id) gave no vector for the query.")
        }
    }

    /// The hits of every leg, and what is missing in them.
    private func retrieve(
        _ plan: SearchPlan,
        filter: Query?,
        vector: Embedding?
    ) async throws -> (legs: [Ranking.Leg], gaps: [String]) {
        let requests = plan.requests(
            filter: filter,
            vector: vector,
            languages: description.captionLanguages,
            fields: mapping.denseVectorFields
        )
        var answers: [SearchResponse] = []
        if requests.count == 1, let only = requests.first {
            answers = [try await client.search(only.request, index: index)]
        } else {
            answers = try await client.multiSearch(requests.map(\.request), index: index).map { try $0.get() }
        }
        return (
            zip(requests, answers).map { Ranking.Leg(name: $0.leg, hits: $1.hits) },
            zip(requests, answers).compactMap { Self.gap($0.leg, $1) }
        )
    }

    /// A sentence where an answer is not whole; `nil` where it is.
    private static func gap(_ leg: String, _ answer: SearchResponse) -> String? {
        if let failure = answer.shardFailures.first {
            return
                "Hits of \(leg) may be missing, because \(answer.shardFailures.count) of \(answer.shards) shards failed: "
                + (failure.reason.isEmpty ? failure.type : failure.reason)
        }
        return answer.timedOut ? "Hits of \(leg) may be missing, because the search ran out of time." : nil
    }
}

/// Measures phases that follow each other.
private struct PhaseTimer {
    private(set) var phases: [(phase: String, duration: Duration)] = []
    private var last = ContinuousClock.now

    mutating func end(_ phase: String) {
        let now = ContinuousClock.now
        phases.append((phase, now - last))
        last = now
    }
}
