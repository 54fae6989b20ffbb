/// A moment in a form that Elasticsearch's default date format reads.
///
/// Accepted are ISO 8601 from a year on (`2024`, `2024-05`, `2024-05-01`, `2024-05-01T12:30:00.5+02:00`), the same with a space
/// for the `T`, and whole milliseconds since 1970 of 11 digits or more: fewer are seconds, or `20240501`, more often than a
/// moment in the first weeks of 1970.
struct RecordDate: Hashable, Sendable {
    /// The date in ISO 8601.
    let text: String

    /// Milliseconds since 1970, as UTC; `nil` beyond the years 0 to 9999, and for fewer than 11 digits.
    init?(milliseconds: Int64) {
        guard milliseconds.magnitude >= 10_000_000_000, -62_167_219_200_000..<253_402_300_800_000 ~= milliseconds else {
            return nil
        }
        let (seconds, millis) = Self.divided(milliseconds, by: 1000)
        let (days, second) = Self.divided(seconds, by: 86_400)
        let date = Self.civil(days: days)
        let time = [second / 3600, second / 60 % 60, second % 60].map { Self.padded($0, 2) }.joined(separator: ":")
        text =
            "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T\(time)"
            + ".\(Self.padded(millis, 3))Z"
    }

    /// Reads a date as it is written; `nil` where it is none.
    init?(_ written: String) {
        let trimmed = written.trimmed
        let bytes = Array(trimmed.utf8)
        // Four digits are a year; more are milliseconds.
        let digits = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
        if digits.count > 4, digits.allSatisfy({ 0x30...0x39 ~= $0 }) {
            guard let number = Int64(trimmed), let date = RecordDate(milliseconds: number) else { return nil }
            self = date
            return
        }
        var reader = Reader(bytes: bytes[...])
        guard reader.readsDate() else { return nil }
        text = reader.hasSpace ? trimmed.split(separator: " ", maxSplits: 1).joined(separator: "T") : trimmed
    }

    /// Reads the parts one after the other.
    private struct Reader {
        var bytes: ArraySlice<UInt8>
        var hasSpace = false

        mutating func readsDate() -> Bool {
            guard let year = number(4) else { return false }
            guard take("-") else { return bytes.isEmpty }
            guard let month = number(2), 1...12 ~= month else { return false }
            guard take("-") else { return bytes.isEmpty }
            guard let day = number(2), 1...RecordDate.days(in: month, of: year) ~= day else { return false }
            if bytes.isEmpty { return true }
            hasSpace = take(" ")
            guard hasSpace || take("T") else { return false }
            guard let hour = number(2), hour < 24 else { return false }
            if take(":") {
                guard let minute = number(2), minute < 60 else { return false }
                if take(":") {
                    guard let second = number(2), second < 60 else { return false }
                    if take(".") || take(",") {
                        let count = bytes.prefix { 0x30...0x39 ~= $0 }.count
                        guard 1...9 ~= count else { return false }
                        bytes.removeFirst(count)
                    }
                }
            }
            return readsZone()
        }

        private mutating func readsZone() -> Bool {
            if bytes.isEmpty { return true }
            if take("Z") { return bytes.isEmpty }
            guard take("+") || take("-"), let hour = number(2), hour <= 18 else { return false }
            if bytes.isEmpty { return true }
            _ = take(":")
            guard let minute = number(2), minute < (hour == 18 ? 1 : 60) else { return false }
            return bytes.isEmpty
        }

        private mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard bytes.first == UInt8(ascii: character) else { return false }
            bytes.removeFirst()
            return true
        }

        private mutating func number(_ count: Int) -> Int? {
            guard bytes.count >= count, bytes.prefix(count).allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
            defer { bytes.removeFirst(count) }
            return bytes.prefix(count).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The day in the Gregorian calendar.
    ///
    /// H. Hinnant, "chrono-compatible low-level date algorithms" (2013).
    private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let (era, dayOfEra) = divided(shifted, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let place = (5 * dayOfYear + 2) / 153
        let month = place < 10 ? place + 3 : place - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * place + 2) / 5 + 1)
    }

    private static func divided(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func padded(_ value: Int64, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
