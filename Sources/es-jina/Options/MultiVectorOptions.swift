import CommandTree
import ESJina
import Embeddings

/// Whether documents get vectors of their tokens, for late interaction.
enum MultiVectorOptions {
    /// How they are kept.
    enum StorageChoice: String, OptionChoice {
        case auto
        case binary
        case rankVectors = "rank_vectors"

        var summary: String {
            switch self {
            case .auto: "what the index has, else rank_vectors where the licence allows them, else binary"
            case .binary: "signed bytes in a field that the server only stores; the client scores"
            case .rankVectors: "a field that the server scores by; needs an Enterprise licence"
            }
        }

        /// The storage; `nil` for the pipeline's own choice.
        var storage: TokenVectorField.Storage? {
            switch self {
            case .auto: nil
            case .binary: .binary
            case .rankVectors: .rankVectors
            }
        }
    }

    static let multiVector = Option<String?>(
        "multi-vector",
        value: "MODEL[:DIMS]",
        environment: "ES_JINA_MULTI_VECTOR",
        configKey: "multi_vector",
        help:
            "Also keep a vector for each token of a document's words, such as jina-colbert-v2:64; 'offline' needs no network."
    )
    .discussed(
        "They are what `es-jina search --rerank late-interaction` compares. Each search of such an index reads more."
    )
    .suggesting(ModelNames.multiVector)
    static let storage = Option<StorageChoice>(
        "multi-vector-storage",
        default: .auto,
        configKey: "multi_vector_storage",
        help: "How token vectors are kept."
    )
    static let tokens = Option<Int?>(
        "multi-vector-tokens",
        value: "N",
        configKey: "multi_vector_tokens",
        allowed: .matching("a whole number from 1 to 8192") { 1...8192 ~= $0 },
        help: "How many tokens of a document have vectors; what lies behind them is not compared."
    )
    .defaultDescribed("what the index has, else 512")

    static let group = OptionGroup("Late interaction", [multiVector, storage, tokens])

    /// What `--multi-vector` names; `nil` where it is not given.
    static func choice(_ command: ParsedCommand) throws(UsageError) -> (model: String, dims: Int?)? {
        guard let text = command[multiVector] else { return nil }
        guard let colon = text.lastIndex(of: ":") else { return (text, nil) }
        let (model, size) = (text[..<colon], text[text.index(after: colon)...])
        guard !model.isEmpty, let dims = Int(size), dims > 0 else {
            throw UsageError(
                .invalidValue,
                "Invalid value '\(text)' for '--multi-vector': expected a model, or a model and a size such as "
                    + "jina-colbert-v2:64."
            )
        }
        return (String(model), dims)
    }

    /// Gives `options` what the command line says.
    static func apply(_ command: ParsedCommand, to options: inout IngestOptions) {
        options.multiVectorStorage = command[storage].storage
        options.multiVectorTokens = command[tokens]
    }
}
