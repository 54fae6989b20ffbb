import ESJinaTesting
import Embeddings
import HTTPTransport
import JSONValues
import Synchronization

@testable import Jina

/// A clock that is at once wherever a sleeper wants it, and knows how long was slept.
final class InstantClock: Clock {
    typealias Duration = Swift.Duration
    struct Instant: InstantProtocol {
        var offset: Swift.Duration
        func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let state = Mutex((now: Swift.Duration.zero, slept: [Swift.Duration]()))

    var now: Instant { Instant(offset: state.withLock { $0.now }) }
    var minimumResolution: Swift.Duration { .zero }
    var slept: [Swift.Duration] { state.withLock { $0.slept } }

    func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            guard deadline.offset > state.now else { return }
            state.slept.append(deadline.offset - state.now)
            state.now = deadline.offset
        }
        await Task.yield()
    }
}

/// Whether the vectors are the same to rounding, and missing at the same places; a message with thousands of numbers helps
/// nobody.
func isNear(_ left: [Embedding?], _ right: [Embedding?]) -> Bool {
    left.count == right.count
        && zip(left, right)
            .allSatisfy { left, right in
                guard let left, let right else { return left == nil && right == nil }
                return left.dims == right.dims && zip(left.values, right.values).allSatisfy { abs($0 - $1) < 1e-6 }
            }
}

/// Throttle events in the order they came.
final class Throttles: Observer {
    private let events = Mutex([ThrottleEvent]())
    func throttled(_ event: ThrottleEvent) { events.withLock { $0.append(event) } }
    var all: [ThrottleEvent] { events.withLock { $0 } }
}

/// Retry events in the order they came.
final class Retries: Observer {
    private let events = Mutex([RetryEvent]())
    func requestRetried(_ event: RetryEvent) { events.withLock { $0.append(event) } }
    var all: [RetryEvent] { events.withLock { $0 } }
}

/// A clock that stands still until it is released.
final class HeldClock: Clock {
    typealias Duration = Swift.Duration
    typealias Instant = InstantClock.Instant

    private let state = Mutex((isReleased: false, sleepers: 0))

    var now: Instant { Instant(offset: .zero) }
    var minimumResolution: Swift.Duration { .zero }
    var sleepers: Int { state.withLock { $0.sleepers } }

    func release() { state.withLock { $0.isReleased = true } }

    func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        state.withLock { $0.sleepers += 1 }
        defer { state.withLock { $0.sleepers -= 1 } }
        while !state.withLock({ $0.isReleased }) { try await Task.sleep(for: .milliseconds(1)) }
    }
}

extension HTTPRequest {
    var json: JSONValue? {
        guard case .bytes(let bytes) = body else { return nil }
        return try? JSONValue.parse(bytes)
    }
}

extension HTTPResponse {
    init(_ status: Int, _ text: String, headers: HTTPHeaders = [:]) {
        self.init(status: status, headers: headers, body: Array(text.utf8))
    }
}

extension JinaClient {
    /// A client that is answered by `responses`, one each.
    static func recorded(
        _ dialect: JinaDialect,
        _ transport: RecordedTransport,
        clock: any Clock<Duration> = ContinuousClock(),
        patience: Duration = .seconds(120)
    ) -> JinaClient {
        JinaClient(
            JinaConfiguration(
                baseURL: "http://server.test:7997",
                apiKey: Secret("jina_thisIsTheKeyOfTheTest"),
                dialect: dialect,
                rateLimitPatience: patience,
                retryPolicy: .never
            ),
            transport: transport,
            clock: clock
        )
    }
}

