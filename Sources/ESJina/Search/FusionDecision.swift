import Elasticsearch
import Embeddings

/// Decides who fuses the lists of several legs, and says why.
struct FusionDecision {
    let query: SearchQuery
    let legs: [SearchLeg]
    let capabilities: Capabilities
    /// Whether the index holds pictures that words cannot find.
    let hasWordlessPictures: Bool

    /// The name of the method, as Elasticsearch has it.
    var method: String {
        switch query.fusion.method {
        case .reciprocalRank: "rrf"
        case .linear: "linear"
        }
    }

    /// The report of what is to be done; `nil` where there is one leg, and nothing to fuse.
    ///
    /// - Throws: ``SearchError`` where the server is asked for that cannot.
    func report() throws(SearchError) -> FusionReport? {
        guard legs.count > 1 else { return nil }
        switch query.fusionPlace {
        case .client: return FusionReport(method: method, isServerSide: false, reason: "The client was asked to.")
        case .server:
            if let obstacle {
                throw SearchError(
                    .invalidQuery,
                    "The server cannot fuse this search: \(obstacle). Leave the choice open."
                )
            }
            return FusionReport(method: method, isServerSide: true, reason: "The server was asked to.")
        default:
            if let reason = obstacle ?? disadvantage {
                return FusionReport(
                    method: method,
                    isServerSide: false,
                    reason: reason.prefix(1).uppercased() + reason.dropFirst() + "."
                )
            }
            return FusionReport(
                method: method,
                isServerSide: true,
                reason: "\(capabilities.summary) has the retriever and the licence for it."
            )
        }
    }

    /// Why the server cannot, as the middle of a sentence.
    private var obstacle: String? {
        switch query.fusion.method {
        case .reciprocalRank:
            guard capabilities.allowsServerRRF else { return missing("rrf") }
            guard capabilities.allowsWeightedRRF || legs.allSatisfy({ $0.weight == 1 }) else {
                return "\(capabilities.summary) has no weights in its retriever 'rrf'"
            }
        case .linear(let normalizer):
            guard capabilities.allowsLinear else { return missing("linear") }
            guard normalizer != .l2Norm || capabilities.allowsLinearL2Normalizer else {
                return "\(capabilities.summary) has no normalizer 'l2_norm'"
            }
        }
        if query.minRelevance != nil {
            return "the least relevance is judged by the scores of each leg, before they are fused"
        }
        guard Set(legs.map(\.windowSize)).count == 1 else { return "its window is the same for all legs" }
        return nil
    }

    private func missing(_ retriever: String) -> String {
        "\(capabilities.summary) does not fuse by '\(retriever)', which needs an Enterprise licence"
    }

    /// Why the client is the better choice, as the middle of a sentence.
    private var disadvantage: String? {
        guard hasWordlessPictures, legs.contains(where: \.isLexical), legs.count > 1, query.target != .texts else {
            return nil
        }
        return "the index holds pictures without any words, which the server would put behind all others"
    }

    /// The search that lets the server fuse.
    func request(_ options: SearchLeg.Options, windowSize: Int) -> SearchRequest {
        let retriever: Retriever
        switch query.fusion.method {
        case .reciprocalRank:
            retriever = .rrf(legs.map(\.retriever), rankConstant: query.rankConstant, rankWindowSize: windowSize)
        case .linear(let normalizer):
            let lists = legs.map { leg in
                var list = leg.retriever
                list.normalizer = .init(rawValue: normalizer.rawValue)
                return list
            }
            retriever = .linear(lists, rankWindowSize: windowSize)
        }
        var request = SearchRequest(retriever: retriever)
        request.size = windowSize
        request.source = options.source
        return request
    }
}
