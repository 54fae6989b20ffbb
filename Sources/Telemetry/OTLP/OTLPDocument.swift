import HTTPTransport
import JSONValues

/// Spans as an `ExportTraceServiceRequest` in OTLP's JSON encoding (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding):
/// ids are hexadecimal, 64-bit integers are strings, enums are numbers.
struct OTLPDocument {
    let resource: [(key: String, value: String)]
    let scopeVersion: String

    func request(_ spans: [Span]) -> JSONValue {
        [
            "resourceSpans": [
                [
                    "resource": ["attributes": .array(resource.map { Self.attribute($0.key, .text($0.value)) })],
                    "scopeSpans": [
                        [
                            "scope": ["name": "es-jina", "version": .string(scopeVersion)],
                            "spans": .array(spans.map(Self.span)),
                        ]
                    ],
                ]
            ]
        ]
    }

    private static func span(_ span: Span) -> JSONValue {
        var object: JSONObject = [
            "traceId": .string(span.context.traceID.description),
            "spanId": .string(span.context.spanID.description),
        ]
        object["traceState"] = span.context.state.map(JSONValue.string)
        object["parentSpanId"] = span.context.parentID.map { .string($0.description) }
        // The trace flags; bit 8 says that bit 9 tells whether the parent is in another process.
        object["flags"] = JSONValue((span.context.isSampled ? 1 : 0) | 0x100 | (span.hasRemoteParent ? 0x200 : 0))
        object["name"] = .string(span.name)
        object["kind"] = JSONValue(span.kind.rawValue)
        object["startTimeUnixNano"] = .string(String(span.start.nanoseconds))
        object["endTimeUnixNano"] = .string(String(span.end.nanoseconds))
        object["attributes"] = attributes(span.attributes)
        if !span.events.isEmpty { object["events"] = .array(span.events.map(event)) }
        if span.droppedEvents > 0 { object["droppedEventsCount"] = JSONValue(span.droppedEvents) }
        if let failure = span.failure { object["status"] = ["message": .string(failure), "code": 2] }
        return .object(object)
    }

    private static func event(_ event: SpanEvent) -> JSONValue {
        [
            "timeUnixNano": .string(String(event.time.nanoseconds)), "name": .string(event.name),
            "attributes": attributes(event.attributes),
        ]
    }

    private static func attributes(_ attributes: SpanAttributes) -> JSONValue {
        .array(attributes.pairs.map { attribute($0.key, $0.value) })
    }

    private static func attribute(_ key: String, _ value: SpanValue) -> JSONValue {
        let encoded: JSONValue =
            switch value {
            case .text(let text): ["stringValue": .string(text)]
            case .integer(let number): ["intValue": .string(String(number))]
            case .seconds(let number): ["doubleValue": JSONValue(number)]
            }
        return ["key": .string(key), "value": encoded]
    }
}
