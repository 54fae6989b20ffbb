import CommandTree
import ESJina
import Elasticsearch
import JSONValues

/// `es-jina status`: shows what a state directory knows of its ingests.
struct StatusCommand {
    private static let merge = Argument(
        "REPORT",
        arity: .any,
        completion: .files,
        help: "With --merge, the reports of all shares, as 'ingest --json' printed them."
    )
    private static let merges = Option.flag(
        "merge",
        help: "Add up the reports of several machines' shares and say whether they are the whole corpus."
    )
    private static let index = Option<String?>(
        "index",
        short: "i",
        value: "NAME",
        environment: "ES_JINA_INDEX",
        configKey: "index",
        help: "Show only this index."
    )
    .defaultDescribed("all")
    private static let json = Option.flag("json", help: "Print one JSON document.")

    static let declaration = Command(
        "status",
        summary: "Show ingests: under way, finished, interrupted, and what failed",
        discussion: """
            Reads the journals of the state directory; neither an engine nor a model is asked, and an ingest under way is not \
            disturbed.
            """,
        options: [OptionGroup("Status", [index, ConnectionOptions.state, merges, json])],
        arguments: [merge],
        examples: [
            Example("es-jina status", "All indexes"),
            Example("es-jina status --index photos --json", "One, with its last reports"),
            Example("es-jina status --merge share-1.json share-2.json", "Add up the shares of two machines"),
        ],
        exitCodes: ExitStatus.documentation
    )

    private let command: ParsedCommand
    private let console: Console

    init(_ command: ParsedCommand, _ console: Console) {
        self.command = command
        self.console = console
    }

    func run() throws -> ExitStatus {
        if command[Self.merges] { return try merge() }
        guard command[Self.merge].isEmpty else {
            throw UsageError(.unexpectedArgument, "Reports are read with --merge only.", command: "es-jina status")
        }
        let directory =
            command[ConnectionOptions.state] ?? PlatformFiles(environment: console.environment).stateDirectory
        let statuses = try IngestStatus.read(stateDirectory: directory, index: command[Self.index])
        if command[Self.json] {
            try console.output.write(JSONValue.object(["indexes": .array(statuses.map(\.json))]).text + "\n")
            return .success
        }
        guard !statuses.isEmpty else {
            try console.output.write("Nothing was ingested yet with the state directory \(directory).\n")
            return .success
        }
        try console.output.write(statuses.map { StatusDocument($0).text }.joined(separator: "\n"))
        return .success
    }

    private func merge() throws -> ExitStatus {
        let paths = command[Self.merge]
        guard !paths.isEmpty else {
            throw UsageError(.missingArgument, "Name the reports to merge.", command: "es-jina status")
        }
        let merged = try MergedReport(try paths.map { try PlatformFiles.json($0) })
        if command[Self.json] {
            try console.output.write(merged.json.text + "\n")
        } else {
            try console.output.write(StatusDocument.text(merged))
        }
        guard merged.isComplete else { return .failure }
        return merged.deadLettered > 0 ? .itemsRejected : .success
    }
}

/// A status as people read it.
struct StatusDocument {
    private let status: IngestStatus

    init(_ status: IngestStatus) { self.status = status }

    var text: String {
        var lines = [
            "\(status.index): \(HumanUnits.count(status.documents, of: "document")), "
                + HumanUnits.count(status.deadLetters, of: "dead letter")
        ]
        if status.deadLetters > 0 {
            lines.append("  try them again with: es-jina retry-failed --index \(status.index)")
        }
        for run in status.runs {
            var line = "  run \(run.number)  \(run.state.rawValue)"
            if let started = run.report?["started"]?.string { line += "  \(started)" }
            if let report = run.report { line += "  " + Self.counts(report) }
            if run.state == .running, let process = run.process { line += "  (process \(process))" }
            if let reason = run.report?["stop_reason"]?.string { line += "  because \(reason)" }
            lines.append(line)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    static func text(_ merged: MergedReport) -> String {
        let sum = merged.json
        var lines = [
            "\(HumanUnits.count(merged.reports.count, of: "share")) of '\(sum["index"]?.string ?? "")': \(counts(sum))"
        ]
        lines += merged.problems.map { "  not complete: \($0)" }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func counts(_ report: JSONValue) -> String {
        let keys = [
            ("indexed", "indexed"), ("unchanged", "unchanged"), ("dead_lettered", "dead-lettered"),
            ("skipped", "skipped"),
        ]
        return keys.map { "\(HumanUnits.count(report[$0.0]?.int ?? 0)) \($0.1)" }.joined(separator: ", ")
    }
}
