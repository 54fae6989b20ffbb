import ESJina
import Elasticsearch
import Embeddings
import JSONValues
import TestSupport
import Testing

/// The same documents by the same token vectors on every engine.
@Suite(.serialized) struct `Late interaction on every engine` {
    private static let texts = [
        "A red bicycle leans on the wall of the bakery", "The tide table of the harbour, for the whole year",
        "How to repair the chain of a bicycle, and what tools one needs for it", "Repairing shoes by hand",
        "A bicycle race through the mountains in the rain", "Der Fahrradladen repariert Ketten",
        "Bread from the bakery on the corner", "The harbour at night, with red lamps",
    ]

    private struct Source: AsyncSequence, Sendable {
        typealias Element = SourceStep

        struct Iterator: AsyncIteratorProtocol {
            var rest: ArraySlice<SourceStep>
            mutating func next() async -> SourceStep? { rest.popFirst() }
        }

        func makeAsyncIterator() -> Iterator {
            let steps = texts.enumerated()
                .map { number, text in
                    // Every other one lies under a routing of its own, which a search must not need to know.
                    let routing = number % 2 == 0 ? "r\(number)" : nil
                    let record = IngestRecord(id: "t\(number)", content: .text(text), routing: routing)
                    return SourceStep.entry(SourceEntry(position: record.id) { () throws(InputError) in record })
                }
            return Iterator(rest: steps[...])
        }
    }

    @Test(arguments: Engine.all) func `orders and scores are those of the formula, and hits stay small`(
        engine: Engine
    ) async throws {
        try await engine.withIndex("late") { client, index, directory in
            let words = try HashingMultiVectorEmbedder()
            let pipeline = IngestPipeline(
                client: client,
                index: index,
                embedder: HashingEmbedder(),
                multiVectorEmbedder: words,
                images: nil,
                options: IngestOptions(stateDirectory: directory.path + "/state")
            )
            let report = try await pipeline.run(Source())
            #expect(report.counters.indexed == Self.texts.count)
            #expect(report.reconciliation?.isConsistent == true)

            let search = try await SearchPipeline(
                client: client,
                index: index,
                secondStage: { description in
                    try description.tokenVectors.map {
                        try LateInteractionStage(client: client, index: index, field: $0, embedder: words)
                    }
                },
                embedder: { _ in HashingEmbedder() }
            )
            let asked = try await words.embed(["repair a bicycle chain"], role: .query).outcomes[0].get()
            let known = try await words.embed(Self.texts, role: .document).outcomes.map { try $0.get() }
            let exact = try known.enumerated()
                .map { ("t\($0)", try asked.maxSim(PackedMultiVector($1, as: .int8).multiVector())) }
                .sorted { $0.1 > $1.1 }
            let results = try await search.search(SearchQuery(text: "repair a bicycle chain"))
            #expect(results.warnings == [])
            #expect(results.hits.map(\.id) == exact.map(\.0))
            for (hit, (_, score)) in zip(results.hits, exact) {
                // What is stored was rounded to bfloat16 before.
                #expect(abs(hit.score - score) < 0.01)
                #expect(hit.provenance.last?.leg == "rerank")
                #expect(hit.source[DocumentFields.tokenVectors] == nil)
            }
        }
    }

    @Test(arguments: Engine.all) func `the bytes come back as they went, and take no room beside the source`(
        engine: Engine
    ) async throws {
        try await engine.withIndex("tokens") { client, index, _ in
            var plan = try IndexPlan(embedder: HashingEmbedder(), dims: [64])
            let words = try HashingMultiVectorEmbedder()
            plan.tokenVectors = TokenVectorField(embedder: words, storage: .binary)
            _ = try await client.createIndex(index, plan.definition(for: try await client.capabilities()))
            // 8192 tokens: far more than a keyword or a term may have bytes.
            let vectors = try MultiVector(
                (0..<8192 * 128).map { Float(($0 * 7919) % 251 - 125) / 125 },
                dims: 128
            )
            let packed = try PackedMultiVector(vectors, as: .int8)
            let source: JSONObject = [DocumentFields.tokenVectors: .string(packed.base64)]
            let batch = BulkBatch([BulkOperation(.index, id: "a", source: JSONValue.object(source).serialized())])
            let answer = try await client.bulk(batch, index: index, refresh: .immediate)
            #expect(!answer.hasErrors)
            let stored = try await client.multiGet(["a"], index: index, source: .fields([DocumentFields.tokenVectors]))
            let text = try #require(stored.first??.source[DocumentFields.tokenVectors]?.string)
            #expect(try PackedMultiVector(base64: text) == packed)
            // Without doc values and postings a server cannot even say whether a document has a value.
            #expect(try await client.count(index, query: .exists(DocumentFields.tokenVectors)) == 0)
            let field = try await client.mapping(of: index).properties[DocumentFields.tokenVectors]
            #expect(field == .raw(["type": "binary"]))
        }
    }
}
