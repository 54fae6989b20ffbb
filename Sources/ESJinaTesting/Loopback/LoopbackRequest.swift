import HTTPCompression
public import HTTPTransport
public import JSONValues

/// A request as a ``LoopbackServer`` received it.
public struct LoopbackRequest: Sendable {
    /// The method, in capitals.
    public var method: String
    /// The request's target: path and query, still percent-encoded.
    public var path: String
    /// The headers.
    public var headers: HTTPHeaders
    /// The body without chunked framing, as it was sent otherwise; empty where the server does not keep bodies.
    public var body: [UInt8] = []
    /// The size of the body in bytes, known also where the server does not keep bodies.
    public var bodySize = 0
    /// Which connection it came on, from 0 in the order of acceptance.
    public var connection: Int
    /// Which request of the server it is, from 0.
    public var index: Int

    /// The path without the query.
    public var pathWithoutQuery: String { String(path.prefix { $0 != "?" }) }

    /// The body, decompressed where it was sent as gzip; empty where it is damaged.
    public var decodedBody: [UInt8] {
        guard headers["Content-Encoding"]?.lowercased() == "gzip" else { return body }
        return (try? Gzip.decompress(body)) ?? []
    }

    /// The decompressed body as text.
    public var text: String { String(decoding: decodedBody, as: UTF8.self) }

    /// The decompressed body as JSON; `nil` where it is none.
    public var json: JSONValue? { try? JSONValue.parse(decodedBody) }
}
