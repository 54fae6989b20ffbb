import CommandTree
import ESJina
import Elasticsearch
import Embeddings
import Jina

/// Makes what token vectors need: their embedder, their field, and the second stage that compares them.
struct MultiVectorFactory {
    private let command: ParsedCommand
    private let models: ModelFactory

    /// Takes the connection to the server of what makes the other vectors.
    init(_ command: ParsedCommand, _ models: ModelFactory) {
        self.command = command
        self.models = models
    }

    /// Whether `--rerank` may mean token vectors by this name, which the index decides.
    static func knows(_ name: String) -> Bool {
        name == RerankOptions.lateInteraction || name == MultiVectorModel.offlineHashing.id
            || JinaModels.multiVectorModels.contains { $0.id == name }
    }

    /// What makes token vectors for an ingest; `nil` where none are asked for.
    func embedder() async throws -> (any MultiVectorEmbedder)? {
        guard let (name, dims) = try MultiVectorOptions.choice(command) else { return nil }
        return try await embedder(name, dims: dims)
    }

    /// What stands for what makes token vectors in a dry run, which asks it for nothing; `nil` where none are asked for.
    func rehearsal() async throws -> (any MultiVectorEmbedder)? {
        guard let (name, dims) = try MultiVectorOptions.choice(command) else { return nil }
        if name == "offline" || name == MultiVectorModel.offlineHashing.id {
            return try HashingMultiVectorEmbedder(dims: dims)
        }
        return try await JinaMultiVectorEmbedder(
            client: try models.offlineClients()[0],
            model: try JinaModels.multiVectorModel(name),
            dims: dims
        )
    }

    /// The field of token vectors a new index would have; `nil` where none are asked for.
    ///
    /// Needs no key.
    func field(for capabilities: Capabilities) async throws -> TokenVectorField? {
        guard let (name, dims) = try MultiVectorOptions.choice(command) else { return nil }
        return TokenVectorField(
            embedder: try await embedder(name, dims: dims, needsKey: false),
            storage: command[MultiVectorOptions.storage].storage
                ?? TokenVectorField.recommendedStorage(for: capabilities),
            maxTokens: command[MultiVectorOptions.tokens] ?? TokenVectorField.defaultMaxTokens
        )
    }

    /// The second stage that compares the token vectors of an index.
    ///
    /// - Parameters:
    ///   - index: What the index says of itself.
    ///   - engine: The cluster or embedded node.
    /// - Returns: The stage.
    /// - Throws: `SearchError` where the index has no token vectors.
    func stage(_ index: IndexDescription, _ engine: Engine) async throws -> LateInteractionStage {
        let name = command[ConnectionOptions.index]
        guard let field = index.tokenVectors else {
            throw SearchError(
                .indexMismatch,
                "The index '\(name)' holds no token vectors, which '\(RerankOptions.lateInteraction)' compares. Ingest into another "
                    + "index with --multi-vector, or name a reranker, such as jina-reranker-v3."
            )
        }
        return try LateInteractionStage(
            client: engine.client,
            index: name,
            field: field,
            embedder: try await embedder(field.modelID, dims: field.dims, within: command[RerankOptions.timeout]),
            timeout: command[RerankOptions.timeout]
        )
    }

    private func embedder(
        _ name: String,
        dims: Int?,
        needsKey: Bool = true,
        within time: Duration? = nil
    ) async throws -> any MultiVectorEmbedder {
        if name == "offline" || name == MultiVectorModel.offlineHashing.id {
            return try HashingMultiVectorEmbedder(dims: dims)
        }
        let model = try JinaModels.multiVectorModel(name)
        // The size first as well: a key does not mend it.
        _ = try model.checkedDims(dims)
        let client = try models.client(needsKey: needsKey, offline: "'--multi-vector offline'")
        return try await JinaMultiVectorEmbedder(
            client: time.map { client.impatient(within: $0) } ?? client,
            model: model,
            dims: dims
        )
    }
}
