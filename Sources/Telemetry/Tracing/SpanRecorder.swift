public import HTTPTransport
import Synchronization

/// An observer that makes spans of what it hears: one for the run, below it one per batch, stage and request, with retries and
/// pauses as events in them.
///
/// The run's span is ``root``; bind it while the run goes on, so that its parts know where they belong:
/// ```swift
/// let spans = SpanRecorder(name: "ingest photos")
/// try await TraceContext.$current.withValue(spans.root) { try await pipeline.run(source) }
/// spans.finish()
/// ```
/// Finished spans wait for a ``SpanExporter`` in a queue of bounded length; where it is full the oldest go, and are counted.
public final class SpanRecorder: Observer {
    /// The most events of one span; further ones are counted only, as by OpenTelemetry's default limit.
    static let maxEventsPerSpan = 128
    /// The most events that wait for their spans to end.
    static let maxWaitingEvents = 4096

    private struct State: Sendable {
        var queue = SpanQueue()
        var waiting: [SpanID: [SpanEvent]] = [:]
        var waitingCount = 0
        var rootEvents: [SpanEvent] = []
        var droppedEvents = 0
        var outcomes: [String: Int] = [:]
        var tokens = 0
        var isFinished = false
    }

    /// The run's span.
    public let root: TraceContext
    private let hasRemoteParent: Bool
    private let name: String
    private let attributes: [(key: String, value: String)]
    private let start: UnixTime
    private let now: @Sendable () -> UnixTime
    private let state: Mutex<State>

    /// Begins the run's span.
    ///
    /// - Parameters:
    ///   - name: The span's name: what kind of run it is, such as `ingest`.
    ///   - parent: The span of whoever started the run, as in the environment variable `TRACEPARENT`; default none. A parent that
    ///     is not sampled makes the recorder record nothing.
    ///   - attributes: Attributes of the run's span.
    ///   - maxQueued: The most finished spans that wait for their export, from 1; default 4096.
    ///   - now: Gives the time; default the system's clock.
    public init(
        name: String,
        parent: TraceContext? = nil,
        attributes: [String: String] = [:],
        maxQueued: Int = 4096,
        now: @escaping @Sendable () -> UnixTime = { .now() }
    ) {
        root = parent?.child() ?? .random()
        hasRemoteParent = parent != nil
        self.name = name
        self.attributes = attributes.sorted { $0.key < $1.key }
        self.now = now
        start = now()
        state = Mutex(State(queue: SpanQueue(limit: max(1, maxQueued))))
    }

    /// Ends the run's span; what is heard afterwards is left out.
    ///
    /// - Parameter failure: Why the run failed, in a few words without secrets; default `nil`, for a run that did not.
    public func finish(failure: String? = nil) {
        guard root.isSampled else { return }
        let end = now()
        state.withLock { state in
            guard !state.isFinished else { return }
            state.isFinished = true
            var span = Span(context: root, name: name, kind: .internal, start: start, end: end)
            span.hasRemoteParent = hasRemoteParent
            for (key, value) in attributes { span.attributes[key] = .text(value) }
            for (outcome, count) in state.outcomes.sorted(by: { $0.key < $1.key }) {
                span.attributes["es_jina.items.\(outcome)"] = .integer(count)
            }
            if state.tokens > 0 { span.attributes["gen_ai.usage.input_tokens"] = .integer(state.tokens) }
            if let failure {
                span.failure = failure
                span.attributes["error.type"] = .text("_OTHER")
            }
            // Events whose spans never ended, as those of a cancelled batch, still belong to the run.
            let orphans = state.waiting.values.joined()
            let events = (state.rootEvents + orphans).sorted { $0.time < $1.time }
            span.events = Array(events.prefix(Self.maxEventsPerSpan))
            span.droppedEvents = state.droppedEvents + events.count - span.events.count
            state.waiting = [:]
            state.rootEvents = []
            state.queue.append(span)
        }
    }

    /// Takes up to `count` finished spans out of the queue, the oldest first.
    func take(_ count: Int) -> [Span] { state.withLock { $0.queue.take(count) } }

    /// How many finished spans the queue had no room for.
    var droppedCount: Int { state.withLock { $0.queue.dropped } }

    /// Counts the item for the run's span; it has no span of its own.
    public func itemFinished(_ event: ItemEvent) {
        guard root.isSampled else { return }
        state.withLock { state in
            if state.outcomes[event.outcome] == nil, state.outcomes.count == 32 { return }
            state.outcomes[event.outcome, default: 0] += 1
        }
    }

    /// Adds the event to the span in which it happened.
    public func requestRetried(_ event: RetryEvent) {
        note(
            "retry",
            event.trace,
            [
                "es_jina.operation": SpanAttributes.text(event.operation),
                "es_jina.retry.attempt": .integer(event.attempt),
                "es_jina.retry.delay": .seconds(event.delay / .seconds(1)),
                "es_jina.retry.reason": SpanAttributes.text(event.reason),
            ]
        )
    }

    /// Adds the event to the span in which it happened.
    public func throttled(_ event: ThrottleEvent) {
        note(
            "throttle",
            event.trace,
            [
                "es_jina.operation": SpanAttributes.text(event.operation),
                "es_jina.throttle.delay": .seconds(event.delay / .seconds(1)),
                "es_jina.throttle.reason": SpanAttributes.text(event.reason),
            ]
        )
    }

    /// Makes a span of the request.
    public func requestFinished(_ event: RequestEvent) {
        record(.request(event), event.trace, event.start, event.duration)
    }

    /// Makes a span of the batch.
    public func batchFinished(_ event: BatchEvent) {
        if event.tokens > 0 { state.withLock { $0.tokens += event.tokens } }
        record(.batch(event), event.trace, event.start, event.duration)
    }

    /// Makes a span of a stage that has a place in the trace; stages without one are too small for spans.
    public func stageFinished(_ event: StageEvent) {
        guard let trace = event.trace else { return }
        record(.stage(event), trace, event.start, event.duration)
    }

    private func record(_ work: ObservedWork, _ trace: TraceContext?, _ start: UnixTime?, _ duration: Duration) {
        guard root.isSampled else { return }
        let context = trace ?? (TraceContext.current ?? root).child()
        guard context.isSampled else { return }
        let start = start ?? now().advanced(by: .zero - duration)
        var span = Span(
            context: context,
            name: work.name,
            kind: work.kind,
            start: start,
            end: start.advanced(by: duration)
        )
        span.attributes = work.attributes
        span.failure = work.failure
        state.withLock { state in
            guard !state.isFinished else { return }
            if let events = state.waiting.removeValue(forKey: context.spanID) {
                state.waitingCount -= events.count
                span.events = Array(events.prefix(Self.maxEventsPerSpan))
                span.droppedEvents = events.count - span.events.count
            }
            state.queue.append(span)
        }
    }

    private func note(_ name: String, _ trace: TraceContext?, _ attributes: SpanAttributes) {
        guard root.isSampled else { return }
        let event = SpanEvent(time: now(), name: name, attributes: attributes)
        state.withLock { state in
            guard !state.isFinished else { return }
            if let span = trace?.spanID, span != root.spanID, state.waitingCount < Self.maxWaitingEvents {
                state.waiting[span, default: []].append(event)
                state.waitingCount += 1
            } else if state.rootEvents.count < Self.maxEventsPerSpan {
                state.rootEvents.append(event)
            } else {
                state.droppedEvents += 1
            }
        }
    }
}
