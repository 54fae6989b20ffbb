/// The `Retry-After` header (RFC 9110, 10.2.3): seconds, or a date in one of HTTP's three forms.
public enum RetryAfter {
    /// The time that an answer asks to wait.
    ///
    /// A date is read against the answer's own `Date`, so that a clock here that differs from the server's does no harm.
    ///
    /// - Parameters:
    ///   - response: The answer.
    ///   - now: The seconds since 1970, for an answer without `Date`; `nil` where the time is not known.
    /// - Returns: The time; `nil` where the answer does not say, or not so that it can be read.
    public static func duration(of response: HTTPResponse, now: Int64? = nil) -> Duration? {
        guard let value = response.headers["Retry-After"] else { return nil }
        return duration(value, now: response.headers["Date"].flatMap { secondsSince1970($0) } ?? now)
    }

    /// The time to wait; `nil` where the value is neither, or is a date and the time is not known.
    static func duration(_ value: String, now: Int64?) -> Duration? {
        if let seconds = Int64(value), seconds >= 0 { return .seconds(min(seconds, 1 << 32)) }
        if let seconds = Double(value), seconds >= 0, seconds < 1e9 { return .seconds(seconds) }
        guard let now, let date = secondsSince1970(value) else { return nil }
        return .seconds(max(0, date - now))
    }

    /// The seconds since 1970 of an HTTP date: IMF-fixdate, RFC 850 or asctime.
    static func secondsSince1970(_ text: String) -> Int64? {
        let words = text.split { " ,-".contains($0) }.map(String.init)
        let isAsctime = words.count == 5
        guard isAsctime || words.count == 6 else { return nil }
        // Sun, 06 Nov 1994 08:49:37 GMT | Sunday, 06-Nov-94 08:49:37 GMT | Sun Nov  6 08:49:37 1994
        let (day, month, year, time) =
            isAsctime ? (words[2], words[1], words[4], words[3]) : (words[1], words[2], words[3], words[4])
        guard isAsctime || words[5] == "GMT" else { return nil }
        let clock = time.split(separator: ":").compactMap { Int64($0) }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2]),
            let day = Int64(day), (1...31).contains(day), let month = months.firstIndex(of: month),
            var year = Int64(year),
            (0...9999).contains(year)
        else { return nil }
        if year < 100 { year += year < 70 ? 2000 : 1900 }
        return days(year: year, month: Int64(month) + 1, day: day) * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Days from 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
