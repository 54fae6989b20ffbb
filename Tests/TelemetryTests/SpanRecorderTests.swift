import HTTPTransport
import Testing

@testable import Telemetry

@Suite struct SpanRecorderTests {
    private func recorder(parent: TraceContext? = nil, maxQueued: Int = 4096) -> SpanRecorder {
        SpanRecorder(
            name: "ingest",
            parent: parent,
            attributes: ["es_jina.index": "photos"],
            maxQueued: maxQueued,
            now: { UnixTime(nanoseconds: 1_000_000_000_000) }
        )
    }

    private func bulk(_ trace: TraceContext? = nil, failed: Int = 0, error: String? = nil) -> BatchEvent {
        BatchEvent(
            operation: "bulk",
            target: "photos",
            itemCount: 3,
            failedCount: failed,
            bytes: 900,
            attempts: 2,
            status: 200,
            error: error,
            duration: .milliseconds(250),
            trace: trace
        )
    }

    @Test func `a run is one span with its outcomes, and has no parent`() throws {
        let spans = recorder()
        for outcome in ["indexed", "indexed", "unchanged"] {
            spans.itemFinished(ItemEvent(item: "a", outcome: outcome))
        }
        spans.finish()
        spans.finish()
        let all = spans.take(10)
        let root = try #require(all.first)
        #expect(all.count == 1)
        #expect(root.context == spans.root)
        #expect(root.context.parentID == nil)
        #expect(!root.hasRemoteParent)
        #expect(root.name == "ingest")
        #expect(root.kind == .internal)
        #expect(root.failure == nil)
        #expect(
            root.attributes.pairs.map(\.key) == ["es_jina.index", "es_jina.items.indexed", "es_jina.items.unchanged"]
        )
        #expect(root.attributes["es_jina.items.indexed"] == .integer(2))
    }

    @Test func `the run is a part of what its caller traces`() throws {
        let caller = try #require(
            TraceContext(traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", state: "a=b")
        )
        let spans = recorder(parent: caller)
        spans.finish(failure: "the cluster is gone")
        let root = try #require(spans.take(1).first)
        #expect(root.context.traceID == caller.traceID)
        #expect(root.context.parentID == caller.spanID)
        #expect(root.context.state == "a=b")
        #expect(root.hasRemoteParent)
        #expect(root.failure == "the cluster is gone")
    }

    @Test func `nothing is recorded for a caller whose trace is not`() {
        let caller = TraceContext(traceID: .random(), spanID: .random(), isSampled: false)
        let spans = recorder(parent: caller)
        spans.batchFinished(bulk())
        spans.requestRetried(RetryEvent(operation: "bulk", attempt: 1, delay: .zero, reason: "status 429"))
        spans.finish()
        #expect(spans.take(10).isEmpty)
        #expect(!spans.root.isSampled)
    }

    @Test func `a bulk batch is a span by the conventions for Elasticsearch, with its retries in it`() throws {
        let spans = recorder()
        let batch = spans.root.child()
        spans.requestRetried(
            RetryEvent(operation: "bulk", attempt: 1, delay: .milliseconds(500), reason: "status 429", trace: batch)
        )
        spans.batchFinished(bulk(batch))
        let span = try #require(spans.take(1).first)
        #expect(span.context == batch)
        #expect(span.name == "bulk photos")
        #expect(span.kind == .client)
        #expect(span.end.nanoseconds == 1_000_000_000_000)
        #expect(span.start.nanoseconds == 999_750_000_000)
        #expect(span.failure == nil)
        #expect(
            span.attributes.pairs.map(\.key) == [
                "db.system.name", "db.operation.name", "db.collection.name", "db.operation.batch.size",
                "db.response.status_code", "http.response.status_code", "es_jina.batch.items",
                "es_jina.batch.failed_items", "es_jina.batch.attempts", "es_jina.batch.bytes",
            ]
        )
        #expect(span.attributes["db.operation.batch.size"] == .integer(3))
        #expect(span.attributes["db.response.status_code"] == .text("200"))
        #expect(span.events.map(\.name) == ["retry"])
        #expect(span.events.first?.attributes["es_jina.retry.delay"] == .seconds(0.5))
    }

    @Test func `a batch that came to nothing is a failed span`() throws {
        let spans = recorder()
        spans.batchFinished(bulk(failed: 1))
        spans.batchFinished(bulk(failed: 3))
        spans.batchFinished(bulk(failed: 3, error: "retries_exhausted"))
        let all = spans.take(10)
        #expect(all.map(\.failure) == [nil, "every item failed", "retries_exhausted"])
        #expect(
            all.map { $0.attributes["error.type"] } == [nil, .text("all_items_failed"), .text("retries_exhausted")]
        )
    }

    @Test func `an embedding call is a span by the conventions for models, and its tokens are the run's`() throws {
        let spans = recorder()
        spans.batchFinished(
            BatchEvent(
                operation: "embed",
                target: "jina-clip-v2",
                itemCount: 8,
                failedCount: 0,
                bytes: 0,
                tokens: 640,
                duration: .seconds(1)
            )
        )
        spans.finish()
        let all = spans.take(10)
        #expect(all.map(\.name) == ["embeddings jina-clip-v2", "ingest"])
        #expect(all.first?.attributes["gen_ai.request.model"] == .text("jina-clip-v2"))
        #expect(all.map { $0.attributes["gen_ai.usage.input_tokens"] } == [.integer(640), .integer(640)])
        #expect(all.first?.attributes["db.system.name"] == nil)
    }

    @Test func `a request is a part of the work in which it is sent`() throws {
        let spans = recorder()
        let batch = spans.root.child()
        var event = RequestEvent(
            operation: "bulk",
            status: 503,
            duration: .milliseconds(1),
            sentBytes: 10,
            receivedBytes: 20,
            method: "POST",
            url: "https://[::1]:9200/photos/_bulk",
            start: UnixTime(nanoseconds: 5_000_000)
        )
        TraceContext.$current.withValue(batch) { spans.requestFinished(event) }
        event.trace = batch.child()
        event.status = nil
        event.error = TransportError(.connectionLost, "the connection to ::1 was lost")
        event.url = "http://h/x"
        spans.requestFinished(event)
        event.trace = nil
        event.url = "http+unix://%2Frun%2Fes.sock/"
        spans.requestFinished(event)
        let all = spans.take(10)
        #expect(all.map(\.context.parentID) == [batch.spanID, batch.spanID, spans.root.spanID])
        #expect(all.map(\.name) == ["POST bulk", "POST bulk", "POST bulk"])
        #expect(
            all.map { $0.attributes["error.type"] } == [
                .text("503"), .text("connection_lost"), .text("connection_lost"),
            ]
        )
        #expect(all.map { $0.attributes["server.address"] } == [.text("::1"), .text("h"), nil])
        #expect(all.map { $0.attributes["server.port"] } == [.integer(9200), .integer(80), nil])
        #expect(all.first?.failure == "status 503")
        #expect(all.first?.start.nanoseconds == 5_000_000)
        #expect(all.first?.end.nanoseconds == 6_000_000)
    }

    @Test func `stages are spans where they have a place in the trace`() {
        let spans = recorder()
        spans.stageFinished(StageEvent(stage: "decode", itemCount: 1, duration: .seconds(1)))
        spans.stageFinished(StageEvent(stage: "embed", itemCount: 64, duration: .seconds(1), trace: spans.root.child()))
        #expect(spans.take(10).map(\.name) == ["embed"])
    }

    @Test func `events without a span of their own are the run's, up to a bound`() throws {
        let spans = recorder()
        let cancelled = spans.root.child()
        spans.throttled(ThrottleEvent(operation: "embed", delay: .seconds(2), reason: "rate limit", trace: cancelled))
        for attempt in 1...200 {
            spans.requestRetried(RetryEvent(operation: "bulk", attempt: attempt, delay: .zero, reason: "x", trace: nil))
        }
        spans.finish()
        let root = try #require(spans.take(1).first)
        #expect(root.events.count == 128)
        #expect(root.droppedEvents == 73)
        #expect(Set(root.events.map(\.name)).isSubset(of: ["throttle", "retry"]))
    }

    @Test func `events that wait for spans are bounded`() throws {
        let spans = recorder()
        for _ in 0..<10_000 {
            let lost = spans.root.child()
            spans.requestRetried(RetryEvent(operation: "bulk", attempt: 1, delay: .zero, reason: "x", trace: lost))
        }
        spans.finish()
        let root = try #require(spans.take(1).first)
        #expect(root.events.count + root.droppedEvents == 10_000)
    }

    @Test func `a full queue loses its oldest spans and counts them`() {
        let spans = recorder(maxQueued: 3)
        for index in 0..<10 {
            spans.stageFinished(
                StageEvent(stage: "s\(index)", itemCount: 1, duration: .zero, trace: spans.root.child())
            )
        }
        #expect(spans.take(2).map(\.name) == ["s7", "s8"])
        spans.finish()
        #expect(spans.droppedCount == 7)
        #expect(spans.take(.max).map(\.name) == ["s9", "ingest"])
        #expect(spans.take(.max).isEmpty)
    }

    @Test func `what comes after the end is left out`() {
        let spans = recorder()
        spans.finish()
        spans.batchFinished(bulk())
        spans.requestRetried(RetryEvent(operation: "bulk", attempt: 1, delay: .zero, reason: "x"))
        #expect(spans.take(10).count == 1)
    }
}
