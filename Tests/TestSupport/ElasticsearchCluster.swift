/// Real Elasticsearch nodes of a test's own that know each other, run by the script of `ES_JINA_TEST_NODE_SCRIPT`.
public struct ElasticsearchCluster: Sendable {
    /// The nodes by their names, `a`, `b` and so on.
    public let nodes: [String: ElasticsearchNode]

    /// The URLs of all nodes.
    public var urls: [String] { nodes.sorted { $0.key < $1.key }.map(\.value.url) }

    /// Runs `body` with three nodes, which are ended whatever happens.
    ///
    /// - Parameters:
    ///   - version: Their version.
    ///   - heap: The size of each one's heap.
    ///   - body: What to do with them.
    /// - Returns: What `body` returns.
    /// - Throws: ``TemporaryDirectory/Failure`` where they do not start, and what `body` throws.
    public static func run<Value>(
        _ version: String = "9.5.4",
        heap: String = "512m",
        _ body: (ElasticsearchCluster) async throws -> Value
    ) async throws -> Value {
        let ports = try ["a", "b", "c"].map { ($0, try TestEquipment.freePort()) }
        let common = [
            "discovery.type=multi-node",
            "cluster.initial_master_nodes=" + ports.map(\.0).joined(separator: ","),
            "discovery.seed_hosts=" + ports.map { "127.0.0.1:\($0.1)" }.joined(separator: ","),
        ]
        // None of them answers before most of them are there.
        let started = await withTaskGroup(of: (String, Result<ElasticsearchNode, any Error>).self) { group in
            for (name, port) in ports {
                group.addTask {
                    do {
                        let own = ["node.name=\(name)", "transport.port=\(port)"]
                        return (
                            name, .success(try await ElasticsearchNode(version, heap: heap, settings: own + common))
                        )
                    } catch {
                        return (name, .failure(error))
                    }
                }
            }
            return await group.reduce(into: [String: Result<ElasticsearchNode, any Error>]()) { $0[$1.0] = $1.1 }
        }
        do {
            let value = try await body(ElasticsearchCluster(nodes: try started.mapValues { try $0.get() }))
            await end(started)
            return value
        } catch {
            await end(started)
            throw error
        }
    }

    private static func end(_ nodes: [String: Result<ElasticsearchNode, any Error>]) async {
        for node in nodes.values { try? await (try? node.get())?.kill() }
    }
}
