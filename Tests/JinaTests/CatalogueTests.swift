import Embeddings
import Testing

@testable import Jina

/// The numbers of the model cards, restated model by model.
@Suite struct `The catalogue` {
    struct Card: Sendable, CustomTestStringConvertible {
        var id: String
        var kinds: [CatalogueModel.Kind]
        var parameters: Int
        var context: Int
        var dims: Int?
        var sizes: [Int]
        var range: ClosedRange<Int>?
        var modalities: String
        var licence: String
        var isCommercial: Bool
        var revision: String
        var release: String
        var paper: String?
        var testDescription: String { id }

        init(
            _ id: String,
            _ kinds: [CatalogueModel.Kind],
            _ parameters: Int,
            _ context: Int,
            _ dims: Int?,
            _ sizes: [Int],
            _ range: ClosedRange<Int>?,
            _ modalities: String,
            _ licence: String,
            _ revision: String,
            _ release: String,
            _ paper: String?
        ) {
            (self.id, self.kinds, self.parameters, self.context) = (id, kinds, parameters, context)
            (self.dims, self.sizes, self.range, self.modalities) = (dims, sizes, range, modalities)
            (self.licence, isCommercial, self.revision) = (licence, licence == "Apache-2.0", revision)
            (self.release, self.paper) = (release, paper)
        }
    }

    // swift-format-ignore
    static let cards: [Card] = [
        Card("jina-clip-v2", [.embedding], 865_000_000, 8192, 1024, [64, 128, 256, 512, 768, 1024], 1...1024, "text image pdf", "CC-BY-NC-4.0", "e10d47f5", "2024-11-05", "2412.08802"),
        Card("jina-clip-v1", [.embedding], 223_000_000, 8192, 768, [768], nil, "text image pdf", "Apache-2.0", "ceb3e44c", "2024-06-05", "2405.20204"),
        Card("jina-embeddings-v3", [.embedding], 570_000_000, 8192, 1024, [32, 64, 128, 256, 512, 768, 1024], 1...1024, "text", "CC-BY-NC-4.0", "ab036b02", "2024-09-18", "2409.10173"),
        Card("jina-embeddings-v4", [.embedding, .multiVector], 3_800_000_000, 32768, 2048, [128, 256, 512, 1024, 2048], 1...2048, "text image pdf", "Qwen Research License", "853c867b", "2025-06-24", "2506.18902"),
        Card("jina-embeddings-v5-text-small", [.embedding], 677_000_000, 32768, 1024, [32, 64, 128, 256, 512, 1024], 1...1024, "text", "CC-BY-NC-4.0", "dd76d535", "2026-02-18", "2602.15547"),
        Card("jina-embeddings-v5-text-nano", [.embedding], 239_000_000, 8192, 768, [32, 64, 128, 256, 512, 768], 1...768, "text", "CC-BY-NC-4.0", "8a7f00aa", "2026-02-18", "2602.15547"),
        Card("jina-embeddings-v5-omni-small", [.embedding], 1_740_000_000, 32768, 1024, [32, 64, 128, 256, 512, 1024], nil, "text image audio video pdf", "CC-BY-NC-4.0", "05f4151c", "2026-05-07", "2605.08384"),
        Card("jina-embeddings-v5-omni-nano", [.embedding], 1_040_000_000, 8192, 768, [32, 64, 128, 256, 512, 768], nil, "text image audio video pdf", "CC-BY-NC-4.0", "b0d25212", "2026-05-07", "2605.08384"),
        Card("jina-code-embeddings-0.5b", [.embedding], 494_000_000, 32768, 896, [64, 128, 256, 512, 896], 1...896, "text code", "CC-BY-NC-4.0", "4db23513", "2025-09-01", "2508.21290"),
        Card("jina-code-embeddings-1.5b", [.embedding], 1_540_000_000, 32768, 1536, [128, 256, 512, 1024, 1536], 1...1536, "text code", "CC-BY-NC-4.0", "39aeb4fb", "2025-09-01", "2508.21290"),
        Card("jina-embeddings-v2-base-en", [.embedding], 137_000_000, 8192, 768, [768], nil, "text", "Apache-2.0", "322d4d7e", "2023-10-28", "2310.19923"),
        Card("jina-embeddings-v2-base-zh", [.embedding], 161_000_000, 8192, 768, [768], nil, "text", "Apache-2.0", "c1ff9086", "2024-01-09", "2310.19923"),
        Card("jina-embeddings-v2-base-de", [.embedding], 161_000_000, 8192, 768, [768], nil, "text", "Apache-2.0", "3f9eede8", "2024-01-15", "2310.19923"),
        Card("jina-embeddings-v2-base-es", [.embedding], 161_000_000, 8192, 768, [768], nil, "text", "Apache-2.0", "8e2d780d", "2024-02-14", "2310.19923"),
        Card("jina-embeddings-v2-base-code", [.embedding], 137_000_000, 8192, 768, [768], nil, "text code", "Apache-2.0", "516f4baf", "2024-02-05", nil),
        Card("jina-colbert-v2", [.multiVector, .reranker], 560_000_000, 8192, nil, [64, 96, 128], nil, "text", "CC-BY-NC-4.0", "4552c4dc", "2024-08-31", "2408.16672"),
        Card("jina-colbert-v1-en", [.multiVector, .reranker], 137_000_000, 8192, nil, [128], nil, "text", "Apache-2.0", "31bb5a4d", "2024-02-17", nil),
        Card("jina-reranker-v3.5", [.reranker], 600_000_000, 131_072, nil, [], nil, "text", "CC-BY-NC-4.0", "e8a93f33", "2026-07-27", "2607.18152"),
        Card("jina-reranker-v3", [.reranker], 597_000_000, 131_072, nil, [], nil, "text", "CC-BY-NC-4.0", "10fb694f", "2025-10-01", "2509.25085"),
        Card("jina-reranker-m0", [.reranker], 2_400_000_000, 10_240, nil, [], nil, "text image", "CC-BY-NC-4.0", "94bfe0ae", "2025-04-08", nil),
        Card("jina-reranker-v2-base-multilingual", [.reranker], 278_000_000, 1024, nil, [], nil, "text", "CC-BY-NC-4.0", "9cfeff2d", "2024-06-25", nil),
        Card("jina-reranker-v1-turbo-en", [.reranker], 37_800_000, 8192, nil, [], nil, "text", "Apache-2.0", "b8c14f4e", "2024-04-18", nil),
        Card("jina-reranker-v1-tiny-en", [.reranker], 33_000_000, 8192, nil, [], nil, "text", "Apache-2.0", "aca45de6", "2024-04-18", nil),
        Card("jina-reranker-v1-base-en", [.reranker], 137_000_000, 8192, nil, [], nil, "text", "Apache-2.0", "a0570029", "2024-02-29", nil),
        Card("ReaderLM-v2", [.reader], 1_540_000_000, 524_288, nil, [], nil, "text", "CC-BY-NC-4.0", "1d070784", "2025-01-16", "2503.01151"),
        Card("jina-vlm", [.vlm], 2_400_000_000, 32768, nil, [], nil, "text image", "CC-BY-NC-4.0", "ddfa80b1", "2025-12-04", "2512.04032"),
    ]

