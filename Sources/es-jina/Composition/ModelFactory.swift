import CommandTree
import CurlTransport
import ESJina
import Embeddings
import HTTPTransport
import Jina
import Synchronization

/// Makes the embedder that options and index ask for.
struct ModelFactory {
    let command: ParsedCommand
    private let observer: (any Observer)?
    private let middlewares: [any HTTPMiddleware]
    private let patience: Duration?
    private let shared = SharedClient()

    /// The one client of a command, so that its models share connections, rate limits and what is known of the server.
    private final class SharedClient: Sendable {
        let client: Mutex<JinaClient?> = Mutex(nil)
    }

    /// Makes the factory of a command's options.
    ///
    /// - Parameters:
    ///   - command: The options.
    ///   - observer: Who is told of requests.
    ///   - middlewares: What else hears requests to the server of models.
    ///   - patience: How long a request may take at most, connecting included; `nil` for what the options say.
    init(
        _ command: ParsedCommand,
        observer: (any Observer)? = nil,
        middlewares: [any HTTPMiddleware] = [],
        patience: Duration? = nil
    ) {
        self.command = command
        self.observer = observer
        self.middlewares = middlewares
        self.patience = patience
    }

    /// The embedder for a new index.
    func embedder() async throws -> any Embedder {
        let model = try model()
        let offline = HashingEmbedder()
        return model.id == offline.model.id ? offline : try await JinaEmbedder(client: try client(), model: model)
    }

    /// The model for a new index; connects to nothing.
    func model() throws -> EmbeddingModel {
        let offline = HashingEmbedder().model
        let asked = command[ModelOptions.model]
        switch command[ModelOptions.embedder] {
        case .offline:
            guard asked == nil || asked == offline.id else { throw notOffline(asked ?? "", offline) }
            return offline
        case .jina: return try jinaModel(asked ?? JinaModels.clipV2.id)
        case .auto:
            if asked == offline.id { return offline }
            if let asked { return try jinaModel(asked) }
            let hasServer = command[ModelOptions.jinaKey] != nil || command[ModelOptions.jinaURL] != nil
            return hasServer ? JinaModels.clipV2 : offline
        }
    }

    /// What the vectors of a new index will depend on, for its mapping; needs no key.
    ///
    /// Asks a server of one's own who it is, unless `--jina-dialect` says so; Jina's own is not asked.
    func fingerprint() async throws -> String {
        let model = try model()
        let offline = HashingEmbedder()
        if model.id == offline.model.id { return offline.fingerprint }
        return try await JinaEmbedder(client: try client(needsKey: false), model: model).fingerprint
    }

    /// What stands for the model of vectors that inputs bring along; asks nobody for a vector.
    ///
    /// - Parameters:
    ///   - dims: How many numbers they have; `nil` for what the index holds, or the full size of the model that `--model` names.
    ///   - existing: The index, where there is one.
    ///   - asksServer: Whether a server of one's own may be asked who it is, for what the vectors are known by.
    /// - Returns: The stand-in.
    /// - Throws: ``UsageError`` where nobody says the size, or the model has no such size.
    func precomputed(
        dims: Int?,
        existing: IndexDescription?,
        asksServer: Bool = true
    ) async throws -> PrecomputedEmbedder {
        guard let asked = command[ModelOptions.model] else {
            if let existing, dims == nil || dims == existing.dims.first {
                return PrecomputedEmbedder(
                    model: Self.unknownModel(existing.modelID, dims: existing.dims),
                    fingerprint: existing.embedderFingerprint
                )
            }
            guard let dims else {
                throw UsageError(
                    .missingArgument,
                    "Vectors made elsewhere need their size, or the model they come from: say --vector-dims or --model."
                )
            }
            return PrecomputedEmbedder(model: Self.unknownModel("precomputed", dims: [dims]))
        }
        let model = try model()
        guard let dims, dims != model.dims else {
            return PrecomputedEmbedder(model: model, fingerprint: asksServer ? try await fingerprint() : nil)
        }
        // A smaller size of a known model: queries are cut to it, so its own embedder can ask the index.
        guard model.supports(dims: dims) else {
            let sizes = model.trainedDims.map(String.init).joined(separator: ", ")
            throw UsageError(
                .conflict,
                "Vectors of \(dims) dims are none of '\(asked)', which has the sizes \(sizes). Check --vector-dims and --model."
            )
        }
        var cut = model
        cut.dims = dims
        cut.matryoshkaDims = model.matryoshkaDims.filter { $0 < dims } + [dims]
        cut.dimsRange = model.dimsRange.map { min($0.lowerBound, dims)...dims }
        return PrecomputedEmbedder(model: cut, fingerprint: asksServer ? try await fingerprint() : nil)
    }

