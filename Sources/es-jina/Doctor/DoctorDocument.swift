import ESJina
import JSONValues

/// What all checks found, as people and programs read it.
struct DoctorDocument {
    /// The fewest columns of a finding's text.
    static let leastWidth = 30
    /// The most lines of one text.
    static let mostLines = 12

    let report: HealthReport

    var json: JSONValue { report.json }

    /// A record a finding: group, check, status, what was found, what to do.
    var tabSeparated: String {
        let table = TextTable(
            ["GROUP", "CHECK", "STATUS", "FOUND", "FIX"].map { TextTable.Column($0) },
            rows: report.findings.map { finding in
                [
                    .init(finding.group.rawValue), .init(finding.check), .init(finding.status.rawValue),
                    .init(finding.found), .init(finding.fix ?? ""),
                ]
            }
        )
        return table.tabSeparated()
    }

    /// The findings below their groups, what to do below each, and how many of each kind there are.
    func text(width: Int?, isStyled: Bool) -> String {
        var lines: [String] = []
        let checkWidth = report.findings.map { $0.check.count }.max() ?? 0
        let indent = 2 + 7 + 2 + checkWidth + 2
        let room = max(Self.leastWidth, (width ?? .max / 2) - indent)
        var group: HealthGroup?
        for finding in report.findings {
            if finding.group != group {
                if group != nil { lines.append("") }
                group = finding.group
                lines.append(StyledText(finding.group.rawValue, .bold).rendered(isStyled: isStyled))
            }
            let style = Self.style(finding.status)
            let head =
                StyledText("  ") + StyledText(Self.padded(finding.status.rawValue, 7), style)
                + StyledText("  " + Self.padded(finding.check, checkWidth) + "  ")
            let isDim = finding.status == .skipped
            let found = StyledText(finding.found, isDim ? .dim : .plain).wrapped(to: room, lines: Self.mostLines)
            lines.append(head.rendered(isStyled: isStyled) + (found.first?.rendered(isStyled: isStyled) ?? ""))
            let blank = String(repeating: " ", count: indent)
            lines += found.dropFirst().map { blank + $0.rendered(isStyled: isStyled) }
            guard let fix = finding.fix else { continue }
            let advice = StyledText("fix: " + fix, .cyan).wrapped(to: room, lines: Self.mostLines)
            lines += advice.map { blank + $0.rendered(isStyled: isStyled) }
        }
        lines.append("")
        lines.append(summary)
        return lines.joined(separator: "\n") + "\n"
    }

    private var summary: String {
        let parts: [(HealthFinding.Status, String)] = [
            (.fail, "failed"), (.warn, "to look at"), (.ok, "ok"), (.skipped, "skipped"),
        ]
        return
            parts.compactMap { status, word in
                let count = report.count(status)
                return count > 0 ? "\(count) \(word)" : nil
            }
            .joined(separator: ", ")
    }

    private static func style(_ status: HealthFinding.Status) -> StyledText.Style {
        switch status {
        case .ok: .green
        case .skipped: .dim
        case .warn: .yellow
        case .fail: .red
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
