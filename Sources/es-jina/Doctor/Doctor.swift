import CommandTree
import ESJina
import Elasticsearch
import EmbeddedNode
import Embeddings
import HTTPTransport
import JSONValues
import Jina

/// Makes the checks that a command's options ask for.
struct Doctor {
    let command: ParsedCommand
    let console: Console

    private var limit: Duration { command[DoctorOptions.limit] }
    /// What a single request may take, so that its own error comes before the check's time is over.
    private var patience: Duration { limit * 0.8 }
    private var isOffline: Bool { command[DoctorOptions.offline] }
    private var index: String { command[ConnectionOptions.index] }
    private var files: PlatformFiles { PlatformFiles(environment: console.environment) }
    private var stateDirectory: String { command[ConnectionOptions.state] ?? files.stateDirectory }

    /// Looks at everything that is asked for.
    func report() async throws -> HealthReport {
        await HealthRun(limit: limit).report(on: try wanted(try checks()))
    }

    /// Those of `checks` that `--only` names; all where it names none.
    ///
    /// - Throws: `UsageError` for a name that is none.
    private func wanted(_ checks: [any HealthCheck]) throws(UsageError) -> [any HealthCheck] {
        let names = command[DoctorOptions.only].map { String($0.map { $0 == "-" ? "_" : $0 }) }
        guard !names.isEmpty else { return checks }
        let known = Set(checks.flatMap { [$0.group.rawValue, $0.name] })
        if let unknown = names.first(where: { !known.contains($0) }) {
            throw UsageError(
                .invalidValue,
                "There is no check '\(unknown)'; there are: \(known.sorted().joined(separator: ", ")).",
                command: "es-jina doctor"
            )
        }
        return checks.filter { names.contains($0.group.rawValue) || names.contains($0.name) }
    }

    private func checks() throws -> [any HealthCheck] {
        let limits = RateLimitHeaders()
        let models = ModelFactory(command, middlewares: [limits], patience: patience)
        return try engineChecks(models) + (try modelChecks(models, limits)) + machineChecks()
    }

    // MARK: The engine

    private func engineChecks(_ models: ModelFactory) throws -> [any HealthCheck] {
        guard let (engine, nodes) = try engine() else {
            let isCluster = try Engine.cluster(command) != nil
            let reason =
                isCluster
                ? "no server is asked (--offline)" : "the embedded engine holds nothing yet; the first ingest makes it"
            let groups: [(HealthGroup, String)] = [(.engine, "connection"), (.index, "model")]
            return groups.map { group, name in FixedCheck(HealthFinding(group, name, .skipped, reason)) }
                + [IngestCheck(directory: stateDirectory, index: index)]
        }
        let features: [any HealthCheck] = FeatureCheck.decisive.compactMap(ServerFeature.named)
            .map { FeatureCheck(engine, $0) }
        let configured = configuredModel(models)
        return [
            ConnectionCheck(nodes), VersionCheck(engine), FlavourCheck(engine), LicenceCheck(engine),
            PrivilegeCheck(engine, index: index), ClusterHealthCheck(engine), ShardCheck(engine), DiskCheck(engine),
            RequestSizeCheck(engine), BreakerCheck(engine), PressureCheck(engine), MemoryCheck(engine),
            JavaCheck(engine),
        ] + features + [
            ScriptCheck(engine), AnalyzerCheck(engine), IndexModelCheck(engine, index: index, configured: configured),
            IndexStateCheck(engine, index: index), IngestCheck(directory: stateDirectory, index: index),
        ]
    }

