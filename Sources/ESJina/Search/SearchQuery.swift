public import Embeddings

/// What somebody searches for, and how.
public struct SearchQuery: Sendable {
    /// How documents are found.
    public struct Mode: RawRepresentable, Hashable, Sendable {
        /// The name on the command line.
        public let rawValue: String
        /// Makes a mode of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// By words and by vectors, fused by rank; needs a text.
        public static let hybrid = Mode(rawValue: "hybrid")
        /// By vectors alone.
        public static let knn = Mode(rawValue: "knn")
        /// By words alone; embeds nothing.
        public static let bm25 = Mode(rawValue: "bm25")
    }

    /// Which documents are searched.
    public struct Target: RawRepresentable, Hashable, Sendable {
        /// The name on the command line.
        public let rawValue: String
        /// Makes a target of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Pictures.
        public static let images = Target(rawValue: "images")
        /// Texts.
        public static let texts = Target(rawValue: "texts")
        /// Both; their vectors meet only by rank.
        public static let all = Target(rawValue: "all")
    }

    /// The words; `nil` to search by a picture.
    public var text: String?
    /// A picture to search by; takes the place of the text for the vectors.
    public var image: EmbeddingImage?
    /// How documents are found; `nil` for hybrid where there is a text, else kNN.
    public var mode: Mode?
    /// Which documents are searched; default all.
    public var target: Target = .all
    /// How many hits to return; default 10.
    public var size = 10
    /// How many of the best hits to pass over; default 0.
    public var from = 0
    /// Which documents may be hits at all; applied before the nearest vectors are chosen.
    public var filter: FilterExpression?
    /// The size of the vectors to search; `nil` for the largest the index holds.
    public var dims: Int?
    /// How many candidates each leg brings; `nil` for 50, or more where the page or the rerank window needs them.
    public var windowSize: Int?
    /// How many nearest neighbours each shard considers; `nil` for three times the window, at least 100, at most 10,000.
    public var numCandidates: Int?
    /// The rank constant of reciprocal rank fusion; default 60.
    public var rankConstant = 60
    /// How many of the fused hits the reranker reads; default 50.
    public var rerankWindow = 50

    /// Makes a query for `text`.
    public init(text: String? = nil, image: EmbeddingImage? = nil) {
        self.text = text
        self.image = image
    }
}

/// Why a search cannot be done as asked.
public struct SearchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The query contradicts itself.
        public static let invalidQuery = Kind(rawValue: "invalid_query")
        /// The filter names what the index does not have.
        public static let invalidFilter = Kind(rawValue: "invalid_filter")
        /// The index was not made by es-jina, or for another model or size.
        public static let indexMismatch = Kind(rawValue: "index_mismatch")
        /// There is no such index.
        public static let indexNotFound = Kind(rawValue: "index_not_found")
        /// The query could not be embedded.
        public static let embeddingFailed = Kind(rawValue: "embedding_failed")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence: what is wrong and what to do.
    public var message: String

    /// Makes an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
