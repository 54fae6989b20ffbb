import Embeddings
import Synchronization

/// Scores passages as a test wants and remembers them.
final class ScriptedReranker: Reranker {
    typealias Answer = @Sendable ([String]) async throws -> [Float]

    let modelID = "judge"
    let maxDocuments: Int
    let isListwise: Bool
    let maxTokens: Int
    let maxDocumentTokens: Int
    let maxImageBytes: Int
    let modalities: Set<Modality>
    private let answer: Answer
    private let asked = Mutex<[[EmbeddingInput]]>([])

    init(
        maxDocuments: Int = 100,
        isListwise: Bool = true,
        maxTokens: Int = .max,
        maxDocumentTokens: Int = .max,
        maxImageBytes: Int = .max,
        modalities: Set<Modality> = [.text],
        answer: @escaping Answer
    ) {
        self.maxDocuments = maxDocuments
        self.isListwise = isListwise
        self.maxTokens = maxTokens
        self.maxDocumentTokens = maxDocumentTokens
        self.maxImageBytes = maxImageBytes
        self.modalities = modalities
        self.answer = answer
    }

    /// What each call so far was about.
    var inputs: [[EmbeddingInput]] { asked.withLock { $0 } }
    /// The texts of each call so far; a picture is an empty one.
    var calls: [[String]] { inputs.map { $0.map(Self.text) } }

    func rerank(query: String, documents: [String]) async throws -> [Float] {
        try await rerank(query: query, inputs: documents.map { .text($0) })
    }

    func rerank(query: String, inputs: [EmbeddingInput]) async throws -> [Float] {
        asked.withLock { $0.append(inputs) }
        return try await answer(inputs.map(Self.text))
    }

    private static func text(_ input: EmbeddingInput) -> String {
        if case .text(let text) = input { text } else { "" }
    }
}
