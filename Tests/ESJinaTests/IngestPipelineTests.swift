import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import Synchronization
import TestSupport
import Testing

@testable import ESJina

@Suite struct `Ingest pipeline` {
    @Test func `every input ends in exactly one outcome`() async throws {
        let workshop = try Workshop()
        let embedder = ScriptedEmbedder { inputs in
            EmbeddingBatch(
                outcomes: inputs.map {
                    $0 == .text("unspeakable")
                        ? .failure(EmbeddingFailure("It is too long.")) : .success(ScriptedEmbedder.vector($0))
                }
            )
        }
        let steps: [SourceStep] = [
            .text("a", "first") { $0.attributes = ["year": 2024] },
            .text("b", "second"),
            .broken("/c"),
            .skipped(position: "/d", reason: "not a picture"),
            .failed(position: "/e", InputError(.read, "Cannot list the directory /e: Permission denied.")),
            .text("a", "another", position: "/f"),
            .text("", "no id", position: "/g"),
            .text(String(repeating: "x", count: 513), "long id", position: "/h"),
            .text("i", "reserved") { $0.attributes = ["captions.en": "x"] },
            .text("j", "no language") { $0.captions = [.init(language: "en us", text: "x")] },
            .text("k", "unspeakable"),
            .text("l", "refused by the index") { $0.attributes = ["year": "long ago"] },
            .record(IngestRecord(id: "m", content: .image([0, 1]), path: "/m.png")),
            .record(IngestRecord(id: "n", content: .image([1, 2]), path: "/n.png")),
            .skipped(position: "/o", reason: "not a picture"),
        ]
        let monitor = IngestMonitor()
        let report = try await workshop.ingest(steps, embedder: embedder, monitor: monitor) {
            $0.windowSize = 2
            $0.concurrentWindows = 1
        }
        #expect(report.counters.started == steps.count)
        #expect(report.counters.finished == steps.count)
        #expect(report.counters.indexed == 3)
        #expect(report.counters.unchanged == 0)
        #expect(report.counters.skipped == 2)
        #expect(report.counters.deadLettered == 10)
        #expect(report.skippedReasons == ["not a picture": 2])
        #expect(!report.isInterrupted)
        #expect(try await workshop.client.count(workshop.index) == 3)

        let path = try #require(report.deadLetterPath)
        let lines = try FileReader.text(of: path).split(separator: "\n").map { try JSONValue.parse(String($0)) }
        let byPosition = Dictionary(uniqueKeysWithValues: lines.map { ($0["position"]?.string ?? "", $0) })
        #expect(
            byPosition.keys.sorted() == ["/c", "/e", "/f", "/g", "/h", "i", "j", "k", "l", "m"],
            "each refused input is one line"
        )
        #expect(byPosition["k"]?["stage"] == "embed")
        #expect(byPosition["k"]?["reason"] == "k could not be embedded: It is too long.")
        #expect(byPosition["l"]?["stage"] == "index")
        #expect(byPosition["l"]?["status"] == 400)
        #expect(byPosition["l"]?["id"] == "l")
        #expect(byPosition["m"]?["stage"] == "decode")
        #expect(byPosition["m"]?["reason"] == "/m.png is damaged.")
        #expect(
            byPosition["/f"]?["reason"]
                == "/f has the id 'a', which is that of a. Give it another id, or ingest it into another index."
        )
        #expect(byPosition["/g"]?["reason"] == "/g has an id of 0 bytes; it must have 1 to 512.")
        #expect(report.failures.count == 10)

        // The same again: what is indexed stays, what failed is tried again and fails again.
        let again = try await workshop.ingest(steps, embedder: embedder) {
            $0.windowSize = 2
            // Of two inputs with one id the first to come has it; side by side that may be either.
            $0.concurrentWindows = 1
        }
        #expect(again.counters.finished == steps.count)
        #expect([again.counters.indexed, again.counters.unchanged, again.counters.deadLettered] == [0, 3, 10])
        #expect(try await workshop.client.count(workshop.index) == 3)
    }

    @Test func `whatever the windows, each input is counted once`() async throws {
        for (size, concurrent) in [(1, 1), (3, 4), (1000, 2)] {
            let workshop = try Workshop()
            let steps: [SourceStep] = (0..<50)
                .map { number in
                    switch number % 5 {
                    case 3: .broken("/\(number)")
                    case 4: .skipped(position: "/\(number)", reason: "x")
                    default: .text("\(number)", "text \(number % 7)")
                    }
                }
            let report = try await workshop.ingest(steps) {
                $0.windowSize = size
                $0.concurrentWindows = concurrent
            }
            #expect(report.counters.started == 50)
            #expect([report.counters.indexed, report.counters.deadLettered, report.counters.skipped] == [30, 10, 10])
            #expect(report.counters.embedded == 7, "seven different texts are seven vectors")
            #expect(try await workshop.client.count(workshop.index) == 30)
        }
    }

    @Test func `large inputs are worked on a few at a time`() async throws {
        let workshop = try Workshop()
        let sizes = [60, 30, 60, 10, 500, 1]
        let entries = sizes.enumerated()
            .map { number, size in
                SourceStep.entry(
                    SourceEntry(position: "/\(number)", byteCount: size) { () throws(InputError) in
                        IngestRecord(id: "\(number)", content: .text("text \(number)"))
                    }
                )
            }
        let calls = Mutex<[Int]>([])
        let embedder = ScriptedEmbedder { inputs in
            calls.withLock { $0.append(inputs.count) }
            return EmbeddingBatch(outcomes: inputs.map { .success(ScriptedEmbedder.vector($0)) })
        }
        let report = try await workshop.ingest(entries, embedder: embedder) {
            $0.windowBytes = 100
            $0.concurrentWindows = 1
        }
        #expect(report.counters.indexed == 6)
        // 60 + 30, then 60 + 10, then 500 alone, then 1.
        #expect(calls.withLock { $0 } == [2, 2, 1, 1])
    }

    @Test func `a cluster that goes away ends the run, and the next one completes it`() async throws {
        let isAway = Atomic(true)
        let workshop = try Workshop { request, earlier in
            if request.operation == "bulk", earlier >= 1, isAway.load(ordering: .relaxed) {
                throw TransportError(.connectionFailed, "Nothing listens there.", requestMayHaveBeenProcessed: false)
            }
            return nil
        }
        let steps: [SourceStep] = (0..<6).map { .text("\($0)", "text \($0)") }
        let configure: (inout IngestOptions) -> Void = {
            $0.windowSize = 2
            $0.concurrentWindows = 1
        }
        let first = ScriptedEmbedder()
        let error = await #expect(throws: ElasticsearchError.self) {
            try await workshop.ingest(steps, embedder: first, configure: configure)
        }
        #expect(error?.kind == .retriesExhausted)
        #expect(first.texts == [["text 0", "text 1"], ["text 2", "text 3"]])
        isAway.store(false, ordering: .relaxed)
        let second = ScriptedEmbedder()
        let report = try await workshop.ingest(steps, embedder: second, configure: configure)
        #expect([report.counters.unchanged, report.counters.indexed, report.counters.deadLettered] == [2, 4, 0])
        #expect(second.texts == [["text 4", "text 5"]], "what was paid for is not paid for again")
        #expect(try await workshop.client.count(workshop.index) == 6)
    }

    @Test func `an embedder without any answer ends the run with its own error`() async throws {
        let workshop = try Workshop()
        let embedder = ScriptedEmbedder { _ in throw Outage(number: 402) }
        await #expect(throws: Outage(number: 402)) {
            try await workshop.ingest([.text("a", "x"), .text("b", "y")], embedder: embedder)
        }
        let report = try await workshop.ingest([.text("a", "x"), .text("b", "y")])
        #expect(report.counters.indexed == 2)
    }

    @Test func `a language is mapped once, before the first document that has it`() async throws {
        let workshop = try Workshop()
        let steps: [SourceStep] = (0..<12)
            .map { number in
                .text("\(number)", "text \(number)") {
                    $0.captions = [
                        .init(language: "en", text: "x"), .init(language: number < 6 ? "fr" : "pt-br", text: "y"),
                    ]
                }
            }
        _ = try await workshop.ingest(steps) { $0.windowSize = 1 }
        let mapped = workshop.transport.requests("put mapping")
            .flatMap { request -> [String] in
                guard case .bytes(let bytes) = request.body, let body = try? JSONValue.parse(bytes) else { return [] }
                return body["properties"]?["captions"]?["properties"]?.object?.keys ?? []
            }
        #expect(mapped.sorted() == ["en", "fr", "pt-br"])
        let description = IndexDescription(try await workshop.client.mapping(of: workshop.index))
        #expect(description?.captionLanguages.sorted() == ["en", "fr", "pt-br"])
        _ = try await workshop.ingest(
            steps.map { $0 } + [.text("new", "z") { $0.captions = [.init(language: "en", text: "q")] }]
        )
        #expect(
            workshop.transport.requests("put mapping").count <= 3,
            "languages of the index are known from the start"
        )
    }

    @Test func `an index's sizes are taken over where none are asked for`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest([.text("a", "x")]) { $0.dims = [2] }
        let report = try await workshop.ingest([.text("b", "y")])
        #expect(report.dims == [2])
        #expect(report.counters.indexed == 1)
        let error = await #expect(throws: IngestError.self) {
            try await workshop.ingest([.text("c", "z")]) { $0.dims = [4] }
        }
        #expect(error?.kind == .indexMismatch)
        #expect(error?.message.contains("holds vectors of 2 dims, not 4. Use --dims 2") == true)
    }

    @Test func `a size the model was not trained for is indexed with a warning, from the vectors already bought`()
        async throws
    {
        let workshop = try Workshop()
        var model = EmbeddingModel.tiny
        model.dimsRange = 1...4
        let embedder = ScriptedEmbedder(model: model)
        let report = try await workshop.ingest([.text("a", "x")], embedder: embedder) { $0.dims = [3, 4] }
        #expect(
            report.warnings == [
                "tiny was not trained for vectors of 3 dims: how well they find is not known. The nearest trained sizes are 2 and 4."
            ]
        )
        #expect(report.dims == [4, 3] && report.counters.indexed == 1 && embedder.calls.count == 1)
        let vectors = try await workshop.client.mapping(of: workshop.index).denseVectorFields
        #expect(vectors["text_embedding_3"]?.dims == 3)
        let again = try await workshop.ingest([.text("a", "x")], embedder: embedder)
        #expect(again.counters.unchanged == 1 && again.warnings == report.warnings)
    }

    @Test func `another model is refused as such, also where it lacks the index's sizes`() async throws {
        let workshop = try Workshop()
        _ = try await workshop.ingest([.text("a", "x")]) { $0.dims = [2] }
        var model = EmbeddingModel.tiny
        model.id = "wide"
        model.matryoshkaDims = [4]
        let error = await #expect(throws: IngestError.self) {
            try await workshop.ingest(
                [.text("b", "y")],
                embedder: ScriptedEmbedder(model: model, fingerprint: "wide-1")
            )
        }
        #expect(error?.kind == .indexMismatch)
        #expect(
            error?.message.hasPrefix("The index 'things' holds vectors of tiny (tiny-1), not of wide (wide-1).") == true
        )
    }

    @Test func `an index of somebody else's is left alone`() async throws {
        let workshop = try Workshop()
        try await workshop.client.createIndex(workshop.index)
        let error = await #expect(throws: IngestError.self) { try await workshop.ingest([.text("a", "x")]) }
        #expect(error?.kind == .indexMismatch)
        #expect(workshop.transport.requests("bulk").isEmpty)
    }

    @Test func `a request to stop takes no further input and loses none`() async throws {
        let workshop = try Workshop()
        let monitor = IngestMonitor()
        let embedder = ScriptedEmbedder { inputs in
            monitor.requestStop()
            return EmbeddingBatch(outcomes: inputs.map { .success(ScriptedEmbedder.vector($0)) })
        }
        let steps: [SourceStep] = (0..<100).map { .text("\($0)", "text \($0)") }
        let report = try await workshop.ingest(steps, embedder: embedder, monitor: monitor) {
            $0.windowSize = 5
            $0.concurrentWindows = 1
        }
        #expect(report.isInterrupted)
        #expect(report.counters.finished == report.counters.started)
        #expect(report.counters.indexed == report.counters.started)
        #expect(report.counters.started < 100)
        let rest = try await workshop.ingest(steps)
        #expect(rest.counters.unchanged == report.counters.indexed)
        #expect(rest.counters.indexed == 100 - report.counters.indexed)
        #expect(!rest.isInterrupted)
    }

    @Test func `a document is what its record says`() async throws {
        let workshop = try Workshop()
        let record = IngestRecord(
            id: "folder/a b.png",
            content: .image([7, 7]),
            path: "/x/a b.png",
            title: "Ä",
            captions: [.init(language: "de", text: "Meer")],
            tags: ["blau"],
            attributes: ["lang": "de"]
        )
        _ = try await workshop.ingest([.record(record)])
        let stored = try await workshop.client.get("folder/a b.png", index: workshop.index)
        #expect(stored?.source["title"] == "Ä")
        #expect(stored?.source["captions"] == ["de": "Meer"])
        #expect(stored?.source["width"] == 640)
        #expect(stored?.source["lang"] == "de")
        #expect(stored?.source["body"] == nil)
        // Without its tags the document is another; its vector is not.
        var changed = record
        changed.tags = []
        let embedder = ScriptedEmbedder()
        let report = try await workshop.ingest([.record(changed)], embedder: embedder)
        #expect(report.counters.indexed == 1)
        #expect(embedder.calls.isEmpty)
    }

    @Test func `small bulk bodies give each document its own outcome`() async throws {
        let workshop = try Workshop()
        let first: [SourceStep] = [.text("year", "x") { $0.attributes = ["year": 2024] }]
        _ = try await workshop.ingest(first)
        let steps: [SourceStep] = (0..<20)
            .map { number in
                .text("\(number)", "text \(number)") { if number % 7 == 3 { $0.attributes = ["year": "long ago"] } }
            }
        let report = try await workshop.ingest(steps) { $0.maxBulkBytes = 600 }
        #expect(report.counters.bulkBatches > 5)
        #expect([report.counters.indexed, report.counters.deadLettered] == [17, 3])
        #expect(report.failures.map(\.position).sorted() == ["10", "17", "3"])
        #expect(report.failures.allSatisfy { $0.error.status == 400 })
        for number in 0..<20 {
            let stored = try await workshop.client.get("\(number)", index: workshop.index)
            #expect(stored?.source["body"] == (number % 7 == 3 ? nil : .string("text \(number)")))
        }
    }

    @Test func `a report lists a hundred failures, the file all of them`() async throws {
        let workshop = try Workshop()
        let report = try await workshop.ingest((0..<150).map { .broken("/\($0)") })
        #expect(report.counters.deadLettered == 150)
        #expect(report.failures.count == 100)
        let path = try #require(report.deadLetterPath)
        #expect(try FileReader.text(of: path).split(separator: "\n").count == 150)
        let other = try await workshop.ingest([.text("a", "x")])
        #expect(other.counters.deadLettered == 0)
        #expect(other.deadLetterPath == path, "what failed before has not been mended by another source's run")
        let mended = try await workshop.ingest((0..<149).map { .text("/\($0)", "text \($0)") })
        #expect(mended.counters.indexed == 149)
        let letters = try FileReader.text(of: path).split(separator: "\n")
            .compactMap { DeadLetter(line: Array($0.utf8)) }
        #expect(letters.map(\.position) == ["/149"])
        let again = try await workshop.ingest([.broken("/149")])
        #expect(again.deadLetterPath == path)
        let tried = try FileReader.text(of: path).split(separator: "\n").compactMap { DeadLetter(line: Array($0.utf8)) }
        #expect(tried.map(\.attempts) == [2])
        _ = try await workshop.ingest([.text("/149", "text")])
        #expect(!TestEquipment.fileExists(path), "nothing is left that failed")
    }

    @Test func `every item is heard of once`() async throws {
        let workshop = try Workshop()
        let ear = Ear()
        let pipeline = IngestPipeline(
            client: workshop.client,
            index: workshop.index,
            embedder: ScriptedEmbedder(),
            images: nil,
            options: workshop.options,
            observer: ear
        )
        let picture = IngestRecord(id: "p", content: .image([1]))
        let steps: [SourceStep] = [.text("a", "x"), .record(picture), .skipped(position: "/s", reason: "why")]
        _ = try await pipeline.run(StepSource(steps: steps))
        _ = try await pipeline.run(StepSource(steps: [.text("a", "x")]))
        #expect(
            ear.heard.sorted() == [
                "/s skipped why", "a indexed -", "a unchanged -",
                "p dead_lettered p is a picture, and this build reads none.",
            ]
        )
    }
}

private final class Ear: Observer {
    private let words = Mutex<[String]>([])
    var heard: [String] { words.withLock { $0 } }
    func itemFinished(_ event: ItemEvent) {
        words.withLock { $0.append("\(event.item) \(event.outcome) \(event.reason ?? "-")") }
    }
}
