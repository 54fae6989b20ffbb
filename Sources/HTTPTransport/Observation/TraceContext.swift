/// A place in a distributed trace: which trace, which span of it, and whether anybody records it.
///
/// Its text form is the header `traceparent` of W3C Trace Context, level 1 (https://www.w3.org/TR/trace-context-1/). The context
/// of the work under way is ``current``; what starts a part of that work takes a ``child()`` and binds it while the part runs:
/// ```swift
/// let trace = TraceContext.next()
/// request.headers["traceparent"] = trace.traceparent
/// try await TraceContext.$current.withValue(trace) { try await send(request) }
/// ```
public struct TraceContext: Sendable, Hashable {
    /// The context of the work under way in this task; `nil` where nobody traces.
    @TaskLocal public static var current: TraceContext?

    /// The trace that the span belongs to.
    public var traceID: TraceID
    /// The span.
    public var spanID: SpanID
    /// The span it is a part of, which is not on the wire; `nil` for the first span of a trace.
    public var parentID: SpanID?
    /// Whether the trace is recorded; what comes behind follows suit.
    public var isSampled: Bool
    /// What other tracers pass along in the header `tracestate`, handed on as it came.
    public var state: String?

    /// Makes a context from its parts.
    public init(
        traceID: TraceID,
        spanID: SpanID,
        parentID: SpanID? = nil,
        isSampled: Bool = true,
        state: String? = nil
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.parentID = parentID
        self.isSampled = isSampled
        self.state = state
    }

    /// The first span of a new trace, with random ids.
    ///
    /// - Parameter isSampled: Whether the trace is recorded; default true.
    /// - Returns: The context.
    public static func random(isSampled: Bool = true) -> TraceContext {
        TraceContext(traceID: .random(), spanID: .random(), isSampled: isSampled)
    }

    /// A child of ``current``; where nobody traces, the first span of a new trace that is not recorded, whose ids still join what
    /// servers write into their logs.
    public static func next() -> TraceContext { current?.child() ?? random(isSampled: false) }

    /// A new span that is a part of this one, with a random id.
    public func child() -> TraceContext {
        TraceContext(traceID: traceID, spanID: .random(), parentID: spanID, isSampled: isSampled, state: state)
    }
}

extension TraceContext {
    /// The context that a caller passed along in `traceparent`, as in a header or in the environment variable `TRACEPARENT`.
    ///
    /// It is `nil` where the text is malformed or an id is zero; a new trace is then to be started. Versions after 00 are read by
    /// their first four fields, as the recommendation asks.
    ///
    /// - Parameters:
    ///   - traceparent: The text: `00-` 32 hexadecimal digits `-` 16 hexadecimal digits `-` 2 hexadecimal digits, in lower case.
    ///   - state: The text of `tracestate`; left out where it could not be sent on as a header.
    public init?(traceparent: String, state: String? = nil) {
        let text = Array(traceparent.utf8)
        let hyphen = UInt8(ascii: "-")
        guard text.count >= 55, text[2] == hyphen, text[35] == hyphen, text[52] == hyphen,
            let version = Hexadecimal.value(text[0..<2]), version != 0xFF,
            version == 0 ? text.count == 55 : text.count == 55 || text[55] == hyphen,
            let high = Hexadecimal.value(text[3..<19]), let low = Hexadecimal.value(text[19..<35]),
            let traceID = TraceID(high: high, low: low),
            let span = Hexadecimal.value(text[36..<52]), let spanID = SpanID(span),
            let flags = Hexadecimal.value(text[53..<55])
        else { return nil }
        self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1)
        if let state, state.utf8.count <= 512, state.utf8.allSatisfy({ 0x20...0x7E ~= $0 }), !state.isEmpty {
            self.state = state
        }
    }

    /// The text of the header `traceparent`, in version 00.
    public var traceparent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }
}

/// The 16 bytes that name a trace; never all zero.
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    /// The first eight bytes, big-endian.
    public let high: UInt64
    /// The last eight bytes, big-endian.
    public let low: UInt64

    /// Makes an id; `nil` where both halves are zero.
    public init?(high: UInt64, low: UInt64) {
        guard high | low != 0 else { return nil }
        self.high = high
        self.low = low
    }

    private init(high: UInt64, nonZeroLow: UInt64) {
        self.high = high
        low = nonZeroLow
    }

    /// A random id.
    public static func random() -> TraceID {
        TraceID(high: .random(in: .min ... .max), nonZeroLow: .random(in: 1 ... .max))
    }

    /// 32 hexadecimal digits in lower case.
    public var description: String { Hexadecimal.text(high) + Hexadecimal.text(low) }
}

/// The 8 bytes that name a span within its trace; never all zero.
public struct SpanID: Sendable, Hashable, CustomStringConvertible {
    /// The bytes, big-endian.
    public let value: UInt64

    /// Makes an id; `nil` for zero.
    public init?(_ value: UInt64) {
        guard value != 0 else { return nil }
        self.value = value
    }

    private init(nonZero: UInt64) { value = nonZero }

    /// A random id.
    public static func random() -> SpanID { SpanID(nonZero: .random(in: 1 ... .max)) }

    /// 16 hexadecimal digits in lower case.
    public var description: String { Hexadecimal.text(value) }
}

/// Hexadecimal digits in lower case, the only ones that Trace Context allows.
private enum Hexadecimal {
    static func text(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func value(_ digits: ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return value
    }
}
