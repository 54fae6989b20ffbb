public import Embeddings

/// Reads the best hits of the first stage together with the query and puts them into a better order.
///
/// A second stage never makes a search fail: what goes wrong is a sentence in ``SecondStageOutcome/warnings``, with the hits as
/// they were.
public protocol SecondStage: Sendable {
    /// What reorders, for people and reports: the model's id.
    var name: String { get }

    /// Reorders the first hits.
    ///
    /// A hit that was judged gets its judgement as ``SearchResult/score``, and a place `rerank` at the end of its provenance. Ranks
    /// are numbered by the caller.
    ///
    /// - Parameters:
    ///   - hits: The hits of the first stage, best first.
    ///   - query: What was searched for.
    ///   - window: How many of the first hits may be read; the others stay behind them in their order.
    /// - Returns: All of `hits`, each once.
    /// - Throws: `CancellationError` only.
    func reorder(_ hits: [SearchResult], for query: SecondStageQuery, window: Int) async throws -> SecondStageOutcome
}

/// What a second stage judges by.
public struct SecondStageQuery: Sendable, Hashable {
    /// The words; `nil` for a search by pictures alone.
    public var text: String?
    /// The picture; `nil` for a search by words alone.
    public var image: EmbeddingImage?

    /// Makes a query.
    public init(text: String?, image: EmbeddingImage? = nil) {
        self.text = text
        self.image = image
    }
}

/// What came of a second stage.
public struct SecondStageOutcome: Sendable {
    /// All hits, best first.
    public var hits: [SearchResult]
    /// What did not go as it should, as sentences for people.
    public var warnings: [String]
    /// Whether everything that could be judged was; `false` where the order of the first stage, or a part of it, stayed because
    /// of a failure.
    public var isComplete: Bool

    /// Makes an outcome.
    public init(hits: [SearchResult], warnings: [String] = [], isComplete: Bool = true) {
        self.hits = hits
        self.warnings = warnings
        self.isComplete = isComplete
    }
}
