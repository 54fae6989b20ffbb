public import JSONValues

/// What one node says of its memory, disk and load, at `GET /_nodes` and `GET /_nodes/stats`.
public struct NodeFacts: Sendable, Hashable {
    /// A circuit breaker, which refuses what would take more memory than there is.
    public struct Breaker: Sendable, Hashable {
        /// Its name, such as `parent`.
        public var name: String
        /// The most it lets through, in bytes.
        public var limit: Int
        /// What it takes to be in use, in bytes.
        public var estimated: Int
        /// How often it refused something since the node started.
        public var tripped: Int
    }

    /// The node's name.
    public var name: String
    /// The version of its software.
    public var version: String
    /// Whether it holds data.
    public var holdsData: Bool
    /// The version of its Java.
    public var javaVersion: String?
    /// Whether Java was started with the vector module, by which vectors are compared several at a time; `nil` where it does not tell.
    public var hasVectorModule: Bool?
    /// The largest heap, in bytes.
    public var heapLimit: Int?
    /// The heap in use, in percent.
    public var heapPercent: Int?
    /// Whether pointers into the heap take four bytes instead of eight, which ends a little below 32 GiB.
    public var hasCompressedPointers: Bool?
    /// The memory of its machine, in bytes.
    public var memory: Int?
    /// The largest body of a request, in bytes.
    public var maxContentLength: Int?
    /// The size of its disks, in bytes.
    public var diskTotal: Int?
    /// What is free of it for Elasticsearch, in bytes.
    public var diskAvailable: Int?
    /// Its circuit breakers, by name.
    public var breakers: [Breaker]
    /// The most bytes of writes at once.
    public var pressureLimit: Int?
    /// The bytes of writes now.
    public var pressure: Int?
    /// Writes refused since the node started, because there were too many bytes of them or too many in the queue.
    public var rejectedWrites: Int
    /// Searches refused since the node started, because too many were in the queue.
    public var rejectedSearches: Int

    /// Reads the answers to `GET /_nodes/jvm,http,os` and `GET /_nodes/stats/…`.
    ///
    /// - Parameters:
    ///   - info: The first.
    ///   - stats: The second; `null` where there is none.
    /// - Returns: The nodes of the first, by name.
    public static func read(info: JSONValue, stats: JSONValue) -> [NodeFacts] {
        (info["nodes"]?.object ?? [:]).members
            .map { NodeFacts(info: $0.value, stats: stats["nodes"]?[$0.key] ?? .null) }
            .sorted { $0.name < $1.name }
    }

    private init(info: JSONValue, stats: JSONValue) {
        name = info["name"]?.string ?? ""
        version = info["version"]?.string ?? ""
        let roles = (info["roles"]?.array ?? []).compactMap(\.string)
        holdsData = roles.contains { $0 == "data" || $0.hasPrefix("data_") }
        let java = info["jvm"]
        javaVersion = java?["version"]?.string
        hasVectorModule = java?["input_arguments"]?.array
            .map { arguments in
                arguments.contains { $0.string?.contains("jdk.incubator.vector") ?? false }
            }
        heapLimit = java?["mem"]?["heap_max_in_bytes"]?.int ?? stats["jvm"]?["mem"]?["heap_max_in_bytes"]?.int
        heapPercent = stats["jvm"]?["mem"]?["heap_used_percent"]?.int
        hasCompressedPointers = java?["using_compressed_ordinary_object_pointers"]?.string.map { $0 == "true" }
        memory = stats["os"]?["mem"]?["total_in_bytes"]?.int
        maxContentLength = info["http"]?["max_content_length_in_bytes"]?.int
        diskTotal = stats["fs"]?["total"]?["total_in_bytes"]?.int
        diskAvailable = stats["fs"]?["total"]?["available_in_bytes"]?.int
        breakers = (stats["breakers"]?.object ?? [:]).members
            .map { name, value in
                Breaker(
                    name: name,
                    limit: value["limit_size_in_bytes"]?.int ?? 0,
                    estimated: value["estimated_size_in_bytes"]?.int ?? 0,
                    tripped: value["tripped"]?.int ?? 0
                )
            }
            .sorted { $0.name < $1.name }
        let memory = stats["indexing_pressure"]?["memory"]
        pressureLimit = memory?["limit_in_bytes"]?.int
        pressure = memory?["current"]?["all_in_bytes"]?.int
        let refusals = ["coordinating_rejections", "primary_rejections", "replica_rejections"]
        rejectedWrites =
            refusals.reduce(0) { $0 + (memory?["total"]?[$1]?.int ?? 0) }
            + (stats["thread_pool"]?["write"]?["rejected"]?.int ?? 0)
        rejectedSearches = stats["thread_pool"]?["search"]?["rejected"]?.int ?? 0
    }
}
