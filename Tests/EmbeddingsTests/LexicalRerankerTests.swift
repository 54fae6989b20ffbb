import Embeddings
import Testing

@Suite("Lexical reranker")
struct LexicalRerankerTests {
    private let reranker = LexicalReranker()

    private func order(_ query: String, _ documents: [String]) async throws -> [Int] {
        let scores = try await reranker.rerank(query: query, documents: documents)
        #expect(scores.count == documents.count)
        #expect(scores.allSatisfy { $0 >= 0 && $0 <= 1 })
        return documents.indices.sorted { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    }

    @Test("more of the query's words are better, and none is 0")
    func coverage() async throws {
        let documents = ["a green pear", "a red car", "a red apple on the table"]
        #expect(try await order("red apple", documents) == [2, 1, 0])
        #expect(try await reranker.rerank(query: "red apple", documents: documents)[0] == 0)
    }

    @Test("the exact phrase beats the same words apart")
    func phrase() async throws {
        let documents = [
            "the house stands behind a white old tree", "an old white house by the sea", "a white house, very old",
        ]
        #expect(try await order("white house", documents)[2] == 0)
        #expect(try await order("old white house", documents)[0] == 1)
    }

    @Test("words that stand close beat words far apart")
    func proximity() async throws {
        let documents = [
            "boat one two three four five six seven eight nine lake",
            "boat on the calm and wide lake one two three four five",
        ]
        #expect(try await order("boat lake", documents) == [1, 0])
    }

    @Test("a rare word counts more than one that every document holds")
    func rarity() async throws {
        let documents = ["picture of a dog", "picture of a heron", "picture of a cat", "dog picture gallery", "heron"]
        #expect(try await order("heron picture", documents).first == 1)
        #expect(try await order("heron dog picture", ["dog", "heron", "dog", "dog"]).first == 1)
    }

    @Test("function words hardly count")
    func functionWords() async throws {
        #expect(try await order("the cat on the mat", ["the dog is on the sofa in the room", "cat"]) == [1, 0])
    }

    @Test("case, diacritics and inflection do not stand in the way")
    func folding() async throws {
        #expect(try await order("CANCION alegre", ["un día triste", "una canción alegre"]).first == 1)
        #expect(try await order("mountain", ["rivers and lakes", "snowy mountains"]).first == 1)
        #expect(try await order("красное яблоко", ["зелёная груша", "красные яблоки"]).first == 1)
        let scores = try await reranker.rerank(query: "mountain", documents: ["mountains", "mountain"])
        #expect(scores[1] > scores[0])
    }

    @Test("Japanese, Chinese, Thai and Korean are matched by their characters")
    func unspaced() async throws {
        #expect(try await order("東京タワー", ["大阪城の写真", "夜の東京タワーの写真"]).first == 1)
        #expect(try await order("红苹果", ["绿色的梨", "桌上有一个红苹果"]).first == 1)
        #expect(try await order("แมวดำ", ["หมาขาว", "มีแมวดำบนโซฟา"]).first == 1)
        #expect(try await order("사과", ["배와 포도", "빨간 사과가 있다"]).first == 1)
    }

    @Test("a query without words scores 0, an empty list nothing, an empty document 0")
    func empty() async throws {
        #expect(try await reranker.rerank(query: "?!", documents: ["a", "b"]) == [0, 0])
        #expect(try await reranker.rerank(query: "x", documents: []).isEmpty)
        #expect(try await reranker.rerank(query: "cat", documents: ["", "cat"])[0] == 0)
    }

    @Test("it says of itself what it is")
    func facts() {
        #expect(reranker.modelID == "es-jina-lexical-v1")
        #expect(reranker.isListwise)
        #expect(reranker.maxDocuments == 1000)
    }
}
