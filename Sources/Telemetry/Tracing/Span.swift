import HTTPTransport

/// A piece of work with a beginning and an end, as tracers know it.
struct Span: Sendable {
    /// Who asks whom, by OTLP's numbers.
    enum Kind: Int, Sendable {
        case `internal` = 1
        case client = 3
    }

    var context: TraceContext
    /// Whether the parent is a span of another process.
    var hasRemoteParent = false
    var name: String
    var kind: Kind
    var start: UnixTime
    var end: UnixTime
    var attributes: SpanAttributes = [:]
    var events: [SpanEvent] = []
    var droppedEvents = 0
    /// Why the work failed, in a few words; `nil` where it did not.
    var failure: String?
}

/// Something that happened within a span.
struct SpanEvent: Sendable {
    var time: UnixTime
    var name: String
    var attributes: SpanAttributes
}

/// The value of an attribute.
enum SpanValue: Sendable, Hashable {
    case text(String)
    case integer(Int)
    case seconds(Double)
}

/// Attributes in the order they were written; those without a value are left out.
struct SpanAttributes: Sendable, ExpressibleByDictionaryLiteral {
    private(set) var pairs: [(key: String, value: SpanValue)] = []

    init(dictionaryLiteral elements: (String, SpanValue?)...) {
        for (key, value) in elements { self[key] = value }
    }

    subscript(key: String) -> SpanValue? {
        get { pairs.first { $0.key == key }?.value }
        set {
            pairs.removeAll { $0.key == key }
            if let newValue { pairs.append((key, newValue)) }
        }
    }

    static func text(_ value: String?) -> SpanValue? { value.flatMap { $0.isEmpty ? nil : .text($0) } }
}
