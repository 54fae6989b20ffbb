public import Embeddings

/// What a server can do, from its version, flavour and licence.
///
/// The only place that knows which parameter exists where; its rules are the rows of ``ServerFeature/all``. Servers refuse
/// parameters newer than themselves, so everything that is sent asks here first.
public struct Capabilities: Sendable, Hashable {
    /// The server's version; on Serverless the version it claims, which no rule reads.
    public let version: ServerVersion
    /// Whether the server told its version; where not, ``version`` is the oldest that this client speaks to.
    public let isVersionKnown: Bool
    /// How the server is offered.
    public let flavour: Flavour
    /// The tier whose features work; on Serverless ``Licence/enterprise``, because nothing is held back there.
    public let licence: Licence
    /// What the server tells of its licence; `nil` where it keeps that to itself, and on Serverless.
    public let terms: LicenceTerms?
    /// The names of features that the server refused although it should have them.
    public private(set) var refused: Set<String> = []

    /// Makes the capabilities of a server that need not be there, so that a mapping can be printed for it.
    public init(version: ServerVersion, flavour: Flavour = .stack, licence: Licence = .basic) {
        self.init(version: version, isVersionKnown: true, flavour: flavour, licence: licence, terms: nil)
    }

    /// Makes the capabilities of a server from what it told; what it did not tell is taken for the least.
    ///
    /// - Parameters:
    ///   - version: Its version; `nil` where it keeps that to itself, which counts as 8.19.
    ///   - flavour: How it is offered.
    ///   - terms: Its licence; `nil` where it keeps that to itself, which counts as basic.
    public init(version: ServerVersion?, flavour: Flavour, terms: LicenceTerms?) {
        self.init(
            version: version ?? Self.oldestVersion,
            isVersionKnown: version != nil,
            flavour: flavour,
            licence: terms?.effectiveTier ?? .basic,
            terms: terms
        )
    }

    private init(
        version: ServerVersion,
        isVersionKnown: Bool,
        flavour: Flavour,
        licence: Licence,
        terms: LicenceTerms?
    ) {
        self.version = version
        self.isVersionKnown = isVersionKnown
        self.flavour = flavour
        self.licence = flavour == .serverless ? .enterprise : licence
        self.terms = terms
    }

    /// The oldest version that this client is made for and tested with.
    public static let oldestVersion: ServerVersion = "8.19"
    /// The newest version that this client is tested with.
    public static let newestVersion: ServerVersion = "9.5"

    /// The capabilities of Elastic Cloud Serverless, which runs ahead of every release.
    public static let serverless = Capabilities(version: newestVersion, flavour: .serverless, licence: .enterprise)

    /// Whether this is Serverless.
    public var isServerless: Bool { flavour == .serverless }

    /// Whether the server has `feature`.
    public func has(_ feature: ServerFeature) -> Bool { obstacleKind(feature) == nil }

    /// Why the server lacks `feature`; `nil` where it has it.
    public func obstacle(to feature: ServerFeature) -> FeatureObstacle? {
        obstacleKind(feature)
            .map { kind in
                let reason: String
                switch kind {
                case .refused: reason = "was refused by the server"
                case .notOffered: reason = "is not offered on Serverless"
                case .withdrawn: reason = "went with \(feature.until?.short ?? "a later version")"
                case .licence: reason = "needs an Enterprise licence"
                default:
                    let first = feature.since.first { $0.major == version.major && $0 > version } ?? feature.since.last
                    reason = "needs \(first?.short ?? "another version") or newer"
                }
                return FeatureObstacle(kind: kind, description: reason)
            }
    }

    private func obstacleKind(_ feature: ServerFeature) -> FeatureObstacle.Kind? {
        if refused.contains(feature.name) { return .refused }
        if isServerless { return feature.isServerless ? nil : .notOffered }
        guard feature.exists(in: version) else {
            return feature.until.map { version >= $0 } ?? false ? .withdrawn : .tooOld
        }
        return feature.isLicensed(in: version) && licence < feature.licence ? .licence : nil
    }

    /// Notes that the server refused what it calls `name`, so that it is not asked for again.
    ///
    /// - Parameter name: The name in the server's `current license is non-compliant for [name]`.
    mutating func refuse(named name: String) {
        for feature in ServerFeature.all where feature.refusalName == name { refused.insert(feature.name) }
    }

