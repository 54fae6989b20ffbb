import HTTPTransport
import JSONValues
import Synchronization

/// Answers one request as the hosted API would.
struct HostedJinaAnswer {
    let shared: HostedJinaServer.Shared

    /// The models served here: full size, whether pictures are read, tasks, longest text in tokens.
    struct Model {
        var dims: Int
        var readsImages = false
        var tasks: [String] = []
        var hasDimensions = true
        var chunksLate = false
        var context = 8192
    }

    private static let retrieval = ["retrieval.query", "retrieval.passage", "text-matching"]
    static let models: [(id: String, model: Model)] = [
        ("jina-clip-v2", Model(dims: 1024, readsImages: true, tasks: ["retrieval.query"])),
        ("jina-clip-v1", Model(dims: 768, readsImages: true, hasDimensions: false)),
        (
            "jina-embeddings-v3",
            Model(dims: 1024, tasks: retrieval + ["classification", "separation"], chunksLate: true)
        ),
        (
            "jina-embeddings-v4",
            Model(
                dims: 2048,
                readsImages: true,
                tasks: retrieval + ["code.query", "code.passage"],
                chunksLate: true,
                context: 32768
            )
        ),
        (
            "jina-embeddings-v5-text-small",
            Model(dims: 1024, tasks: retrieval + ["clustering", "classification"], context: 32768)
        ),
        ("jina-embeddings-v5-text-nano", Model(dims: 768, tasks: retrieval + ["clustering", "classification"])),
    ]
    /// The late-interaction models and the sizes they make.
    static let colbert = ["jina-colbert-v2": [64, 96, 128], "jina-colbert-v1-en": [128]]
    static let rerankers = [
        "jina-reranker-v3", "jina-reranker-v3.5", "jina-reranker-m0", "jina-reranker-v2-base-multilingual",
        "jina-reranker-v1-turbo-en", "jina-reranker-v1-tiny-en", "jina-reranker-v1-base-en", "jina-colbert-v2",
        "jina-colbert-v1-en",
    ]

    func reply(to request: LoopbackRequest) -> LoopbackReply {
        if ["/health", "/live", "/ready"].contains(request.pathWithoutQuery) { return .json(200, ["status": "ok"]) }
        if let refusal = authorisation(request) { return refusal }
        switch (request.method, request.pathWithoutQuery) {
        case ("GET", "/v1/models"): return models()
        // The second is the older path, which knows late-interaction models alone.
        case ("POST", "/v1/embeddings"), ("POST", "/v1/multi-vector"): return paid(request, embeddings)
        case ("POST", "/v1/rerank"): return paid(request, rerank)
        default: return error(404, "RESOURCE_NOT_FOUND", "Not Found", .flat)
        }
    }

    private func authorisation(_ request: LoopbackRequest) -> LoopbackReply? {
        guard let header = request.headers["authorization"] else {
            return error(401, "AUTH_MISSING_API_KEY", "Unauthorized: the API key is missing.", .flat)
        }
        guard header.hasPrefix("Bearer ") else {
            return error(401, "AUTH_INVALID_FORMAT", "Unauthorized: the header is no Bearer token.", .flat)
        }
        guard header == "Bearer \(shared.key)" else {
            return error(401, "AUTH_INVALID_API_KEY", "Unauthorized: the API key is invalid.", .flat)
        }
        return nil
    }

    private func models() -> LoopbackReply {
        let ids = Self.models.map(\.id) + Self.colbert.keys.sorted() + Self.rerankers
        return .json(
            200,
            [
                "data": .array(
                    ids.map {
                        [
                            "id": .string("jina-ai/\($0)"), "hugging_face_id": .string("jinaai/\($0)"),
                            // The example of the API's description; what a model really costs is not ours to say.
                            "pricing": ["prompt": "0.00000005", "completion": "0"],
                        ]
                    }
                )
            ]
        )
    }

