import CurlTransport
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import ESJinaTesting
@testable import Jina

/// What clients get from the catalogue is what indexes were made with before there was one.
@Suite struct `Models derived from the catalogue` {
    /// The sizes, what is read, tokens, query task, document task.
    private static let embedding: [(EmbeddingModel, [Int], ClosedRange<Int>?, Set<Modality>, Int, String?, String?)] = [
        (
            JinaModels.clipV2, [64, 128, 256, 512, 768, 1024], 1...1024, [.text, .image], 8192, "retrieval.query", nil
        ),
        (JinaModels.clipV1, [768], nil, [.text, .image], 8192, nil, nil),
        (
            JinaModels.embeddingsV3, [32, 64, 128, 256, 512, 768, 1024], 1...1024, [.text], 8192, "retrieval.query",
            "retrieval.passage"
        ),
        (
            JinaModels.embeddingsV4, [128, 256, 512, 1024, 2048], 1...2048, [.text, .image], 32768, "retrieval.query",
            "retrieval.passage"
        ),
        (
            JinaModels.embeddingsV5TextSmall, [32, 64, 128, 256, 512, 1024], 1...1024, [.text], 32768,
            "retrieval.query", "retrieval.passage"
        ),
        (
            JinaModels.embeddingsV5TextNano, [32, 64, 128, 256, 512, 768], 1...768, [.text], 8192, "retrieval.query",
            "retrieval.passage"
        ),
        (
            JinaModels.embeddingsV5OmniSmall, [32, 64, 128, 256, 512, 1024], nil, [.text, .image], 32768,
            "retrieval.query", "retrieval.passage"
        ),
        (
            JinaModels.embeddingsV5OmniNano, [32, 64, 128, 256, 512, 768], nil, [.text, .image], 8192,
            "retrieval.query", "retrieval.passage"
        ),
        (JinaModels.code05B, [64, 128, 256, 512, 896], 1...896, [.text], 32768, "nl2code.query", "nl2code.passage"),
        (
            JinaModels.code15B, [128, 256, 512, 1024, 1536], 1...1536, [.text], 32768, "nl2code.query",
            "nl2code.passage"
        ),
    ]

