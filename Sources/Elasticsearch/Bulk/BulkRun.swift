import HTTPTransport

/// What is known of a batch while it is sent: which operations are done, which wait, which may have happened unseen.
///
/// A value without requests, tasks or time; ``BulkIndexer`` tells it what was answered and asks what to send next.
struct BulkRun {
    /// Operations sent together.
    struct Part: Equatable {
        /// Their places in the batch, ascending.
        var positions: [Int]
        /// How many times they were sent together or in the parts they were cut from.
        var attempts: Int
    }

    /// What to do after an answer.
    enum Step: Equatable {
        /// Go on with ``next(sizeLimit:)``.
        case proceed
        /// Wait first, at least as long as the server asked, for a part that failed this many times.
        case wait(attempts: Int, atLeast: Duration, isOverload: Bool)
    }

    private let batch: BulkBatch
    private let index: String
    private let maxServerErrorAttempts: Int
    private var finals: [BulkOutcome?]
    private var attempts: [Int]
    /// Whether an earlier try may have been carried out although no answer said so.
    private var isAmbiguous: [Bool]
    private var queue: [Part]
    /// What an item of its own said why an operation was not carried out last.
    private var itemErrors: [Int: ElasticsearchError] = [:]
    private var lastError: ElasticsearchError?
    /// How many more refused requests may be halved to find the operation that is to blame.
    private var halvings = 64

    init(_ batch: BulkBatch, index: String, maxServerErrorAttempts: Int = 4) {
        self.batch = batch
        self.index = index
        self.maxServerErrorAttempts = maxServerErrorAttempts
        finals = Array(repeating: nil, count: batch.count)
        attempts = Array(repeating: 0, count: batch.count)
        isAmbiguous = Array(repeating: false, count: batch.count)
        queue = [Part(positions: Array(0..<batch.count), attempts: 0)]
    }

    /// Why the last try failed, in a few words.
    var lastReason: String { lastError?.message ?? "" }

