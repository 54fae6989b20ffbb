import ESJina

/// An ingest's report as people read it.
struct IngestReportDocument {
    private let report: IngestReport

    init(_ report: IngestReport) { self.report = report }

    /// A few lines; the last one says what to do next where something is left to do.
    func text(engine: String) -> String {
        let counters = report.counters
        let rate = Double(counters.finished) / max(report.duration / .seconds(1), 0.001)
        var lines = [
            "Indexed \(HumanUnits.count(counters.indexed)) into '\(report.index)' on \(engine)",
            "  unchanged      \(HumanUnits.count(counters.unchanged))",
            "  dead-lettered  \(HumanUnits.count(counters.deadLettered))",
            "  skipped        \(HumanUnits.count(counters.skipped))\(reasons)",
            "  vectors        \(report.model), \(report.dims.map(String.init).joined(separator: " and ")) dims; "
                + "\(HumanUnits.count(counters.embedded)) embedded in \(HumanUnits.count(counters.embeddingCalls, of: "call")), "
                + "\(HumanUnits.count(counters.cachedEmbeddings)) from the cache",
            "  sent           \(HumanUnits.bytes(counters.bulkBytes)) in "
                + HumanUnits.count(counters.bulkBatches, of: "bulk request"),
            "  time           \(HumanUnits.duration(report.duration)), \(HumanUnits.rate(rate))",
        ]
        if counters.documents != counters.indexed {
            lines.insert(
                "  documents      \(HumanUnits.count(counters.documents)), as inputs have several parts",
                at: 1
            )
        }
        if counters.multiVectors + counters.cachedMultiVectors > 0 {
            lines.append(
                "  token vectors  \(HumanUnits.count(counters.multiVectors, of: "text")) embedded in "
                    + "\(HumanUnits.count(counters.multiVectorCalls, of: "call")), "
                    + "\(HumanUnits.count(counters.cachedMultiVectors)) from the cache"
            )
        }
        if counters.removed > 0 {
            lines.append("  removed        \(HumanUnits.count(counters.removed, of: "document"))")
        }
        if let found = report.reconciliation { lines.append("  index          \(Self.text(found))") }
        if counters.billedTokens > 0 { lines.append("  tokens billed  \(HumanUnits.count(counters.billedTokens))") }
        if let path = report.deadLetterPath { lines.append("  dead letters   \(path)") }
        if report.isInterrupted { lines.append("Interrupted: run the same command again to go on from here.") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func text(_ found: Reconciliation) -> String {
        let count = HumanUnits.count(found.indexCount, of: "document")
        if found.missingCount > 0 {
            return
                "\(count); \(HumanUnits.count(found.missingCount)) of \(HumanUnits.count(found.sampled)) looked up are "
                + "missing: run again to index them"
        }
        return found.sampled == 0 ? count : "\(count); \(HumanUnits.count(found.sampled)) looked up, none missing"
    }

    private var reasons: String {
        let listed = report.skippedReasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return listed.isEmpty ? "" : " (" + listed.map { "\($0.value) \($0.key)" }.joined(separator: "; ") + ")"
    }
}
