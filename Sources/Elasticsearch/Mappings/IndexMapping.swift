public import JSONValues

/// The mapping of an index.
public struct IndexMapping: Sendable, Hashable {
    /// What happens to fields that are not mapped, as an open set.
    public struct Dynamic: RawRepresentable, Sendable, Hashable {
        /// The word in a mapping.
        public let rawValue: String
        /// Makes a rule of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// They are mapped by what they look like.
        public static let mapped = Dynamic(rawValue: "true")
        /// They are kept in the source and not indexed.
        public static let ignored = Dynamic(rawValue: "false")
        /// The document is refused.
        public static let strict = Dynamic(rawValue: "strict")
        /// They are fields computed at search time.
        public static let runtime = Dynamic(rawValue: "runtime")
    }

    /// What happens to fields that are not mapped; `nil` for the server's default, which maps them.
    public var dynamic: Dynamic?
    /// What a program keeps with the index, under `_meta`.
    public var meta: JSONObject
    /// The fields in order.
    public var properties: FieldMappings
    /// Any further top-level members, such as `dynamic_templates`.
    public var extras: JSONObject

    /// Makes a mapping.
    public init(
        dynamic: Dynamic? = nil,
        meta: JSONObject = [:],
        properties: FieldMappings = [:],
        extras: JSONObject = [:]
    ) {
        self.dynamic = dynamic
        self.meta = meta
        self.properties = properties
        self.extras = extras
    }

    /// Reads a mapping as a server writes it: the object with `properties` in it.
    public init(_ json: JSONValue) {
        var extras = json.object ?? [:]
        let dynamic = extras["dynamic"]
        self.dynamic = (dynamic?.string ?? dynamic?.bool.map { $0 ? "true" : "false" }).map { Dynamic(rawValue: $0) }
        meta = extras["_meta"]?.object ?? [:]
        properties = FieldMappings(json: extras["properties"]?.object ?? [:])
        for key in ["dynamic", "_meta", "properties"] { extras[key] = nil }
        self.extras = extras
    }

    /// The mapping for a server, index options of vectors always written out.
    ///
    /// - Parameter capabilities: The server it is for.
    /// - Returns: The mapping as JSON.
    /// - Throws: ``ElasticsearchError`` where a vector field is not valid there.
    public func json(for capabilities: Capabilities) throws(ElasticsearchError) -> JSONValue {
        var object = JSONObject()
        if let dynamic {
            object["dynamic"] =
                switch dynamic {
                case .mapped: true
                case .ignored: false
                default: .string(dynamic.rawValue)
                }
        }
        if !meta.isEmpty { object["_meta"] = .object(meta) }
        for (key, value) in extras { object[key] = value }
        if !properties.isEmpty { object["properties"] = try properties.json(for: capabilities) }
        return .object(object)
    }

    /// The vector fields by their whole path, those inside objects as `object.field`.
    public var denseVectorFields: [String: DenseVectorField] {
        Self.vectors(in: properties, prefix: "")
    }

    private static func vectors(in fields: FieldMappings, prefix: String) -> [String: DenseVectorField] {
        var found: [String: DenseVectorField] = [:]
        for member in fields.members {
            let path = prefix + member.name
            switch member.mapping {
            case .denseVector(let field): found[path] = field
            case .object(let inner): found.merge(vectors(in: inner, prefix: path + ".")) { first, _ in first }
            case .raw(let json):
                // A nested field, or an object with parameters of its own, may hold vectors as well.
                let inner = FieldMappings(json: json["properties"]?.object ?? [:])
                found.merge(vectors(in: inner, prefix: path + ".")) { first, _ in first }
            default: break
            }
        }
        return found
    }
}
