import CommandTree

/// How a run tells the outside how it goes.
enum TelemetryOptions {
    static let metrics = Option<String?>(
        "metrics",
        value: "FILE",
        environment: "ES_JINA_METRICS",
        configKey: "metrics",
        completion: .files,
        help: "Write metrics for Prometheus to this file every five seconds and at the end."
    )
    .discussed(
        """
        The file is in the text exposition format and is replaced whole, so the textfile collector of node_exporter can read it; \
        the collector wants a name that ends in .prom. Every series carries the index as a label, so several runs may write \
        files side by side.

        Where OTEL_EXPORTER_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) names an OpenTelemetry collector, the run \
        also sends it spans, as OTLP/HTTP with JSON: one for the run, below it one for each batch and request. TRACEPARENT makes \
        the run a part of a trace that is under way. A collector that is slow or gone never holds up the run.
        """
    )
    static let tokenPrice = Option<Double?>(
        "token-price",
        value: "USD",
        environment: "ES_JINA_TOKEN_PRICE",
        configKey: "token_price",
        allowed: .matching("a price from 0 to 1000") { 0...1000 ~= $0 },
        help: "What a million billed tokens cost, to show an estimate of the cost."
    )

    static let group = OptionGroup("Telemetry", [metrics, tokenPrice])
}
