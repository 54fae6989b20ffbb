import CommandTree

/// What reorders the best of what was found.
enum RerankOptions {
    static let model = Option<String?>(
        "rerank",
        value: "MODEL",
        environment: "ES_JINA_RERANK",
        configKey: "rerank",
        help: "Reorder the best hits with this model, such as jina-reranker-v3; 'offline' needs no network."
    )
    .discussed(
        modelsDiscussion
            + " 'late-interaction' compares the token vectors that the index holds since it was filled with "
            + "--multi-vector, as does the name of their model. 'none' turns off what the environment or the configuration asks for."
    )
    .suggesting(ModelNames.secondStage)
    static let window = Option<Int>(
        "rerank-window",
        value: "N",
        default: 50,
        configKey: "rerank_window",
        allowed: .matching("a whole number from 1 to 10000") { 1...10_000 ~= $0 },
        help: "How many hits the reranker reads."
    )
    static let timeout = Option<Duration>(
        "rerank-timeout",
        value: "TIME",
        default: .seconds(10),
        configKey: "rerank_timeout",
        allowed: .matching("a time above 0") { $0 > .zero },
        help: "The longest time for reranking, one retry included; then the order stays as it is."
    )
    static let fields = Option<[String]>(
        "rerank-fields",
        value: "FIELD,…",
        default: ["title", "captions", "tags", "body"],
        configKey: "rerank_fields",
        help: "The fields of a document the reranker reads, in this order."
    )
    .discussed(
        "LABEL=FIELD writes a label before the value. 'captions' are those of all languages; what is said twice is read once."
    )
    static let tokens = Option<Int?>(
        "rerank-tokens",
        value: "N",
        configKey: "rerank_tokens",
        allowed: .matching("a whole number from 1 to 131072") { 1...131_072 ~= $0 },
        help: "The most tokens read of a document, at most what the model can."
    )
    .defaultDescribed("the model's own: 2048 of jina-reranker-v3")
    static let required = Option.flag(
        "require-rerank",
        configKey: "require_rerank",
        help: "Fail where the reranker does, instead of keeping the order with a warning."
    )

    /// How models are named.
    static let modelsDiscussion = """
        jina-reranker-v3 and -v3.5 read the documents of a call together; jina-reranker-m0 reads pictures, too; \
        jina-reranker-v2-base-multilingual and jina-colbert-v2 read one document at a time. 'auto' is jina-reranker-v3 where a \
        key or a server is given, else 'offline', which compares words. 'inference:ID' asks an inference endpoint of the \
        cluster.
        """

    /// The name for the comparison of the token vectors that the index holds.
    static let lateInteraction = "late-interaction"

    /// What holds for every list that is reranked.
    static let common: [any CommandOption] = [timeout, tokens, required]
    /// What the configuration file can set.
    static let configurable: [any CommandOption] = [model, window, timeout, fields, tokens, required]
    static let group = OptionGroup("Reranking", configurable)
}
