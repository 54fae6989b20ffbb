public import Embeddings

/// Orders a list of any length by a reranker that reads only so many documents a call.
///
/// A list that fits in one call takes one. Of a pointwise model, whose scores do not depend on the other documents, a longer list
/// is split, and its calls' scores are compared. A listwise model's scores mean nothing outside of their call: its longer lists
/// are ordered by a tournament of windows, of which each document's rank counts alone. With windows of *w* documents (as many of
/// the longest as fit in ``Embeddings/Reranker/maxTokens``, at most ``Embeddings/Reranker/maxDocuments``), *n* of them take fewer
/// than 2*n*/*w* + log₂(*n*/*w*) calls in ⌈log₂(*n*/*w*)⌉ + 1 rounds, within which calls run at the same time; the first *w*/2
/// places are those that the model would give if it read any *w* documents in their true order.
public struct ListReranker: Sendable {
    /// The most tokens of a query that are sent, by `TokenEstimate`: 1,024, which is what the models read of it at most.
    public static let maxQueryTokens = 1024
    /// What a listwise model's prompt sets around each document, in tokens.
    private static let tokensAroundDocument = 16
    /// What a picture is counted as, in tokens, a cautious guess; what it costs is not documented.
    private static let tokensPerImage = 4000

    /// What judges.
    public var reranker: any Reranker
    /// The longest time for the whole list, retries included; default 10 s.
    public var timeout: Duration
    /// The most tokens of a text that are sent, by `TokenEstimate`; `nil`, the default, for what the model reads.
    public var documentTokens: Int?
    /// How many calls run at the same time, from 1; default 4.
    public var maxConcurrentCalls: Int
    let clock: any Clock<Duration>

    /// Makes a list reranker.
    public init(
        _ reranker: any Reranker,
        timeout: Duration = .seconds(10),
        documentTokens: Int? = nil,
        maxConcurrentCalls: Int = 4,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.reranker = reranker
        self.timeout = timeout
        self.documentTokens = documentTokens
        self.maxConcurrentCalls = max(1, maxConcurrentCalls)
        self.clock = clock
    }

    /// Orders `documents`.
    ///
    /// - Parameters:
    ///   - documents: The documents; an empty text, and a picture where the model reads none, stays at its place.
    ///   - query: What they are judged by.
    /// - Returns: The order; where every call failed, that of `documents`. Where some did, what they were to judge keeps the
    ///   order it had among itself.
    /// - Throws: `CancellationError` only.
    public func order(_ documents: [EmbeddingInput], for query: String) async throws -> RerankedList {
        try await order(documents, for: query, within: TimeBudget(timeout, clock: clock))
    }

    /// The most tokens of one text.
    ///
    /// Two of the longest always fit in a call, so that there is something to compare.
    var textTokens: Int {
        let own = max(1, min(documentTokens ?? .max, reranker.maxDocumentTokens))
        guard reranker.maxTokens < .max else { return own }
        let half = (reranker.maxTokens - 2 * Self.maxQueryTokens) / 2 - Self.tokensAroundDocument
        return max(1, min(own, half))
    }

    func order(_ documents: [EmbeddingInput], for query: String, within budget: TimeBudget) async throws -> RerankedList
    {
        let isReadable = documents.map { document in
            switch document {
            case .text(let text): !text.allSatisfy(\.isWhitespace)
            case .image: reranker.modalities.contains(.image)
            }
        }
        let places = documents.indices.filter { isReadable[$0] }
        var list = RerankedList(unjudged: documents.count)
        guard !places.isEmpty else { return list }
        let calls = RerankCalls(
            reranker: reranker,
            query: String(TokenEstimate.prefix(of: query, tokens: Self.maxQueryTokens)),
            inputs: places.map { shortened(documents[$0]) },
            budget: budget,
            limit: maxConcurrentCalls
        )
        let order: [Int]
        let scores: [Float?]
        if reranker.isListwise {
            var tournament = RerankTournament(count: places.count, capacity: capacity(calls))
            order = try await tournament.run { try await calls.judge($0) }
            (scores, list.calls, list.failures) = (tournament.scores, tournament.calls, tournament.failures)
        } else {
            let windows = split(calls.inputs)
            let verdicts = try await calls.judge(windows)
            (order, scores) = merged(windows, verdicts, count: places.count)
            list.calls = windows.count
            list.failures = verdicts.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
        }
        for (place, document) in zip(places, order) { list.order[place] = places[document] }
        for (document, score) in scores.enumerated() { list.scores[places[document]] = score }
        return list
    }

