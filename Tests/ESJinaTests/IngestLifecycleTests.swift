import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import SQLiteStorage
import Synchronization
import TestSupport
import Testing

@testable import ESJina

@Suite struct `The life of what is ingested` {
    private let booklet = PagedImages()

    private func pdf(_ pages: Int, _ text: String = "page") -> SourceStep {
        // The stand-in's "PDF" has one page a byte.
        .record(IngestRecord(id: "b.pdf", content: .pdf([UInt8](repeating: UInt8(text.utf8.count), count: pages))))
    }

    // MARK: Parts

    @Test func `an input of several documents ends once, and its parts name it`() async throws {
        let workshop = try Workshop()
        let report = try await workshop.ingest([pdf(3), .text("a", "x")], images: booklet)
        #expect([report.counters.indexed, report.counters.documents, report.counters.pictures] == [2, 4, 3])
        #expect(report.counters.finished == 2)
        let page = try await workshop.client.get("b.pdf#page-2", index: workshop.index)
        #expect(page?.source["parent_id"] == "b.pdf")
        #expect(page?.source["part_number"] == 2)
        #expect(page?.source["part_count"] == 3)
        let again = try await workshop.ingest([pdf(3), .text("a", "x")], images: booklet)
        #expect([again.counters.indexed, again.counters.unchanged, again.counters.documents] == [0, 2, 0])
    }

