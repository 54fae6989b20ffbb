import Elasticsearch
import Embeddings
import HTTPTransport
import Synchronization

/// One run of a pipeline: its index, its journal and its accounts.
struct IngestRun: Sendable {
    let pipeline: IngestPipeline
    let monitor: IngestMonitor
    let journal: IngestJournal
    let plan: IndexPlan
    let target: IngestTarget
    let bulk: BulkStage
    let window: IngestWindow
    let ledger: IngestLedger
    let deadLetters: DeadLetterFile
    let loadSettings: LoadSettingsNote?
    let warnings: WarningLog
    let start: ContinuousClock.Instant
    let started: Int

    var options: IngestOptions { pipeline.options }

    /// Opens or makes what a run needs: journal, index, cache.
    static func open(
        _ pipeline: IngestPipeline,
        monitor: IngestMonitor,
        outcomes: BoundedChannel<ItemOutcome>?
    ) async throws -> IngestRun {
        let start = ContinuousClock.now
        let (client, index, options, embedder) = (pipeline.client, pipeline.index, pipeline.options, pipeline.embedder)
        let warnings = WarningLog()
        let observer = Observers([monitor, pipeline.observer].compactMap(\.self))
        let journal = try IngestJournal(
            directory: options.stateDirectory,
            index: index,
            onWrite: options.onJournalWrite
        )
        let capabilities = try await client.capabilities()
        let (plan, target) = try await IngestTarget.open(
            client: client,
            index: index,
            capabilities: capabilities,
            retries: options.bulk
        ) { existing in
            // The sizes of another model's index are not this model's; that mismatch is the one to report.
            let isSameModel = existing?.embedderFingerprint == embedder.fingerprint
            let dims = options.dims.isEmpty && isSameModel ? existing?.dims ?? [] : options.dims
            var plan = try IndexPlan(embedder: embedder, dims: dims, images: options.images)
            plan.vectorOptions = options.vectors
            plan.modelRevision = options.modelRevision
            plan.analyzers = try TextAnalyzers.resolved(options.analyzers, existing: existing, index: index)
            plan.tokenVectors = try pipeline.multiVectorEmbedder.map {
                try TokenVectorField(embedder: $0, options: options, existing: existing?.tokenVectors, capabilities)
            }
            return plan
        }
        plan.warnings.forEach(warnings.add)
        if target.isNew { try plan.vectorChoices(for: capabilities).flatMap(\.warnings).forEach(warnings.add) }
        target.warnings.forEach(warnings.add)
        try await JournalRebuild(client: client, index: index, target: target, journal: journal, warnings: warnings)
            .runIfNeeded()
        try journal.describeRun(target: target.id)
        let deadLetters = DeadLetterFile(directory: options.stateDirectory, index: index)
        let ledger = try IngestLedger(
            journal: journal,
            target: target.id,
            deadLetters: deadLetters,
            monitor: monitor,
            observer: pipeline.observer,
            outcomes: outcomes,
            maxErrors: options.maxErrors,
            listedFailures: pipeline.rehearsal == nil ? 100 : DryRun.listedFailures
        )
        var bulkOptions = options.bulk
        bulkOptions.opaqueID = bulkOptions.opaqueID ?? "es-jina/\(index)/\(journal.run)"
        let bulk = BulkStage(
            index: index,
            target: target.id,
            journal: journal,
            fields: LateFields(
                client: client,
                index: index,
                analyzers: plan.analyzers,
                known: target.captionLanguages
            ),
            indexer: BulkIndexer(
                client: client,
                index: index,
                options: bulkOptions,
                observer: observer
            ),
            batcher: BulkBatcher(maxBytes: options.maxBulkBytes),
            monitor: monitor,
            observer: observer
        )
        let cache = try EmbeddingCache(directory: options.stateDirectory, onWrite: options.onJournalWrite)
        if let damaged = cache.damagedPath {
            warnings.add(
                "The embedding cache was damaged; it was set aside as \(damaged), and what it held is embedded anew where needed."
            )
        }
        let window = IngestWindow(
            journal: journal,
            target: target.id,
            preparer: ItemPreparer(
                plan: plan,
                images: pipeline.images,
                fetcher: pipeline.fetcher,
                options: options.images,
                texts: TextDivision(options: options, embedder: embedder)
            ),
            embedding: pipeline.rehearsal?.stage(embedder, preprocessing: options.images.fingerprint)
                ?? EmbeddingStage(
                    embedder: embedder,
                    cache: cache,
                    preprocessing: options.images.fingerprint,
                    monitor: monitor,
                    warnings: warnings,
                    maxCalls: options.concurrentWindows
                ),
            tokenEmbedding: pipeline.multiVectorEmbedder.map { embedder in
                pipeline.rehearsal?.stage(embedder)
                    ?? VectorStage(
                        supplier: TokenVectorSupplier(embedder: embedder),
                        cache: cache,
                        monitor: monitor,
                        warnings: warnings,
                        maxCalls: options.concurrentWindows
                    )
            },
            documents: DocumentBuilder(
                plan: plan,
                usesBase64: (pipeline.rehearsal?.capabilities ?? capabilities).acceptsBase64Vectors,
                encodings: target.encodings
            ),
            rehearsal: pipeline.rehearsal,
            bulk: bulk,
            ledger: ledger,
            createsOnly: options.createsOnly,
            hasFormerDocuments: try journal.holdsDocuments(target: target.id),
            monitor: monitor,
            observer: observer
        )
        return IngestRun(
            pipeline: pipeline,
            monitor: monitor,
            journal: journal,
            plan: plan,
            target: target,
            bulk: bulk,
            window: window,
            ledger: ledger,
            deadLetters: deadLetters,
            loadSettings: try await LoadSettingsNote.open(
                client: client,
                index: index,
                applies: options.defersRefresh,
                warnings: warnings
            ),
            warnings: warnings,
            start: start,
            started: WallClock.milliseconds()
        )
    }

