import CommandTree
import CurlTransport
import ESJina
import Embeddings
import HTTPTransport
import Jina

/// Makes the embedder and the reranker that options and index ask for.
struct ModelFactory {
    private let command: ParsedCommand
    private let observer: (any Observer)?

    init(_ command: ParsedCommand, observer: (any Observer)? = nil) {
        self.command = command
        self.observer = observer
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
        return try await JinaEmbedder(client: try client(), model: try jinaModel(index.modelID))
    }

    /// The reranker of that name; `offline` is the stand-in that needs no network.
    func reranker(_ name: String) throws -> any Reranker {
        let offline = LexicalReranker()
        if name == "offline" || name == offline.modelID { return offline }
        // The name first: a mistyped one is not mended by a key.
        let model = try JinaModels.reranker(name)
        return JinaReranker(client: try client(), model: model)
    }

    private func jinaModel(_ id: String) throws -> EmbeddingModel {
        guard let dims = command[ModelOptions.modelDims] else { return try JinaModels.embeddingModel(id) }
        return EmbeddingModel(id: id, dims: dims, matryoshkaDims: [dims], modalities: [.text], maxTokens: 8192)
    }

    private func client(needsKey: Bool = true) throws -> JinaClient {
        let url = command[ModelOptions.jinaURL] ?? JinaConfiguration.hostedURL
        let key = command[ModelOptions.jinaKey].map { Secret($0) }
        guard !needsKey || key != nil || url != JinaConfiguration.hostedURL else {
            throw UsageError(
                .missingArgument,
                "Jina's API needs a key: set JINA_API_KEY, or name a server of your own with --jina-url. Without either, "
                    + "--embedder offline works."
            )
        }
        var curl = CurlConfiguration()
        curl.timeouts.total = command[ConnectionOptions.timeout]
        curl.userAgent = "es-jina/\(ESJinaCommand.version)"
        return JinaClient(
            JinaConfiguration(
                baseURL: url,
                apiKey: key,
                dialect: JinaDialect(named: command[ModelOptions.dialect]) ?? .automatic
            ),
            // The client repeats by itself, with waits that all its requests share.
            transport: LibcurlTransport(curl).observed(by: observer, policy: nil),
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
