public import Elasticsearch
public import Embeddings
import JSONValues

/// The second stage that compares the tokens of query and document, by vectors that are in the index already.
///
/// One embedding call for the query and one request for the window, whatever its size up to 256 documents; no model reads the
/// documents again. Where the vectors are in a `binary` field they are fetched and scored here. Where they are in `rank_vectors` the
/// server scores them with `maxSimDotProduct`; a server that cannot, its licence having ended perhaps, hands them out instead.
public struct LateInteractionStage: SecondStage {
    /// Who computes the scores.
    public struct Place: RawRepresentable, Hashable, Sendable {
        /// The name.
        public let rawValue: String
        /// Makes a place of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// The server for `rank_vectors`, else the client.
        public static let auto = Place(rawValue: "auto")
        /// The client.
        public static let client = Place(rawValue: "client")
    }

    /// How many documents' vectors one answer may hold: at 512 tokens of 128 dims, 24 MB.
    static let documentsPerRequest = 256

    private let client: ElasticsearchClient
    private let index: String
    private let field: TokenVectorField
    private let embedder: any MultiVectorEmbedder
    private let place: Place
    private let timeout: Duration
    private let clock: any Clock<Duration>

    /// Makes a stage for an index.
    ///
    /// - Parameters:
    ///   - client: The cluster or embedded node.
    ///   - index: The index.
    ///   - field: What the index says of its token vectors, ``IndexDescription/tokenVectors``.
    ///   - embedder: What made them.
    ///   - place: Who computes the scores; default ``Place/auto``.
    ///   - timeout: The longest time for everything; default 10 s.
    ///   - clock: Measures it.
    /// - Throws: ``SearchError`` of the kind `indexMismatch` where the embedder is another one.
    public init(
        client: ElasticsearchClient,
        index: String,
        field: TokenVectorField,
        embedder: any MultiVectorEmbedder,
        place: Place = .auto,
        timeout: Duration = .seconds(10),
        clock: any Clock<Duration> = ContinuousClock()
    ) throws(SearchError) {
        guard field.embedderFingerprint == embedder.fingerprint else {
            throw SearchError(
                .indexMismatch,
                "The index '\(index)' holds token vectors of \(field.modelID) (\(field.embedderFingerprint)), which cannot be "
                    + "compared with those of \(embedder.model.id) (\(embedder.fingerprint)). Use the embedder they were made with."
            )
        }
        self.client = client
        self.index = index
        self.field = field
        self.embedder = embedder
        self.place = place
        self.timeout = timeout
        self.clock = clock
    }

    /// The late-interaction model's id.
    public var name: String { embedder.model.id }

    /// Reorders the first `window` hits that have token vectors; the others keep their places.
    ///
    /// Where the query cannot be embedded or the vectors cannot be had, the order stays and a warning says why.
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
                warnings: ["Nothing was reranked: late interaction compares words, and this search has none."],
                isComplete: false
            )
        }
        guard !hits.isEmpty, window > 0 else { return SecondStageOutcome(hits: hits) }
        let found: Scores
        do {
            let ids = hits.prefix(window).map(\.id)
            found = try await TimeBudget(timeout, clock: clock).run { try await scores(of: ids, tokens(of: text)) }
        } catch let error as CancellationError {
            throw error
        } catch {
            try Task.checkCancellation()
            return SecondStageOutcome(
                hits: hits,
                warnings: ["\(name) failed, the order of the first stage stays: \(error)"],
                isComplete: false
            )
        }
        var outcome = SecondStageOutcome(hits: Self.order(hits, window: window, by: found.byID))
        outcome.warnings += found.warnings
        outcome.isComplete = found.isComplete
        if found.byID.isEmpty, found.isComplete {
            outcome.warnings.append("Nothing was reranked: no hit has token vectors.")
        }
        return outcome
    }

    /// The scores of a window.
    fileprivate struct Scores {
        var byID: [String: Float] = [:]
        var warnings: [String] = []
        var isComplete = true
    }

    private func tokens(of text: String) async throws -> MultiVector {
        let batch = try await embedder.embed([text], role: .query)
        switch batch.outcomes.first {
        case .success(let vectors)?: return vectors
        case .failure(let failure)?: throw SearchError(.embeddingFailed, "The query could not be embedded: \(failure)")
        case nil: throw SearchError(.embeddingFailed, "\(name) gave no vectors for the query.")
        }
    }

    private func scores(of ids: [String], _ tokens: MultiVector) async throws -> Scores {
        if field.storage == .rankVectors, place == .auto {
            do {
                return try await serverScores(of: ids, tokens)
            } catch let error as ElasticsearchError where error.status.map({ 400..<500 ~= $0 }) ?? false {
                // It has the vectors but will not compute with them, so they are computed with here.
            }
        }
        return try await clientScores(of: ids, MaxSimQuery(tokens))
    }

    private static func order(
        _ hits: [SearchResult],
        window: Int,
        by scores: [String: Float]
    ) -> [SearchResult] {
        let places = hits.prefix(window).indices.filter { scores[hits[$0].id] != nil }
        let judged = places.map { (place: $0, score: scores[hits[$0].id] ?? 0) }
            // Equal scores keep the order of the first stage.
            .sorted { $0.score != $1.score ? $0.score > $1.score : $0.place < $1.place }
        var ordered = hits
        for (rank, (place, origin)) in zip(places, judged).enumerated() {
            ordered[place] = hits[origin.place]
            ordered[place].score = origin.score
            ordered[place].provenance.append(.init(leg: "rerank", rank: rank + 1, score: origin.score))
        }
        return ordered
    }
}

