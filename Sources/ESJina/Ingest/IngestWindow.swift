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
    /// The same where each document has vectors of its tokens, which are a hundred times as large.
    static let sliceDocumentsWithTokens = 64

    let journal: IngestJournal
    /// The index's unique id, under which the journal keeps its documents.
    let target: String
    let preparer: ItemPreparer
    let embedding: any VectorSource<Embedding>
    /// Makes the vectors of tokens; `nil` where documents have none.
    let tokenEmbedding: (any VectorSource<PackedMultiVector>)?
    let documents: DocumentBuilder
    /// Counts what would be sent; `nil` where it is sent.
    let rehearsal: Rehearsal?
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
            let (loaded, places) = try await load(entries[start...], &accounts, known: known)
            try await work(on: loaded, places: places, &accounts)
            start = places.upperBound
        }
    }

    // MARK: Reading

    /// Reads inputs from the first of `entries` on, as many as memory is meant for.
    private func load(
        _ entries: ArraySlice<SourceEntry>,
        _ accounts: inout [InputAccount],
        known: [String: String]
    ) async throws -> (items: [LoadedItem], places: Range<Int>) {
        let start = entries.startIndex
        let places = entries.indices
        let stage = ConcurrentStage<Int, [LoadedItem]>(
            workers: Self.concurrentReads,
            maxBytes: Self.loadedBytes,
            size: { $0.reduce(0) { $0 + $1.record.content.byteCount } },
            work: { [preparer] place async throws(InputError) in
                try await preparer.load(entries[place], at: place, knownID: known[entries[place].position])
            }
        )
        let outcome = await stage.run(Array(places)[...])
        observer.stageFinished(
            StageEvent(stage: "read", itemCount: outcome.results.count, duration: outcome.time)
        )
        try Task.checkCancellation()
        var items: [LoadedItem] = []
        items.reserveCapacity(outcome.results.count)
        for (offset, result) in outcome.results.enumerated() {
            switch result {
            case .success(let parts):
                accounts[start + offset].id = parts.first.map { $0.record.part?.parent ?? $0.record.id }
                items += parts
            case .failure(let error): accounts[start + offset].fail(error)
            }
        }
        return (items, start..<start + outcome.results.count)
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
        changed.reserveCapacity(items.count)
        var hasFailures = false
        // By their places: an item has many parts, and each copy of it counts all of them.
        for number in items.indices {
            let place = items[number].place
            switch claims[number] {
            case .moved where createsOnly: accounts[place].skipReason = BulkStage.existsReason
            case .new, .moved:
                if case .moved(let routing) = claims[number] {
                    let id = items[number].record.id
                    former[id] = DocumentKey(id, routing: routing)
                }
                accounts[place].pending += 1
                changed.append(items[number])
            case .unchanged: break
            case .taken(let owner):
                let item = items[number]
                accounts[place]
                    .fail(
                        InputError(
                            .read,
                            "\(item.position) has the id '\(item.record.id)', which is that of \(owner). Give it another id, or "
                                + "ingest it into another index."
                        )
                    )
            }
            if accounts[place].failure != nil { hasFailures = true }
        }
        return (hasFailures ? changed.filter { accounts[$0.place].failure == nil } : changed, former)
    }

    private func slices(of items: [LoadedItem]) -> [[LoadedItem]] {
        if items.count <= Self.slicePictures { return items.isEmpty ? [] : [items] }
        let most = tokenEmbedding == nil ? Self.sliceDocuments : Self.sliceDocumentsWithTokens
        var slices: [[LoadedItem]] = []
        var slice: [LoadedItem] = []
        var pictures = 0
        for item in items {
            slice.append(item)
            if item.record.content.isPicture { pictures += 1 }
            if pictures == Self.slicePictures || slice.count == most {
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
        let prepared = try await decode(items, &accounts)
        // Results, so that the failure of one does not cancel the other: what it is buying is paid for.
        async let tokenVectors = Self.result { try await self.tokenVectors(for: prepared) }
        let ownVectors = await Self.result { try await self.vectors(for: prepared) }
        let tokens = try await tokenVectors.get()
        let vectors = try ownVectors.get()
        let start = ContinuousClock.now
        var written: [BulkStage.Document] = []
        var places: [Int] = []
        written.reserveCapacity(prepared.count)
        for place in prepared.indices {
            do throws(InputError) {
                written.append(try document(prepared[place], vectors[place], tokens[place]))
                places.append(place)
            } catch {
                end(prepared[place].place, &accounts, error)
            }
        }
        observer.stage("build", prepared.count, since: start)
        let sent = try rehearsal?.measured(written, of: places.map { prepared[$0] }, plan: documents.plan) ?? written
        for (place, outcome) in zip(places, try await bulk.index(sent, former: former)) {
            settle(prepared[place], outcome, &accounts)
        }
    }

    /// Decodes pictures on all processors; for anything else a task would cost more than the work.
    private func decode(_ items: [LoadedItem], _ accounts: inout [InputAccount]) async throws -> [PreparedItem] {
        let pictures = items.count { $0.record.content.isPicture }
        var prepared: [PreparedItem] = []
        prepared.reserveCapacity(items.count)
        guard pictures > 0 else {
            for place in items.indices {
                do throws(InputError) {
                    prepared.append(try preparer.prepare(items[place]))
                } catch {
                    end(items[place].place, &accounts, error)
                }
            }
            return prepared
        }
        let stage = ConcurrentStage<LoadedItem, PreparedItem>(
            workers: items.count,
            work: { [preparer] item async throws(InputError) in try preparer.prepare(item) }
        )
        let outcome = await stage.run(items[...])
        observer.stageFinished(StageEvent(stage: "decode", itemCount: pictures, duration: outcome.time))
        try Task.checkCancellation()
        for (item, result) in zip(items, outcome.results) {
            switch result {
            case .success(let item): prepared.append(item)
            case .failure(let error): end(item.place, &accounts, error)
            }
        }
        return prepared
    }

    private func vectors(for items: [PreparedItem]) async throws -> [Result<Embedding, EmbeddingFailure>] {
        let start = ContinuousClock.now
        defer { observer.stage("embed", items.count, since: start) }
        let requests = items.compactMap { item in
            item.input.map { VectorRequest(input: $0, content: item.content, context: item.context) }
        }
        var answers = try await embedding.vectors(for: requests)[...]
        return items.map { item in
            if let vector = item.record.vector { return .success(vector) }
            return answers.popFirst() ?? .failure(EmbeddingFailure("The embedder gave no answer for this input."))
        }
    }

    private static func result<Value>(
        _ work: () async throws -> Value
    ) async -> Result<Value, any Error> {
        do { return .success(try await work()) } catch { return .failure(error) }
    }

    /// The vectors of the tokens of each item's text; `nil` where there is no text, or none are wanted.
    private func tokenVectors(
        for items: [PreparedItem]
    ) async throws -> [Result<PackedMultiVector, EmbeddingFailure>?] {
        guard let tokenEmbedding, let field = documents.plan.tokenVectors else { return items.map { _ in nil } }
        let start = ContinuousClock.now
        defer { observer.stage("embed", items.count, since: start) }
        let passages = items.map { DocumentPassage.text(of: $0, maxTokens: field.maxTokens) }
        let requests = passages.compactMap { passage in
            passage.map { VectorRequest(input: .text($0), content: ContentDigest(of: $0)) }
        }
        var answers = try await tokenEmbedding.vectors(for: requests)[...]
        return passages.map { $0 == nil ? nil : answers.popFirst() }
    }

    private func document(
        _ item: PreparedItem,
        _ outcome: Result<Embedding, EmbeddingFailure>,
        _ tokens: Result<PackedMultiVector, EmbeddingFailure>?
    ) throws(InputError) -> BulkStage.Document {
        let vector: Embedding
        switch outcome {
        case .failure(let failure):
            throw InputError(.embed, "\(item.position) could not be embedded: \(failure.message)")
        case .success(let found): vector = found
        }
        let tokenVectors: PackedMultiVector?
        switch tokens {
        case .failure(let failure)?:
            // Without them the document would stay unjudged for good: nothing would tell the next run that it lacks something.
            throw InputError(.embed, "\(item.position) could not be embedded token by token: \(failure.message)")
        case .success(let found)?: tokenVectors = found
        case nil: tokenVectors = nil
        }
        let source: [UInt8]
        do throws(EmbeddingError) {
            source = try documents.source(of: item, vector: vector, tokens: tokenVectors)
        } catch {
            throw InputError(.embed, "\(item.position) has a vector that cannot be used: \(error.message)")
        }
        return BulkStage.Document(
            operation: BulkOperation(
                createsOnly ? .create : .index,
                id: item.record.id,
                source: source,
                routing: item.record.routing,
                version: createsOnly ? nil : item.record.version,
                // A version that was written without being journalled must come through again.
                versioning: .externalOrEqual
            ),
            digest: item.digest,
            languages: item.record.captions.map(\.language),
            places: GeoAttributes.paths(in: item.record.attributes)
        )
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
        let good = ended.filter { accounts[$0].failure == nil }
        let surplus =
            hasFormerDocuments ? try journal.surplus(of: good.compactMap { accounts[$0].id }, target: target) : []
        if !surplus.isEmpty { try await bulk.remove(surplus.map(\.key)) }
        if ledger.hasDeadLetters {
            try journal.forgetDeadLetters(good.map { accounts[$0].entry.position }, target: target)
        }
        for place in ended { try await ledger.end(accounts[place]) }
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
