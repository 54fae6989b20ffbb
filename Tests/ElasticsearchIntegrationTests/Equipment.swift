import CurlTransport
import Elasticsearch
import HTTPTransport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What these tests run against, from the environment.
enum Equipment {
    static let urls = variable("ES_JINA_TEST_URLS").split(separator: " ").map { String($0) }
    static let nodeScript = variable("ES_JINA_TEST_NODE_SCRIPT")
    static let isRequired = variable("ES_JINA_TEST_REQUIRE_CLUSTERS") == "1"

    /// Whether suites on a cluster run; where clusters are required they run without one too, and fail.
    static let hasClusters = !urls.isEmpty || isRequired
    static let hasNodeScript = !nodeScript.isEmpty || isRequired

    static let clustersAdvice: Comment = "set ES_JINA_TEST_URLS to the URLs of Elasticsearch nodes, separated by spaces"
    static let nodeScriptAdvice: Comment =
        "set ES_JINA_TEST_NODE_SCRIPT to a script that starts nodes: SCRIPT start VERSION FOLDER PORT SETTING=VALUE…"

    private static func variable(_ name: String) -> String { ProcessInfo.processInfo.environment[name] ?? "" }

    /// One URL for each test to run on, and an unusable one that makes it fail where a cluster is required and missing.
    static let clusters = urls.isEmpty ? ["http://set-ES_JINA_TEST_URLS.invalid:9200"] : urls

    static let transport = LibcurlTransport()

    static func client(_ url: String, credentials: Credentials = .none) throws -> ElasticsearchClient {
        ElasticsearchClient(try ElasticsearchConfiguration(url, credentials: credentials), transport: transport)
    }

    /// Runs `body` with the name of an index that nobody else has, and deletes the index whatever happens.
    static func withIndex(
        _ client: ElasticsearchClient,
        _ body: (String) async throws -> Void
    ) async throws {
        let name = "es-jina-test-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        do {
            try await body(name)
        } catch {
            _ = try? await client.deleteIndex(name)
            throw error
        }
        try await client.deleteIndex(name)
    }
}

/// Runs `body`, which must throw an ``ElasticsearchError``, and returns it.
func failure(
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async throws -> ElasticsearchError {
    do {
        try await body()
    } catch let error as ElasticsearchError {
        return error
    }
    Issue.record("nothing was thrown", sourceLocation: sourceLocation)
    throw CancellationError()
}
