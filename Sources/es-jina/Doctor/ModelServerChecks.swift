import ESJina
import Embeddings
import HTTPTransport
import JSONValues
import Jina

/// Whether the server of models can be reached and how it speaks; asks for no vector.
struct ModelServerCheck: HealthCheck {
    let group = HealthGroup.models
    let name = "jina_server"
    let client: JinaClient

    func run() async throws -> [HealthFinding] {
        let dialect: JinaDialect
        do {
            dialect = try await client.dialect()
        } catch let error as TransportError {
            return [
                fail(
                    MessageText.withoutAdvice(error.message),
                    fix: "Check --jina-url (JINA_BASE_URL) and the network on the way there"
                )
            ]
        } catch let error as JinaError {
            return [
                fail(
                    MessageText.withoutAdvice(error.message),
                    fix: "Wait until it is up, or name another with --jina-url (JINA_BASE_URL)"
                )
            ]
        }
        let address = Self.withoutCredentials(client.configuration.baseURL)
        var facts: JSONObject = ["url": .string(address), "dialect": .string(dialect.name)]
        if dialect == .hosted, address == JinaConfiguration.hostedURL {
            return [ok("Jina's own API at \(address)", facts: facts)]
        }
        // Who serves what is worth knowing on a server of one's own, and costs nothing there.
        let models = (try? await client.models())?.map(\.id) ?? []
        facts["models"] = JSONValue(models)
        let serves = models.isEmpty ? "" : ", serves \(models.joined(separator: ", "))"
        return [ok("\(address) speaks '\(dialect)'\(serves)", facts: facts)]
    }

    /// A URL without the user and password that may stand in it.
    static func withoutCredentials(_ url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard let at = authority.lastIndex(of: "@") else { return url }
        return String(url[..<scheme.upperBound] + rest[rest.index(after: at)...])
    }
}

/// Whether the key is taken and the model served: embeds one word, which costs a few tokens.
struct EmbeddingCheck: HealthCheck {
    /// How many tokens the one request costs, about; the server's own count is in the finding.
    static let word = "doctor"
    /// Below so many requests left in the minute a run would soon wait.
    static let fewRequests = 10

    let group = HealthGroup.models
    let name = "embedding"
    let client: JinaClient
    let model: EmbeddingModel
    let limits: RateLimitHeaders

    func run() async throws -> [HealthFinding] {
        let answer: EmbeddingsResponse
        do {
            answer = try await client.embeddings(EmbeddingsRequest(model: model.id, input: [.text(Self.word)]))
        } catch let error as JinaError {
            return [ModelServerAdvice.finding(of: self, error)]
        } catch let error as TransportError {
            return [
                fail(
                    MessageText.withoutAdvice(error.message),
                    fix: "Check --jina-url (JINA_BASE_URL) and the network on the way there"
                )
            ]
        }
        let dims = answer.vectors.first?.dims ?? 0
        let left = limits.remaining
        var facts: JSONObject = [
            "model": .string(model.id), "dims": JSONValue(dims), "billed_tokens": JSONValue(answer.usage.totalTokens),
        ]
        facts["remaining_requests"] = left.requests.map { JSONValue($0) }
        facts["remaining_tokens"] = left.tokens.map { JSONValue($0) }
        guard dims == model.dims else {
            let fix = "Say --model-dims \(dims), or check which model the server serves as \(model.id)"
            return [fail("\(model.id) answers with \(dims) dims, not \(model.dims)", fix: fix, facts: facts)]
        }
        var found =
            "\(model.id) answers with \(dims) dims, for \(HumanUnits.count(answer.usage.totalTokens, of: "token"))"
        if left.requests != nil || left.tokens != nil {
            let parts = [
                left.requests.map { HumanUnits.count($0, of: "request") },
                left.tokens.map { HumanUnits.count($0, of: "token") },
            ]
            found += "; \(parts.compactMap(\.self).joined(separator: " and ")) left this minute"
        }
        if let requests = left.requests, requests < Self.fewRequests {
            let fix = "Wait a minute, or look who else uses the key; runs wait by themselves"
            return [warn(found, fix: fix, facts: facts)]
        }
        return [ok(found, facts: facts)]
    }
}

/// Whether the reranker is served: scores one word against another, which costs a few tokens.
struct RerankerCheck: HealthCheck {
    let group = HealthGroup.models
    let name = "reranker"
    let model: String
    let reranker: any Reranker

    func run() async throws -> [HealthFinding] {
        do {
            let scores = try await reranker.rerank(query: "apple", inputs: [.text("apple")])
            guard let score = scores.first, score.isFinite else {
                return [fail("\(model) gives no score", fix: "Name another model with --rerank")]
            }
            return [ok("\(model) answers", facts: ["model": .string(model)])]
        } catch let error as JinaError {
            return [ModelServerAdvice.finding(of: self, error)]
        } catch let error as TransportError {
            return [
                fail(
                    MessageText.withoutAdvice(error.message),
                    fix: "Check --jina-url (JINA_BASE_URL) and the network on the way there"
                )
            ]
        } catch {
            return [fail("\(error)", fix: "Name another model with --rerank")]
        }
    }
}

/// What to do about what a server of models refuses.
enum ModelServerAdvice {
    static func finding(of check: some HealthCheck, _ error: JinaError) -> HealthFinding {
        var facts: JSONObject = ["kind": .string(error.kind.rawValue)]
        facts["http_status"] = error.status.map { JSONValue($0) }
        switch error.kind {
        case .unauthorized:
            return check.fail(
                MessageText.withoutAdvice(error.message),
                fix: "Set JINA_API_KEY to a key that the server takes",
                facts: facts
            )
        case .outOfCredit:
            return check.fail(
                error.message,
                fix: "Buy tokens for the key at https://jina.ai, or use another",
                facts: facts
            )
        case .rateLimited:
            let fix = "Wait a minute, or look who else uses the key; runs wait by themselves"
            return check.warn(MessageText.withoutAdvice(error.message), fix: fix, facts: facts)
        case .notFound:
            return check.fail(
                MessageText.withoutAdvice(error.message),
                fix: "Check --jina-url (JINA_BASE_URL)",
                facts: facts
            )
        case .modelNotFound:
            return check.fail(
                MessageText.withoutAdvice(error.message),
                fix: "Name a model that the server serves with --model",
                facts: facts
            )
        default:
            return check.fail(
                error.message,
                fix: "Look at the server's log or status page, then try again",
                facts: facts
            )
        }
    }
}
