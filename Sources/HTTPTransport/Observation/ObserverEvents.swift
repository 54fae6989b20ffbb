/// A request that ended.
public struct RequestEvent: Sendable {
    /// The operation's name, as in ``HTTPRequest/operation``.
    public var operation: String
    /// The method's name, such as `POST`; empty where it is not known.
    public var method: String
    /// The URL without credentials, query and fragment; `nil` where it is not known.
    public var url: String?
    /// The status of the answer; `nil` where there was none.
    public var status: Int?
    /// When it was sent; `nil` where only ``duration`` is known.
    public var start: UnixTime?
    /// The time from start to end.
    public var duration: Duration
    /// The size of the request's body in bytes; 0 for a streamed one.
    public var sentBytes: Int
    /// The size of the answer's body in bytes.
    public var receivedBytes: Int
    /// What went wrong without an answer.
    public var error: TransportError?
    /// The request's own span, as its header `traceparent` says; `nil` where nobody traces.
    public var trace: TraceContext?

    /// Makes an event.
    public init(
        operation: String,
        status: Int?,
        duration: Duration,
        sentBytes: Int,
        receivedBytes: Int,
        error: TransportError? = nil,
        method: String = "",
        url: String? = nil,
        start: UnixTime? = nil,
        trace: TraceContext? = nil
    ) {
        self.operation = operation
        self.method = method
        self.url = url
        self.status = status
        self.start = start
        self.duration = duration
        self.sentBytes = sentBytes
        self.receivedBytes = receivedBytes
        self.error = error
        self.trace = trace
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
    /// The span in which it happens; default ``TraceContext/current``.
    public var trace: TraceContext?

    /// Makes an event.
    public init(
        operation: String,
        attempt: Int,
        delay: Duration,
        reason: String,
        trace: TraceContext? = TraceContext.current
    ) {
        self.operation = operation
        self.attempt = attempt
        self.delay = delay
        self.reason = reason
        self.trace = trace
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
    /// The span in which it happens; default ``TraceContext/current``.
    public var trace: TraceContext?

    /// Makes an event.
    public init(operation: String, delay: Duration, reason: String, trace: TraceContext? = TraceContext.current) {
        self.operation = operation
        self.delay = delay
        self.reason = reason
        self.trace = trace
    }
}

/// A batch that was answered: documents that were sent to an index, or inputs that were embedded in one call.
public struct BatchEvent: Sendable {
    /// The operation's name: `bulk`, or `embed`.
    public var operation: String
    /// What it worked on: the index, or the model.
    public var target: String?
    /// How many items were in it.
    public var itemCount: Int
    /// How many of them failed for good.
    public var failedCount: Int
    /// The size of the body in bytes; 0 where it is not known.
    public var bytes: Int
    /// The tokens that were billed for it.
    public var tokens: Int
    /// How many requests it took, from 1.
    public var attempts: Int
    /// The status of the last answer; `nil` where there was none.
    public var status: Int?
    /// Why it came to nothing: a kind of error in snake case; `nil` where it was answered.
    public var error: String?
    /// When it began; `nil` where only ``duration`` is known.
    public var start: UnixTime?
    /// The time the batch took, retries included.
    public var duration: Duration
    /// The batch's own span; `nil` where nobody traces.
    public var trace: TraceContext?

    /// Makes an event.
    public init(
        operation: String,
        target: String? = nil,
        itemCount: Int,
        failedCount: Int,
        bytes: Int,
        tokens: Int = 0,
        attempts: Int = 1,
        status: Int? = nil,
        error: String? = nil,
        start: UnixTime? = nil,
        duration: Duration,
        trace: TraceContext? = nil
    ) {
        self.operation = operation
        self.target = target
        self.itemCount = itemCount
        self.failedCount = failedCount
        self.bytes = bytes
        self.tokens = tokens
        self.attempts = attempts
        self.status = status
        self.error = error
        self.start = start
        self.duration = duration
        self.trace = trace
    }
}

/// A stage of a pipeline that is done with the items it had in hand.
public struct StageEvent: Sendable {
    /// The stage's name: `read`, `decode`, `embed`, `build`, `index` or `journal`.
    public var stage: String
    /// How many items it worked on.
    public var itemCount: Int
    /// When it began; `nil` where only ``duration`` is known.
    public var start: UnixTime?
    /// The time from start to end.
    public var duration: Duration
    /// The stage's own span; `nil` where nobody traces, or the stage is too small for a span.
    public var trace: TraceContext?

    /// Makes an event.
    public init(
        stage: String,
        itemCount: Int,
        start: UnixTime? = nil,
        duration: Duration,
        trace: TraceContext? = nil
    ) {
        self.stage = stage
        self.itemCount = itemCount
        self.start = start
        self.duration = duration
        self.trace = trace
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
