public import HTTPTransport
import Synchronization

/// A transport without a network: it answers from a list or a closure and keeps the requests it was given.
public final class RecordedTransport: HTTPTransport {
    /// One outcome of a request.
    public typealias Outcome = Result<HTTPResponse, TransportError>

    private struct State {
        var requests: [HTTPRequest] = []
        var outcomes: [Outcome] = []
    }

    private let state: Mutex<State>
    private let respond: (@Sendable (HTTPRequest) async throws -> HTTPResponse)?

    /// Makes a transport that gives `outcomes` in their order, one for each request.
    public init(_ outcomes: [Outcome]) {
        state = Mutex(State(outcomes: outcomes))
        respond = nil
    }

    /// Makes a transport that gives `responses` in their order, one for each request.
    public convenience init(responses: [HTTPResponse]) { self.init(responses.map { .success($0) }) }

    /// Makes a transport that asks `respond`.
    public init(_ respond: @escaping @Sendable (HTTPRequest) async throws -> HTTPResponse) {
        state = Mutex(State())
        self.respond = respond
    }

    /// The requests given so far.
    public var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// The next outcome.
    ///
    /// - Parameter request: The request, which is recorded.
    /// - Returns: The next response.
    /// - Throws: The next `TransportError`, or one of kind `unavailable` when the list is at its end; `CancellationError`.
    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let outcome: Outcome? = state.withLock {
            $0.requests.append(request)
            return $0.outcomes.isEmpty ? nil : $0.outcomes.removeFirst()
        }
        if let respond { return try await respond(request) }
        guard let outcome else {
            throw TransportError(
                .unavailable,
                "The recording has no answer left for \(request.method.rawValue) \(request.operation): record one more.",
                requestMayHaveBeenProcessed: false
            )
        }
        return try outcome.get()
    }
}
