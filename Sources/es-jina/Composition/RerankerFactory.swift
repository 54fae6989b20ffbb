import CommandTree
import ESJina
import Elasticsearch
import Embeddings
import HTTPTransport
import Jina
import VipsImages

/// Makes the reranker that options ask for.
struct RerankerFactory {
    private let command: ParsedCommand
    private let models: ModelFactory

    /// Takes the connection to the server of what makes the query's vector.
    init(_ command: ParsedCommand, _ models: ModelFactory) {
        self.command = command
        self.models = models
    }

    /// Makes the second stage of a search for what an index says of itself; `nil` where none is asked for.
    ///
    /// The model whose token vectors the index holds compares those, which needs no document to be read again.
    ///
    /// - Parameter engine: The cluster or embedded node.
    /// - Returns: What makes the stage.
    /// - Throws: `UsageError` for mistakes that can be found without the index.
    func stage(_ engine: Engine) throws -> (IndexDescription) async throws -> (any SecondStage)? {
        guard let name = command[RerankOptions.model], MultiVectorFactory.knows(name) else {
            let stage = try rerankStage(engine)
            return { _ in stage }
        }
        return { index in
            if name == RerankOptions.lateInteraction || name == index.tokenVectors?.modelID {
                return try await MultiVectorFactory(command, models).stage(index, engine)
            }
            return try rerankStage(engine)
        }
    }

    private func rerankStage(_ engine: Engine) throws -> RerankStage? {
        guard let name = command[RerankOptions.model], name != "none" else {
            guard !command[RerankOptions.required] else {
                throw UsageError(
                    .missingArgument,
                    "--require-rerank needs a reranker: name one with --rerank.",
                    command: "es-jina search"
                )
            }
            return nil
        }
        let reranker = try reranker(name) { engine.client }
        let images = VipsImagePreparer()
        let pictures = HitPictures(images: images)
        return RerankStage(
            reranker: reranker,
            passage: try template(),
            documentTokens: command[RerankOptions.tokens],
            timeout: command[RerankOptions.timeout],
            pictures: { try await pictures.picture(of: $0) }
        )
    }

    /// What orders a list by itself.
    func list(_ name: String?, _ console: Console) throws -> ListReranker {
        ListReranker(
            try reranker(name.flatMap { $0 == "none" ? nil : $0 } ?? "auto") {
                guard !command[ConnectionOptions.url].isEmpty || command[ConnectionOptions.cloudID] != nil else {
                    throw UsageError(
                        .missingArgument,
                        "An inference endpoint belongs to a cluster: name it with --url.",
                        command: "es-jina rerank"
                    )
                }
                return try Engine(command, console).client
            },
            timeout: command[RerankOptions.timeout],
            documentTokens: command[RerankOptions.tokens]
        )
    }

    private func template() throws -> PassageTemplate {
        do throws(SearchError) {
            return try PassageTemplate(parsing: command[RerankOptions.fields])
        } catch {
            throw UsageError(.invalidValue, error.message, command: "es-jina search")
        }
    }

    /// The reranker of a name as `--rerank` takes it.
    ///
    /// - Parameters:
    ///   - name: The name.
    ///   - cluster: Gives the cluster that has an inference endpoint.
    /// - Returns: The reranker.
    /// - Throws: `UsageError` for a name that is none, or a missing key.
    func reranker(_ name: String, cluster: () throws -> ElasticsearchClient) throws -> any Reranker {
        let offline = LexicalReranker()
        let hasServer = command[ModelOptions.jinaKey] != nil || command[ModelOptions.jinaURL] != nil
        if name == "offline" || name == offline.modelID || (name == "auto" && !hasServer) { return offline }
        if name.hasPrefix("inference:"), name.count > 10 {
            return InferenceEndpointReranker(client: try cluster(), endpointID: String(name.dropFirst(10)))
        }
        let model: JinaRerankerModel
        do throws(JinaError) {
            // The name first: a mistyped one is not mended by a key.
            model = try name == "auto" ? JinaModels.rerankerV3 : JinaModels.reranker(name)
        } catch {
            let end = error.message.hasSuffix("?") ? "" : "."
            throw UsageError(
                .invalidValue,
                error.message + end + " 'offline' needs no network, and 'inference:ID' is an endpoint of the cluster."
            )
        }
        let client = try models.client(offline: "the reranker 'offline'")
        return JinaReranker(
            client: client.impatient(within: command[RerankOptions.timeout]),
            model: model,
            maxDocumentTokens: command[RerankOptions.tokens]
        )
    }
}
