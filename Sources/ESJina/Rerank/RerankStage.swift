public import Embeddings
import JSONValues

/// The second stage: lets a reranker order the best of the first one.
///
/// A hit's passage is what ``PassageTemplate`` makes of its document, cut to what the model reads of one. A hit without any text
/// keeps its place, and those around it move. More hits than fit in one call are ordered as ``ListReranker`` says.
public struct RerankStage: SecondStage {
    /// Gives the picture of a hit, ready to be sent; `nil` where it has none.
    ///
    /// What it throws is a warning, and the hit's text is judged instead.
    public typealias PictureLoader = @Sendable (SearchResult) async throws -> EmbeddingImage?

    /// The most pictures that one search holds in memory for the reranker: 256; hits behind them are judged by their texts.
    public static let maxPictures = 256

    private let list: ListReranker
    private let passage: PassageTemplate
    private let pictures: PictureLoader?

    /// Makes a stage of a reranker.
    ///
    /// - Parameters:
    ///   - reranker: What judges.
    ///   - passage: What it reads of a hit; default title, captions, tags and text.
    ///   - documentTokens: The most tokens of a passage, by `TokenEstimate`; `nil`, the default, for what the model reads.
    ///   - timeout: The longest time for everything, pictures and retries included; default 10 s.
    ///   - maxConcurrentCalls: How many calls run at the same time; default 4.
    ///   - pictures: Gives the pictures of hits to a model that reads pictures; `nil`, the default, has it read their captions.
    ///   - clock: Measures the time.
    public init(
        reranker: any Reranker,
        passage: PassageTemplate = .standard,
        documentTokens: Int? = nil,
        timeout: Duration = .seconds(10),
        maxConcurrentCalls: Int = 4,
        pictures: PictureLoader? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        list = ListReranker(
            reranker,
            timeout: timeout,
            documentTokens: documentTokens,
            maxConcurrentCalls: maxConcurrentCalls,
            clock: clock
        )
        self.passage = passage
        self.pictures = reranker.modalities.contains(.image) ? pictures : nil
    }

    /// The reranker's model.
    public var name: String { list.reranker.modelID }

    /// Reorders the first `window` hits.
    ///
    /// A judged hit has the score of the last call that judged it, and its rank among all that were judged. Where every call
    /// fails the order stays; where some do, what they were to judge keeps the order it had. Either way a warning says why.
    ///
    /// - Throws: `CancellationError` only.
    public func reorder(
        _ hits: [SearchResult],
        for query: SecondStageQuery,
        window: Int
    ) async throws -> SecondStageOutcome {
        guard let text = query.text else {
            return SecondStageOutcome(
                hits: hits,
                warnings: ["Nothing was reranked: a reranker reads text, and this search has none."],
                isComplete: false
            )
        }
        let budget = TimeBudget(list.timeout, clock: list.clock)
        let candidates = Array(hits.prefix(max(0, window)))
        var (inputs, warnings) = try await read(candidates, within: budget)
        guard inputs.contains(where: { $0 != .text("") }) else {
            let fields =
                passage == .standard
                ? "a title, caption or text to read" : "text in \(passage.fields.map(\.name).joined(separator: ", "))"
            return SecondStageOutcome(hits: hits, warnings: warnings + ["Nothing was reranked: no hit has \(fields)."])
        }
        let ranked = try await list.order(inputs, for: text, within: budget)
        inputs = []
        if let warning = ranked.warning(model: name, keeping: "the order of the first stage") {
            warnings.append(warning)
        }
        var reordered: [SearchResult] = []
        var rank = 0
        for place in ranked.order {
            var hit = candidates[place]
            if let score = ranked.scores[place] {
                rank += 1
                hit.score = score
                hit.provenance.append(.init(leg: "rerank", rank: rank, score: score))
            }
            reordered.append(hit)
        }
        return SecondStageOutcome(
            hits: reordered + hits.dropFirst(candidates.count),
            warnings: warnings,
            isComplete: ranked.isComplete
        )
    }

    /// What the reranker reads of each hit; an empty text where there is nothing.
    private func read(
        _ hits: [SearchResult],
        within budget: TimeBudget
    ) async throws -> (inputs: [EmbeddingInput], warnings: [String]) {
        var inputs = hits.map { EmbeddingInput.text(passage.text(of: $0.source, maxTokens: list.textTokens)) }
        guard let pictures else { return (inputs, []) }
        let places = hits.indices
            .filter { hits[$0].source[DocumentFields.modality]?.string == Modality.image.rawValue }
            .prefix(Self.maxPictures)
        var failures: [any Error] = []
        for start in stride(from: 0, to: places.count, by: list.maxConcurrentCalls) {
            let batch = places.dropFirst(start).prefix(list.maxConcurrentCalls)
            let outcomes = try await withThrowingTaskGroup(of: (Int, Result<EmbeddingImage?, any Error>).self) {
                group in
                for place in batch {
                    let hit = hits[place]
                    group.addTask {
                        do {
                            return (place, .success(try await budget.run { try await pictures(hit) }))
                        } catch {
                            try Task.checkCancellation()
                            return (place, .failure(error))
                        }
                    }
                }
                var outcomes: [(Int, Result<EmbeddingImage?, any Error>)] = []
                for try await outcome in group { outcomes.append(outcome) }
                return outcomes
            }
            for (place, outcome) in outcomes.sorted(by: { $0.0 < $1.0 }) {
                switch outcome {
                case .success(let image): if let image { inputs[place] = .image(image) }
                case .failure(let error): failures.append(error)
                }
            }
        }
        guard let first = failures.first else { return (inputs, []) }
        let count = failures.count == 1 ? "One picture" : "\(failures.count) pictures"
        return (inputs, ["\(count) could not be read for \(name), which judged the captions instead: \(first)"])
    }
}
