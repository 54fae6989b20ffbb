import ESJinaTesting
import Elasticsearch
import HTTPTransport
import JSONValues
import TestSupport

@testable import ESJina

/// A server whose answers were recorded from a real node by `Tests/ElasticsearchTests/Fixtures/record.sh`.
///
/// What was not recorded is refused as the node refuses endpoints that it does not know.
struct RecordedServer {
    static let versions = ["9.5.4", "8.19.21"]

    let version: String
    /// What is answered instead, by a part of the path; the first that fits.
    var overrides: [(part: String, answer: HTTPResponse)] = []

    private static let files: [(part: String, name: String)] = [
        ("exclude_vectors_param", "capabilities-exclude-vectors"),
        ("knn_query_vector_base64", "capabilities-base64-query"),
        ("/_license", "license"), ("/_script_language", "script-language"), ("/_nodes/stats", "nodes-stats"),
        ("/_nodes/", "nodes"), ("/_cluster/settings", "cluster-settings"), ("/_cluster/health", "health"),
        ("/_security/", "has-privileges"), ("/_analyze", "analyze-german"),
    ]

    /// An engine behind it.
    func engine() throws -> EngineUnderTest {
        let recorded = try Self.files.map { ($0.part, try Self.read($0.name, version)) }
        let answers = overrides.map { ($0.part, $0.answer) } + recorded
        let info = try overrides.first { $0.part == "/" }?.answer ?? Self.read("info", version)
        let unknown = try Self.read("no-handler", version)
        let transport = RecordedTransport { request in
            if request.url.hasSuffix(":9200/") { return info }
            return answers.first { request.url.contains($0.0) && $0.0 != "/" }?.1 ?? unknown
        }
        let configuration = try ElasticsearchConfiguration("http://node:9200")
        return EngineUnderTest(ElasticsearchClient(configuration, transport: transport), name: "http://node:9200")
    }

    /// The one finding of a check of it.
    func finding(_ check: (EngineUnderTest) -> any HealthCheck) async throws -> HealthFinding {
        let findings = try await check(try engine()).run()
        guard let finding = findings.first, findings.count == 1 else {
            throw TemporaryDirectory.Failure(reason: "\(findings.count) findings")
        }
        return finding
    }

    /// A recorded answer: status line, headers, body.
    static func read(_ name: String, _ version: String) throws -> HTTPResponse {
        let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let path = "\(folder)/ElasticsearchTests/Fixtures/\(version)/\(name).http"
        let bytes = try FileReader.bytes(of: path)
        let text = String(decoding: bytes, as: UTF8.self)
        guard let gap = text.firstRange(of: "\n\n") else { throw TemporaryDirectory.Failure(reason: path) }
        let lines = text[..<gap.lowerBound].split(separator: "\n")
        let headers = lines.dropFirst()
            .map { line in
                let parts = line.split(separator: ":", maxSplits: 1)
                return (String(parts[0]), String(parts[1].drop { $0 == " " }))
            }
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return HTTPResponse(
            status: status,
            headers: HTTPHeaders(headers),
            body: Array(text[gap.upperBound...].utf8)
        )
    }
}

extension HTTPResponse {
    /// An answer of Elasticsearch.
    static func server(_ json: JSONValue, status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, headers: ["X-Elastic-Product": "Elasticsearch"], body: json.serialized())
    }
}
