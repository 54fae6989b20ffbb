/// All series of one metric, apart by their labels.
struct MetricFamily: Sendable {
    /// What a metric is, in the words of the Prometheus exposition format.
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// The most series that are kept; values for further labels are added up under the label `other`.
    static let maxSeries = 1000

    let name: String
    let help: String
    let kind: Kind
    let labelNames: [String]
    /// The upper bounds of a histogram's buckets, rising, without infinity.
    let buckets: [Double]
    private(set) var values: [Labels: Double] = [:]
    private(set) var histograms: [Labels: Histogram] = [:]

    /// The values of at most two labels; no array, because one is made for every item.
    struct Labels: Hashable, Comparable, Sendable {
        var first = ""
        var second = ""

        static func < (left: Labels, right: Labels) -> Bool {
            (left.first, left.second) < (right.first, right.second)
        }
    }

    init(counter name: String, _ labelNames: String..., help: String) {
        self.init(name, .counter, labelNames, help, [])
    }

    /// A metric of one series that is set from outside.
    init(_ kind: Kind, _ name: String, help: String) { self.init(name, kind, [], help, []) }

    init(histogram name: String, _ labelNames: String..., buckets: [Double], help: String) {
        self.init(name, .histogram, labelNames, help, buckets)
    }

    private init(_ name: String, _ kind: Kind, _ labelNames: [String], _ help: String, _ buckets: [Double]) {
        self.name = name
        self.kind = kind
        self.labelNames = labelNames
        self.help = help
        self.buckets = buckets
    }

    var isEmpty: Bool { values.isEmpty && histograms.isEmpty }

    mutating func add(_ amount: Double = 1, _ first: String = "", _ second: String = "") {
        let labels = admitted(Labels(first: first, second: second), isKnown: { values[$0] != nil })
        values[labels, default: 0] += amount
    }

    mutating func set(_ value: Double) { values[Labels()] = value }

    mutating func observe(_ value: Double, _ first: String = "") {
        let labels = admitted(Labels(first: first), isKnown: { histograms[$0] != nil })
        histograms[labels, default: Histogram(bucketCount: buckets.count)].observe(value, buckets: buckets)
    }

    private func admitted(_ labels: Labels, isKnown: (Labels) -> Bool) -> Labels {
        if values.count + histograms.count < Self.maxSeries || isKnown(labels) { return labels }
        return Labels(first: "other", second: labelNames.count > 1 ? "other" : "")
    }
}

/// How observed values spread over buckets.
struct Histogram: Sendable, Hashable {
    /// The observations in each bucket alone; those above the last bound are only in ``count``.
    private(set) var bucketCounts: [UInt64]
    private(set) var count: UInt64 = 0
    private(set) var sum = 0.0

    init(bucketCount: Int) { bucketCounts = Array(repeating: 0, count: bucketCount) }

    mutating func observe(_ value: Double, buckets: [Double]) {
        if let bucket = buckets.firstIndex(where: { value <= $0 }) { bucketCounts[bucket] += 1 }
        count += 1
        sum += value
    }
}
