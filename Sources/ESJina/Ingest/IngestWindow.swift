import ContentDigests
import Elasticsearch
import Embeddings
import HTTPTransport

/// Takes a window of inputs from reading to the journal.
///
/// ```
/// read and cut, 16 at once ─> claim ─> slices of documents: decode ─> embed ─> build ─> bulk ─> journal ─> account
/// ```
struct IngestWindow: Sendable {
    /// How many inputs are read, and perhaps fetched, at once.
    static let concurrentReads = 16
    /// How many bytes of read inputs are worked on before more are read.
    static let loadedBytes = 8 << 20
    /// How many prepared pictures are held at once; each is at most some 100 KB.
    static let slicePictures = 64
    /// How many documents are embedded and built at once.
    static let sliceDocuments = 512

    let journal: IngestJournal
    /// The index's unique id, under which the journal keeps its documents.
    let target: String
    let preparer: ItemPreparer
    let embedding: EmbeddingStage
    let documents: DocumentBuilder
    let bulk: BulkStage
    let ledger: IngestLedger
    let createsOnly: Bool
    /// Whether runs before this one left documents in the journal.
    let hasFormerDocuments: Bool
    let monitor: IngestMonitor
    /// Hears of stages.
    let observer: any Observer

    /// Processes `entries`; each of them is counted in the ledger once when this returns.
    func process(_ entries: [SourceEntry]) async throws {
        let known = try journal.ids(at: entries.filter(\.keepsID).map(\.position), target: target)
        var accounts = entries.map(InputAccount.init)
        var start = 0
        while start < entries.count {
            var loaded: [LoadedItem] = []
            var bytes = 0
            let first = start
            while start < entries.count, bytes < Self.loadedBytes {
                let places = start..<min(start + Self.concurrentReads, entries.count)
                let items = try await load(places, &accounts, known: known)
                bytes += items.reduce(0) { $0 + $1.record.content.byteCount }
                loaded += items
                start = places.upperBound
            }
            try await work(on: loaded, places: first..<start, &accounts)
        }
    }

    // MARK: Reading

    private func load(
        _ places: Range<Int>,
        _ accounts: inout [InputAccount],
        known: [String: String]
    ) async throws -> [LoadedItem] {
        let inputs = places.map { (place: $0, entry: accounts[$0].entry) }
        let results = try await concurrently("read", inputs) { [preparer] input async throws(InputError) in
            try await preparer.load(input.entry, at: input.place, knownID: known[input.entry.position])
        }
        var items: [LoadedItem] = []
        for (place, result) in zip(places, results) {
            switch result {
            case .success(let parts):
                accounts[place].id = parts.first.map { $0.record.part?.parent ?? $0.record.id }
                items += parts
            case .failure(let error): accounts[place].fail(error)
            }
        }
        return items
    }

    /// Runs `work` on every input, all at once as far as there are processors; results in order.
    private func concurrently<Input: Sendable, Output: Sendable>(
        _ stage: String,
        _ inputs: [Input],
        count: Int? = nil,
        _ work: @escaping @Sendable (Input) async throws(InputError) -> Output
    ) async throws -> [Result<Output, InputError>] {
        typealias Answer = (place: Int, result: Result<Output, InputError>, time: Duration)
        var results = [Result<Output, InputError>?](repeating: nil, count: inputs.count)
        var time = Duration.zero
        await withTaskGroup(of: Answer.self) { group in
            for (place, input) in inputs.enumerated() {
                group.addTask {
                    let start = ContinuousClock.now
                    do throws(InputError) {
                        return (place, .success(try await work(input)), .now - start)
                    } catch {
                        return (place, .failure(error), .now - start)
                    }
                }
            }
            for await answer in group {
                results[answer.place] = answer.result
                time += answer.time
            }
        }
        observer.stageFinished(StageEvent(stage: stage, itemCount: count ?? inputs.count, duration: time))
        try Task.checkCancellation()
        return results.compactMap(\.self)
    }

