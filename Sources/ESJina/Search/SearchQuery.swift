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
    /// How many candidates each leg brings, 1 to 10,000; `nil` for 50, or more where the page or the rerank window needs them.
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
    /// How many candidates a leg brings, by its name; ``windowSize`` where it is not named.
    ///
    /// Pictures and texts are retrieved by legs of their own, so neither takes the other's places.
    public var windows: [String: Int] = [:]
    /// Who fuses; default the server where its licence allows it, else the client.
    public var fusionPlace: FusionPlace = .auto
    /// How much the relevance of a hit counts against its likeness to others when hits are chosen, from 0, likeness alone, to 1,
    /// relevance alone: the λ of maximal marginal relevance; `nil`, the default, for no diversification.
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

    /// Checks the numbers.
    func validate() throws(SearchError) {
        let limit = SearchPlan.maxCandidates
        guard size >= 1, from >= 0, size <= limit, from <= limit - size else {
            throw SearchError(
                .invalidQuery,
                "Hits \(from) to \(from) + \(size) cannot be had: ask for at least one, and for none after the \(limit)th."
            )
        }
        guard rankConstant >= 1, rerankWindow >= 1 else {
            throw SearchError(.invalidQuery, "The rank constant and the rerank window must be at least 1.")
        }
        for (name, window) in windows where !(1...limit ~= window) {
            throw SearchError(.invalidQuery, "The window \(window) of \(name) cannot be had: it must be 1 to \(limit).")
        }
        for (name, weight) in weights where !(weight.isFinite && weight >= 0) {
            throw SearchError(.invalidQuery, "The weight \(weight) of \(name) is none: it must be 0 or more.")
        }
        for term in terms where !term.weight.isFinite {
            throw SearchError(.invalidQuery, "A term of the query has the weight \(term.weight), which is no number.")
        }
        for (name, value) in [("diversity", diversity), ("least relevance", minRelevance)] {
            guard let value, !(0...1 ~= value) else { continue }
            throw SearchError(.invalidQuery, "The \(name) \(value) cannot be had: it must be 0 to 1.")
        }
        guard diversity == nil || from == 0 else {
            throw SearchError(
                .invalidQuery,
                "Diverse hits are chosen for one page, so the next page would repeat some: ask for more hits instead of later ones."
            )
        }
    }

    /// Makes a query of terms.
    public init(terms: [QueryTerm]) { self.terms = terms }

    /// Makes a query for words, a picture, or both.
    public init(text: String? = nil, image: EmbeddingImage? = nil) {
        terms = [text.map { QueryTerm(.text($0)) }, image.map { QueryTerm(.image($0)) }].compactMap(\.self)
    }

    /// Whether something in it has to be embedded.
    public var needsEmbedder: Bool {
        mode != .bm25 && terms.contains { if case .document = $0.content { false } else { true } }
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
