import HTTPTransport

extension HTTPTransport {
    /// This transport with retries, telling `observer` of each attempt and of each retry.
    func observed(by observer: (any Observer)?, policy: RetryPolicy = RetryPolicy()) -> any HTTPTransport {
        let retry = RetryMiddleware(policy: policy, observer: observer)
        guard let observer else { return through(retry) }
        return through(retry, ObservationMiddleware(observer))
    }
}
