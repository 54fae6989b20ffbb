import CommandTree
import Embeddings
import HTTPTransport
import Jina

extension ModelFactory {
    /// What stands for an embedder that is asked for its limits and refusals alone; connects to nothing and needs no key.
    ///
    /// - Parameter model: The model.
    /// - Returns: The embedder as the likeliest kind of server would be, then as others would.
    /// - Throws: `JinaError` where no server could serve the model so.
    func rehearsal(of model: EmbeddingModel) async throws -> [any Embedder] {
        let offline = HashingEmbedder()
        if model.id == offline.model.id { return [offline] }
        var embedders: [any Embedder] = []
        for client in try offlineClients() { embedders.append(try await JinaEmbedder(client: client, model: model)) }
        return embedders
    }

    /// Clients that are asked nothing: one where the kind of server is known without asking it, else one of each kind.
    func offlineClients() throws -> [JinaClient] {
        let url = command[ModelOptions.jinaURL] ?? JinaConfiguration.hostedURL
        let dialect = JinaDialect(named: command[ModelOptions.dialect]) ?? .automatic
        let kinds: [JinaDialect] =
            dialect != .automatic
            ? [dialect] : url == JinaConfiguration.hostedURL ? [.hosted] : [.onPrem, .infinity, .hosted]
        return kinds.map { kind in
            JinaClient(JinaConfiguration(baseURL: url, dialect: kind), transport: ClosedTransport())
        }
    }
}

/// A transport to nowhere: whoever sends by it does what was not to be done.
private struct ClosedTransport: HTTPTransport {
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        throw TransportError(.connectionFailed, "A dry run sends nothing.", requestMayHaveBeenProcessed: false)
    }
}
