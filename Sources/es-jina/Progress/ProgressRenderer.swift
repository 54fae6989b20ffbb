import ESJina
import JSONValues

/// Turns a snapshot into one line.
enum ProgressRenderer {
    /// The line for people, cut to `width` columns by short words first, then by leaving out what matters least.
    static func line(_ snapshot: ProgressSnapshot, width: Int? = nil) -> String {
        var parts = parts(snapshot)
        guard let width, DisplayWidth.of(text(parts)) > width else { return text(parts) }
        for index in parts.indices { parts[index].text = parts[index].short ?? parts[index].text }
        while DisplayWidth.of(text(parts)) > width {
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
        let reading = snapshot.reading
        let object: JSONObject = [
            "event": snapshot.isFinal ? "finished" : "progress",
            "phase": JSONValue(snapshot.title.lowercased()),
            "elapsed_seconds": seconds(snapshot.elapsed),
            "done": JSONValue(snapshot.done),
            "total": snapshot.total.map { JSONValue($0) } ?? .null,
            "rate_per_second": reading.map { number($0.rate, 3) } ?? .null,
            "eta_seconds": snapshot.remaining.map(seconds) ?? .null,
            "in_flight": JSONValue(snapshot.inFlight),
            "retries": JSONValue(snapshot.retries),
            "indexed": JSONValue(snapshot.indexed),
            "docs_per_second": reading.map { number($0.documentRate, 3) } ?? .null,
            "dead_letters": JSONValue(snapshot.deadLetters),
            "skipped": JSONValue(snapshot.skipped),
            "unchanged": JSONValue(snapshot.unchanged),
            "images": JSONValue(snapshot.images),
            "images_per_second": reading.map { number($0.imageRate, 3) } ?? .null,
            "embedded": JSONValue(snapshot.embedded),
            "cached_embeddings": JSONValue(snapshot.cached),
            "bulk_bytes": JSONValue(snapshot.bytes),
            "tokens": JSONValue(snapshot.tokens),
            "cost_usd": snapshot.cost.map { number($0, 6) } ?? .null,
            "waiting": snapshot.waiting.map { JSONValue($0) } ?? .null,
        ]
        return JSONValue.object(object).text
    }

    /// A part of the line; where there is no room its short form takes its place, and then those of the highest rank go first.
    private struct Part {
        var text: String
        var short: String?
        var rank: Int

        init(_ rank: Int, _ text: String, short: String? = nil) {
            self.rank = rank
            self.text = text
            self.short = short
        }
    }

    private static func parts(_ snapshot: ProgressSnapshot) -> [Part] {
        var parts = [amount(snapshot)]
        if let total = snapshot.total, total > 0 { parts.append(Part(5, "\(min(100, snapshot.done * 100 / total))%")) }
        if let reading = snapshot.reading {
            // Where everything is passed over, documents a second would stand at zero while the work flies.
            let documents = reading.documentRate > 0 || reading.rate == 0
            let rate = HumanUnits.rate(documents ? reading.documentRate : reading.rate, of: documents ? "docs" : "")
            parts.append(Part(4, rate, short: HumanUnits.rate(documents ? reading.documentRate : reading.rate)))
            if reading.imageRate > 0 { parts.append(Part(7, HumanUnits.rate(reading.imageRate, of: "images"))) }
        }
        let elapsed = HumanUnits.duration(snapshot.elapsed)
        if snapshot.isFinal {
            parts.append(Part(1, "in \(elapsed)"))
        } else if let remaining = snapshot.remaining {
            parts.append(Part(2, "ETA \(HumanUnits.duration(remaining))"))
        } else {
            parts.append(Part(5, elapsed))
        }
        if let waiting = snapshot.waiting {
            parts.append(Part(3, "waiting: \(StyledText(waiting).plain)", short: "waiting"))
        }
        if snapshot.deadLetters > 0 {
            let count = HumanUnits.compactCount(snapshot.deadLetters)
            parts.append(Part(1, HumanUnits.count(snapshot.deadLetters, of: "dead letter"), short: "\(count) dead"))
        }
        if snapshot.retries > 0 {
            parts.append(
                Part(5, "\(HumanUnits.count(snapshot.retries)) \(snapshot.retries == 1 ? "retry" : "retries")")
            )
        }
        if snapshot.inFlight > 0 { parts.append(Part(8, "\(HumanUnits.count(snapshot.inFlight)) in flight")) }
        if snapshot.unchanged > 0 { parts.append(Part(9, "\(HumanUnits.count(snapshot.unchanged)) unchanged")) }
        if snapshot.skipped > 0 { parts.append(Part(10, "\(HumanUnits.count(snapshot.skipped)) skipped")) }
        if snapshot.embedded > 0 { parts.append(Part(10, "\(HumanUnits.count(snapshot.embedded)) embedded")) }
        if snapshot.cached > 0 { parts.append(Part(11, "\(HumanUnits.count(snapshot.cached)) cached")) }
        if snapshot.bytes > 0 { parts.append(Part(9, HumanUnits.bytes(snapshot.bytes))) }
        if snapshot.tokens > 0 { parts.append(Part(7, "\(HumanUnits.compactCount(snapshot.tokens)) tokens")) }
        if let cost = snapshot.cost { parts.append(Part(6, "~\(HumanUnits.dollars(cost))")) }
        return parts
    }

    private static func amount(_ snapshot: ProgressSnapshot) -> Part {
        let amount = { (count: (Int) -> String) in
            "\(snapshot.title) \(count(snapshot.done))" + (snapshot.total.map { "/" + count($0) } ?? "")
        }
        return Part(0, amount { HumanUnits.count($0) }, short: amount { HumanUnits.compactCount($0) })
    }

    private static func text(_ parts: [Part]) -> String { parts.map(\.text).joined(separator: "  ") }
}
