extension ServerFeature {
    // Sources: DVFM is DenseVectorFieldMapper.java of elastic/elasticsearch, PR a pull request there.

    // MARK: Vectors on the wire

    static let hexVectors = ServerFeature(
        "hex_vectors",
        "Byte and bit vectors as hexadecimal text",
        since: "8.14",
        source: "PR 105393"
    )
    static let base64Vectors = ServerFeature(
        "base64_vectors",
        "Vectors in documents as base64",
        since: "9.3",
        use: "es-jina sends numbers instead, four times the bytes",
        source: "PR 137072; refused by 8.19.21, taken by 9.5.4"
    )
    static let base64QueryVectors = ServerFeature(
        "base64_query_vectors",
        "Vectors in queries as base64",
        since: "9.4",
        searchCapability: "knn_query_vector_base64",
        use: "es-jina sends numbers instead",
        source: "PR 140796; refused by 8.19.21, taken by 9.5.4"
    )
    static let excludeVectors = ServerFeature(
        "exclude_vectors",
        "Leaving vectors out of hits by _source.exclude_vectors",
        since: "8.19",
        "9.1",
        searchCapability: "exclude_vectors_param",
        use: "es-jina names the fields to leave out instead",
        source: "PR 128735, backport PR 129142; taken by 8.19.21 and 9.5.4"
    )
    static let excludeVectorsParameter = ServerFeature(
        "exclude_vectors_parameter",
        "Leaving vectors out of documents by the parameter _source_exclude_vectors",
        since: "9.2",
        use: "es-jina names the fields to leave out instead",
        source: "SPEC; refused by 8.19.21, taken by 9.5.4"
    )
    static let vectorsOutOfSource = ServerFeature(
        "vectors_out_of_source",
        "Keeping vectors out of the stored _source",
        since: "9.2",
        searchCapability: "exclude_source_vectors_setting",
        use: "the index takes more disk without it",
        source: "DV; the setting is there on 9.5.4 and not on 8.19.21"
    )

    // MARK: Mappings

