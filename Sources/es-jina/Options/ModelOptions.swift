import CommandTree

/// Which models make and reorder.
enum ModelOptions {
    enum EmbedderChoice: String, OptionChoice {
        case auto
        case offline
        case jina

        var summary: String {
            switch self {
            case .auto: "Jina where a key or a server is given, else offline"
            case .offline: "no network and no key; a stand-in without the semantics of a neural model"
            case .jina: "a server that speaks Jina's API"
            }
        }
    }

    static let embedder = Option<EmbedderChoice>(
        "embedder",
        default: .auto,
        environment: "ES_JINA_EMBEDDER",
        configKey: "embedder",
        help: "What makes the vectors."
    )
    static let model = Option<String?>(
        "model",
        short: "m",
        value: "MODEL",
        environment: "ES_JINA_MODEL",
        configKey: "model",
        help: "The embedding model."
    )
    .defaultDescribed("jina-clip-v2, or es-jina-hashing-v1 offline")
    .suggesting(ModelNames.embedding)
    static let modelDims = Option<Int?>(
        "model-dims",
        value: "N",
        configKey: "model_dims",
        help: "The full vector size of a model that is not one of Jina's, served by a compatible server."
    )
    static let jinaURL = Option<String?>(
        "jina-url",
        value: "URL",
        environment: "JINA_BASE_URL",
        configKey: "jina_url",
        help: "The server that speaks Jina's API."
    )
    .defaultDescribed("https://api.jina.ai")
    static let jinaKey = Option<String?>
        .secret(
            "jina-key",
            environment: "JINA_API_KEY",
            help: "The key for Jina's API."
        )
    static let dialect = Option<String>(
        "jina-dialect",
        value: "NAME",
        default: "auto",
        environment: "JINA_DIALECT",
        configKey: "jina_dialect",
        allowed: ["auto", "hosted", "on-prem", "infinity"],
        help: "How that server's API differs from the hosted one."
    )

    static let group = OptionGroup("Models", [embedder, model, modelDims, jinaURL, jinaKey, dialect])
}
