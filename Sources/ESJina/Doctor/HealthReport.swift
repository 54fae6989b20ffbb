public import JSONValues

/// What all checks found.
public struct HealthReport: Sendable, Hashable {
    /// The findings, in a fixed order.
    public var findings: [HealthFinding]

    /// Makes a report.
    public init(findings: [HealthFinding]) { self.findings = findings }

    /// The worst finding: `fail`, `warn` or `ok`.
    public var status: HealthFinding.Status {
        for status in [HealthFinding.Status.fail, .warn] where findings.contains(where: { $0.status == status }) {
            return status
        }
        return .ok
    }

    /// How many findings have this status.
    public func count(_ status: HealthFinding.Status) -> Int { findings.count { $0.status == status } }

    /// The report with documented keys, a stable contract.
    public var json: JSONValue {
        [
            "status": .string(status.rawValue),
            "counts": .object(
                JSONObject(HealthFinding.Status.allCases.map { ($0.rawValue, JSONValue(count($0))) })
            ),
            "checks": .array(findings.map(\.json)),
        ]
    }
}
