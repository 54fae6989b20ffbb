import CurlTransport
import ESJinaTesting
import Embeddings
import HTTPTransport
import JSONValues
import Testing

@testable import Jina

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

private func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
}

private let serverURL = environment("ES_JINA_TEST_JINA_URL")
private let mustRun = environment("ES_JINA_TEST_REQUIRE_CLUSTERS") == "1"

@Suite(
    "A real infinity server",
    .enabled(
        if: serverURL != nil || mustRun,
        "Set ES_JINA_TEST_JINA_URL to the URL of an infinity server with the models all-MiniLM-L6-v2, jina-clip-v2 and jina-reranker-v3, and ES_JINA_TEST_JINA_KEY to its key where it has one."
    )
)
struct InfinityIntegrationTests {
    private let miniLM = EmbeddingModel(
        id: "all-MiniLM-L6-v2",
        dims: 384,
        matryoshkaDims: [64, 128, 384],
        modalities: [.text],
        maxTokens: 256
    )

    private func client(key: String? = environment("ES_JINA_TEST_JINA_KEY")) throws -> JinaClient {
        let url = try #require(
            serverURL,
            "ES_JINA_TEST_JINA_URL is not set, and ES_JINA_TEST_REQUIRE_CLUSTERS asks for it"
        )
        let configuration = JinaConfiguration(
            baseURL: url,
            apiKey: key.map { Secret($0) },
            timeouts: HTTPTimeouts(connect: .seconds(5), total: .seconds(60), stall: .seconds(30))
        )
        return JinaClient(configuration, transport: LibcurlTransport())
    }

    private func picture(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> EmbeddingImage {
        EmbeddingImage(bytes: Bitmap.solid(red: red, green: green, blue: blue), mediaType: "image/bmp")
    }

    @Test("is found out to be infinity, lists its models and is healthy")
    func detection() async throws {
        let client = try client()
        #expect(try await client.dialect() == .infinity)
        #expect(try await client.models().map(\.id).contains("jina-clip-v2"))
        #expect(try await client.health() == JinaHealth(dialect: .infinity))
    }

    @Test("answers the same vectors as base64 and as numbers, to within 1e-6")
    func encodings() async throws {
        let client = try client()
        let input: [EmbeddingInput] = [.text("A red apple on a table"), .text("Ein Hund am Strand"), .text("雨の夜")]
        let base64 = try await client.embeddings(EmbeddingsRequest(model: miniLM.id, input: input))
        let float = try await client.embeddings(EmbeddingsRequest(model: miniLM.id, input: input, encoding: .float))
        #expect(base64.vectors.count == 3)
        for (left, right) in zip(base64.vectors, float.vectors) {
            #expect(left.dims == 384)
            #expect(zip(left.values, right.values).allSatisfy { abs($0 - $1) < 1e-6 })
        }
        #expect(base64.usage.totalTokens > 0)
    }

    @Test("cut vectors come back at unit length and equal our own cut")
    func dimensions() async throws {
        let client = try client()
        let input: [EmbeddingInput] = [.text("A red apple on a table")]
        let full = try await client.embeddings(EmbeddingsRequest(model: miniLM.id, input: input)).vectors[0]
        let cut = try await client.embeddings(EmbeddingsRequest(model: miniLM.id, input: input, dimensions: 64))
            .vectors[0]
        #expect(zip(cut.values, try full.truncated(to: 64).values).allSatisfy { abs($0 - $1) < 1e-6 })
        await #expect {
            try await client.embeddings(EmbeddingsRequest(model: miniLM.id, input: input, dimensions: 4000))
        } throws: {
            ($0 as? JinaError)?.kind == .invalidRequest
        }
    }

    @Test("keeps every promise of an embedder with the text model, and texts of one meaning are near")
    func textModel() async throws {
        let embedder = try await JinaEmbedder(client: try client(), model: miniLM)
        #expect(try await EmbedderConformance(embedder).violations() == [])
        let batch = try await embedder.embed(
            [.text("A dog runs on the beach"), .text("A puppy is running by the sea"), .text("Quarterly tax report")],
            role: .document,
            dims: nil
        )
        let vectors = try batch.outcomes.map { try $0.get() }
        #expect(vectors[0].dot(vectors[1]) > vectors[0].dot(vectors[2]) + 0.3)
        #expect(batch.billedTokens == 0)
    }

    @Test("keeps every promise of an embedder with texts, pictures and pictures that are none")
    func clip() async throws {
        let embedder = try await JinaEmbedder(client: try client())
        let broken = EmbeddingInput.image(
            EmbeddingImage(bytes: Array("not a picture at all".utf8), mediaType: "image/png")
        )
        let checks = EmbedderConformance(embedder, image: picture(200, 30, 30), unusable: [.text(" "), broken])
        #expect(try await checks.violations() == [])
    }

    @Test("one bad picture among eight fails alone, with the server's words and not the picture's")
    func badPicture() async throws {
        let embedder = try await JinaEmbedder(client: try client())
        var inputs = (0..<8).map { EmbeddingInput.image(picture(UInt8($0 * 30), 90, 200)) }
        inputs[5] = .image(EmbeddingImage(bytes: Array("not a picture at all".utf8), mediaType: "image/png"))
        let outcomes = try await embedder.embed(inputs, role: .document, dims: 256).outcomes
        for (index, outcome) in outcomes.enumerated() {
            switch outcome {
            case .success(let vector): #expect(index != 5 && vector.dims == 256 && abs(vector.norm - 1) < 1e-5)
            case .failure(let failure):
                #expect(index == 5)
                #expect(failure.message.contains("cannot identify image file"))
                #expect(!failure.message.contains("bm90IGEgcGljdHVyZSBhdCBhbGw"))
            }
        }
    }

    @Test("the same picture as picture and as the characters of its data URI are not the same vector")
    func modality() async throws {
        let client = try client()
        let image = picture(200, 30, 30)
        let asImage = try await client.embeddings(EmbeddingsRequest(model: "jina-clip-v2", input: [.image(image)]))
            .vectors[0]
        let uri = "data:image/bmp;base64," + Base64.text(image.bytes)
        let asText = try await client.embeddings(EmbeddingsRequest(model: "jina-clip-v2", input: [.text(uri)]))
            .vectors[0]
        #expect(asImage.cosine(asText) < 0.9)
    }

    @Test("a text beyond infinity's 122,880 characters is embedded, cut")
    func longText() async throws {
        let embedder = try await JinaEmbedder(client: try client(), model: miniLM)
        let batch = try await embedder.embed(
            [.text(String(repeating: "x y ", count: 40_000))],
            role: .document,
            dims: nil
        )
        #expect(try batch.outcomes[0].get().dims == 384)
    }

    @Test("five hundred texts in eight calls, four at once, each get their own vector, also from a full queue")
    func manyTexts() async throws {
        var configuration = try client().configuration
        configuration.limits.textsPerCall = 64
        let embedder = try await JinaEmbedder(
            client: JinaClient(configuration, transport: LibcurlTransport()),
            model: miniLM
        )
        let batch = try await embedder.embed((0..<500).map { .text("number \($0)") }, role: .document, dims: nil)
        let vectors = try batch.outcomes.map { try $0.get() }
        for index in [0, 63, 64, 255, 499] {
            let alone = try await embedder.embed([.text("number \(index)")], role: .document, dims: nil)
            #expect(vectors[index].dot(try alone.outcomes[0].get()) > 0.9999)
        }
    }

    @Test("reranks, every document with its own score")
    func rerank() async throws {
        let reranker = JinaReranker(client: try client())
        #expect(try await RerankerConformance(reranker, expectsSense: false).violations() == [])
        let scores = try await reranker.rerank(
            query: "Where is Munich?",
            documents: ["Munich is in Germany.", "The sky is blue."]
        )
        #expect(scores.count == 2 && scores[0] != scores[1])
    }

    @Test("an unknown model, a model unfit for pictures and a wrong key each say so")
    func refusals() async throws {
        var unknown = miniLM
        unknown.id = "nope"
        var unfit = miniLM
        unfit.modalities = [.text, .image]
        for (model, input) in [(unknown, EmbeddingInput.text("x")), (unfit, .image(picture(1, 2, 3)))] {
            let embedder = try await JinaEmbedder(client: try client(), model: model)
            await #expect {
                try await embedder.embed([input, input], role: .document, dims: nil)
            } throws: {
                ($0 as? JinaError)?.kind == .modelNotFound
            }
        }
        guard environment("ES_JINA_TEST_JINA_KEY") != nil else { return }
        for key in ["wrong", nil] {
            let embedder = try await JinaEmbedder(client: try client(key: key), model: miniLM)
            await #expect {
                try await embedder.embed([.text("x")], role: .document, dims: nil)
            } throws: { error in
                (error as? JinaError)?.kind == .unauthorized
                    && "\(error)".hasSuffix("the key this server was started with")
            }
        }
    }
}
