import HTTPTransport
import Synchronization

/// Gathers what only observers hear of a run, for its progress: retries, pauses and pictures.
final class RunActivity: Observer {
    /// The shortest pause worth telling of: shorter ones are over before they are read.
    static let shortestWait = Duration.milliseconds(500)

    private struct State: Sendable {
        var retries = 0
        var images = 0
        var wait: (end: Duration, reason: String)?
    }

    private let now: @Sendable () -> Duration
    private let state = Mutex(State())

    /// Makes one.
    ///
    /// - Parameter now: The time since some fixed moment; default since now.
    init(now: (@Sendable () -> Duration)? = nil) {
        let start = ContinuousClock.now
        self.now = now ?? { ContinuousClock.now - start }
    }

    func requestRetried(_ event: RetryEvent) {
        state.withLock { $0.retries += 1 }
        wait(event.delay, "\(event.reason), trying \(event.operation) again")
    }

    func throttled(_ event: ThrottleEvent) { wait(event.delay, event.reason) }

    func stageFinished(_ event: StageEvent) {
        guard event.stage == "decode" else { return }
        state.withLock { $0.images += event.itemCount }
    }

    /// Adds what was heard to `snapshot`; of several pauses the one that ends last.
    func fill(_ snapshot: inout ProgressSnapshot) {
        let moment = now()
        let (retries, images, wait) = state.withLock { ($0.retries, $0.images, $0.wait) }
        snapshot.retries = retries
        snapshot.images = images
        guard let wait, wait.end > moment else { return }
        snapshot.waiting = wait.reason
    }

    private func wait(_ delay: Duration, _ reason: String) {
        guard delay >= Self.shortestWait else { return }
        let end = now() + delay
        state.withLock { state in
            if end >= state.wait?.end ?? .zero { state.wait = (end, reason) }
        }
    }
}
