import ESJinaTesting
import HTTPTransport
import Testing

@testable import Elasticsearch

/// A server that carries bulk requests out on documents in memory, and fails in every way a real one has, by chance.
private struct CapriciousServer {
    struct Document: Hashable {
        let id: String
        let routing: String?
    }

    /// Which operations of the batch changed which document, in order.
    private(set) var writes: [Document: [Int]] = [:]
    private var versions: [Document: Int] = [:]
    private(set) var applied: [Int: Int] = [:]
    let operations: [BulkOperation]
    let maxBytes: Int
    /// How likely each fault is; 0 for a good day.
    var chaos: Double
    var random: SeededGenerator
    private(set) var requests = 0

    init(_ operations: [BulkOperation], maxBytes: Int, chaos: Double, random: SeededGenerator) {
        self.operations = operations
        self.maxBytes = maxBytes
        self.chaos = chaos
        self.random = random
    }

    private mutating func happens(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < chaos * share }

    private mutating func carryOut(_ position: Int) -> BulkItem {
        let operation = operations[position]
        let document = Document(id: operation.id, routing: operation.routing)
        func answer(_ status: Int, _ type: String) -> BulkItem {
            BulkItem(id: operation.id, status: status, error: ServerErrorCause(type: type, reason: "because"))
        }
        if operation.source.contains(UInt8(ascii: "?")) { return answer(400, "document_parsing_exception") }
        if happens(0.1) { return answer(429, "es_rejected_execution_exception") }
        if happens(0.05) { return answer(503, "unavailable_shards_exception") }
        if happens(0.02) { return answer(500, "node_disconnected_exception") }
        if let version = operation.version {
            let known = versions[document] ?? -1
            let isTooOld = operation.versioning == .external ? version <= known : version < known
            if isTooOld { return answer(409, "version_conflict_engine_exception") }
            versions[document] = version
        } else if operation.action == .create, writes[document] != nil {
            return answer(409, "version_conflict_engine_exception")
        }
        writes[document, default: []].append(position)
        applied[position, default: 0] += 1
        // Written, but the shard went before it could say so.
        if happens(0.05) { return answer(503, "unavailable_shards_exception") }
        return BulkItem(id: operation.id, status: operation.action == .delete && happens(0.5) ? 404 : 200)
    }

    mutating func answer(_ positions: [Int], bytes: Int) -> Result<[BulkItem], ElasticsearchError> {
        requests += 1
        func failure(_ status: Int, _ kind: ElasticsearchError.Kind = .unexpectedStatus) -> ElasticsearchError {
            ElasticsearchError(kind, "status \(status)", status: status)
        }
        if bytes > maxBytes { return .failure(failure(413, .requestTooLarge)) }
        if positions.contains(where: { operations[$0].id.hasPrefix("!") }) { return .failure(failure(400)) }
        if happens(0.1) { return .failure(failure(429, .rejectedExecution)) }
        if happens(0.05) { return .failure(failure([500, 502, 503, 504, 302].randomElement(using: &random) ?? 500)) }
        if happens(0.05) {
            let lost = TransportError(.connectionFailed, "refused", requestMayHaveBeenProcessed: false)
            return .failure(ElasticsearchError(lost, operation: "bulk"))
        }
        let items = positions.map { carryOut($0) }
        if happens(0.1) {
            let kinds: [TransportError.Kind] = [.timedOut, .connectionLost, .responseTooLarge, .malformedResponse]
            let lost = TransportError(kinds.randomElement(using: &random) ?? .timedOut, "lost")
            return .failure(ElasticsearchError(lost, operation: "bulk"))
        }
        if happens(0.05) { return .failure(failure(200, .malformedResponse)) }
        if happens(0.05) { return .failure(failure(200, .notElasticsearch)) }
        return .success(items)
    }
}