    // MARK: Documents

    private func work(on items: [LoadedItem], places: Range<Int>, _ accounts: inout [InputAccount]) async throws {
        let (changed, former) = try claim(items, &accounts)
        for slice in slices(of: changed) {
            try await index(slice, former: former, &accounts)
            try await settle(Set(slice.map(\.place)), &accounts)
        }
        try await settle(Set(places).subtracting(changed.map(\.place)), &accounts)
    }

    /// Leaves out what is indexed unchanged, and what would overwrite another input's document; also tells where documents were
    /// that have another routing now.
    private func claim(
        _ items: [LoadedItem],
        _ accounts: inout [InputAccount]
    ) throws -> (changed: [LoadedItem], former: [String: DocumentKey]) {
        let start = ContinuousClock.now
        let claims = try journal.claim(
            items.map {
                .init(
                    position: $0.position,
                    id: $0.record.id,
                    digest: $0.digest.bytes,
                    parent: $0.record.part?.parent,
                    routing: $0.record.routing
                )
            },
            target: target
        )
        observer.stage("journal", items.count, since: start)
        var changed: [LoadedItem] = []
        var former: [String: DocumentKey] = [:]
        for (item, claim) in zip(items, claims) {
            switch claim {
            case .moved where createsOnly: accounts[item.place].skipReason = BulkStage.existsReason
            case .new, .moved:
                if case .moved(let routing) = claim {
                    former[item.record.id] = DocumentKey(item.record.id, routing: routing)
                }
                accounts[item.place].pending += 1
                changed.append(item)
            case .unchanged: break
            case .taken(let owner):
                accounts[item.place]
                    .fail(
                        InputError(
                            .read,
                            "\(item.position) has the id '\(item.record.id)', which is that of \(owner). Give it another id, or "
                                + "ingest it into another index."
                        )
                    )
            }
        }
        return (changed.filter { accounts[$0.place].failure == nil }, former)
    }

    private func slices(of items: [LoadedItem]) -> [[LoadedItem]] {
        var slices: [[LoadedItem]] = []
        var slice: [LoadedItem] = []
        var pictures = 0
        for item in items {
            slice.append(item)
            if item.record.content.isPicture { pictures += 1 }
            if pictures == Self.slicePictures || slice.count == Self.sliceDocuments {
                slices.append(slice)
                (slice, pictures) = ([], 0)
            }
        }
        if !slice.isEmpty { slices.append(slice) }
        return slices
    }

    private func index(
        _ items: [LoadedItem],
        former: [String: DocumentKey],
        _ accounts: inout [InputAccount]
    ) async throws {
        let pictures = items.count { $0.record.content.isPicture }
        let decoded = try await concurrently("decode", items, count: pictures) {
            [preparer] item async throws(InputError) in
            try preparer.prepare(item)
        }
        var prepared: [PreparedItem] = []
        for (item, result) in zip(items, decoded) {
            switch result {
            case .success(let item): prepared.append(item)
            case .failure(let error): end(item.place, &accounts, error)
            }
        }
        let vectors = try await vectors(for: prepared)
        let start = ContinuousClock.now
        var built: [(item: PreparedItem, operation: BulkOperation)] = []
        for (item, outcome) in zip(prepared, vectors) {
            do throws(InputError) {
                built.append((item, try operation(item, outcome)))
            } catch {
                end(item.place, &accounts, error)
            }
        }
        observer.stage("build", prepared.count, since: start)
        for (item, outcome) in zip(built, try await bulk.index(built, former: former)) {
            settle(item.item, outcome, &accounts)
        }
    }

    /// Decodes pictures on all processors; for anything else a task would cost more than the work.
    private func decode(_ items: [LoadedItem]) async throws -> [Result<PreparedItem, InputError>] {
        if items.contains(where: \.record.content.isPicture) {
            return try await concurrently("decode", items) { [preparer] item async throws(InputError) in
                try preparer.prepare(item)
            }
        }
        let start = ContinuousClock.now
        defer { observer.stage("decode", items.count, since: start) }
        return items.map { item in Result { () throws(InputError) in try preparer.prepare(item) } }
    }

