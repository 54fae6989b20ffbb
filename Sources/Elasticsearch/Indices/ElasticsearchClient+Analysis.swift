import HTTPTransport
import JSONValues

extension ElasticsearchClient {
    /// The terms that an analyzer makes of a text.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - analyzer: One of the server's own analyzers, such as `french`.
    /// - Returns: The terms in order.
    /// - Throws: ``ElasticsearchError``; of kind `illegalArgument` where the server has no such analyzer.
    public func terms(of text: String, analyzer: String) async throws -> [String] {
        let body: JSONValue = ["analyzer": .string(analyzer), "text": .string(text)]
        let answer = try await sendJSON(.post, "/_analyze", body: body.serialized(), operation: "analyze")
        return answer["tokens"]?.array?.compactMap { $0["token"]?.string } ?? []
    }

    /// Whether the server has an analyzer of this name of its own; asks with one request.
    ///
    /// - Parameter name: The name, such as `french`.
    /// - Returns: Whether it has it.
    /// - Throws: ``ElasticsearchError`` where the server cannot be asked.
    public func hasAnalyzer(_ name: String) async throws -> Bool {
        do {
            _ = try await terms(of: "", analyzer: name)
            return true
        } catch let error as ElasticsearchError where error.status == 400 {
            return false
        }
    }
}
