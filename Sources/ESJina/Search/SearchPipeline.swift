public import Elasticsearch
public import Embeddings
import JSONValues

/// Searches an index that es-jina made: retrieves by words and vectors, fuses by rank, and reranks the best.
///
/// One embedding call, one round trip for all legs, one rerank call. Pictures and texts are retrieved by legs of their own and
/// meet only by rank: a CLIP model's scores against the two are not comparable. A reranker that fails never fails the search.
public struct SearchPipeline: Sendable {
    let client: ElasticsearchClient
    let index: String
    let embedder: (any Embedder)?
    let secondStage: (any SecondStage)?
    let background = BackgroundSample()
    let mapping: IndexMapping
    /// The vector fields by their names.
    let vectorFields: [String: DenseVectorField]
    let description: IndexDescription

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
        try await self.init(client: client, index: index, secondStage: { _ in secondStage }, embedder: embedder)
    }

    /// Opens an index for searching with a second stage that depends on what the index holds; sends one request for its mapping.
    ///
    /// - Parameters:
    ///   - client: The cluster or embedded node.
    ///   - index: The index.
    ///   - secondStage: Makes the second stage for what the index says of itself; not called again. `nil` for none.
    ///   - embedder: Makes the embedder likewise. `nil` allows BM25 alone.
    /// - Throws: ``SearchError`` of the kind `indexMismatch`, `ElasticsearchError`, or what the two closures throw.
    public init(
        client: ElasticsearchClient,
        index: String,
        secondStage: (IndexDescription) async throws -> (any SecondStage)?,
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
        vectorFields = mapping.denseVectorFields
        self.client = client
        self.index = index
        self.secondStage = try await secondStage(description)
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
    /// - Returns: The hits with their provenance; what went wrong without making the search fail is among the warnings.
    /// - Throws: ``SearchError``, `ElasticsearchError`, or the embedder's error.
    public func search(_ query: SearchQuery) async throws -> SearchResults {
        var timer = PhaseTimer()
        let plan = try plan(query)
        let legs = try await legs(plan, query)
        timer.end("embed")
        let found = try await retrieve(legs, plan, query)
        timer.end("retrieve")
        var hits = found.ranked(query, windowSize: plan.windowSize)
        if query.foldsParts { hits = PartFolding.fold(hits) }
        var cutOff: String?
        if let minimum = query.minRelevance {
            let judge = RelevanceCutOff(
                minimum: minimum,
                scales: found.scales,
                text: plan.mode == .knn ? nil : plan.text
            )
            let judged = try await judge.apply(hits)
            (hits, cutOff) = (judged.hits, judged.report)
        }
        timer.end("fuse")
        var warnings = unsearched(plan, query) + found.gaps
        if let secondStage, !hits.isEmpty {
            let outcome = try await secondStage.reorder(
                hits,
                for: SecondStageQuery(text: plan.text, image: query.image),
                window: query.rerankWindow
            )
            guard outcome.isComplete || !query.requiresRerank else {
                throw SearchError(
                    .rerankFailed,
                    "The hits could not be reranked, which was required: " + outcome.warnings.joined(separator: " ")
                )
            }
            hits = outcome.hits
            warnings += outcome.warnings
            timer.end("rerank")
        }
        let candidates = hits.count
        if let lambda = query.diversity {
            // Where parts became one hit, the server chose among too many.
            if let chosen = found.chosen, hits.allSatisfy(\.otherParts.isEmpty) {
                hits = hits.filter { chosen.contains($0.id) }
            } else {
                hits = try await diversified(hits, lambda: lambda, count: query.size, legs: legs, dims: plan.dims)
            }
            timer.end("diversify")
        }
        return SearchResults(
            hits: hits.dropFirst(query.from).prefix(query.size).enumerated()
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
            fusion: found.fusion,
            cutOff: cutOff,
            candidates: candidates
        )
    }

    func plan(_ query: SearchQuery) throws(SearchError) -> SearchPlan {
        try SearchPlan(query, index: description, hasSecondStage: secondStage != nil)
    }

    /// The legs of a search, with the vectors they search by.
    func legs(_ plan: SearchPlan, _ query: SearchQuery) async throws -> [SearchLeg] {
        let filter = try query.filterQuery(for: mapping)
        // Before a query is embedded and paid for.
        if plan.needsVector { try checkFields(plan) }
        let vectors = try await plan.needsVector ? vectors(of: plan.terms, dims: plan.dims) : []
        return try plan.legs(
            filter: filter,
            vectors: vectors,
            languages: description.captionLanguages,
            fields: vectorFields
        )
    }
}

extension SearchPipeline {
    /// Throws where a vector field that the search needs is not as the index says.
    private func checkFields(_ plan: SearchPlan) throws(SearchError) {
        for modality in plan.modalities {
            let name = DocumentFields.embedding(modality, dims: plan.dims)
            if let fault = IndexDrift.searchFault(name, dims: plan.dims, mapping, index: index) {
                throw SearchError(.indexMismatch, fault)
            }
        }
    }

    /// What the model embeds, the search is for and the index has no field of any size for.
    private func unsearched(_ plan: SearchPlan, _ query: SearchQuery) -> [String] {
        guard plan.needsVector, query.target == .all, let model = embedder?.model else { return [] }
        return [Modality.image, .text].filter { model.modalities.contains($0) && !plan.modalities.contains($0) }
            .map {
                "The index '\(index)' has no vector field for \($0 == .image ? "pictures" : "texts"), though \(model.id) embeds "
                    + "them: its mapping was changed by something else, and none is found by its vector. 'es-jina mapping "
                    + "--apply --index \(index)' adds the field, and an ingest fills it."
            }
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