    @Test func `parts that an input lost are removed, and a whole one that became parts too`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest([pdf(5)], images: booklet)
        #expect(try await workshop.client.count(workshop.index) == 5)
        let shorter = try await workshop.ingest([pdf(2)], images: booklet)
        #expect([shorter.counters.indexed, shorter.counters.removed] == [1, 3])
        #expect(try await workshop.client.count(workshop.index) == 2)
        let whole = try await workshop.ingest([pdf(1)], images: booklet)
        #expect([whole.counters.indexed, whole.counters.removed] == [1, 2])
        #expect(try await workshop.client.get("b.pdf", index: workshop.index) != nil)
        let parts = try await workshop.ingest([pdf(4)], images: booklet)
        #expect([parts.counters.indexed, parts.counters.removed] == [1, 1])
        #expect(try await workshop.client.get("b.pdf", index: workshop.index) == nil)
        #expect(try await workshop.client.count(workshop.index) == 4)
    }

    @Test func `an input one of whose parts fails is dead-lettered, its other parts stay`() async throws {
        let workshop = try Workshop()
        let report = try await workshop.ingest([pdf(4)], images: PagedImages(broken: 3))
        #expect([report.counters.indexed, report.counters.deadLettered, report.counters.documents] == [0, 1, 3])
        #expect(report.failures.first?.error.message == "Page 3 of b.pdf is damaged.")
        let mended = try await workshop.ingest([pdf(4)], images: booklet)
        #expect([mended.counters.indexed, mended.counters.documents] == [1, 1])
        #expect(mended.deadLetterPath == nil)
    }

    // MARK: Pruning

    @Test func `what the source does not yield any more is removed when asked for`() async throws {
        let workshop = try Workshop()
        let steps: [SourceStep] = (0..<30).map { .text("\($0)", "text \($0)", position: "/in/\($0)") }
        _ = try await workshop.ingest(steps + [.text("other", "x", position: "/elsewhere/x")])
        let kept = try await workshop.ingest(Array(steps.prefix(20)))
        #expect(kept.counters.removed == 0, "nothing is removed unasked")
        let pruned = try await workshop.ingest(Array(steps.prefix(10))) { $0.prune = .below(["/in"]) }
        #expect([pruned.counters.unchanged, pruned.counters.removed] == [10, 20])
        #expect(try await workshop.client.count(workshop.index) == 11)
        #expect(try await workshop.client.get("other", index: workshop.index) != nil, "it lies elsewhere")
        let all = try await workshop.ingest([.text("0", "text 0", position: "/in/0")]) { $0.prune = .everything }
        #expect(all.counters.removed == 10)
        #expect(try await workshop.client.count(workshop.index) == 1)
    }

    @Test func `what could not be read is not taken for vanished`() async throws {
        let workshop = try Workshop()
        let files: [SourceStep] = ["/in/d/a", "/in/d/b", "/in/f:1", "/in/f:2", "/in/g"]
            .map { .text($0, "text", position: $0) }
        _ = try await workshop.ingest(files)
        let report = try await workshop.ingest([
            .failed(position: "/in/d", InputError(.read, "Cannot list the directory /in/d: Permission denied.")),
            .failed(position: "/in/f", InputError(.read, "Cannot read /in/f: Input/output error.")),
            .broken("/in/g"),
        ]) { $0.prune = .below(["/in"]) }
        #expect([report.counters.deadLettered, report.counters.removed] == [3, 0])
        #expect(try await workshop.client.count(workshop.index) == 5)
    }

    @Test func `a source that yields nothing prunes nothing, and a stopped run neither`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest([.text("a", "x", position: "/in/a"), .text("b", "y", position: "/in/b")])
        let empty = try await workshop.ingest([]) { $0.prune = .below(["/in"]) }
        #expect(empty.counters.removed == 0)
        #expect(empty.warnings == ["Nothing was pruned, because the source yielded nothing at all."])
        let monitor = IngestMonitor()
        monitor.requestStop()
        let stopped = try await workshop.ingest([.text("a", "x", position: "/in/a")], monitor: monitor) {
            $0.prune = .everything
        }
        #expect(stopped.isInterrupted && stopped.counters.removed == 0)
        #expect(try await workshop.client.count(workshop.index) == 2)
    }

    @Test func `a share of a source prunes nothing, for what it leaves out belongs to others`() async throws {
        let workshop = try Workshop()
        let steps = (0..<20).map { SourceStep.text("\($0)", "text \($0)", position: "/in/\($0)") }
        _ = try await workshop.ingest(steps)
        let share = try await workshop.ingest(steps) { ($0.prune, $0.partition) = (.everything, Partition(1, of: 2)) }
        #expect(1...19 ~= share.counters.unchanged && share.counters.removed == 0)
        #expect(share.warnings.contains { $0.contains("what vanished from what others hold") })
        #expect(try await workshop.client.count(workshop.index) == 20)
    }

    @Test func `a scope holds what lies in it, not what is named alike`() {
        let scope = PruneScope.below(["/in", "/f.jsonl", "-"])
        for position in ["/in/a", "/in", "/in/b/c", "/f.jsonl:7", "-:3"] { #expect(scope.contains(position)) }
        for position in ["/inner/a", "/f.jsonl2:7", "/out", "x:1"] { #expect(!scope.contains(position)) }
        #expect(PruneScope.everything.contains("anything"))
        #expect(PruneScope.below(["/"]).contains("/a"))
    }

    // MARK: Shares

    @Test(arguments: [1, 2, 3, 7])
    func `the shares of a corpus are disjoint and complete, and their reports add up`(count: Int) async throws {
        let workshop = try Workshop()
        let steps: [SourceStep] = (0..<200).map { .text("id \($0)", "text \($0 % 9)") } + [.broken("/broken")]
        var reports: [JSONValue] = []
        var indexed: [Int] = []
        for number in 1...count {
            let report = try await workshop.ingest(steps) {
                $0.stateDirectory = workshop.state + "/\(number)"
                $0.partition = Partition(number, of: count)
            }
            indexed.append(report.counters.indexed)
            reports.append(report.json)
        }
        #expect(indexed.reduce(0, +) == 200)
        #expect(indexed.allSatisfy { $0 > 100 / count }, "no share is half as large as it should be: \(indexed)")
        #expect(try await workshop.client.count(workshop.index) == 200)
        let merged = try MergedReport(reports.reversed())
        #expect(merged.isComplete)
        #expect(merged.json["indexed"] == 200)
        #expect(merged.json["inputs"] == 201)
        #expect(merged.deadLettered == 1)
        guard count > 1 else { return }
        let partial = try MergedReport(Array(reports.dropFirst()))
        #expect(partial.problems == ["share 1/\(count) is missing"])
        #expect(try MergedReport(reports + [reports[0]]).problems == ["share 1/\(count) was given twice"])
    }

    @Test func `what is no share or no report is refused`() {
        for text in ["0/2", "3/2", "1/0", "1", "a/b", "1/2/3", "", "-1/2"] { #expect(Partition(text) == nil) }
        #expect(Partition("2/5")?.description == "2/5")
        #expect(throws: IngestError.self) { try MergedReport([["index": "a"]]) }
        let report: JSONValue = ["index": "a", "model": "m", "inputs": 1, "state": "interrupted"]
        #expect(throws: IngestError.self) {
            try MergedReport([report, ["index": "b", "inputs": 1, "state": "finished"]])
        }
        #expect((try? MergedReport([report]))?.problems == ["share 1/1 is interrupted"])
    }

    // MARK: Ends

    @Test func `a run gives up after more failures than it may bear, and the next one completes it`() async throws {
        let workshop = try Workshop()
        let steps: [SourceStep] = (0..<10).map { .broken("/\($0)") } + [.text("a", "x")]
        let error = await #expect(throws: IngestError.self) {
            try await workshop.ingest(steps) { $0.maxErrors = 3 }
        }
        #expect(error?.kind == .tooManyErrors)
        #expect(error?.message.hasPrefix("More than 3 inputs failed, the last one because: ") == true)
        let status = try #require(try IngestStatus.read(stateDirectory: workshop.state).first)
        #expect(status.runs.first?.state == .failed)
        let report = try await workshop.ingest(steps) { $0.maxErrors = 10 }
        #expect(report.counters.indexed + report.counters.unchanged == 1)
        #expect(report.counters.deadLettered == 10)
    }

    @Test func `a deadline finishes what is under way and says so`() async throws {
        let workshop = try Workshop()
        let report = try await workshop.ingest((0..<10).map { .text("\($0)", "text \($0)") }) { $0.deadline = .zero }
        // The deadline may pass before or after so few inputs; either way each is accounted for.
        #expect(report.counters.started == report.counters.finished)
        let endless = IngestPipeline(
            client: workshop.client,
            index: workshop.index,
            embedder: ScriptedEmbedder(),
            images: nil,
            options: {
                var options = workshop.options
                options.deadline = .milliseconds(200)
                return options
            }()
        )
        let stopped = try await endless.run(EndlessSource())
        #expect(stopped.isInterrupted)
        #expect(stopped.stopReason == "its deadline of 0 s passed")
        #expect(stopped.counters.started == stopped.counters.finished)
        #expect(stopped.counters.indexed > 0)
    }

    @Test func `outcomes are read one by one, as the report counts them`() async throws {
        let workshop = try Workshop()
        let pipeline = workshop.pipeline()
        let steps: [SourceStep] =
            (0..<2_500).map { .text("\($0)", "text \($0 % 5)") } + [
                .broken("/b"), .skipped(position: "/s", reason: "why"),
            ]
        let outcomes = pipeline.outcomes(of: StepSource(steps: steps))
        var counts: [String: Int] = [:]
        for try await outcome in outcomes {
            switch outcome.result {
            case .indexed: counts["indexed", default: 0] += 1
            case .unchanged: counts["unchanged", default: 0] += 1
            case .deadLettered(let error): counts[error.stage.rawValue, default: 0] += 1
            case .skipped(let reason): counts[reason, default: 0] += 1
            }
        }
        #expect(counts == ["indexed": 2_500, "read": 1, "why": 1])
        #expect(outcomes.report?.counters.indexed == 2_500)
    }

    @Test func `a reader that stops cancels the run, and the next one completes it`() async throws {
        let workshop = try Workshop()
        let pipeline = workshop.pipeline()
        var seen = 0
        for try await _ in pipeline.outcomes(of: EndlessSource()) {
            seen += 1
            if seen == 100 { break }
        }
        // The run ends on its own time; its lock says when.
        var attempt = 0
        while StateLock.isHeld(workshop.state + "/things.lock"), attempt < 1_000 {
            try await Task.sleep(for: .milliseconds(10))
            attempt += 1
        }
        let report = try await pipeline.run(EndlessSource(count: 3_000))
        #expect(report.counters.unchanged >= 100)
        #expect(report.counters.unchanged + report.counters.indexed == 3_000)
        #expect(try await workshop.client.count(workshop.index) >= 3_000)
    }

    // MARK: Reconciliation

    @Test func `documents that vanished from the index are found missing and indexed again`() async throws {
        let workshop = try Workshop()
        let steps: [SourceStep] = (0..<60).map { .text("\($0)", "text \($0)") }
        let first = try await workshop.ingest(steps)
        let whole = Reconciliation(indexCount: 60, journalCount: 60, sampled: 60, missing: [], missingCount: 0)
        #expect(first.reconciliation == whole)
        for id in ["7", "21", "40"] { try await workshop.client.delete(id, index: workshop.index) }
        let second = try await workshop.ingest(steps)
        #expect(second.counters.unchanged == 60, "the journal did not know")
        #expect(second.reconciliation?.missingCount == 3)
        #expect(second.reconciliation?.missing == ["21", "40", "7"])
        #expect(second.reconciliation?.isConsistent == false)
        let third = try await workshop.ingest(steps)
        #expect([third.counters.indexed, third.counters.unchanged] == [3, 57])
        #expect(third.counters.embedded == 0, "their vectors were kept")
        #expect(third.reconciliation?.isConsistent == true)
    }

    @Test func `few of many missing are found by their number, although no sample holds them`() async throws {
        let workshop = try Workshop()
        let steps: [SourceStep] = (0..<400).map { .text("\($0)", "text \($0 % 10)") }
        _ = try await workshop.ingest(steps)
        try await workshop.client.delete("333", index: workshop.index)
        let report = try await workshop.ingest(steps) { $0.reconciliationSample = 2 }
        #expect(report.reconciliation?.missing == ["333"])
        let off = try await workshop.ingest(steps) { $0.reconciliationSample = 0 }
        #expect(off.reconciliation == nil)
    }

    // MARK: Load settings

    @Test func `settings for the load are applied, noted in the index, and restored`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest([.text("a", "x")])
        try await workshop.client.putSettings(["refresh_interval": "5s"], index: workshop.index)
        let during = Mutex<[JSONObject]>([])
        let source = WatchedSource(steps: [.text("b", "y")]) {
            let settings = try? await workshop.client.settings(of: workshop.index)
            during.withLock { $0.append(settings ?? [:]) }
        }
        var options = workshop.options
        options.defersRefresh = true
        _ = try await workshop.pipeline(options).run(source)
        #expect(during.withLock { $0 }.first?["refresh_interval"] == "-1")
        #expect(during.withLock { $0 }.first?["number_of_replicas"] == "0")
        let after = try await workshop.client.settings(of: workshop.index)
        #expect(after["refresh_interval"] == "5s")
        #expect(try await workshop.client.mapping(of: workshop.index).meta["es_jina"]?["load_settings"] == nil)
        #expect(
            try await workshop.client.mapping(of: workshop.index).meta["es_jina"]?["model"] == "tiny",
            "the rest stays"
        )
    }

    @Test func `a run that fails puts the settings back itself`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest([.text("a", "x")])
        try await workshop.client.putSettings(["refresh_interval": "7s"], index: workshop.index)
        await #expect(throws: IngestError.self) {
            try await workshop.ingest([.broken("/b")]) {
                $0.defersRefresh = true
                $0.maxErrors = 0
            }
        }
        #expect(try await workshop.client.settings(of: workshop.index)["refresh_interval"] == "7s")
        #expect(try await workshop.client.mapping(of: workshop.index).meta["es_jina"]?["load_settings"] == nil)
    }

    @Test func `a run that was cut short leaves a note that the next run acts on`() async throws {
        let isCut = Mutex(false)
        let workshop = try Workshop { request, _ in
            // What a process that is gone would not send.
            guard isCut.withLock({ $0 }), request.operation == "put settings" else { return nil }
            throw TransportError(.connectionLost, "cut")
        }
        _ = try await workshop.ingest([.text("a", "x")])
        try await workshop.client.putSettings(["refresh_interval": "7s"], index: workshop.index)
        var options = workshop.options
        options.defersRefresh = true
        let pipeline = workshop.pipeline(options)
        let source = WatchedSource(steps: [.text("b", "y")]) { isCut.withLock { $0 = true } }
        await #expect(throws: (any Error).self) { try await pipeline.run(source) }
        isCut.withLock { $0 = false }
        #expect(try await workshop.client.settings(of: workshop.index)["refresh_interval"] == "-1")
        // Another machine, which knows nothing of the first one's state.
        let next = try await workshop.ingest([.text("a", "x")]) {
            $0.stateDirectory = workshop.directory.path + "/other"
        }
        #expect(next.counters.finished == 1)
        #expect(try await workshop.client.settings(of: workshop.index)["refresh_interval"] == "7s")
        #expect(try await workshop.client.mapping(of: workshop.index).meta["es_jina"]?["load_settings"] == nil)
    }

    // MARK: Vectors made elsewhere

    @Test func `vectors made elsewhere are indexed without an embedder`() async throws {
        let workshop = try Workshop()
        func record(_ id: String, _ vector: [Float]?, _ content: IngestRecord.Content = .none) -> SourceStep {
            .record(IngestRecord(id: id, content: content, vector: vector.map { Embedding($0) }))
        }
        let report = try await workshop.ingest(
            [
                record("a", [3, 4, 0, 0]), record("b", [0, 0, 0, 2], .text("with a text")), record("c", [1, 2]),
                record("d", [0, 0, 0, 0]), record("e", [.nan, 1, 0, 0]), record("f", nil, .text("without")),
                record("g", nil),
            ],
            embedder: PrecomputedEmbedder(model: .tiny)
        )
        #expect([report.counters.indexed, report.counters.deadLettered] == [2, 5])
        let reasons = Dictionary(uniqueKeysWithValues: report.failures.map { ($0.position, $0.error.message) })
        #expect(reasons["c"] == "c brings a vector of 2 dims; tiny has 4.")
        #expect(reasons["d"] == "d brings a vector that is zero or not finite.")
        #expect(reasons["e"] == "e brings a vector that is zero or not finite.")
        #expect(reasons["f"]?.hasPrefix("f could not be embedded: It brings no vector;") == true)
        #expect(reasons["g"] == "g has neither a content nor a vector, so there is nothing to index.")
        let stored = try await workshop.client.get("a", index: workshop.index, source: .all)
        #expect(stored?.source["text_embedding_4"] != nil)
        let again = try await workshop.ingest([record("a", [3, 4, 0, 0])], embedder: PrecomputedEmbedder(model: .tiny))
        #expect(again.counters.unchanged == 1)
        let changed = try await workshop.ingest(
            [record("a", [4, 3, 0, 0])],
            embedder: PrecomputedEmbedder(model: .tiny)
        )
        #expect(changed.counters.indexed == 1, "another vector is another document")
    }

    // MARK: Status

    @Test func `the status tells of runs, of what is in the index and of what failed`() async throws {
        let workshop = try Workshop()
        #expect(try IngestStatus.read(stateDirectory: workshop.state).isEmpty)
        _ = try await workshop.ingest([.text("a", "x"), .broken("/b")])
        let during = Mutex<IngestStatus?>(nil)
        let source = WatchedSource(steps: [.text("c", "y")]) {
            let status = try? IngestStatus.read(stateDirectory: workshop.state).first
            during.withLock { $0 = status }
        }
        _ = try await workshop.pipeline().run(source)
        #expect(during.withLock { $0 }?.runs.map(\.state) == [.running, .finished])
        let status = try #require(try IngestStatus.read(stateDirectory: workshop.state, index: "things").first)
        #expect([status.documents, status.deadLetters] == [2, 1])
        #expect(status.runs.map(\.state) == [.finished, .finished])
        #expect(status.runs.first?.report?["indexed"] == 1)
        #expect(try IngestStatus.read(stateDirectory: workshop.state, index: "none").isEmpty)
        // As a killed process leaves it.
        try SQLiteDatabase(path: status.path).execute("INSERT INTO run (started, process) VALUES (1, 1)")
        #expect(try IngestStatus.read(stateDirectory: workshop.state).first?.runs.first?.state == .killed)
    }
}

