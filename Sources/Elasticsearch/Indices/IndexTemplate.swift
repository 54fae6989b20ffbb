public import JSONValues

/// What new indices whose names match a pattern are created from, merged with what their creation says.
public struct IndexTemplate: Sendable, Hashable {
    /// The patterns of names, such as `photos-*`.
    public var indexPatterns: [String]
    /// Of several templates that match a name the one of highest priority holds, at least 0; `nil` for the server's default of 0.
    public var priority: Int?
    /// The component templates it is made of, in order; later ones win, ``definition`` over all.
    public var composedOf: [String]
    /// Settings and mapping of its own.
    public var definition: IndexDefinition
    /// What a program keeps with the template; not with the indices.
    public var meta: JSONObject

    /// Makes a template.
    public init(
        indexPatterns: [String],
        priority: Int? = nil,
        composedOf: [String] = [],
        definition: IndexDefinition = IndexDefinition(),
        meta: JSONObject = [:]
    ) {
        self.indexPatterns = indexPatterns
        self.priority = priority
        self.composedOf = composedOf
        self.definition = definition
        self.meta = meta
    }

    /// The body that puts the template on a server.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: The body.
    /// - Throws: ``ElasticsearchError`` where there is no pattern, or a vector field is not valid there.
    public func json(for capabilities: Capabilities) throws(ElasticsearchError) -> JSONValue {
        guard !indexPatterns.isEmpty, indexPatterns.allSatisfy({ !$0.isEmpty }) else {
            throw ElasticsearchError(.invalidRequest, "the index template has no pattern; say which names it is for")
        }
        if let priority, priority < 0 {
            throw ElasticsearchError(
                .invalidRequest,
                "the index template has the priority \(priority); it must be 0 or more"
            )
        }
        var object: JSONObject = ["index_patterns": JSONValue(indexPatterns)]
        object["priority"] = priority.map { JSONValue($0) }
        if !composedOf.isEmpty { object["composed_of"] = JSONValue(composedOf) }
        object["template"] = try definition.json(for: capabilities)
        if !meta.isEmpty { object["_meta"] = .object(meta) }
        return .object(object)
    }
}

/// A part that index templates are composed of.
public struct ComponentTemplate: Sendable, Hashable {
    /// Settings and mapping.
    public var definition: IndexDefinition
    /// What a program keeps with the template; not with the indices.
    public var meta: JSONObject

    /// Makes a template.
    public init(definition: IndexDefinition, meta: JSONObject = [:]) {
        self.definition = definition
        self.meta = meta
    }

    /// The body that puts the template on a server.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: The body.
    /// - Throws: ``ElasticsearchError`` where a vector field is not valid there.
    public func json(for capabilities: Capabilities) throws(ElasticsearchError) -> JSONValue {
        var object: JSONObject = ["template": try definition.json(for: capabilities)]
        if !meta.isEmpty { object["_meta"] = .object(meta) }
        return .object(object)
    }
}
