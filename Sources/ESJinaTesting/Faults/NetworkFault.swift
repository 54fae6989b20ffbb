public import HTTPTransport

/// Something that goes wrong between a client and its server, played by a ``FaultServer`` on a real connection.
///
/// Each fault says whether the server behind it carries the request out, because that is what a client cannot see: a lost
/// answer and a lost request look alike. The bodies of refusals were recorded from Elasticsearch 9.5.4.
public struct NetworkFault: Sendable, CustomStringConvertible {
    enum Effect: Sendable {
        /// Before the body is read.
        case beforeBody(LoopbackReply)
        /// The connection is reset, and nothing listens for a while.
        case away(Duration)
        /// Instead of the server behind, which never sees the request.
        case instead(LoopbackReply)
        /// After the server behind carried the request out.
        case afterwards(@Sendable (HTTPResponse) -> LoopbackReply)
        /// The connection is reset, and the server behind gets the request later.
        case later(Duration)
        /// Some operations of a bulk request are taken out.
        case items([ItemFault], share: Double)
    }

    /// What it is called in reports.
    public let description: String
    let effect: Effect

    init(_ description: String, _ effect: Effect) {
        self.description = description
        self.effect = effect
    }

    /// A reply of one's own in place of the server's, which never sees the request.
    public static func reply(_ description: String, _ reply: LoopbackReply) -> NetworkFault {
        NetworkFault(description, .instead(reply))
    }

    /// A reply of one's own made from the server's answer, after the server carried the request out.
    public static func answer(
        _ description: String,
        _ change: @escaping @Sendable (HTTPResponse) -> LoopbackReply
    ) -> NetworkFault { NetworkFault(description, .afterwards(change)) }
}

// MARK: - Connections

extension NetworkFault {
    /// The connection is reset and new ones are refused for a while; default 100 ms.
    public static func refused(for duration: Duration = .milliseconds(100)) -> NetworkFault {
        NetworkFault("refused", .away(duration))
    }

    /// A reset after the headers, before the body was read.
    public static let resetBeforeBody = NetworkFault("reset before the body", .beforeBody(.reset))

    /// An orderly end after the headers, as when a kept-alive connection is closed just as it is used again.
    public static let closedBeforeBody = NetworkFault("closed before the body", .beforeBody(.closed))

    /// 413 before the body was read, then an orderly end, as Elasticsearch answers above `http.max_content_length`.
    public static let tooLargeBeforeBody = NetworkFault("413 before the body", .beforeBody(.tooLarge))

    /// 417 to whoever waits for a permission to send its body.
    public static let expectationRefused = NetworkFault(
        "417 before the body",
        .beforeBody(LoopbackReply([.response(.init(status: 417, headers: ["Connection": "close"])), .close]))
    )

    /// A reset when the whole request is there; whether it is carried out is said here and not seen by the client.
    public static func resetAfterBody(carriedOut: Bool) -> NetworkFault {
        lost("reset after the body", carriedOut: carriedOut, .reset)
    }

    /// An orderly end when the whole request is there, without an answer.
    public static func closedAfterBody(carriedOut: Bool) -> NetworkFault {
        lost("closed after the body", carriedOut: carriedOut, .closed)
    }

    /// No answer until the client gives up.
    public static func stalled(carriedOut: Bool) -> NetworkFault {
        lost("stalled", carriedOut: carriedOut, .stalled)
    }

    /// The client sees a reset; the server behind carries the request out only some time later.
    public static func deliveredLate(after delay: Duration = .milliseconds(100)) -> NetworkFault {
        NetworkFault("delivered late", .later(delay))
    }

    /// The request is carried out and answered well, only late.
    public static func delayed(_ delay: Duration) -> NetworkFault {
        NetworkFault("delayed", .afterwards { .delayed(delay, .response($0)) })
    }

    /// A good answer, behind which the connection ends without notice.
    public static let closedAfterAnswer = answer("closed after the answer") {
        LoopbackReply([.response($0), .close])
    }