@Suite("A batch against a server of moods")
struct BulkRunPropertyTests {
    private func operations(_ random: inout SeededGenerator) -> [BulkOperation] {
        let kind = Int.random(in: 0..<4, using: &random)
        return (0..<Int.random(in: 1...60, using: &random))
            .map { number in
                var id = "\(Int.random(in: 0..<40, using: &random))"
                if Int.random(in: 0..<200, using: &random) == 0 { id = "!" + id }
                let isBad = Int.random(in: 0..<30, using: &random) == 0
                let text = String(repeating: "x", count: .random(in: 0..<100, using: &random)) + (isBad ? "?" : "")
                let source = Array(#"{"a":"\#(text)"}"#.utf8)
                let routing: String? = Int.random(in: 0..<10, using: &random) == 0 ? "r" : nil
                switch (kind, Int.random(in: 0..<10, using: &random)) {
                case (0, _): return BulkOperation(id: "\(number)", source: source)
                case (1, 0): return BulkOperation(.delete, id: id, routing: routing)
                case (1, _): return BulkOperation(id: id, source: source, routing: routing)
                case (2, _): return BulkOperation(.create, id: id, source: source, routing: routing)
                default:
                    let versioning: BulkVersioning = Bool.random(using: &random) ? .external : .externalOrEqual
                    return BulkOperation(
                        id: id,
                        source: source,
                        routing: routing,
                        version: .random(in: 0..<5, using: &random),
                        versioning: versioning
                    )
                }
            }
    }

    @Test("Every operation ends once, what is done was carried out, and order per document holds", arguments: 1...1500)
    func conservation(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let operations = operations(&random)
        let batch = BulkBatch(operations)
        let moods: [Double] = [0, 0.3, 1, 3]
        let chaos = moods.randomElement(using: &random) ?? 1
        let maxBytes = [Int.max, 2000, 300, 90].randomElement(using: &random) ?? .max
        var server = CapriciousServer(operations, maxBytes: maxBytes, chaos: chaos, random: random)
        let maxAttempts = Int.random(in: 1...8, using: &random)
        var run = BulkRun(batch, index: "a", maxServerErrorAttempts: 3)
        var triesInARow: [[Int]: Int] = [:]
        while let part = run.next(sizeLimit: Bool.random(using: &random) ? maxBytes : nil) {
            #expect(!part.positions.isEmpty)
            #expect(part.positions == part.positions.sorted())
            #expect(part.attempts <= maxAttempts, "more tries than allowed")
            triesInARow[part.positions, default: 0] += 1
            #expect(triesInARow[part.positions] ?? 0 <= maxAttempts)
            let bytes = batch.subset(part.positions).body.count
            let step: BulkRun.Step
            switch server.answer(part.positions, bytes: bytes) {
            case .success(let items): step = run.answered(part, items)
            case .failure(let error): step = try run.failed(part, error, bytes: bytes)
            }
            if case .wait(let attempts, _, _) = step, attempts >= maxAttempts { run.exhaust(why: "for this test") }
            guard server.requests < 10_000 else {
                Issue.record("it does not end")
                return
            }
        }
        let outcomes = try run.outcomes()
        #expect(outcomes.map(\.id) == operations.map(\.id))
        check(outcomes, operations, server)
    }

    private func check(_ outcomes: [BulkOutcome], _ operations: [BulkOperation], _ server: CapriciousServer) {
        var lastDone: [CapriciousServer.Document: Int] = [:]
        for (position, outcome) in outcomes.enumerated() {
            let operation = operations[position]
            let document = CapriciousServer.Document(id: operation.id, routing: operation.routing)
            #expect((outcome.failure == nil) == outcome.isDone)
            switch outcome.result {
            case .done:
                lastDone[document] = position
                // Its own write, or for what only one write can win, that of another that is just as good.
                let isWritten = server.applied[position] ?? 0 > 0
                let isMet = outcome.status == 409 && server.writes[document] != nil
                #expect(isWritten || isMet, "done without being carried out")
                #expect(!operation.source.contains(UInt8(ascii: "?")))
            case .superseded: #expect(server.writes[document] != nil)
            case .alreadyExists:
                #expect(operation.action == .create)
                #expect(server.writes[document] != nil)
            case .failed:
                if outcome.failure?.kind == .documentParsing { #expect(server.applied[position] == nil) }
            }
            if operation.action == .create { #expect(server.applied[position] ?? 0 <= 1, "made twice") }
        }
        for (document, position) in lastDone
        where operations[position].version == nil && operations[position].action != .create {
            let last = server.writes[document]?.last ?? -1
            #expect(last >= position, "an older operation undid a newer one")
        }
    }
}
