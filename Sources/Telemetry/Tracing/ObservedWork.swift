import HTTPTransport

/// What an event becomes as a span, in the names of OpenTelemetry's semantic conventions where they have one.
///
/// For databases and Elasticsearch: https://opentelemetry.io/docs/specs/semconv/db/elasticsearch/; for embeddings:
/// https://opentelemetry.io/docs/specs/semconv/gen-ai/; for requests: https://opentelemetry.io/docs/specs/semconv/http/.
enum ObservedWork {
    case request(RequestEvent)
    case batch(BatchEvent)
    case stage(StageEvent)

    var name: String {
        switch self {
        case .request(let event): Self.joined(event.method, event.operation)
        case .batch(let event): Self.joined(isEmbedding ? "embeddings" : event.operation, event.target ?? "")
        case .stage(let event): event.stage
        }
    }

    var kind: Span.Kind {
        if case .stage = self { .internal } else { .client }
    }

    /// Why it failed, in a few words; `nil` where it did not.
    var failure: String? {
        switch self {
        case .request(let event): event.error?.message ?? event.status.flatMap { $0 >= 400 ? "status \($0)" : nil }
        case .batch(let event):
            event.error ?? (event.itemCount > 0 && event.failedCount == event.itemCount ? "every item failed" : nil)
        case .stage: nil
        }
    }

    var attributes: SpanAttributes {
        switch self {
        case .request(let event): Self.attributes(event)
        case .batch(let event): attributes(event)
        case .stage(let event): ["es_jina.stage.items": .integer(event.itemCount)]
        }
    }

    private var isEmbedding: Bool {
        if case .batch(let event) = self { event.operation == "embed" } else { false }
    }

    private static func attributes(_ event: RequestEvent) -> SpanAttributes {
        var attributes: SpanAttributes = [
            "http.request.method": SpanAttributes.text(event.method),
            "url.full": SpanAttributes.text(event.url),
            "http.request.body.size": .integer(event.sentBytes),
            "es_jina.operation": SpanAttributes.text(event.operation),
        ]
        if let (host, port) = event.url.flatMap(server) {
            attributes["server.address"] = .text(host)
            attributes["server.port"] = .integer(port)
        }
        if let status = event.status {
            attributes["http.response.status_code"] = .integer(status)
            attributes["http.response.body.size"] = .integer(event.receivedBytes)
            if status >= 400 { attributes["error.type"] = .text(String(status)) }
        }
        if let error = event.error { attributes["error.type"] = .text(error.kind.rawValue) }
        return attributes
    }

    private func attributes(_ event: BatchEvent) -> SpanAttributes {
        var attributes: SpanAttributes
        if isEmbedding {
            attributes = [
                "gen_ai.operation.name": .text("embeddings"),
                "gen_ai.request.model": SpanAttributes.text(event.target),
                "gen_ai.usage.input_tokens": event.tokens > 0 ? .integer(event.tokens) : nil,
            ]
        } else {
            attributes = [
                "db.system.name": .text("elasticsearch"),
                "db.operation.name": SpanAttributes.text(event.operation),
                "db.collection.name": SpanAttributes.text(event.target),
                // The conventions want it only where there is a batch, of two or more.
                "db.operation.batch.size": event.itemCount > 1 ? .integer(event.itemCount) : nil,
                "db.response.status_code": event.status.map { .text(String($0)) },
            ]
        }
        attributes["http.response.status_code"] = event.status.map { .integer($0) }
        attributes["es_jina.batch.items"] = .integer(event.itemCount)
        attributes["es_jina.batch.failed_items"] = .integer(event.failedCount)
        attributes["es_jina.batch.attempts"] = .integer(event.attempts)
        if event.bytes > 0 { attributes["es_jina.batch.bytes"] = .integer(event.bytes) }
        if failure != nil { attributes["error.type"] = .text(event.error ?? "all_items_failed") }
        return attributes
    }

    /// Host and port of a URL without credentials.
    private static func server(_ url: String) -> (host: String, port: Int)? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" }
        // The colons of an IPv6 address stand before its closing bracket.
        let name = authority.lastIndex(of: "]").map { authority[...$0] } ?? authority.prefix { $0 != ":" }
        let port = Int(authority[name.endIndex...].dropFirst())
        let host = name.filter { $0 != "[" && $0 != "]" }
        switch url[..<scheme.lowerBound] {
        case "http": return (host, port ?? 80)
        case "https": return (host, port ?? 443)
        default: return nil
        }
    }

    private static func joined(_ first: String, _ second: String) -> String {
        [first, second].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
