/// One HTTP request as a value.
public struct HTTPRequest: Sendable {
    /// The method, by its name on the wire.
    public struct Method: RawRepresentable, Hashable, Sendable {
        /// The name on the wire, in capitals.
        public let rawValue: String
        /// Makes a method of any name.
        public init(rawValue: String) { self.rawValue = rawValue }
        /// `GET`.
        public static let get = Method(rawValue: "GET")
        /// `HEAD`.
        public static let head = Method(rawValue: "HEAD")
        /// `POST`.
        public static let post = Method(rawValue: "POST")
        /// `PUT`.
        public static let put = Method(rawValue: "PUT")
        /// `DELETE`.
        public static let delete = Method(rawValue: "DELETE")
    }

    /// What is sent after the headers.
    public enum Body: Sendable {
        /// Nothing.
        case none
        /// Bytes held in memory, sent with their `Content-Length`.
        case bytes([UInt8])
        /// Pieces made while they are sent, with chunked transfer encoding; `nil` ends the body. A request with such a body
        /// is never retried by a middleware.
        case stream(@Sendable () async throws -> [UInt8]?)
    }

    /// The method; default `GET`.
    public var method: Method
    /// The absolute URL: scheme, host, path and query, percent-encoded.
    public var url: String
    /// The headers to send.
    public var headers: HTTPHeaders
    /// The body; default none.
    public var body: Body
    /// Limits of time for this request alone; `nil` takes the transport's own.
    public var timeouts: HTTPTimeouts?
    /// The largest answer to accept, in bytes; `nil` takes the transport's own limit.
    public var maxResponseBytes: Int?
    /// Whether sending it twice does the same as sending it once, so that a middleware may retry after an ambiguous failure.
    public var isIdempotent: Bool
    /// A short name of the operation for errors and observers, such as `bulk` or `jina.embeddings`.
    public var operation: String

    /// Makes a request.
    public init(
        _ method: Method = .get,
        _ url: String,
        headers: HTTPHeaders = [:],
        body: Body = .none,
        timeouts: HTTPTimeouts? = nil,
        maxResponseBytes: Int? = nil,
        isIdempotent: Bool = true,
        operation: String = ""
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeouts = timeouts
        self.maxResponseBytes = maxResponseBytes
        self.isIdempotent = isIdempotent
        self.operation = operation
    }
}

/// How long the parts of a request may take.
public struct HTTPTimeouts: Hashable, Sendable {
    /// The longest time to reach the server, TLS included; default 10 s.
    public var connect: Duration
    /// The longest time from start to the last byte of the answer; default 120 s.
    public var total: Duration
    /// The longest time without a single byte in either direction; default 60 s.
    public var stall: Duration

    /// Makes timeouts.
    public init(
        connect: Duration = .seconds(10),
        total: Duration = .seconds(120),
        stall: Duration = .seconds(60)
    ) {
        self.connect = connect
        self.total = total
        self.stall = stall
    }
}
