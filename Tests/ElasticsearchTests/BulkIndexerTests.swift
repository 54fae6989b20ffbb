import HTTPTransport
import JSONValues
import Synchronization
import Testing

@testable import Elasticsearch

@Suite("BulkIndexer")
struct BulkIndexerTests {
    private func batch(_ count: Int, action: BulkOperation.Action = .index, bytes: Int = 0) -> BulkBatch {
        BulkBatch(
            (1...count)
                .map {
                    let text = Array(#"{"a":""#.utf8) + Array(repeating: 0x78, count: bytes) + Array(#""}"#.utf8)
                    return BulkOperation(action, id: "\($0)", source: text)
                }
        )
    }

    private func indexer(
        _ transport: any HTTPTransport,
        clock: ManualClock = ManualClock(),
        options: BulkOptions = BulkOptions(),
        observer: (any Observer)? = nil
    ) throws -> BulkIndexer {
        BulkIndexer(
            client: try makeClient(transport, clock: clock),
            index: "a",
            options: options,
            clock: clock,
            observer: observer,
            random: { 1 }
        )
    }

    @Test("One request where everything goes well, with the filter that keeps positions")
    func plain() async throws {
        let transport = FakeTransport(.bulk([("1", 201), ("2", 200)]))
        let outcomes = try await indexer(transport, options: BulkOptions(refresh: .waitFor)).send(batch(2))
        #expect(outcomes.map(\.status) == [201, 200])
        #expect(outcomes.allSatisfy { $0.isDone && $0.attempts == 1 })
        let request = transport.requests[0]
        #expect(
            request.url
                == "http://one:9200/a/_bulk?filter_path=took,errors,items.*.status,items.*.error,items.*._id&refresh=wait_for"
        )
        #expect(request.headers["content-type"] == "application/vnd.elasticsearch+x-ndjson; compatible-with=8")
        #expect(request.isIdempotent == false)
        #expect(try await indexer(transport).send(BulkBatch([BulkOperation]())).isEmpty)
    }

    @Test("Only what the server had no room for is sent again, with doubled waits")
    func rejectedItems() async throws {
        let clock = ManualClock()
        let transport = FakeTransport { request, count in
            .bulk(
                request.bulkIDs.map { id in
                    (id, id == "3" ? 400 : (id == "2" || id == "5") && count < 2 ? (id == "2" ? 429 : 503) : 201)
                }
            )
        }
        let outcomes = try await indexer(transport, clock: clock).send(batch(5))
        #expect(transport.requests.map(\.bulkIDs) == [["1", "2", "3", "4", "5"], ["2", "5"], ["2", "5"]])
        #expect(outcomes.map(\.status) == [201, 201, 400, 201, 201])
        #expect(outcomes.map(\.attempts) == [1, 3, 1, 1, 3])
        #expect(outcomes[2].failure?.kind == .documentParsing)
        #expect(outcomes[2].failure?.message == "index of document [3] on index [a] failed: because")
        #expect(clock.sleeps == [.milliseconds(500), .milliseconds(1000)])
    }

    @Test("A whole request is sent again after a lost connection, an overload or a gateway's failure")
    func wholeRequest() async throws {
        let clock = ManualClock()
        let transport = FakeTransport { request, count in
            switch count {
            case 0: throw TransportError(.connectionLost, "lost")
            case 1: return HTTPResponse(status: 429, headers: ["retry-after": "9"])
            case 2: return HTTPResponse(status: 502, body: Array("<html>".utf8))
            case 3: return .json(["took": 1])
            default: return .bulk(request.bulkIDs.map { ($0, 201) })
            }
        }
        let outcomes = try await indexer(transport, clock: clock).send(batch(3))
        #expect(outcomes.map(\.status) == [201, 201, 201])
        #expect(outcomes.map(\.attempts) == [5, 5, 5])
        #expect(clock.sleeps == [.milliseconds(500), .seconds(9), .seconds(2), .seconds(4)])
        #expect(Set(transport.requests.map(\.text)).count == 1)
    }

