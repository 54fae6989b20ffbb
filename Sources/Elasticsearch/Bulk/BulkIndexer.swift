public import HTTPTransport

/// Sends batches until every operation has one final outcome.
///
/// What the server had no room for is sent again, alone; requests without an answer, or with one that is not Elasticsearch's,
/// are sent again whole, which own ids make safe; a request too large is halved until only the document that is too large is left.
/// Copies share what they learn of the server: how many requests it bears at once (``HTTPTransport/AdaptiveConcurrency``) and how
/// large they may be. A batch that pauses before another try holds no place that another could use.
///
/// Operations on the same document keep their order within a batch. Batches under way at the same time have no order; give an
/// operation a ``BulkOperation/version`` where that matters.
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
    let shared: BulkShared

    /// Makes an indexer.
    ///
    /// - Parameters:
    ///   - client: The client.
    ///   - index: The index or alias to write to.
    ///   - options: How to send and how long to keep trying.
    ///   - clock: Measures and waits.
    ///   - observer: Hears of retries, pauses and finished batches.
    ///   - gate: Bounds how many requests are under way at once, to share with another indexer of the same cluster; `nil` makes one
    ///     of the options.
    public init(
        client: ElasticsearchClient,
        index: String,
        options: BulkOptions = BulkOptions(),
        clock: any Clock<Duration> = ContinuousClock(),
        observer: (any Observer)? = nil,
        gate: ConcurrencyGate? = nil
    ) {
        self.init(client: client, index: index, options: options, clock: clock, observer: observer, gate: gate) {
            Double.random(in: 0...1)
        }
    }

    init(
        client: ElasticsearchClient,
        index: String,
        options: BulkOptions,
        clock: any Clock<Duration>,
        observer: (any Observer)?,
        gate: ConcurrencyGate? = nil,
        random: @escaping @Sendable () -> Double
    ) {
        self.client = client
        self.index = index
        self.options = options
        self.observer = observer ?? client.observer
        time = MonotonicTime(clock)
        self.random = random
        let control = AdaptiveConcurrency(initial: options.initialConcurrency, maximum: options.maxConcurrency)
        shared = BulkShared(gate: gate ?? ConcurrencyGate(control, clock: clock))
    }

    /// What was learnt of the server so far, and how long it has held this indexer and its copies up.
    public var pressure: BulkPressure { shared.pressure }

    /// The largest body that the server takes, in bytes, as far as its refusals have shown; `nil` where there were none.
    ///
    /// Hand it to ``BulkBatcher/learnedLimit``.
    public var learnedSizeLimit: Int? { shared.sizeLimit }

    /// Sends a batch, as often and in as many parts as it takes.
    ///
    /// Every request carries `traceparent` of the batch's own span, a child of ``HTTPTransport/TraceContext/current``.
    ///
    /// - Parameter batch: The operations.
    /// - Returns: One final outcome per operation, in the order of the batch. An operation whose fate is unknown after the last
    ///   permitted try is a failure of kind `retriesExhausted`, never a success.
    /// - Throws: ``ElasticsearchError`` where credentials, licence or configuration let nothing through, and
    ///   `CancellationError`. Operations acknowledged before stay done; sending the batch again is safe.
    public func send(_ batch: BulkBatch) async throws -> [BulkOutcome] {
        guard !batch.isEmpty else { return [] }
        let trace = TraceContext.next()
        let start = time.elapsed()
        var event = BatchEvent(
            operation: "bulk",
            target: index,
            itemCount: batch.count,
            failedCount: 0,
            bytes: batch.body.count,
            attempts: 0,
            start: .now(),
            duration: .zero,
            trace: trace
        )
        do {
            let outcomes = try await TraceContext.$current.withValue(trace) {
                try await deliver(batch, since: start, trace: trace, event: &event)
            }
            event.failedCount = outcomes.count { $0.result == .failed }
            event.duration = time.elapsed() - start
            observer?.batchFinished(event)
            return outcomes
        } catch let error as ElasticsearchError {
            event.failedCount = batch.count
            event.status = error.status
            event.error = error.kind.rawValue
            event.duration = time.elapsed() - start
            observer?.batchFinished(event)
            throw error
        }
    }

    private func deliver(
        _ batch: BulkBatch,
        since start: Duration,
        trace: TraceContext,
        event: inout BatchEvent
    ) async throws -> [BulkOutcome] {
        let headers = requestHeaders(trace)
        var run = BulkRun(batch, index: index, maxServerErrorAttempts: options.maxServerErrorAttempts)
        while let part = run.next(sizeLimit: shared.sizeLimit) {
            let body = part.positions.count == batch.count ? batch : batch.subset(part.positions)
            event.attempts += 1
            let step: BulkRun.Step
            switch try await request(body, headers) {
            case .success(let response):
                event.status = 200
                step = run.answered(part, response.items)
            case .failure(let error):
                event.status = error.status
                step = try run.failed(part, error, bytes: body.body.count)
            }
            guard case .wait(let attempts, let asked, let isOverload) = step else { continue }
            let delay = max(asked, options.backoff(after: attempts, random: random()))
            if attempts >= options.maxAttempts {
                run.exhaust(why: "after \(attempts) tries")
            } else if time.elapsed() - start + delay > options.maxTotalTime {
                run.exhaust(why: "after \(attempts) tries, because its time is over")
            } else {
                try await pause(delay, attempt: attempts, reason: run.lastReason, isOverload: isOverload)
            }
        }
        return try run.outcomes()
    }

    /// Sends one request when its turn has come.
    private func request(
        _ batch: BulkBatch,
        _ headers: HTTPHeaders
    ) async throws -> Result<BulkResponse, ElasticsearchError> {
        try await shared.gate.perform {
            try Task.checkCancellation()
            let response: BulkResponse
            do {
                response = try await client.bulk(
                    batch,
                    index: index,
                    refresh: options.refresh,
                    pipeline: options.pipeline,
                    headers: headers
                )
            } catch let error as ElasticsearchError {
                switch BulkRequestFate(error) {
                case .tooLarge: shared.refused(batch.body.count)
                case .again(_, isOverload: true): return (.failure(error), .overloaded)
                default: break
                }
                return (.failure(error), .inconclusive)
            }
            shared.passed(batch.body.count)
            if let error = response.errorOfAll(index: index) { throw error }
            let isRejected = response.items.contains { $0.status == 429 }
            return (.success(response), isRejected ? .overloaded : .succeeded(work: batch.body.count))
        }
    }

    private func pause(_ delay: Duration, attempt: Int, reason: String, isOverload: Bool) async throws {
        observer?.requestRetried(RetryEvent(operation: "bulk", attempt: attempt, delay: delay, reason: reason))
        if isOverload {
            shared.throttled(delay)
            observer?.throttled(ThrottleEvent(operation: "bulk", delay: delay, reason: reason))
        }
        try await time.sleep(delay)
    }

    private func requestHeaders(_ trace: TraceContext) -> HTTPHeaders {
        var headers: HTTPHeaders = ["traceparent": trace.traceparent]
        if let state = trace.state { headers["tracestate"] = state }
        let opaque = String(
            options.opaqueID?.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }.map(Character.init) ?? []
        )
        if !opaque.isEmpty { headers["x-opaque-id"] = opaque }
        return headers
    }
}

extension BulkResponse {
    /// The one error that the configuration makes of every operation alike, which is not the documents' fault; else `nil`.
    ///
    /// A licence or a privilege that is missing, an index that is gone or closed, an ingest pipeline that does not exist.
    func errorOfAll(index: String) -> ElasticsearchError? {
        guard let first = items.first, let cause = first.error,
            items.allSatisfy({ item in item.error.map { Self.isSystemic($0, status: item.status) } ?? false })
        else { return nil }
        var error = ElasticsearchError(cause, status: first.status, operation: "bulk", index: index)
        if error.kind == .security || error.kind == .authentication {
            error.message += ElasticsearchError.credentialAdvice(first.status)
        }
        return error
    }

    private static func isSystemic(_ cause: ServerErrorCause, status: Int) -> Bool {
        switch cause.type {
        case "index_not_found_exception", "index_closed_exception": true
        // The server has no type of its own for it.
        case "illegal_argument_exception": cause.reason.hasPrefix("pipeline with id [")
        default: status == 401 || status == 403
        }
    }
}
