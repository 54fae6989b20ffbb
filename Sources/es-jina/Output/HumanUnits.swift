/// Numbers as people read them.
enum HumanUnits {
    /// Digits in groups of three: `1,234,567`.
    static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var result = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "," }
            result.append(digit)
        }
        return result
    }

    /// A count with its noun: `1 call`, `2,000 calls`.
    static func count(_ value: Int, of noun: String) -> String { count(value) + " " + noun + (value == 1 ? "" : "s") }

    /// Three significant digits from ten thousand on: `9,999`, `12.3K`, `4.57M`, `1.2B`.
    static func compactCount(_ value: Int) -> String {
        guard value >= 10_000 else { return count(value) }
        return significant(Double(value), step: 1000, units: ["", "K", "M", "B", "T"], space: "")
    }

    /// Bytes in powers of 1024: `512 B`, `1.5 KiB`, `20 MiB`.
    static func bytes(_ value: Int) -> String {
        significant(Double(value), step: 1024, units: ["B", "KiB", "MiB", "GiB", "TiB"], space: " ")
    }

    /// A time in its two largest units: `850 ms`, `4.2 s`, `42 s`, `3 m 05 s`, `2 h 07 m`, `1 d 04 h`.
    static func duration(_ value: Duration) -> String {
        let seconds = value / .seconds(1)
        if seconds < 0.9995 { return "\(Int((seconds * 1000).rounded())) ms" }
        if seconds < 9.95 { return "\(decimal(seconds, places: 1)) s" }
        guard seconds < 1e12 else { return "∞" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) m \(twoDigits(whole % 60)) s" }
        if whole < 86_400 { return "\(whole / 3600) h \(twoDigits(whole % 3600 / 60)) m" }
        return "\(whole / 86_400) d \(twoDigits(whole % 86_400 / 3600)) h"
    }

    /// Things a second: `0.25/s`, `9.5/s`, `312/s`, `12.3K/s`.
    static func rate(_ perSecond: Double) -> String {
        if perSecond < 1 { return "\(decimal(perSecond, places: 2))/s" }
        if perSecond < 9.95 { return "\(decimal(perSecond, places: 1))/s" }
        return "\(compactCount(Int(perSecond.rounded())))/s"
    }

    /// A rate with its noun, where there is one: `312 docs/s`.
    static func rate(_ perSecond: Double, of noun: String) -> String {
        noun.isEmpty ? rate(perSecond) : rate(perSecond).dropLast(2) + " \(noun)/s"
    }

    /// US dollars: two digits from a dollar on, four below: `$12.50`, `$0.0312`.
    static func dollars(_ value: Double) -> String { "$" + decimal(value, places: value < 1 ? 4 : 2) }

    /// A number with a fixed count of digits after the point.
    static func decimal(_ value: Double, places: Int) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return value.description }
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = Int((abs(value) * scale).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + String(scaled) }
        let digits = String(scaled)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    private static func significant(_ value: Double, step: Double, units: [String], space: String) -> String {
        var value = value
        var unit = 0
        // 999.6 would be shown as 1000, so the next unit begins a little below the step.
        while abs(value) >= step - 0.5, unit < units.count - 1 {
            value /= step
            unit += 1
        }
        let places = unit == 0 || abs(value) >= 99.95 ? 0 : abs(value) >= 9.995 ? 1 : 2
        var text = decimal(value, places: places)
        if places > 0 {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return text + space + units[unit]
    }
}
