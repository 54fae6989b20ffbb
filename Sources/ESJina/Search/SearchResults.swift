public import JSONValues

/// What a search found.
public struct SearchResults: Sendable {
    /// The hits, best first.
    public var hits: [SearchResult]
    /// What did not go as it should without making the search fail, for people.
    public var warnings: [String]
    /// How documents were found.
    public var mode: SearchQuery.Mode
    /// The embedding model; `nil` where no vector was needed.
    public var model: String?
    /// The size of the vectors; `nil` where no vector was needed.
    public var dims: Int?
    /// Where the time went, in order: `embed`, `retrieve`, `fuse`, `rerank`.
    public var timings: [(phase: String, duration: Duration)]
}

/// One hit with where it comes from.
public struct SearchResult: Sendable, Hashable {
    /// The place among the hits, from 1.
    public var rank: Int
    /// The document's id.
    public var id: String
    /// The score that put it there: the reranker's, else the fused one, else the only leg's own.
    public var score: Float
    /// The document without its vectors.
    public var source: JSONObject
    /// Rank and score in each leg that found it, in the order `bm25`, `knn_image`, `knn_text`, `fused`, `rerank`.
    public var provenance: [Place]

    /// A place in one ranked list.
    public struct Place: Sendable, Hashable {
        /// The list.
        public var leg: String
        /// The place in it, from 1.
        public var rank: Int
        /// The score in it.
        public var score: Float

        /// Makes a place.
        public init(leg: String, rank: Int, score: Float) {
            self.leg = leg
            self.rank = rank
            self.score = score
        }
    }
}
