import CurlTransport
import ESJinaTesting
import Elasticsearch
import Embeddings
import HTTPTransport
import JSONValues
import Jina
import TestSupport
import Testing

@testable import ESJina

@Suite struct `Long texts` {
    /// Sentences of about 16 tokens each.
    private static func sentences(_ range: ClosedRange<Int>, _ word: String = "tide") -> String {
        range.map { "Sentence number \($0) tells of the \(word) and of the harbour at night. " }.joined()
    }

    /// The documents of the index by id.
    private func documents(_ workshop: Workshop) async throws -> [String: JSONObject] {
        let answer = try await workshop.client.search(
            SearchRequest(query: .matchAll(), size: 1000),
            index: workshop.index
        )
        return Dictionary(answer.hits.map { ($0.id, $0.source) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func `what the model cannot read at once becomes parts that know where they come from`() async throws {
        let workshop = try Workshop()
        let text = Self.sentences(1...40)
        let steps: [SourceStep] = [
            .text("novel", text) {
                $0.title = "The Tide"
                $0.tags = ["sea"]
            },
            .text("note", "Short."),
        ]
        let embedder = ScriptedEmbedder()
        let report = try await workshop.ingest(steps, embedder: embedder) { $0.overlapTokens = 30 }
        #expect([report.counters.indexed, report.counters.deadLettered] == [2, 0])
        for text in embedder.texts.joined() {
            #expect(TokenEstimate.tokens(in: text) <= ScriptedEmbedder().model.maxTokens)
        }

        var documents = try await documents(workshop)
        #expect(documents["note"]?["parent_id"] == nil)
        documents["note"] = nil
        let parts = (1...documents.count).map { documents["novel#chunk-\($0)"] ?? [:] }
        #expect(parts.count > 8)
        let scalars = Array(text.unicodeScalars)
        var end = 0
        for (index, part) in parts.enumerated() {
            let body = try #require(part["body"]?.string)
            let start = try #require(part["part_start"]?.int)
            #expect(part["part_number"]?.int == index + 1)
            #expect(part["part_count"]?.int == parts.count)
            #expect(part["parent_id"] == "novel")
            #expect(part["title"] == "The Tide")
            #expect(part["tags"] == ["sea"])
            #expect(Array(body.unicodeScalars) == Array(scalars[start..<start + body.unicodeScalars.count]))
            #expect(body.hasPrefix("Sentence number "))
            #expect(start < end || index == 0, "neighbours share a sentence")
            end = start + body.unicodeScalars.count
        }
        #expect(end == scalars.count)
        #expect(embedder.texts.joined().count { $0.hasPrefix("The Tide\nSentence") } == parts.count)
    }

    @Test func `a change of a text embeds only the parts that changed`() async throws {
        let workshop = try Workshop()
        let embedder = HashingEmbedder()
        func ingest(_ text: String) async throws -> IngestReport {
            try await workshop.ingest([.text("novel", text)], embedder: embedder) {
                $0.maxTokens = 100
                $0.overlapTokens = 0
            }
        }
        let first = try await ingest(Self.sentences(1...60))
        #expect(first.counters.indexed == 1)
        #expect(first.counters.embedded > 8)
        #expect(first.counters.embedded == first.counters.documents)
        let again = try await ingest(Self.sentences(1...60))
        #expect([again.counters.unchanged, again.counters.embedded, again.counters.documents] == [1, 0, 0])
        let changed = try await ingest(
            Self.sentences(1...30) + Self.sentences(31...60).replacing("number 45", with: "number 54")
        )
        #expect([changed.counters.indexed, changed.counters.embedded, changed.counters.documents] == [1, 1, 1])
    }

    @Test func `parts that a shorter text lacks are removed, and a text that fits is one document again`() async throws
    {
        let workshop = try Workshop()
        func ids(_ count: Int) async throws -> [String] {
            let report = try await workshop.ingest([.text("novel", Self.sentences(1...count))])
            #expect(report.counters.indexed == 1)
            #expect(report.reconciliation?.isConsistent == true)
            return try await documents(workshop).keys.sorted()
        }
        #expect(try await ids(20).count > 3)
        let two = try await ids(5)
        #expect(two == ["novel#chunk-1", "novel#chunk-2"])
        #expect(try await ids(1) == ["novel"])
        #expect(try await ids(5) == two)
    }

    @Test func `a title of any length leaves room for the text`() {
        let division = TextDivision(options: IngestOptions(stateDirectory: "/"), embedder: ScriptedEmbedder())
        let title = Self.sentences(1...30)
        let body = Self.sentences(1...10)
        let record = IngestRecord(id: "x", content: .text(body), title: title)
        let parts = division.parts(of: record, body)
        #expect(parts.count > 1)
        for part in parts {
            guard case .text(let text) = part.record.content else { continue }
            let embedded = division.embeddedText(part.record.title, text)
            #expect(embedded.hasPrefix("Sentence number 1 tells"))
            #expect(embedded.hasSuffix(text))
            #expect(TokenEstimate.tokens(in: embedded) <= 100)
            #expect(part.record.title == title, "the document keeps all of it")
        }
    }

    @Test func `stretches of white space are no parts`() {
        let division = TextDivision(options: IngestOptions(stateDirectory: "/"), embedder: ScriptedEmbedder())
        let text = "Before. " + String(repeating: "\n \n", count: 400) + "Behind."
        let parts = division.parts(of: IngestRecord(id: "x", content: .text(text)), text)
        #expect(parts.count == 2)
        #expect(parts.map { $0.record.part?.count } == [2, 2])
    }

    @Test func `a text that brings its vector stays whole`() async throws {
        let workshop = try Workshop()
        let step = SourceStep.text("novel", Self.sentences(1...40)) { $0.vector = Embedding([1, 0, 0, 0]) }
        let report = try await workshop.ingest([step])
        #expect([report.counters.indexed, report.counters.embedded] == [1, 0])
        #expect(try await documents(workshop).keys.sorted() == ["novel"])
    }
}

@Suite struct `Late chunking` {
    private let text = (1...60).map { "Sentence number \($0) tells of the tide and of the harbour. " }.joined()

    private func embedder(
        _ server: HostedJinaServer,
        model: EmbeddingModel = JinaModels.embeddingsV3
    ) async throws -> JinaEmbedder {
        try await JinaEmbedder(
            client: JinaClient(
                JinaConfiguration(
                    baseURL: server.url,
                    apiKey: Secret(HostedJinaServer.defaultKey),
                    dialect: .hosted,
                    retryPolicy: .never
                ),
                transport: LibcurlTransport()
            ),
            model: model
        )
    }

    private func ingest(
        _ workshop: Workshop,
        _ embedder: any Embedder,
        _ texts: [String: String],
        maxTokens: Int = 120
    ) async throws -> IngestReport {
        try await workshop.ingest(
            texts.sorted { $0.key < $1.key }.map { .text($0.key, $0.value) { $0.title = "The Tide" } },
            embedder: embedder
        ) {
            $0.lateChunking = true
            $0.maxTokens = maxTokens
        }
    }

    /// The bodies of the parts of `id`, and their vectors.
    private func parts(_ workshop: Workshop, _ id: String) async throws -> [(body: String, vector: [Float])] {
        let answer = try await workshop.client.search(
            SearchRequest(
                query: .term("parent_id", JSONValue(id)),
                size: 1000,
                source: .all,
                sort: [.init("part_number")]
            ),
            index: workshop.index
        )
        return try answer.hits.map { hit in
            let field = DocumentFields.embedding(.text, dims: 1024)
            let vector = try #require(hit.source[field])
            return (
                try #require(hit.source["body"]?.string),
                try vector.array?.map { Float($0.double ?? 0) } ?? Embedding(base64: vector.string ?? "", .big).values
            )
        }
    }

    @Test func `the parts of a text go in one call, and each vector knows all of them`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let workshop = try Workshop()
        let report = try await ingest(workshop, try await embedder(server), ["novel": text])
        #expect([report.counters.indexed, report.counters.embeddingCalls] == [1, 1])
        #expect(server.requestCount == 1)
        let sent = try #require(server.requests.last?.json)
        #expect(sent["late_chunking"] == true)
        let chunks = (sent["input"]?.array ?? []).compactMap(\.string)
        #expect(chunks.joined() == "The Tide\n" + text, "nothing is repeated, and the title comes once")
        let parts = try await parts(workshop, "novel")
        #expect(parts.map(\.body).joined() == text)
        let expected = HostedJinaServer.vectors(forChunks: chunks, task: "retrieval.passage")
        #expect(parts.count == expected.count)
        for (part, vector) in zip(parts, expected) {
            #expect(zip(part.vector, vector.values).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test func `nothing is paid for twice: not in a second run, not for an equal text`()
        async throws
    {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let workshop = try Workshop()
        let embedder = try await embedder(server)
        let first = try await ingest(workshop, embedder, ["a": text, "b": text])
        #expect(first.counters.indexed == 2)
        #expect(server.requestCount == 1)
        let second = try await ingest(workshop, embedder, ["a": text, "b": text, "c": text])
        #expect([second.counters.unchanged, second.counters.indexed] == [2, 1])
        #expect(server.requestCount == 1)
        #expect(Set(server.paidInputs).count == server.paidInputs.count)
    }

    @Test func `a run that ends before the index has them all pays for none again`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let workshop = try Workshop { request, earlier in
            guard request.operation == "bulk", earlier < 2 else { return nil }
            throw TransportError(.connectionFailed, "Nothing listens there.", requestMayHaveBeenProcessed: false)
        }
        let embedder = try await embedder(server)
        await #expect(throws: (any Error).self) { try await ingest(workshop, embedder, ["a": text]) }
        #expect(try await ingest(workshop, embedder, ["a": text]).counters.indexed == 1)
        #expect(server.requestCount == 1)
    }

    @Test func `a change anywhere changes the vectors of all`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let workshop = try Workshop()
        let embedder = try await embedder(server)
        let before = try await ingest(workshop, embedder, ["a": text])
        let after = try await ingest(workshop, embedder, ["a": text.replacing("number 55", with: "number 99")])
        #expect(after.counters.indexed == 1)
        #expect(after.counters.embedded == before.counters.embedded)
        #expect(server.requestCount == 2)
    }

    @Test func `switching it on or off embeds again`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let workshop = try Workshop()
        let embedder = try await embedder(server)
        _ = try await ingest(workshop, embedder, ["a": text])
        let alone = try await workshop.ingest([.text("a", text) { $0.title = "The Tide" }], embedder: embedder) {
            $0.maxTokens = 120
            $0.overlapTokens = 0
        }
        #expect(alone.counters.indexed == 1)
        #expect(alone.counters.embedded > 5)
    }

    @Test func `a text longer than the model reads goes in as few calls as it needs`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let workshop = try Workshop()
        let long = String(repeating: text, count: 12)
        let report = try await ingest(workshop, try await embedder(server), ["a": long], maxTokens: 1000)
        #expect(report.counters.indexed == 1)
        let calls = server.requests.compactMap(\.json).filter { $0["late_chunking"] == true }
        #expect(calls.count == 2)
        for call in calls {
            let inputs = (call["input"]?.array ?? []).compactMap(\.string)
            #expect(inputs.first?.hasPrefix("The Tide\n") == true)
            #expect(inputs.reduce(0) { $0 + TokenEstimate.tokens(in: $1) } <= JinaModels.embeddingsV3.maxTokens)
        }
    }

    @Test func `a model that cannot embeds each part by itself, with overlap`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let workshop = try Workshop()
        let clip = try await embedder(server, model: JinaModels.clipV2)
        #expect(try await ingest(workshop, clip, ["a": text]).counters.indexed == 1)
        #expect(server.requests.allSatisfy { $0.json?["late_chunking"] == nil })
        let bodies = try await parts(workshop, "a").map(\.body)
        #expect(bodies.reduce(0) { $0 + $1.count } > text.count)
    }

    @Test func `without a size parts have 512 tokens at most`() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        var options = IngestOptions(stateDirectory: "/")
        options.lateChunking = true
        let division = TextDivision(options: options, embedder: try await embedder(server))
        #expect(division.maxTokens == 512)
        let parts = division.parts(of: IngestRecord(id: "x", content: .text(text)), text)
        #expect(parts.map { $0.context?.index } == [0, 1, 2])
    }
}
