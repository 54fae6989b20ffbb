import ESJina
import Elasticsearch
import Embeddings
import TestSupport
import Testing
import VipsImages

/// About a thousand pictures with captions in up to a hundred languages, from the Debian package of that name.
private let stamps = "/usr/share/tuxpaint/stamps"

@Suite(
    .enabled(
        if: TestEquipment.isRequired || TestEquipment.fileExists(stamps),
        "Install the Debian package tuxpaint-stamps-default."
    ),
    .timeLimit(.minutes(15))
)
struct `A thousand captioned pictures` {
    /// A search, by what it shows.
    struct Case: Sendable {
        var text: String
        var mode: SearchQuery.Mode
        var filter: String?
        var dims: Int?

        init(_ text: String, _ mode: SearchQuery.Mode, filter: String? = nil, dims: Int? = nil) {
            self.text = text
            self.mode = mode
            self.filter = filter
            self.dims = dims
        }

        func query() throws -> SearchQuery {
            var query = SearchQuery(text: text)
            query.mode = mode
            query.target = .images
            query.dims = dims
            // As many candidates as documents: the graphs of real nodes then miss none, and all are scored by whole vectors.
            query.windowSize = 400
            query.numCandidates = 2_000
            query.filter = try filter.map { try FilterExpression(parsing: $0) }
            return query
        }
    }

    static let cases = [
        Case("cat", .bm25), Case("ein roter Apfel", .bm25), Case("un perro", .bm25), Case("pomme", .bm25),
        Case("собака", .bm25), Case("花", .bm25), Case("馬", .bm25), Case("σκύλος", .bm25),
        Case("the sun and the moon", .bm25),
        Case("cat", .knn), Case("a yellow flower", .knn), Case("um cavalo", .knn, dims: 256), Case("鳥", .knn),
        Case("train", .knn, filter: #"format == "svg""#), Case("fish", .knn, filter: "width > 200 && height <= 400"),
        Case("train", .bm25, filter: #"!(format == "png")"#),
        Case("bird", .bm25, filter: "width < 100 || exists(caption)"),
        Case("manzana roja", .hybrid), Case("bateau", .hybrid, dims: 256), Case("Blume", .hybrid),
        Case("fire truck", .hybrid), Case("flower", .hybrid, filter: #"format in ["png", "svg"] && width >= 150"#),
    ]

    @Test func `every engine finds what people expect, and the same in the same order`() async throws {
        // One state directory: what the first engine's ingest embedded costs the others nothing.
        let state = try TemporaryDirectory()
        var expected: [[SearchResult]]?
        var embedded = 0
        let names = Self.cases.map { "\($0)" } + RelevanceCase.all.map(\.name)
        for engine in Engine.all {
            let results = try await engine.withIndex("tuxpaint") { client, index, _ in
                var options = IngestOptions(stateDirectory: state.path)
                options.dims = [1024, 256]
                let pipeline = IngestPipeline(
                    client: client,
                    index: index,
                    embedder: HashingEmbedder(),
                    images: VipsImagePreparer(),
                    options: options
                )
                let report = try await pipeline.run(try FileSource([stamps]))
                #expect(report.counters.indexed > 900)
                #expect(report.counters.deadLettered == 0, "\(report.failures)")
                #expect(try await client.count(index) == report.counters.indexed)
                embedded += report.counters.embedded
                let search = try await SearchPipeline(client: client, index: index) { _ in HashingEmbedder() }
                var results: [[SearchResult]] = []
                for item in Self.cases { results.append(try await search.search(try item.query()).hits) }
                for item in RelevanceCase.all {
                    let hits = try await search.search(try await item.query(stamps)).hits
                    for complaint in item.complaints(hits) {
                        Issue.record("\(complaint), on \(engine.testDescription)")
                    }
                    results.append(hits)
                }
                return results
            }
            guard let reference = expected else {
                expected = results
                for (search, hits) in zip(names, results) { #expect(!hits.isEmpty, "\(search)") }
                continue
            }
            for (search, (hits, wanted)) in zip(names, zip(results, reference)) {
                let difference = RankingComparison.difference(hits, wanted)
                #expect(difference == nil, "\(search) on \(engine.testDescription): \(difference ?? "")")
            }
        }
        #expect(embedded < 1_100, "what one engine's ingest embedded was embedded again for another")
    }
}

/// Compares two rankings of the same search by two engines.
enum RankingComparison {
    /// What differs beyond the last digits of 32-bit floats; `nil` where nothing does.
    ///
    /// Hits whose scores are equal up to that may stand in any order.
    static func difference(_ left: [SearchResult], _ right: [SearchResult], tolerance: Float = 1e-4) -> String? {
        guard left.count == right.count else { return "\(left.count) hits against \(right.count)" }
        for (a, b) in zip(left, right) where abs(a.score - b.score) > tolerance * max(1, abs(b.score)) {
            return "rank \(a.rank): \(a.id) \(a.score) against \(b.id) \(b.score)"
        }
        let scores = Dictionary(right.map { ($0.id, $0.score) }, uniquingKeysWith: { first, _ in first })
        let last = right.last?.score ?? 0
        for hit in left {
            // A tie at the end of the page may bring in another document of the same score.
            let other = scores[hit.id] ?? last
            guard abs(hit.score - other) <= tolerance * max(1, abs(other)) else {
                return "rank \(hit.rank): \(hit.id) is \(scores[hit.id] == nil ? "missing" : "elsewhere")"
            }
        }
        return nil
    }
}