/// Answers of infinity 0.0.78, recorded.
enum Recorded {
    static let embeddingsBase64 = #"""
        {"object":"list","data":[{"object":"embedding","embedding":"+4fdPOZSHbwE2n69MsgRPQ==","index":0},{"object":"embedding","embedding":"PTkDvY9/gz3b3ZS81y2TPA==","index":1}],"model":"all-MiniLM-L6-v2","usage":{"prompt_tokens":11,"total_tokens":11},"id":"infinity-6f6a961e-1d65-40bd-be0e-c75cc3af0b9e","created":1795251020}
        """#
    static let embeddingsFloat = #"""
        {"object":"list","data":[{"object":"embedding","embedding":[0.02704237960278988,-0.00960228405892849,-0.062219634652137756,0.03559131175279617],"index":0},{"object":"embedding","embedding":[-0.03203700855374336,0.06420814245939255,-0.018172195181250572,0.017966194078326225],"index":1}],"model":"all-MiniLM-L6-v2","usage":{"prompt_tokens":11,"total_tokens":11},"id":"infinity-40dce131-8e80-413f-9ab6-29c255f5743d","created":1795251020}
        """#
    static let rerank = #"""
        {"object":"rerank","results":[{"relevance_score":0.5658301711082458,"index":1,"document":null},{"relevance_score":0.5567942261695862,"index":0,"document":null}],"model":"jina-reranker-v3","usage":{"prompt_tokens":18,"total_tokens":18},"id":"infinity-08744052-6442-4450-bd83-860f025f6616","created":1795250005}
        """#
    static let models = #"""
        {"data":[{"id":"all-MiniLM-L6-v2","stats":{"queue_fraction":0.0,"queue_absolute":0,"results_pending":0,"batch_size":32},"object":"model","owned_by":"infinity","created":1795250005,"backend":"torch","capabilities":["embed"]},{"id":"jina-clip-v2","stats":{"queue_fraction":0.0,"queue_absolute":0,"results_pending":0,"batch_size":32},"object":"model","owned_by":"infinity","created":1795250005,"backend":"torch","capabilities":["embed","image_embed"]}],"object":"list"}
        """#
    static let health = #"{"unix":1795250005.0054047}"#
    static let unknownModel = #"""
        {"error":{"message":"Invalid model: Engine for model name `nope` not found. Available model names are ['all-MiniLM-L6-v2', 'jina-clip-v2', 'jina-reranker-v3']","type":null,"param":null,"code":400}}
        """#
    static let unfitModel = #"""
        {"error":{"message":"ModelNotDeployedError: model=`all-MiniLM-L6-v2` does not support `embed` for modality `image`. Reason: the loaded moded cannot fullyfill `image_embed`. Options are {'embed'}.","type":null,"param":null,"code":400}}
        """#
    static let badImage = #"""
        {"error":{"message":"<class 'infinity_emb.primitives.ImageCorruption'> -> error decoding data URI: cannot identify image file <_io.BytesIO object at 0x7f18603b9a30>","type":null,"param":null,"code":400}}
        """#
    static let badDims = #"""
        {"error":{"message":"<class 'infinity_emb.primitives.MatryoshkaDimError'> -> matryoshka_dim=4000 is not in a valid range. Select between 1 and 384.","type":null,"param":null,"code":400}}
        """#
    static let objectInput = #"""
        {"detail":[{"type":"string_type","loc":["body","text","input","list[constrained-str]",0],"msg":"Input should be a valid string","input":{"image":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABwAAAAcCAIAAAD9b0jD"}},{"type":"string_type","loc":["body","text","input","constrained-str"],"msg":"Input should be a valid string","input":[{"image":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABwAAAAcCAIAAAD9b0jD"}]}]}
        """#
    static let nullDims = #"""
        {"detail":[{"type":"int_type","loc":["body","text","dimensions"],"msg":"Input should be a valid integer","input":null}]}
        """#
    static let notAnImage = #"""
        {"detail":[{"type":"value_error","loc":["body","image","input","list[union[function-after[validate(), str],function-wrap[wrap_val()]]]",0,"function-after[validate(), str]"],"msg":"Value error, Not a valid data URI: DataURI(ok words in here)","input":"ok words in here","ctx":{"error":{}}}]}
        """#
    static let onPremHealth = #"""
        {"status":"ok","model":"jina-clip-v2","category":"embedding","device":"cpu","ready":true,"multimodal":true,"endpoint":"/v1/embeddings","schemas":["jina","openai","voyage","gemini","cohere"],"license":{}}
        """#
}
