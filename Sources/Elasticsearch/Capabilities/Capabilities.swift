public import Embeddings

/// What a server can do, from its version, flavour and licence.
///
/// The only place that knows which parameter exists where. Servers refuse parameters newer than themselves, so everything
/// that is sent asks here first. Sources in the comments: DVFM is `DenseVectorFieldMapper.java` of elastic/elasticsearch, PR
/// a pull request there, SPEC elastic/elasticsearch-specification.
public struct Capabilities: Sendable, Hashable {
    /// The server's version; on Serverless the version it claims, which no rule reads.
    public let version: ServerVersion
    /// How the server is offered.
    public let flavour: Flavour
    /// The licence's tier; on Serverless ``Licence/enterprise``, because nothing is held back there.
    public let licence: Licence

    /// Makes the capabilities of a server that need not be there, so that a mapping can be printed for it.
    public init(version: ServerVersion, flavour: Flavour = .stack, licence: Licence = .basic) {
        self.version = version
        self.flavour = flavour
        self.licence = flavour == .serverless ? .enterprise : licence
    }

    /// The capabilities of Elastic Cloud Serverless, which runs ahead of every release.
    public static let serverless = Capabilities(version: "9.5", flavour: .serverless, licence: .enterprise)

    /// Whether this is Serverless.
    public var isServerless: Bool { flavour == .serverless }

    private func since(_ version: ServerVersion) -> Bool { isServerless || self.version >= version }

    /// For what came into the 8 line with a late minor and into the 9 line with another.
    private func since(_ eight: ServerVersion, or nine: ServerVersion) -> Bool {
        isServerless || version >= nine || (version.major == 8 && version >= eight)
    }

    private var isEnterprise: Bool { isServerless || licence.includesEnterprise }

    // MARK: Vectors on the wire

    /// Whether documents may hold vectors as base64: 9.3 and Serverless (PR 137072).
    ///
    /// Check sizes first with ``DenseVectorField/validate(_:name:)``: half the size passes for `bfloat16`.
    public var acceptsBase64Vectors: Bool { since("9.3") }
    /// Whether `query_vector` may be base64: 9.4 and Serverless (PR 140796).
    public var acceptsBase64QueryVectors: Bool { since("9.4") }
    /// Whether new indices keep vectors out of `_source`, and `_source.exclude_vectors` exists: 9.2 and Serverless (SPEC).
    public var excludesVectorsFromSource: Bool { since("9.2") }

    // MARK: Mappings

    /// Whether a field may have this type of index; the licence is ``allowsBBQDisk``'s matter (DVFM `VectorIndexType`).
    public func supports(_ type: VectorIndexType) -> Bool {
        switch type {
        case .hnsw: since("8.0")
        case .int8HNSW: since("8.12")
        case .flat, .int8Flat: since("8.13")
        case .int4HNSW, .int4Flat: since("8.15")
        case .bbqHNSW, .bbqFlat: since("8.16")
        case .bbqDisk: since("9.2")
        default: false
        }
    }

    /// Whether a field may have this element type: `bfloat16` from 9.3 (SPEC), `bit` from 8.15 (DVFM).
    public func supports(_ type: VectorElementType) -> Bool {
        switch type {
        case .float, .byte: true
        case .bit: since("8.15")
        case .bfloat16: supportsBFloat16
        default: false
        }
    }

