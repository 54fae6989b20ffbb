public import Embeddings

/// What a Jina-compatible server refused, or answered in a way that cannot be used.
///
/// Neither the message nor any other field holds what was sent or the key, even where the server repeats it.
public struct JinaError: BilledError, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong, as an open set.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The name of the kind, in snake case.
        public let rawValue: String
        /// Makes a kind of any name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// No key, or one the server does not know.
        public static let unauthorized = Kind(rawValue: "unauthorized")
        /// The key is known but may not do this.
        public static let forbidden = Kind(rawValue: "forbidden")
        /// The account has no tokens left: 402, or 403 with `AUTHZ_INSUFFICIENT_BALANCE`.
        public static let outOfCredit = Kind(rawValue: "out_of_credit")
        /// Too much was asked in a minute or at once, and waiting did not help; see ``JinaError/rateLimit``.
        public static let rateLimited = Kind(rawValue: "rate_limited")
        /// The server does not serve this model, or not for this.
        public static let modelNotFound = Kind(rawValue: "model_not_found")
        /// The server cannot use one of the texts or pictures.
        public static let invalidInput = Kind(rawValue: "invalid_input")
        /// The server does not accept a parameter of the request.
        public static let invalidRequest = Kind(rawValue: "invalid_request")
        /// A text is longer than the model reads, and truncation is off.
        public static let tokenLimitExceeded = Kind(rawValue: "token_limit_exceeded")
        /// The request is larger than the server takes.
        public static let requestTooLarge = Kind(rawValue: "request_too_large")
        /// The server has no such path.
        public static let notFound = Kind(rawValue: "not_found")
        /// The server failed.
        public static let serverError = Kind(rawValue: "server_error")
        /// The server is starting, overloaded or down behind its proxy.
        public static let unavailable = Kind(rawValue: "unavailable")
        /// The answer is not what it should be.
        public static let malformedResponse = Kind(rawValue: "malformed_response")
        /// The server's dialect has no way to do what was asked; nothing was sent.
        public static let unsupported = Kind(rawValue: "unsupported")
    }

    /// Which limit a 429 speaks of, as an open set.
    public struct RateLimit: RawRepresentable, Hashable, Sendable {
        /// The name of the limit.
        public let rawValue: String
        /// Makes a limit of any name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// Requests a minute.
        public static let requests = RateLimit(rawValue: "requests")
        /// Tokens a minute.
        public static let tokens = RateLimit(rawValue: "tokens")
        /// Requests at once.
        public static let concurrency = RateLimit(rawValue: "concurrency")
        /// Requests from one address.
        public static let address = RateLimit(rawValue: "address")
        /// The server does not say which.
        public static let unknown = RateLimit(rawValue: "unknown")
    }

    /// The kind of failure.
    public var kind: Kind
    /// One sentence: which server refused what, why, and what to do.
    public var message: String
    /// The status of the answer; `nil` where nothing was sent.
    public var status: Int?
    /// The server's own code, such as `AUTH_INVALID_API_KEY`.
    public var code: String?
    /// The server's number of the request, for its support.
    public var requestID: String?
    /// Which limit was exceeded, where ``kind`` is ``Kind/rateLimited``.
    public var rateLimit: RateLimit?
    /// How long the server asks to wait.
    public var retryAfter: Duration?
    /// Tokens the server billed for an answer that could not be used; 0 where it does not say.
    public var billedTokens = 0

    /// Makes an error.
    public init(
        _ kind: Kind,
        _ message: String,
        status: Int? = nil,
        code: String? = nil,
        requestID: String? = nil,
        rateLimit: RateLimit? = nil,
        retryAfter: Duration? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.code = code
        self.requestID = requestID
        self.rateLimit = rateLimit
        self.retryAfter = retryAfter
    }

    /// Whether one of the inputs is the reason, so that the others may pass without it.
    ///
    /// A 400 without a code may be either; it counts as the input's fault, and bisecting finds the truth.
    public var isCausedByInput: Bool {
        [.invalidInput, .tokenLimitExceeded, .requestTooLarge].contains(kind)
    }

    /// Whether the call as a whole may be sound and its answer is not: a failure of the server, or an answer that is not what
    /// it should be.
    ///
    /// One of the inputs may be the reason, as may be an outage: only asking again tells.
    var isDoubtful: Bool { [.serverError, .malformedResponse].contains(kind) }

    /// The message, with the server's number of the request where there is one.
    public var description: String {
        requestID.map { "\(message) (request \($0))" } ?? message
    }
}