    private static func lost(_ name: String, carriedOut: Bool, _ reply: LoopbackReply) -> NetworkFault {
        carriedOut
            ? NetworkFault("\(name), carried out", .afterwards { _ in reply })
            : NetworkFault("\(name), not carried out", .instead(reply))
    }
}

// MARK: - Damaged answers of requests that were carried out

extension NetworkFault {
    /// The headers and half of the body, then a reset.
    public static let resetMidAnswer = answer("reset mid-answer") { .resetMidBody($0) }

    /// The headers and half of the body, then an orderly end.
    public static let closedMidAnswer = answer("closed mid-answer") { .closedMidBody($0) }

    /// The headers and half of the body, then nothing any more.
    public static let stalledMidAnswer = answer("stalled mid-answer") { .stalledMidBody($0) }

    /// The answer in pieces with pauses; default 64 bytes every millisecond.
    public static func slowDrip(size: Int = 64, every pause: Duration = .milliseconds(1)) -> NetworkFault {
        answer("slow drip") { .dripping($0, size: size, every: pause) }
    }

    /// The first half of the compressed answer, with a `Content-Length` that fits the half.
    public static let halfGzip = answer("half-written gzip") { .halfGzip($0) }

    /// The first half of the answer, with a `Content-Length` that fits the half.
    public static let truncatedJSON = answer("truncated JSON") { answer in
        var half = answer
        half.body.removeLast(answer.body.count / 2)
        return .response(half)
    }

    /// Chunked transfer encoding without the last chunk.
    public static let truncatedChunks = answer("truncated chunks") { .truncatedChunks($0, size: 256) }

    /// The answer with bytes exchanged for others, chosen by `seed`.
    public static func garbled(seed: UInt64 = 1) -> NetworkFault {
        answer("garbled") { answer in
            var generator = SeededGenerator(seed: seed)
            var damaged = answer
            for _ in 0..<max(1, answer.body.count / 50) {
                guard let place = damaged.body.indices.randomElement(using: &generator) else { break }
                damaged.body[place] = UInt8.random(in: .min ... .max, using: &generator)
            }
            return .response(damaged)
        }
    }

    /// A `Content-Length` that is wrong by `bytes`: too long where positive, too short where negative.
    public static func wrongLength(by bytes: Int) -> NetworkFault {
        answer("content length wrong by \(bytes)") { .claiming(length: max(0, $0.body.count + bytes), $0) }
    }

    /// Status 200 with nothing behind it, from something that calls itself Elasticsearch.
    public static func empty(carriedOut: Bool) -> NetworkFault {
        lost("empty answer", carriedOut: carriedOut, .response(.elasticsearch(200, "")))
    }

    /// The answer without `X-Elastic-Product`.
    public static let missingProduct = product(nil)

    /// The answer with another name in `X-Elastic-Product`; `nil` for none.
    public static func product(_ name: String?) -> NetworkFault {
        answer(name.map { "product header \($0)" } ?? "no product header") { answer in
            var other = answer
            other.headers["X-Elastic-Product"] = name
            return .response(other)
        }
    }
}

// MARK: - Answers of others in between, or of a server that lets nothing through

extension NetworkFault {
    /// An HTML page, as proxies answer; default 502.
    public static func html(_ status: Int = 502) -> NetworkFault { reply("HTML \(status)", .html(status)) }

    /// 429 from Elasticsearch for a whole request; `retryAfter` is the header's value, seconds or a date.
    public static func tooManyRequests(retryAfter: String? = nil) -> NetworkFault {
        var answer = HTTPResponse.rejected
        answer.headers["Retry-After"] = retryAfter
        return reply("429" + (retryAfter.map { " with Retry-After: \($0)" } ?? ""), .response(answer))
    }

    /// 503 with `retryAfter` as the header's value, without a body.
    public static func unavailable(retryAfter: String? = nil) -> NetworkFault {
        var answer = HTTPResponse(status: 503)
        answer.headers["Retry-After"] = retryAfter
        return reply("503", .response(answer))
    }

