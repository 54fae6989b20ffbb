import CurlTransport
import Elasticsearch
import EmbeddedNode
import HTTPTransport
import TestSupport
import Testing

/// An engine that a test runs on: the embedded node, or a cluster.
struct Engine: Sendable, CustomTestStringConvertible {
    /// `nil` is the embedded node.
    var url: String?

    /// The embedded node always, and every cluster there is.
    static let all = [Engine(url: nil)] + TestEquipment.clusterURLs.map { Engine(url: $0) }

    var testDescription: String { url ?? "embedded" }

    /// A client of the engine; the embedded node lives in `directory`.
    func client(_ directory: TemporaryDirectory) throws -> ElasticsearchClient {
        guard let url else {
            return ElasticsearchClient(
                try ElasticsearchConfiguration("http://embedded"),
                transport: try EmbeddedNode(directory: directory.path + "/embedded")
            )
        }
        return ElasticsearchClient(
            try ElasticsearchConfiguration(url),
            transport: LibcurlTransport().through(RetryMiddleware())
        )
    }

    /// Runs `body` with an index of its own name, which is deleted whatever happens.
    func withIndex<Value>(
        _ purpose: String,
        _ body: (ElasticsearchClient, _ index: String, _ directory: TemporaryDirectory) async throws -> Value
    ) async throws -> Value {
        let directory = try TemporaryDirectory()
        let client = try client(directory)
        let index = TestEquipment.uniqueIndexName(purpose)
        do {
            let value = try await body(client, index, directory)
            _ = try await client.deleteIndex(index)
            return value
        } catch {
            _ = try? await client.deleteIndex(index)
            throw error
        }
    }
}
