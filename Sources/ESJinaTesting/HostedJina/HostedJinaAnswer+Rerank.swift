import JSONValues
import Synchronization

extension HostedJinaAnswer {
    func rerank(_ json: JSONValue, _ damage: HostedJinaFault.Damage?) -> LoopbackReply {
        let id = json["model"]?.string ?? ""
        guard Self.rerankers.contains(id) else {
            return error(400, "INPUT_MODEL_NOT_FOUND", "Model '\(id)' not found.", .nested)
        }
        guard let query = json["query"]?.string else {
            return validation("body -> query", "Field required", json["query"])
        }
        let elements = json["documents"]?.array ?? []
        guard !elements.isEmpty else {
            return validation("body -> documents", "List should have at least 1 item", json["documents"])
        }
        if let length = json["max_doc_length"] {
            guard id.hasPrefix("jina-reranker-v3"), let value = length.int, (1...8192).contains(value) else {
                return validation("body -> max_doc_length", "Input should be between 1 and 8192", length)
            }
        }
        var documents: [String] = []
        for element in elements {
            if let text = element.string ?? element["text"]?.string {
                documents.append(text)
            } else if id == "jina-reranker-m0", let image = element["image"]?.string {
                // Pictures of tests say what they show in their bytes.
                documents.append(String(decoding: Base64.decode(image.utf8) ?? [], as: UTF8.self))
            } else {
                return validation("body -> documents", "Input should be a text or an image", element)
            }
        }
        let echoes = json["return_documents"]?.bool ?? true
        let isListwise = id.hasPrefix("jina-reranker-v3")
        var results = documents.enumerated()
            .map { index, document -> JSONValue in
                let score = HostedJinaVectors.relevance(of: document, to: query)
                var result: JSONObject = ["index": JSONValue(index), "relevance_score": .number(score)]
                if damage == .nan(index) { result["relevance_score"] = .null }
                // As measured: the listwise models always wrap it, the others echo what was sent.
                if echoes { result["document"] = isListwise ? ["text": .string(document)] : .string(document) }
                return .object(result)
            }
        results.sort { ($0["relevance_score"]?.double ?? 0) > ($1["relevance_score"]?.double ?? 0) }
        if let top = json["top_n"]?.int { results = Array(results.prefix(top)) }
        rearrange(&results, damage)
        let tokens = documents.reduce(query.utf8.count / 4) { $0 + $1.utf8.count / 4 + 1 }
        shared.state.withLock { state in
            state.tokens += tokens
            state.tokensLeft -= tokens
        }
        return answer(
            [
                "model": .string(id), "object": "list", "usage": ["total_tokens": JSONValue(tokens)],
                "results": .array(results),
            ],
            damage
        )
    }
}
