/// The metrics of a run.
struct IngestMetrics: Sendable {
    private static let seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]
    private static let bytes = (0..<10).map { Double(1024 << (2 * $0)) }
    private static let counts = [1.0, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000]

    var items: MetricFamily = {
        var family = MetricFamily(
            counter: "es_jina_items_total",
            "outcome",
            help: "Inputs that reached their end, by outcome."
        )
        // A series that appears only with its first event hides that event from rate().
        for outcome in ["indexed", "unchanged", "dead_lettered", "skipped"] { family.add(0, outcome) }
        return family
    }()
    var requests = MetricFamily(
        counter: "es_jina_requests_total",
        "operation",
        "status",
        help: "Requests that ended, by operation and HTTP status, or the kind of failure where there was no answer."
    )
    var requestDuration = MetricFamily(
        histogram: "es_jina_request_duration_seconds",
        "operation",
        buckets: seconds,
        help: "Time from the start of a request to the end of its answer."
    )
    var sentBytes = MetricFamily(
        counter: "es_jina_request_sent_bytes_total",
        "operation",
        help: "Bytes of request bodies."
    )
    var receivedBytes = MetricFamily(
        counter: "es_jina_request_received_bytes_total",
        "operation",
        help: "Bytes of answers, decompressed."
    )
    var retries = MetricFamily(counter: "es_jina_retries_total", "operation", help: "Requests that were sent again.")
    var retryWait = MetricFamily(
        counter: "es_jina_retry_wait_seconds_total",
        "operation",
        help: "Time waited before requests were sent again."
    )
    var throttles = MetricFamily(
        counter: "es_jina_throttles_total",
        "operation",
        help: "Pauses because a server or a configured limit asked for them."
    )
    var throttleTime = MetricFamily(
        counter: "es_jina_throttle_seconds_total",
        "operation",
        help: "Time of pauses because a server or a configured limit asked for them."
    )
    var batchDuration = MetricFamily(
        histogram: "es_jina_batch_duration_seconds",
        "operation",
        buckets: seconds,
        help: "Time from the first sending of a batch to its last answer, retries included."
    )
    var batchBytes = MetricFamily(
        histogram: "es_jina_batch_size_bytes",
        "operation",
        buckets: bytes,
        help: "Size of a batch's body."
    )
    var batchItems = MetricFamily(
        histogram: "es_jina_batch_items",
        "operation",
        buckets: counts,
        help: "Documents or inputs in a batch."
    )
    var failedItems = MetricFamily(
        counter: "es_jina_batch_failed_items_total",
        "operation",
        help: "Documents or inputs of batches that failed for good."
    )
    var tokens = MetricFamily(counter: "es_jina_tokens_total", "operation", help: "Tokens that were billed.")
    var stageDuration = MetricFamily(
        histogram: "es_jina_stage_duration_seconds",
        "stage",
        buckets: seconds,
        help: "Time a stage spent on the items it had in hand."
    )
    var stageItems = MetricFamily(
        counter: "es_jina_stage_items_total",
        "stage",
        help: "Items that went through a stage."
    )

    var all: [MetricFamily] {
        [
            items, requests, requestDuration, sentBytes, receivedBytes, retries, retryWait, throttles, throttleTime,
            batchDuration, batchBytes, batchItems, failedItems, tokens, stageDuration, stageItems,
        ]
    }
}
