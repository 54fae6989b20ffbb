public import HTTPTransport
import Synchronization

/// An observer that counts and measures what it hears, for Prometheus.
///
/// ```swift
/// let metrics = MetricsRegistry(labels: ["index": "photos"])
/// let pipeline = IngestPipeline(…, observer: metrics)
/// …
/// print(metrics.text)
/// ```
/// Its memory is bounded: a metric has at most 1,000 series, and what further labels would count is counted under `other`.
public final class MetricsRegistry: Observer {
    private struct State: Sendable {
        var families = IngestMetrics()
        var others: [String: MetricFamily] = [:]
    }

    private let labels: [(name: String, value: String)]
    private let state = Mutex(State())

    /// Makes a registry.
    ///
    /// - Parameter labels: Labels of every series, such as the index: what keeps the files of several runs apart where one
    ///   collector reads them all. Default none. Names are of letters, digits and `_`; others are left out.
    public init(labels: [String: String] = [:]) {
        self.labels = labels.filter { Self.isName($0.key) && $0.key != "le" }.sorted { $0.key < $1.key }
            .map { (name: $0.key, value: $0.value) }
    }

    /// Everything so far in the Prometheus text exposition format, version 0.0.4.
    ///
    /// The names: `es_jina_items_total` by `outcome`; `es_jina_requests_total` by `operation` and `status`;
    /// `es_jina_retries_total`, `es_jina_retry_wait_seconds_total`, `es_jina_throttles_total` and
    /// `es_jina_throttle_seconds_total` by `operation`; histograms `es_jina_request_duration_seconds`,
    /// `es_jina_batch_duration_seconds`, `es_jina_batch_size_bytes` and `es_jina_batch_items` by `operation`;
    /// `es_jina_tokens_total` by `operation`; `es_jina_stage_duration_seconds` and `es_jina_stage_items_total` by `stage`.
    public var text: String {
        let (families, others) = state.withLock { ($0.families, $0.others) }
        var text = PrometheusText(commonLabels: labels)
        for family in families.all { text.append(family) }
        for (_, family) in others.sorted(by: { $0.key < $1.key }) { text.append(family) }
        return text.text
    }

    /// Sets a value that goes up and down, such as how many items are under way.
    ///
    /// - Parameters:
    ///   - name: The metric's name, with its base unit at the end: letters, digits and `_`. Another name is left out.
    ///   - value: The value.
    ///   - help: What it is, in one sentence.
    public func setGauge(_ name: String, to value: Double, help: String) { set(.gauge, name, value, help) }

    /// Sets what somebody else counts, such as vectors that were found in a cache.
    ///
    /// - Parameters:
    ///   - name: The metric's name, which ends in `_total`: letters, digits and `_`. Another name is left out.
    ///   - value: The count since the start.
    ///   - help: What it is, in one sentence.
    public func setCounter(_ name: String, to value: Double, help: String) {
        guard name.hasSuffix("_total") else { return }
        set(.counter, name, value, help)
    }

    private func set(_ kind: MetricFamily.Kind, _ name: String, _ value: Double, _ help: String) {
        guard Self.isName(name) else { return }
        state.withLock { state in
            let isKnown = state.others[name] != nil
            guard
                isKnown
                    || (state.others.count < MetricFamily.maxSeries && !state.families.all.contains { $0.name == name })
            else { return }
            state.others[name, default: MetricFamily(kind, name, help: help)].set(value)
        }
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    /// Counts the request and measures its time and sizes.
    public func requestFinished(_ event: RequestEvent) {
        let status = event.status.map(String.init) ?? event.error?.kind.rawValue ?? "none"
        state.withLock {
            $0.families.requests.add(1, event.operation, status)
            $0.families.requestDuration.observe(event.duration / .seconds(1), event.operation)
            $0.families.sentBytes.add(Double(event.sentBytes), event.operation)
            $0.families.receivedBytes.add(Double(event.receivedBytes), event.operation)
        }
    }

    /// Counts the retry and the time it waits.
    public func requestRetried(_ event: RetryEvent) {
        state.withLock {
            $0.families.retries.add(1, event.operation)
            $0.families.retryWait.add(event.delay / .seconds(1), event.operation)
        }
    }

    /// Counts the pause and its time.
    public func throttled(_ event: ThrottleEvent) {
        state.withLock {
            $0.families.throttles.add(1, event.operation)
            $0.families.throttleTime.add(event.delay / .seconds(1), event.operation)
        }
    }

    /// Measures the batch and counts its failures and tokens.
    public func batchFinished(_ event: BatchEvent) {
        state.withLock {
            $0.families.batchDuration.observe(event.duration / .seconds(1), event.operation)
            $0.families.batchItems.observe(Double(event.itemCount), event.operation)
            $0.families.failedItems.add(Double(event.failedCount), event.operation)
            if event.bytes > 0 { $0.families.batchBytes.observe(Double(event.bytes), event.operation) }
            if event.tokens > 0 { $0.families.tokens.add(Double(event.tokens), event.operation) }
        }
    }

    /// Measures the stage.
    public func stageFinished(_ event: StageEvent) {
        state.withLock {
            $0.families.stageDuration.observe(event.duration / .seconds(1), event.stage)
            $0.families.stageItems.add(Double(event.itemCount), event.stage)
        }
    }

    /// Counts the item.
    public func itemFinished(_ event: ItemEvent) { state.withLock { $0.families.items.add(1, event.outcome) } }
}
