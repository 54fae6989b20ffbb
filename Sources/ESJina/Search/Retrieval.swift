public import Elasticsearch
import Embeddings
import JSONValues

/// What the legs of a search found.
struct Retrieval: Sendable {
    /// The hits of every leg, in the order of the legs.
    var legs: [Ranking.Leg]
    /// The hits as the server fused them; `nil` where it did not.
    var fused: [SearchHit]?
    /// The ids of the hits that the server chose because they differ; `nil` where it was not asked to.
    var chosen: Set<String>?
    /// How the lists become one; `nil` where there is one.
    var fusion: FusionReport?
    /// What the scores of a leg are worth, by its name.
    var scales: [String: RelevanceScale] = [:]
    /// What is missing, as sentences.
    var gaps: [String] = []

    /// All hits in one list.
    func ranked(_ query: SearchQuery, windowSize: Int) -> [SearchResult] {
        guard let fused else {
            let window = legs.reduce(windowSize) { max($0, $1.hits.count) }
            return Ranking(fusion: query.fusion, rankConstant: query.rankConstant, windowSize: window).fuse(legs)
        }
        let places = Ranking.places(legs)
        return fused.enumerated()
            .map { place, hit in
                let score = hit.score ?? 0
                var result = places[hit.id] ?? SearchResult(id: hit.id, score: score, source: hit.source)
                result.score = score
                result.source = hit.source
                result.provenance.append(.init(leg: "fused", rank: place + 1, score: score))
                return result
            }
    }
}

extension SearchPipeline {
    /// Asks all legs, and whatever else the search needs to know of the index, in one round trip.
    func retrieve(_ legs: [SearchLeg], _ plan: SearchPlan, _ query: SearchQuery) async throws -> Retrieval {
        let batch = try await batch(legs, plan, query)
        let requests = batch.requests.map(\.request)
        let answers: [SearchResponse]
        if requests.count == 1, let only = requests.first {
            answers = [try await client.search(only, index: index)]
        } else {
            answers = try await client.multiSearch(requests, index: index).map { try $0.get() }
        }
        return batch.retrieval(answers)
    }

    /// The request that would bring the hits of a search, exactly as it would be sent.
    ///
    /// The query is embedded, because its vector is a part of the request; with ``SearchQuery/minRelevance`` the documents are
    /// counted, with documents among the terms their vectors are asked for.
    ///
    /// - Parameter query: What to search for.
    /// - Returns: Method, path and body; neither host nor credentials.
    /// - Throws: As ``search(_:)``.
    public func preview(_ query: SearchQuery) async throws -> RequestPreview {
        let plan = try plan(query)
        let batch = try await batch(try await legs(plan, query), plan, query)
        let requests = batch.requests.map(\.request)
        guard requests.count == 1, let only = requests.first else {
            return try await client.preview(requests, index: index)
        }
        return try await client.preview(only, index: index)
    }

    private func batch(
        _ legs: [SearchLeg],
        _ plan: SearchPlan,
        _ query: SearchQuery
    ) async throws -> RetrievalBatch {
        let judges = query.minRelevance != nil && plan.needsVector
        return try await RetrievalBatch(
            legs: legs,
            plan: plan,
            query: query,
            capabilities: client.capabilities(),
            hasWordlessPictures: description.hasWordlessPictures,
            counts: judges ? background.counts(client: client, index: index) : [:],
            // What comes behind the legs changes relevance, which the server does not see.
            choosesOnServer: secondStage == nil && query.minRelevance == nil
        )
    }
}

/// The requests of one search, and what their answers are for.
struct RetrievalBatch: Sendable {
    /// What a request is for.
    enum Purpose: Sendable, Hashable {
        /// The hits of the leg at this place.
        case leg(Int)
        /// The hits of all legs, fused by the server.
        case fusion
        /// Hits that differ, of the only leg.
        case diversification
        /// The scores of a random sample for the leg at this place.
        case background(Int)
    }

    private(set) var requests: [(purpose: Purpose, request: SearchRequest)] = []
    private let legs: [SearchLeg]
    private let counts: [Modality: Int]
    private let fusion: FusionReport?

    init(
        legs: [SearchLeg],
        plan: SearchPlan,
        query: SearchQuery,
        capabilities: Capabilities,
        hasWordlessPictures: Bool,
        counts: [Modality: Int],
        choosesOnServer: Bool
    ) throws(SearchError) {
        self.legs = legs
        self.counts = counts
        let decision = FusionDecision(
            query: query,
            legs: legs,
            capabilities: capabilities,
            hasWordlessPictures: hasWordlessPictures
        )
        fusion = try decision.report()
        var options = SearchLeg.Options(source: plan.source, explains: query.explains)
        if query.highlights { options.highlight = SearchPlan.highlight }
        if fusion?.isServerSide == true {
            requests.append((.fusion, decision.request(options, windowSize: plan.windowSize)))
            // The legs only tell where each hit came from; the documents come with the fused list.
            options.source = SourceFilter.none
        }
        for (place, leg) in legs.enumerated() { requests.append((.leg(place), leg.request(options))) }
        if choosesOnServer, let request = Self.diversification(legs, query, capabilities) {
            requests.append((.diversification, request))
        }
        for (place, leg) in legs.enumerated() where query.minRelevance != nil {
            guard let modality = leg.documents, let count = counts[modality] else { continue }
            guard let request = BackgroundSample.request(for: leg, count: count) else { continue }
            requests.append((.background(place), request))
        }
    }

    /// The search for hits that differ; `nil` where the server cannot tell them, or there is more than one list to choose from.
    private static func diversification(
        _ legs: [SearchLeg],
        _ query: SearchQuery,
        _ capabilities: Capabilities
    ) -> SearchRequest? {
        guard let lambda = query.diversity, capabilities.retrievers.contains(.diversify), legs.count == 1,
            let leg = legs.first, case .vectors(let knn) = leg.search,
            // Of bytes and bits the server would compare others numbers than relevance is made of here.
            [.float, .bfloat16].contains(knn.encoding.elementType)
        else { return nil }
        let pool = min(Diversification.poolSize(query.size), leg.windowSize)
        guard query.size < pool else { return nil }
        let retriever = Retriever.diversify(
            .knn(knn),
            field: knn.field,
            relevance: lambda,
            query: knn.vector,
            size: query.size,
            rankWindowSize: pool
        )
        var request = SearchRequest(retriever: retriever)
        request.size = query.size
        request.source = SourceFilter.none
        return request
    }

    /// Sorts the answers out.
    func retrieval(_ answers: [SearchResponse]) -> Retrieval {
        var retrieval = Retrieval(legs: [], fusion: fusion)
        for ((purpose, _), answer) in zip(requests, answers) {
            switch purpose {
            case .leg(let place):
                let leg = legs[place]
                retrieval.legs.append(Ranking.Leg(name: leg.name, hits: answer.hits, weight: leg.weight))
                if let gap = Self.gap(leg.name, answer) { retrieval.gaps.append(gap) }
            case .fusion: retrieval.fused = answer.hits
            case .diversification: retrieval.chosen = Set(answer.hits.map(\.id))
            case .background(let place):
                let scores = answer.hits.compactMap(\.score)
                let count = legs[place].documents.flatMap { counts[$0] } ?? 0
                retrieval.scales[legs[place].name] = RelevanceScale(scores, count: count)
            }
        }
        return retrieval
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
