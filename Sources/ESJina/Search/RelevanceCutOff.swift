import Elasticsearch
import Embeddings
import JSONValues
import Synchronization

/// Drops hits that are likely to be there by chance.
struct RelevanceCutOff: Sendable {
    /// The least relevance of a hit.
    let minimum: Float
    /// The scale of each leg of vectors, by its name; legs without are not judged.
    let scales: [String: RelevanceScale]
    /// The query's words; `nil` where there are none.
    let text: String?

    /// Keeps the hits that are relevant enough in at least one leg.
    ///
    /// A hit by vectors is judged by the scale of its leg; a hit by words by the share of the query's words it holds, rare ones
    /// counting more, as ``LexicalReranker`` scores it.
    ///
    /// - Parameter hits: The hits with their provenance.
    /// - Returns: Those that stay, each with its relevance, and a sentence that says what was done.
    /// - Throws: `CancellationError`.
    func apply(_ hits: [SearchResult]) async throws -> (hits: [SearchResult], report: String) {
        var judged = hits
        for (place, hit) in hits.enumerated() {
            let vectors = hit.provenance.filter { $0.leg.hasPrefix("knn_") }
            let values = vectors.compactMap { scales[$0.leg]?.relevance(of: $0.score) }
            // What some leg found and nobody can judge may be as good as any.
            if values.count == vectors.count { judged[place].relevance = values.max() ?? 0 }
        }
        if let text {
            let matched = judged.indices.filter { place in
                judged[place].relevance != nil && judged[place].provenance.contains { $0.leg == SearchLeg.words }
            }
            let shares = try await LexicalReranker()
                .rerank(query: text, documents: matched.map { DocumentWords.text(of: judged[$0].source) })
            for (place, share) in zip(matched, shares) {
                judged[place].relevance = max(judged[place].relevance ?? 0, min(max(share, 0), 1))
            }
        }
        let kept = judged.filter { ($0.relevance ?? 1) >= minimum }
        return (kept, report(dropped: hits.count - kept.count))
    }

    private func report(dropped: Int) -> String {
        let how = scales.sorted { $0.key < $1.key }
            .map { leg, scale in
                "\(leg): \(scale.sample) random of \(scale.count) documents score \(Self.rounded(scale.median)) ± "
                    + Self.rounded(scale.spread)
            }
        let words = text == nil ? [] : ["bm25: the share of the query's words that are found"]
        let basis =
            (how + words).isEmpty
            ? "no leg could be judged, for the index is too small" : (how + words).joined(separator: "; ")
        return
            "\(dropped) hit\(dropped == 1 ? "" : "s") below the relevance \(minimum) left out. Relevance is one minus the number of "
            + "documents expected to be as near by chance (\(basis))."
    }

    private static func rounded(_ value: Float) -> String {
        let thousandths = Int((value * 1000).rounded())
        let digits = String(abs(thousandths) % 1000)
        return (thousandths < 0 ? "-" : "") + "\(abs(thousandths) / 1000)."
            + String(repeating: "0", count: 3 - digits.count) + digits
    }
}

/// The random samples that queries are compared with.
///
/// Documents are taken by the beginning of their content's SHA-256, which is as good as random and the same for every query.
final class BackgroundSample: Sendable {
    /// About how many documents a sample has.
    static let size = 200

    private let counts = Mutex<[Modality: Int]?>(nil)

    /// How many documents of each modality there are; asks once, with one request.
    func counts(client: ElasticsearchClient, index: String) async throws -> [Modality: Int] {
        if let known = counts.withLock(\.self) { return known }
        let modalities = [Modality.image, .text]
        let requests = modalities.map { modality in
            var request = SearchRequest(query: .term(DocumentFields.modality, .string(modality.rawValue)), size: 0)
            request.trackTotalHits = .exact
            return request
        }
        let answers = try await client.multiSearch(requests, index: index)
        var found: [Modality: Int] = [:]
        for (modality, answer) in zip(modalities, answers) { found[modality] = try answer.get().total?.value ?? 0 }
        counts.withLock { $0 = found }
        return found
    }

    /// The search that gives a leg's scores of a sample; `nil` for a leg of words.
    static func request(for leg: SearchLeg, count: Int) -> SearchRequest? {
        guard case .vectors(var knn) = leg.search, count > 0 else { return nil }
        let share = min(1, Double(size) / Double(count))
        knn.filter = []
        if share < 1 {
            // The first 32 bits of the hash, as the hexadecimal digits it is stored with.
            let bound = String(UInt32(share * Double(UInt32.max)), radix: 16)
            let padded = String(repeating: "0", count: 8 - bound.count) + bound
            knn.filter = [.range(DocumentFields.contentHash, lessThan: .string(padded))]
        }
        // All of the sample, of which chance makes a few more than wanted.
        knn.k = 2 * size
        knn.numCandidates = 2 * size
        var request = SearchRequest(knn: [knn], size: 2 * size)
        request.source = SourceFilter.none
        return request
    }
}
