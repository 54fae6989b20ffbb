public import JSONValues

/// How one field is mapped.
public indirect enum FieldMapping: Sendable, Hashable {
    /// Full text; `nil` for the `standard` analyzer.
    case text(analyzer: String? = nil, fields: FieldMappings = [:])
    /// An exact value; longer ones than `ignoreAbove` characters are stored but not indexed.
    case keyword(ignoreAbove: Int? = nil)
    /// A 32-bit integer.
    case integer
    /// A 64-bit integer.
    case long
    /// A 64-bit float.
    case double
    /// A truth value.
    case boolean
    /// A date, in ISO 8601 or milliseconds since 1970.
    case date
    /// A place on earth.
    case geoPoint
    /// An object with fields of its own.
    case object(FieldMappings)
    /// A vector.
    case denseVector(DenseVectorField)
    /// Any other mapping, as JSON.
    case raw(JSONValue)

    /// Reads a mapping as a server writes it; what has parameters this type has no place for stays `raw`, so nothing is lost.
    public init(_ json: JSONValue) {
        self = FieldMapping.typed(json) ?? .raw(json)
    }

    private static func typed(_ json: JSONValue) -> FieldMapping? {
        guard let object = json.object else { return nil }
        let type = object["type"]?.string ?? "object"
        let others = Set(object.keys).subtracting(["type"])
        switch type {
        case "text":
            guard others.isSubset(of: ["analyzer", "fields"]) else { return nil }
            return .text(
                analyzer: object["analyzer"]?.string,
                fields: FieldMappings(json: object["fields"]?.object ?? [:])
            )
        case "keyword":
            guard others.isSubset(of: ["ignore_above"]), object["ignore_above"].map({ $0.int != nil }) ?? true else {
                return nil
            }
            return .keyword(ignoreAbove: object["ignore_above"]?.int)
        case "object":
            guard others == ["properties"] else { return nil }
            return .object(FieldMappings(json: object["properties"]?.object ?? [:]))
        case "dense_vector": return DenseVectorField(json).map(FieldMapping.denseVector)
        default: return others.isEmpty ? plain[type] : nil
        }
    }

    private static let plain: [String: FieldMapping] = [
        "integer": .integer, "long": .long, "double": .double, "boolean": .boolean, "date": .date,
        "geo_point": .geoPoint,
    ]

    /// The mapping for a server.
    ///
    /// - Parameters:
    ///   - capabilities: The server it is for.
    ///   - name: The field's name, for errors.
    /// - Returns: The mapping as JSON.
    /// - Throws: ``ElasticsearchError`` where a vector field is not valid there.
    public func json(for capabilities: Capabilities, name: String = "") throws(ElasticsearchError) -> JSONValue {
        switch self {
        case .text(let analyzer, let fields):
            var object: JSONObject = ["type": "text"]
            object["analyzer"] = analyzer.map(JSONValue.string)
            if !fields.isEmpty { object["fields"] = try fields.json(for: capabilities, prefix: name) }
            return .object(object)
        case .keyword(let ignoreAbove):
            var object: JSONObject = ["type": "keyword"]
            object["ignore_above"] = ignoreAbove.map { JSONValue($0) }
            return .object(object)
        case .integer: return ["type": "integer"]
        case .long: return ["type": "long"]
        case .double: return ["type": "double"]
        case .boolean: return ["type": "boolean"]
        case .date: return ["type": "date"]
        case .geoPoint: return ["type": "geo_point"]
        case .object(let fields): return ["properties": try fields.json(for: capabilities, prefix: name)]
        case .denseVector(let field): return try field.json(for: capabilities, name: name)
        case .raw(let json): return json
        }
    }
}

/// The fields of a mapping in order.
///
/// Two of them are equal whatever the order, because servers give fields back sorted by name.
public struct FieldMappings: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One field.
    public struct Member: Sendable, Hashable {
        /// The field's name, without those of the objects around it.
        public var name: String
        /// How it is mapped.
        public var mapping: FieldMapping
        /// Makes a field.
        public init(name: String, mapping: FieldMapping) {
            self.name = name
            self.mapping = mapping
        }
    }

    /// The fields in order.
    public private(set) var members: [Member] = []

    /// Makes fields from pairs; of a repeated name the last mapping stays.
    public init(_ pairs: some Sequence<(String, FieldMapping)> = [] as [(String, FieldMapping)]) {
        for (name, mapping) in pairs { self[name] = mapping }
    }

    /// Makes fields that keep the order of the literal.
    public init(dictionaryLiteral elements: (String, FieldMapping)...) { self.init(elements) }

    init(json: JSONObject) {
        members = json.map { Member(name: $0.key, mapping: FieldMapping($0.value)) }
    }

    /// The mapping of `name`; assigning `nil` removes the field.
    public subscript(name: String) -> FieldMapping? {
        get { members.first { $0.name == name }?.mapping }
        set {
            let place = members.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let mapping?): members[place].mapping = mapping
            case (let place?, nil): members.remove(at: place)
            case (nil, let mapping?): members.append(Member(name: name, mapping: mapping))
            case (nil, nil): break
            }
        }
    }

    /// Compares fields whatever their order.
    public static func == (left: FieldMappings, right: FieldMappings) -> Bool {
        left.members.count == right.members.count && left.members.allSatisfy { right[$0.name] == $0.mapping }
    }

    /// Feeds the fields to `hasher`, so that order does not count.
    public func hash(into hasher: inout Hasher) { hasher.combine(Set(members)) }

    /// The names in order.
    public var names: [String] { members.map(\.name) }
    /// Whether there are no fields.
    public var isEmpty: Bool { members.isEmpty }

    func json(for capabilities: Capabilities, prefix: String = "") throws(ElasticsearchError) -> JSONValue {
        var object = JSONObject()
        for member in members {
            let path = prefix.isEmpty ? member.name : "\(prefix).\(member.name)"
            object[member.name] = try member.mapping.json(for: capabilities, name: path)
        }
        return .object(object)
    }
}
