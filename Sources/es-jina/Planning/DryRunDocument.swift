import ESJina

/// What a dry run found as people read it.
struct DryRunDocument {
    private let report: DryRunReport

    init(_ report: DryRunReport) { self.report = report }

    /// A few lines, then one for each input that would be rejected.
    func text(tokenPrice: Double?) -> String {
        let (counters, sent, needs) = (report.ingest.counters, report.sent, report.vectors)
        let texts = counters.documents - counters.pictures
        var lines = [
            "Would index \(HumanUnits.count(counters.indexed, of: "input")) into '\(report.ingest.index)' "
                + "as \(HumanUnits.count(counters.documents, of: "document"))",
            "  pictures       \(HumanUnits.count(counters.pictures))",
            "  texts          \(HumanUnits.count(texts))"
                + (sent.parts > 0 ? ", \(HumanUnits.count(sent.parts)) of the documents parts of longer inputs" : ""),
            "  rejected       \(HumanUnits.count(counters.deadLettered))",
            "  skipped        \(HumanUnits.count(counters.skipped))\(reasons)",
            "  vectors        \(report.ingest.model), \(report.ingest.dims.map(String.init).joined(separator: " and ")) dims; "
                + "\(HumanUnits.count(needs.pictures + needs.texts)) to embed in \(HumanUnits.count(needs.calls, of: "request")), "
                + "\(HumanUnits.count(needs.kept)) from the cache, \(HumanUnits.count(needs.duplicates)) like others",
            "  text tokens    ~\(HumanUnits.count(needs.textTokens))",
            "  documents      \(HumanUnits.bytes(sent.sourceBytes / max(1, sent.documents))) each without vectors, on average",
            "  to send        \(HumanUnits.bytes(sent.bulkBytes)) in \(HumanUnits.count(sent.bulkRequests, of: "bulk request"))",
            "  time           \(HumanUnits.duration(report.ingest.duration))",
        ]
        let tokens = report.tokenVectors
        if tokens.documents > 0 {
            lines.append(
                "  token vectors  \(HumanUnits.count(tokens.texts, of: "text")) to embed in "
                    + "\(HumanUnits.count(tokens.calls, of: "request")), ~\(HumanUnits.count(tokens.textTokens)) tokens"
            )
        }
        if let tokenPrice, needs.pictures == 0 {
            let all = Double(needs.textTokens + tokens.textTokens)
            lines.append("  cost           ~\(HumanUnits.dollars(all / 1e6 * tokenPrice))")
        }
        if report.ingest.isInterrupted {
            lines.append("Interrupted: the figures are those of what was read until then.")
        }
        return lines.joined(separator: "\n") + "\n" + rejections
    }

    /// What would be rejected, a line each; empty where nothing would.
    var rejections: String {
        guard report.rejectedCount > 0 else { return "" }
        var lines = ["Would be rejected:"]
        lines += report.ingest.failures.map { "  \(StyledText($0.error.message).plain)" }
        let rest = report.rejectedCount - report.ingest.failures.count
        if rest > 0 { lines.append("  and \(HumanUnits.count(rest)) more") }
        return lines.joined(separator: "\n") + "\n"
    }

    private var reasons: String {
        let listed = report.ingest.skippedReasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return listed.isEmpty ? "" : " (" + listed.map { "\($0.value) \($0.key)" }.joined(separator: "; ") + ")"
    }
}