    @Test func `embedding models are what they were`() {
        let v2 = JinaModels.embeddingsV2
        #expect(v2.map(\.id) == ["en", "zh", "de", "es", "code"].map { "jina-embeddings-v2-base-\($0)" })
        let expected =
            Self.embedding
            + v2.map { ($0, [768], nil, [.text], 8192, nil, nil) }
        for (model, sizes, range, modalities, tokens, query, document) in expected {
            #expect(
                model
                    == EmbeddingModel(
                        id: model.id,
                        dims: sizes[sizes.count - 1],
                        matryoshkaDims: sizes,
                        dimsRange: range,
                        modalities: modalities,
                        maxTokens: tokens,
                        queryTask: query,
                        documentTask: document
                    ),
                "\(model.id)"
            )
        }
        #expect(Set(expected.map(\.0.id)) == Set(JinaModels.embeddingModels.map(\.id)))
    }

    @Test func `late-interaction models and rerankers are what they were`() {
        #expect(
            JinaModels.multiVectorModels == [
                MultiVectorModel(id: "jina-colbert-v2", dims: 128, sizes: [64, 96, 128], maxTokens: 8192),
                MultiVectorModel(id: "jina-colbert-v1-en", dims: 128, sizes: [128], maxTokens: 8192),
            ]
        )
        #expect(JinaModels.multiVectorModels == [JinaModels.colbertV2, JinaModels.colbertV1])
        func listwise(_ id: String) -> JinaRerankerModel {
            JinaRerankerModel(
                id: id,
                maxDocuments: 64,
                isListwise: true,
                contextTokens: 131_072,
                documentTokens: 2048,
                maxDocumentTokens: 8192
            )
        }
        func pointwise(_ id: String, _ tokens: Int, _ modalities: Set<Modality> = [.text]) -> JinaRerankerModel {
            JinaRerankerModel(
                id: id,
                maxDocuments: 1000,
                isListwise: false,
                contextTokens: tokens,
                modalities: modalities
            )
        }
        #expect(JinaModels.rerankerV3 == listwise("jina-reranker-v3"))
        #expect(JinaModels.rerankerV35 == listwise("jina-reranker-v3.5"))
        #expect(JinaModels.rerankerM0 == pointwise("jina-reranker-m0", 10_240, [.text, .image]))
        #expect(JinaModels.rerankerV2 == pointwise("jina-reranker-v2-base-multilingual", 1024))
        #expect(JinaModels.rerankerColBERTV2 == pointwise("jina-colbert-v2", 8192))
        let former = ["turbo", "tiny", "base"].map { pointwise("jina-reranker-v1-\($0)-en", 8192) }
        #expect(
            Set(JinaModels.rerankers)
                == Set(former)
                .union([
                    JinaModels.rerankerV35, JinaModels.rerankerV3, JinaModels.rerankerM0, JinaModels.rerankerV2,
                    JinaModels.rerankerColBERTV2, pointwise("jina-colbert-v1-en", 8192),
                ])
        )
    }

    private func client(_ server: HostedJinaServer, _ dialect: JinaDialect = .hosted) -> JinaClient {
        JinaClient(
            JinaConfiguration(baseURL: server.url, apiKey: Secret(HostedJinaServer.defaultKey), dialect: dialect),
            transport: LibcurlTransport()
        )
    }

    @Test(arguments: [
        ("jina-clip-v2", "jina-clip-v2 1024 hosted query=retrieval.query document=- truncate"),
        ("jina-clip-v1", "jina-clip-v1 768 hosted query=- document=- truncate"),
        (
            "jina-embeddings-v3",
            "jina-embeddings-v3 1024 hosted query=retrieval.query document=retrieval.passage truncate"
        ),
        (
            "jina-embeddings-v4",
            "jina-embeddings-v4 2048 hosted query=retrieval.query document=retrieval.passage truncate"
        ),
        (
            "jina-embeddings-v5-text-nano",
            "jina-embeddings-v5-text-nano 768 hosted query=retrieval.query document=retrieval.passage truncate"
        ),
        (
            "jina-code-embeddings-0.5b",
            "jina-code-embeddings-0.5b 896 hosted query=nl2code.query document=nl2code.passage truncate"
        ),
        ("jina-embeddings-v2-base-de", "jina-embeddings-v2-base-de 768 hosted query=- document=- truncate"),
    ])
    func `an index made before is still the same model's`(id: String, fingerprint: String) async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let embedder = try await JinaEmbedder(client: client(server), model: try JinaModels.embeddingModel(id))
        #expect(embedder.fingerprint == fingerprint)
    }

    @Test func `no picture goes to the hosted API in a form nobody documents, and to jina-on-prem in its own`()
        async throws
    {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let inputs: [EmbeddingInput] = [.image(EmbeddingImage(bytes: [1, 2, 3], mediaType: "image/png"))]
        let hosted = try await JinaEmbedder(client: client(server), model: JinaModels.embeddingsV5OmniSmall)
        let batch = try await hosted.embed(inputs, role: .document, dims: nil)
        #expect(server.requestCount == 0)
        #expect(throws: EmbeddingFailure.self) { try batch.outcomes[0].get() }
        if case .failure(let failure) = batch.outcomes[0] {
            #expect(
                failure.message
                    == "jina-embeddings-v5-omni-small reads images, but how Jina's hosted API takes them is not documented: choose "
                    + "jina-clip-v2 or jina-embeddings-v4, or serve the model with jina-on-prem"
            )
        }
        let own = try await JinaEmbedder(client: client(server, .onPrem), model: JinaModels.embeddingsV5OmniSmall)
        _ = try? await own.embed(inputs, role: .document, dims: nil)
        #expect(server.requests.first?.json?["input"]?.array?.first?["type"] == "image")
    }

    @Test func `a model of another kind is said to be one`() {
        #expect {
            try JinaModels.embeddingModel("jina-reranker-m0")
        } throws: { error in
            "\(error)"
                .hasPrefix(
                    "“jina-reranker-m0” is no embedding model; the catalogue has it as reranker. Known are jina-clip-v2, "
                )
        }
        #expect {
            try JinaModels.model("jina-vml")
        } throws: { error in
            "\(error)" == "There is no model “jina-vml” in the catalogue: did you mean “jina-vlm”?"
        }
        #expect {
            try JinaModels.model("readerlm")
        } throws: { error in
            "\(error)".hasSuffix("did you mean “ReaderLM-v2”?")
        }
    }

    @Test func `the stand-in for the hosted API knows the same models`() throws {
        for (id, served) in HostedJinaAnswer.models {
            let model = try JinaModels.model(id)
            #expect(served.dims == model.vectors?.dims && served.context == model.contextTokens, "\(id)")
            #expect(served.readsImages == model.modalities.contains(.image), "\(id)")
            #expect(Set(served.tasks) == Set(model.tasks.map(\.name)), "\(id)")
            #expect(served.hasDimensions == (model.vectors?.dimsRange != nil), "\(id)")
            #expect(served.chunksLate == model.chunksLate, "\(id)")
        }
        for (id, sizes) in HostedJinaAnswer.colbert {
            #expect(try JinaModels.model(id).tokenVectors?.sizes == sizes, "\(id)")
        }
        #expect(Set(HostedJinaAnswer.rerankers) == Set(JinaModels.rerankers.map(\.id)))
    }
}
