public import JSONValues

/// How full disks may be before Elasticsearch does something about it.
///
/// https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/cluster-level-shard-allocation-routing-settings
public struct DiskWatermarks: Sendable, Hashable {
    /// What Elasticsearch does at a node's disk, from nothing on.
    public enum Stage: Int, Sendable, Hashable, Comparable {
        /// Nothing.
        case belowLow
        /// It puts no more shards there.
        case low
        /// It moves shards away.
        case high
        /// It makes every index with a shard there read-only.
        case floodStage

        /// Orders from nothing on.
        public static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
    }

    /// One limit.
    struct Limit: Sendable, Hashable {
        /// The setting, such as `85%`, `0.85` or `20gb`.
        var setting: String
        /// The most free space that a percentage asks for, such as `200GB`.
        var maxHeadroom: String?

        /// How many bytes must be free of `total`; `nil` where the setting cannot be read.
        func free(of total: Int) -> Int? {
            let share: Double
            if setting.hasSuffix("%") {
                guard let percent = Double(setting.dropLast()) else { return nil }
                share = percent / 100
            } else if let ratio = Double(setting), ratio <= 1 {
                share = ratio
            } else {
                return DiskWatermarks.bytes(setting)
            }
            let free = Int(Double(total) * (1 - share))
            // A headroom of -1 is none.
            guard let headroom = maxHeadroom.flatMap(DiskWatermarks.bytes), headroom >= 0 else { return free }
            return min(free, headroom)
        }
    }

    /// Whether Elasticsearch looks at disks at all.
    public var isEnabled: Bool
    private let limits: [(Stage, Limit)]

    /// Reads the answer to `GET /_cluster/settings?include_defaults`; `nil` where it holds no watermarks.
    ///
    /// What was set for the time being wins over what was set for good, and that over the default.
    public init?(_ json: JSONValue) {
        let layers = ["transient", "persistent", "defaults"]
            .compactMap { json[$0]?["cluster"]?["routing"]?["allocation"]?["disk"] }
        func value(_ path: [String]) -> String? {
            for layer in layers { if let text = Self.value(layer, path) { return text } }
            return nil
        }
        isEnabled = value(["threshold_enabled"]) != "false"
        let names: [(Stage, String)] = [(.low, "low"), (.high, "high"), (.floodStage, "flood_stage")]
        limits = names.compactMap { stage, name in
            value(["watermark", name])
                .map { (stage, Limit(setting: $0, maxHeadroom: value(["watermark", name + ".max_headroom"]))) }
        }
        guard limits.count == 3 else { return nil }
    }

    /// The text at `path`, whose last step may be split at its dot, as settings that were set are.
    private static func value(_ json: JSONValue, _ path: [String]) -> String? {
        var place = json
        for (number, step) in path.enumerated() {
            if let next = place[step] {
                place = next
            } else if number == path.count - 1, let dot = step.firstIndex(of: ".") {
                return value(place, [String(step[..<dot]), String(step[step.index(after: dot)...])])
            } else {
                return nil
            }
        }
        return place.string
    }

    /// What Elasticsearch does at a disk of `total` bytes of which `available` are free.
    public func stage(total: Int, available: Int) -> Stage {
        limits.last { $0.1.free(of: total).map { available < $0 } ?? false }?.0 ?? .belowLow
    }

    /// How many bytes of `total` must be free so that nothing is done about it; `nil` where the setting cannot be read.
    public func freeBelowLow(total: Int) -> Int? { limits[0].1.free(of: total) }

    /// The bytes of a size as settings have it, such as `20gb` or `1.5TB`.
    static func bytes(_ text: String) -> Int? {
        let lower = text.lowercased()
        let number = lower.prefix { $0.isNumber || $0 == "." || $0 == "-" }
        let units = [
            "": 1, "b": 1, "k": 1 << 10, "kb": 1 << 10, "m": 1 << 20, "mb": 1 << 20, "g": 1 << 30, "gb": 1 << 30,
            "t": 1 << 40, "tb": 1 << 40, "p": 1 << 50, "pb": 1 << 50,
        ]
        guard let value = Double(number), let unit = units[String(lower.dropFirst(number.count))] else { return nil }
        return Int(value * Double(unit))
    }

    /// Whether both hold the same limits.
    public static func == (left: DiskWatermarks, right: DiskWatermarks) -> Bool {
        left.isEnabled == right.isEnabled && left.limits.map(\.1) == right.limits.map(\.1)
    }

    /// Feeds the limits.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(isEnabled)
        hasher.combine(limits.map(\.1))
    }
}
