public import Elasticsearch
import Embeddings

/// A search of every kind, with what it finds in ``SampleCorpus``.
public struct SampleSearch: Sendable, CustomStringConvertible {
    /// Says which kind it is.
    public var name: String
    /// The search.
    public var request: SearchRequest
    /// The ids it finds; `nil` where only that it is taken counts.
    public var finds: Set<Int>?
    /// Whether they come in the order of their numbers, up (`true`) or down (`false`); `nil` where they may come in any.
    public var ascends: Bool?
    /// The reason that a server gives which lacks the module the search is for; `nil` for what every server has.
    public var lacking: String?

    /// Makes a sample.
    public init(
        _ name: String,
        _ request: SearchRequest,
        finds: Set<Int>? = nil,
        ascends: Bool? = nil,
        lacking: String? = nil
    ) {
        self.name = name
        self.request = request
        self.finds = finds
        self.ascends = ascends
        self.lacking = lacking
    }

    /// The name.
    public var description: String { name }

    /// A sample of a query, which brings all it finds and nothing of the documents.
    static func query(_ name: String, _ query: Query, finds: Set<Int>?, lacking: String? = nil) -> SampleSearch {
        SampleSearch(name, SearchRequest(query: query, size: 20, source: .none), finds: finds, lacking: lacking)
    }

    /// All samples, the names of which differ.
    public static let all = fullText + terms + compound + scored + sections + requests + retrievers + licensed

    /// A vector to which the documents are near whose numbers are near to 2.
    static let vector = Embedding([1, 0.2, 0.1, 0])
    /// The documents 2, 3, 1, 4 and 0.
    static func near(_ k: Int = 5) -> KnnSearch { KnnSearch(field: "v", vector: vector, k: k, numCandidates: 20) }
}
