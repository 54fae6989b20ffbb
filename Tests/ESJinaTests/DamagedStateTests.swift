import Elasticsearch
import Embeddings
import TestSupport
import Testing

@testable import ESJina

@Suite struct `State that was lost or damaged` {
    private let workshop: Workshop
    private let steps: [SourceStep]

    init() throws {
        workshop = try Workshop()
        steps = (0..<30).map { .text("\($0)", "text \($0)", position: "/in/\($0)") }
    }

    private var journal: String { "state/\(workshop.index).sqlite" }

    private func bytes(_ name: String) throws -> [UInt8] {
        try FileReader.bytes(of: workshop.directory.path + "/" + name)
    }

    private func loseJournal() {
        for suffix in ["", "-wal", "-shm"] { workshop.directory.remove(journal + suffix) }
    }

    @Test func `a lost journal is made again from the index, and nothing is indexed or embedded twice`() async throws {
        _ = try await workshop.ingest(steps)
        loseJournal()
        workshop.directory.remove("state/embeddings.sqlite")
        let report = try await workshop.ingest(steps)
        #expect([report.counters.indexed, report.counters.unchanged, report.counters.embedded] == [0, 30, 0])
        #expect(report.warnings == ["The journal was made from the 30 documents of the index 'things'."])
        #expect(report.reconciliation?.journalCount == 30)
        loseJournal()
        let pruned = try await workshop.ingest(Array(steps.prefix(10))) { $0.prune = .below(["/in"]) }
        #expect([pruned.counters.unchanged, pruned.counters.removed] == [10, 20])
        #expect(try await workshop.ingest(Array(steps.prefix(10))).warnings == [])
    }

    @Test(arguments: ["no database at all, but longer than a header of one hundred bytes".utf8.map(\.self), []])
    func `a journal that is none is set aside, said, and made again`(garbage: [UInt8]) async throws {
        _ = try await workshop.ingest(steps)
        loseJournal()
        let noise = [UInt8](repeatElement(garbage, count: 200).joined())
        try workshop.directory.write(noise, to: journal)
        let report = try await workshop.ingest(steps)
        #expect([report.counters.indexed, report.counters.unchanged] == [0, 30])
        if !noise.isEmpty {
            #expect(report.warnings.first?.contains("was damaged; it was set aside as") == true)
            let aside = try #require(report.warnings.first?.split(separator: " ").last?.dropLast())
            #expect(try FileReader.bytes(of: String(aside)) == noise, "it is kept as it was")
        }
        #expect(report.warnings.last == "The journal was made from the 30 documents of the index 'things'.")
    }

    @Test func `a journal cut short or overwritten in its middle is told by a run that did not end`() async throws {
        _ = try await workshop.ingest(steps)
        let monitor = IngestMonitor()
        // A run that is killed leaves no end of its own.
        let database = try IngestJournal(directory: workshop.state, index: workshop.index)
        try database.describeRun(target: "x")
        _ = consume database
        let whole = try bytes(journal)
        for damage in 0..<2 {
            var damaged = whole
            if damage == 0 {
                damaged.removeLast(whole.count / 2)
            } else {
                for place in whole.count / 3..<whole.count * 2 / 3 { damaged[place] ^= 0x5A }
            }
            loseJournal()
            try workshop.directory.write(damaged, to: journal)
            let report = try await workshop.ingest(steps, monitor: monitor)
            #expect(report.counters.unchanged == 30 * (damage + 1), "damage \(damage)")
            #expect(report.warnings.contains { $0.contains("was damaged") }, "damage \(damage)")
            #expect(try await workshop.client.count(workshop.index) == 30)
        }
    }

    @Test func `what was not made by es-jina is left alone and said`() async throws {
        _ = try await workshop.ingest(steps)
        let stranger = BulkOperation(id: "stranger", source: Array("{\"title\":\"x\"}".utf8))
        _ = try await BulkIndexer(client: workshop.client, index: workshop.index).send(BulkBatch([stranger]))
        loseJournal()
        let report = try await workshop.ingest(steps) { $0.prune = .everything }
        #expect([report.counters.unchanged, report.counters.removed] == [30, 0])
        #expect(
            report.warnings.last
                == "1 document of the index 'things' does not say what it was made from and is left alone."
        )
        #expect(try await workshop.client.get("stranger", index: workshop.index) != nil)
    }

    @Test func `a damaged embedding cache is set aside and filled anew`() async throws {
        _ = try await workshop.ingest(steps)
        for suffix in ["-wal", "-shm"] { workshop.directory.remove("state/embeddings.sqlite" + suffix) }
        try workshop.directory.write([UInt8](repeating: 7, count: 5000), to: "state/embeddings.sqlite")
        let report = try await workshop.ingest(steps + [.text("new", "new text")])
        #expect([report.counters.indexed, report.counters.unchanged, report.counters.embedded] == [1, 30, 1])
        #expect(report.warnings.first?.contains("The embedding cache was damaged") == true)
        #expect(try await workshop.ingest(steps).warnings == [])
    }
}
