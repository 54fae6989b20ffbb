import ESJina
import ESJinaTesting
import Elasticsearch
import EmbeddedNode
import HTTPTransport
import JSONValues
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite(.serialized, .timeLimit(.minutes(3)))
struct `What is newer stays on top` {
    @Test(arguments: [
        NetworkFault.resetAfterBody(carriedOut: true), .resetAfterBody(carriedOut: false), .resetMidAnswer,
        .items(.rejected.first(2), .unavailable.first(1), share: 0.5), .tooManyRequests(), .halfGzip,
        .refused(for: .milliseconds(40)),
    ])
    func `a changed input replaces its document, however its requests fail`(fault: NetworkFault) async throws {
        let rig = try await FaultRig()
        #expect(try await rig.run().report != nil)
        rig.server.inject(FaultPlan(seed: 3, [FaultRule(fault, on: "_bulk", .share(0.3))]))
        let changed = try await rig.run(edition: 2)
        #expect(changed.report != nil, "\(String(describing: changed.error))")
        #expect(changed.counters.indexed == FaultRig.good)
        await rig.server.settle()
        #expect(!rig.server.injected.isEmpty, "no request met the fault, so this proved nothing")
        let documents = try await rig.documents()
        for number in 0..<FaultRig.good {
            let document = try #require(documents[FaultRig.id(number)])
            #expect(FaultRig.content(document) == FaultRig.text(number, edition: 2))
        }
        // Back again: what is in the journal as older is not taken for unchanged.
        rig.server.heal()
        let back = try await rig.run()
        #expect(back.counters.indexed == FaultRig.good)
        #expect(back.counters.cachedEmbeddings == FaultRig.good)
        let again = try await rig.documents()
        #expect(again.allSatisfy { FaultRig.content($1)?.contains("edition 1") == true })
    }

    @Test func `a run that is stopped between two editions is completed by the newer one`() async throws {
        let rig = try await FaultRig()
        #expect(try await rig.run().report != nil)
        rig.server.inject(FaultPlan([FaultRule(.unauthorized, on: "_bulk", .from(8))]))
        let cut = try await rig.run(edition: 2)
        #expect(cut.error != nil)
        rig.server.heal()
        let completed = try await rig.run(edition: 2)
        #expect(completed.positions("unchanged").isSuperset(of: cut.positions("indexed")))
        #expect(completed.counters.unchanged > 0 && completed.counters.indexed > 0)
        let documents = try await rig.documents()
        #expect(documents.count == FaultRig.good)
        #expect(documents.allSatisfy { FaultRig.content($1)?.contains("edition 2") == true })
    }

    @Test(arguments: [
        NetworkFault.items(.rejected.first(1)), .items(.rejected.first(1), share: 0.5), .items(.unavailable.first(2)),
        .resetAfterBody(carriedOut: true), .resetAfterBody(carriedOut: false), .stalledMidAnswer, .halfGzip, .tooLarge,
        .tooManyRequests(), .items(.malformed.first(1), share: 0.5),
    ])
    func `of several versions of one id in a batch the last one wins`(fault: NetworkFault) async throws {
        let directory = try TemporaryDirectory()
        let node = try EmbeddedNode(directory: directory.path + "/node")
        let server = try FaultServer(in: node, plan: FaultPlan(seed: 1, [FaultRule(fault, on: "_bulk", .first(3))]))
        defer { server.stop() }
        let client = ElasticsearchClient(
            try ElasticsearchConfiguration(server.url),
            transport: FaultRig.network(stall: .milliseconds(300))
        )
        try await client.createIndex("things")
        let indexer = BulkIndexer(
            client: client,
            index: "things",
            options: BulkOptions(initialBackoff: .milliseconds(1), maxBackoff: .milliseconds(5))
        )
        let operations = (0..<30)
            .map { number in
                BulkOperation(id: "id-\(number % 10)", source: Array("{\"edition\":\(number / 10)}".utf8))
            }
        let outcomes = try await indexer.send(BulkBatch(operations))
        #expect(outcomes.map(\.id) == operations.map(\.id))
        await server.settle()
        #expect(!server.injected.isEmpty, "no request met the fault, so this proved nothing")
        let editions = try await client.multiGet((0..<10).map { "id-\($0)" }, index: "things")
            .map { $0?.source["edition"]?.int }
        for (number, edition) in editions.enumerated() {
            let own = stride(from: number, to: outcomes.count, by: 10).map { outcomes[$0] }
            // What the index holds is the last edition that is said to be done; only before it one may be left out.
            #expect(edition == own.lastIndex { $0.isDone })
            #expect(own.allSatisfy { $0.isDone || $0.isSuperseded || $0.status == 400 })
            if !own.contains(where: { $0.status == 400 }) { #expect(edition == 2) }
        }
    }

    @Test func `what arrives late does not undo what is newer, where inputs have versions`() async throws {
        let rig = try await FaultRig(isVersioned: true)
        rig.server.inject(FaultPlan([FaultRule(.deliveredLate(after: .seconds(3)), on: "_bulk", .number(1))]))
        let first = try await rig.run()
        #expect(first.counters.indexed == FaultRig.good)
        let newer = try await rig.run(edition: 2)
        #expect(newer.counters.indexed == FaultRig.good)
        #expect(
            !rig.server.exchanges.contains { $0.fault != nil && $0.isCarriedOut },
            "it came before the newer edition"
        )
        await rig.server.settle()
        #expect(rig.server.exchanges.contains { $0.fault != nil && $0.isCarriedOut }, "it never came")
        let documents = try await rig.documents()
        #expect(documents.count == FaultRig.good)
        #expect(documents.allSatisfy { FaultRig.content($1)?.contains("edition 2") == true })
        // And an older edition that is brought again is left out, and said to be.
        let older = try await rig.run()
        #expect(older.counters.indexed == 0)
        #expect(older.counters.skipped == FaultRig.good + FaultRig.skipped)
        #expect(try await rig.documents().allSatisfy { FaultRig.content($1)?.contains("edition 2") == true })
    }

