import ESJina
import Elasticsearch

/// Bars of the memory that each vector size wants under its recommended index type, as inline SVG.
struct RAMPlot {
    private struct Bar {
        var dims: Int
        var type: String
        var codes: Double
        var graph: Double
        var isHighlighted: Bool

        var total: Double { codes + graph }
    }

    private let bars: [Bar]
    private let limit: Double?
    private let top: Double

    private static let width = 760.0
    private static let height = 360.0
    private static let left = 78.0
    private static let bottom = 58.0
    private static let head = 30.0

    /// Makes the plot of a plan's recommended rows.
    ///
    /// - Parameters:
    ///   - plan: The plan.
    ///   - highlighted: The sizes that were asked for; others are drawn paler.
    init(_ plan: CapacityPlan, highlighted: Set<Int>) {
        let copies = Double(plan.options.replicas + 1)
        bars = plan.rows.filter(\.isRecommended)
            .compactMap { row in
                row.footprint.map { footprint in
                    Bar(
                        dims: row.dims,
                        type: row.indexType.rawValue,
                        codes: Double(footprint.ramBytes - footprint.graphBytes) * copies,
                        graph: Double(footprint.graphBytes) * copies,
                        isHighlighted: highlighted.contains(row.dims)
                    )
                }
            }
            .sorted { $0.dims < $1.dims }
        limit = plan.options.ram.map(Double.init)
        let most = bars.map(\.total).max() ?? 1
        // A limit far above all bars would make them flat lines.
        top = Self.ceiling(max(most, limit.map { $0 <= most * 2 ? $0 : 0 } ?? 0) * 1.05)
    }

    /// The least round number of bytes, 1, 2 or 4 times a power of two's decade, that is not below `value`.
    static func ceiling(_ value: Double) -> Double {
        var step = 1024.0
        while step * 1024 <= value { step *= 1024 }
        for factor in [1.0, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768]
        where step * factor >= value {
            return step * factor
        }
        return step * 1024
    }

    /// Whether the memory there is can be drawn without making the bars flat lines.
    var showsLimit: Bool { limit.map { $0 <= top } ?? false }

    private func y(_ bytes: Double) -> Double {
        Self.head + (Self.height - Self.bottom - Self.head) * (1 - min(bytes, top) / top)
    }

    private func text(_ value: Double) -> String { HumanUnits.decimal(value, places: 1) }

    /// The plot.
    var svg: String {
        let description = bars.map { "\($0.dims) dims with \($0.type): \(HumanUnits.bytes(Int($0.total)))" }
            .joined(separator: "; ")
        var lines = [
            "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\" aria-labelledby=\"plot-title plot-text\">",
            "<title id=\"plot-title\">Memory by vector size</title>",
            "<desc id=\"plot-text\">\(HTML.text(description)).</desc>",
        ]
        for tick in 0...4 {
            let bytes = top * Double(tick) / 4
            lines.append(
                "<line class=\"grid\" x1=\"\(text(Self.left))\" x2=\"\(text(Self.width - 8))\" y1=\"\(text(y(bytes)))\" y2=\"\(text(y(bytes)))\"/>"
            )
            lines.append(
                "<text class=\"tick\" x=\"\(text(Self.left - 10))\" y=\"\(text(y(bytes) + 4))\" text-anchor=\"end\">\(HumanUnits.bytes(Int(bytes)))</text>"
            )
        }
        let step = (Self.width - Self.left - 8) / Double(max(1, bars.count))
        for (place, bar) in bars.enumerated() {
            lines += self.bar(bar, centre: Self.left + step * (Double(place) + 0.5), width: min(84, step * 0.62))
        }
        if let limit, showsLimit {
            lines.append(
                "<line class=\"limit\" x1=\"\(text(Self.left))\" x2=\"\(text(Self.width - 8))\" y1=\"\(text(y(limit)))\" y2=\"\(text(y(limit)))\"/>"
            )
            lines.append(
                "<text class=\"limit-name\" x=\"\(text(Self.left + 6))\" y=\"\(text(y(limit) - 6))\">\(HumanUnits.bytes(Int(limit))) of RAM</text>"
            )
        }
        lines += legend
        lines.append("</svg>")
        return lines.joined(separator: "\n")
    }

    private func bar(_ bar: Bar, centre: Double, width: Double) -> [String] {
        let (left, floor) = (centre - width / 2, y(0))
        let (codesTop, allTop) = (y(bar.codes), y(bar.total))
        let style = bar.isHighlighted ? "" : " pale"
        return [
            "<g class=\"size\(style)\"><title>\(bar.dims) dims, \(HTML.text(bar.type)): \(HumanUnits.bytes(Int(bar.codes))) of vectors and "
                + "\(HumanUnits.bytes(Int(bar.graph))) of graph</title>",
            "<rect class=\"codes\" x=\"\(text(left))\" y=\"\(text(codesTop))\" width=\"\(text(width))\" height=\"\(text(floor - codesTop))\"/>",
            "<rect class=\"graph\" x=\"\(text(left))\" y=\"\(text(allTop))\" width=\"\(text(width))\" height=\"\(text(codesTop - allTop))\"/>",
            "<text class=\"amount\" x=\"\(text(centre))\" y=\"\(text(allTop - 8))\" text-anchor=\"middle\">\(HumanUnits.bytes(Int(bar.total)))</text>",
            "<text class=\"dims\" x=\"\(text(centre))\" y=\"\(text(floor + 20))\" text-anchor=\"middle\">\(bar.dims)</text>",
            "<text class=\"type\" x=\"\(text(centre))\" y=\"\(text(floor + 37))\" text-anchor=\"middle\">\(HTML.text(bar.type))</text></g>",
        ]
    }

    private var legend: [String] {
        let (x, y) = (Self.left, 12.0)
        return [
            "<rect class=\"codes\" x=\"\(text(x))\" y=\"\(text(y - 9))\" width=\"11\" height=\"11\"/>",
            "<text class=\"tick\" x=\"\(text(x + 17))\" y=\"\(text(y + 1))\">vectors</text>",
            "<rect class=\"graph\" x=\"\(text(x + 82))\" y=\"\(text(y - 9))\" width=\"11\" height=\"11\"/>",
            "<text class=\"tick\" x=\"\(text(x + 99))\" y=\"\(text(y + 1))\">graph</text>",
        ]
    }
}