    static let indexTypes: [(VectorIndexType, ServerFeature)] = [
        (.hnsw, indexType("hnsw", since: "8.0")), (.int8HNSW, indexType("int8_hnsw", since: "8.12")),
        (.flat, indexType("flat", since: "8.13")), (.int8Flat, indexType("int8_flat", since: "8.13")),
        (.int4HNSW, indexType("int4_hnsw", since: "8.15")), (.int4Flat, indexType("int4_flat", since: "8.15")),
        (.bbqHNSW, indexType("bbq_hnsw", since: "8.16")), (.bbqFlat, indexType("bbq_flat", since: "8.16")),
        (.bbqDisk, indexType("bbq_disk", since: "9.2")),
    ]
    private static func indexType(_ name: String, since: ServerVersion) -> ServerFeature {
        ServerFeature(
            "index_type_\(name)",
            "Vector indexes of the type \(name)",
            since: since,
            source: "DVFM VectorIndexType"
        )
    }
    static let bitElements = ServerFeature(
        "element_type_bit",
        "Vectors of bits",
        since: "8.15",
        source: "DVFM"
    )
    static let bfloat16 = ServerFeature(
        "element_type_bfloat16",
        "Vectors of bfloat16",
        since: "9.3",
        source: "SPEC; refused by 8.19.21, taken by 9.5.4"
    )
    static let bbqDisk = ServerFeature(
        "bbq_disk",
        "Vectors on disk by bbq_disk",
        since: "9.2",
        licence: .enterprise,
        licensedSince: "9.3",
        refusalName: "bbq_disk",
        use: "es-jina takes bbq_hnsw instead, whose graph wants memory",
        source: "PR 139087; writes refused by 9.5.4 with a basic licence"
    )
    static let rankVectors = ServerFeature(
        "rank_vectors",
        "Late interaction by rank_vectors",
        since: "8.18",
        "9.0",
        licence: .enterprise,
        use: "es-jina compares stored token vectors by itself instead",
        source: "RankVectorsPlugin"
    )
    static let rescoreVector = ServerFeature(
        "rescore_vector",
        "Rescoring of quantised vectors by whole ones",
        since: "8.18",
        "9.0",
        searchCapability: "knn_quantized_vector_rescore_oversample",
        source: "SPEC"
    )
    static let zeroOversample = ServerFeature(
        "zero_oversample",
        "Switching rescoring off by an oversample of 0",
        since: "8.19",
        "9.1",
        source: "DVFM feature flag, backported to 8.19"
    )
    static let onDiskRescore = ServerFeature("on_disk_rescore", "Rescoring from disk", since: "9.3", source: "DVFM")
    static let flatIndexThreshold = ServerFeature(
        "flat_index_threshold",
        "Small segments without a graph by flat_index_threshold",
        since: "9.4",
        source: "SPEC"
    )
    static let bbqDiskBits = ServerFeature(
        "bbq_disk_bits",
        "bits and precondition of bbq_disk",
        since: "9.4",
        source: "DVFM"
    )
    static let autoCalibrate = ServerFeature(
        "auto_calibrate",
        "auto_calibrate of bbq_disk",
        since: "9.5",
        source: "DVFM"
    )
    static let sevenBits = ServerFeature(
        "bbq_disk_seven_bits",
        "Seven bits a component in bbq_disk",
        since: "9.5",
        source: "seen on 9.5.4, whose error texts name them"
    )
    static let componentSums = ServerFeature(
        "component_sums",
        "16 bytes of corrections beside int8 and int4 codes instead of 4",
        since: "9.4",
        source: "Lucene104ScalarQuantizedVectorsFormat"
    )
    static let confidenceInterval = ServerFeature(
        "confidence_interval",
        "confidence_interval of int8 and int4 indexes",
        since: "8.12",
        until: "9.4",
        isServerless: false,
        source: "DVFM; ignored since Lucene 10.4"
    )
    static let filterHeuristic = ServerFeature(
        "hnsw_filter_heuristic",
        "Choosing how graphs are searched below a filter",
        since: "9.1",
        source: "DVFM settings"
    )
    static let semanticText = ServerFeature(
        "semantic_text",
        "Fields that the server embeds by itself",
        since: "8.18",
        "9.0",
        licence: .enterprise,
        refusalName: "inference",
        use: "es-jina embeds by itself",
        source: "PR 122293"
    )
    static let shardSettings = ServerFeature(
        "shard_settings",
        "Setting shards and replicas",
        since: "8.0",
        isServerless: false,
        source: "docs-content, Serverless"
    )
    static let forceMerge = ServerFeature(
        "force_merge",
        "Merging segments by force",
        since: "8.0",
        isServerless: false,
        source: "docs-content, Serverless"
    )
    static let nodeAPIs = ServerFeature(
        "node_apis",
        "Asking nodes for memory, disk and load",
        since: "8.0",
        isServerless: false,
        source: "docs-content, Serverless"
    )

    // MARK: Search

