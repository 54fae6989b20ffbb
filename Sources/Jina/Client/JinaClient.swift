import Embeddings
public import HTTPTransport
import JSONValues

/// A client of a server that speaks Jina's API: embeddings, reranking, the list of models.
///
/// One value may be used by any number of tasks; copies share the rate limiter and what was found out about the server.
/// Rate limits are waited for and failed requests sent again (``JinaConfiguration/retryPolicy``) here, because only here it is
/// known what else waits: the transport needs no `RetryMiddleware`.
public struct JinaClient: Sendable {
    /// The configuration it was made with.
    public let configuration: JinaConfiguration
    let session: JinaSession

    /// Makes a client; sends nothing.
    ///
    /// - Parameters:
    ///   - configuration: The server and the key.
    ///   - transport: What carries the requests.
    ///   - observer: Hears when a request waits for a rate limit.
    ///   - clock: Measures the minutes of the rate limits.
    public init(
        _ configuration: JinaConfiguration,
        transport: any HTTPTransport,
        observer: (any Observer)? = nil,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.configuration = configuration
        session = JinaSession(configuration, transport: transport, observer: observer, time: TimeSource(clock))
    }

    private init(_ configuration: JinaConfiguration, session: JinaSession) {
        self.configuration = configuration
        self.session = session
    }

    /// The same client for somebody who waits for the answer.
    ///
    /// It shares connections, rate limits and what is known of the server with this one.
    ///
    /// - Parameter time: How long an answer is of use.
    /// - Returns: A client whose configuration is ``JinaConfiguration/impatient(within:)``.
    public func impatient(within time: Duration) -> JinaClient {
        let configuration = configuration.impatient(within: time)
        return JinaClient(configuration, session: JinaSession(session, configuration: configuration))
    }

    /// The server's dialect: the configured one, or the one found out by asking the server at the first call.
    ///
    /// - Returns: Never ``JinaDialect/automatic``.
    /// - Throws: `TransportError` where the server cannot be reached, ``JinaError`` where it is not available.
    public func dialect() async throws -> JinaDialect { try await session.wire().dialect }

    /// Embeds the inputs of `request`; sends one request, more only where the server answers 429 or fails.
    ///
    /// - Parameter request: What to embed with which model; an empty input sends nothing.
    /// - Returns: One vector per input, in order.
    /// - Throws: ``JinaError`` for what the server refuses or answers wrongly, ``JinaError/Kind/unsupported`` for what its
    ///   dialect cannot say, `TransportError` where there is no answer, `CancellationError`.
    public func embeddings(_ request: EmbeddingsRequest) async throws -> EmbeddingsResponse {
        var response = try await answer(to: request) { answer throws(MalformedAnswer) in
            try EmbeddingsResponse(complete: answer)
        }
        if request.dimensions != nil, try await !session.wire().normalisesCutVectors {
            // A vector that has no direction stays as it came, for the caller to see.
            response.vectors = response.vectors.map { (try? $0.normalized()) ?? $0 }
        }
        return response
    }

    /// As ``embeddings(_:)``, input by input: what cannot be used of an answer costs the rest of it nothing.
    func answer(to request: EmbeddingsRequest) async throws -> EmbeddingsAnswer<Embedding> {
        try await answer(to: request) { $0 }
    }

    private func answer<Answer: Sendable>(
        to request: EmbeddingsRequest,
        _ check: (EmbeddingsAnswer<Embedding>) throws(MalformedAnswer) -> Answer
    ) async throws -> Answer {
        let wire = try await session.wire()
        guard !request.input.isEmpty else {
            return try check(EmbeddingsAnswer(model: nil, items: [], usage: JinaUsage(totalTokens: 0)))
        }
        try refuseUnspeakable(request, wire)
        let limits = configuration.limits.resolved(for: wire.dialect)
        let call = JinaSession.Call(
            path: "/embeddings",
            operation: "jina.embeddings",
            task: "embeddings with model “\(request.model)”",
            tokens: request.estimatedTokens(perImage: limits.tokensPerImage),
            sent: { request.input.compactMap { if case .text(let text) = $0 { text } else { nil } } }
        )
        return try await session.post(call, wire, body: { request.body(wire) }) { json throws(MalformedAnswer) in
            let answer = try EmbeddingsAnswer<Embedding>(json, count: request.input.count)
            return (try check(answer), answer.usage.totalTokens)
        }
    }

    /// Throws for what the server's dialect has no words for.
    private func refuseUnspeakable(_ request: EmbeddingsRequest, _ wire: WireFormat) throws(JinaError) {
        func refuse(_ verdict: String) -> JinaError { JinaError(.unsupported, "\(session.server(wire)) \(verdict)") }
        if !wire.mixesModalities, request.containsImages, request.containsTexts {
            throw refuse("takes texts or pictures in one request, not both: send them in two")
        }
        if !wire.obeysOptions, !request.truncatesLongTexts {
            throw refuse("always truncates long texts and cannot refuse them: allow truncation")
        }
        if request.lateChunking, !wire.obeysOptions || request.containsImages {
            throw refuse("cannot embed these chunks as one document: send them without late chunking")
        }
    }

