import HTTPTransport

extension JinaError {
    /// Where an answer came from and to what, for messages.
    struct Context: Sendable {
        /// The host and the dialect: `api.jina.ai (hosted)`.
        var server: String
        /// What was asked: `embeddings with model “jina-clip-v2”`.
        var task: String
        var hasKey: Bool
        /// Where keys and credit come from is known of Jina's own API only.
        var isHosted: Bool
        /// The texts that were sent, lest an answer repeats one.
        var sent: [String] = []
    }

    /// The error that `response`, of status 300 or above, stands for.
    init(_ response: HTTPResponse, _ context: Context) {
        let fault = ServerFault(body: response.body, sent: context.sent)
        let kind = Self.kind(response.status, fault)
        let limit: RateLimit? = kind == .rateLimited ? Self.rateLimit(fault) : nil
        let codes = [String(response.status), fault.code].compactMap(\.self).joined(separator: ", ")
        let words = fault.message.map { ", saying “\($0)”" } ?? ""
        let (verdict, fix) = Self.sentence(kind, response.status, context, limit: limit)
        self.init(
            kind,
            "\(context.server) \(verdict) (\(codes))\(words): \(fix)",
            status: response.status,
            code: fault.code,
            requestID: fault.requestID,
            rateLimit: limit,
            retryAfter: Self.pause(response.headers["retry-after"])
        )
    }

    /// The error for an answer of status 200 that is not what it should be.
    init(malformed reason: String, status: Int, _ context: Context) {
        self.init(
            .malformedResponse,
            "\(context.server) answered \(context.task), but \(reason): nothing of the answer was used; check that the"
                + " address is that of a Jina-compatible server and that its dialect is right",
            status: status
        )
    }

    /// `Retry-After` in seconds, at most a day; a date is left to the limiter's own pauses.
    private static func pause(_ header: String?) -> Duration? {
        guard let seconds = header.flatMap(Double.init), seconds >= 0 else { return nil }
        return .milliseconds(Int(min(seconds, 86_400) * 1000))
    }

    private static func kind(_ status: Int, _ fault: ServerFault) -> Kind {
        let code = fault.code ?? ""
        let message = fault.message ?? ""
        switch status {
        case 401: return .unauthorized
        case 402: return .outOfCredit
        case 403: return code == "AUTHZ_INSUFFICIENT_BALANCE" ? .outOfCredit : .forbidden
        case 404:
            // Infinity and Jina name the model in a 400; a 404 with a code or words about it comes from gateways.
            return message.lowercased().contains("model") ? .modelNotFound : .notFound
        case 413: return .requestTooLarge
        case 429: return .rateLimited
        case 400, 422:
            if code == "INPUT_TOKEN_LIMIT_EXCEEDED" { return .tokenLimitExceeded }
            if code == "INPUT_MODEL_NOT_FOUND" || saysModelIsMissing(message) { return .modelNotFound }
            return fault.mayBeInput && !message.contains("MatryoshkaDimError") ? .invalidInput : .invalidRequest
        case 502, 503, 504: return .unavailable
        case 500...: return .serverError
        case 300..<400: return .notFound
        default: return .invalidRequest
        }
    }

    /// Infinity and jina-on-prem answer for a model they do not serve with a plain 400.
    private static func saysModelIsMissing(_ message: String) -> Bool {
        ["Invalid model: ", "ModelNotDeployedError", "This image serves "].contains { message.hasPrefix($0) }
    }

    private static func rateLimit(_ fault: ServerFault) -> RateLimit {
        let words = (fault.code ?? fault.message ?? "").lowercased()
        if words.contains("concurren") { return .concurrency }
        if words.contains("token") { return .tokens }
        if words.contains("_ip_") { return .address }
        if words.contains("request") { return .requests }
        return .unknown
    }

    /// What happened and what to do about it.
    private static func sentence(
        _ kind: Kind,
        _ status: Int,
        _ context: Context,
        limit: RateLimit?
    ) -> (verdict: String, fix: String) {
        switch kind {
        case .unauthorized:
            let source = context.isHosted ? "a key from https://jina.ai" : "the key this server was started with"
            return context.hasKey
                ? ("rejected the API key", "set JINA_API_KEY to \(source)")
                : ("needs an API key", "set JINA_API_KEY to \(source)")
        case .forbidden:
            return ("refused \(context.task)", "check what the API key or the server's licence allows")
        case .outOfCredit:
            return (
                "has no credit left for this API key",
                "top it up at https://jina.ai, then run again; nothing more was sent"
            )
        case .rateLimited:
            let what: String =
                switch limit {
                case .requests?: "too many requests a minute"
                case .tokens?: "too many tokens a minute"
                case .concurrency?: "too many requests at once"
                case .address?: "too many requests from this address"
                default: "too much at once"
                }
            return ("was asked for \(what)", "wait a minute, or lower the configured limits to those of the key")
        case .modelNotFound:
            return ("does not serve \(context.task)", "name a model that the server lists at GET /v1/models")
        case .invalidInput:
            return ("cannot use an input of \(context.task)", "correct or leave out that input")
        case .invalidRequest:
            return (
                "does not accept the parameters of \(context.task)",
                "check the model's sizes and tasks, and the dialect"
            )
        case .tokenLimitExceeded:
            return ("found a text longer than the model reads", "shorten it, or let long texts be truncated")
        case .requestTooLarge:
            return ("found the request too large", "send smaller pictures or fewer at once")
        case .notFound:
            return ("has no path for \(context.task)", "check JINA_BASE_URL and the path prefix")
        case .unavailable:
            return ("is not available", "wait until it is up and run again")
        default:
            return ("failed at \(context.task)", "run again; if it stays, look into the server's log or status page")
        }
    }
}
