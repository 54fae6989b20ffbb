import Elasticsearch
import Embeddings
import JSONValues

/// Chooses hits that are relevant and unlike each other.
///
/// Maximal marginal relevance (Carbonell and Goldstein 1998): one after another that hit is taken for which
/// `λ · relevance − (1 − λ) · likeness` is greatest, where likeness is the similarity to the most similar hit taken so far. As with
/// Elasticsearch's `diversify` retriever, the hits that were chosen keep the order of their relevance. Takes as many inner products
/// as there are hits to choose from, times hits to choose.
struct Diversification {
    /// A hit to choose from.
    struct Candidate {
        var relevance: Float
        /// What its vector may be compared with; CLIP's pictures and texts may not.
        var modality: String
        /// `nil` where there is none, and it is like nothing.
        var vector: Embedding?
    }

    /// λ: how much relevance counts, 0 to 1.
    let lambda: Float
    /// Whether similarities are stretched so that the least of a modality is 0, because relevance is a share of the best and not a
    /// similarity itself.
    let isRelative: Bool

    /// Of how many hits `count` are chosen: fifty, or five times as many.
    static func poolSize(_ count: Int) -> Int { max(50, 5 * count) }

    /// The places of `count` candidates, ascending.
    func choose(_ candidates: [Candidate], count: Int) -> [Int] {
        guard count < candidates.count else { return Array(candidates.indices) }
        let floors = isRelative ? floors(candidates) : [:]
        var likeness = [Float](repeating: -.infinity, count: candidates.count)
        var open = Set(candidates.indices)
        var chosen: [Int] = []
        while chosen.count < count {
            func gain(_ place: Int) -> Float {
                let similar = likeness[place] == -.infinity ? 0 : (1 - lambda) * likeness[place]
                return lambda * candidates[place].relevance - similar
            }
            // Equal gains go to the hit that was in front.
            guard let best = open.max(by: { (gain($0), $1) < (gain($1), $0) }) else { break }
            open.remove(best)
            chosen.append(best)
            for place in open {
                guard let similarity = similarity(candidates[best], candidates[place], floors) else { continue }
                likeness[place] = max(likeness[place], similarity)
            }
        }
        return chosen.sorted()
    }

    private func similarity(_ a: Candidate, _ b: Candidate, _ floors: [String: Float]) -> Float? {
        guard a.modality == b.modality, let left = a.vector, let right = b.vector else { return nil }
        let similarity = left.dot(right)
        guard isRelative else { return Self.scaled(similarity) }
        guard let floor = floors[a.modality], floor < 1 else { return similarity }
        return max(0, similarity - floor) / (1 - floor)
    }

    /// An inner product as the server's retriever compares it: nothing is below zero, and what is negative is nearly alike.
    static func scaled(_ product: Float) -> Float { product < 0 ? 1 / (1 - product) : product + 1 }

    /// The least similarity of each modality to its first candidate.
    private func floors(_ candidates: [Candidate]) -> [String: Float] {
        var floors: [String: Float] = [:]
        var firsts: [String: Embedding] = [:]
        for candidate in candidates {
            guard let vector = candidate.vector else { continue }
            if let first = firsts[candidate.modality] {
                floors[candidate.modality] = min(floors[candidate.modality] ?? 1, first.dot(vector))
            } else {
                firsts[candidate.modality] = vector
            }
        }
        return floors
    }
}

extension SearchPipeline {
    /// Chooses the hits of a page so that they differ, with one request for the vectors of those to choose from.
    ///
    /// - Parameters:
    ///   - hits: The hits, best first; the first fifty, or five times as many as are wanted, are chosen from.
    ///   - lambda: How much relevance counts, 0 to 1.
    ///   - count: How many are wanted.
    ///   - legs: The legs; where there is one of vectors alone, relevance is the similarity to its vector, as on the server.
    ///   - dims: The size of the vectors.
    /// - Returns: Those that were chosen, best first.
    /// - Throws: `ElasticsearchError` where the vectors cannot be had.
    func diversified(
        _ hits: [SearchResult],
        lambda: Float,
        count: Int,
        legs: [SearchLeg],
        dims: Int
    ) async throws -> [SearchResult] {
        let pool = Array(hits.prefix(Diversification.poolSize(count)))
        guard count < pool.count else { return pool }
        let fields = [Modality.image, .text].map { DocumentFields.embedding($0, dims: dims) }
        var request = SearchRequest(query: .ids(pool.map(\.id)))
        request.size = pool.count
        request.source = SourceFilter(includes: fields, showsVectors: true)
        var vectors: [String: Embedding] = [:]
        for hit in try await client.search(request, index: index).hits {
            vectors[hit.id] =
                fields.lazy
                .compactMap { field in hit.source[field].flatMap { unitVector($0, of: field, dims: dims) } }.first
        }
        var query: Embedding?
        if legs.count == 1, case .vectors(let knn)? = legs.first?.search, pool.allSatisfy({ $0.provenance.count == 1 })
        {
            query = knn.vector
        }
        let candidates = pool.enumerated()
            .map { place, hit in
                let vector = vectors[hit.id]
                return Diversification.Candidate(
                    relevance: query.map { Diversification.scaled(vector?.dot($0) ?? 0) } ?? 1 - Float(place)
                        / Float(pool.count),
                    modality: hit.source[DocumentFields.modality]?.string ?? "",
                    vector: vector
                )
            }
        let chosen = Diversification(lambda: lambda, isRelative: query == nil).choose(candidates, count: count)
        return chosen.map { pool[$0] }
    }
}
