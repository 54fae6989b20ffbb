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
    /// How the legs became one list; `nil` where there was one leg.
    public var fusion: FusionReport?
    /// How ``SearchQuery/minRelevance`` was applied, as a sentence; `nil` where it was not asked for.
    public var cutOff: String?
    /// How many hits there were to choose a page from: all that any leg brought and that nothing ruled out since.
    public var candidates = 0
}

/// How the legs of a search became one list.
public struct FusionReport: Sendable, Hashable {
    /// The method, such as `rrf` or `linear`.
    public var method: String
    /// Whether the server did it, rather than the client.
    public var isServerSide: Bool
    /// Why there, as a sentence.
    public var reason: String

    /// Makes a report.
    public init(method: String, isServerSide: Bool, reason: String) {
        self.method = method
        self.isServerSide = isServerSide
        self.reason = reason
    }
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
    /// Rank and score in each leg that found it, in the order of the legs, then `fused`, then `rerank`.
    public var provenance: [Place]
    /// What counted in the fusion for the leg of words where the document has no words; `nil` for all other hits.
    ///
    /// The rank is that in the leg of vectors, the score what was added.
    public var standIn: Place?
    /// Passages with the words found between `<em>` and `</em>`, by field; empty where nothing was asked for or found.
    public var highlight: [String: [String]] = [:]
    /// How surely it is no hit by chance, 0 to 1; `nil` where ``SearchQuery/minRelevance`` was not asked for.
    public var relevance: Float?
    /// The ids of other parts of the same input that were found, best first.
    public var otherParts: [String] = []
    /// How its score came about in each leg, as the server tells; empty unless asked for.
    public var explanations: [Explanation] = []

    /// A server's account of one leg's score.
    public struct Explanation: Sendable, Hashable {
        /// The leg.
        public var leg: String
        /// The tree of `value`, `description` and `details`.
        public var json: JSONValue

        /// Makes an explanation.
        public init(leg: String, json: JSONValue) {
            self.leg = leg
            self.json = json
        }
    }

    /// Makes a hit.
    public init(rank: Int = 0, id: String, score: Float, source: JSONObject, provenance: [Place] = []) {
        self.rank = rank
        self.id = id
        self.score = score
        self.source = source
        self.provenance = provenance
    }

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
