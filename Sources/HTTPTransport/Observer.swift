/// Hears what the toolkit does while it does it; bridge it to the logger, metrics or tracer you have.
///
/// Every function has an empty default, so an observer implements only what it wants to hear. Functions are called from any
/// task, must be quick and must not throw.
public protocol Observer: Sendable {
    /// A request ended, with an answer or without.
    func requestFinished(_ event: RequestEvent)
    /// A request will be sent again after a delay.
    func requestRetried(_ event: RetryEvent)
    /// Work waits because a server or a configured limit asks for it.
    func throttled(_ event: ThrottleEvent)
    /// A batch of documents was answered.
    func batchFinished(_ event: BatchEvent)
    /// One input reached its end.
    func itemFinished(_ event: ItemEvent)
}

extension Observer {
    /// Does nothing.
    public func requestFinished(_ event: RequestEvent) {}
    /// Does nothing.
    public func requestRetried(_ event: RetryEvent) {}
    /// Does nothing.
    public func throttled(_ event: ThrottleEvent) {}
    /// Does nothing.
    public func batchFinished(_ event: BatchEvent) {}
    /// Does nothing.
    public func itemFinished(_ event: ItemEvent) {}
}

/// A request that ended.
public struct RequestEvent: Sendable {
    /// The operation's name, as in ``HTTPRequest/operation``.
    public var operation: String
    /// The status of the answer; `nil` where there was none.
    public var status: Int?
    /// The time from start to end.
    public var duration: Duration
    /// The size of the request's body in bytes; 0 for a streamed one.
    public var sentBytes: Int
    /// The size of the answer's body in bytes.
    public var receivedBytes: Int
    /// What went wrong without an answer.
    public var error: TransportError?

    /// Makes an event.
    public init(
        operation: String,
        status: Int?,
        duration: Duration,
        sentBytes: Int,
        receivedBytes: Int,
        error: TransportError? = nil
    ) {
        self.operation = operation
        self.status = status
        self.duration = duration
        self.sentBytes = sentBytes
        self.receivedBytes = receivedBytes
        self.error = error
    }
}

/// A request that will be sent again.
public struct RetryEvent: Sendable {
    /// The operation's name.
    public var operation: String
    /// How many times it was sent so far, from 1.
    public var attempt: Int
    /// How long it waits before the next time.
    public var delay: Duration
    /// Why: a status or an error, in a few words.
    public var reason: String

    /// Makes an event.
    public init(operation: String, attempt: Int, delay: Duration, reason: String) {
        self.operation = operation
        self.attempt = attempt
        self.delay = delay
        self.reason = reason
    }
}

/// Work that waits for a limit.
public struct ThrottleEvent: Sendable {
    /// The operation's name.
    public var operation: String
    /// How long it waits.
    public var delay: Duration
    /// Which limit, in a few words.
    public var reason: String

    /// Makes an event.
    public init(operation: String, delay: Duration, reason: String) {
        self.operation = operation
        self.delay = delay
        self.reason = reason
    }
}

/// A batch that was answered.
public struct BatchEvent: Sendable {
    /// The operation's name.
    public var operation: String
    /// How many items were in it.
    public var itemCount: Int
    /// How many of them failed for good.
    public var failedCount: Int
    /// The size of the body in bytes.
    public var bytes: Int
    /// The time the batch took, retries included.
    public var duration: Duration

    /// Makes an event.
    public init(operation: String, itemCount: Int, failedCount: Int, bytes: Int, duration: Duration) {
        self.operation = operation
        self.itemCount = itemCount
        self.failedCount = failedCount
        self.bytes = bytes
        self.duration = duration
    }
}

/// An input that reached its end.
public struct ItemEvent: Sendable {
    /// What names the input: a path, a line, an id.
    public var item: String
    /// The outcome's name: `indexed`, `unchanged`, `dead_lettered` or `skipped`.
    public var outcome: String
    /// Why, where the outcome is not `indexed`.
    public var reason: String?

    /// Makes an event.
    public init(item: String, outcome: String, reason: String? = nil) {
        self.item = item
        self.outcome = outcome
        self.reason = reason
    }
}
