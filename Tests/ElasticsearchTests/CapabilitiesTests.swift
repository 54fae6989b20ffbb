import Embeddings
import JSONValues
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
            ("8.17.0", "......."), ("8.18.0", "......r"), ("8.19.0", "...e.zr"), ("9.0.0", "......r"),
            ("9.1.0", "...e.zr"), ("9.2.0", "..xepzr"), ("9.3.0", ".bxepzr"), ("9.4.0", "qbxepzr"),
            ("9.5.4", "qbxepzr"),
        ]
    )
    func matrix(version: String, expected: String) throws {
        let server = Capabilities(version: try #require(ServerVersion(version)))
        let flags: [(Bool, Character)] = [
            (server.acceptsBase64QueryVectors, "q"), (server.acceptsBase64Vectors, "b"),
            (server.excludesVectorsFromSource, "x"), (server.supportsExcludeVectors, "e"),
            (server.supportsExcludeVectorsParameter, "p"), (server.allowsZeroOversample, "z"),
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

    @Test("Every row of the table is told apart and says where it comes from")
    func table() {
        #expect(Set(ServerFeature.all.map(\.name)).count == ServerFeature.all.count)
        for feature in ServerFeature.all {
            #expect(!feature.summary.isEmpty && !feature.source.isEmpty && !feature.since.isEmpty, "\(feature.name)")
            #expect(feature.since == feature.since.sorted(), "\(feature.name)")
            #expect(ServerFeature.named(feature.name) == feature)
            // Serverless runs ahead of all versions, so what it lacks is either gone or not offered.
            #expect(Capabilities.serverless.has(feature) == feature.isServerless, "\(feature.name)")
        }
        #expect(ServerFeature.named("nonsense") == nil)
    }

    @Test(
        "Why a feature is not there",
        arguments: [
            ("8.19.21", "basic", "base64_vectors", "needs 9.3 or newer"),
            ("9.0.0", "basic", "exclude_vectors", "needs 9.1 or newer"),
            ("8.18.0", "basic", "exclude_vectors", "needs 8.19 or newer"),
            ("9.5.4", "basic", "server_rrf", "needs an Enterprise licence"),
            ("9.5.4", "platinum", "linear", "needs an Enterprise licence"), ("9.5.4", "trial", "linear", nil),
            ("9.5.4", "basic", "confidence_interval", "went with 9.4"), ("9.2.0", "basic", "bbq_disk", nil),
            ("9.3.0", "basic", "bbq_disk", "needs an Enterprise licence"),
            ("9.5.4", "basic", "retriever_diversify", nil),
            ("9.5.4", "basic", "inference", "needs an Enterprise licence"),
        ] as [(String, String, String, String?)]
    )
    func obstacles(version: String, licence: String, name: String, reason: String?) throws {
        let server = Capabilities(
            version: try #require(ServerVersion(version)),
            licence: Licence(rawValue: licence)
        )
        let feature = try #require(ServerFeature.named(name))
        #expect(server.obstacle(to: feature)?.description == reason)
        #expect(server.has(feature) == (reason == nil))
    }

    @Test("An expired licence gives what basic gives, and basic never ends")
    func terms() throws {
        func read(_ json: JSONValue) -> LicenceTerms? { LicenceTerms(["license": json]) }
        let day = 86_400_000
        let trial = try #require(
            read(["type": "trial", "status": "active", "expiry_date_in_millis": JSONValue(30 * day)])
        )
        #expect(trial.effectiveTier == .trial)
        #expect(trial.daysLeft(at: 0) == 30 && trial.daysLeft(at: 1) == 29 && trial.daysLeft(at: 30 * day + 1) == -1)
        var ended = trial
        ended.status = "expired"
        #expect(ended.effectiveTier == .basic)
        let server = Capabilities(version: "9.5", flavour: .stack, terms: ended)
        #expect(server.licence == .basic && server.terms?.tier == .trial && !server.allowsServerRRF)
        let basic = try #require(read(["type": "basic", "status": "active"]))
        #expect(basic.expiry == nil && basic.daysLeft(at: .max) == nil)
        #expect(LicenceTerms(["error": "no"]) == nil)
    }

    @Test("A server that tells neither version nor licence is taken for the least")
    func unknown() {
        let server = Capabilities(version: nil, flavour: .stack, terms: nil)
        #expect(!server.isVersionKnown && server.version == "8.19.0" && server.licence == .basic)
        #expect(Capabilities(version: "9.5").isVersionKnown)
    }
}
