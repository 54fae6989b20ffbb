import ESJina
import Elasticsearch
import Embeddings
import TestSupport
import Testing
import VipsImages

/// The folder of example pictures and texts of this repository.
private let gallery = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/Examples/gallery"

@Suite(.timeLimit(.minutes(10)))
struct `Every way to search, on every engine` {
    /// A search by what it shows.
    struct Case: Sendable {
        var name: String
        var build: @Sendable () throws -> SearchQuery

        init(
            _ name: String,
            _ terms: [QueryTerm],
            _ change: @escaping @Sendable (inout SearchQuery) throws -> Void = { _ in }
        ) {
            self.name = name
            build = {
                var query = SearchQuery(terms: terms)
                query.size = 20
                // Wide enough that the graphs of real nodes miss nothing.
                query.windowSize = 150
                query.numCandidates = 1_000
                try change(&query)
                return query
            }
        }
    }

    private static func text(_ text: String, _ weight: Float = 1) -> QueryTerm {
        QueryTerm(.text(text), weight: weight)
    }
    private static func like(_ id: String, _ weight: Float = 1) -> QueryTerm {
        QueryTerm(.document("gallery/" + id), weight: weight)
    }

    private static let cases: [Case] = [
        Case("words") { $0.mode = .bm25 },
        Case("words in pictures") { ($0.mode, $0.target) = (.bm25, .images) },
        Case("vectors") { $0.mode = .knn },
        Case("vectors of texts") { ($0.mode, $0.target) = (.knn, .texts) },
        Case("both"),
        Case("both, in texts", text: "manzana roja") { $0.target = .texts },
        Case("both, small vectors") { $0.dims = 256 },
        Case("weights") { $0.weights = ["bm25": 0.2, "knn_image": 3] },
        // Not of vectors: quantised ones on real nodes choose other candidates where few are asked for.
        Case("windows") { $0.windows = ["bm25": 5] },
        Case("sum of scores") { $0.fusion = .linear(.none) },
        Case("sum of scores from 0 to 1") { $0.fusion = .linear(.minmax) },
        Case("sum of scores by norm") { $0.fusion = .linear(.l2Norm) },
        Case("another rank constant") { $0.rankConstant = 5 },
        Case("filter") { $0.filter = try FilterExpression(parsing: #"modality == "image" && width >= 400"#) },
        Case("filter by what is missing") {
            $0.filter = try FilterExpression(parsing: "!exists(tags) || exists(captions)")
        },
        Case("arithmetic", [text("beach"), text("night"), text("people", -1)]),
        Case("like a picture", [like("red-apple.svg")]),
        Case("like a picture, and words", [like("red-apple.svg"), text("green")]),
        Case("like one picture and not another", [like("red-apple.svg"), like("airplane.svg", -0.5)]),
        Case("diverse") { $0.diversity = 0.5 },
        Case("diverse, by vectors of pictures") {
            ($0.mode, $0.target, $0.diversity, $0.size) = (.knn, .images, 0.4, 8)
        },
        Case("relevant") { $0.minRelevance = 0.2 },
        Case("the second page") { ($0.from, $0.size) = (10, 10) },
        Case("all parts") { $0.foldsParts = false },
    ]

    @Test func `finds the same hits`() async throws {
        let state = try TemporaryDirectory()
        var reference: [SearchResults]?
        for engine in Engine.all {
            let found = try await engine.withIndex("modes") { client, index, _ in
                var options = IngestOptions(stateDirectory: state.path)
                options.dims = [1024, 256]
                let ingest = IngestPipeline(
                    client: client,
                    index: index,
                    embedder: HashingEmbedder(),
                    images: VipsImagePreparer(),
                    options: options
                )
                let report = try await ingest.run(try FileSource([gallery]))
                #expect(report.counters.deadLettered == 0)
                let pipeline = try await SearchPipeline(client: client, index: index) { _ in HashingEmbedder() }
                var results: [SearchResults] = []
                for item in Self.cases { results.append(try await pipeline.search(try item.build())) }
                return results
            }
            for (item, results) in zip(Self.cases, found) {
                #expect(!results.hits.isEmpty, "\(item.name)")
                #expect(results.warnings == [])
                #expect(results.fusion?.isServerSide != true, "no engine here has the licence")
            }
            guard let reference else {
                reference = found
                continue
            }
            for (item, (results, wanted)) in zip(Self.cases, zip(found, reference)) {
                let difference = RankingComparison.difference(results.hits, wanted.hits)
                #expect(difference == nil, "\(item.name) on \(engine.testDescription): \(difference ?? "")")
                #expect(results.candidates == wanted.candidates, "\(item.name) on \(engine.testDescription)")
            }
        }
    }
}

extension `Every way to search, on every engine`.Case {
    init(
        _ name: String,
        text: String = "a red apple",
        _ change: @escaping @Sendable (inout SearchQuery) throws -> Void = { _ in }
    ) {
        self.init(name, [QueryTerm(.text(text))], change)
    }
}