    /// Scores the passages of `request` against its query; sends one request, more only where the server answers 429.
    ///
    /// - Parameter request: The query and the passages; without passages nothing is sent.
    /// - Returns: A result for every passage, or for the best `topN`.
    /// - Throws: As ``embeddings(_:)``; ``JinaError/Kind/unsupported`` for pictures where the server reranks texts alone.
    public func rerank(_ request: RerankRequest) async throws -> RerankResponse {
        guard !request.documents.isEmpty else {
            return RerankResponse(model: nil, results: [], usage: JinaUsage(totalTokens: 0))
        }
        let wire = try await session.wire()
        if request.containsImages, wire.imageItem == .dataURI {
            throw JinaError(
                .unsupported,
                "\(session.server(wire)) reranks texts alone: send captions instead of pictures"
            )
        }
        let perImage = configuration.limits.resolved(for: wire.dialect).tokensPerImage
        let call = JinaSession.Call(
            path: "/rerank",
            operation: "jina.rerank",
            task: "reranking with model “\(request.model)”",
            tokens: request.estimatedTokens(perImage: perImage),
            sent: { [request.query] + request.texts }
        )
        return try await session.post(call, wire, body: { request.body(wire) }) { json throws(MalformedAnswer) in
            let response = try RerankResponse(json, count: request.documents.count, topN: request.topN)
            return (response, response.usage.totalTokens)
        }
    }

    /// The models the server serves; sends one request.
    ///
    /// - Returns: The models in the server's order; on-prem's single one from its health page.
    /// - Throws: As ``embeddings(_:)``.
    public func models() async throws -> [JinaServedModel] {
        let wire = try await session.wire()
        if wire.dialect == .onPrem { return try await health().model.map { [JinaServedModel(id: $0)] } ?? [] }
        let json = try await session.get(
            wire.pathPrefix + "/models",
            operation: "jina.models",
            task: "the list of models",
            wire
        )
        guard let data = json["data"]?.array else {
            throw JinaError(
                malformed: "it has no array “data”",
                status: 200,
                session.context("the list of models", wire)
            )
        }
        return data.compactMap(JinaServedModel.init)
    }

    /// Whether the server is ready; sends one request and needs no key.
    ///
    /// - Returns: What the server's health page says.
    /// - Throws: ``JinaError`` with ``JinaError/Kind/unavailable`` where it is not ready, else as ``embeddings(_:)``.
    public func health() async throws -> JinaHealth {
        let wire = try await session.wire()
        let json = try await session.get("/health", operation: "jina.health", task: "its health", wire)
        return JinaHealth(dialect: wire.dialect, model: json["model"]?.string, device: json["device"]?.string)
    }
}

/// A model that a server lists.
public struct JinaServedModel: Sendable, Hashable {
    /// The model's id, to be named in requests.
    public var id: String
    /// Who runs it, where the server says, such as `infinity`.
    public var owner: String?
    /// The longest input in tokens, where the server says.
    public var contextTokens: Int?
    /// What it can do, where the server says, such as `embed`, `image_embed`, `rerank`.
    public var capabilities: [String]
    /// What a million tokens of input cost in US dollars, where the server says.
    ///
    /// Jina's list has the form of OpenRouter's: `pricing.prompt` is US dollars a token, in decimal digits.
    public var usdPerMillionTokens: Double?

    /// Makes an entry.
    public init(
        id: String,
        owner: String? = nil,
        contextTokens: Int? = nil,
        capabilities: [String] = [],
        usdPerMillionTokens: Double? = nil
    ) {
        self.id = id
        self.owner = owner
        self.contextTokens = contextTokens
        self.capabilities = capabilities
        self.usdPerMillionTokens = usdPerMillionTokens
    }

    init?(_ json: JSONValue) {
        guard let id = json["id"]?.string else { return nil }
        // Jina lists "jina-ai/jina-clip-v2" and takes "jina-clip-v2".
        self.id = id.hasPrefix("jina-ai/") ? String(id.dropFirst(8)) : id
        owner = json["owned_by"]?.string
        contextTokens = json["context_length"]?.int
        capabilities = (json["capabilities"]?.array ?? []).compactMap(\.string)
        usdPerMillionTokens = json["pricing"]?["prompt"]?.string.flatMap(Double.init).map { $0 * 1e6 }
    }
}

/// A server that answered that it is ready.
public struct JinaHealth: Sendable, Hashable {
    /// How it speaks.
    public var dialect: JinaDialect
    /// The one model it serves, where it says.
    public var model: String?
    /// What it computes on, where it says.
    public var device: String?

    /// Makes an answer.
    public init(dialect: JinaDialect, model: String? = nil, device: String? = nil) {
        self.dialect = dialect
        self.model = model
        self.device = device
    }
}