    // MARK: Vectors on the wire

    /// Whether byte and bit vectors may be hexadecimal text: 8.14.
    public var acceptsHexVectors: Bool { has(.hexVectors) }
    /// Whether documents may hold vectors as base64: 9.3 and Serverless.
    ///
    /// Check sizes first with ``DenseVectorField/validate(_:name:)``: half the size passes for `bfloat16`.
    public var acceptsBase64Vectors: Bool { has(.base64Vectors) }
    /// Whether `query_vector` may be base64: 9.4 and Serverless.
    public var acceptsBase64QueryVectors: Bool { has(.base64QueryVectors) }
    /// Whether a search takes `_source.exclude_vectors`: 8.19, 9.1 and Serverless.
    public var supportsExcludeVectors: Bool { has(.excludeVectors) }
    /// Whether reading documents takes the parameter `_source_exclude_vectors`: 9.2 and Serverless.
    public var supportsExcludeVectorsParameter: Bool { has(.excludeVectorsParameter) }
    /// Whether new indices keep vectors out of `_source`, so that hits come without them unless asked: 9.2 and Serverless.
    public var excludesVectorsFromSource: Bool { has(.vectorsOutOfSource) }

    // MARK: Mappings

    /// Whether a field may have this type of index; the licence is ``allowsBBQDisk``'s matter.
    public func supports(_ type: VectorIndexType) -> Bool {
        ServerFeature.indexTypes.first { $0.0 == type }.map { has($0.1) } ?? false
    }

    /// Whether a field may have this element type: `bfloat16` from 9.3, `bit` from 8.15.
    public func supports(_ type: VectorElementType) -> Bool {
        switch type {
        case .float, .byte: true
        case .bit: has(.bitElements)
        case .bfloat16: supportsBFloat16
        default: false
        }
    }

    /// Whether `element_type: bfloat16` exists: 9.3 and Serverless.
    public var supportsBFloat16: Bool { has(.bfloat16) }
    /// Whether documents can be written under `bbq_disk`: 9.2, and on 9.3 and above Enterprise or trial.
    public var allowsBBQDisk: Bool { has(.bbqDisk) }
    /// Whether `rank_vectors` can be mapped: 8.18 and 9.0, Enterprise or trial.
    public var allowsRankVectors: Bool { has(.rankVectors) }
    /// Whether `rescore_vector` exists in mappings and queries: 8.18 and 9.0.
    public var supportsRescoreVector: Bool { has(.rescoreVector) }
    /// Whether an oversample of 0 switches rescoring off: 8.19 and 9.1.
    public var allowsZeroOversample: Bool { has(.zeroOversample) }
    /// Whether `bbq` rescores threefold where nothing is said: 8.19 and 9.1, with the zero (PR 127134).
    public var rescoresBBQByDefault: Bool { has(.zeroOversample) }
    /// Whether `on_disk_rescore` exists: 9.3.
    public var supportsOnDiskRescore: Bool { has(.onDiskRescore) }
    /// Whether `flat_index_threshold` exists: 9.4.
    public var supportsFlatIndexThreshold: Bool { has(.flatIndexThreshold) }
    /// Whether `bbq_disk` takes `bits` and `precondition`: 9.4.
    public var supportsBBQDiskBits: Bool { has(.bbqDiskBits) }
    /// Whether `bbq_disk` takes `auto_calibrate`: 9.5.
    public var supportsAutoCalibrate: Bool { has(.autoCalibrate) }
    /// Whether a component in `bbq_disk` may have seven bits: 9.5.
    public var supportsSevenBits: Bool { has(.sevenBits) }
    /// Whether `confidence_interval` still means anything: below 9.4, where Lucene 10.4 came.
    ///
    /// Newer servers take any number for it and ignore it (seen on 9.5.4).
    public var supportsConfidenceInterval: Bool { has(.confidenceInterval) }
    /// Whether int8 and int4 codes are stored with 16 bytes of corrections instead of 4: 9.4, where Lucene 10.4 came.
    public var storesComponentSums: Bool { has(.componentSums) }
    /// Whether the setting `index.dense_vector.hnsw_filter_heuristic` exists: 9.1.
    public var supportsFilterHeuristic: Bool { has(.filterHeuristic) }
    /// Whether the server embeds `semantic_text` fields: Enterprise or trial.
    public var allowsSemanticText: Bool { has(.semanticText) }
    /// Whether shards and replicas may be set: everywhere but Serverless.
    public var allowsShardSettings: Bool { has(.shardSettings) }
    /// Whether segments may be merged by force: everywhere but Serverless.
    public var allowsForceMerge: Bool { has(.forceMerge) }
    /// Whether nodes may be asked for memory, disk and load: everywhere but Serverless.
    public var allowsNodeAPIs: Bool { has(.nodeAPIs) }

