import Embeddings
import JSONValues
import Synchronization

extension HostedJinaAnswer {
    /// Answers for a late-interaction model: `embeddings`, a vector a token.
    func multiVectors(
        _ json: JSONValue,
        _ id: String,
        sizes: [Int],
        _ damage: HostedJinaFault.Damage?
    ) -> LoopbackReply {
        let items: [Item]
        do { items = try self.items(json) } catch { return error.reply }
        shared.state.withLock { $0.seen += items.map(\.name) }
        if let invalid = invalidMultiVectorOption(json, sizes) { return invalid }
        for item in items {
            if item.isImage { return validation("body -> input", "Input should be a text", json["input"]) }
            if shared.bad.refused.contains(item.name) {
                return error(400, "bad_request", "Cannot use \(item.name)", .nested)
            }
            if shared.bad.failing.contains(item.name) {
                return error(500, "INTERNAL_ERROR", "Internal server error", .nested)
            }
        }
        let tokens = items.reduce(0) { $0 + $1.tokens }
        guard shared.state.withLock({ $0.tokensLeft }) >= tokens else {
            return error(429, "RATE_TOKEN_LIMIT_EXCEEDED", "Per-minute token limit exceeded.", .nested)
        }
        shared.state.withLock { state in
            state.tokensLeft -= tokens
            state.tokens += tokens
            state.paid.append(items.map(\.name))
        }
        return answer(
            [
                "model": .string(id), "object": "list",
                "usage": ["total_tokens": JSONValue(tokens), "prompt_tokens": JSONValue(tokens)],
                "data": .array(entries(items, json, dims: json["dimensions"]?.int ?? 128, damage)),
            ],
            damage
        )
    }

    private func entries(
        _ items: [Item],
        _ json: JSONValue,
        dims: Int,
        _ damage: HostedJinaFault.Damage?
    ) -> [JSONValue] {
        let asBase64 = json["embedding_type"]?.string == "base64"
        let role = json["input_type"]?.string ?? "document"
        var data = items.enumerated()
            .map { index, item -> JSONValue in
                var rows = HostedJinaVectors.multiVector(text: item.text, role: role, dims: dims).map(\.values)
                if shared.bad.spoilt.contains(item.name) { rows[0][0] = .nan }
                for place in rows.indices { spoil(&rows[place], at: index, damage) }
                let embeddings: JSONValue
                switch damage {
                case .null(index)?: embeddings = .null
                case .garbageBase64?, .oneGarbageBase64(index)?: embeddings = ["no base64 at all!"]
                default:
                    embeddings = .array(
                        rows.map { row in
                            asBase64
                                ? .string(Embedding(row).base64(.little))
                                : .array(row.map { $0.isFinite ? .number(Double($0)) : .null })
                        }
                    )
                }
                return ["object": "embeddings", "index": JSONValue(index), "embeddings": embeddings]
            }
        rearrange(&data, damage)
        return data
    }

    private func invalidMultiVectorOption(_ json: JSONValue, _ sizes: [Int]) -> LoopbackReply? {
        if let dimensions = json["dimensions"], sizes.count == 1 || !sizes.contains(dimensions.int ?? 0) {
            let list = sizes.map(String.init).joined(separator: ", ")
            return validation("body -> dimensions", "Input should be one of \(list)", dimensions)
        }
        if let role = json["input_type"], !["query", "document"].contains(role.string) {
            return validation("body -> input_type", "Input should be 'query' or 'document'", role)
        }
        for name in ["task", "normalized", "truncate", "late_chunking"] {
            if let value = json[name] { return validation("body -> \(name)", "Extra inputs are not permitted", value) }
        }
        switch json["embedding_type"] {
        case nil, "float"?, "base64"?: return nil
        case let other: return validation("body -> embedding_type", "Input should be 'float' or 'base64'", other)
        }
    }
}
