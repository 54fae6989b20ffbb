// Hands what happens in a run to the packages that Swift servers log, measure and trace with.
//
// es-jina depends on none of them, so what is used of them stands here in their place, with their signatures. In a program of
// your own, import Logging, Metrics and Tracing instead.

import HTTPTransport

struct Logger: Sendable {
    func warning(_ message: String) { print("warning:", message) }
}

struct Timer {
    init(label: String, dimensions: [(String, String)]) {}
    func recordNanoseconds(_ duration: Int64) {}
}

struct Counter {
    init(label: String, dimensions: [(String, String)]) {}
    func increment(by amount: Int) {}
}

protocol Span: Sendable { func setAttribute(_ value: String, forKey key: String) }

// snippet.bridge
struct Bridge: Observer {
    let log: Logger  // swift-log
    let span: (any Span)?  // swift-distributed-tracing: the span of the job, for `traceparent` see IngestOptions.trace

    func requestRetried(_ event: RetryEvent) { log.warning("\(event.operation) again: \(event.reason)") }
    func itemFinished(_ event: ItemEvent) {  // swift-metrics
        Counter(label: "es_jina_items", dimensions: [("outcome", event.outcome)]).increment(by: 1)
    }
    func batchFinished(_ event: BatchEvent) {
        Timer(label: "es_jina_batch", dimensions: [("operation", event.operation)])
            .recordNanoseconds(Int64(event.duration / .nanoseconds(1)))
        if event.failedCount > 0 { span?.setAttribute(event.error ?? "refused", forKey: "\(event.operation).error") }
    }
}
// snippet.end

let bridge = Bridge(log: Logger(), span: nil)
bridge.requestRetried(RetryEvent(operation: "bulk", attempt: 1, delay: .seconds(1), reason: "status 429"))
bridge.batchFinished(BatchEvent(operation: "bulk", itemCount: 3, failedCount: 0, bytes: 120, duration: .seconds(1)))
