public import Elasticsearch
public import Embeddings

/// What a corpus costs: memory and disk by vector size and index type, and what bringing it to the index takes.
///
/// Footprints are `VectorFootprint`'s; nothing is sent anywhere. Figures are for one index whose segments are merged, without deleted
/// documents; merging needs room for old and new segments at once.
public struct CapacityPlan: Sendable {
    /// What a plan is made from.
    public struct Options: Sendable {
        /// The documents.
        public var corpus: PlannedCorpus
        /// The embedding model.
        public var model: EmbeddingModel
        /// The server.
        public var capabilities: Capabilities
        /// The sizes to compare; empty for the model's full size.
        public var dims: [Int] = []
        /// The index types to compare; default all this client knows.
        public var indexTypes = VectorIndexType.known
        /// What is wanted of the vector fields; an index type in it is what counts as recommended.
        public var vectors = VectorOptions()
        /// Copies of every shard besides the primary, 0 or more; default 1.
        public var replicas = 1
        /// The memory that the page caches of all data nodes have together, in bytes; `nil` where nobody says.
        public var ram: Int?
        /// How much a request to the embedder may hold.
        public var limits: EmbedderLimits
        /// What a picture counts as in tokens; `nil` where nobody says.
        public var tokensPerPicture: Int?
        /// Where ``tokensPerPicture`` comes from.
        public var tokensPerPictureOrigin = PlannedCorpus.Origin.assumed
        /// What a million tokens cost in US dollars; `nil` where nobody says.
        public var usdPerMillionTokens: Double?
        /// How fast things go.
        public var rates = LoadRates()
        /// The largest bulk body in bytes; default 5 MiB.
        public var maxBulkBytes = 5 << 20

        /// Makes options with the defaults.
        public init(
            corpus: PlannedCorpus,
            model: EmbeddingModel,
            capabilities: Capabilities,
            limits: EmbedderLimits
        ) {
            self.corpus = corpus
            self.model = model
            self.capabilities = capabilities
            self.limits = limits
        }
    }

    /// One size under one index type.
    public struct Row: Sendable, Hashable {
        /// The number of components.
        public var dims: Int
        /// The kind of index.
        public var indexType: VectorIndexType
        /// What components are stored as.
        public var elementType: VectorElementType
        /// The vectors of one copy; `nil` where the server refuses the type.
        public var footprint: VectorFootprint?
        /// The disk that one copy takes, documents included, in bytes; 0 where the server refuses the type.
        public var copyDisk = 0
        /// The page cache that all copies want, in bytes; 0 where the server refuses the type.
        public var totalRAM = 0
        /// The disk that all copies take, documents included, in bytes.
        public var totalDisk = 0
        /// Whether it is what this toolkit would map for the size.
        public var isRecommended = false
        /// Why it is recommended, or what to know of it; `nil` where there is nothing to say.
        public var reason: String?
        /// Why the server refuses it; `nil` where it does not.
        public var refusal: String?
        /// Whether ``totalRAM`` is within the memory there is; `nil` where nobody says how much there is.
        public var fits: Bool?
    }

    /// One size: what documents with vectors of that size alone weigh on the wire.
    public struct Size: Sendable, Hashable {
        /// The number of components.
        public var dims: Int
        /// Bulk bodies and requests.
        public var bulk: BulkEstimate
        /// Something to know of the size, such as that the model was not trained for it; `nil` where there is nothing.
        public var warning: String?
    }

    /// An index with all the sizes, each under its recommended type.
    public struct Whole: Sendable, Hashable {
        /// The page cache that all copies want, in bytes.
        public var totalRAM: Int
        /// The disk that all copies take, in bytes; documents are there once a copy, whatever the number of sizes.
        public var totalDisk: Int
        /// Bulk bodies and requests of the load.
        public var bulk: BulkEstimate
        /// Whether ``totalRAM`` is within the memory there is; `nil` where nobody says how much there is.
        public var fits: Bool?
    }

    /// What it was made from.
    public let options: Options
    /// Sizes in descending order, the types of each in the order asked for.
    public let rows: [Row]
    /// Sizes in descending order.
    public let sizes: [Size]
    /// An index with all sizes.
    public let whole: Whole
    /// What the vectors take; the same for any number of sizes.
    public let embedding: EmbeddingEstimate
    /// How long the load takes.
    public let time: LoadTime
    /// The disk that all copies of the documents take without their vectors, in bytes.
    public let documentDisk: Int

