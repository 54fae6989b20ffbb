public import Elasticsearch

/// The engine that checks look at, which is asked for what several of them need only once.
public final class EngineUnderTest: Sendable {
    /// The client of the engine.
    public let client: ElasticsearchClient
    /// What people call it, such as `http://127.0.0.1:9200`.
    public let name: String
    /// Whether it is the embedded one, which has neither nodes nor a network.
    public let isEmbedded: Bool

    private let capabilitiesAnswer: SharedAnswer<Capabilities>
    private let nodesAnswer: SharedAnswer<[NodeFacts]?>
    private let limitsAnswer: SharedAnswer<(watermarks: DiskWatermarks?, shardsPerNode: Int?)>

    /// Makes the engine of a client; asks nothing yet.
    public init(_ client: ElasticsearchClient, name: String, isEmbedded: Bool = false) {
        self.client = client
        self.name = name
        self.isEmbedded = isEmbedded
        capabilitiesAnswer = SharedAnswer { try await client.capabilities() }
        nodesAnswer = SharedAnswer { try await client.nodes() }
        limitsAnswer = SharedAnswer { try await client.allocationLimits() }
    }

    /// What the engine can do; `nil` where it does not answer, which is the connection's finding.
    func capabilities() async -> Capabilities? { try? await capabilitiesAnswer.value() }

    /// The nodes; `nil` where the engine keeps them to itself.
    func nodes() async throws -> [NodeFacts]? { try await nodesAnswer.value() }

    /// How full disks may be, and how many shards a node may have.
    func limits() async throws -> (watermarks: DiskWatermarks?, shardsPerNode: Int?) { try await limitsAnswer.value() }
}

/// A check of the engine, made where it answers at all.
public protocol EngineCheck: HealthCheck {
    /// The engine.
    var engine: EngineUnderTest { get }
    /// Looks at an engine that answers.
    func run(_ capabilities: Capabilities) async throws -> [HealthFinding]
}

extension EngineCheck {
    /// Looks where the engine answers, and is skipped where it does not, or does not tell.
    public func run() async throws -> [HealthFinding] {
        guard let capabilities = await engine.capabilities() else { return [skipped("the engine does not answer")] }
        do {
            return try await run(capabilities)
        } catch let error as ElasticsearchError where [400, 403, 404, 405, 410].contains(error.status) {
            return [skipped("the engine does not tell: \(error.message)")]
        }
    }
}

/// A check of the engine's nodes.
public protocol NodeCheck: EngineCheck {
    /// Looks at the nodes, of which there is at least one.
    func run(_ nodes: [NodeFacts]) async throws -> [HealthFinding]
}

extension NodeCheck {
    /// The engine.
    public var group: HealthGroup { .engine }

    /// Looks where the nodes tell, and is skipped where they do not.
    public func run(_ capabilities: Capabilities) async throws -> [HealthFinding] {
        guard !engine.isEmbedded else { return [skipped("the embedded engine is a part of this program")] }
        guard capabilities.allowsNodeAPIs else { return [skipped("Serverless takes care of it")] }
        guard let nodes = try await engine.nodes(), !nodes.isEmpty else {
            return [
                skipped("the server keeps its nodes to itself, or the credentials lack the cluster privilege 'monitor'")
            ]
        }
        return try await run(nodes)
    }
}
