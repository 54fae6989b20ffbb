/// A strict reader of the Prometheus text exposition format 0.0.4, which refuses what a scraper might.
struct ExpositionGrammar {
    struct Violation: Error, CustomStringConvertible {
        let description: String
    }

    struct Series: Hashable {
        var name: String
        var labels: [String: String]
    }

    struct Sample {
        var series: Series
        var value: Double
    }

    private(set) var types: [String: String] = [:]
    private(set) var helps: [String: String] = [:]
    private(set) var samples: [Sample] = []
    private var values: [Series: Double] = [:]

    init(_ text: String) throws {
        guard text.isEmpty || text.hasSuffix("\n") else { throw Violation(description: "the last line has no end") }
        var current = ""
        var ended: Set<String> = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("# HELP ") || line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ", maxSplits: 3).map(String.init)
                guard words.count == 4, Self.isName(words[2]) else { throw Violation(description: String(line)) }
                if words[2] != current {
                    guard ended.insert(words[2]).inserted else {
                        throw Violation(description: "\(words[2]) comes twice")
                    }
                    current = words[2]
                }
                if words[1] == "HELP" {
                    guard helps.updateValue(words[3], forKey: current) == nil else {
                        throw Violation(description: "two HELP of \(current)")
                    }
                } else {
                    guard ["counter", "gauge", "histogram"].contains(words[3]),
                        types.updateValue(words[3], forKey: current) == nil
                    else { throw Violation(description: String(line)) }
                }
                continue
            }
            let sample = try Self.sample(line)
            let suffixes = types[current] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
            guard suffixes.contains(where: { sample.series.name == current + $0 }),
                values.updateValue(sample.value, forKey: sample.series) == nil
            else { throw Violation(description: "\(line) comes twice, or under \(current)") }
            samples.append(sample)
        }
        for (name, type) in types where (type == "counter") != name.hasSuffix("_total") {
            throw Violation(description: "\(name) is a \(type)")
        }
        try checkHistograms()
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        values[Series(name: name, labels: labels)]
    }

    private func checkHistograms() throws {
        for name in types.filter({ $0.value == "histogram" }).keys {
            let buckets = Dictionary(grouping: samples.filter { $0.series.name == name + "_bucket" }) { sample in
                sample.series.labels.filter { $0.key != "le" }
            }
            for (labels, series) in buckets {
                let bounds = series.map { Double($0.series.labels["le"] ?? "") ?? .nan }
                let counts = series.map(\.value)
                guard bounds == bounds.sorted(), bounds.last == .infinity, counts == counts.sorted(),
                    counts.last == value(name + "_count", labels), value(name + "_sum", labels) != nil
                else { throw Violation(description: "the buckets of \(name)") }
            }
        }
    }

    private static func isName(_ text: some StringProtocol) -> Bool {
        guard let first = text.first, !first.isNumber else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    }

    private static func sample(_ line: Substring) throws -> Sample {
        let name = line.prefix { $0 != "{" && $0 != " " }
        var rest = line[name.endIndex...]
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest.removeFirst()
            while rest.first != "}" {
                let label = rest.prefix { $0 != "=" }
                rest = rest.dropFirst(label.count)
                guard isName(label), rest.hasPrefix("=\"") else { throw Violation(description: String(line)) }
                rest = rest.dropFirst(2)
                var value = ""
                while let character = rest.popFirst(), character != "\"" {
                    if character == "\\" {
                        switch rest.popFirst() {
                        case "\\": value += "\\"
                        case "n": value += "\n"
                        case "\"": value += "\""
                        default: throw Violation(description: String(line))
                        }
                    } else {
                        value.append(character)
                    }
                }
                guard labels.updateValue(value, forKey: String(label)) == nil else {
                    throw Violation(description: String(line))
                }
                if rest.first == "," { rest.removeFirst() }
            }
            rest.removeFirst()
        }
        let words = rest.split(separator: " ", omittingEmptySubsequences: false)
        guard isName(name), words.count == 2, words[0].isEmpty, let value = Double(words[1]) else {
            throw Violation(description: String(line))
        }
        return Sample(series: Series(name: String(name), labels: labels), value: value)
    }
}
