import CurlTransport
import ESJinaTesting
import Embeddings
import HTTPTransport
import Testing

@testable import Jina

@Suite("JinaModels")
struct JinaModelsTests {
    @Test("clip-v2 has the sizes and the one task of its card")
    func clip() throws {
        let model = try JinaModels.embeddingModel("jina-clip-v2")
        #expect(model.dims == 1024)
        #expect(model.matryoshkaDims == [64, 128, 256, 512, 768, 1024])
        #expect(model.modalities == [.text, .image])
        #expect(model.queryTask == "retrieval.query")
        #expect(model.documentTask == nil)
    }

    @Test("every model's sizes ascend and end at the full one; ids are unique")
    func sound() {
        for model in JinaModels.embeddingModels {
            #expect(model.matryoshkaDims == model.matryoshkaDims.sorted(), "\(model.id)")
            #expect(model.matryoshkaDims.last == model.dims, "\(model.id)")
            #expect(model.modalities.contains(.text))
        }
        #expect(Set(JinaModels.embeddingModels.map(\.id)).count == 15)
        #expect(Set(JinaModels.rerankers.map(\.id)).count == 9)
    }

    @Test(
        "vectors of a size no model was trained for are the normalised beginning of the full one, and outside the range refused"
    )
    func untrainedSizes() async throws {
        let server = try HostedJinaServer()
        defer { server.stop() }
        let client = JinaClient(
            JinaConfiguration(baseURL: server.url, apiKey: Secret(HostedJinaServer.defaultKey), dialect: .hosted),
            transport: LibcurlTransport()
        )
        let embedder = try await JinaEmbedder(client: client)
        let vector = try await embedder.embed([.text("a cat")], role: .document, dims: 300).outcomes[0].get()
        let expected = try HostedJinaServer.vector(for: .text("a cat")).truncated(to: 300)
        #expect(zip(vector.values, expected.values).allSatisfy { abs($0 - $1) < 1e-6 } && vector.dims == 300)
        for dims in [0, 1025] {
            await #expect(throws: EmbeddingError.self) {
                try await embedder.embed([.text("a cat")], role: .document, dims: dims)
            }
        }
    }

    @Test("owners before the id are understood")
    func owners() throws {
        #expect(try JinaModels.embeddingModel("jinaai/jina-embeddings-v4").dims == 2048)
        #expect(try JinaModels.reranker("jina-ai/jina-reranker-v3").isListwise)
    }

    @Test("an unknown id names the nearest one, or all where none is near")
    func suggestion() {
        #expect {
            try JinaModels.embeddingModel("jina-clip-2")
        } throws: { error in
            "\(error)" == "There is no embedding model “jina-clip-2” in the catalogue: did you mean “jina-clip-v2”?"
        }
        #expect {
            try JinaModels.reranker("Jina-Reranker-V3.6")
        } throws: { error in
            "\(error)"
                == "There is no reranker “Jina-Reranker-V3.6” in the catalogue: did you mean “jina-reranker-v3.5”?"
        }
        for (short, id) in [
            ("m0", "jina-reranker-m0"), ("colbert", "jina-colbert-v2"),
            ("jina-reranker-v2", "jina-reranker-v2-base-multilingual"), ("v3.5", "jina-reranker-v3.5"),
        ] {
            #expect {
                try JinaModels.reranker(short)
            } throws: { error in
                "\(error)".hasSuffix("did you mean “\(id)”?")
            }
        }
        #expect {
            try JinaModels.reranker("x")
        } throws: { error in
            "\(error)"
                == "There is no reranker “x” in the catalogue: known are jina-colbert-v2, jina-colbert-v1-en, jina-reranker-v3.5, "
                + "jina-reranker-v3, jina-reranker-m0, jina-reranker-v2-base-multilingual, jina-reranker-v1-turbo-en, "
                + "jina-reranker-v1-tiny-en, jina-reranker-v1-base-en"
        }
    }

    @Test("the listwise rerankers take 64 documents")
    func rerankers() {
        #expect(JinaModels.rerankerV3.maxDocuments == 64)
        #expect(JinaModels.rerankerV3.isListwise)
        #expect(JinaModels.rerankerV35.isListwise)
        #expect(!JinaModels.rerankerM0.isListwise)
        #expect(!JinaModels.rerankerV2.isListwise)
    }
}
