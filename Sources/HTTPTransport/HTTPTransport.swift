/// Carries requests to a server and brings its answers back.
///
/// A cluster behind libcurl, the embedded node and a test double all stand behind this one function, so nothing above it
/// knows which of them answers. A transport returns every answer the server gives, whatever its status; it throws only
/// where there is no whole answer.
public protocol HTTPTransport: Sendable {
    /// Sends `request` and returns the whole answer.
    ///
    /// - Parameter request: The request, sent once.
    /// - Returns: The answer, also for statuses of 400 and above.
    /// - Throws: ``TransportError`` without a whole answer, `CancellationError` where the task was cancelled; the transfer
    ///   is then aborted.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// One HTTP answer as a value.
public struct HTTPResponse: Sendable, Hashable {
    /// The status code, 100 to 599.
    public var status: Int
    /// The headers received.
    public var headers: HTTPHeaders
    /// The body, decompressed where the server had compressed it.
    public var body: [UInt8]

    /// Makes an answer.
    public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Wraps a transport to add one concern to every request: retries, a rate limit, observation.
public protocol HTTPMiddleware: Sendable {
    /// Handles `request`, sending it on through `next` as often as the concern needs.
    ///
    /// - Parameters:
    ///   - request: The request as the caller made it.
    ///   - next: What comes behind this middleware, the transport in the end.
    /// - Returns: The answer for the caller.
    /// - Throws: What `next` threw, or the middleware's own ``TransportError``.
    func send(_ request: HTTPRequest, next: any HTTPTransport) async throws -> HTTPResponse
}

extension HTTPTransport {
    /// This transport behind `middlewares`; the first one listed sees a request first.
    public func through(_ middlewares: any HTTPMiddleware...) -> any HTTPTransport { through(middlewares) }

    /// This transport behind `middlewares`, the first of them seeing a request first.
    public func through(_ middlewares: [any HTTPMiddleware]) -> any HTTPTransport {
        middlewares.reversed().reduce(self as any HTTPTransport) { MiddlewareTransport(middleware: $1, next: $0) }
    }
}

private struct MiddlewareTransport: HTTPTransport {
    let middleware: any HTTPMiddleware
    let next: any HTTPTransport

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await middleware.send(request, next: next)
    }
}