    /// Takes the source through and says how it ended, also to the journal.
    func complete<Source: AsyncSequence & Sendable>(
        _ source: Source
    ) async throws -> IngestReport where Source.Element == SourceStep {
        do {
            var report = try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await keepJournalled() }
                // A deadline that opening the run used up must not depend on which task is first.
                stopIfLate()
                group.addTask { await stopAtDeadline() }
                defer { group.cancelAll() }
                let isExhausted = try await feed(source)
                return try await finish(isExhausted: isExhausted)
            }
            report.duration = .now - start
            try journal.endRun(report.state, report: report.json)
            return report
        } catch {
            var report = report(.failed)
            report.state = error is CancellationError ? .interrupted : .failed
            report.stopReason = error is CancellationError ? "it was cancelled" : "\(error)"
            // The error that ended the run matters more than one of tidying up, and cancelling it must not stop that.
            await Task { try? await loadSettings?.restore() }.value
            _ = try? deadLetters.rewrite(from: journal, target: target.id)
            try? journal.endRun(report.state, report: report.json)
            throw error
        }
    }

    private func finish(isExhausted: Bool) async throws -> IngestReport {
        if isExhausted, let scope = options.prune { try await prune(scope) }
        try await pipeline.client.refresh(pipeline.index)
        try await loadSettings?.restore()
        var report = report(isExhausted ? .finished : .interrupted)
        report.stopReason = isExhausted ? nil : monitor.stopReason
        report.reconciliation = try await reconcile()
        report.counters = monitor.snapshot
        report.deadLetterPath =
            try deadLetters.rewrite(from: journal, target: target.id) ? deadLetters.path : nil
        report.warnings = warnings.all
        return report
    }

    private func report(_ state: IngestReport.State) -> IngestReport {
        IngestReport(
            index: pipeline.index,
            run: journal.run,
            state: state,
            stopReason: nil,
            partition: options.partition,
            started: started,
            model: plan.model.id,
            dims: plan.dims,
            counters: monitor.snapshot,
            skippedReasons: ledger.skippedReasons,
            failures: ledger.failures,
            deadLetterPath: nil,
            duration: .now - start,
            reconciliation: nil,
            warnings: warnings.all
        )
    }

    /// Writes the counts into the journal now and then, for those who ask for the status meanwhile.
    private func keepJournalled() async {
        while true {
            do {
                try await Task.sleep(for: .seconds(2))
            } catch {
                return
            }
            // A progress note that cannot be written is no reason to stop; the next real write will say so.
            try? journal.noteProgress(report(.running).json)
        }
    }

    private func stopIfLate() {
        guard let deadline = options.deadline, .now >= start + deadline else { return }
        monitor.requestStop("its deadline of \(Int(deadline / .seconds(1))) s passed")
    }

    private func stopAtDeadline() async {
        guard let deadline = options.deadline else { return }
        do {
            try await Task.sleep(until: start + deadline, clock: .continuous)
        } catch {
            return
        }
        stopIfLate()
    }
}

/// What people should know although nothing failed, gathered during a run.
final class WarningLog: Sendable {
    private let warnings = Mutex<[String]>([])

    var all: [String] { warnings.withLock { $0 } }

    /// Notes a warning; one that was noted before counts once.
    func add(_ warning: String) {
        warnings.withLock { warnings in
            if !warnings.contains(warning) { warnings.append(warning) }
        }
    }
}
