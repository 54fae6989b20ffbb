import CommandTree
import ESJina
import Embeddings
import JSONValues
import Synchronization

/// One run over the queries of `--queries`: signals, progress, records and exit status.
struct SearchBatchRun: Sendable {
    private let command: ParsedCommand
    private let console: Console
    private let path: String

    /// The run that a command line asks for; `nil` where it asks for one search.
    ///
    /// - Throws: `UsageError` where words are given beside the file, or `--trec` without it.
    init?(_ command: ParsedCommand, _ console: Console) throws(UsageError) {
        guard let path = command[BatchOptions.queries] else {
            guard command[BatchOptions.trec] == nil else {
                throw UsageError(
                    .missingArgument,
                    "A run for trec_eval is made of many queries: name their file with --queries.",
                    command: "es-jina search"
                )
            }
            return nil
        }
        guard command.first(SearchOptions.query) == nil else {
            throw UsageError(
                .conflict,
                "The queries are in \(path): leave the words out, or --queries.",
                command: "es-jina search"
            )
        }
        self.command = command
        self.console = console
        self.path = path
    }

    /// Searches every query.
    ///
    /// - Parameters:
    ///   - pipeline: What searches.
    ///   - base: What is asked for in all queries.
    /// - Returns: How the command ends.
    /// - Throws: What cannot be read or written.
    func run(_ pipeline: SearchPipeline, base: SearchQuery) async throws -> ExitStatus {
        let lines = try BatchLines(path)
        let batch = QueryBatch(
            base: base,
            concurrency: command[BatchOptions.concurrency],
            terms: { try await terms($0) },
            search: { try await pipeline.search($0) }
        )
        let work = Task { try await watch(batch, lines) }
        SignalHandler.install(onFirst: { _ in work.cancel() })
        let tally: QueryBatch.Tally
        do {
            tally = try await work.value
        } catch is CancellationError {
            console.complain("Interrupted; what is printed is whole.")
            return .interrupted
        }
        guard tally.failed > 0 else { return .success }
        console.warn("\(HumanUnits.count(tally.failed)) of \(HumanUnits.count(tally.done)) queries failed.")
        return .itemsRejected
    }

    /// The words or the sum, the picture, and the document that a line names.
    private func terms(_ query: BatchQuery) async throws -> [QueryTerm] {
        var terms: [QueryTerm] = []
        if let text = query.text {
            terms =
                command[SearchOptions.plain]
                ? [QueryTerm(.text(text))] : try await SearchOptions.terms(of: text, command)
        }
        if let name = query.image { terms.append(QueryTerm(.image(try await QueryImage(command).prepared(name)))) }
        if let id = query.document { terms.append(QueryTerm(.document(id))) }
        return terms
    }

    private func watch(_ batch: QueryBatch, _ lines: BatchLines) async throws -> QueryBatch.Tally {
        // Records on a terminal are progress enough, and a line would be drawn between them.
        let mode = command[RunOptions.progress].resolved(for: console.errorTerminal)
        let isMixed = mode == .line && console.terminal.isTerminal
        let line = ProgressLine(mode: isMixed ? .none : mode, environment: console.environment)
        let start = ContinuousClock.now
        let done = Count()
        let tag = command[BatchOptions.trec]
        let snapshot: @Sendable () -> ProgressSnapshot = {
            var snapshot = ProgressSnapshot("Searching")
            snapshot.elapsed = .now - start
            snapshot.done = done.value.load(ordering: .relaxed)
            return snapshot
        }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await line.follow(snapshot) }
            defer {
                group.cancelAll()
                line.finish(snapshot())
            }
            return try await batch.run(lines) { record, isLast in
                done.value.add(1, ordering: .relaxed)
                if let tag {
                    try console.output.write(record.trec(tag: tag))
                    if case .failure(let failure) = record.outcome {
                        line.note("es-jina: warning: Query \(record.label): \(failure.message)")
                    }
                } else {
                    try console.output.write(record.json.text + "\n")
                }
                if isLast { try console.output.flush() }
                return !console.output.isClosed
            }
        }
    }
}

/// A number that grows while others look at it.
private final class Count: Sendable {
    let value = Atomic(0)
}
