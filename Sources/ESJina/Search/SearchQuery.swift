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

    /// What to search for: words, pictures and documents of the index, each with a weight.
    ///
    /// Terms of one modality make one vector, the normalised sum of theirs by weight. Pictures and texts each search by their own
    /// vector, and meet by rank only. Words with a negative weight move vectors; they are not matched as words.
    public var terms: [QueryTerm]
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

    /// How the lists of the legs become one; default reciprocal rank fusion.
    public var fusion: Fusion = .reciprocalRank
    /// A factor for each leg by its name, such as `bm25`; 1 where it is not named.
    public var weights: [String: Float] = [:]
    /// Who fuses; default the server where its licence allows it, else the client.
    public var fusionPlace: FusionPlace = .auto
    /// How much hits may resemble those before them, from 0, as little as possible, to 1, which changes nothing; `nil`, the
    /// default, for no diversification.
    public var diversity: Float?
    /// How surely a hit is none by chance, 0 to 1, for it to stay; `nil`, the default, keeps all.
    public var minRelevance: Float?
    /// Whether hits bring passages with the words found; default `false`.
    public var highlights = false
    /// Whether hits bring the server's account of their scores; default `false`.
    public var explains = false
    /// Whether parts of one input are one hit, the best of them; default `true`.
    public var foldsParts = true
    /// Whether a second stage that fails is an error instead of a warning; default `false`.
    public var requiresRerank = false

    /// Makes a query of terms.
    public init(terms: [QueryTerm]) { self.terms = terms }

    /// Makes a query for words, a picture, or both.
    public init(text: String? = nil, image: EmbeddingImage? = nil) {
        terms = [text.map { QueryTerm(.text($0)) }, image.map { QueryTerm(.image($0)) }].compactMap(\.self)
    }

    /// The words of all terms that are not subtracted; `nil` where there are none.
    public var text: String? {
        let words = terms.compactMap { term -> String? in
            guard term.weight > 0, case .text(let text) = term.content, !text.trimmed.isEmpty else { return nil }
            return text.trimmed
        }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// The first picture that is not subtracted.
    public var image: EmbeddingImage? {
        for term in terms where term.weight > 0 {
            if case .image(let image) = term.content { return image }
        }
        return nil
    }
}

/// One of the things a query is made of.
public struct QueryTerm: Sendable, Hashable {
    /// What it is.
    public enum Content: Sendable, Hashable {
        /// Words, to be embedded.
        case text(String)
        /// A picture, to be embedded.
        case image(EmbeddingImage)
        /// The id of a document in the index, whose vector is taken.
        case document(String)
    }

    /// What it is.
    public var content: Content
    /// Its factor; a negative one moves away from it; default 1.
    public var weight: Float

    /// Makes a term.
    public init(_ content: Content, weight: Float = 1) {
        self.content = content
        self.weight = weight
    }
}

/// How the lists of several legs become one.
public struct Fusion: Sendable, Hashable {
    /// The formula.
    public enum Method: Sendable, Hashable {
        /// By the ranks alone.
        case reciprocalRank
        /// By the scores, made comparable by a normalizer.
        case linear(ScoreNormalizer)
    }

    /// The formula.
    public var method: Method

    /// Makes a fusion.
    public init(_ method: Method) { self.method = method }

    /// By the ranks alone.
    public static let reciprocalRank = Fusion(.reciprocalRank)
    /// By the weighted sum of scores.
    public static func linear(_ normalizer: ScoreNormalizer = .minmax) -> Fusion { Fusion(.linear(normalizer)) }
}

/// Who fuses the lists of several legs.
public struct FusionPlace: RawRepresentable, Hashable, Sendable {
    /// The name on the command line.
    public let rawValue: String
    /// Makes a place of any name.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// The server where it can, else the client.
    public static let auto = FusionPlace(rawValue: "auto")
    /// The server; an error where it cannot.
    public static let server = FusionPlace(rawValue: "server")
    /// The client.
    public static let client = FusionPlace(rawValue: "client")
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
        /// The second stage failed and was required.
        public static let rerankFailed = Kind(rawValue: "rerank_failed")
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
