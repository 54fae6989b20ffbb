import HTTPTransport
import JSONValues

extension ElasticsearchClient {
    /// What the nodes say of their memory, disk and load; two requests.
    ///
    /// - Returns: The nodes, by name; `nil` where the server keeps them to itself, as Serverless and other managed services do.
    /// - Throws: ``ElasticsearchError`` where there is no answer, or one of 5xx.
    public func nodes() async throws -> [NodeFacts]? {
        try await unlessWithheld {
            async let info = sendJSON(.get, "/_nodes/jvm,http,os", operation: "nodes")
            async let stats = sendJSON(
                .get,
                "/_nodes/stats/fs,breaker,jvm,os,indexing_pressure,thread_pool",
                operation: "node statistics"
            )
            return NodeFacts.read(info: try await info, stats: try await stats)
        }
    }

    /// How full disks may be, and how many shards a node may have; one request.
    ///
    /// - Returns: The watermarks and the shards a node; `nil` for what the server keeps to itself.
    /// - Throws: ``ElasticsearchError`` where there is no answer, or one of 5xx.
    public func allocationLimits() async throws -> (watermarks: DiskWatermarks?, shardsPerNode: Int?) {
        let settings = try await unlessWithheld {
            try await sendJSON(
                .get,
                "/_cluster/settings",
                query: [
                    ("include_defaults", "true"),
                    ("filter_path", "*.cluster.routing.allocation.disk,*.cluster.max_shards_per_node"),
                ],
                operation: "cluster settings"
            )
        }
        guard let settings else { return (nil, nil) }
        let shards = ["transient", "persistent", "defaults"]
            .compactMap { settings[$0]?["cluster"]?["max_shards_per_node"]?.string.flatMap { Int($0) } }
        return (DiskWatermarks(settings), shards.first)
    }

    /// What an index says of its size, its shards and what it lets one do; two requests.
    ///
    /// - Parameter index: The index, or an alias of one.
    /// - Returns: The facts.
    /// - Throws: ``ElasticsearchError``; of kind `indexNotFound` where there is no such index.
    public func facts(of index: String) async throws -> IndexFacts {
        let settings = try await sendJSON(.get, try Self.path(index, "/_settings"), operation: "settings", index: index)
        let stats = try await unlessWithheld {
            try await sendJSON(
                .get,
                try Self.path(index, "/_stats/docs,store,segments"),
                operation: "statistics",
                index: index
            )
        }
        guard let facts = IndexFacts(settings: settings, stats: stats ?? .null) else {
            throw ElasticsearchError(
                .invalidRequest,
                "[\(index)] stands for several indices; name one of them",
                operation: "settings"
            )
        }
        return facts
    }
}
