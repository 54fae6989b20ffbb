import HTTPTransport
import Synchronization

/// Keeps what the last answer says is left of the minute, by Jina's headers.
final class RateLimitHeaders: HTTPMiddleware {
    /// What is left.
    struct Remaining: Sendable, Hashable {
        var requests: Int?
        var tokens: Int?
    }

    private let last = Mutex(Remaining())

    /// What the last answer that said anything said.
    var remaining: Remaining { last.withLock { $0 } }

    func send(_ request: HTTPRequest, next: any HTTPTransport) async throws -> HTTPResponse {
        let answer = try await next.send(request)
        let requests = answer.headers["x-ratelimit-remaining-requests"].flatMap { Int($0) }
        let tokens = answer.headers["x-ratelimit-remaining-tokens"].flatMap { Int($0) }
        if requests != nil || tokens != nil { last.withLock { $0 = Remaining(requests: requests, tokens: tokens) } }
        return answer
    }
}
