import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import TestSupport
import Testing

@testable import ESJina

@Suite struct `Fusion by a licensed server` {
    /// Texts of which no two score alike in a leg, because the engine and the client break ties differently.
    private static let corpus = (1...30)
        .map { number in
            SourceStep.text(
                "t\(number)",
                String(repeating: "sea ", count: number % 7 + 1) + String(repeating: "x\(number) ", count: number)
            )
        }

    private func pipelines() async throws -> (Workshop, licensed: SearchPipeline) {
        let workshop = try Workshop()
        _ = try await workshop.ingest(Self.corpus)
        let client = ElasticsearchClient(
            try ElasticsearchConfiguration("http://embedded"),
            transport: LicensedServer(engine: workshop.transport)
        )
        let licensed = try await SearchPipeline(client: client, index: workshop.index) { _ in ScriptedEmbedder() }
        return (workshop, licensed)
    }

    private static let ways: [(Fusion, [String: Float], Int)] = [
        (.reciprocalRank, [:], 60), (.reciprocalRank, ["bm25": 2.5, "knn_text": 0.3], 1),
        (.reciprocalRank, ["bm25": 0], 7),
        (.linear(.none), ["knn_text": 4], 60), (.linear(.minmax), [:], 60), (.linear(.l2Norm), ["bm25": 0.5], 60),
    ]

    @Test(arguments: ways)
    func `gives the hits and scores that the client gives`(
        fusion: Fusion,
        weights: [String: Float],
        rankConstant: Int
    ) async throws {
        let (_, pipeline) = try await pipelines()
        for text in ["sea", "x7 sea", "x30 x29 x28"] {
            var query = SearchQuery(text: text)
            (query.target, query.size, query.windowSize) = (.texts, 25, 25)
            (query.fusion, query.weights, query.rankConstant) = (fusion, weights, rankConstant)
            let byServer = try await pipeline.search(query)
            #expect(byServer.fusion?.isServerSide == true, "an Enterprise licence lets the server do it")
            query.fusionPlace = .client
            let byClient = try await pipeline.search(query)
            #expect(byClient.fusion?.isServerSide == false)
            let scores = Dictionary(byClient.hits.map { ($0.id, $0.score) }) { first, _ in first }
            #expect(byServer.hits.count == byClient.hits.count)
            for hit in byServer.hits {
                #expect(abs((scores[hit.id] ?? -1) - hit.score) <= 1e-6 * max(1, abs(hit.score)), "\(hit.id)")
                #expect(hit.provenance.last?.leg == "fused" && hit.provenance.count > 1)
                #expect(hit.source["body"] != nil && hit.source.keys.allSatisfy { !$0.contains("embedding") })
            }
            #expect(byServer.hits.map(\.score) == byServer.hits.map(\.score).sorted(by: >))
        }
    }

    @Test func `takes one round trip, and says in the request what is asked of whom`() async throws {
        let (workshop, pipeline) = try await pipelines()
        var query = SearchQuery(text: "sea")
        query.target = .texts
        let preview = try await pipeline.preview(query)
        #expect(preview.path == "/things/_msearch")
        let lines = preview.body.split(separator: "\n")
        #expect(lines.count == 6, "the fusion, and each leg for where hits come from")
        #expect(lines[1].hasPrefix(#"{"retriever":{"rrf":{"retrievers":[{"standard":"#))
        #expect(lines[3].contains(#""_source":false"#) && lines[5].contains(#""_source":false"#))
        #expect(workshop.transport.requests("multi-search").isEmpty, "a preview is not sent")
        _ = try await pipeline.search(query)
    }
}
