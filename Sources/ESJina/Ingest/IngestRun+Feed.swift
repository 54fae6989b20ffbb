extension IngestRun {
    /// Cuts the source into windows and keeps a bounded number of them under way.
    ///
    /// - Returns: Whether the source was exhausted, rather than left at a request to stop.
    func feed<Source: AsyncSequence & Sendable>(
        _ source: Source
    ) async throws -> Bool where Source.Element == SourceStep {
        let options = pipeline.options
        return try await withThrowingTaskGroup(of: Void.self) { group in
            var cutter = WindowCutter(options)
            var running = 0
            func start(_ entries: [SourceEntry]) async throws {
                guard !entries.isEmpty else { return }
                if running == max(1, options.concurrentWindows) {
                    try await group.next()
                    running -= 1
                }
                group.addTask { try await window.process(entries) }
                running += 1
            }
            var iterator = source.makeAsyncIterator()
            var isExhausted = true
            while let step = try await iterator.next() {
                if monitor.isStopping {
                    isExhausted = false
                    break
                }
                switch step {
                case .entry(let entry):
                    guard options.partition?.contains(entry.partitionKey) ?? true else { continue }
                    monitor.update { $0.started += 1 }
                    for entries in cutter.add(entry) { try await start(entries) }
                case .skipped(let position, let reason):
                    guard options.partition?.contains(position) ?? true else { continue }
                    monitor.update { $0.started += 1 }
                    try await ledger.skip(position, reason: reason)
                case .failed(let position, let error):
                    // What cannot even be listed is no machine's share; each says so.
                    monitor.update { $0.started += 1 }
                    try await ledger.reject(position, id: nil, origin: nil, error)
                }
            }
            try await start(cutter.finish())
            try await group.waitForAll()
            return isExhausted
        }
    }

    /// Removes the documents of inputs that the source did not yield.
    func prune(_ scope: PruneScope) async throws {
        guard monitor.snapshot.started > 0 else {
            warnings.add("Nothing was pruned, because the source yielded nothing at all.")
            return
        }
        guard options.partition == nil else {
            warnings.add(
                "Nothing was pruned, because a share of a source cannot tell what vanished from what others hold."
            )
            return
        }
        var last = ""
        while true {
            let documents = try journal.unclaimed(after: last, count: 1_000, target: target.id)
            guard let end = documents.last else { break }
            try await bulk.remove(documents.filter { scope.contains($0.position) }.map(\.key))
            last = end.id
        }
        try journal.forgetVanishedDeadLetters(target: target.id) { scope.contains($0) }
    }
}

/// Gathers inputs into windows bounded by number and bytes; the first windows are small, so that the first documents are there at
/// once.
struct WindowCutter {
    private let maxInputs: Int
    private let maxBytes: Int
    private var size = 16
    private var entries: [SourceEntry] = []
    private var bytes = 0

    init(_ options: IngestOptions) {
        maxInputs = max(1, options.windowSize)
        maxBytes = options.windowBytes
    }

    /// Adds an input; the windows that it completes, at most two.
    mutating func add(_ entry: SourceEntry) -> [[SourceEntry]] {
        var full: [[SourceEntry]] = []
        if !entries.isEmpty, bytes + entry.byteCount > maxBytes { full.append(finish()) }
        entries.append(entry)
        bytes += entry.byteCount
        if entries.count >= min(size, maxInputs) {
            size = min(size * 2, max(size, maxInputs))
            full.append(finish())
        }
        return full
    }

    /// What waits.
    mutating func finish() -> [SourceEntry] {
        defer { (entries, bytes) = ([], 0) }
        return entries
    }
}
