public import HTTPTransport

/// Where a Jina-compatible server is and how to talk to it.
public struct JinaConfiguration: Sendable {
    /// The server's address; a ``pathPrefix`` at its end is understood; default `https://api.jina.ai`.
    public var baseURL: String
    /// The key sent as `Authorization: Bearer`; Jina's own API needs one, other servers where they were given one.
    public var apiKey: Secret?
    /// How the server speaks; default ``JinaDialect/automatic``.
    public var dialect: JinaDialect
    /// The path before `/embeddings`, `/rerank` and `/models`; default `/v1`, found out by ``JinaDialect/automatic``.
    public var pathPrefix: String
    /// The path of token vectors behind ``pathPrefix``; default `/embeddings`.
    ///
    /// Jina's description of April 2026 has them there; its older path, which some servers still have, is `/multi-vector`.
    public var multiVectorPath = "/embeddings"
    /// How much may be asked of the server; default follows the dialect.
    public var limits: JinaLimits
    /// How long one call may in all wait and try again where the server answers 429; default 120 s, twice Jina's window.
    public var rateLimitPatience: Duration
    /// How many times one call may be sent again where the server answers 429, within ``rateLimitPatience``; default no limit.
    ///
    /// A search, which somebody waits for, gives up after one.
    public var maxRateLimitRetries: Int
    /// When a request is sent again after a failed connection or an answer of 5xx; default `RetryPolicy.jina`.
    ///
    /// The client does it itself, rather than a `RetryMiddleware`, so that a request that waits for its next turn takes no place
    /// among the ``JinaLimits/concurrentRequests`` from others.
    public var retryPolicy: RetryPolicy
    /// What a million tokens cost in US dollars by your contract, for estimates; default `nil`, not known.
    ///
    /// ``JinaClient/models()`` tells what the server itself lists.
    public var usdPerMillionTokens: Double?
    /// Headers to add to every request, over our own.
    public var headers: HTTPHeaders
    /// Limits of time for every request; `nil`, the default, takes the transport's own.
    public var timeouts: HTTPTimeouts?

    /// The address of Jina's own API.
    public static let hostedURL = "https://api.jina.ai"

    /// Makes a configuration; with a key alone it is one for Jina's own API.
    public init(
        baseURL: String = JinaConfiguration.hostedURL,
        apiKey: Secret? = nil,
        dialect: JinaDialect = .automatic,
        pathPrefix: String = "/v1",
        limits: JinaLimits = JinaLimits(),
        rateLimitPatience: Duration = .seconds(120),
        maxRateLimitRetries: Int = .max,
        retryPolicy: RetryPolicy = .jina,
        usdPerMillionTokens: Double? = nil,
        headers: HTTPHeaders = [:],
        timeouts: HTTPTimeouts? = nil
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.dialect = dialect
        self.pathPrefix = pathPrefix
        self.limits = limits
        self.rateLimitPatience = rateLimitPatience
        self.maxRateLimitRetries = maxRateLimitRetries
        self.retryPolicy = retryPolicy
        self.usdPerMillionTokens = usdPerMillionTokens
        self.headers = headers
        self.timeouts = timeouts
    }

    /// The same for somebody who waits for the answer: a call is sent again once at most, and a rate limit is waited for only
    /// where `time` allows.
    ///
    /// - Parameter time: How long the answer is of use.
    /// - Returns: The configuration.
    public func impatient(within time: Duration) -> JinaConfiguration {
        var copy = self
        copy.rateLimitPatience = min(rateLimitPatience, time)
        copy.maxRateLimitRetries = min(maxRateLimitRetries, 1)
        copy.retryPolicy.maxAttempts = min(retryPolicy.maxAttempts, 2)
        copy.retryPolicy.baseDelay = min(retryPolicy.baseDelay, .milliseconds(500))
        copy.retryPolicy.totalDeadline = min(retryPolicy.totalDeadline, time)
        return copy
    }

    /// The address without slashes and ``pathPrefix`` at its end.
    var rootURL: String {
        var root = baseURL[...]
        func dropSlashes() { while root.last == "/" { root.removeLast() } }
        dropSlashes()
        if !pathPrefix.isEmpty, root.hasSuffix(pathPrefix) { root.removeLast(pathPrefix.count) }
        dropSlashes()
        return String(root)
    }

    /// Host and port, for messages: never the user information, path or query of the address.
    var host: String {
        var rest = rootURL[...]
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        rest = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        return String(rest)
    }

    /// Whether the address is Jina's own, where the dialect is known without asking and a key is a must.
    var isHostedAddress: Bool {
        let name = host.prefix { $0 != ":" }.lowercased()
        return name == "jina.ai" || name.hasSuffix(".jina.ai")
    }
}
