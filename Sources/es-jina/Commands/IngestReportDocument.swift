import ESJina
import JSONValues

/// An ingest's report as people and as programs read it.
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
        if counters.billedTokens > 0 { lines.append("  tokens billed  \(HumanUnits.count(counters.billedTokens))") }
        if let path = report.deadLetterPath { lines.append("  dead letters   \(path)") }
        if report.isInterrupted { lines.append("Interrupted: run the same command again to go on from here.") }
        return lines.joined(separator: "\n") + "\n"
    }

    private var reasons: String {
        let listed = report.skippedReasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return listed.isEmpty ? "" : " (" + listed.map { "\($0.value) \($0.key)" }.joined(separator: "; ") + ")"
    }

    /// The report with documented keys, a stable contract.
    var json: JSONValue {
        let counters = report.counters
        return [
            "index": .string(report.index),
            "model": .string(report.model),
            "dims": .array(report.dims.map { JSONValue($0) }),
            "indexed": JSONValue(counters.indexed),
            "unchanged": JSONValue(counters.unchanged),
            "dead_lettered": JSONValue(counters.deadLettered),
            "skipped": JSONValue(counters.skipped),
            "embedded": JSONValue(counters.embedded),
            "cached_embeddings": JSONValue(counters.cachedEmbeddings),
            "embedding_calls": JSONValue(counters.embeddingCalls),
            "billed_tokens": JSONValue(counters.billedTokens),
            "bulk_batches": JSONValue(counters.bulkBatches),
            "bulk_bytes": JSONValue(counters.bulkBytes),
            "took_ms": JSONValue(Int(report.duration / .milliseconds(1))),
            "interrupted": .bool(report.isInterrupted),
            "dead_letter_file": report.deadLetterPath.map(JSONValue.string) ?? .null,
            "failures": .array(
                report.failures.map { failure in
                    [
                        "position": .string(failure.position),
                        "stage": .string(failure.error.stage.rawValue),
                        "status": failure.error.status.map { JSONValue($0) } ?? .null,
                        "reason": .string(failure.error.message),
                    ]
                }
            ),
        ]
    }
}