    /// Counts a request that costs something, plays the next fault, else asks `answer`.
    private func paid(
        _ request: LoopbackRequest,
        _ answer: (JSONValue, HostedJinaFault.Damage?) -> LoopbackReply
    ) -> LoopbackReply {
        let (fault, requestsLeft) = shared.state.withLock { state in
            state.postCount += 1
            state.requestsLeft -= 1
            return (state.nextFault(), state.requestsLeft)
        }
        guard let json = request.json else { return error(400, "bad_request", "The body is not JSON.", .nested) }
        var damage: HostedJinaFault.Damage?
        var delivery: HostedJinaFault.Delivery?
        switch fault?.effect {
        case .refusal(let status, let code, let message, let shape, let retryAfter):
            note(json)
            return error(status, code, message, shape, retryAfter: retryAfter)
        case .validation:
            note(json)
            return validation("body -> input", "Value error", json["input"] ?? json["documents"])
        case .htmlPage(let status):
            note(json)
            return .html(status)
        case .damage(let kind): damage = kind
        case .delivery(let kind): delivery = kind
        case nil: break
        }
        guard requestsLeft >= 0 else {
            note(json)
            return error(429, "RATE_REQUEST_LIMIT_EXCEEDED", "Per-minute request limit exceeded.", .flat)
        }
        return deliver(answer(json, damage), delivery)
    }

    private func deliver(_ reply: LoopbackReply, _ delivery: HostedJinaFault.Delivery?) -> LoopbackReply {
        guard let delivery, case .response(let response)? = reply.steps.first else { return reply }
        switch delivery {
        case .slow(let delay): return .delayed(delay, reply)
        case .resetBefore: return .reset
        case .resetMidBody: return .resetMidBody(response)
        case .closedMidBody: return .closedMidBody(response)
        case .stalled: return .stalled
        }
    }

    /// Notes inputs that were sent in vain.
    func note(_ json: JSONValue) {
        guard let inputs = try? items(json).map(\.name) else { return }
        shared.state.withLock { $0.seen += inputs }
    }

    // MARK: Answers

    func rearrange(_ entries: inout [JSONValue], _ damage: HostedJinaFault.Damage?) {
        switch damage {
        case .outOfOrder?: entries.reverse()
        case .short?:
            entries.removeFirst()
            entries = entries.enumerated().map { index, entry in with(entry, index: index) }
        case .missing(let index)? where entries.indices.contains(index): entries.remove(at: index)
        case .long?: if let last = entries.last { entries.append(with(last, index: entries.count)) }
        case .duplicateIndex? where entries.count > 1:
            entries[entries.count - 1] = with(entries[entries.count - 1], index: entries[0]["index"]?.int ?? 0)
        case .noIndex?: entries = entries.map { with($0, index: nil) }
        default: break
        }
    }

    private func with(_ entry: JSONValue, index: Int?) -> JSONValue {
        guard var object = entry.object else { return entry }
        object["index"] = index.map { JSONValue($0) }
        return .object(object)
    }

    func answer(_ json: JSONValue, _ damage: HostedJinaFault.Damage?) -> LoopbackReply {
        if damage == .html { return .html(200) }
        var body = json.serialized()
        if damage == .notJSON { body = Array(body.prefix(body.count / 2)) }
        if damage == .empty { body = [] }
        let (requests, tokens) = shared.state.withLock { ($0.requestsLeft, $0.tokensLeft) }
        return .response(
            HTTPResponse(
                status: 200,
                headers: [
                    "Content-Type": "application/json",
                    "X-RateLimit-Remaining-Requests": String(max(0, requests)),
                    "X-RateLimit-Remaining-Tokens": String(max(0, tokens)),
                ],
                body: body
            )
        )
    }

    func error(
        _ status: Int,
        _ code: String,
        _ message: String,
        _ shape: HostedJinaFault.Shape,
        retryAfter: Int? = nil
    ) -> LoopbackReply {
        var fields: JSONObject = ["request_id": "03f58cd9da22fabf"]
        if !code.isEmpty { fields["code"] = .string(code) }
        let body: JSONValue
        switch shape {
        case .flat:
            fields["detail"] = .string(message)
            body = .object(fields)
        case .nested:
            fields["message"] = .string(message)
            body = ["detail": .object(fields)]
        }
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if let retryAfter { headers["Retry-After"] = String(retryAfter) }
        return .response(HTTPResponse(status: status, headers: headers, body: body.serialized()))
    }

    /// A 422, which repeats what was sent.
    func validation(_ field: String, _ message: String, _ input: JSONValue?) -> LoopbackReply {
        .json(
            422,
            [
                "detail": .string("Validation errors in 1 fields. Field errors: \(field): \(message)"),
                "request_id": "0123456789abcdef0123456789abcdef",
                "errors": [
                    [
                        "field": .string(field), "message": .string(message), "type": "value_error",
                        "input": input ?? .null,
                    ]
                ],
            ]
        )
    }
}