    static let visitPercentage = ServerFeature(
        "visit_percentage",
        "visit_percentage of searches in bbq_disk",
        since: "9.2",
        source: "SPEC"
    )
    static let lookupVectors = ServerFeature(
        "lookup_vectors",
        "Searching by the vector of a document",
        since: "9.4",
        use: "es-jina reads the vector first instead",
        source: "SPEC; refused by 8.19.21, taken by 9.5.4"
    )
    static let unlimitedHighlighting = ServerFeature(
        "unlimited_highlighting",
        "Highlighting texts of any length",
        since: "9.0",
        source: "refused by 8.19.21, taken by 9.5.4"
    )
    static let nestedFilters = ServerFeature(
        "nested_knn_filters",
        "Filters on the metadata of nested vectors",
        since: "9.2",
        searchCapability: "knn_filter_on_nested_fields",
        source: "KnnVectorQueryBuilder"
    )
    static let serverRRF = ServerFeature(
        "server_rrf",
        "Reciprocal rank fusion by the server",
        since: "8.16",
        licence: .enterprise,
        refusalName: "Reciprocal Rank Fusion (RRF)",
        use: "es-jina fuses by itself with the same formula instead",
        source: "RRFRankPlugin, PR 113100; refused by 9.5.4 with a basic licence"
    )
    static let weightedRRF = ServerFeature(
        "weighted_rrf",
        "Weights in the server's reciprocal rank fusion",
        since: "9.2",
        licence: .enterprise,
        refusalName: "Reciprocal Rank Fusion (RRF)",
        use: "es-jina fuses by itself instead",
        source: "SPEC"
    )
    static let linear = ServerFeature(
        "linear",
        "Fusion of scores by the server",
        since: "8.18",
        "9.0",
        licence: .enterprise,
        refusalName: "linear retriever",
        use: "es-jina fuses by itself with the same formula instead",
        source: "LinearRetrieverBuilder"
    )
    static let linearL2 = ServerFeature(
        "linear_l2_norm",
        "The normalizer l2_norm of the server's fusion",
        since: "8.19",
        "9.1",
        licence: .enterprise,
        refusalName: "linear retriever",
        use: "es-jina fuses by itself instead",
        source: "SPEC"
    )
    static let retrieverFields = ServerFeature(
        "retriever_fields",
        "Fusion of a text over fields",
        since: "8.19",
        "9.1",
        licence: .enterprise,
        source: "SPEC"
    )
    static let semanticRerank = ServerFeature(
        "semantic_rerank",
        "Reranking by a model of the server",
        since: "8.16",
        licence: .enterprise,
        refusalName: "text_similarity_reranker",
        use: "es-jina asks the reranker by itself instead",
        source: "TextSimilarityRankBuilder"
    )
    static let chunkRescorer = ServerFeature(
        "chunk_rescorer",
        "Reranking by the best chunks of a text",
        since: "9.2",
        licence: .enterprise,
        refusalName: "text_similarity_reranker",
        source: "SPEC"
    )
    static let inference = ServerFeature(
        "inference",
        "Inference endpoints, such as those of jinaai",
        since: "8.18",
        "9.0",
        licence: .enterprise,
        refusalName: "inference",
        use: "es-jina asks models by itself instead",
        source: "PR 119893, PR 139536"
    )
    static let standardRetriever = retriever("standard", since: "8.16", source: "SPEC; taken by 8.19.21 and 9.5.4")
    static let knnRetriever = retriever("knn", since: "8.16", source: "SPEC; taken by 8.19.21 and 9.5.4")
    static let rescorerRetriever = ServerFeature(
        "retriever_rescorer",
        "The retriever rescorer",
        since: "8.18",
        "9.0",
        source: "SPEC"
    )
    static let pinnedRetriever = ServerFeature(
        "retriever_pinned",
        "The retriever pinned",
        since: "8.19",
        "9.1",
        source: "PinnedRetrieverBuilder checks no licence"
    )
    static let diversifyRetriever = ServerFeature(
        "retriever_diversify",
        "The retriever diversify",
        since: "9.3",
        use: "es-jina chooses hits that differ by itself instead",
        source: "PR 135880"
    )
    static let ruleRetriever = ServerFeature(
        "retriever_rule",
        "The retriever rule",
        since: "8.16",
        licence: .enterprise,
        source: "PR 109634"
    )
    private static func retriever(_ name: String, since: ServerVersion, source: String) -> ServerFeature {
        ServerFeature("retriever_\(name)", "The retriever \(name)", since: since, source: source)
    }

    /// Every feature this client asks about, vectors on the wire first, then mappings, then searches.
    public static let all: [ServerFeature] =
        [hexVectors, base64Vectors, base64QueryVectors, excludeVectors, excludeVectorsParameter, vectorsOutOfSource]
        + indexTypes.map(\.1) + [
            bitElements, bfloat16, bbqDisk, rankVectors, rescoreVector, zeroOversample, onDiskRescore,
            flatIndexThreshold,
            bbqDiskBits, autoCalibrate, sevenBits, componentSums, confidenceInterval, filterHeuristic, semanticText,
            shardSettings, forceMerge,
            nodeAPIs,
            visitPercentage, lookupVectors, unlimitedHighlighting, nestedFilters, serverRRF, weightedRRF, linear,
            linearL2,
            retrieverFields, semanticRerank, chunkRescorer, inference, standardRetriever, knnRetriever,
            rescorerRetriever,
            pinnedRetriever, diversifyRetriever, ruleRetriever,
        ]
}
