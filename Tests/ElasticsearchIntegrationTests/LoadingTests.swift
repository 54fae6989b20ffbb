import CurlTransport
import Elasticsearch
import HTTPTransport
import JSONValues
import Synchronization
import Testing

/// Passes requests on and loses the first answers to some of them, as a connection does that breaks too late.
private final class LossyTransport: HTTPTransport {
    private let next: any HTTPTransport
    private let isLost: @Sendable (HTTPRequest) -> Bool
    private let state: Mutex<(losses: Int, answers: [HTTPResponse])>

    init(_ next: any HTTPTransport, losses: Int, where isLost: @escaping @Sendable (HTTPRequest) -> Bool) {
        self.next = next
        self.isLost = isLost
        state = Mutex((losses, []))
    }

    var answers: [HTTPResponse] { state.withLock { $0.answers } }

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let answer = try await next.send(request)
        let wasLost = state.withLock { state in
            state.answers.append(answer)
            guard state.losses > 0, self.isLost(request) else { return false }
            state.losses -= 1
            return true
        }
        if wasLost { throw TransportError(.timedOut, "the answer was lost on its way") }
        return answer
    }
}

@Suite("Loading", .enabled(if: Equipment.hasClusters, Equipment.clustersAdvice))
struct LoadingTests {
    private func source(_ number: Int) -> [UInt8] { Array("{\"n\":\(number)}".utf8) }

    private func indexer(
        _ client: ElasticsearchClient,
        _ index: String,
        losing losses: Int = 0
    ) -> (BulkIndexer, LossyTransport) {
        let lossy = LossyTransport(Equipment.transport, losses: losses) { $0.operation == "bulk" }
        let options = BulkOptions(initialBackoff: .milliseconds(5), opaqueID: "es-jina-test")
        let lossyClient = ElasticsearchClient(client.configuration, transport: lossy)
        return (BulkIndexer(client: lossyClient, index: index, options: options), lossy)
    }

