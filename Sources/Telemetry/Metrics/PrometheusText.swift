/// Writes metrics in the Prometheus text exposition format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
struct PrometheusText {
    /// Labels of every series, before its own.
    let commonLabels: [(name: String, value: String)]
    private(set) var text = ""

    init(commonLabels: [(name: String, value: String)]) { self.commonLabels = commonLabels }

    mutating func append(_ family: MetricFamily) {
        guard !family.isEmpty else { return }
        text += "# HELP \(family.name) \(Self.escaped(family.help, quote: false))\n"
        text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
        for (labels, value) in family.values.sorted(by: { $0.key < $1.key }) {
            appendSample(family.name, own(family, labels), Self.number(value))
        }
        for (labels, histogram) in family.histograms.sorted(by: { $0.key < $1.key }) {
            append(histogram, family, own(family, labels))
        }
    }

    private mutating func append(
        _ histogram: Histogram,
        _ family: MetricFamily,
        _ labels: [(name: String, value: String)]
    ) {
        var cumulated: UInt64 = 0
        for (bound, count) in zip(family.buckets, histogram.bucketCounts) {
            cumulated += count
            appendSample("\(family.name)_bucket", labels + [("le", Self.number(bound))], String(cumulated))
        }
        appendSample("\(family.name)_bucket", labels + [("le", "+Inf")], String(histogram.count))
        appendSample("\(family.name)_sum", labels, Self.number(histogram.sum))
        appendSample("\(family.name)_count", labels, String(histogram.count))
    }

    private func own(_ family: MetricFamily, _ labels: MetricFamily.Labels) -> [(name: String, value: String)] {
        commonLabels + zip(family.labelNames, [labels.first, labels.second]).map { (name: $0, value: $1) }
    }

    private mutating func appendSample(_ name: String, _ labels: [(name: String, value: String)], _ value: String) {
        text += name
        if !labels.isEmpty {
            let pairs = labels.map { "\($0.name)=\"\(Self.escaped($0.value, quote: true))\"" }
            text += "{" + pairs.joined(separator: ",") + "}"
        }
        text += " \(value)\n"
    }

    /// A number as Go's `ParseFloat` reads it; whole numbers without a fraction.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return value.description
    }

    private static func escaped(_ text: String, quote: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quote: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
