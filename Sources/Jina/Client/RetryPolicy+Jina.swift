public import HTTPTransport

extension RetryPolicy {
    /// The policy for Jina-compatible servers: connection failures, 500, 502, 503 and 504, not 429.
    ///
    /// 500 is among them because Jina's own client sends such requests again. 429 is not, because ``JinaClient`` waits for
    /// rate limits itself: it knows the minute and holds back all other requests meanwhile.
    public static let jina = RetryPolicy(maxAttempts: 4, baseDelay: .seconds(1), retriedStatuses: [500, 502, 503, 504])
}
