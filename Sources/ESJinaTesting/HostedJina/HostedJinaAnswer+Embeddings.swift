import Embeddings
import JSONValues
import Synchronization

extension HostedJinaAnswer {
    /// One element of `input`.
    struct Item {
        var name: String
        var isImage: Bool
        var text = ""
        var bytes: [UInt8] = []
        var tokens: Int { isImage ? 4000 : max(1, text.utf8.count / 4) }
    }

    func embeddings(_ json: JSONValue, _ damage: HostedJinaFault.Damage?) -> LoopbackReply {
        let id = json["model"]?.string ?? ""
        if let sizes = Self.colbert[id] { return multiVectors(json, id, sizes: sizes, damage) }
        guard let model = Self.models.first(where: { $0.id == id })?.model else {
            return error(400, "INPUT_MODEL_NOT_FOUND", "Model '\(id)' not found.", .nested)
        }
        let items: [Item]
        do { items = try self.items(json) } catch { return error.reply }
        shared.state.withLock { $0.seen += items.map(\.name) }
        if let invalid = invalidOption(json, model) { return invalid }
        for item in items {
            if item.isImage, !model.readsImages {
                return validation("body -> input", "Input should be a text", json["input"])
            }
            if item.isImage, !isPicture(item.bytes) { return error(400, "bad_request", "Cannot decode image", .nested) }
            if shared.bad.refused.contains(item.name) {
                return error(400, "bad_request", "Cannot use \(item.name)", .nested)
            }
            if shared.bad.failing.contains(item.name) {
                return error(500, "INTERNAL_ERROR", "Internal server error", .nested)
            }
            if json["truncate"]?.bool != true, item.tokens > model.context, !item.isImage {
                let message = "Input text exceeds the model's maximum of \(model.context) tokens. Use 'truncate: true'."
                return error(400, "INPUT_TOKEN_LIMIT_EXCEEDED", message, .nested)
            }
        }
        let isOneDocument = model.chunksLate && json["late_chunking"]?.bool == true
        if isOneDocument, json["truncate"]?.bool != true, items.reduce(0, { $0 + $1.tokens }) > model.context {
            let message = "Input text exceeds the model's maximum of \(model.context) tokens. Use 'truncate: true'."
            return error(400, "INPUT_TOKEN_LIMIT_EXCEEDED", message, .nested)
        }
        let tokens = items.reduce(0) {
            $0 + (json["truncate"]?.bool == true && !$1.isImage ? min($1.tokens, model.context) : $1.tokens)
        }
        guard shared.state.withLock({ $0.tokensLeft }) >= tokens else {
            return error(429, "RATE_TOKEN_LIMIT_EXCEEDED", "Per-minute token limit exceeded.", .nested)
        }
        shared.state.withLock { state in
            state.tokensLeft -= tokens
            state.tokens += tokens
            state.paid.append(items.map(\.name))
        }
        var usage: JSONObject = ["total_tokens": JSONValue(tokens)]
        // v4 never sends it, as measured.
        if id != "jina-embeddings-v4" { usage["prompt_tokens"] = JSONValue(tokens) }
        return answer(
            [
                "model": .string(id), "object": "list", "usage": .object(usage),
                "data": .array(vectors(items, json, model, isOneDocument: isOneDocument, damage)),
            ],
            damage
        )
    }

    private func vectors(
        _ items: [Item],
        _ json: JSONValue,
        _ model: Model,
        isOneDocument: Bool,
        _ damage: HostedJinaFault.Damage?
    ) -> [JSONValue] {
        let task = json["task"]?.string
        let asBase64 = json["embedding_type"]?.string == "base64"
        let dims = json["dimensions"]?.int ?? model.dims
        let texts = isOneDocument ? items.map(\.text) : []
        var data = items.enumerated()
            .map { index, item -> JSONValue in
                let full =
                    if isOneDocument {
                        HostedJinaVectors.vector(chunk: index, of: texts, task: task, dims: model.dims)
                    } else if item.isImage {
                        HostedJinaVectors.vector(image: item.bytes, dims: model.dims)
                    } else {
                        HostedJinaVectors.vector(text: item.text, task: task, dims: model.dims)
                    }
                var values = dims == full.dims ? full.values : (try? full.truncated(to: dims))?.values ?? full.values
                if shared.bad.spoilt.contains(item.name) { values[0] = .nan }
                spoil(&values, at: index, damage)
                let vector: JSONValue
                switch damage {
                case .null(index)?: vector = .null
                case .garbageBase64?, .oneGarbageBase64(index)?: vector = "no base64 at all!"
                default:
                    vector =
                        asBase64
                        ? .string(Embedding(values).base64(.little))
                        : .array(values.map { $0.isFinite ? .number(Double($0)) : .null })
                }
                return ["object": "embedding", "index": JSONValue(index), "embedding": vector]
            }
        rearrange(&data, damage)
        return data
    }