    private func vectors(for items: [PreparedItem]) async throws -> [Result<Embedding, EmbeddingFailure>] {
        let start = ContinuousClock.now
        defer { observer.stage("embed", items.count, since: start) }
        let requests = items.compactMap { item in
            item.input.map { EmbeddingStage.Request(input: $0, content: item.content, context: item.context) }
        }
        var answers = try await embedding.vectors(for: requests)[...]
        return items.map { item in
            if let vector = item.record.vector { return .success(vector) }
            return answers.popFirst() ?? .failure(EmbeddingFailure("The embedder gave no answer for this input."))
        }
    }

    private func operation(
        _ item: PreparedItem,
        _ outcome: Result<Embedding, EmbeddingFailure>
    ) throws(InputError) -> BulkOperation {
        switch outcome {
        case .failure(let failure):
            throw InputError(
                .embed,
                "\(item.position) could not be embedded: \(failure.message)",
                status: failure.status
            )
        case .success(let vector):
            do throws(EmbeddingError) {
                return BulkOperation(
                    createsOnly ? .create : .index,
                    id: item.record.id,
                    source: try documents.source(of: item, vector: vector),
                    routing: item.record.routing,
                    version: createsOnly ? nil : item.record.version,
                    // A version that was written without being journalled must come through again.
                    versioning: .externalOrEqual
                )
            } catch {
                throw InputError(.embed, "\(item.position) has a vector that cannot be used: \(error.message)")
            }
        }
    }

    // MARK: Ends

    private func end(_ place: Int, _ accounts: inout [InputAccount], _ error: InputError) {
        accounts[place].pending -= 1
        accounts[place].fail(error)
    }

    private func settle(_ item: PreparedItem, _ outcome: BulkStage.Outcome, _ accounts: inout [InputAccount]) {
        switch outcome {
        case .done:
            accounts[item.place].pending -= 1
            accounts[item.place].isChanged = true
            monitor.update {
                $0.documents += 1
                if item.modality == .image { $0.pictures += 1 }
            }
        case .leftOut(let reason):
            accounts[item.place].pending -= 1
            accounts[item.place].skipReason = reason
        case .refused(let failure):
            end(
                item.place,
                &accounts,
                InputError(
                    .index,
                    "\(item.position) was refused by the index '\(bulk.index)': \(failure.message)",
                    status: failure.status
                )
            )
        }
    }

    /// Ends the inputs that have no document under way any more.
    private func settle(_ places: Set<Int>, _ accounts: inout [InputAccount]) async throws {
        let ended = places.sorted().filter { accounts[$0].pending == 0 }
        let good = ended.map { accounts[$0] }.filter { $0.failure == nil }
        let surplus = hasFormerDocuments ? try journal.surplus(of: good.compactMap(\.id), target: target) : []
        if !surplus.isEmpty { try await bulk.remove(surplus.map(\.key)) }
        if ledger.hasDeadLetters { try journal.forgetDeadLetters(good.map(\.entry.position), target: target) }
        for account in ended.map({ accounts[$0] }) { try await ledger.end(account) }
    }
}

extension IngestRecord.Content {
    /// The bytes it holds in memory.
    var byteCount: Int {
        switch self {
        case .image(let bytes), .pdf(let bytes): bytes.count
        // The pages of one file share its bytes.
        case .page(let bytes, let number): number == 1 ? bytes.count : 0
        case .text(let text): text.utf8.count
        case .remoteImage, .none: 0
        }
    }

    /// Whether a picture is decoded from it.
    var isPicture: Bool {
        switch self {
        case .image, .page: true
        case .text, .remoteImage, .pdf, .none: false
        }
    }
}
