import HTTPTransport
import Synchronization

/// An observer that writes down what it hears.
final class EventLog: Observer {
    private let state = Mutex((requests: [RequestEvent](), retries: [RetryEvent](), throttles: [ThrottleEvent]()))

    var requests: [RequestEvent] { state.withLock { $0.requests } }
    var retries: [RetryEvent] { state.withLock { $0.retries } }
    var throttles: [ThrottleEvent] { state.withLock { $0.throttles } }

    func requestFinished(_ event: RequestEvent) { state.withLock { $0.requests.append(event) } }
    func requestRetried(_ event: RetryEvent) { state.withLock { $0.retries.append(event) } }
    func throttled(_ event: ThrottleEvent) { state.withLock { $0.throttles.append(event) } }
}