// MARK: Parts of these tests

/// Decodes "PDF files" of one page a byte.
struct PagedImages: ImagePreparer {
    var broken = 0

    func prepare(_ bytes: [UInt8], name: String, options: ImageOptions) throws(ImageError) -> PreparedImage {
        try PlainImages().prepare(bytes, name: name, options: options)
    }

    func preview(
        _ bytes: [UInt8],
        page: Int,
        name: String,
        width: Int,
        height: Int,
        as encoding: ImagePreview.Encoding
    ) throws(ImageError) -> ImagePreview {
        ImagePreview(bytes: bytes, encoding: encoding, width: width, height: height)
    }

    func pageCount(_ bytes: [UInt8], name: String) throws(ImageError) -> Int { bytes.count }

    func preparePage(
        _ bytes: [UInt8],
        page: Int,
        name: String,
        options: ImageOptions
    ) throws(ImageError) -> PreparedImage {
        if page == broken { throw ImageError(.corrupt, "Page \(page) of \(name) is damaged.") }
        return try PlainImages().prepare([1, UInt8(page), bytes.first ?? 0], name: name, options: options)
    }
}

/// Yields texts until it is stopped, or `count` of them.
struct EndlessSource: AsyncSequence, Sendable {
    typealias Element = SourceStep
    var count = Int.max

    struct Iterator: AsyncIteratorProtocol {
        var number = 0
        let count: Int
        mutating func next() async -> SourceStep? {
            guard number < count else { return nil }
            number += 1
            return .text("\(number)", "text \(number % 10)")
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(count: count) }
}

/// Yields steps after something was looked at.
struct WatchedSource: AsyncSequence, Sendable {
    typealias Element = SourceStep
    var steps: [SourceStep]
    var look: @Sendable () async -> Void

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<SourceStep>
        let look: @Sendable () async -> Void
        mutating func next() async -> SourceStep? {
            await look()
            return rest.popFirst()
        }
    }

    func makeAsyncIterator() -> Iterator { Iterator(rest: steps[...], look: look) }
}