    func spoil(_ values: inout [Float], at index: Int, _ damage: HostedJinaFault.Damage?) {
        switch damage {
        case .dims(let other)?, .oneDims(let other, at: index)?:
            values = (0..<other).map { values[$0 % values.count] }
        case .nan(index)?: values[0] = .nan
        case .infinite(index)?: values[0] = .infinity
        case .zero(index)?: values = values.map { _ in 0 }
        case .unnormalised?: values = values.map { $0 * 2 }
        default: break
        }
    }

    private func invalidOption(_ json: JSONValue, _ model: Model) -> LoopbackReply? {
        if let dimensions = json["dimensions"] {
            guard model.hasDimensions, let value = dimensions.int, (1...model.dims).contains(value) else {
                return validation("body -> dimensions", "Input should be between 1 and \(model.dims)", dimensions)
            }
        }
        if let task = json["task"], !model.tasks.contains(task.string ?? "") {
            return validation("body -> task", "Input should be one of \(model.tasks)", task)
        }
        switch json["embedding_type"] {
        case nil, "float"?, "base64"?: return nil
        // As measured: the schema allows a list, the server fails on it.
        case .array?: return error(500, "INTERNAL_ERROR", "Internal server error", .nested)
        case let other: return validation("body -> embedding_type", "Input should be 'float' or 'base64'", other)
        }
    }

    /// The inputs of a request, whatever form they have.
    func items(_ json: JSONValue) throws(Refusal) -> [Item] {
        let elements: [JSONValue] =
            switch json["input"] {
            case .array(let list)?: list
            case let single?: [single]
            case nil: []
            }
        guard !elements.isEmpty else {
            throw Refusal(
                validation("body -> input", "Input list cannot be empty. Provide at least one item.", .array([]))
            )
        }
        var items: [Item] = []
        for element in elements {
            if let text = element.string ?? element["text"]?.string {
                items.append(Item(name: text, isImage: false, text: text))
            } else if let image = element["image"]?.string {
                let bytes = Self.decodeBase64(image) ?? []
                items.append(Item(name: HostedJinaVectors.name(ofImage: bytes), isImage: true, bytes: bytes))
            } else {
                throw Refusal(validation("body -> input", "Input should be a text or an image", element))
            }
        }
        return items
    }

    struct Refusal: Error {
        let reply: LoopbackReply
        init(_ reply: LoopbackReply) { self.reply = reply }
    }

    private func isPicture(_ bytes: [UInt8]) -> Bool {
        let starts: [[UInt8]] = [
            [0x89, 0x50, 0x4E, 0x47], [0xFF, 0xD8, 0xFF], Array("GIF8".utf8), Array("RIFF".utf8), Array("BM".utf8),
        ]
        return starts.contains { bytes.starts(with: $0) }
    }

    /// Bytes of base64, with or without the head of a data URI.
    private static func decodeBase64(_ text: String) -> [UInt8]? {
        let digits = text.hasPrefix("data:") ? text.drop { $0 != "," }.dropFirst() : text[...]
        var bytes: [UInt8] = []
        var group: UInt32 = 0
        var bits = 0
        for character in digits.utf8 {
            let value: UInt8
            switch character {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = character - UInt8(ascii: "A")
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = character - UInt8(ascii: "a") + 26
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = character - UInt8(ascii: "0") + 52
            case UInt8(ascii: "+"): value = 62
            case UInt8(ascii: "/"): value = 63
            case UInt8(ascii: "="): continue
            default: return nil
            }
            group = group << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(bits)))
        }
        return bytes
    }
}
