import HTTPTransport

/// What is known of a batch while it is sent: which operations are done, which wait, which may have happened unseen.
///
/// A value without requests, tasks or time; ``BulkIndexer`` tells it what was answered and asks what to send next.
struct BulkRun {
    /// Operations sent together.
    struct Part: Equatable {
        /// Their places in the batch.
        var positions: [Int]
        /// How many times they were sent together or in the parts they were cut from.
        var attempts: Int
    }

    /// What to do after an answer.
    enum Step: Equatable {
        /// Go on with ``next(sizeLimit:)``.
        case proceed
        /// Wait first, at least as long as the server asked, for a part that failed this many times.
        case wait(attempts: Int, atLeast: Duration)
    }

    private let batch: BulkBatch
    private var finals: [BulkOutcome?]
    private var attempts: [Int]
    /// Whether an earlier try may have been carried out although no answer said so.
    private var isAmbiguous: [Bool]
    private var queue: [Part]
    private var lastError: ElasticsearchError?
    /// How many more refused requests may be halved to find the operation that is to blame.
    private var halvings = 64

    init(_ batch: BulkBatch) {
        self.batch = batch
        finals = Array(repeating: nil, count: batch.count)
        attempts = Array(repeating: 0, count: batch.count)
        isAmbiguous = Array(repeating: false, count: batch.count)
        queue = [Part(positions: Array(0..<batch.count), attempts: 0)]
    }

    /// Why the last try failed, in a few words.
    var lastReason: String { lastError?.message ?? "" }

    /// Takes the next part to send; `nil` when every operation has its outcome.
    ///
    /// Bodies of `sizeLimit` bytes or more are halved before they are sent.
    mutating func next(sizeLimit: Int) -> Part? {
        while var part = queue.popLast() {
            if part.positions.count > 1, bytes(of: part) >= sizeLimit {
                halve(part)
                continue
            }
            part.attempts += 1
            for position in part.positions { attempts[position] += 1 }
            return part
        }
        return nil
    }

    /// Notes the items of an answer, one per operation of the part.
    mutating func answered(_ part: Part, _ items: [BulkItem], index: String) -> Step {
        var again: [Int] = []
        for (position, item) in zip(part.positions, items) {
            let entry = batch.entries[position]
            switch item.outcome {
            case .done: finish(position, status: item.status)
            case .retryable:
                // A shard that is not there any more may have written the document before it went.
                if item.status != 429 { isAmbiguous[position] = true }
                lastError = failure(item, entry: entry, index: index)
                again.append(position)
            case .failed where item.status == 409 && entry.action == .create && isAmbiguous[position]:
                finish(position, status: item.status)
            case .failed: finish(position, status: item.status, failure: failure(item, entry: entry, index: index))
            }
        }
        guard !again.isEmpty else { return .proceed }
        queue.append(Part(positions: again, attempts: part.attempts))
        return .wait(attempts: part.attempts, atLeast: .zero)
    }

    /// Notes that a whole request failed.
    ///
    /// - Throws: The error, where sending anything again is of no use.
    mutating func failed(_ part: Part, _ error: ElasticsearchError, bytes: Int) throws(ElasticsearchError) -> Step {
        lastError = error
        if error.transport == nil, error.status == 413 {
            refused(part, error, bytes: bytes)
            return .proceed
        }
        let isRetryable = error.isTransient && error.kind != .notElasticsearch
        if isRetryable {
            let mayHaveHappened = error.transport?.requestMayHaveBeenProcessed ?? (error.status != 429)
            if mayHaveHappened { for position in part.positions { isAmbiguous[position] = true } }
            queue.append(part)
            return .wait(attempts: part.attempts, atLeast: error.retryAfter ?? .zero)
        }
        guard error.transport == nil, error.status == 400 else { throw error }
        if part.positions.count > 1, halvings > 0 {
            halvings -= 1
            halve(part)
        } else {
            for position in part.positions { finish(position, status: 400, failure: error) }
        }
        return .proceed
    }

    /// Gives up the part that was to be sent next.
    mutating func exhaust(why: String, index: String) {
        guard let part = queue.popLast() else { return }
        for position in part.positions {
            let entry = batch.entries[position]
            let fate = isAmbiguous[position] ? "whether it was carried out is not known; " : ""
            finish(
                position,
                status: lastError?.status,
                failure: ElasticsearchError(
                    .retriesExhausted,
                    "\(Self.name(entry)) for index [\(index)] was given up \(why), \(fate)run it again when the cluster has recovered; "
                        + "the last answer: \(lastReason)",
                    status: lastError?.status,
                    operation: "bulk",
                    reason: lastError?.reason,
                    transport: lastError?.transport
                )
            )
        }
    }

    /// One outcome per operation, in the order of the batch.
    func outcomes() throws(ElasticsearchError) -> [BulkOutcome] {
        let outcomes = finals.compactMap { $0 }
        guard outcomes.count == batch.count else {
            throw ElasticsearchError(.malformedResponse, "a bulk request ended without an outcome for every operation")
        }
        return outcomes
    }

    // MARK: Within

    private mutating func refused(_ part: Part, _ error: ElasticsearchError, bytes: Int) {
        guard part.positions.count == 1, let position = part.positions.first else { return halve(part) }
        var error = error
        error.kind = .requestTooLarge
        error.message =
            "\(Self.name(batch.entries[position])) makes a request of \(bytes) bytes, more than the server takes; "
            + "make the document smaller or raise http.max_content_length"
        finish(position, status: 413, failure: error)
    }

    /// Splits a part in two; the first half comes next, and neither counts the try before.
    private mutating func halve(_ part: Part) {
        let middle = part.positions.count / 2
        let attempts = max(0, part.attempts - 1)
        queue.append(Part(positions: Array(part.positions[middle...]), attempts: attempts))
        queue.append(Part(positions: Array(part.positions[..<middle]), attempts: attempts))
    }

    private mutating func finish(_ position: Int, status: Int?, failure: ElasticsearchError? = nil) {
        finals[position] = BulkOutcome(
            id: batch.entries[position].id,
            status: status,
            attempts: attempts[position],
            failure: failure
        )
    }

    private func bytes(of part: Part) -> Int { part.positions.reduce(0) { $0 + batch.entries[$1].range.count } }

    private func failure(_ item: BulkItem, entry: BulkBatch.Entry, index: String) -> ElasticsearchError {
        ElasticsearchError(
            item.error ?? ServerErrorCause(type: "", reason: "the server gave status \(item.status) and no reason"),
            status: item.status,
            operation: Self.name(entry),
            index: index
        )
    }

    private static func name(_ entry: BulkBatch.Entry) -> String {
        "\(entry.action.rawValue) of document [\(ElasticsearchError.printable(entry.id, limit: 100))]"
    }
}
