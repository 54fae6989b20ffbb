public import JSONValues

/// What an index is created from.
public struct IndexDefinition: Sendable, Hashable {
    /// The settings.
    public var settings: IndexSettings
    /// The mapping.
    public var mapping: IndexMapping

    /// Makes a definition.
    public init(settings: IndexSettings = IndexSettings(), mapping: IndexMapping = IndexMapping()) {
        self.settings = settings
        self.mapping = mapping
    }

    /// The body that creates the index on a server.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: The body.
    /// - Throws: ``ElasticsearchError`` where a vector field is not valid there.
    public func json(for capabilities: Capabilities) throws(ElasticsearchError) -> JSONValue {
        var object = JSONObject()
        let settings = settings.json(for: capabilities)
        if settings.object?.isEmpty == false { object["settings"] = settings }
        object["mappings"] = try mapping.json(for: capabilities)
        return .object(object)
    }
}

/// The settings of an index.
public struct IndexSettings: Sendable, Hashable {
    /// Primary shards; `nil` for the server's default of 1; left out on Serverless, which has none.
    public var numberOfShards: Int?
    /// Copies of each shard; `nil` for the server's default of 1; left out on Serverless, which has none.
    public var numberOfReplicas: Int?
    /// How often new documents become visible, such as `1s`, or `-1` for never; `nil` for the server's default of 1 s.
    public var refreshInterval: String?
    /// Analyzers, tokenizers and filters, as under `index.analysis`.
    public var analysis: JSONObject
    /// Any further settings, by their names without `index.`.
    public var extras: JSONObject

    /// Makes settings.
    public init(
        numberOfShards: Int? = nil,
        numberOfReplicas: Int? = nil,
        refreshInterval: String? = nil,
        analysis: JSONObject = [:],
        extras: JSONObject = [:]
    ) {
        self.numberOfShards = numberOfShards
        self.numberOfReplicas = numberOfReplicas
        self.refreshInterval = refreshInterval
        self.analysis = analysis
        self.extras = extras
    }

    /// The settings as a server takes them.
    public func json(for capabilities: Capabilities) -> JSONValue {
        var index = JSONObject()
        if capabilities.allowsShardSettings {
            index["number_of_shards"] = numberOfShards.map { JSONValue($0) }
            index["number_of_replicas"] = numberOfReplicas.map { JSONValue($0) }
        }
        index["refresh_interval"] = refreshInterval.map(JSONValue.string)
        if !analysis.isEmpty { index["analysis"] = .object(analysis) }
        for (key, value) in extras { index[key] = value }
        return index.isEmpty ? [:] : ["index": .object(index)]
    }
}
