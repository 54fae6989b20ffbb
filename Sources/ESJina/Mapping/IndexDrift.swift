public import Elasticsearch
public import Embeddings
public import JSONValues

/// What differs between an index and what it is wanted for.
///
/// The one place that compares the two: ingest, search and `es-jina mapping --check` ask here.
public struct IndexDrift: Sendable, Hashable {
    /// Something that the index says of itself and that is wanted otherwise.
    public struct Mismatch: Sendable, Hashable {
        /// Its name in the index's `_meta`: `embedder`, `dims`, `preprocessing` or `token_vectors`.
        public let name: String
        /// What the index says.
        public let found: String
        /// What is wanted.
        public let wanted: String
        /// What it comes to: what only lacks can be added, what is more stays.
        public let status: MappingComparison.Status
        /// A sentence that names both sides, and one with the way out for an ingest.
        public let message: String
    }

    /// The index.
    public let index: String
    /// What it is wanted for.
    public let plan: IndexPlan
    /// What it says of itself and should not.
    public let mismatches: [Mismatch]
    /// How its fields differ.
    public let fields: MappingComparison
    /// What can be added and changed in place, `_meta` included; `nil` where that is nothing.
    ///
    /// Of an index that is for another model nothing is, because no change makes it one for this.
    public let update: IndexMapping?

    /// Compares an index with what it is wanted for.
    ///
    /// - Parameters:
    ///   - plan: What it is wanted for.
    ///   - index: Its name.
    ///   - mapping: Its mapping.
    ///   - settings: Its settings, as `ElasticsearchClient.settings(of:)` gives them.
    ///   - capabilities: The server.
    /// - Throws: ``IngestError`` where es-jina did not make the index, `ElasticsearchError` where the server would refuse the
    ///   plan even for a new one.
    public init(
        _ plan: IndexPlan,
        index: String,
        mapping: IndexMapping,
        settings: JSONObject = [:],
        for capabilities: Capabilities
    ) throws {
        let found = try Self.description(of: mapping, index: index)
        self.index = index
        self.plan = plan
        mismatches = Self.mismatches(plan, found, index: index)
        let fields = try MappingComparison(
            wanted: try plan.definition(for: capabilities),
            found: mapping,
            settings: settings,
            for: capabilities
        )
        self.fields = fields
        guard !mismatches.contains(where: { $0.status == .migrate }) else {
            update = nil
            return
        }
        var update = fields.update ?? IndexMapping()
        let meta = Self.updated(mapping.meta, plan, found, fields, capabilities)
        if meta != mapping.meta { update.meta = meta }
        self.update = update == IndexMapping() ? nil : update
    }

    /// Whether the index is what is wanted; more than that is no difference.
    public var isNone: Bool {
        fields.isSatisfied && mismatches.allSatisfy { $0.status == .equal || $0.status == .extra }
    }

    /// Why the documents have to go to another index, one sentence each; empty where they need not.
    public var migrations: [String] {
        mismatches.filter { $0.status == .migrate }.map { "The \($0.name) is \($0.found), not \($0.wanted)." }
            + fields.entries(.migrate).compactMap { $0.reason.map { $0.prefix(1).uppercased() + $0.dropFirst() + "." } }
    }

    /// The fields that can be added and that no document has a value of yet.
    public var unfilled: [String] {
        fields.entries(.add).filter { $0.type == "dense_vector" || $0.path == DocumentFields.tokenVectors }.map(\.path)
    }

    static func description(of mapping: IndexMapping, index: String) throws(IngestError) -> IndexDescription {
        guard let found = IndexDescription(mapping) else {
            throw IngestError(
                .indexMismatch,
                "The index '\(index)' exists and was not made by es-jina. Choose another name with --index, or delete it."
            )
        }
        return found
    }

    /// The `_meta` with the sizes and token vectors that the index will have, all of it that is somebody else's kept.
    private static func updated(
        _ meta: JSONObject,
        _ plan: IndexPlan,
        _ found: IndexDescription,
        _ fields: MappingComparison,
        _ capabilities: Capabilities
    ) -> JSONObject {
        guard var own = meta["es_jina"]?.object else { return meta }
        let added = plan.dims.filter { size in
            !found.dims.contains(size)
                && plan.vectorFields(of: size).allSatisfy { fields.field($0)?.status != .migrate }
        }
        if !added.isEmpty {
            let dims = (found.dims + added).sorted(by: >)
            own["dims"] = .array(dims.map { JSONValue($0) })
            if own["element_types"] != nil {
                let types = ElementTypes(meta)
                own["element_types"] = .array(
                    dims.map { size in
                        let new = (try? plan.vectorField(dims: size, for: capabilities))?.field.elementType
                        return .string((types[size] ?? new ?? .float).rawValue)
                    }
                )
            }
        }
        if found.tokenVectors == nil, fields.field(DocumentFields.tokenVectors)?.status != .migrate {
            own["token_vectors"] = plan.tokenVectors?.meta
        }
        let options = plan.vectorOptions.meta
        // What was asked for is not what the index is where a field stayed as it was.
        let isChanged = fields.entries(.migrate).allSatisfy { $0.type != "dense_vector" }
        if isChanged, own["vectors"]?.object ?? [:] != options {
            own["vectors"] = options.isEmpty ? nil : .object(options)
        }
        var updated = meta
        updated["es_jina"] = .object(own)
        return updated
    }
}

extension IndexPlan {
    /// What was asked for when an index was made; nothing where it was made before that was kept.
    static func vectorOptions(_ mapping: IndexMapping) -> VectorOptions {
        VectorOptions(meta: mapping.meta["es_jina"]?["vectors"] ?? [:])
    }

    /// The names of the vector fields of one size.
    func vectorFields(of size: Int) -> [String] {
        [Modality.image, .text].filter(model.modalities.contains).map { DocumentFields.embedding($0, dims: size) }
    }

    /// What an index is wanted for where nobody says otherwise: what it says that it was made for.
    ///
    /// - Parameters:
    ///   - mapping: The index's mapping.
    ///   - index: Its name.
    ///   - model: What is known of a model by its id.
    /// - Throws: ``IngestError`` where es-jina did not make the index, or its model has other sizes.
    public init(
        madeFor mapping: IndexMapping,
        index: String,
        model: (IndexDescription) -> EmbeddingModel
    ) throws(IngestError) {
        let found = try IndexDrift.description(of: mapping, index: index)
        try self.init(model: model(found), embedderFingerprint: found.embedderFingerprint, dims: found.dims)
        preprocessing = found.preprocessing
        tokenVectors = found.tokenVectors
        analyzers = found.analyzers
        vectorOptions = Self.vectorOptions(mapping)
    }
}

/// What an index says that its vectors are stored as; nothing where it was made before that was kept.
struct ElementTypes {
    private var types: [Int: VectorElementType] = [:]

    init(_ meta: JSONObject) {
        let dims = meta["es_jina"]?["dims"]?.array ?? []
        for (size, type) in zip(dims, meta["es_jina"]?["element_types"]?.array ?? []) {
            guard let size = size.int, let type = type.string else { continue }
            types[size] = VectorElementType(rawValue: type)
        }
    }

    subscript(dims: Int) -> VectorElementType? { types[dims] }
}