// MARK: In the client

extension LateInteractionStage {
    private func clientScores(of ids: [String], _ query: MaxSimQuery) async throws -> Scores {
        var scores = Scores()
        var unreadable = 0
        for start in stride(from: 0, to: ids.count, by: Self.documentsPerRequest) {
            let page = Array(ids[start..<min(start + Self.documentsPerRequest, ids.count)])
            // A search rather than a multi-get: it finds documents also under a routing that nobody knows here.
            var request = SearchRequest(query: .ids(page), size: page.count)
            request.source = SourceFilter(includes: [DocumentFields.tokenVectors], showsVectors: true)
            request.trackTotalHits = SearchRequest.TotalHits.none
            let answer = try await client.search(request, index: index)
            scores.note(answer)
            for hit in answer.hits {
                guard let stored = hit.source[DocumentFields.tokenVectors], !stored.isNull else { continue }
                if let score = Self.score(stored, query) { scores.byID[hit.id] = score } else { unreadable += 1 }
            }
        }
        if unreadable > 0 {
            scores.isComplete = false
            scores.warnings.append(
                "\(unreadable) hits have token vectors that cannot be read, and keep their places; ingest them again."
            )
        }
        return scores
    }

    /// The score of vectors as a document holds them; `nil` where they cannot be read.
    private static func score(_ stored: JSONValue, _ query: MaxSimQuery) -> Float? {
        if let text = stored.string {
            guard let packed = try? PackedMultiVector(base64: text) else { return nil }
            return (try? query.score(packed)).flatMap { $0.isFinite ? $0 : nil }
        }
        guard let rows = stored.array, let dims = rows.first?.array?.count else { return nil }
        var values: [Float] = []
        values.reserveCapacity(rows.count * dims)
        for row in rows {
            guard let numbers = row.array, numbers.count == dims else { return nil }
            for number in numbers {
                guard let value = number.double else { return nil }
                values.append(Float(value))
            }
        }
        guard let vectors = try? MultiVector(values, dims: dims) else { return nil }
        return (try? query.score(vectors)).flatMap { $0.isFinite ? $0 : nil }
    }
}

extension LateInteractionStage.Scores {
    /// Notes what an answer lacks.
    fileprivate mutating func note(_ answer: SearchResponse) {
        guard answer.timedOut || !answer.shardFailures.isEmpty else { return }
        isComplete = false
        let reason = answer.shardFailures.first.map { $0.reason.isEmpty ? $0.type : $0.reason } ?? "it ran out of time"
        let warning = "Some hits keep their places, because their token vectors could not be had: \(reason)."
        if !warnings.contains(warning) { warnings.append(warning) }
    }
}

// MARK: On the server

extension LateInteractionStage {
    private func serverScores(of ids: [String], _ tokens: MultiVector) async throws -> Scores {
        var scores = Scores()
        let offset = Self.offset(tokens)
        let answer = try await client.search(Self.request(ids: ids, tokens, offset: offset), index: index)
        scores.note(answer)
        for hit in answer.hits { scores.byID[hit.id] = hit.score.map { $0 - offset } }
        return scores
    }

    /// What is added to every score, because a server refuses negative ones: as much as unit vectors can be below 0.
    static func offset(_ tokens: MultiVector) -> Float {
        tokens.embeddings.reduce(0) { $0 + $1.norm }.rounded(.up)
    }

    /// The request that scores the documents of `ids` that have token vectors.
    ///
    /// The function fails on a document without a value, so those are filtered out.
    static func request(ids: [String], _ tokens: MultiVector, offset: Float) -> SearchRequest {
        let rows = tokens.embeddings.map { JSONValue.array($0.values.map { .number(Double($0)) }) }
        let script: JSONValue = [
            "source": .string(
                "Math.max(0, maxSimDotProduct(params.query, '\(DocumentFields.tokenVectors)') + params.offset)"
            ),
            "params": ["query": .array(rows), "offset": .number(Double(offset))],
        ]
        let filters: JSONValue = [
            ["ids": ["values": JSONValue(ids)]], ["exists": ["field": .string(DocumentFields.tokenVectors)]],
        ]
        var request = SearchRequest(
            query: .raw(["script_score": ["query": ["bool": ["filter": filters]], "script": script]]),
            size: ids.count
        )
        request.source = .none
        request.trackTotalHits = SearchRequest.TotalHits.none
        return request
    }
}
