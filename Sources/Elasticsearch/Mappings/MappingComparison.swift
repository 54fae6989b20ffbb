public import JSONValues

/// What differs between the mapping that an index should have and the one that it has.
///
/// Compared is what a mapping means, not how it is written: what a server fills in by itself (`m`, `ef_construction`, the
/// `oversample` of `bbq`, `index: true`, a `default` analyzer) equals what was left out, and order does not count. Which
/// change a server takes for an index that holds documents is known from `DenseVectorFieldMapper.updatableTo` and from every
/// change tried on 8.19.21 and 9.5.4.
///
/// ```swift
/// let comparison = try MappingComparison(wanted: wanted, found: try await client.mapping(of: "photos"), for: capabilities)
/// if let update = comparison.update { try await client.putMapping(update, index: "photos") }
/// ```
public struct MappingComparison: Sendable, Hashable {
    /// What a difference comes to, as an open set.
    public struct Status: RawRepresentable, Sendable, Hashable {
        /// The word in tables and JSON.
        public let rawValue: String
        /// Makes a status of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// Both mean the same.
        public static let equal = Status(rawValue: "ok")
        /// The index has it and nobody asked for it; it stays.
        public static let extra = Status(rawValue: "extra")
        /// The index lacks it; it can be added, and documents that are there already have no value of it.
        public static let add = Status(rawValue: "add")
        /// It differs and can be changed in the index that there is.
        public static let update = Status(rawValue: "update")
        /// It differs and cannot be changed: the documents have to go to another index.
        public static let migrate = Status(rawValue: "migrate")
    }

    /// What an entry is about, as an open set.
    public struct Part: RawRepresentable, Sendable, Hashable {
        /// The word in JSON.
        public let rawValue: String
        /// Makes a part of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// A field, or a sub-field of one.
        public static let field = Part(rawValue: "field")
        /// The mapping as a whole, such as `dynamic`.
        public static let mapping = Part(rawValue: "mapping")
        /// A setting of the index, such as an analyzer.
        public static let setting = Part(rawValue: "setting")
    }

    /// One parameter that differs, server's defaults written out.
    public struct Change: Sendable, Hashable {
        /// The parameter, such as `index_options.m`.
        public let parameter: String
        /// What the index has; `nil` for nothing.
        public let found: JSONValue?
        /// What it should have; `nil` for nothing.
        public let wanted: JSONValue?
        /// Why it cannot be changed in place, as half a sentence; `nil` where it can.
        public let obstacle: String?
    }

    /// One field, one parameter of the mapping as a whole or one setting.
    public struct Entry: Sendable, Hashable {
        /// What it is about.
        public internal(set) var part: Part = .field
        /// The whole path: of fields with those around them, as in `captions.en` and `title.keyword`.
        public let path: String
        /// The field's type, wanted or else found; of anything but a field `nil`.
        public internal(set) var type: String?
        /// What it comes to.
        public let status: Status
        /// What differs; empty for what is equal, extra or missing altogether.
        public internal(set) var changes: [Change] = []
        /// What a server takes to add or change it, without its sub-fields; `nil` where nothing is sent.
        public internal(set) var definition: JSONValue?

        /// Why the documents have to go to another index, in a sentence; `nil` for another status.
        public var reason: String? {
            guard status == .migrate else { return nil }
            let name = part == .field ? "the field [\(path)]" : "[\(path)]"
            return name + " " + changes.compactMap(\.obstacle).joined(separator: ", and ")
        }

        /// Whether segments written before keep another format until they are merged or their documents are sent again.
        public var leavesOldSegments: Bool {
            status == .update && type == "dense_vector" && changes.contains { $0.parameter.hasPrefix("index_options") }
        }
    }

    /// Everything compared: parameters of the whole, then fields in the order they are wanted in, then what is extra.
    public internal(set) var entries: [Entry] = []
    /// What can be added and changed in place, as a server takes it; `nil` where that is nothing.
    ///
    /// It names no field that needs a migration and leaves alone what already means the same, so that no part of it is refused.
    public internal(set) var update: IndexMapping?

