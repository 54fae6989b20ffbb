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
        arguments: Clusters.urls
    )
    func same(url: String) async throws {
        let transport = try #require(LoopbackTransport(url: url), "\(url) is not of the form http://host:port")
        let cluster = Client(transport: transport, base: url)
        let version = try await cluster.send("GET", "/").json["version"]?["number"]?.string ?? ""
        let isNewest = version.hasPrefix("9.5")
        let prefix = "esjina-" + String((0..<6).map { _ in "0123456789abcdef".randomElement() ?? "0" }) + "-"
        let node = try TemporaryNode()
        var lines: [String] = []
        var compared = 0
        for recorded in try RecordedAnswer.all() {
            let real = try await recorded.renamed(prefix).ask(cluster, prefix: prefix)
            let embedded = try await recorded.ask(node.client)
            lines.append(Self.line(recorded, real))
            // Older servers word errors differently, keep vectors in the source and refuse base64: there hits must agree.
            guard isNewest || recorded.isSearchOfEveryVersion, isNewest || real.status == 200 else { continue }
            compared += 1
            let request = "\(recorded.method) \(recorded.path) \((recorded.body ?? "").prefix(300))"
            #expect(real.status == embedded.status, "\(version): \(request)")
            let differences = AnswerComparison.differences(
                isNewest ? real.json : Self.hits(real.json),
                isNewest ? embedded.json : Self.hits(embedded.json)
            )
            #expect(differences.isEmpty, "\(version): \(request)\n\(differences.prefix(5).joined(separator: "\n"))")
        }
        #expect(compared > (isNewest ? 800 : 60))
        for name in ["a1", "a2", "auto1", "auto2", "auto3", "b1", "c1", "d1", "d2", "d3", "e1", "f1"] {
            try await cluster.send("DELETE", "/\(prefix)\(name)?ignore_unavailable=true")
        }
        if Clusters.isRecording, isNewest {
            let path = #filePath.replacing("ClusterComparisonTests.swift", with: "Recorded/answers-9.5.ndjson")
            TextFile.write(path, Array((lines.joined(separator: "\n") + "\n").utf8))
        }
    }

    private static func line(_ recorded: RecordedAnswer, _ real: (status: Int, json: JSONValue)) -> String {
        var object: JSONObject = ["method": .string(recorded.method), "path": .string(recorded.path)]
        if let body = recorded.body { object["body"] = .string(body) }
        if recorded.contentType != "application/json" { object["content_type"] = .string(recorded.contentType) }
        object["status"] = JSONValue(real.status)
        object["answer"] = real.json
        return JSONValue.object(object).text
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