    /// Makes a plan.
    ///
    /// - Parameter options: What it is made from.
    /// - Throws: ``IngestError`` of the kind `invalidDims` for a size the model does not have; `ElasticsearchError` where the server
    ///   would refuse what is recommended or asked for.
    public init(_ options: Options) throws {
        self.options = options
        let plan = try IndexPlan(model: options.model, embedderFingerprint: "", dims: options.dims)
        let corpus = options.corpus
        let copies = max(0, options.replicas) + 1
        let usesBase64 = options.capabilities.acceptsBase64Vectors
        let documentDisk = Int((corpus.sourceBytes * Double(corpus.documents)).rounded()) * copies
        self.documentDisk = documentDisk
        rows = try plan.dims.flatMap { try Self.rows(dims: $0, options, copies: copies, documentDisk: documentDisk) }
        let fields = try plan.dims.map { try options.vectors.choice(dims: $0, for: options.capabilities).field }
        func bulk(_ fields: [DenseVectorField]) -> BulkEstimate {
            BulkEstimate(corpus, fields: fields, usesBase64: usesBase64, maxBytes: options.maxBulkBytes)
        }
        sizes = fields.map { field in
            Size(dims: field.dims, bulk: bulk([field]), warning: options.model.dimsWarning(field.dims))
        }
        let chosen = fields.map { Self.row($0, options, copies, documentDisk) }
        let ram = chosen.reduce(0) { $0 + $1.totalRAM }
        whole = Whole(
            totalRAM: ram,
            totalDisk: chosen.reduce(documentDisk) { $0 + $1.totalDisk - documentDisk },
            bulk: bulk(fields),
            fits: options.ram.map { ram <= $0 }
        )
        embedding = EmbeddingEstimate(
            corpus,
            limits: options.limits,
            tokensPerPicture: options.tokensPerPicture,
            usdPerMillionTokens: options.usdPerMillionTokens
        )
        time = LoadTime(documents: corpus.documents, embedding: embedding, rates: options.rates)
    }

    private static func rows(
        dims: Int,
        _ options: Options,
        copies: Int,
        documentDisk: Int
    ) throws(ElasticsearchError) -> [Row] {
        let recommended = try options.vectors.choice(dims: dims, for: options.capabilities)
        let best = recommended.field.resolvedOptions(for: options.capabilities).type
        return options.indexTypes.map { type in
            if type == best {
                var row = row(recommended.field, options, copies, documentDisk)
                row.isRecommended = true
                row.reason = recommended.reason
                return row
            }
            do throws(ElasticsearchError) {
                let choice = try options.vectors.resolved(for: dims).only(type)
                    .choice(dims: dims, for: options.capabilities)
                var row = row(choice.field, options, copies, documentDisk)
                row.reason = choice.warnings.first
                return row
            } catch {
                var row = Row(dims: dims, indexType: type, elementType: recommended.field.elementType)
                row.refusal = error.message
                return row
            }
        }
    }

    /// The figures of one field for each modality that documents have.
    private static func row(_ field: DenseVectorField, _ options: Options, _ copies: Int, _ documentDisk: Int) -> Row {
        let footprint = [options.corpus.pictures, options.corpus.texts].filter { $0 > 0 }
            .reduce(VectorFootprint.zero) {
                $0 + VectorFootprint(field, documents: $1, capabilities: options.capabilities)
            }
        let total = footprint.copies(copies)
        return Row(
            dims: field.dims,
            indexType: field.resolvedOptions(for: options.capabilities).type,
            elementType: field.elementType,
            footprint: footprint,
            copyDisk: footprint.diskBytes + documentDisk / copies,
            totalRAM: total.ramBytes,
            totalDisk: total.diskBytes + documentDisk,
            fits: options.ram.map { total.ramBytes <= $0 }
        )
    }

}

extension VectorOptions {
    /// These options for one index type, without what it does not take.
    func only(_ type: VectorIndexType) -> VectorOptions {
        var options = self
        options.optimize = nil
        options.sizes = [:]
        options.indexType = type
        if !type.isGraph { (options.m, options.efConstruction) = (nil, nil) }
        if !type.isQuantized { options.oversample = nil }
        let isDisk = type == .bbqDisk
        if !type.isGraph, !isDisk { options.flatIndexThreshold = nil }
        if !type.isQuantized || !(type.isGraph || isDisk) { options.onDiskRescore = nil }
        if !isDisk {
            (options.clusterSize, options.visitPercentage, options.bits) = (nil, nil, nil)
            (options.precondition, options.autoCalibrate) = (nil, nil)
        }
        if ![.int8HNSW, .int8Flat, .int4HNSW, .int4Flat].contains(type) { options.confidenceInterval = nil }
        return options
    }
}
