/// The formats of a date field, read without a calendar library: ISO 8601 and numbers since 1970.
struct DateFormats: Sendable, Hashable {
    private enum Format: Sendable {
        case iso, epochMillis, epochSecond, day
    }

    private let formats: [Format]
    /// The formats as written in the mapping.
    let text: String

    static let knownNames = [
        "strict_date_optional_time", "date_optional_time", "strict_date", "date", "yyyy-MM-dd", "epoch_millis",
        "epoch_second",
    ]
    private init(_ formats: [Format], _ text: String) {
        self.formats = formats
        self.text = text
    }

    /// What a date field takes without a format of its own.
    static let `default` = DateFormats([.iso, .epochMillis], "strict_date_optional_time||epoch_millis")

    /// Reads formats separated by `||`; `nil` where one is not known.
    init?(_ text: String) {
        var formats: [Format] = []
        for name in text.split(separator: "|", omittingEmptySubsequences: true) {
            switch name {
            case "strict_date_optional_time", "date_optional_time", "iso8601": formats.append(.iso)
            case "strict_date", "date", "yyyy-MM-dd": formats.append(.day)
            case "epoch_millis": formats.append(.epochMillis)
            case "epoch_second": formats.append(.epochSecond)
            default: return nil
            }
        }
        guard !formats.isEmpty else { return nil }
        self.init(formats, text)
    }

    /// Milliseconds since 1970 of `text`, the last one of the written period where `roundsUp`; `nil` where no format fits.
    func milliseconds(_ text: String, roundsUp: Bool = false) -> Int64? {
        for format in formats {
            switch format {
            case .iso, .day:
                if let date = ISODate(text) { return roundsUp ? date.lastMillisecond : date.firstMillisecond }
            case .epochMillis:
                if let value = Int64(text) { return value }
                if let value = Double(text), value.isFinite, abs(value) < 9e18 { return Int64(value.rounded(.down)) }
            case .epochSecond:
                if let value = Int64(text), value.multipliedReportingOverflow(by: 1000).overflow == false {
                    return value * 1000
                }
            }
        }
        return nil
    }

    /// Resolves what a range query may say: `now`, date maths behind `||`, or a date.
    func resolve(_ text: String, now: Int64, roundsUp: Bool) -> Int64? {
        var rest: Substring
        var value: Int64
        if text.hasPrefix("now") {
            value = now
            rest = text.dropFirst(3)
        } else if let bars = text.firstRange(of: "||") {
            guard let start = milliseconds(String(text[..<bars.lowerBound])) else { return nil }
            value = start
            rest = text[bars.upperBound...]
        } else {
            return milliseconds(text, roundsUp: roundsUp)
        }
        while let sign = rest.first {
            rest = rest.dropFirst()
            var count: Int64 = 1
            if sign != "/" {
                guard sign == "+" || sign == "-" else { return nil }
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                if !digits.isEmpty {
                    guard let number = Int64(digits), number < 1_000_000 else { return nil }
                    count = number
                    rest = rest.dropFirst(digits.count)
                }
            }
            guard let unit = rest.first else { return nil }
            rest = rest.dropFirst()
            guard
                let next = sign == "/"
                    ? CivilDate.rounded(value, to: unit, up: roundsUp)
                    : CivilDate.adding(sign == "-" ? -count : count, of: unit, to: value)
            else { return nil }
            value = next
        }
        return value
    }
}
