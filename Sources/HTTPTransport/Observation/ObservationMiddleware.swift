/// Tells an observer of every request that ends, with its time and sizes.
///
/// Behind a ``RetryMiddleware`` it tells of each attempt, in front of it of the whole. A cancelled request is not told of.
/// Where the caller traces (``TraceContext/current``), every request is a span of its own: it carries `traceparent`, unless the
/// caller has set that header to another span than the current one, and its event names the span.
public struct ObservationMiddleware<Time: Clock<Duration>>: HTTPMiddleware {
    private let observer: any Observer
    private let clock: Time

    /// Makes the middleware on `clock`.
    public init(_ observer: any Observer, clock: Time) {
        self.observer = observer
        self.clock = clock
    }

    /// Sends `request` on and tells how it ended.
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - next: What comes behind.
    /// - Returns: The answer of `next`.
    /// - Throws: What `next` throws.
    public func send(_ request: HTTPRequest, next: any HTTPTransport) async throws -> HTTPResponse {
        let start = clock.now
        var event = RequestEvent(
            operation: request.operation,
            status: nil,
            duration: .zero,
            sentBytes: 0,
            receivedBytes: 0,
            method: request.method.rawValue,
            url: Self.publicPart(of: request.url),
            start: .now()
        )
        if case .bytes(let bytes) = request.body { event.sentBytes = bytes.count }
        var traced = request
        if let current = TraceContext.current, Self.isOwn(request.headers["traceparent"], current) {
            let span = current.child()
            traced.headers["traceparent"] = span.traceparent
            if let state = span.state { traced.headers["tracestate"] = state }
            event.trace = span
        }
        do {
            let response = try await next.send(traced)
            event.status = response.status
            event.receivedBytes = response.body.count
            event.duration = start.duration(to: clock.now)
            observer.requestFinished(event)
            return response
        } catch let error as TransportError {
            event.error = error
            event.duration = start.duration(to: clock.now)
            observer.requestFinished(event)
            throw error
        }
    }

    /// Whether the header is missing, or names the span that the request is sent in, of which the request is a part.
    private static func isOwn(_ header: String?, _ current: TraceContext) -> Bool {
        header.map { $0 == current.traceparent } ?? true
    }

    /// A URL without what may be secret or personal: credentials, query and fragment.
    private static func publicPart(of url: String) -> String {
        let address = url.prefix { $0 != "?" && $0 != "#" }
        guard let scheme = address.firstRange(of: "://") else { return String(address) }
        let authority = address[scheme.upperBound...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return String(address) }
        return String(address[..<scheme.upperBound] + address[address.index(after: at)...])
    }
}

extension ObservationMiddleware where Time == ContinuousClock {
    /// Makes the middleware on the system's clock.
    public init(_ observer: any Observer) { self.init(observer, clock: ContinuousClock()) }
}
