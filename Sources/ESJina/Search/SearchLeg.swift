import Elasticsearch
import Embeddings

/// One of the searches whose lists become one.
struct SearchLeg: Sendable {
    /// How a leg finds documents.
    enum Search: Sendable {
        /// By the words in any full-text field.
        case words(Query)
        /// By the nearest vectors.
        case vectors(KnnSearch)
    }

    /// The leg of the words.
    static let words = "bm25"

    /// The leg of the vectors of one modality; with several vectors to search by, it says whose it is.
    static func vectors(of documents: Modality, by query: Modality?) -> String {
        "knn_\(documents.rawValue)" + (query.map { "_by_\($0.rawValue)" } ?? "")
    }

    /// What hits say they were found by.
    var name: String
    var search: Search
    /// Which documents its vectors are of; `nil` for the leg of words.
    var documents: Modality?
    /// How many hits it brings.
    var windowSize: Int
    /// A factor on what its hits gain in a fusion.
    var weight: Float

    var isLexical: Bool { if case .words = search { true } else { false } }

    /// The search by itself.
    func request(_ options: Options) -> SearchRequest {
        var request: SearchRequest
        switch search {
        case .words(let query):
            request = SearchRequest(query: query)
            request.highlight = options.highlight
        case .vectors(let knn): request = SearchRequest(knn: [knn])
        }
        request.size = windowSize
        request.source = options.source
        request.explain = options.explains
        return request
    }

    /// The same search as a part of a fusion on the server.
    var retriever: WeightedRetriever {
        switch search {
        case .words(let query): WeightedRetriever(.standard(query), weight: weight)
        case .vectors(let knn): WeightedRetriever(.knn(knn), weight: weight)
        }
    }

    /// What the searches of all legs have in common.
    struct Options: Sendable {
        /// What of a document a hit brings.
        var source: SourceFilter
        /// Which passages the hits of the words bring; `nil` for none.
        var highlight: Highlight?
        /// Whether the server explains scores.
        var explains = false
    }
}
