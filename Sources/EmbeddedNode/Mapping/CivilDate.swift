/// Days of the proleptic Gregorian calendar, in UTC.
///
/// The conversions are Howard Hinnant's `days_from_civil` and `civil_from_days`
/// (https://howardhinnant.github.io/date_algorithms.html).
enum CivilDate {
    static let millisecondsPerDay: Int64 = 86_400_000

    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func civil(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9)
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    static func daysInMonth(_ year: Int64, _ month: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Splits milliseconds since 1970 into whole days and the rest.
    static func split(_ milliseconds: Int64) -> (days: Int64, rest: Int64) {
        var days = milliseconds / millisecondsPerDay
        if milliseconds % millisecondsPerDay < 0 { days -= 1 }
        return (days, milliseconds - days * millisecondsPerDay)
    }

    private static func fixedLength(_ unit: Character) -> Int64? {
        switch unit {
        case "s": 1000
        case "m": 60_000
        case "h", "H": 3_600_000
        case "d": millisecondsPerDay
        case "w": 7 * millisecondsPerDay
        default: nil
        }
    }

    static func adding(_ count: Int64, of unit: Character, to milliseconds: Int64) -> Int64? {
        if let length = fixedLength(unit) { return milliseconds + count * length }
        guard unit == "M" || unit == "y" else { return nil }
        let (days, rest) = split(milliseconds)
        let date = civil(days)
        let months = date.year * 12 + date.month - 1 + (unit == "y" ? count * 12 : count)
        let year = months >= 0 ? months / 12 : (months - 11) / 12
        let month = months - year * 12 + 1
        let day = min(date.day, daysInMonth(year, month))
        return Self.days(year: year, month: month, day: day) * millisecondsPerDay + rest
    }

    static func rounded(_ milliseconds: Int64, to unit: Character, up: Bool) -> Int64? {
        let (days, _) = split(milliseconds)
        let start: Int64
        switch unit {
        case "y": start = Self.days(year: civil(days).year, month: 1, day: 1) * millisecondsPerDay
        case "M":
            let date = civil(days)
            start = Self.days(year: date.year, month: date.month, day: 1) * millisecondsPerDay
        case "w":
            // 1970-01-01 was a Thursday; ISO weeks begin on Monday.
            let weekday = ((days + 3) % 7 + 7) % 7
            start = (days - weekday) * millisecondsPerDay
        default:
            guard let length = fixedLength(unit) else { return nil }
            let remainder = ((milliseconds % length) + length) % length
            start = milliseconds - remainder
        }
        guard up else { return start }
        return adding(1, of: unit, to: start).map { $0 - 1 }
    }

    /// `2024-01-31T10:20:30.000Z`.
    static func text(_ milliseconds: Int64) -> String {
        let (days, rest) = split(milliseconds)
        let date = civil(days)
        func padded(_ value: Int64, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let year = date.year < 0 ? "-" + padded(-date.year, 4) : padded(date.year, 4)
        let time = "\(padded(rest / 3_600_000, 2)):\(padded(rest / 60_000 % 60, 2)):\(padded(rest / 1000 % 60, 2))"
        return "\(year)-\(padded(date.month, 2))-\(padded(date.day, 2))T\(time).\(padded(rest % 1000, 3))Z"
    }
}

/// A date written after ISO 8601, as precise as it was written.
struct ISODate {
    /// The first millisecond since 1970 of the written period.
    let firstMillisecond: Int64
    /// The last millisecond since 1970 of the written period.
    let lastMillisecond: Int64

    /// Reads `yyyy[-MM[-dd[Thh[:mm[:ss[.fraction]]][zone]]]]`; `nil` where `text` is something else.
    init?(_ text: String) {
        var rest = text.utf8[...]
        func number(_ digits: Int) -> Int64? {
            guard rest.count >= digits else { return nil }
            var value: Int64 = 0
            for byte in rest.prefix(digits) {
                guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            rest = rest.dropFirst(digits)
            return value
        }
        func take(_ character: Unicode.Scalar) -> Bool {
            guard let byte = rest.first, Unicode.Scalar(byte) == character else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard let year = number(4) else { return nil }
        var month: Int64 = 1
        var day: Int64 = 1
        var length: Int64?
        var time: Int64 = 0
        var offset: Int64 = 0
        var unit: Character = "y"
        if take("-") {
            guard let value = number(2), 1...12 ~= value else { return nil }
            month = value
            unit = "M"
            if take("-") {
                guard let value = number(2), value >= 1, value <= CivilDate.daysInMonth(year, month) else { return nil }
                day = value
                unit = "d"
                if take("T"), !rest.isEmpty {
                    guard let hour = number(2), hour < 24 else { return nil }
                    time = hour * 3_600_000
                    length = 3_600_000
                    if take(":") {
                        guard let minute = number(2), minute < 60 else { return nil }
                        time += minute * 60_000
                        length = 60_000
                        if take(":") {
                            guard let second = number(2), second < 60 else { return nil }
                            time += second * 1000
                            length = 1000
                            if take(".") || take(",") {
                                let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
                                guard 1...9 ~= digits.count else { return nil }
                                let padded = (Array(digits) + [0x30, 0x30]).prefix(3)
                                time += padded.reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
                                length = digits.count == 1 ? 100 : digits.count == 2 ? 10 : 1
                                rest = rest.dropFirst(digits.count)
                            }
                        }
                    }
                    if take("Z") {
                    } else if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
                        rest = rest.dropFirst()
                        guard let hours = number(2), hours <= 18 else { return nil }
                        var minutes: Int64 = 0
                        if !rest.isEmpty {
                            _ = take(":")
                            guard let value = number(2), value < 60 else { return nil }
                            minutes = value
                        }
                        offset = (hours * 60 + minutes) * 60_000 * (sign == UInt8(ascii: "-") ? -1 : 1)
                    }
                }
            }
        }
        guard rest.isEmpty else { return nil }
        let start = CivilDate.days(year: year, month: month, day: day) * CivilDate.millisecondsPerDay + time - offset
        firstMillisecond = start
        lastMillisecond =
            length.map { start + $0 - 1 } ?? CivilDate.rounded(start, to: unit, up: true) ?? start
    }
}