    @Test func `of two inputs of one id only one is indexed, in whatever window, however requests fail`() async throws {
        let rig = try await FaultRig()
        rig.server.inject(
            FaultPlan(
                seed: 5,
                [
                    FaultRule(.items(.rejected.first(2), share: 0.4), on: "_bulk"),
                    FaultRule(.resetMidAnswer, on: "_bulk", .share(0.3)),
                ]
            )
        )
        let steps = (0..<40)
            .map { number in
                SourceStep.entry(
                    SourceEntry(position: "in:\(number)", byteCount: 70) { () throws(InputError) in
                        IngestRecord(id: "id-\(number % 20)", content: .text(FaultRig.text(number, edition: 1)))
                    }
                )
            }
        let run = try await rig.run(steps)
        #expect(run.counters.indexed == 20)
        #expect(run.counters.deadLettered == 20)
        #expect(run.report?.failures.allSatisfy { $0.error.message.contains("which is that of in:") } == true)
        #expect(run.outcomes.values.allSatisfy { $0.count == 1 }, "an input ended twice")
        #expect(!rig.server.injected.isEmpty)
        let texts = try await rig.contents(of: (0..<20).map { "id-\($0)" })
        for number in 0..<20 {
            let owners = run.positions("indexed").intersection(["in:\(number)", "in:\(number + 20)"])
            #expect(owners.count == 1)
            let owner = Int(owners.first?.dropFirst(3) ?? "") ?? -1
            #expect(texts[number] == FaultRig.text(owner, edition: 1))
        }
    }
}

@Suite(.serialized, .timeLimit(.minutes(3)))
struct `A journal that is damaged between two runs` {
    enum Damage: String, CaseIterable, Sendable {
        case truncated, zeroed, emptied, deleted, overwritten
    }

    @Test(arguments: Damage.allCases)
    func `is noticed, and costs neither documents nor vectors`(damage: Damage) async throws {
        let rig = try await FaultRig()
        #expect(try await rig.run().report != nil)
        let path = rig.state + "/things.sqlite"
        try apply(damage, to: path)
        var second = try await rig.run()
        if let error = second.error {
            #expect("\(error)".contains(path), "\(error)")
            unlink(path)
            second = try await rig.run()
        }
        #expect(second.report != nil, "\(String(describing: second.error))")
        #expect(second.counters.finished == FaultRig.inputs)
        #expect(second.counters.indexed + second.counters.unchanged == FaultRig.good)
        #expect(try await rig.documents().count == FaultRig.good)
        #expect(rig.embedder.counts.values.allSatisfy { $0 == 1 }, "a vector was made twice")
        let third = try await rig.run()
        #expect(third.counters.unchanged == FaultRig.good)
    }

    private func apply(_ damage: Damage, to path: String) throws {
        for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
        var info = stat()
        try #require(stat(path, &info) == 0)
        switch damage {
        case .truncated: try #require(truncate(path, off_t(info.st_size / 2)) == 0)
        case .emptied: try #require(truncate(path, 0) == 0)
        case .deleted: unlink(path)
        case .zeroed, .overwritten:
            let file = try #require(fopen(path, "r+"))
            defer { fclose(file) }
            // The header stays where zeros follow it: only what is read later is wrong.
            fseek(file, damage == .zeroed ? 4096 : 0, SEEK_SET)
            let byte: UInt8 = damage == .zeroed ? 0 : 0xA5
            var bytes = [UInt8](repeating: byte, count: damage == .zeroed ? max(0, Int(info.st_size) - 4096) : 512)
            fwrite(&bytes, 1, bytes.count, file)
        }
    }
}
