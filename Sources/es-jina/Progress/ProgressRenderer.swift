import JSONValues

/// Turns a snapshot into one line.
enum ProgressRenderer {
    /// The line for people, cut to `width` columns by leaving out what matters least.
    static func line(_ snapshot: ProgressSnapshot, width: Int? = nil) -> String {
        var parts = parts(snapshot)
        while let width, DisplayWidth.of(text(parts)) > width {
            guard let least = parts.indices.max(by: { parts[$0].rank < parts[$1].rank }), parts[least].rank > 0 else {
                return StyledText(text(parts)).truncated(to: width).plain
            }
            parts.remove(at: least)
        }
        return text(parts)
    }

    /// The snapshot as one JSON object without a newline; fields keep their names and order.
    static func json(_ snapshot: ProgressSnapshot) -> String {
        let number = { (value: Double, places: Int) in
            JSONValue(Double(HumanUnits.decimal(value, places: places)) ?? value)
        }
        let seconds = { (value: Duration) in number(value / .seconds(1), 3) }
        let object: JSONObject = [
            "event": "progress",
            "phase": JSONValue(snapshot.title.lowercased()),
            "elapsed_seconds": seconds(snapshot.elapsed),
            "done": JSONValue(snapshot.done),
            "total": snapshot.total.map { JSONValue($0) } ?? .null,
            "rate_per_second": snapshot.rate.map { number($0, 3) } ?? .null,
            "eta_seconds": snapshot.remaining.map(seconds) ?? .null,
            "in_flight": JSONValue(snapshot.inFlight),
            "retries": JSONValue(snapshot.retries),
            "dead_letters": JSONValue(snapshot.deadLetters),
            "skipped": JSONValue(snapshot.skipped),
            "unchanged": JSONValue(snapshot.unchanged),
            "tokens": JSONValue(snapshot.tokens),
            "cost_usd": snapshot.cost.map { number($0, 6) } ?? .null,
            "waiting": snapshot.waiting.map { JSONValue($0) } ?? .null,
        ]
        return JSONValue.object(object).text
    }

    /// A part of the line; those of the highest rank go first where there is no room.
    private typealias Part = (text: String, rank: Int)

    private static func parts(_ snapshot: ProgressSnapshot) -> [Part] {
        var parts: [Part] = []
        if let total = snapshot.total {
            parts.append(("\(snapshot.title) \(HumanUnits.count(snapshot.done))/\(HumanUnits.count(total))", 0))
            if total > 0 { parts.append(("\(min(100, snapshot.done * 100 / total))%", 2)) }
        } else {
            parts.append(("\(snapshot.title) \(HumanUnits.count(snapshot.done))", 0))
        }
        if let rate = snapshot.rate { parts.append((HumanUnits.rate(rate), 3)) }
        if let remaining = snapshot.remaining {
            parts.append(("ETA \(HumanUnits.duration(remaining))", 1))
        } else {
            parts.append((HumanUnits.duration(snapshot.elapsed), 5))
        }
        if let waiting = snapshot.waiting { parts.append(("waiting: \(StyledText(waiting).plain)", 2)) }
        if snapshot.deadLetters > 0 { parts.append((amount(snapshot.deadLetters, "dead letter", "dead letters"), 1)) }
        if snapshot.retries > 0 { parts.append((amount(snapshot.retries, "retry", "retries"), 4)) }
        if snapshot.inFlight > 0 { parts.append(("\(HumanUnits.count(snapshot.inFlight)) in flight", 6)) }
        if snapshot.unchanged > 0 { parts.append(("\(HumanUnits.count(snapshot.unchanged)) unchanged", 7)) }
        if snapshot.skipped > 0 { parts.append(("\(HumanUnits.count(snapshot.skipped)) skipped", 7)) }
        if snapshot.tokens > 0 { parts.append(("\(HumanUnits.compactCount(snapshot.tokens)) tokens", 5)) }
        if let cost = snapshot.cost { parts.append(("~\(HumanUnits.dollars(cost))", 4)) }
        return parts
    }

    private static func text(_ parts: [Part]) -> String { parts.map(\.text).joined(separator: "  ") }

    private static func amount(_ count: Int, _ one: String, _ many: String) -> String {
        "\(HumanUnits.count(count)) \(count == 1 ? one : many)"
    }
}