    @Test(arguments: cards)
    func `an entry says what the card says`(card: Card) throws {
        let model = try JinaModels.model(card.id)
        #expect(model.kinds == card.kinds)
        #expect(model.parameters == card.parameters && model.contextTokens == card.context)
        #expect(model.vectors?.dims == card.dims)
        #expect((model.vectors?.matryoshkaDims ?? model.tokenVectors?.sizes ?? []) == card.sizes)
        #expect(model.vectors?.dimsRange == card.range)
        #expect(model.modalities == Set(card.modalities.split(separator: " ").map { Modality(rawValue: String($0)) }))
        #expect(model.licence.name == card.licence && model.licence.allowsCommercialUse == card.isCommercial)
        #expect(model.revision.hasPrefix(card.revision) && model.revision.count == 40)
        #expect(model.release == card.release && model.paper == card.paper)
    }

    @Test func `every entry is on a card above, once, with a source`() {
        let ids = JinaModels.catalogue.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(Set(ids) == Set(Self.cards.map(\.id)))
        for model in JinaModels.catalogue {
            #expect(!model.sources.isEmpty && !model.kinds.isEmpty && !model.summary.isEmpty, "\(model.id)")
            #expect(model.modalities.isSuperset(of: model.undocumentedModalities), "\(model.id)")
            #expect(model.notes.allSatisfy { $0.hasSuffix(".") }, "\(model.id)")
            let names = model.tasks.map(\.name)
            #expect(Set(names).count == names.count, "\(model.id)")
            for task in [model.queryTask, model.documentTask, model.defaultTask].compactMap(\.self) {
                #expect(names.contains(task), "\(model.id) \(task)")
            }
            #expect((model.images != nil) == model.modalities.contains(.image), "\(model.id)")
            #expect((model.vectors == nil && model.tokenVectors == nil) == model.outputTypes.isEmpty, "\(model.id)")
            if let vectors = model.vectors, let range = vectors.dimsRange { #expect(range == 1...vectors.dims) }
        }
    }

    @Test(arguments: [
        (["jina-clip-v2"], "retrieval.query", nil as String?),
        (["jina-clip-v1", "jina-embeddings-v2-base-de"], nil as String?, nil),
        (
            [
                "jina-embeddings-v3", "jina-embeddings-v4", "jina-embeddings-v5-text-small",
                "jina-embeddings-v5-text-nano",
                "jina-embeddings-v5-omni-small", "jina-embeddings-v5-omni-nano",
            ], "retrieval.query", "retrieval.passage"
        ),
        (["jina-code-embeddings-0.5b", "jina-code-embeddings-1.5b"], "nl2code.query", "nl2code.passage"),
    ])
    func `queries and documents have their task`(ids: [String], query: String?, document: String?) throws {
        for id in ids {
            let model = try JinaModels.model(id)
            #expect(model.queryTask == query && model.documentTask == document, "\(id)")
        }
    }

    @Test func `tasks are those of the API's description, and one is meant where none is said`() throws {
        func tasks(_ id: String) throws -> [String] { try JinaModels.model(id).tasks.map(\.name).sorted() }
        #expect(try tasks("jina-clip-v2") == ["retrieval.query"])
        #expect(
            try tasks("jina-embeddings-v3") == [
                "classification", "retrieval.passage", "retrieval.query", "separation", "text-matching",
            ]
        )
        #expect(
            try tasks("jina-embeddings-v4") == [
                "code.passage", "code.query", "retrieval.passage", "retrieval.query", "text-matching",
            ]
        )
        for id in ["text-small", "text-nano", "omni-small", "omni-nano"] {
            #expect(
                try tasks("jina-embeddings-v5-\(id)") == [
                    "classification", "clustering", "retrieval.passage", "retrieval.query", "text-matching",
                ]
            )
        }
        let uses = ["nl2code", "qa", "code2code", "code2nl", "code2completion"]
        #expect(
            try tasks("jina-code-embeddings-1.5b") == uses.flatMap { ["\($0).query", "\($0).passage"] }.sorted()
        )
        let defaults = JinaModels.catalogue.filter { $0.defaultTask != nil }.map { "\($0.id) \($0.defaultTask ?? "")" }
        #expect(
            Set(defaults) == [
                "jina-embeddings-v4 text-matching", "jina-embeddings-v5-text-small text-matching",
                "jina-embeddings-v5-text-nano text-matching", "jina-embeddings-v5-omni-small text-matching",
                "jina-embeddings-v5-omni-nano text-matching", "jina-code-embeddings-0.5b nl2code.query",
                "jina-code-embeddings-1.5b nl2code.query",
            ]
        )
    }

    @Test(arguments: [
        ("jina-clip-v2", "retrieval.query", "Represent the query for retrieving evidence documents: " as String?),
        ("jina-embeddings-v3", "retrieval.query", "Represent the query for retrieving evidence documents: "),
        ("jina-embeddings-v3", "retrieval.passage", "Represent the document for retrieval: "),
        ("jina-embeddings-v3", "separation", nil),
        ("jina-embeddings-v4", "retrieval.query", "Query: "), ("jina-embeddings-v4", "retrieval.passage", "Passage: "),
        ("jina-embeddings-v5-text-small", "retrieval.query", "Query: "),
        ("jina-embeddings-v5-text-nano", "retrieval.passage", "Document: "),
        ("jina-embeddings-v5-text-nano", "clustering", nil),
        ("jina-embeddings-v5-omni-nano", "text-matching", "Document: "),
        (
            "jina-code-embeddings-0.5b", "nl2code.query",
            "Find the most relevant code snippet given the following query:\n"
        ),
        ("jina-code-embeddings-0.5b", "nl2code.passage", "Candidate code snippet:\n"),
        ("jina-code-embeddings-1.5b", "qa.query", "Find the most relevant answer given the following question:\n"),
        ("jina-code-embeddings-1.5b", "qa.passage", "Candidate answer:\n"),
        (
            "jina-code-embeddings-1.5b", "code2code.query",
            "Find an equivalent code snippet given the following code snippet:\n"
        ),
        ("jina-code-embeddings-1.5b", "code2code.passage", "Candidate code snippet:\n"),
        ("jina-code-embeddings-1.5b", "code2nl.query", nil),
    ])
    func `a task has its prompt`(id: String, task: String, prompt: String?) throws {
        let entry = try #require(try JinaModels.model(id).tasks.first { $0.name == task })
        #expect(entry.prompt == prompt)
    }

    @Test func `requests may say what the API's description lets them say`() throws {
        func models(_ option: String) -> Set<String> {
            Set(JinaModels.catalogue.filter { $0.requestOptions.contains(option) }.map(\.id))
        }
        let v2 = Set(JinaModels.embeddingsV2.map(\.id))
        let normalised = v2.union(["jina-clip-v1", "jina-clip-v2", "jina-embeddings-v3"])
        #expect(
            models("normalized") == normalised.union(["jina-embeddings-v5-text-nano", "jina-embeddings-v5-text-small"])
        )
        #expect(
            models("truncate")
                == models("normalized")
                .union(["jina-embeddings-v4", "jina-code-embeddings-0.5b", "jina-code-embeddings-1.5b"])
        )
        #expect(models("late_chunking") == ["jina-embeddings-v3", "jina-embeddings-v4"])
        #expect(JinaModels.lateChunking == models("late_chunking"))
        #expect(models("return_multivector") == ["jina-embeddings-v4"])
        #expect(models("input_type") == ["jina-colbert-v1-en", "jina-colbert-v2"])
        #expect(models("max_doc_length") == ["jina-reranker-v3", "jina-reranker-v3.5"])
        let sizes = JinaModels.catalogue.filter { $0.vectors?.dimsRange != nil }.map(\.id)
        #expect(models("dimensions") == Set(sizes).union(["jina-colbert-v2"]))
        for model in JinaModels.catalogue where model.vectors != nil {
            #expect(model.outputTypes == ["float", "base64", "binary", "ubinary"], "\(model.id)")
        }
    }

    @Test func `limits are those of the cards`() throws {
        func images(_ id: String) throws -> CatalogueModel.ImageLimits? { try JinaModels.model(id).images }
        #expect(try images("jina-clip-v2") == .init(side: 512, maxBytes: 8_000_000))
        #expect(try images("jina-clip-v1") == .init(side: 224, maxBytes: 8_000_000))
        #expect(try images("jina-embeddings-v4") == .init(maxBytes: 8_000_000, maxPixels: 20_000_000))
        #expect(try images("jina-reranker-m0") == .init(minSide: 56))
        #expect(try images("jina-vlm") == .init(maxSide: 4096))
        #expect(try JinaModels.model("jina-colbert-v2").tokenVectors?.queryTokens == 32)
        #expect(try JinaModels.model("jina-embeddings-v4").tokenVectors == .init(128, sizes: [128]))
        for (id, query) in [("jina-reranker-v3", 512), ("jina-reranker-v3.5", 1024)] {
            #expect(
                try JinaModels.model(id).reranking
                    == .init(
                        isListwise: true,
                        passagesPerCall: 64,
                        queryTokens: query,
                        passageTokens: 2048,
                        maxPassageTokens: 8192,
                        embeddingDims: 512
                    )
            )
        }
    }

    @Test func `what contradicts itself or is not known is said`() throws {
        for (id, words) in [
            ("jina-clip-v2", "32 dims"), ("jina-embeddings-v5-text-nano", "32K"),
            ("jina-embeddings-v5-text-nano", "up to 1024"), ("jina-embeddings-v5-omni-small", "768 dims"),
            ("jina-embeddings-v5-omni-nano", "is not known"), ("jina-code-embeddings-0.5b", "code2nl"),
            ("jina-reranker-v3", "256 dims"), ("jina-reranker-m0", "may be a picture"), ("jina-vlm", "not known"),
            ("jina-embeddings-v5-text-small", "16 inputs"),
        ] {
            #expect(try JinaModels.model(id).notes.contains { $0.contains(words) }, "\(id): \(words)")
        }
    }

    @Test func `a filter's conditions hold together`() {
        func ids(_ filter: CatalogueFilter) -> Set<String> {
            Set(JinaModels.catalogue.filter(filter.accepts).map(\.id))
        }
        #expect(ids(.init()).count == JinaModels.catalogue.count)
        #expect(ids(.init(kind: .embedding, modalities: [.image], needsCommercialUse: true)) == ["jina-clip-v1"])
        #expect(
            ids(.init(kind: .multiVector)) == ["jina-colbert-v1-en", "jina-colbert-v2", "jina-embeddings-v4"]
        )
        #expect(ids(.init(kind: .reranker, modalities: [.text, .image])) == ["jina-reranker-m0"])
        #expect(ids(.init(modalities: [.audio, .video])).count == 2)
        #expect(ids(.init(task: "separation")) == ["jina-embeddings-v3"])
        #expect(ids(.init(task: "code")) == ["jina-embeddings-v4"])
        #expect(ids(.init(task: "nl2code")).count == 2)
        #expect(ids(.init(task: "retrieval")).count == 7)
        #expect(ids(.init(task: "retrieval.passage")).count == 6)
        #expect(ids(.init(task: "retrie")) == [])
    }
}