    // MARK: Search

    /// Whether `visit_percentage` exists in knn searches: 9.2.
    public var supportsVisitPercentage: Bool { has(.visitPercentage) }
    /// Whether the metadata of nested vectors may be filtered: 9.2.
    public var supportsNestedFilters: Bool { has(.nestedFilters) }
    /// Whether the server fuses lists by reciprocal rank: 8.16, Enterprise or trial.
    public var allowsServerRRF: Bool { has(.serverRRF) }
    /// Whether the parts of an RRF retriever may be weighted: 9.2.
    public var allowsWeightedRRF: Bool { has(.weightedRRF) }
    /// Whether the server fuses lists by their scores: 8.18 and 9.0, Enterprise or trial.
    public var allowsLinear: Bool { has(.linear) }
    /// Whether the linear retriever normalises by the l2 norm: 8.19 and 9.1.
    public var allowsLinearL2Normalizer: Bool { has(.linearL2) }
    /// Whether `rrf` and `linear` take a text and fields instead of retrievers: 8.19 and 9.1.
    public var allowsRetrieverFields: Bool { has(.retrieverFields) }
    /// Whether a knn search may take the vector of a document: 9.4.
    public var supportsLookupVectors: Bool { has(.lookupVectors) }
    /// Whether `max_analyzed_offset` of highlights may be −1: 9.0.
    public var supportsUnlimitedHighlighting: Bool { has(.unlimitedHighlighting) }
    /// Whether a reranker may look at the best chunks of a text: 9.2.
    public var supportsChunkRescorer: Bool { has(.chunkRescorer) }
    /// Whether the server reranks by a model: 8.16, Enterprise or trial.
    public var allowsTextSimilarityReranker: Bool { has(.semanticRerank) }
    /// Whether inference endpoints can be asked: Enterprise or trial.
    public var allowsInference: Bool { has(.inference) }
    /// The retrievers that the server takes from this licence.
    public var retrievers: Set<RetrieverKind> {
        let rows: [(RetrieverKind, ServerFeature)] = [
            (.standard, .standardRetriever), (.knn, .knnRetriever), (.rescorer, .rescorerRetriever),
            (.pinned, .pinnedRetriever), (.diversify, .diversifyRetriever), (.rrf, .serverRRF), (.linear, .linear),
            (.textSimilarityReranker, .semanticRerank), (.rule, .ruleRetriever),
        ]
        return Set(rows.filter { has($0.1) }.map(\.0))
    }

    // MARK: HTTP

    /// The media type to send and accept; `ndjson` for bulk and multi-search bodies.
    ///
    /// A server takes its own major version and the one before, so version 8 is understood by 8.x and 9.x alike; Serverless
    /// has its own versioning by header.
    public func mediaType(ndjson: Bool = false) -> String {
        if isServerless { return ndjson ? "application/x-ndjson" : "application/json" }
        return ndjson
            ? "application/vnd.elasticsearch+x-ndjson; compatible-with=8"
            : "application/vnd.elasticsearch+json; compatible-with=8"
    }

    /// The value of `elastic-api-version`, which only Serverless takes.
    public var apiVersion: String? { isServerless ? "2023-10-31" : nil }

    /// What this server is, for messages: `Elasticsearch 9.5.0 (basic)`.
    public var summary: String {
        if isServerless { return "Elasticsearch Serverless" }
        let name = isVersionKnown ? "Elasticsearch \(version)" : "Elasticsearch of an unknown version"
        return flavour == .hosted ? "\(name) on Elastic Cloud Hosted (\(licence))" : "\(name) (\(licence))"
    }
}
