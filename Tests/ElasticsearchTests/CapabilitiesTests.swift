import Embeddings
import Testing

@testable import Elasticsearch

@Suite("Capabilities")
struct CapabilitiesTests {
    @Test("Versions are read, ordered and printed")
    func versions() {
        func read(_ text: String) -> ServerVersion? { ServerVersion(text) }
        #expect(read("9.5.4") == ServerVersion(9, 5, 4))
        #expect(read("9.5") == "9.5.0")
        #expect(read("8.19.21-SNAPSHOT")?.description == "8.19.21")
        for text in ["", "x", "9.", "9.x", "9.5.4.3", "-1"] { #expect(read(text) == nil, "\(text)") }
        #expect(ServerVersion(8, 19, 21) < "9.0" && ServerVersion(9, 10) > "9.9.9")
    }

    @Test(
        "What came when",
        arguments: [
            ("8.17.0", "....."), ("8.18.0", "....r"), ("8.19.0", "...zr"), ("9.0.0", "....r"), ("9.1.0", "...zr"),
            ("9.2.0", "..xzr"), ("9.3.0", ".bxzr"), ("9.4.0", "qbxzr"), ("9.5.4", "qbxzr"),
        ]
    )
    func matrix(version: String, expected: String) throws {
        let server = Capabilities(version: try #require(ServerVersion(version)))
        let flags: [(Bool, Character)] = [
            (server.acceptsBase64QueryVectors, "q"), (server.acceptsBase64Vectors, "b"),
            (server.excludesVectorsFromSource, "x"), (server.allowsZeroOversample, "z"),
            (server.supportsRescoreVector, "r"),
        ]
        #expect(String(flags.map { $0.0 ? $0.1 : "." }) == expected)
        #expect(server.supportsBFloat16 == server.acceptsBase64Vectors)
    }

    @Test("Licences decide what the server fuses and stores")
    func licences() {
        let basic = Capabilities(version: "9.5")
        let trial = Capabilities(version: "9.5", licence: .trial)
        #expect(basic.retrievers == [.standard, .knn, .rescorer, .pinned, .diversify])
        #expect(trial.retrievers.isSuperset(of: [.rrf, .linear, .textSimilarityReranker]))
        #expect(!Capabilities(version: "9.5", licence: .platinum).allowsServerRRF)
        #expect(!basic.allowsBBQDisk && trial.allowsBBQDisk && basic.supports(.bbqDisk))
        #expect(Capabilities(version: "9.2").allowsBBQDisk)
        #expect(!Capabilities(version: "9.1").supports(.bbqDisk))
        #expect(!basic.allowsRankVectors && trial.allowsRankVectors)
        #expect(Capabilities(version: "9.0", licence: .enterprise).allowsLinear)
        #expect(!Capabilities(version: "9.0", licence: .enterprise).allowsLinearL2Normalizer)
        #expect(!Capabilities(version: "9.1", licence: .enterprise).allowsWeightedRRF)
    }

    @Test("Serverless has everything but shards and merges, whatever version it claims")
    func serverless() {
        let server = Capabilities(version: "8.11", flavour: .serverless, licence: .basic)
        #expect(server.acceptsBase64QueryVectors && server.allowsServerRRF && server.allowsBBQDisk)
        #expect(!server.allowsShardSettings && !server.allowsForceMerge)
        #expect(server.mediaType() == "application/json")
        #expect(server.apiVersion == "2023-10-31")
        #expect(Capabilities(version: "9.5").apiVersion == nil)
        #expect(Capabilities.serverless.summary == "Elasticsearch Serverless")
        #expect(Capabilities(version: "9.5").summary == "Elasticsearch 9.5.0 (basic)")
    }
}