    /// A model of which nothing is known but the sizes of its vectors, descending.
    private static func unknownModel(_ id: String, dims: [Int]) -> EmbeddingModel {
        EmbeddingModel(
            id: id,
            dims: dims.first ?? 1,
            matryoshkaDims: dims.reversed(),
            modalities: [.image, .text],
            maxTokens: .max
        )
    }

    /// The embedder an index was made with.
    func embedder(for index: IndexDescription) async throws -> any Embedder {
        let offline = HashingEmbedder()
        if let asked = command[ModelOptions.model], asked != index.modelID {
            throw SearchError(
                .indexMismatch,
                "The index holds vectors of \(index.modelID), which cannot be searched with \(asked). Leave --model out."
            )
        }
        if index.modelID == offline.model.id { return offline }
        guard !PrecomputedEmbedder.isUnknownModel(index.embedderFingerprint) else {
            throw SearchError(
                .indexMismatch,
                "The index holds vectors made elsewhere, and nothing says by which model. Search by words with --mode bm25, or "
                    + "load them again with --model."
            )
        }
        return try await JinaEmbedder(client: try client(), model: try jinaModel(index.modelID))
    }

    /// The revision of a model's weights that the catalogue describes; `nil` for models that are not in it.
    static func revision(of model: String) -> String? { JinaModels.catalogue.first { $0.id == model }?.revision }

    private func jinaModel(_ id: String) throws -> EmbeddingModel {
        guard let dims = command[ModelOptions.modelDims] else { return try JinaModels.embeddingModel(id) }
        return EmbeddingModel(id: id, dims: dims, matryoshkaDims: [dims], modalities: [.text], maxTokens: 8192)
    }

    /// A client of the server that options name; connects to nothing.
    ///
    /// - Parameters:
    ///   - needsKey: Whether Jina's own API without a key is a usage error.
    ///   - offline: What works without a key.
    /// - Returns: The client, the same each time.
    /// - Throws: ``UsageError`` where a key is missing.
    func client(needsKey: Bool = true, offline: String = "--embedder offline") throws -> JinaClient {
        let url = command[ModelOptions.jinaURL] ?? JinaConfiguration.hostedURL
        let key = command[ModelOptions.jinaKey].map { Secret($0) }
        guard !needsKey || key != nil || url != JinaConfiguration.hostedURL else {
            throw UsageError(
                .missingArgument,
                "Jina's API needs a key: set JINA_API_KEY, or name a server of your own with --jina-url. Without either, "
                    + "\(offline) works."
            )
        }
        return shared.client.withLock { client in
            if let client { return client }
            let made = makeClient(url, key)
            client = made
            return made
        }
    }

    private func makeClient(_ url: String, _ key: Secret?) -> JinaClient {
        var curl = CurlConfiguration()
        curl.timeouts.total = command[ConnectionOptions.timeout]
        curl.userAgent = "es-jina/\(ESJinaCommand.version)"
        if let patience { curl.timeouts.limit(to: patience) }
        return JinaClient(
            JinaConfiguration(
                baseURL: url,
                apiKey: key,
                dialect: JinaDialect(named: command[ModelOptions.dialect]) ?? .automatic
            ),
            // The client repeats by itself, with waits that all its requests share.
            transport: LibcurlTransport(curl).observed(by: observer, policy: nil).through(middlewares),
            observer: observer
        )
    }

    private func notOffline(_ asked: String, _ offline: EmbeddingModel) -> UsageError {
        UsageError(
            .conflict,
            "'\(asked)' is no offline model; the offline embedder is '\(offline.id)'. Leave --model out or use "
                + "--embedder jina."
        )
    }
}
