import CurlTransport
import ESJinaTesting
import Embeddings
import HTTPTransport
import JSONValues
import Jina
import TestSupport
import Testing

@testable import ESJina

/// The second stage against a stand-in for Jina's API, through real sockets.
@Suite struct `Second stage under fault` {
    private let hits = [("a", "the sky"), ("b", "Munich is a town"), ("c", "where Munich is")]
        .map { SearchResult(id: $0.0, score: 1, source: ["body": .string($0.1)]) }

    private func stage(
        _ url: String,
        timeout: Duration = .seconds(10),
        clock: any Clock<Duration> = ContinuousClock()
    ) -> RerankStage {
        let configuration = JinaConfiguration(
            baseURL: url,
            apiKey: Secret(HostedJinaServer.defaultKey),
            dialect: .hosted
        )
        // Waits between tries take no time.
        let client = JinaClient(
            configuration.impatient(within: timeout),
            transport: LibcurlTransport(),
            clock: InstantClock()
        )
        return RerankStage(reranker: JinaReranker(client: client), timeout: timeout, clock: clock)
    }

    private func run(_ stage: RerankStage) async throws -> SecondStageOutcome {
        try await stage.reorder(hits, for: SecondStageQuery(text: "where Munich is"), window: 50)
    }

    /// Whether the hits are judged, or else as they were, unmarked and explained.
    private func expect(_ outcome: SecondStageOutcome, isJudged: Bool, _ comment: Comment? = nil) {
        if isJudged {
            #expect(outcome.hits.map(\.id) == ["c", "b", "a"], comment)
            #expect(outcome.hits.map(\.score) == [1, 0.5, -0.5], comment)
            #expect(outcome.hits.map { $0.provenance.last?.rank } == [1, 2, 3], comment)
            #expect(outcome.warnings == [], comment)
        } else {
            #expect(outcome.hits == hits, comment)
            #expect(outcome.warnings.count == 1, comment)
            #expect(
                outcome.warnings.first?.hasPrefix("jina-reranker-v3 failed, the order of the first stage stays: ")
                    == true,
                comment
            )
        }
        #expect(outcome.isComplete == isJudged, comment)
    }

    private static let transient: Set<HostedJinaFault> = [
        .internalError, .unavailable, .gatewayTimeout, .requestLimit(), .requestLimit(retryAfter: 1), .tokenLimit(),
        .tokenLimit(retryAfter: 1), .concurrencyLimit(), .concurrencyLimit(retryAfter: 1), .htmlPage(502),
        .resetBeforeAnswer, .resetMidAnswer, .closedMidAnswer,
    ]
    /// What damages vectors and not scores, or nothing.
    private static let harmless: Set<HostedJinaFault> = [
        .outOfOrder, .wrongDims(512), .wrongDims(512, at: 0), .infinity(at: 0), .null(at: 0), .zeroVector(at: 0),
        .unnormalised, .garbageBase64, .garbageBase64(at: 0), .slowAnswer(.milliseconds(200)),
    ]

    @Test(arguments: HostedJinaFault.allCases)
    func `one fault is mended by one more try or leaves the order`(fault: HostedJinaFault) async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        server.fail(fault)
        let isTransient = Self.transient.contains(fault)
        expect(
            try await run(stage(server.url)),
            isJudged: isTransient || Self.harmless.contains(fault),
            "\(fault)"
        )
        #expect(server.requestCount == (isTransient ? 2 : 1), "\(fault)")
        // What went wrong once is no reason to be wrong again.
        expect(try await run(stage(server.url)), isJudged: true, "\(fault)")
    }

    @Test(arguments: transient.sorted { $0.name < $1.name })
    func `a fault that stays is tried once more and no further`(fault: HostedJinaFault) async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        server.fail([fault, fault, fault])
        expect(try await run(stage(server.url)), isJudged: false, "\(fault)")
        #expect(server.requestCount == 2, "\(fault)")
    }

    @Test func `a server that asks for more patience than there is time is not waited for`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        server.fail(.tokenLimit(retryAfter: 60))
        let outcome = try await run(stage(server.url))
        expect(outcome, isJudged: false)
        #expect(outcome.warnings.first?.contains("too many tokens a minute") == true)
        #expect(server.requestCount == 1)
    }

    @Test func `an answer that never comes ends with the time`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        server.fail(.stalledAnswer)
        let outcome = try await run(stage(server.url, timeout: .milliseconds(300)))
        expect(outcome, isJudged: false)
        #expect(outcome.warnings.first?.hasSuffix("it had not answered after 0.3 s") == true)
    }

    @Test func `nobody at home leaves the order`() async throws {
        let server = try HostedJinaServer()
        let url = server.url
        server.stop()
        expect(try await run(stage(url)), isJudged: false)
    }

    @Test func `faults never tell what was searched for or the key`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        for fault in [HostedJinaFault.unprocessable, .invalidKey, .shortAnswer, .webPage] {
            server.fail(fault)
            let warning = try await run(stage(server.url)).warnings.joined()
            #expect(!warning.contains("Munich") && !warning.contains("jina_"), "\(warning)")
        }
    }

    @Test func `more hits than a call takes survive any weather, each once`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let many = (0..<300)
            .map {
                SearchResult(id: "\($0)", score: 1, source: ["body": .string($0 % 97 == 13 ? "Munich" : "x \($0)")])
            }
        for seed in 0..<12 as Range<UInt64> {
            server.beginMinute()
            server.fail(0.5, seed: seed)
            let outcome = try await stage(server.url)
                .reorder(many, for: SecondStageQuery(text: "Munich"), window: 250)
            #expect(Set(outcome.hits.map(\.id)).count == 300)
            #expect(outcome.hits.suffix(50).map(\.id) == many.suffix(50).map(\.id))
            #expect(outcome.isComplete == outcome.warnings.isEmpty)
            if outcome.isComplete { #expect(Set(outcome.hits.prefix(3).map(\.id)) == ["13", "110", "207"]) }
        }
    }

    @Test func `a search that requires its reranker fails with it`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let workshop = try Workshop()
        _ = try await workshop.ingest([.text("a", "sea"), .text("b", "sea lamp")])
        let stage = stage(server.url)
        let pipeline = try await SearchPipeline(client: workshop.client, index: workshop.index, secondStage: stage) {
            _ in
            ScriptedEmbedder()
        }
        var query = SearchQuery(text: "sea lamp")
        query.mode = .bm25
        query.requiresRerank = true
        #expect(try await pipeline.search(query).hits.map(\.id) == ["b", "a"])
        server.fail(.invalidKey)
        await #expect {
            try await pipeline.search(query)
        } throws: { error in
            (error as? SearchError)?.kind == .rerankFailed
                && "\(error)".hasPrefix("The hits could not be reranked, which was required: jina-reranker-v3 failed")
        }
        query.requiresRerank = false
        server.fail(.invalidKey)
        let results = try await pipeline.search(query)
        #expect(results.hits.count == 2 && results.warnings.count == 1)
    }

    @Test func `m0 gets the pictures of hits as they are loaded`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let configuration = JinaConfiguration(
            baseURL: server.url,
            apiKey: Secret(HostedJinaServer.defaultKey),
            dialect: .hosted
        )
        let client = JinaClient(configuration, transport: LibcurlTransport())
        let stage = RerankStage(
            reranker: JinaReranker(client: client, model: JinaModels.rerankerM0),
            pictures: { hit in EmbeddingImage(bytes: Array(hit.id.utf8), mediaType: "image/png") }
        )
        let pictures = ["a boat", "red lamp", "a lamp"]
            .map { SearchResult(id: $0, score: 1, source: ["modality": "image", "caption": "no words of the query"]) }
        let text = SearchResult(id: "text", score: 1, source: ["modality": "text", "body": "red"])
        let outcome = try await stage.reorder([text] + pictures, for: SecondStageQuery(text: "red lamp"), window: 9)
        #expect(outcome.hits.map(\.id) == ["red lamp", "text", "a lamp", "a boat"])
        #expect(outcome.warnings == [])
        let sent = server.requests.last?.json?["documents"]?.array
        #expect(sent?.map { $0.string ?? $0["image"]?.string } == ["red", "YSBib2F0", "cmVkIGxhbXA=", "YSBsYW1w"])
    }
}

