import HTTPTransport
import TestSupport
import Testing

@testable import Telemetry

@Suite struct MetricsRegistryTests {
    private func busy(_ labels: [String: String] = [:]) -> MetricsRegistry {
        let metrics = MetricsRegistry(labels: labels)
        for _ in 0..<3 { metrics.itemFinished(ItemEvent(item: "a", outcome: "indexed")) }
        metrics.itemFinished(ItemEvent(item: "b", outcome: "skipped", reason: "hidden"))
        for (status, milliseconds) in [(200, 20), (200, 300), (429, 5)] {
            metrics.requestFinished(
                RequestEvent(
                    operation: "bulk",
                    status: status,
                    duration: .milliseconds(milliseconds),
                    sentBytes: 1000,
                    receivedBytes: 10
                )
            )
        }
        metrics.requestFinished(
            RequestEvent(
                operation: "embed",
                status: nil,
                duration: .seconds(500),
                sentBytes: 7,
                receivedBytes: 0,
                error: TransportError(.timedOut, "late")
            )
        )
        metrics.requestRetried(
            RetryEvent(operation: "bulk", attempt: 1, delay: .milliseconds(250), reason: "status 429")
        )
        metrics.throttled(ThrottleEvent(operation: "embed", delay: .milliseconds(1500), reason: "rate limit"))
        metrics.batchFinished(
            BatchEvent(operation: "bulk", itemCount: 500, failedCount: 2, bytes: 1 << 20, duration: .milliseconds(325))
        )
        metrics.batchFinished(
            BatchEvent(
                operation: "embed",
                itemCount: 8,
                failedCount: 0,
                bytes: 0,
                tokens: 1234,
                duration: .milliseconds(80)
            )
        )
        metrics.stageFinished(StageEvent(stage: "decode", itemCount: 64, duration: .milliseconds(700)))
        metrics.setGauge("es_jina_in_flight_items", to: 48, help: "Inputs under way.")
        return metrics
    }

    @Test func `every event is in the text, which keeps to the grammar`() throws {
        let read = try ExpositionGrammar(busy().text)
        #expect(read.value("es_jina_items_total", ["outcome": "indexed"]) == 3)
        #expect(read.value("es_jina_items_total", ["outcome": "dead_lettered"]) == 0)
        #expect(read.value("es_jina_requests_total", ["operation": "bulk", "status": "200"]) == 2)
        #expect(read.value("es_jina_requests_total", ["operation": "bulk", "status": "429"]) == 1)
        #expect(read.value("es_jina_requests_total", ["operation": "embed", "status": "timed_out"]) == 1)
        #expect(read.value("es_jina_request_sent_bytes_total", ["operation": "bulk"]) == 3000)
        #expect(read.value("es_jina_retries_total", ["operation": "bulk"]) == 1)
        #expect(read.value("es_jina_retry_wait_seconds_total", ["operation": "bulk"]) == 0.25)
        #expect(read.value("es_jina_throttle_seconds_total", ["operation": "embed"]) == 1.5)
        #expect(read.value("es_jina_batch_failed_items_total", ["operation": "bulk"]) == 2)
        #expect(read.value("es_jina_batch_size_bytes_sum", ["operation": "bulk"]) == 1_048_576)
        #expect(read.value("es_jina_batch_size_bytes_bucket", ["operation": "bulk", "le": "1048576"]) == 1)
        #expect(read.value("es_jina_batch_size_bytes_bucket", ["operation": "bulk", "le": "262144"]) == 0)
        #expect(read.value("es_jina_tokens_total", ["operation": "embed"]) == 1234)
        #expect(read.value("es_jina_tokens_total", ["operation": "bulk"]) == nil)
        #expect(read.value("es_jina_stage_items_total", ["stage": "decode"]) == 64)
        #expect(read.value("es_jina_stage_duration_seconds_sum", ["stage": "decode"]) == 0.7)
        #expect(read.value("es_jina_in_flight_items") == 48)
        #expect(read.types["es_jina_in_flight_items"] == "gauge")
        #expect(read.types.keys.sorted() == read.helps.keys.sorted())
    }

    @Test func `buckets add up, and what is above the last is in +Inf`() throws {
        let read = try ExpositionGrammar(busy().text)
        let bucket = { (operation: String, bound: String) in
            read.value("es_jina_request_duration_seconds_bucket", ["operation": operation, "le": bound])
        }
        #expect(bucket("bulk", "0.005") == 1)
        #expect(bucket("bulk", "0.025") == 2)
        #expect(bucket("bulk", "0.5") == 3)
        #expect(bucket("bulk", "+Inf") == 3)
        #expect(bucket("embed", "120") == 0)
        #expect(bucket("embed", "+Inf") == 1)
        #expect(read.value("es_jina_request_duration_seconds_sum", ["operation": "bulk"]) == 0.325)
    }

