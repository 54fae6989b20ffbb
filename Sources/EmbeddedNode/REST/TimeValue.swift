/// A span of time as Elasticsearch writes it: `30s`, `1500ms`, `-1`.
struct TimeValue: Sendable, Hashable {
    /// Nanoseconds; negative where the value is `-1`.
    let nanoseconds: Int64

    private static let units: [(suffix: String, nanoseconds: Int64)] = [
        ("nanos", 1), ("micros", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
        ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
    ]

    var milliseconds: Int64 { nanoseconds / 1_000_000 }
    var duration: Duration { .nanoseconds(nanoseconds) }

    /// Reads a value.
    ///
    /// - Parameters:
    ///   - text: The value; `-1` and `0` need no unit.
    ///   - setting: The name of the setting or parameter, for messages.
    /// - Throws: ``RESTError`` in the server's words.
    init(_ text: String, setting: String) throws {
        if text == "-1" || text == "0" {
            nanoseconds = text == "0" ? 0 : -1
            return
        }
        let failure = RESTError.illegalArgument(
            "failed to parse setting [\(setting)] with value [\(text)] as a time value: unit is missing or unrecognized"
        )
        let lowercase = text.lowercased()
        // A capital M could mean months, so it means nothing.
        guard !text.hasSuffix("M"), let unit = Self.units.first(where: { lowercase.hasSuffix($0.suffix) }) else {
            throw failure
        }
        let number = String(lowercase.dropLast(unit.suffix.count)).trimmed
        guard let count = Int64(number), count >= -1 else {
            guard Double(number) != nil, !number.hasPrefix("-") else {
                throw Self.unreadable("failed to parse [\(text)]", number)
            }
            throw Self.unreadable("failed to parse [\(text)], fractional time values are not supported", number)
        }
        let product = count.multipliedReportingOverflow(by: unit.nanoseconds)
        guard !product.overflow else { throw failure }
        nanoseconds = product.partialValue
    }

    private static func unreadable(_ reason: String, _ number: String) -> RESTError {
        RESTError(
            400,
            ExceptionBody(
                "illegal_argument_exception",
                reason,
                causedBy: ExceptionBody("number_format_exception", "For input string: \"\(number)\"")
            )
        )
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