    @Test("Too large a request is halved until the one document that is too large is left")
    func tooLarge() async throws {
        let limit = 300_000
        let transport = FakeTransport { request, _ in
            request.bytes.count > limit
                ? HTTPResponse(status: 413) : .bulk(request.bulkIDs.map { ($0, 201) })
        }
        func document(_ id: String, _ size: Int) -> BulkOperation {
            BulkOperation(id: id, source: Array("{\"a\":\"\(String(repeating: "x", count: size))\"}".utf8))
        }
        let small = (1...20).map { document("\($0)", 40_000) }
        let operations = Array(small[..<7]) + [document("big", 400_000)] + Array(small[7...])
        let clock = ManualClock()
        let indexer = try indexer(transport, clock: clock)
        #expect(indexer.learnedSizeLimit == nil)
        let outcomes = try await indexer.send(BulkBatch(operations))
        #expect(outcomes.map(\.id) == operations.map(\.id))
        #expect(outcomes.filter { !$0.isDone }.map(\.id) == ["big"])
        let failure = try #require(outcomes[7].failure)
        #expect(failure.kind == .requestTooLarge)
        #expect(
            failure.message == "index of document [big] makes a request of 400033 bytes, more than the server takes; "
                + "make the document smaller or raise http.max_content_length"
        )
        #expect(clock.sleeps.isEmpty)
        let learned = try #require(indexer.learnedSizeLimit)
        #expect((limit / 2...limit).contains(learned))
        let before = transport.requests.count
        var batcher = BulkBatcher()
        batcher.learnedLimit = learned
        for operation in small {
            if let batch = batcher.add(operation) { _ = try await indexer.send(batch) }
        }
        if let batch = batcher.finish() { _ = try await indexer.send(batch) }
        #expect(transport.requests[before...].allSatisfy { $0.bytes.count <= learned })
        #expect(transport.requests.count - before <= 6)
    }

    @Test("A request refused as a whole is halved to find the operation to blame")
    func refused() async throws {
        let refusal = try Fixture.response("bulk-long-id")
        let transport = FakeTransport { request, _ in
            request.bulkIDs.contains("6") ? refusal : .bulk(request.bulkIDs.map { ($0, 201) })
        }
        let outcomes = try await indexer(transport).send(batch(8))
        #expect(outcomes.filter { !$0.isDone }.map(\.id) == ["6"])
        #expect(outcomes[5].failure?.kind.rawValue == "action_request_validation_exception")
        #expect(transport.requests.count == 7)
    }

    @Test("When everything is refused, halving ends and every operation has its failure")
    func allRefused() async throws {
        let transport = FakeTransport(.json(["error": "no", "status": 400], status: 400))
        let outcomes = try await indexer(transport).send(batch(500))
        #expect(outcomes.count == 500)
        #expect(outcomes.allSatisfy { $0.failure?.status == 400 })
        #expect(transport.requests.count == 129)
    }

    @Test("A creation that meets itself after an ambiguous failure is done; without one it is a conflict")
    func create() async throws {
        let transport = FakeTransport { request, count in
            if count == 0 { throw TransportError(.timedOut, "no answer") }
            return .bulk(request.bulkIDs.map { ($0, $0 == "1" ? 409 : 201) })
        }
        let outcomes = try await indexer(transport).send(batch(2, action: .create))
        #expect(outcomes.map(\.isDone) == [true, true])
        #expect(outcomes.map(\.status) == [409, 201])

        for first in [0, 1] {
            let transport = FakeTransport { request, count in
                if count < first {
                    throw TransportError(.connectionFailed, "refused", requestMayHaveBeenProcessed: false)
                }
                return .bulk(request.bulkIDs.map { ($0, 409) })
            }
            let conflict = try await indexer(transport).send(batch(1, action: .create))
            #expect(conflict[0].failure?.kind == .versionConflict)
            #expect(conflict[0].alreadyExists && !conflict[0].isDone && !conflict[0].isSuperseded)
        }
        let indexed = FakeTransport { request, count in
            if count == 0 { throw TransportError(.timedOut, "no answer") }
            return .bulk(request.bulkIDs.map { ($0, 409) })
        }
        #expect(try await indexer(indexed).send(batch(1))[0].failure?.kind == .versionConflict)
    }

    @Test("After the last try nothing unknown counts as done")
    func exhausted() async throws {
        let clock = ManualClock()
        let transport = FakeTransport { request, count in
            if count == 0 { return .bulk(request.bulkIDs.map { ($0, $0 == "2" ? 429 : 201) }) }
            throw TransportError(.connectionLost, "the connection was reset")
        }
        let outcomes = try await indexer(transport, clock: clock, options: BulkOptions(maxAttempts: 3)).send(batch(3))
        #expect(outcomes.map(\.isDone) == [true, false, true])
        #expect(outcomes.map(\.attempts) == [1, 3, 1])
        let failure = try #require(outcomes[1].failure)
        #expect(failure.kind == .retriesExhausted)
        #expect(failure.transport?.kind == .connectionLost)
        #expect(
            failure.message
                == "index of document [2] for index [a] was given up after 3 tries, whether it was carried out is "
                + "not known; run it again when the cluster has recovered; the last answer: bulk on index [a] had no answer: "
                + "the connection was reset"
        )
        #expect(clock.sleeps.count == 2)
    }

    @Test("The total time bounds the tries")
    func totalTime() async throws {
        let clock = ManualClock()
        let transport = FakeTransport(HTTPResponse(status: 503))
        let options = BulkOptions(maxAttempts: 100, maxTotalTime: .seconds(10))
        let outcomes = try await indexer(transport, clock: clock, options: options).send(batch(1))
        #expect(outcomes[0].failure?.kind == .retriesExhausted)
        #expect(clock.sleeps == [.milliseconds(500), .seconds(1), .seconds(2), .seconds(4)])
    }

    @Test(
        "What lets nothing through is thrown at once",
        arguments: ["unauthorized", "search-rrf", "unknown-index", "media-type-text"]
    )
    func thrown(fixture: String) async throws {
        let transport = FakeTransport(try Fixture.response(fixture))
        let indexer = try indexer(transport)
        let error = try await failure { _ = try await indexer.send(batch(2)) }
        #expect(transport.requests.count == 1)
        #expect([401, 403, 404, 406].contains(error.status))
    }

    @Test("A licence that refuses every item is thrown, not laid to the documents")
    func licence() async throws {
        let indexer = try indexer(FakeTransport(try Fixture.response("bulk-bbq-disk")))
        let error = try await failure { _ = try await indexer.send(batch(1)) }
        #expect(error.kind == .licence)
        #expect(error.message.contains("current license is non-compliant for [bbq_disk]"))
    }

    @Test("Cancellation throws CancellationError, before a request and while waiting")
    func cancellation() async throws {
        let transport = FakeTransport(HTTPResponse(status: 503))
        let client = try makeClient(transport)
        let task = Task {
            try await BulkIndexer(
                client: client,
                index: "a",
                options: BulkOptions(initialBackoff: .seconds(60), maxBackoff: .seconds(60))
            )
            .send(batch(1))
        }
        while transport.requests.isEmpty { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(transport.requests.count == 1)
    }

    @Test("Observers hear of retries and of the batch's end")
    func observed() async throws {
        final class Ear: Observer {
            let lines = Mutex<[String]>([])
            func requestRetried(_ event: RetryEvent) {
                lines.withLock { $0.append("retry \(event.attempt) after \(event.delay)") }
            }
            func batchFinished(_ event: BatchEvent) {
                lines.withLock { $0.append("batch \(event.itemCount) \(event.failedCount) \(event.duration)") }
            }
        }
        let ear = Ear()
        let transport = FakeTransport { request, count in
            .bulk(request.bulkIDs.map { ($0, $0 == "2" ? 400 : count == 0 ? 429 : 201) })
        }
        _ = try await indexer(transport, observer: ear).send(batch(2))
        #expect(ear.lines.withLock { $0 } == ["retry 1 after 0.5 seconds", "batch 2 1 0.5 seconds"])
    }

    @Test(
        "What is not Elasticsearch's word is no word: the request is sent again",
        arguments: [
            HTTPResponse(status: 200), HTTPResponse(status: 200, body: Array("<html><title>Sign in</title>".utf8)),
            HTTPResponse(status: 200, headers: ["X-elastic-product": "Elasticsearch"]),
            .json(["took": 1, "errors": false]), .bulk([("1", 201)]), .bulk([("1", 201), ("2", 201), ("3", 201)]),
            HTTPResponse(
                status: 200,
                headers: ["X-elastic-product": "Elasticsearch"],
                body: Array(#"{"took":1,"errors":false,"items":[{"index":{"_id":"1","status":201}},{"ind"#.utf8)
            ), HTTPResponse(status: 500), HTTPResponse(status: 502, body: Array("<html>".utf8)),
            .json(["error": ["type": "null_pointer_exception", "reason": "oh"], "status": 500], status: 500),
            HTTPResponse(status: 302, headers: ["Location": "/maintenance"]), HTTPResponse(status: 408),
        ]
    )
    func ambiguous(answer: HTTPResponse) async throws {
        let healing = FakeTransport { request, count in
            count < 3 ? answer : .bulk(request.bulkIDs.map { ($0, 200) })
        }
        let outcomes = try await indexer(healing).send(batch(2))
        #expect(outcomes.map(\.isDone) == [true, true])
        #expect(outcomes.map(\.attempts) == [4, 4])
        let lasting = FakeTransport(answer)
        let given = try await indexer(lasting, options: BulkOptions(maxAttempts: 3)).send(batch(2))
        #expect(given.map(\.failure?.kind) == [.retriesExhausted, .retriesExhausted])
        #expect(lasting.requests.count == 3)
    }

    @Test("An answer beyond all bounds leaves open what happened, and is asked for again")
    func giant() async throws {
        let transport = FakeTransport { request, count in
            if count == 0 { throw TransportError(.responseTooLarge, "more than 64 MiB") }
            return .bulk(request.bulkIDs.map { ($0, 409) })
        }
        #expect(try await indexer(transport).send(batch(1, action: .create))[0].isDone)
    }

    @Test("An operation on which the server fails with 500 is tried a few times and then laid to its document")
    func serverError() async throws {
        let transport = FakeTransport { request, _ in
            .bulk(request.bulkIDs.map { ($0, $0 == "2" ? 500 : 201) })
        }
        let outcomes = try await indexer(transport).send(batch(3))
        #expect(outcomes.map(\.isDone) == [true, false, true])
        #expect(outcomes.map(\.attempts) == [1, 4, 1])
        #expect(outcomes[1].failure?.kind == .documentParsing)
        #expect(transport.requests.count == 4)
    }

    @Test("A version that is too old is superseded; after a lost answer it is one's own")
    func versions() async throws {
        func operations(_ versioning: BulkVersioning) -> BulkBatch {
            BulkBatch([
                BulkOperation(id: "1", source: Array("{}".utf8), version: 7, versioning: versioning),
                BulkOperation(.delete, id: "2", version: 7, versioning: versioning),
            ])
        }
        for versioning in [BulkVersioning.external, .externalOrEqual] {
            let transport = FakeTransport { _, _ in .bulk([("1", 409), ("2", 409)]) }
            let old = try await indexer(transport).send(operations(versioning))
            #expect(old.map(\.result) == [.superseded, .superseded])
            #expect(old.map(\.failure?.kind) == [.versionConflict, .versionConflict])
            let lossy = FakeTransport { _, count in
                if count == 0 { throw TransportError(.timedOut, "no answer") }
                return .bulk([("1", 409), ("2", 409)])
            }
            let own = try await indexer(lossy).send(operations(versioning))
            // Under external_gte one's own write is no conflict, so a conflict is with something newer.
            let expected: BulkOutcome.Result = versioning == .external ? .done : .superseded
            #expect(own.map(\.result) == [expected, expected])
        }
    }

    @Test("Ids that only look the same are two documents, also where one is sent again or the answer has another order")
    func equivalentIDs() async throws {
        let ids = ["caf\u{E9}", "cafe\u{301}"]
        let batch = BulkBatch(ids.map { BulkOperation(id: $0, source: Array("{}".utf8)) })
        let transport = FakeTransport { request, count in
            .bulk(request.bulkIDs.map { ($0, count == 0 && $0.utf8.count == 5 ? 429 : 200) }.reversed())
        }
        let outcomes = try await indexer(transport).send(batch)
        #expect(outcomes.map(\.result) == [.done, .done])
        #expect(outcomes.map(\.attempts) == [2, 1])
        #expect(transport.requests.count == 2)
    }

    @Test("An operation that a later one on the same document has overtaken is not sent again")
    func overtaken() async throws {
        let transport = FakeTransport { request, count in
            .bulk(request.bulkIDs.enumerated().map { ($1, count == 0 && $0 == 0 ? 429 : 200) })
        }
        func document(_ text: String) -> BulkOperation { BulkOperation(id: "1", source: Array(text.utf8)) }
        let outcomes = try await indexer(transport).send(BulkBatch([document(#"{"a":1}"#), document(#"{"a":2}"#)]))
        #expect(outcomes.map(\.result) == [.superseded, .done])
        #expect(transport.requests.count == 1)
        let routed = FakeTransport { request, count in
            request.text.split(separator: "\n").count == 4
                ? .bulk([("1", 429), ("1", 200)]) : .bulk([("1", 200)])
        }
        let apart = [
            BulkOperation(id: "1", source: Array("{}".utf8), routing: "a"),
            BulkOperation(id: "1", source: Array("{}".utf8), routing: "b"),
        ]
        #expect(try await indexer(routed).send(BulkBatch(apart)).map(\.result) == [.done, .done])
        #expect(routed.requests.count == 2)
    }

    @Test(
        "What the configuration makes of every operation alike is thrown, not laid to the documents",
        arguments: [
            (400, "illegal_argument_exception", "pipeline with id [nope] does not exist"),
            (404, "index_not_found_exception", "no such index [a]"), (400, "index_closed_exception", "closed"),
            (403, "cluster_block_exception", "index [a] blocked by: [FORBIDDEN/8/index write (api)];"),
        ]
    )
    func systemic(status: Int, type: String, reason: String) async throws {
        let item: JSONValue = [
            "index": ["status": JSONValue(status), "error": ["type": .string(type), "reason": .string(reason)]]
        ]
        let transport = FakeTransport(.json(["took": 1, "errors": true, "items": [item, item]]))
        let indexer = try indexer(transport)
        let error = try await failure { _ = try await indexer.send(batch(2)) }
        #expect(error.status == status)
        #expect(error.kind.rawValue == type)
        #expect(transport.requests.count == 1)
    }

    @Test("Every request says who sends it and which trace it belongs to, and the batch is one span")
    func observability() async throws {
        final class Ear: Observer {
            let events = Mutex<[BatchEvent]>([])
            func batchFinished(_ event: BatchEvent) { events.withLock { $0.append(event) } }
        }
        let ear = Ear()
        let transport = FakeTransport { request, count in
            count == 0 ? HTTPResponse(status: 503) : .bulk(request.bulkIDs.map { ($0, 201) })
        }
        let root = TraceContext.random()
        let indexer = try indexer(
            transport,
            options: BulkOptions(pipeline: "_none", opaqueID: "es-jina\r\nrun é1"),
            observer: ear
        )
        try await TraceContext.$current.withValue(root) { _ = try await indexer.send(batch(3)) }
        let event = try #require(ear.events.withLock { $0 }.first)
        let trace = try #require(event.trace)
        #expect(trace.traceID == root.traceID)
        #expect(trace.parentID == root.spanID)
        #expect(transport.requests.map { $0.headers["traceparent"] } == [trace.traceparent, trace.traceparent])
        #expect(transport.requests.map { $0.headers["x-opaque-id"] } == ["es-jinarun 1", "es-jinarun 1"])
        #expect(transport.requests.allSatisfy { $0.url.hasSuffix("&pipeline=_none") })
        #expect(event.attempts == 2)
        #expect(event.target == "a")
        #expect(event.status == 200)
        #expect(event.error == nil)

        let refused = FakeTransport(try Fixture.response("unauthorized"))
        _ = try? await self.indexer(refused, observer: ear).send(batch(3))
        let failed = try #require(ear.events.withLock { $0 }.last)
        #expect(failed.error == "authentication")
        #expect(failed.failedCount == 3)
        #expect(refused.requests[0].headers["traceparent"]?.utf8.count == 55)
    }

    @Test("Refusals lower the number of requests at once, and pauses are added up")
    func pressure() async throws {
        let transport = FakeTransport { request, count in
            count < 2
                ? HTTPResponse(status: 429, headers: ["retry-after": "3"]) : .bulk(request.bulkIDs.map { ($0, 201) })
        }
        let indexer = try indexer(transport, options: BulkOptions(initialConcurrency: 4))
        #expect(indexer.pressure.concurrency.limit == 4)
        _ = try await indexer.send(batch(1))
        #expect(indexer.pressure.concurrency.cuts == 2)
        #expect(indexer.pressure.concurrency.inFlight == 0)
        #expect(indexer.pressure.throttled == .seconds(6))
        #expect(indexer.pressure.throttles == 2)
        let items = FakeTransport { request, count in .bulk(request.bulkIDs.map { ($0, count == 0 ? 429 : 201) }) }
        let other = try self.indexer(items)
        _ = try await other.send(batch(1))
        #expect(other.pressure.concurrency.cuts == 1)
    }

    @Test("A batch that pauses holds no place: another goes through with room for one")
    func noSleepingWorker() async throws {
        let (asleep, wake) = (AsyncStream<Void>.makeStream(), AsyncStream<Void>.makeStream())
        struct NapClock: Clock {
            typealias Instant = ManualClock.Instant
            var now: Instant { Instant(offset: .zero) }
            var minimumResolution: Duration { .zero }
            let nap: @Sendable () async -> Void
            func sleep(until deadline: Instant, tolerance: Duration?) async throws { await nap() }
        }
        let clock = NapClock {
            asleep.continuation.yield()
            for await _ in wake.stream { break }
        }
        let transport = FakeTransport { request, count in
            count == 0 ? HTTPResponse(status: 429) : .bulk(request.bulkIDs.map { ($0, 201) })
        }
        let indexer = BulkIndexer(
            client: try makeClient(transport),
            index: "a",
            options: BulkOptions(initialConcurrency: 1, maxConcurrency: 1),
            clock: clock
        )
        let first = Task { try await indexer.send(batch(1)) }
        for await _ in asleep.stream { break }
        #expect(try await indexer.send(batch(2)).allSatisfy(\.isDone))
        wake.continuation.yield()
        #expect(try await first.value.allSatisfy(\.isDone))
    }

    @Test("Back-off doubles up to its limit, and jitter takes away at most half")
    func backoff() {
        let options = BulkOptions(initialBackoff: .seconds(1), maxBackoff: .seconds(10))
        #expect((1...6).map { options.backoff(after: $0, random: 1) } == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
        #expect(options.backoff(after: 1, random: 0) == .milliseconds(500))
        #expect(options.backoff(after: 1000, random: 0.5) == .milliseconds(7500))
    }
}
