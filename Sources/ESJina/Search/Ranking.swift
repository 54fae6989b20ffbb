import Elasticsearch
import Embeddings
import JSONValues

/// Ranked lists on their way to one.
enum Ranking {
    /// What one leg of the search found.
    struct Leg: Sendable {
        var name: String
        var hits: [SearchHit]
    }

    /// One list of all legs, by reciprocal rank; a single leg keeps its own scores.
    ///
    /// Hits of equal score in a leg are ordered by id. Engines order them by when they were indexed, which would let the same
    /// documents come out in another order after every ingest.
    static func fuse(_ legs: [Leg], rankConstant: Int, windowSize: Int) -> [SearchResult] {
        let legs = legs.map { leg in
            Leg(name: leg.name, hits: leg.hits.sorted { ($0.score ?? 0, $1.id) > ($1.score ?? 0, $0.id) })
        }
        var candidates: [String: SearchResult] = [:]
        for leg in legs {
            for (place, hit) in leg.hits.enumerated() {
                let score = hit.score ?? 0
                candidates[
                    hit.id,
                    default: SearchResult(id: hit.id, score: score, source: hit.source)
                ]
                .provenance.append(.init(leg: leg.name, rank: place + 1, score: score))
            }
        }
        if legs.count == 1, let leg = legs.first { return leg.hits.compactMap { candidates[$0.id] } }
        let lists = legs.map { $0.hits.map(\.id) }
        let fused = RankFusion.reciprocalRank(lists, rankConstant: rankConstant, windowSize: windowSize)
        return fused.enumerated()
            .compactMap { place, entry in
                guard var candidate = candidates[entry.id] else { return nil }
                candidate.score = entry.score
                candidate.provenance.append(.init(leg: "fused", rank: place + 1, score: entry.score))
                return candidate
            }
    }
}