    /// Compares two mappings; `_meta` is nobody's but its writer's and left out.
    ///
    /// - Parameters:
    ///   - wanted: The mapping that the index should have.
    ///   - found: The mapping that it has.
    ///   - capabilities: The server.
    /// - Throws: ``ElasticsearchError`` where the server would refuse `wanted` even for a new index.
    public init(
        wanted: IndexMapping,
        found: IndexMapping,
        for capabilities: Capabilities
    ) throws(ElasticsearchError) {
        try self.init(wanted: IndexDefinition(mapping: wanted), found: found, settings: [:], for: capabilities)
    }

    /// Compares a mapping and the analysis it stands on; `_meta` is left out.
    ///
    /// - Parameters:
    ///   - wanted: What the index should have been created from.
    ///   - found: The mapping that it has.
    ///   - settings: The settings that it has, as ``ElasticsearchClient/settings(of:)`` gives them.
    ///   - capabilities: The server.
    /// - Throws: ``ElasticsearchError`` where the server would refuse `wanted` even for a new index.
    public init(
        wanted: IndexDefinition,
        found: IndexMapping,
        settings: JSONObject,
        for capabilities: Capabilities
    ) throws(ElasticsearchError) {
        let mapping = try wanted.mapping.json(for: capabilities).object ?? [:]
        let analysis = settings["analysis"]?.object ?? [:]
        let fields = FieldComparison(
            capabilities: capabilities,
            hasOwnDefaultAnalyzer: analysis["analyzer"]?["default"] != nil
        )
        var change = fields.compareWhole(mapping, found.asFound)
        entries = Self.compareAnalysis(wanted.settings.analysis, analysis) + change.entries
        guard !change.body.isEmpty else { return }
        let properties = change.body["properties"]?.object ?? [:]
        let dynamic = change.body["dynamic"]?.string.map { IndexMapping.Dynamic(rawValue: $0) }
        for key in ["properties", "dynamic"] { change.body[key] = nil }
        update = IndexMapping(
            dynamic: dynamic,
            // As they are, so that nothing is filled in or refused on the way.
            properties: FieldMappings(properties.map { ($0.key, FieldMapping.raw($0.value)) }),
            extras: change.body
        )
    }

    /// Whether the index has everything that is wanted; more than that is no difference.
    public var isSatisfied: Bool { entries.allSatisfy { $0.status == .equal || $0.status == .extra } }

    /// The entries of one status.
    public func entries(_ status: Status) -> [Entry] { entries.filter { $0.status == status } }

    /// The entry of a field; `nil` where neither side has it.
    public func field(_ path: String) -> Entry? { entries.first { $0.part == .field && $0.path == path } }

    /// Compares analyzers, tokenizers and filters, which no server changes while an index is open.
    private static func compareAnalysis(_ wanted: JSONObject, _ found: JSONObject) -> [Entry] {
        var entries: [Entry] = []
        for (kind, members) in wanted {
            for (name, definition) in members.object ?? [:] {
                let path = "analysis.\(kind).\(name)"
                guard let held = found[kind]?[name] else {
                    let obstacle = "cannot be added to an index that is open"
                    let change = Change(parameter: name, found: nil, wanted: definition, obstacle: obstacle)
                    entries.append(Entry(part: .setting, path: path, status: .migrate, changes: [change]))
                    continue
                }
                // Settings come back as texts, whatever they were.
                guard Self.texts(definition) != Self.texts(held) else {
                    entries.append(Entry(part: .setting, path: path, status: .equal))
                    continue
                }
                let obstacle = "cannot be changed in an index that is open"
                let change = Change(parameter: name, found: held, wanted: definition, obstacle: obstacle)
                entries.append(Entry(part: .setting, path: path, status: .migrate, changes: [change]))
            }
        }
        return entries
    }

    private static func texts(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object): .object(JSONObject(object.map { ($0.key, texts($0.value)) }))
        case .array(let array): .array(array.map(texts))
        case .string: value
        default: .string(value.text)
        }
    }
}