    /// An answer of that status without a body.
    public static func status(_ status: Int) -> NetworkFault { reply("\(status)", .response(.init(status: status))) }

    /// 401 from Elasticsearch.
    public static let unauthorized = reply("401", .response(.unauthorized))

    /// 413 without a body, then an orderly end, as Elasticsearch answers.
    public static let tooLarge = reply("413", .tooLarge)

    /// A redirect; default 301 to another host.
    public static func redirect(to location: String = "http://elsewhere.invalid/", status: Int = 301) -> NetworkFault {
        reply("redirect \(status)", .redirect(to: location, status: status))
    }

    /// An answer of white space that is `count` bytes long and says so, from something that calls itself Elasticsearch.
    public static func giant(_ count: Int) -> NetworkFault {
        reply("giant answer", .blank(count, isEndless: false))
    }

    /// An answer of white space that never ends, from something that calls itself Elasticsearch.
    public static let endless = reply("endless answer", .blank(1 << 16, isEndless: true))

    /// Headers that never end.
    public static let headerBomb = reply(
        "header bomb",
        LoopbackReply([
            .bytes(Array("HTTP/1.1 200 OK\r\n".utf8)),
            .repeating(Array("X-Bomb: \(String(repeating: "x", count: 1000))\r\n".utf8), count: nil),
        ])
    )

    /// Bytes that are not HTTP.
    public static let notHTTP = reply(
        "not HTTP",
        LoopbackReply([.bytes(Array("SSH-2.0-OpenSSH_9.6\r\n".utf8)), .close])
    )

    /// Interim answers (102, then 103) before the good one.
    public static let interimAnswers = answer("interim answers") {
        let interim = "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
        return LoopbackReply([.bytes(Array(interim.utf8)), .response($0)])
    }
}

extension LoopbackReply {
    /// Recorded: status 413, no body, no product header, and the connection ends.
    fileprivate static let tooLarge = LoopbackReply([
        .response(.init(status: 413, headers: ["Connection": "close"])), .close,
    ])

    fileprivate static func blank(_ count: Int, isEndless: Bool) -> LoopbackReply {
        let framing = isEndless ? "Transfer-Encoding: chunked" : "Content-Length: \(count)"
        let head =
            "HTTP/1.1 200 OK\r\nX-elastic-product: Elasticsearch\r\nContent-Type: application/json\r\n\(framing)\r\n\r\n"
        let piece = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 16)
        guard isEndless else {
            return LoopbackReply([
                .bytes(Array(head.utf8)), .repeating(piece, count: count / piece.count),
                .bytes(Array(piece.prefix(count % piece.count))),
            ])
        }
        return LoopbackReply([
            .bytes(Array(head.utf8)), .repeating(Array("10000\r\n".utf8) + piece + Array("\r\n".utf8), count: nil),
        ])
    }
}

extension HTTPResponse {
    static func elasticsearch(_ status: Int, _ body: String) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: ["X-elastic-product": "Elasticsearch", "Content-Type": "application/json"],
            body: Array(body.utf8)
        )
    }

    /// Recorded with `indexing_pressure.memory.limit=200kb`.
    fileprivate static let rejected: HTTPResponse = {
        let cause =
            #""type":"es_rejected_execution_exception","reason":"rejected execution of coordinating operation "#
            + #"[coordinating_and_primary_bytes=199320, replica_bytes=0, all_bytes=199320, "#
            + #"coordinating_operation_bytes=9664, max_coordinating_bytes=204800]""#
        return .elasticsearch(429, #"{"error":{"root_cause":[{\#(cause)}],\#(cause)},"status":429}"#)
    }()

    fileprivate static let unauthorized: HTTPResponse = {
        let cause =
            #""type":"security_exception","reason":"missing authentication credentials for REST request [/_bulk]""#
        var answer = HTTPResponse.elasticsearch(401, #"{"error":{"root_cause":[{\#(cause)}],\#(cause)},"status":401}"#)
        answer.headers = [
            "WWW-Authenticate": "ApiKey", "Content-Type": "application/json",
        ]
        return answer
    }()
}