    /// Whether `element_type: bfloat16` exists: 9.3 and Serverless (SPEC).
    public var supportsBFloat16: Bool { since("9.3") }
    /// Whether documents can be written under `bbq_disk`: 9.2, and on 9.3 and above Enterprise or trial (PR 139087).
    public var allowsBBQDisk: Bool { since("9.2") && (isEnterprise || version < "9.3") }
    /// Whether `rank_vectors` can be mapped: 8.18 and 9.0, Enterprise or trial (`RankVectorsPlugin`).
    public var allowsRankVectors: Bool { since("8.18", or: "9.0") && isEnterprise }
    /// Whether `rescore_vector` exists in mappings and queries: 8.18 and 9.0 (SPEC).
    public var supportsRescoreVector: Bool { since("8.18", or: "9.0") }
    /// Whether an oversample of 0 switches rescoring off: 8.19 and 9.1 (DVFM feature flag, backported to 8.19).
    public var allowsZeroOversample: Bool { since("8.19", or: "9.1") }
    /// Whether `on_disk_rescore` exists: 9.3 (DVFM).
    public var supportsOnDiskRescore: Bool { since("9.3") }
    /// Whether `flat_index_threshold` exists: 9.4 (SPEC).
    public var supportsFlatIndexThreshold: Bool { since("9.4") }
    /// Whether `bbq_disk` takes `bits` and `precondition`: 9.4 (DVFM).
    public var supportsBBQDiskBits: Bool { since("9.4") }
    /// Whether `bbq_disk` takes `auto_calibrate`: 9.5 (DVFM).
    public var supportsAutoCalibrate: Bool { since("9.5") }
    /// Whether a component in `bbq_disk` may have seven bits: 9.5 (seen on 9.5.4, whose error texts name them).
    public var supportsSevenBits: Bool { since("9.5") }
    /// Whether `confidence_interval` still means anything: below 9.4, where Lucene 10.4 came (DVFM).
    ///
    /// Newer servers take any number for it and ignore it (seen on 9.5.4).
    public var supportsConfidenceInterval: Bool { !isServerless && version < "9.4" }
    /// Whether int8 and int4 codes are stored with 16 bytes of corrections instead of 4: 9.4, where Lucene 10.4 came
    /// (`Lucene104ScalarQuantizedVectorsFormat`).
    public var storesComponentSums: Bool { since("9.4") }
    /// Whether shards and replicas may be set: everywhere but Serverless.
    public var allowsShardSettings: Bool { !isServerless }
    /// Whether segments may be merged by force: everywhere but Serverless.
    public var allowsForceMerge: Bool { !isServerless }

    // MARK: Search

    /// Whether `visit_percentage` exists in knn searches: 9.2 (SPEC).
    public var supportsVisitPercentage: Bool { since("9.2") }
    /// Whether the server fuses lists by reciprocal rank: 8.16, Enterprise or trial (`RRFRankPlugin`, PR 113100).
    public var allowsServerRRF: Bool { since("8.16") && isEnterprise }
    /// Whether the parts of an RRF retriever may be weighted: 9.2 (SPEC).
    public var allowsWeightedRRF: Bool { since("9.2") && allowsServerRRF }
    /// Whether the server fuses lists by their scores: 8.18 and 9.0, Enterprise or trial (`LinearRetrieverBuilder`).
    public var allowsLinear: Bool { since("8.18", or: "9.0") && isEnterprise }
    /// Whether the linear retriever normalises by the l2 norm: 8.19 and 9.1 (SPEC).
    public var allowsLinearL2Normalizer: Bool { since("8.19", or: "9.1") && allowsLinear }
    /// Whether `rrf` and `linear` take a text and fields instead of retrievers: 8.19 and 9.1 (SPEC).
    public var allowsRetrieverFields: Bool { since("8.19", or: "9.1") && isEnterprise }
    /// Whether a knn search may take the vector of a document: 9.4 (SPEC), refused by 8.19.21, taken by 9.5.4.
    public var supportsLookupVectors: Bool { since("9.4") }
    /// Whether `max_analyzed_offset` of highlights may be −1: 9.0, refused by 8.19.21, taken by 9.5.4.
    public var supportsUnlimitedHighlighting: Bool { since("9.0") }
    /// Whether a reranker may look at the best chunks of a text: 9.2 (SPEC `chunk_rescorer`).
    public var supportsChunkRescorer: Bool { since("9.2") && isEnterprise }
    /// Whether the server reranks by a model: 8.16, Enterprise or trial (`TextSimilarityRankBuilder`).
    public var allowsTextSimilarityReranker: Bool { since("8.16") && isEnterprise }
    /// The retrievers that the server takes from this licence (SPEC; licences from the plugins named above).
    public var retrievers: Set<RetrieverKind> {
        var kinds: Set<RetrieverKind> = []
        if since("8.16") { kinds.formUnion([.standard, .knn]) }
        if since("8.18", or: "9.0") { kinds.insert(.rescorer) }
        if since("8.19", or: "9.1") { kinds.insert(.pinned) }
        if since("9.3") { kinds.insert(.diversify) }
        if allowsServerRRF { kinds.insert(.rrf) }
        if allowsLinear { kinds.insert(.linear) }
        if allowsTextSimilarityReranker { kinds.formUnion([.textSimilarityReranker, .rule]) }
        return kinds
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
        isServerless ? "Elasticsearch Serverless" : "Elasticsearch \(version) (\(licence))"
    }
}
