public import Embeddings
import HTTPTransport
import JSONValues
import Synchronization

/// A loopback server with the shapes, checks and faults of Jina's hosted API, and vectors made of hashes.
///
/// It stands in where a test needs what only `api.jina.ai` does: keys and credit, codes, rate headers, mixed input,
/// `embedding_type`. Shapes are those of Jina's OpenAPI description and of what `jina-ai/jina-on-prem` notes as measured.
/// Texts that share words have similar vectors, so a search over them has an order that makes sense.
///
/// Every request and every input is counted, so that a test can prove that nothing was paid for twice.
public final class HostedJinaServer: Sendable {
    /// The key the server accepts when none is given to it.
    public static let defaultKey = "jina_0123456789abcdef0123456789abcdef"

    struct State: Sendable {
        var faults: [HostedJinaFault] = []
        var weather: Weather?
        var requestsLeft: Int
        var tokensLeft: Int
        var postCount = 0
        var seen: [String] = []
        var paid: [[String]] = []
        var tokens = 0

        mutating func nextFault() -> HostedJinaFault? {
            if !faults.isEmpty { return faults.removeFirst() }
            return weather?.next()
        }
    }

    /// Faults that come by chance, the same for the same seed.
    struct Weather: Sendable {
        var share: Double
        var faults: [HostedJinaFault]
        var generator: SeededGenerator

        mutating func next() -> HostedJinaFault? {
            // Two draws for every request, so that the faults of later ones do not depend on whether this one fails.
            let chance = Double.random(in: 0..<1, using: &generator)
            let fault = faults.randomElement(using: &generator)
            return chance < share ? fault : nil
        }
    }

    /// Inputs that always go wrong, by ``name(of:)``.
    struct BadInputs: Sendable {
        var refused: Set<String>
        var failing: Set<String>
        var spoilt: Set<String>
    }

    private let server: LoopbackServer
    private let shared: Shared

    /// What the answering closure needs; apart from the server, which holds the closure.
    final class Shared: Sendable {
        let key: String
        let bad: BadInputs
        let state: Mutex<State>

        init(key: String, bad: BadInputs, state: State) {
            self.key = key
            self.bad = bad
            self.state = Mutex(state)
        }
    }

    /// Starts a server on a free port.
    ///
    /// - Parameters:
    ///   - key: The only key it accepts.
    ///   - refusing: Inputs that it cannot use, by ``name(of:)``: a request with one of them is refused whole with 400, as a
    ///     bad picture is.
    ///   - failing: Inputs that it fails on: a request with one of them is answered with 500.
    ///   - spoiling: Inputs whose vectors are not a number, each time.
    ///   - requestsPerMinute: Requests until it answers 429; the minute never ends by itself, see ``beginMinute()``.
    ///   - tokensPerMinute: Tokens until it answers 429.
    /// - Throws: `TransportError` where no port can be had.
    public init(
        key: String = HostedJinaServer.defaultKey,
        refusing: Set<String> = [],
        failing: Set<String> = [],
        spoiling: Set<String> = [],
        requestsPerMinute: Int = 500,
        tokensPerMinute: Int = 1_000_000
    ) throws {
        let shared = Shared(
            key: key,
            bad: BadInputs(refused: refusing, failing: failing, spoilt: spoiling),
            state: State(requestsLeft: requestsPerMinute, tokensLeft: tokensPerMinute)
        )
        self.shared = shared
        minute = (requestsPerMinute, tokensPerMinute)
        server = try LoopbackServer { HostedJinaAnswer(shared: shared).reply(to: $0) }
    }

    private let minute: (requests: Int, tokens: Int)

    /// The address without a path.
    public var url: String { server.url }

    /// Ends the server.
    public func stop() { server.stop() }

    /// Lets the next requests that cost something meet `faults`, one each; the requests behind them are answered well.
    public func fail(_ faults: HostedJinaFault...) { fail(faults) }

    /// Lets the next requests that cost something meet `faults`, one each; the requests behind them are answered well.
    public func fail(_ faults: [HostedJinaFault]) { shared.state.withLock { $0.faults += faults } }

    /// How many of the faults given by number no request has met yet.
    public var pendingFaults: Int { shared.state.withLock { $0.faults.count } }

    /// Lets requests that cost something meet a fault by chance from now on.
    ///
    /// - Parameters:
    ///   - share: How many of them, from 0, which ends it, to 1.
    ///   - faults: What they meet, each as often as the others.
    ///   - seed: The same seed gives the same faults to the same numbers of requests.
    public func fail(_ share: Double, with faults: [HostedJinaFault] = HostedJinaFault.allCases, seed: UInt64) {
        shared.state.withLock {
            $0.weather = Weather(share: share, faults: faults, generator: SeededGenerator(seed: seed))
        }
    }

    /// Gives back the requests and tokens of a minute.
    public func beginMinute() {
        shared.state.withLock { ($0.requestsLeft, $0.tokensLeft) = minute }
    }

    /// How many embedding and rerank requests came, refused ones too.
    public var requestCount: Int { shared.state.withLock { $0.postCount } }
    /// Every request as it came.
    public var requests: [LoopbackRequest] { server.requests }
    /// Every input of every embedding request, refused ones too, by ``name(of:)``.
    public var seenInputs: [String] { shared.state.withLock { $0.seen } }
    /// The inputs that were embedded and so would be billed, by ``name(of:)``, in order; an input twice was paid twice.
    public var paidInputs: [String] { paidBatches.flatMap(\.self) }
    /// The same by request, in order.
    public var paidBatches: [[String]] { shared.state.withLock { $0.paid } }
    /// The tokens that would be billed.
    public var billedTokens: Int { shared.state.withLock { $0.tokens } }

    /// What the lists of inputs call `input`: a text by itself, a picture by its size and a hash.
    public static func name(of input: EmbeddingInput) -> String {
        switch input {
        case .text(let text): text
        case .image(let image): HostedJinaVectors.name(ofImage: image.bytes)
        }
    }

    /// The vector the server answers for `input`, at full size and unit length.
    ///
    /// - Parameters:
    ///   - input: A text or a picture.
    ///   - task: The request's `task`.
    ///   - dims: The model's full size.
    /// - Returns: The vector.
    public static func vector(for input: EmbeddingInput, task: String? = nil, dims: Int = 1024) -> Embedding {
        switch input {
        case .text(let text): HostedJinaVectors.vector(text: text, task: task, dims: dims)
        case .image(let image): HostedJinaVectors.vector(image: image.bytes, dims: dims)
        }
    }

    /// The token vectors the server answers for a text with a late-interaction model.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - role: The request's `input_type`.
    ///   - dims: The size asked for.
    /// - Returns: A unit vector for every word.
    public static func multiVector(for text: String, role: EmbeddingRole, dims: Int = 128) -> [Embedding] {
        HostedJinaVectors.multiVector(text: text, role: role.rawValue, dims: dims)
    }

    /// The vectors the server answers for the chunks of one document with `late_chunking`.
    ///
    /// - Parameters:
    ///   - chunks: The chunks, in order.
    ///   - task: The request's `task`.
    ///   - dims: The model's full size.
    /// - Returns: One vector per chunk; each depends on all chunks and where they are cut.
    public static func vectors(forChunks chunks: [String], task: String? = nil, dims: Int = 1024) -> [Embedding] {
        chunks.indices.map { HostedJinaVectors.vector(chunk: $0, of: chunks, task: task, dims: dims) }
    }
}
