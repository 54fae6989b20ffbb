public import HTTPTransport

/// Sends batches until every operation has one final outcome.
///
/// What the server had no room for is sent again, alone; requests without an answer are sent again whole, which own ids make
/// safe; a request too large is halved until only the document that is too large is left. Copies share what was learnt of
/// the server's size limit.
public struct BulkIndexer: Sendable {
    /// The client.
    public let client: ElasticsearchClient
    /// The index or alias to write to.
    public let index: String
    /// How to send and how long to keep trying.
    public let options: BulkOptions

    let observer: (any Observer)?
    let time: MonotonicTime
    let random: @Sendable () -> Double
    let sizeLimit = SizeLimit()

    /// Makes an indexer.
    ///
    /// - Parameters:
    ///   - client: The client.
    ///   - index: The index or alias to write to.
    ///   - options: How to send and how long to keep trying.
    ///   - clock: Measures and waits.
    ///   - observer: Hears of retries and finished batches.
    public init(
        client: ElasticsearchClient,
        index: String,
        options: BulkOptions = BulkOptions(),
        clock: any Clock<Duration> = ContinuousClock(),
        observer: (any Observer)? = nil
    ) {
        self.init(client: client, index: index, options: options, clock: clock, observer: observer) {
            Double.random(in: 0...1)
        }
    }

    init(
        client: ElasticsearchClient,
        index: String,
        options: BulkOptions,
        clock: any Clock<Duration>,
        observer: (any Observer)?,
        random: @escaping @Sendable () -> Double
    ) {
        self.client = client
        self.index = index
        self.options = options
        self.observer = observer ?? client.observer
        time = MonotonicTime(clock)
        self.random = random
    }

    /// Sends a batch, as often and in as many parts as it takes.
    ///
    /// - Parameter batch: The operations.
    /// - Returns: One final outcome per operation, in the order of the batch. An operation whose fate is unknown after the last
    ///   permitted try is a failure of kind `retriesExhausted`, never a success.
    /// - Throws: ``ElasticsearchError`` where credentials, licence or configuration let nothing through, and
    ///   `CancellationError`. Operations acknowledged before stay done; sending the batch again is safe.
    public func send(_ batch: BulkBatch) async throws -> [BulkOutcome] {
        guard !batch.isEmpty else { return [] }
        let start = time.elapsed()
        var run = BulkRun(batch)
        while let part = run.next(sizeLimit: sizeLimit.value) {
            try Task.checkCancellation()
            let step = try await send(part, of: batch, run: &run)
            guard case .wait(let attempts, let asked) = step else { continue }
            let delay = max(asked, options.backoff(after: attempts, random: random()))
            if attempts >= options.maxAttempts {
                run.exhaust(why: "after \(attempts) tries", index: index)
            } else if time.elapsed() - start + delay > options.maxTotalTime {
                run.exhaust(why: "after \(attempts) tries, because its time is over", index: index)
            } else {
                observer?
                    .requestRetried(
                        RetryEvent(operation: "bulk", attempt: attempts, delay: delay, reason: run.lastReason)
                    )
                try await time.sleep(delay)
            }
        }
        let outcomes = try run.outcomes()
        observer?
            .batchFinished(
                BatchEvent(
                    operation: "bulk",
                    itemCount: outcomes.count,
                    failedCount: outcomes.count { !$0.isDone },
                    bytes: batch.body.count,
                    duration: time.elapsed() - start
                )
            )
        return outcomes
    }

    private func send(_ part: BulkRun.Part, of batch: BulkBatch, run: inout BulkRun) async throws -> BulkRun.Step {
        let body = part.positions.count == batch.count ? batch : batch.subset(part.positions)
        do {
            let response = try await client.bulk(body, index: index, refresh: options.refresh)
            try throwIfNothingIsAllowed(response)
            return run.answered(part, response.items, index: index)
        } catch let error as ElasticsearchError where error.kind == .security || error.kind == .licence {
            throw error
        } catch let error as ElasticsearchError {
            if error.status == 413 { sizeLimit.lower(to: body.body.count) }
            return try run.failed(part, error, bytes: body.body.count)
        }
    }

    /// A licence or a privilege that is missing refuses every operation alike; that is not the documents' fault.
    private func throwIfNothingIsAllowed(_ response: BulkResponse) throws(ElasticsearchError) {
        guard let first = response.items.first, let cause = first.error,
            response.items.allSatisfy({ $0.status == 401 || $0.status == 403 })
        else { return }
        var error = ElasticsearchError(cause, status: first.status, operation: "bulk", index: index)
        if error.kind == .security || error.kind == .authentication {
            error.message += ElasticsearchError.credentialAdvice(first.status)
        }
        throw error
    }
}
