public import Elasticsearch
public import Embeddings
import JSONValues

/// The field in which an index keeps token vectors for late interaction, and what made them.
public struct TokenVectorField: Sendable, Hashable {
    /// How token vectors are kept.
    public struct Storage: RawRepresentable, Hashable, Sendable {
        /// The name on the command line and in the index's `_meta`.
        public let rawValue: String
        /// Makes a storage of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// A `binary` field that is neither indexed nor in doc values: `PackedMultiVector` of signed bytes as base64, 176 characters
        /// for a vector of 128 dims; the client scores.
        public static let binary = Storage(rawValue: "binary")
        /// A `rank_vectors` field, which needs an Enterprise licence: bfloat16 where the server has it, else floats; the server
        /// scores.
        public static let rankVectors = Storage(rawValue: "rank_vectors")
    }

    /// The late-interaction model's id.
    public var modelID: String
    /// What its vectors depend on besides their texts.
    public var embedderFingerprint: String
    /// The size of each vector.
    public var dims: Int
    /// How they are kept.
    public var storage: Storage
    /// How many tokens of a document, by `TokenEstimate`, have vectors; what lies behind them has none.
    public var maxTokens: Int

    /// How many tokens of a document have vectors where nobody says: 68 KB of signed bytes at 128 dims.
    public static let defaultMaxTokens = 512

    /// Makes a field for an embedder.
    ///
    /// - Parameters:
    ///   - embedder: What makes the vectors.
    ///   - storage: How they are kept.
    ///   - maxTokens: How many tokens of a document have vectors; default 512.
    public init(embedder: any MultiVectorEmbedder, storage: Storage, maxTokens: Int = Self.defaultMaxTokens) {
        modelID = embedder.model.id
        embedderFingerprint = embedder.fingerprint
        dims = embedder.dims
        self.storage = storage
        self.maxTokens = maxTokens
    }

    /// How a server keeps them where nobody says.
    public static func recommendedStorage(for capabilities: Capabilities) -> Storage {
        capabilities.allowsRankVectors ? .rankVectors : .binary
    }

    /// What every document's field depends on.
    var fingerprint: String { "\(embedderFingerprint) \(storage.rawValue) \(maxTokens)" }

    /// The field in a few words.
    var summary: String { "\(option) as \(storage.rawValue), \(maxTokens) tokens" }

    /// What `--multi-vector` takes for it.
    public var option: String { "\(modelID):\(dims)" }

    func mapping(for capabilities: Capabilities) -> FieldMapping {
        guard storage == .rankVectors else { return .raw(["type": "binary"]) }
        let element = capabilities.supportsBFloat16 ? VectorElementType.bfloat16 : .float
        return .raw(["type": "rank_vectors", "element_type": .string(element.rawValue), "dims": JSONValue(dims)])
    }

    var meta: JSONValue {
        [
            "model": .string(modelID),
            "embedder": .string(embedderFingerprint),
            "dims": JSONValue(dims),
            "encoding": .string(storage == .binary ? "int8" : storage.rawValue),
            "max_tokens": JSONValue(maxTokens),
        ]
    }

    init?(meta: JSONValue) {
        guard let model = meta["model"]?.string, let embedder = meta["embedder"]?.string, let dims = meta["dims"]?.int,
            let encoding = meta["encoding"]?.string, let maxTokens = meta["max_tokens"]?.int
        else { return nil }
        modelID = model
        embedderFingerprint = embedder
        self.dims = dims
        storage = encoding == "int8" ? .binary : Storage(rawValue: encoding)
        self.maxTokens = maxTokens
    }

    /// How what an index holds differs from what is to be put into it, and the way out: the rest of a sentence about the index.
    static func mismatch(_ found: TokenVectorField?, for wanted: TokenVectorField?) -> String {
        switch (found, wanted) {
        case (nil, _):
            "holds no token vectors. Leave --multi-vector out, or use another index with --index."
        case (let found?, nil):
            "holds token vectors of \(found.modelID). Add --multi-vector \(found.option), or use another index with --index."
        case (let found?, let wanted?) where found.embedderFingerprint != wanted.embedderFingerprint:
            "holds token vectors of \(found.modelID) (\(found.embedderFingerprint)), not of \(wanted.modelID) "
                + "(\(wanted.embedderFingerprint)). Use --multi-vector \(found.option), or another index with --index."
        case (let found?, let wanted?) where found.storage != wanted.storage:
            "keeps token vectors as \(found.storage.rawValue), not as \(wanted.storage.rawValue). Leave "
                + "--multi-vector-storage out, or use another index with --index."
        case (let found?, let wanted?):
            "holds vectors of the first \(found.maxTokens) tokens of each document, not \(wanted.maxTokens). Leave "
                + "--multi-vector-tokens out, or use another index with --index."
        }
    }
}
