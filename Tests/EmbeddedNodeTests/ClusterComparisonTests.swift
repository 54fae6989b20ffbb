import HTTPTransport
import JSONValues
import Testing

/// The clusters named in the environment.
enum Clusters {
    static let urls = (TextFile.environment("ES_JINA_TEST_URLS") ?? "").split(separator: " ").map(String.init)
    static let areRequired = TextFile.environment("ES_JINA_TEST_REQUIRE_CLUSTERS") == "1"
    static let isRecording = TextFile.environment("RECORD_SNAPSHOTS") == "1"
}

@Suite("Embedded node beside real clusters", .serialized)
struct ClusterComparisonTests {
    @Test("Clusters are there where they are required", .enabled(if: Clusters.areRequired))
    func required() {
        #expect(!Clusters.urls.isEmpty, "ES_JINA_TEST_REQUIRE_CLUSTERS=1, but ES_JINA_TEST_URLS names no cluster")
    }

    @Test(
        "Both give the same answer to the same requests",
        .enabled(
            if: !Clusters.urls.isEmpty,
            "set ES_JINA_TEST_URLS to the space-separated URLs of Elasticsearch clusters on this machine"
        ),
        arguments: Clusters.urls,
        RecordedAnswer.File.allCases
    )
    func same(url: String, file: RecordedAnswer.File) async throws {
        let transport = try #require(LoopbackTransport(url: url), "\(url) is not of the form http://host:port")
        let cluster = Client(transport: transport, base: url)
        let version = try await cluster.send("GET", "/").json["version"]?["number"]?.string ?? ""
        let isNewest = version.hasPrefix("9.5")
        let prefix = "esjina-" + String((0..<6).map { _ in "0123456789abcdef".randomElement() ?? "0" }) + "-"
        let node = try TemporaryNode()
        var real = RecordedConversation(cluster, prefix: prefix)
        var embedded = RecordedConversation(node.client)
        var lines: [String] = []
        var compared = 0
        for recorded in try RecordedAnswer.all(file) {
            let expected = try await real.ask(recorded)
            let actual = try await embedded.ask(recorded)
            lines.append(recorded.line(expected))
            guard isNewest || file.isOfEveryVersion && !recorded.isNewestOnly || recorded.isSearchOfEveryVersion else {
                continue
            }
            // Older servers word errors of searches differently: there only hits must agree.
            guard isNewest || file.isOfEveryVersion || expected.status == 200 else { continue }
            compared += 1
            let request = "\(recorded.method) \(recorded.path) \((recorded.body ?? "").prefix(300))"
            #expect(expected.status == actual.status, "\(version): \(request)")
            let isWhole = isNewest || file.isOfEveryVersion
            let differences = AnswerComparison.differences(
                isWhole ? expected.json : Self.hits(expected.json),
                isWhole ? actual.json : Self.hits(actual.json)
            )
            #expect(differences.isEmpty, "\(version): \(request)\n\(differences.prefix(5).joined(separator: "\n"))")
        }
        let least =
            switch file {
            case .answers: isNewest ? 800 : 60
            case .ingest: 400
            case .search: 140
            case .vectors: isNewest ? 350 : -1
            }
        #expect(compared > least)
        for name in [
            "a1", "a2", "auto1", "auto2", "auto3", "b1", "c1", "d1", "d2", "d3", "e1", "f1", "m1", "p1", "p2", "s1",
            "s2", "v1",
            "v3",
        ] {
            try await cluster.send("DELETE", "/\(prefix)\(name)?ignore_unavailable=true")
        }
        if Clusters.isRecording, isNewest {
            TextFile.write(file.path, Array((lines.joined(separator: "\n") + "\n").utf8))
        }
    }

    /// The hits alone, without what older servers show beside them.
    private static func hits(_ answer: JSONValue) -> JSONValue {
        var hits = answer["hits"]?.object ?? [:]
        hits["hits"] = .array(
            (hits["hits"]?.array ?? []).map { ["_id": $0["_id"] ?? nil, "_score": $0["_score"] ?? nil] }
        )
        return .object(hits)
    }
}

extension RecordedAnswer {
    /// Whether every server version gives the same hits: full text and filters over documents without vectors.
    fileprivate var isSearchOfEveryVersion: Bool {
        method == "POST" && path.hasSuffix("-c1/_search") && body?.contains("knn") == false
    }
}
