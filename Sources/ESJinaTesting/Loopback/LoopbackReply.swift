import HTTPCompression
public import HTTPTransport
public import JSONValues

/// What a ``LoopbackServer`` does with a request: a plain answer, or a script of steps that break the rules.
///
/// A script whose framing is broken ends with ``Step/close`` or ``Step/reset``; after every other one the connection stays
/// open for the next request.
public struct LoopbackReply: Sendable {
    /// One thing the server does.
    public enum Step: Sendable {
        /// Sends a whole answer with its `Content-Length`.
        case response(HTTPResponse)
        /// Sends bytes as they are.
        case bytes([UInt8])
        /// Sends the same bytes again and again: `count` times, or until the client leaves where that is `nil`.
        case repeating([UInt8], count: Int?)
        /// Sends bytes in pieces of `size` with a pause after each.
        case drip([UInt8], size: Int, every: Duration)
        /// Waits.
        case pause(Duration)
        /// Waits until the client leaves or the server is stopped.
        case stall
        /// Ends the connection by a TCP reset.
        case reset
        /// Ends the connection in order.
        case close
    }

    /// The steps, in order.
    public var steps: [Step]

    /// Makes a reply of `steps`.
    public init(_ steps: [Step]) { self.steps = steps }

    /// A plain answer.
    public static func response(_ response: HTTPResponse) -> LoopbackReply { LoopbackReply([.response(response)]) }

    /// A plain answer of JSON.
    public static func json(_ status: Int, _ value: JSONValue) -> LoopbackReply {
        .response(.init(status: status, headers: ["Content-Type": "application/json"], body: value.serialized()))
    }

    /// A plain answer of text; the default content type is `text/plain`.
    public static func text(_ status: Int, _ text: String, contentType: String = "text/plain") -> LoopbackReply {
        .response(.init(status: status, headers: ["Content-Type": contentType], body: Array(text.utf8)))
    }

    /// The page of a proxy whose server is away; default status 502.
    public static func html(_ status: Int = 502) -> LoopbackReply {
        .text(
            status,
            "<html><head><title>\(status) Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>",
            contentType: "text/html"
        )
    }

    /// A redirect; default status 302.
    public static func redirect(to location: String, status: Int = 302) -> LoopbackReply {
        .response(.init(status: status, headers: ["Location": location]))
    }

    /// Status 200 with nothing behind it.
    public static let empty = LoopbackReply.response(.init(status: 200))

    /// `reply` after a pause.
    public static func delayed(_ pause: Duration, _ reply: LoopbackReply) -> LoopbackReply {
        LoopbackReply([.pause(pause)] + reply.steps)
    }

    /// Never an answer.
    public static let stalled = LoopbackReply([.stall])

    /// The connection ends in order without an answer.
    public static let closed = LoopbackReply([.close])

    /// The connection is reset without an answer.
    public static let reset = LoopbackReply([.reset])

    /// The headers of `response` only, then a reset.
    public static func resetAfterHeaders(_ response: HTTPResponse) -> LoopbackReply {
        LoopbackReply([.bytes(Array(head(response).utf8)), .pause(.milliseconds(20)), .reset])
    }

    /// Half of the body of `response`, then a reset.
    public static func resetMidBody(_ response: HTTPResponse) -> LoopbackReply { half(response, then: .reset) }

    /// Half of the body of `response`, then an orderly end.
    public static func closedMidBody(_ response: HTTPResponse) -> LoopbackReply { half(response, then: .close) }

    /// Half of the body of `response`, then nothing any more.
    public static func stalledMidBody(_ response: HTTPResponse) -> LoopbackReply { half(response, then: .stall) }

    /// The body of `response` in pieces with pauses; default one byte every 10 ms.
    public static func dripping(
        _ response: HTTPResponse,
        size: Int = 1,
        every pause: Duration = .milliseconds(10)
    ) -> LoopbackReply {
        LoopbackReply([.bytes(Array(head(response).utf8)), .drip(response.body, size: size, every: pause)])
    }