    /// The engine, and its nodes one by one; `nil` where there is none to ask: a cluster offline, or an embedded engine that holds
    /// nothing yet, which opening would make.
    private func engine() throws -> (EngineUnderTest, nodes: [EngineUnderTest])? {
        guard let cluster = try Engine.cluster(command) else {
            guard PlatformFiles.directoryExists(stateDirectory + "/embedded") else { return nil }
            let engine = EngineUnderTest(
                try Engine(command, console).client,
                name: "the embedded engine",
                isEmbedded: true
            )
            return (engine, [engine])
        }
        guard !isOffline else { return nil }
        let transport = Engine.network(command, observer: nil, policy: .never, patience: patience)
        let nodes = try cluster.urls.map { url in
            let node = try ElasticsearchConfiguration(urls: [url], credentials: cluster.credentials)
            return EngineUnderTest(ElasticsearchClient(node, transport: transport), name: url)
        }
        let name = cluster.urls.joined(separator: ", ")
        return (EngineUnderTest(ElasticsearchClient(cluster, transport: transport), name: name), nodes)
    }

    /// Tells what an ingest would make vectors with; without the network only its name.
    private func configuredModel(_ models: ModelFactory) -> @Sendable () async -> ConfiguredModel? {
        let isOffline = isOffline
        return {
            guard let model = try? models.model() else { return nil }
            let isLocal = model.id == HashingEmbedder().model.id
            return ConfiguredModel(
                id: model.id,
                fingerprint: isOffline && !isLocal ? nil : try? await models.fingerprint()
            )
        }
    }

    // MARK: Models

    private func modelChecks(_ models: ModelFactory, _ limits: RateLimitHeaders) throws -> [any HealthCheck] {
        let model = try models.model()
        var checks: [any HealthCheck] = []
        if model.id == HashingEmbedder().model.id {
            let found =
                "\(model.id) is a part of this program; it finds words, not meanings. Set JINA_API_KEY for a model"
            checks.append(
                FixedCheck(HealthFinding(.models, "embedding", .ok, found, facts: ["model": .string(model.id)]))
            )
        } else if isOffline {
            checks.append(FixedCheck(HealthFinding(.models, "embedding", .skipped, "no server is asked (--offline)")))
        } else {
            let client = try models.client(needsKey: false).impatient(within: patience)
            checks += [
                ModelServerCheck(client: client), EmbeddingCheck(client: client, model: model, limits: limits),
            ]
        }
        return checks + [try rerankerCheck(models)]
    }

    private func rerankerCheck(_ models: ModelFactory) throws -> any HealthCheck {
        func fixed(_ status: HealthFinding.Status, _ found: String) -> any HealthCheck {
            FixedCheck(HealthFinding(.models, "reranker", status, found))
        }
        guard let name = command[RerankOptions.model], name != "none" else {
            return fixed(.skipped, "none is configured; --rerank NAME looks at one")
        }
        guard !MultiVectorFactory.knows(name) else {
            return fixed(.skipped, "'\(name)' compares token vectors that the index holds")
        }
        let cluster = try Engine.cluster(command)
        guard !isOffline || name == "offline" else { return fixed(.skipped, "no server is asked (--offline)") }
        let reranker: any Reranker
        do {
            reranker = try RerankerFactory(command, models)
                .reranker(name) {
                    guard let cluster else {
                        throw CommandError("An inference endpoint belongs to a cluster: name it with --url.")
                    }
                    let transport = Engine.network(command, observer: nil, policy: .never, patience: patience)
                    return ElasticsearchClient(cluster, transport: transport)
                }
        } catch {
            return fixed(.fail, "\(error)")
        }
        return RerankerCheck(model: name, reranker: reranker)
    }

    // MARK: This machine

    private func machineChecks() -> [any HealthCheck] {
        LibraryCheck.command + LibraryCheck.own + [
            StateDirectoryCheck(stateDirectory), DatabaseCheck(stateDirectory),
            ConfigFileCheck(path: command[GlobalOptions.config] ?? files.configFile),
            TerminalCheck(terminal: console.terminal, environment: console.environment),
        ]
    }
}

/// A finding that needs no looking.
struct FixedCheck: HealthCheck {
    let finding: HealthFinding
    var group: HealthGroup { finding.group }
    var name: String { finding.check }

    init(_ finding: HealthFinding) { self.finding = finding }

    func run() async -> [HealthFinding] { [finding] }
}
