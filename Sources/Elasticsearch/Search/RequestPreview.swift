public import HTTPTransport
import JSONValues

/// A request exactly as it would be sent, less what says who sends it: no host, no headers, no credentials.
public struct RequestPreview: Sendable, Hashable, CustomStringConvertible {
    /// The method.
    public var method: HTTPRequest.Method
    /// The path from the cluster's root with its parameters, percent-encoded.
    public var path: String
    /// The body, byte for byte: JSON on one line, or one line for each part of a multi-search; empty where there is none.
    public var body: String

    /// Makes a preview.
    ///
    /// - Parameters:
    ///   - method: The method.
    ///   - path: The path from the cluster's root.
    ///   - body: The body; default none.
    public init(_ method: HTTPRequest.Method, _ path: String, body: String = "") {
        self.method = method
        self.path = path
        self.body = body
    }

    /// The request as Kibana's console takes it: method and path on a line, below it the body.
    public var description: String { body.isEmpty ? head : "\(head)\n\(body)" }

    /// The same with a body that is spread over lines for reading, which a server takes as well.
    ///
    /// The lines of a multi-search stay as they are, because a server reads it by lines.
    public var prettyText: String {
        guard !body.contains("\n"), let json = try? JSONValue.parse(body) else { return description }
        return "\(head)\n\(json.prettyText)"
    }

    private var head: String { "\(method.rawValue) \(path)" }
}

extension SearchRequest {
    /// The request that ``ElasticsearchClient/search(_:index:)`` sends for this search.
    ///
    /// - Parameters:
    ///   - index: An index, an alias, or a list or pattern of them.
    ///   - capabilities: The server it is for, which need not be there.
    /// - Returns: Method, path and body.
    /// - Throws: ``ElasticsearchError`` where the search would be refused before it is sent.
    public func preview(
        index: String,
        for capabilities: Capabilities
    ) throws(ElasticsearchError) -> RequestPreview {
        RequestPreview(
            .post,
            try ElasticsearchClient.searchPath(index, self) + ElasticsearchClient.queryText(parameters),
            body: String(decoding: try body(for: capabilities), as: UTF8.self)
        )
    }

    /// The request that ``ElasticsearchClient/multiSearch(_:index:)`` sends for `requests`.
    ///
    /// - Parameters:
    ///   - requests: The searches, in order.
    ///   - index: An index, an alias, or a list or pattern of them.
    ///   - capabilities: The server it is for, which need not be there.
    /// - Returns: Method, path and body.
    /// - Throws: ``ElasticsearchError`` where one of the searches would be refused before it is sent.
    public static func preview(
        _ requests: [SearchRequest],
        index: String,
        for capabilities: Capabilities
    ) throws(ElasticsearchError) -> RequestPreview {
        RequestPreview(
            .post,
            try ElasticsearchClient.path(index, "/_msearch"),
            body: String(decoding: try multiSearchBody(requests, for: capabilities), as: UTF8.self)
        )
    }

    /// The body of a multi-search: a header and a search on a line each, with a newline at the end.
    static func multiSearchBody(
        _ requests: [SearchRequest],
        for capabilities: Capabilities
    ) throws(ElasticsearchError) -> [UInt8] {
        var body: [UInt8] = []
        for request in requests {
            let header = JSONObject(request.parameters.map { ($0.0, JSONValue.string($0.1)) })
            body.append(contentsOf: JSONValue.object(header).serialized())
            body.append(UInt8(ascii: "\n"))
            body.append(contentsOf: try request.body(for: capabilities))
            body.append(UInt8(ascii: "\n"))
        }
        return body
    }
}

extension ElasticsearchClient {
    /// The request that ``search(_:index:)`` would send, without sending it.
    ///
    /// Asks the server what it can do, where that is not known yet, because the body depends on it; nothing else is sent.
    ///
    /// - Parameters:
    ///   - request: The search.
    ///   - index: An index, an alias, or a list or pattern of them.
    /// - Returns: Method, path and body; neither host nor credentials.
    /// - Throws: ``ElasticsearchError`` where the search would be refused before it is sent.
    public func preview(_ request: SearchRequest, index: String) async throws -> RequestPreview {
        try request.preview(index: index, for: try await capabilities())
    }

    /// The request that ``multiSearch(_:index:)`` would send, without sending it.
    ///
    /// - Parameters:
    ///   - requests: The searches, in order.
    ///   - index: An index, an alias, or a list or pattern of them.
    /// - Returns: Method, path and body; neither host nor credentials.
    /// - Throws: ``ElasticsearchError`` where one of the searches would be refused before it is sent.
    public func preview(_ requests: [SearchRequest], index: String) async throws -> RequestPreview {
        try SearchRequest.preview(requests, index: index, for: try await capabilities())
    }
}