    /// Takes the next part to send; `nil` when every operation has its outcome.
    ///
    /// Bodies of more than `sizeLimit` bytes are halved before they are sent.
    mutating func next(sizeLimit: Int?) -> Part? {
        while var part = queue.popLast() {
            if let sizeLimit, part.positions.count > 1, bytes(of: part) > sizeLimit {
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
    mutating func answered(_ part: Part, _ items: [BulkItem]) -> Step {
        var again: [Int] = []
        var isOverload = false
        for (position, item) in zip(part.positions, items) {
            switch item.outcome {
            case .done: finish(position, status: item.status)
            case .failed: refuse(position, item)
            case .retryable:
                // A shard that is not there any more may have written the document before it went.
                if item.status == 429 { isOverload = true } else { isAmbiguous[position] = true }
                let error = failure(item, position)
                let isServerError = item.status != 429 && !(502...504).contains(item.status)
                if isServerError, attempts[position] >= maxServerErrorAttempts {
                    finish(position, status: item.status, failure: error)
                } else {
                    itemErrors[position] = error
                    lastError = error
                    again.append(position)
                }
            }
        }
        if !again.isEmpty { again = supersede(again, in: part) }
        guard !again.isEmpty else { return .proceed }
        queue.append(Part(positions: again, attempts: part.attempts))
        return .wait(attempts: part.attempts, atLeast: .zero, isOverload: isOverload)
    }

    /// Notes that a whole request failed.
    ///
    /// - Throws: The error, where sending anything again is of no use.
    mutating func failed(_ part: Part, _ error: ElasticsearchError, bytes: Int) throws(ElasticsearchError) -> Step {
        lastError = error
        switch BulkRequestFate(error) {
        case .stop: throw error
        case .tooLarge: tooLarge(part, error, bytes: bytes)
        case .refused:
            if part.positions.count > 1, halvings > 0 {
                halvings -= 1
                halve(part)
            } else {
                for position in part.positions { finish(position, status: error.status, failure: error) }
            }
        case .again(let mayHaveHappened, let isOverload):
            for position in part.positions {
                if mayHaveHappened { isAmbiguous[position] = true }
                itemErrors[position] = nil
            }
            queue.append(part)
            return .wait(attempts: part.attempts, atLeast: error.retryAfter ?? .zero, isOverload: isOverload)
        }
        return .proceed
    }

    /// Gives up the part that was to be sent next.
    mutating func exhaust(why: String) {
        guard let part = queue.popLast() else { return }
        for position in part.positions {
            let last = itemErrors[position] ?? lastError
            let fate = isAmbiguous[position] ? "whether it was carried out is not known; " : ""
            let failure = ElasticsearchError(
                .retriesExhausted,
                "\(name(position)) for index [\(index)] was given up \(why), \(fate)run it again when the cluster has recovered; "
                    + "the last answer: \(last?.message ?? "")",
                status: last?.status,
                operation: "bulk",
                reason: last?.reason,
                transport: last?.transport
            )
            finish(position, status: last?.status, failure: failure)
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

    /// Ends an operation that the server refuses for good; a conflict may be with what an earlier try of it wrote.
    private mutating func refuse(_ position: Int, _ item: BulkItem) {
        let entry = batch.entries[position]
        let isConflict = item.status == 409
        let isOwn = isAmbiguous[position] && (entry.action == .create || entry.versioning == .external)
        if isConflict, isOwn { return finish(position, status: item.status) }
        let result: BulkOutcome.Result? =
            isConflict ? entry.versioning != nil ? .superseded : entry.action == .create ? .alreadyExists : nil : nil
        finish(position, status: item.status, result: result, failure: failure(item, position))
    }

    /// Ends those operations to be sent again that a later one on the same document has overtaken.
    ///
    /// Sent now, they would undo it.
    private mutating func supersede(_ again: [Int], in part: Part) -> [Int] {
        // By their bytes, as the index tells them apart: strings are equal where they only look the same.
        struct Document: Hashable {
            let id: [UInt8]
            let routing: [UInt8]?

            init(_ entry: BulkBatch.Entry) {
                id = Array(entry.id.utf8)
                routing = entry.routing.map { Array($0.utf8) }
            }
        }
        var lastDone: [Document: Int] = [:]
        for position in part.positions where finals[position]?.isDone == true {
            lastDone[Document(batch.entries[position])] = position
        }
        return again.filter { position in
            guard let later = lastDone[Document(batch.entries[position])], later > position else { return true }
            finish(position, status: itemErrors[position]?.status, result: .superseded, failure: itemErrors[position])
            return false
        }
    }

    private mutating func tooLarge(_ part: Part, _ error: ElasticsearchError, bytes: Int) {
        guard part.positions.count == 1, let position = part.positions.first else { return halve(part) }
        var error = error
        error.kind = .requestTooLarge
        error.message =
            "\(name(position)) makes a request of \(bytes) bytes, more than the server takes; "
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

    private mutating func finish(
        _ position: Int,
        status: Int?,
        result: BulkOutcome.Result? = nil,
        failure: ElasticsearchError? = nil
    ) {
        finals[position] = BulkOutcome(
            id: batch.entries[position].id,
            status: status,
            attempts: attempts[position],
            result: result,
            failure: failure
        )
    }

    private func bytes(of part: Part) -> Int {
        part.positions.count == batch.count
            ? batch.body.count : part.positions.reduce(0) { $0 + batch.entries[$1].range.count }
    }

    private func failure(_ item: BulkItem, _ position: Int) -> ElasticsearchError {
        ElasticsearchError(
            item.error ?? ServerErrorCause(type: "", reason: "the server gave status \(item.status) and no reason"),
            status: item.status,
            operation: name(position),
            index: index
        )
    }

    private func name(_ position: Int) -> String {
        let entry = batch.entries[position]
        return "\(entry.action.rawValue) of document [\(ElasticsearchError.printable(entry.id, limit: 100))]"
    }
}