    private func shortened(_ document: EmbeddingInput) -> EmbeddingInput {
        guard case .text(let text) = document else { return document }
        guard TokenEstimate.prefix(of: text, tokens: textTokens).endIndex < text.endIndex else { return document }
        // What is left must not be white space alone, which nobody judges.
        let words = String(text.drop(while: \.isWhitespace))
        return .text(String(TokenEstimate.prefix(of: words, tokens: textTokens)))
    }

    // MARK: Listwise

    /// How many of the longest documents fit in one call, so that any as many do.
    private func capacity(_ calls: RerankCalls) -> Int {
        guard reranker.maxTokens < .max else { return reranker.maxDocuments }
        // The prompt of a listwise model repeats the query.
        var left = reranker.maxTokens - 2 * TokenEstimate.tokens(in: calls.query)
        let costs = calls.inputs.map { tokens($0) + Self.tokensAroundDocument }.sorted(by: >)
        return costs.prefix(reranker.maxDocuments)
            .prefix { cost in
                left -= cost
                return left >= 0
            }
            .count
    }

    // MARK: Pointwise

    /// Neighbours in as few calls as their number, tokens and bytes allow.
    private func split(_ inputs: [EmbeddingInput]) -> [[Int]] {
        var windows: [[Int]] = []
        var (tokens, bytes) = (0, 0)
        for (index, input) in inputs.enumerated() {
            let cost = self.tokens(input)
            var size = 0
            if case .image(let image) = input { size = image.bytes.count }
            let isFull =
                windows.last.map {
                    $0.count >= reranker.maxDocuments || tokens + cost > reranker.maxTokens
                        || bytes + size > reranker.maxImageBytes
                } ?? true
            if isFull {
                windows.append([])
                (tokens, bytes) = (0, 0)
            }
            windows[windows.count - 1].append(index)
            tokens += cost
            bytes += size
        }
        return windows
    }

    /// What was judged by score, at the places of what was judged.
    private func merged(
        _ windows: [[Int]],
        _ verdicts: [RerankTournament.Verdict],
        count: Int
    ) -> (order: [Int], scores: [Float?]) {
        var scores = [Float?](repeating: nil, count: count)
        for (window, verdict) in zip(windows, verdicts) {
            guard case .success(let judged) = verdict else { continue }
            for (document, score) in zip(window, judged) { scores[document] = score }
        }
        let places = scores.indices.filter { scores[$0] != nil }
        let best = places.sorted { left, right in
            let (a, b) = (scores[left] ?? 0, scores[right] ?? 0)
            return a != b ? a > b : left < right
        }
        var order = Array(scores.indices)
        for (place, document) in zip(places, best) { order[place] = document }
        return (order, scores)
    }

    private func tokens(_ input: EmbeddingInput) -> Int {
        switch input {
        case .text(let text): TokenEstimate.tokens(in: text)
        case .image: Self.tokensPerImage
        }
    }
}

/// What came of reranking a list.
public struct RerankedList: Sendable {
    /// The documents by their places in the list that was given, best first; each once.
    public internal(set) var order: [Int]
    /// The score of each document in the last call that judged it, by its place in the list that was given; `nil` where none did.
    ///
    /// Those of a listwise model say nothing about documents of another call: the order does.
    public internal(set) var scores: [Float?]
    /// How many calls there were, failed ones too.
    public internal(set) var calls = 0
    var failures: [RerankFailure] = []

    init(unjudged count: Int) {
        order = Array(0..<count)
        scores = Array(repeating: nil, count: count)
    }

    /// Whether every call was answered as it should be.
    public var isComplete: Bool { failures.isEmpty }

    /// What went wrong, as a sentence; `nil` where nothing did.
    ///
    /// - Parameters:
    ///   - model: What judged.
    ///   - order: What the order was before, such as `the order of the first stage`; `nil` where nobody will see it.
    /// - Returns: The sentence, with the first reason.
    public func warning(model: String, keeping order: String?) -> String? {
        guard let first = failures.first else { return nil }
        if failures.count == calls {
            return "\(model) failed\(order.map { ", \($0) stays" } ?? ""): \(first)"
        }
        return
            "\(failures.count) of \(calls) calls to \(model) failed, and what they were to judge kept its order: \(first)"
    }
}