    @Test(
        "Versions of one's own: newer wins, older is superseded, and one's own is recognised",
        arguments: Equipment.clusters
    )
    func versions(url: String) async throws {
        let client = try Equipment.client(url)
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(index)
            func send(_ operations: [BulkOperation], losing losses: Int = 0) async throws -> [BulkOutcome] {
                try await indexer(client, index, losing: losses).0.send(BulkBatch(operations))
            }
            func write(
                _ version: Int,
                _ versioning: BulkVersioning = .external,
                routing: String? = nil
            ) -> BulkOperation {
                BulkOperation(
                    id: "1",
                    source: source(version),
                    routing: routing,
                    version: version,
                    versioning: versioning
                )
            }
            func stored() async throws -> Int? { try await client.get("1", index: index)?.source["n"]?.int }

            #expect(try await send([write(5)]).map(\.status) == [201])
            let old = try await send([write(5), write(4), write(6), write(3)])
            #expect(old.map(\.result) == [.superseded, .superseded, .done, .superseded])
            #expect(old[0].failure?.kind == .versionConflict)
            #expect(try await stored() == 6)
            let equal = try await send([write(6, .externalOrEqual), write(5, .externalOrEqual)])
            #expect(equal.map(\.result) == [.done, .superseded])

            let repeated = try await send([write(7)], losing: 2)
            #expect(repeated.map(\.result) == [.done])
            #expect(repeated.map(\.status) == [409])
            #expect(repeated.map(\.attempts) == [3])
            #expect(try await send([write(8, .externalOrEqual)], losing: 1).map(\.status) == [200])
            #expect(try await stored() == 8)
            // After a lost answer, a newer version there already is as good as one's own.
            #expect(try await send([write(2)], losing: 1).map(\.result) == [.done])
            #expect(try await stored() == 8)

            let deletion = BulkOperation(.delete, id: "1", version: 9)
            #expect(try await send([deletion], losing: 1).map(\.result) == [.done])
            #expect(try await send([write(9), write(8)]).map(\.result) == [.superseded, .superseded])
            #expect(try await stored() == nil)
            #expect(try await send([BulkOperation(.delete, id: "never", version: 1)]).map(\.isDone) == [true])
            // What is left of the deleted document stands on its shard, of which there is only one here, whatever the routing.
            #expect(try await send([write(0, routing: "elsewhere")]).map(\.result) == [.superseded])
            #expect(try await send([BulkOperation(id: "0", source: source(0), version: 0)]).map(\.status) == [201])
            #expect(
                try await send([BulkOperation(id: "max", source: source(1), version: .max)]).map(\.isDone) == [true]
            )
        }
    }

    @Test("The server refuses what the client calls a fault", arguments: Equipment.clusters)
    func faults(url: String) async throws {
        let client = try Equipment.client(url)
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(index)
            let faulty = [
                BulkOperation(id: "1", source: source(1), version: -1),
                BulkOperation(.create, id: "1", source: source(1), version: 1),
            ]
            for operation in faulty {
                #expect(operation.fault != nil)
                let error = try await failure { _ = try await client.bulk(BulkBatch([operation]), index: index) }
                #expect(error.status == 400)
            }
        }
    }

    @Test("A creation makes a document once, however often its answer is lost", arguments: Equipment.clusters)
    func creation(url: String) async throws {
        let client = try Equipment.client(url)
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(index)
            let batch = BulkBatch(
                (0..<50).map { BulkOperation(.create, id: "\($0)", source: source($0), routing: "r") }
            )
            let (lossy, transport) = indexer(client, index, losing: 2)
            let outcomes = try await lossy.send(batch)
            #expect(outcomes.allSatisfy { $0.isDone && $0.attempts == 3 && $0.status == 409 })
            let again = try await indexer(client, index).0.send(batch)
            #expect(again.allSatisfy { $0.alreadyExists && !$0.isDone && $0.failure?.kind == .versionConflict })
            try await client.refresh(index)
            #expect(try await client.count(index) == 50)
            #expect(transport.answers.allSatisfy { $0.headers["X-Opaque-Id"] == "es-jina-test" })
            let gone = try await lossy.send(
                BulkBatch([
                    BulkOperation(.delete, id: "0", routing: "r"), BulkOperation(.delete, id: "0", routing: "r"),
                ])
            )
            #expect(gone.map(\.status) == [200, 404])
            #expect(gone.allSatisfy { $0.isDone })
        }
    }

    @Test("A pipeline that is not there stops the load and is laid to no document", arguments: Equipment.clusters)
    func pipeline(url: String) async throws {
        let client = try Equipment.client(url)
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(index)
            let batch = BulkBatch((0..<3).map { BulkOperation(id: "\($0)", source: source($0)) })
            func send(_ pipeline: String) async throws -> [BulkOutcome] {
                try await BulkIndexer(client: client, index: index, options: BulkOptions(pipeline: pipeline))
                    .send(batch)
            }
            let error = try await failure { _ = try await send(index + "-pipeline") }
            #expect(error.reason == "pipeline with id [\(index)-pipeline] does not exist")
            #expect(try await send("_none").map(\.status) == [201, 201, 201])
            let path = "/_ingest/pipeline/" + index
            _ = try await client.perform(.put, path, body: ["processors": []])
            #expect(try await send(index).map(\.status) == [200, 200, 200])
            _ = try await client.perform(.delete, path)
        }
    }

    @Test("An index that is closed or blocked stops the load", arguments: Equipment.clusters)
    func unwritable(url: String) async throws {
        let client = try Equipment.client(url)
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(index)
            let batch = BulkBatch((0..<3).map { BulkOperation(id: "\($0)", source: source($0)) })
            let (indexer, _) = indexer(client, index)
            try await client.putSettings(["blocks.write": true], index: index)
            let blocked = try await failure { _ = try await indexer.send(batch) }
            #expect(blocked.kind == .clusterBlock)
            try await client.putSettings(["blocks.write": nil], index: index)
            _ = try await client.perform(.post, "/\(index)/_close")
            let closed = try await failure { _ = try await indexer.send(batch) }
            #expect(closed.kind.rawValue == "index_closed_exception")
            _ = try await client.perform(.post, "/\(index)/_open")
            #expect(try await indexer.send(batch).allSatisfy(\.isDone))
        }
    }

    @Test("Settings of a load are put back exactly, through the index's own memory", arguments: Equipment.clusters)
    func loadSettings(url: String) async throws {
        let client = try Equipment.client(url)
        let originals = [
            IndexSettings(), IndexSettings(numberOfReplicas: 0, refreshInterval: "1s"),
            IndexSettings(numberOfReplicas: 3, refreshInterval: "-1"), IndexSettings(refreshInterval: "90s"),
        ]
        for original in originals {
            try await Equipment.withIndex(client) { index async throws in
                let mapping = IndexMapping(meta: ["es_jina": ["model": "m"]], properties: ["n": .integer])
                try await client.createIndex(index, IndexDefinition(settings: original, mapping: mapping))
                let before = try await client.settings(of: index)
                let kept = try await client.loadSettings(of: index)
                #expect(kept.refreshInterval == original.refreshInterval)
                #expect(kept.numberOfReplicas == original.numberOfReplicas ?? 1)
                try await client.updateMeta(of: index, ["es_jina_load": .object(kept.json)])
                for _ in 0..<2 {
                    #expect(try await client.applyLoadSettings(.fastest, index: index).isComplete)
                    #expect(try await client.loadSettings(of: index) == .fastest)
                }
                // As after a crash: everything is known from the index alone.
                let meta = try await client.mapping(of: index).meta
                #expect(meta["es_jina"] == ["model": "m"])
                let former = LoadSettings(try #require(meta["es_jina_load"]?.object))
                #expect(former == kept)
                let restored = try await client.applyLoadSettings(former, index: index)
                #expect(Set(restored.applied) == ["refresh_interval", "number_of_replicas"])
                #expect(try await client.updateMeta(of: index, ["es_jina_load": .null]) == mapping.meta)
                #expect(try await client.settings(of: index) == before)
                #expect(try await client.mapping(of: index) == mapping)
                try await client.updateMeta(of: index, ["es_jina": .null])
                #expect(try await client.mapping(of: index).meta.isEmpty)
            }
        }
    }

    @Test("A setting that the server refuses keeps no other from being taken", arguments: Equipment.clusters)
    func refusedSetting(url: String) async throws {
        let client = try Equipment.client(url)
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(index)
            let wrong = LoadSettings(refreshInterval: "often", numberOfReplicas: 2)
            let result = try await client.applyLoadSettings(wrong, index: index)
            #expect(result.applied == ["number_of_replicas"])
            #expect(result.refused.keys.sorted() == ["refresh_interval"])
            #expect(result.refused["refresh_interval"]?.contains("often") == true)
            #expect(!result.isComplete)
            #expect(try await client.loadSettings(of: index) == LoadSettings(numberOfReplicas: 2))
        }
        let missing = try await failure {
            _ = try await client.applyLoadSettings(.fastest, index: "es-jina-test-there-is-none")
        }
        #expect(missing.kind == .indexNotFound)
    }

    @Test("Documents are found by id and routing, with some fields or none", arguments: Equipment.clusters)
    func multiGet(url: String) async throws {
        let client = try Equipment.client(url)
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(index, IndexDefinition(settings: IndexSettings(numberOfShards: 5)))
            let keys = (0..<20).map { DocumentKey("\($0)", routing: $0 % 2 == 0 ? "route \($0)" : nil) }
            _ = try await indexer(client, index).0
                .send(
                    BulkBatch(
                        keys.map {
                            BulkOperation(
                                id: $0.id,
                                source: Array("{\"a\":\"\($0.id)\",\"b\":2}".utf8),
                                routing: $0.routing
                            )
                        }
                    )
                )
            let found = try await client.multiGet(
                keys: keys + [DocumentKey("missing"), DocumentKey("missing", routing: "r")],
                index: index,
                source: .fields(["a"])
            )
            #expect(found.count == 22)
            for (key, document) in zip(keys, found) { #expect(document?.source == ["a": .string(key.id)]) }
            #expect(found.suffix(2).allSatisfy { $0 == nil })
            let bare = try await client.multiGet(keys: keys, index: index, source: .none)
            #expect(bare.allSatisfy { $0?.source.isEmpty == true })
            let error = try await failure { _ = try await client.multiGet(["1"], index: "es-jina-test-there-is-none") }
            #expect(error.kind == .indexNotFound)
        }
    }

    @Test("A scan brings every document once, as the index was when it began", arguments: Equipment.clusters)
    func scan(url: String) async throws {
        let client = try Equipment.client(url)
        try await Equipment.withIndex(client) { index async throws in
            try await client.createIndex(index, IndexDefinition(settings: IndexSettings(numberOfShards: 3)))
            let (indexer, _) = indexer(client, index)
            func ids(_ scan: IndexScan) async throws -> [String] {
                try await scan.reduce(into: []) { $0.append($1.id) }
            }
            #expect(try await ids(client.scan(index)).isEmpty)
            _ = try await indexer.send(BulkBatch((0..<1000).map { BulkOperation(id: "\($0)", source: source($0)) }))
            try await client.refresh(index)
            for pageSize in [1000, 999, 250, 77] {
                let found = try await ids(client.scan(index, pageSize: pageSize))
                #expect(found.count == 1000)
                #expect(Set(found).count == 1000)
            }
            var seen: [Int] = []
            for try await hit in client.scan(index, source: .fields(["n"]), pageSize: 100) {
                if seen.isEmpty {
                    _ = try await indexer.send(BulkBatch((0..<1000).map { BulkOperation(.delete, id: "\($0)") }))
                    try await client.refresh(index)
                }
                seen.append(try #require(hit.source["n"]?.int))
            }
            #expect(seen.sorted() == Array(0..<1000))
            #expect(try await client.count(index) == 0)
            _ = try await indexer.send(BulkBatch((0..<10).map { BulkOperation(id: "\($0)", source: source($0)) }))
            try await client.refresh(index)
            for try await hit in client.scan(index, query: .term("n", 7), pageSize: 1) { #expect(hit.id == "7") }
            let moment = try await client.openPointInTime(index, keepAlive: .seconds(10))
            #expect(try await client.closePointInTime(moment))
            #expect(try await client.closePointInTime(moment) == false)
            var closed = moment
            let gone = try await failure { _ = try await client.search(SearchRequest(), in: &closed) }
            #expect(gone.status == 404)
        }
        let missing = try await failure { for try await _ in client.scan("es-jina-test-there-is-none") {} }
        #expect(missing.kind == .indexNotFound)
    }
}
