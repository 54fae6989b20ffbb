import Elasticsearch
import Embeddings
import JSONValues

/// Ranked lists on their way to one.
struct Ranking {
    /// What one leg of the search found.
    struct Leg: Sendable {
        var name: String
        var hits: [SearchHit]
        /// A factor on what its hits gain.
        var weight: Float = 1
    }

    var fusion = Fusion.reciprocalRank
    var rankConstant = 60
    /// How many hits the one list has at most.
    var windowSize: Int

    /// One list of all legs; a single leg keeps its own scores.
    ///
    /// Hits of equal score in a leg are ordered by id. Engines order them by when they were indexed, which would let the same
    /// documents come out in another order after every ingest.
    func fuse(_ legs: [Leg]) -> [SearchResult] {
        let legs = legs.map { leg in
            var leg = leg
            leg.hits.sort { ($0.score ?? 0, $1.id) > ($1.score ?? 0, $0.id) }
            return leg
        }
        var results = Self.places(legs)
        if legs.count == 1, let leg = legs.first { return leg.hits.prefix(windowSize).compactMap { results[$0.id] } }
        let votes = LexicalAbstention(results).fill(legs.map(votes), legs: legs)
        for (id, place) in votes.standIns { results[id]?.standIn = place }
        // Votes are weighed and normalised already, so the sum is all that is left to do.
        let fused = RankFusion.linear(votes.lists, windowSize: windowSize)
        return fused.enumerated()
            .compactMap { place, entry in
                guard var result = results[entry.id] else { return nil }
                result.score = entry.score
                result.provenance.append(.init(leg: "fused", rank: place + 1, score: entry.score))
                return result
            }
    }

    /// The hits of all legs by id, each with its place in every leg that found it; the document is that of the first of them.
    static func places(_ legs: [Leg]) -> [String: SearchResult] {
        var results: [String: SearchResult] = [:]
        for leg in legs {
            for (place, hit) in leg.hits.enumerated() {
                let score = hit.score ?? 0
                var result = results[hit.id] ?? SearchResult(id: hit.id, score: score, source: hit.source)
                result.provenance.append(.init(leg: leg.name, rank: place + 1, score: score))
                if result.highlight.isEmpty { result.highlight = hit.highlight }
                if let explanation = hit.explanation {
                    result.explanations.append(.init(leg: leg.name, json: explanation))
                }
                results[hit.id] = result
            }
        }
        return results
    }

    /// What each hit of a leg gains by it: the leg's weight times the reciprocal rank, or the normalised score.
    private func votes(_ leg: Leg) -> [(id: String, score: Float)] {
        switch fusion.method {
        case .reciprocalRank:
            leg.hits.enumerated().map { ($1.id, leg.weight * (1 / Float(rankConstant + $0 + 1))) }
        case .linear(let normalizer):
            zip(leg.hits, normalizer.normalize(leg.hits.map { $0.score ?? 0 })).map { ($0.id, leg.weight * $1) }
        }
    }
}

/// Hits that are parts of one input, as one.
enum PartFolding {
    /// Keeps the best part of each input, and names the others in it.
    static func fold(_ hits: [SearchResult]) -> [SearchResult] {
        var places: [String: Int] = [:]
        var folded: [SearchResult] = []
        for hit in hits {
            guard let parent = hit.source[DocumentFields.parentID]?.string else {
                folded.append(hit)
                continue
            }
            if let place = places[parent] {
                folded[place].otherParts.append(hit.id)
            } else {
                places[parent] = folded.count
                folded.append(hit)
            }
        }
        return folded
    }
}