/// The second stage on a real server that speaks Jina's API.
@Suite(
    .enabled(
        if: TestEquipment.runs(with: TestEquipment.jinaURL),
        "Set ES_JINA_TEST_JINA_URL to the URL of an infinity server with the model jina-reranker-v3, and ES_JINA_TEST_JINA_KEY to its key where it has one."
    )
)
struct `Second stage on a real server` {
    private func reranker(key: String? = TestEquipment.variable("ES_JINA_TEST_JINA_KEY")) throws -> JinaReranker {
        let url = try #require(TestEquipment.jinaURL, "ES_JINA_TEST_JINA_URL is not set")
        let configuration = JinaConfiguration(baseURL: url, apiKey: key.map { Secret($0) })
        return JinaReranker(client: JinaClient(configuration, transport: LibcurlTransport()))
    }

    private let texts = (0..<150).map { "Passage \($0) about \(["boats", "lamps", "apples"][$0 % 3]) and \($0 * $0)" }

    @Test func `a list that fits in one call is in the order of its scores`() async throws {
        let reranker = try reranker()
        let few = Array(texts.prefix(64))
        let scores = try await reranker.rerank(query: "boats", documents: few)
        let list = try await ListReranker(reranker, timeout: .seconds(60)).order(few.map { .text($0) }, for: "boats")
        #expect(list.calls == 1 && list.isComplete)
        for (left, right) in zip(list.order, list.order.dropFirst()) {
            // The same document in two batches differs in the last digits.
            #expect(scores[left] >= scores[right] - 1e-4)
        }
    }

    @Test func `the best of a longer list are those that one scale puts first`() async throws {
        // This server's model scores each document by itself, so that the true order is known.
        let reranker = try reranker()
        let list = try await ListReranker(reranker, timeout: .seconds(60)).order(texts.map { .text($0) }, for: "boats")
        #expect(list.isComplete)
        #expect(list.order.sorted() == Array(texts.indices))
        var scores: [Float] = []
        for start in stride(from: 0, to: texts.count, by: 50) {
            scores += try await reranker.rerank(query: "boats", documents: Array(texts[start..<start + 50]))
        }
        let best = scores.sorted(by: >)
        for (place, document) in list.order.prefix(32).enumerated() {
            #expect(abs(scores[document] - best[place]) < 1e-4, "place \(place)")
        }
    }

    @Test func `a wrong key leaves the order and says what to do`() async throws {
        guard TestEquipment.variable("ES_JINA_TEST_JINA_KEY") != nil else { return }
        let hits = texts.prefix(3).map { SearchResult(id: $0, score: 1, source: ["body": .string($0)]) }
        let outcome = try await RerankStage(reranker: try reranker(key: "wrong"), timeout: .seconds(60))
            .reorder(hits, for: SecondStageQuery(text: "boats"), window: 10)
        #expect(outcome.hits == hits)
        #expect(outcome.warnings.first?.hasSuffix("the key this server was started with") == true)
    }
}
