/// A date of a filter, in a form the server reads: ISO 8601 or one of the field's own, with date maths.
struct FilterDate {
    /// Why a text is no date.
    struct Problem: Error {
        /// The end of a sentence.
        var message: String
    }

    /// What the server is sent.
    let text: String

    /// The formats that are ISO 8601, beside milliseconds since 1970.
    private static let isoFormats: Set<Substring> = [
        "strict_date_optional_time", "date_optional_time", "strict_date_optional_time_nanos", "iso8601",
    ]

    /// Reads a date.
    ///
    /// - Parameters:
    ///   - written: The date: `2020`, `2020-01-31T12:00`, milliseconds since 1970, `now-7d/d`, `2020-01-31||+1M`.
    ///   - format: The field's formats, separated by `||`; `nil` for the server's default. What is written in formats other than
    ///     ISO 8601 is left to the server to check.
    /// - Throws: ``Problem``.
    init(_ written: String, format: String?) throws(Problem) {
        let trimmed = written.trimmed
        if trimmed.hasPrefix("now") {
            try Self.checkMaths(trimmed.dropFirst(3), of: trimmed)
            text = trimmed
            return
        }
        var anchor = trimmed[...]
        var maths: Substring?
        if let bars = trimmed.firstRange(of: "||") {
            anchor = trimmed[..<bars.lowerBound]
            maths = trimmed[bars.upperBound...]
            try Self.checkMaths(trimmed[bars.upperBound...], of: trimmed)
        }
        guard Self.isISO(format) else {
            guard !anchor.isEmpty else { throw Problem(message: "this is none.") }
            text = trimmed
            return
        }
        guard let date = RecordDate(String(anchor)) else { throw Self.problem(String(anchor)) }
        // Without rounding the server would take a year for its first day at the end of a range, too.
        let rounding = maths == nil ? Self.rounding(date.text) : ""
        text = date.text + (maths.map { "||\($0)" } ?? rounding)
    }

    private static func isISO(_ format: String?) -> Bool {
        guard let format else { return true }
        let parts = format.split(separator: "|", omittingEmptySubsequences: true)
        return parts.contains(where: isoFormats.contains)
            && parts.allSatisfy { isoFormats.contains($0) || $0 == "epoch_millis" }
    }

    private static func rounding(_ date: String) -> String {
        switch date.utf8.count {
        case 4: "||/y"
        case 7: "||/M"
        default: ""
        }
    }

    /// Checks additions, subtractions and rounding: `-7d/d`.
    private static func checkMaths(_ maths: Substring, of written: String) throws(Problem) {
        var rest = maths
        while let sign = rest.popFirst() {
            guard "+-/".contains(sign) else {
                throw Problem(message: "in date maths + and - add and / rounds, such as now-7d/d, without spaces.")
            }
            if sign != "/" { rest = rest.drop { "0"..."9" ~= $0 } }
            guard let unit = rest.popFirst(), "yMwdhHms".contains(unit) else {
                throw Problem(
                    message:
                        "in date maths a unit follows: y, M for months, w, d, h, m for minutes or s, such as now-7d/d."
                )
            }
        }
    }

    private static func problem(_ written: String) -> Problem {
        let digits = written.hasPrefix("-") ? written.dropFirst() : written[...]
        if !digits.isEmpty, digits.allSatisfy({ "0"..."9" ~= $0 }) {
            return Problem(
                message:
                    "the server takes the number \(written) for milliseconds, a moment of early 1970. Write a day such as "
                    + "2020-01-31, or all digits of the milliseconds."
            )
        }
        return Problem(message: "write 2020, 2020-01-31, \"2020-01-31T12:00\", or now-7d.")
    }
}