    @Test func `labels of the run are on every series, whatever is in them`() throws {
        let index = "a\\b\"c\nd é{},="
        let read = try ExpositionGrammar(busy(["index": index, "bad name": "x", "le": "1", "": "y"]).text)
        #expect(read.samples.allSatisfy { $0.series.labels["index"] == index })
        #expect(read.value("es_jina_items_total", ["index": index, "outcome": "indexed"]) == 3)
    }

    @Test func `what has not happened yet takes no lines, but outcomes stand at zero`() {
        #expect(
            MetricsRegistry().text == """
                # HELP es_jina_items_total Inputs that reached their end, by outcome.
                # TYPE es_jina_items_total counter
                es_jina_items_total{outcome="dead_lettered"} 0
                es_jina_items_total{outcome="indexed"} 0
                es_jina_items_total{outcome="skipped"} 0
                es_jina_items_total{outcome="unchanged"} 0

                """
        )
    }

    @Test func `endless labels are counted together`() throws {
        let metrics = MetricsRegistry()
        for number in 0..<2000 {
            metrics.requestFinished(
                RequestEvent(operation: "o\(number)", status: 200, duration: .zero, sentBytes: 0, receivedBytes: 0)
            )
        }
        let read = try ExpositionGrammar(metrics.text)
        #expect(read.value("es_jina_requests_total", ["operation": "o999", "status": "200"]) == 1)
        #expect(read.value("es_jina_requests_total", ["operation": "other", "status": "other"]) == 1000)
        #expect(read.value("es_jina_request_duration_seconds_count", ["operation": "other"]) == 1000)
    }

    @Test func `what is set from outside has its last value, and no name that is none or taken`() throws {
        let metrics = MetricsRegistry()
        metrics.setGauge("es_jina_load", to: 0.25, help: "A\nhelp with \\ and \".")
        metrics.setGauge("es_jina_load", to: -2.5e-7, help: "")
        metrics.setGauge("9x", to: 1, help: "")
        metrics.setGauge("a-b", to: 1, help: "")
        metrics.setGauge("es_jina_items_total", to: 1, help: "")
        metrics.setCounter("es_jina_cached", to: 1, help: "")
        metrics.setCounter("es_jina_cached_total", to: 12, help: "From the cache.")
        let read = try ExpositionGrammar(metrics.text)
        #expect(read.value("es_jina_load") == -2.5e-7)
        #expect(read.helps["es_jina_load"] == #"A\nhelp with \\ and "."#)
        #expect(read.value("es_jina_cached_total") == 12)
        #expect(read.types["es_jina_cached_total"] == "counter")
        #expect(read.types.count == 3)
    }

    @Test(arguments: [
        (0, "0"), (1e16, "1e+16"), (123456789012, "123456789012"), (0.1, "0.1"), (.infinity, "+Inf"),
        (-.infinity, "-Inf"), (.nan, "NaN"),
    ])
    func `numbers are written as Go reads them`(value: Double, text: String) {
        #expect(PrometheusText.number(value) == text)
    }

    @Test func `a metrics file is whole whenever it is read`() async throws {
        let folder = try TemporaryDirectory()
        let file = MetricsFile(folder.path + "/es-jina.prom")
        let long = String(repeating: "# a comment\n", count: 5000)
        try file.replace(with: long)
        let reader = Task.detached { [path = file.path] in
            var lengths: Set<Int> = []
            for _ in 0..<100 { lengths.insert(FileContent.read(path)?.utf8.count ?? -1) }
            return lengths
        }
        for _ in 0..<30 {
            try file.replace(with: "# short\n")
            try file.replace(with: long)
        }
        #expect(await reader.value.isSubset(of: [8, long.utf8.count]))
        #expect(FileContent.read(file.path) == long)
        #expect(FileContent.names(folder.path) == ["es-jina.prom"])
    }

    @Test func `a file that cannot be written names its path and leaves nothing behind`() throws {
        let folder = try TemporaryDirectory()
        let missing = MetricsFile(folder.path + "/none/x.prom")
        let error = #expect(throws: MetricsFile.WriteError.self) { try missing.replace(with: "") }
        #expect(
            error?.description == "Cannot write metrics to \(folder.path)/none/x.prom: No such file or directory."
        )
        let directory = MetricsFile(folder.path)
        #expect(throws: MetricsFile.WriteError.self) { try directory.replace(with: "x") }
        #expect(FileContent.names(folder.path) == [])
    }
}
