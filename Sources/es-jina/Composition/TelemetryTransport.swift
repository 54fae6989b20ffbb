import HTTPTransport

extension HTTPTransport {
    /// This transport with retries, telling `observer` of each attempt and of each retry.
    ///
    /// - Parameters:
    ///   - observer: Who is told; `nil` for nobody.
    ///   - policy: What is repeated; `nil` where the sender repeats by itself.
    /// - Returns: The transport.
    func observed(by observer: (any Observer)?, policy: RetryPolicy? = RetryPolicy()) -> any HTTPTransport {
        var middlewares: [any HTTPMiddleware] = []
        if let policy { middlewares.append(RetryMiddleware(policy: policy, observer: observer)) }
        if let observer { middlewares.append(ObservationMiddleware(observer)) }
        return through(middlewares)
    }
}