    /// `response` with a `Content-Length` that is not true; the connection ends in order behind it.
    public static func claiming(length: Int, _ response: HTTPResponse) -> LoopbackReply {
        LoopbackReply([.bytes(Array(head(response, length: length).utf8) + response.body), .close])
    }

    /// `response` with a `Content-Length` that is not true; the connection stays open.
    public static func claimingOnOpenConnection(length: Int, _ response: HTTPResponse) -> LoopbackReply {
        LoopbackReply([.bytes(Array(head(response, length: length).utf8) + response.body)])
    }

    /// `response` with chunked transfer encoding; default chunks of 1,000 bytes.
    public static func chunked(_ response: HTTPResponse, size: Int = 1000) -> LoopbackReply {
        LoopbackReply([.bytes(chunks(response, size: size) + Array("0\r\n\r\n".utf8))])
    }

    /// `response` with chunked transfer encoding and without the last chunk.
    public static func truncatedChunks(_ response: HTTPResponse, size: Int = 1000) -> LoopbackReply {
        LoopbackReply([.bytes(chunks(response, size: size)), .close])
    }

    /// A body of `count` zero bytes, announced by its `Content-Length`.
    public static func giant(_ count: Int) -> LoopbackReply {
        let piece = [UInt8](repeating: 0, count: 65_536)
        return LoopbackReply([
            .bytes(Array(head(.init(status: 200), length: count).utf8)),
            .repeating(piece, count: count / piece.count),
            .bytes([UInt8](repeating: 0, count: count % piece.count)),
        ])
    }

    /// A chunked body without an end.
    public static let endless = LoopbackReply([
        .bytes(Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)),
        .repeating(Array("10000\r\n".utf8) + [UInt8](repeating: 0, count: 65_536) + Array("\r\n".utf8), count: nil),
    ])

    /// `response` compressed by gzip; as it is where the compression library is missing.
    public static func gzip(_ response: HTTPResponse) -> LoopbackReply { .response(compressed(response)) }

    /// The first half of the gzip of `response`, with a `Content-Length` that fits the half.
    public static func halfGzip(_ response: HTTPResponse) -> LoopbackReply {
        var answer = compressed(response)
        answer.body.removeLast(answer.body.count / 2)
        return .response(answer)
    }

    static func head(_ response: HTTPResponse, length: Int? = nil) -> String {
        var text = "HTTP/1.1 \(response.status) \(reason(response.status))\r\n"
        for field in response.headers.fields { text += "\(field.name): \(field.value)\r\n" }
        let bodiless = response.status < 200 || response.status == 204 || response.status == 304
        if !bodiless && response.headers["Content-Length"] == nil && response.headers["Transfer-Encoding"] == nil {
            text += "Content-Length: \(length ?? response.body.count)\r\n"
        }
        return text + "\r\n"
    }

    private static func reason(_ status: Int) -> String {
        let reasons = [
            100: "Continue", 200: "OK", 201: "Created", 204: "No Content", 301: "Moved Permanently", 302: "Found",
            400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
            409: "Conflict", 413: "Content Too Large", 422: "Unprocessable Content", 429: "Too Many Requests",
            500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
        ]
        return reasons[status] ?? "Status"
    }

    private static func half(_ response: HTTPResponse, then end: Step) -> LoopbackReply {
        let part = response.body.prefix(response.body.count / 2)
        return LoopbackReply([.bytes(Array(head(response).utf8) + part), .pause(.milliseconds(20)), end])
    }

    private static func chunks(_ response: HTTPResponse, size: Int) -> [UInt8] {
        var response = response
        response.headers["Transfer-Encoding"] = "chunked"
        var bytes = Array(head(response).utf8)
        for start in stride(from: 0, to: response.body.count, by: size) {
            let chunk = response.body[start..<min(start + size, response.body.count)]
            bytes += Array((String(chunk.count, radix: 16) + "\r\n").utf8) + chunk + Array("\r\n".utf8)
        }
        return bytes
    }

    private static func compressed(_ response: HTTPResponse) -> HTTPResponse {
        guard let body = try? Gzip.compress(response.body, level: 6) else { return response }
        var answer = response
        answer.headers["Content-Encoding"] = "gzip"
        answer.body = body
        return answer
    }
}
